"""The notebooks: clean to store, and they run from top to bottom."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

FOLDER = Path(__file__).resolve().parents[1] / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
SECONDS = 60

each_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


def read(path: Path) -> Any:
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    return notebook


def test_there_are_notebooks() -> None:
    assert NOTEBOOKS


@each_notebook
def test_is_stored_clean(path: Path) -> None:
    text = path.read_text("utf-8")
    stored = json.loads(text)
    assert text == json.dumps(stored, indent=1, ensure_ascii=False) + "\n"
    assert (stored["nbformat"], stored["nbformat_minor"]) == (4, 5)
    assert stored["metadata"] == {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    assert len({cell["id"] for cell in stored["cells"]}) == len(stored["cells"])
    for cell in stored["cells"]:
        assert cell["metadata"] == {}
        if cell["cell_type"] == "code":
            assert cell["outputs"] == []
            assert cell["execution_count"] is None


@each_notebook
def test_runs_from_top_to_bottom(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The kernel is that of this environment, whatever the user has installed elsewhere.
    monkeypatch.setenv("JUPYTER_PREFER_ENV_PATH", "1")
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    notebook = read(path)
    client = NotebookClient(
        notebook,
        timeout=SECONDS,
        kernel_name="python3",
        resources={"metadata": {"path": str(tmp_path)}},
    )
    client.execute()
    for cell in notebook.cells:
        for output in cell.get("outputs", ()):
            assert output.output_type != "error"
            assert output.get("name") != "stderr", f"{cell.id} shows a warning: {output.text}"
            shown = output.get("data", {}).get("text/html", "")
            assert not re.search(r"<(script|link|img)\b[^>]*\b(src|href)=.?https?:", shown)


@each_notebook
def test_every_number_of_its_finding_is_asserted(path: Path) -> None:
    cells = read(path).cells
    finding, check = cells[-1], cells[-2]
    assert finding.cell_type == "markdown"
    assert check.cell_type == "code"
    assert all(line.startswith("assert ") for line in check.source.splitlines())
    stated = {int(number) for number in re.findall(r"\b\d+\b", finding.source)}
    assert stated
    assert stated <= {int(number) for number in re.findall(r"\d+", check.source)}
