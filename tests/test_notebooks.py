"""The notebooks: clean to store, they run from top to bottom, and find what their words say."""

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
NUMBER = re.compile(r"\d+(?:,\d{3})*")

each_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


def read(path: Path) -> Any:
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    return notebook


def list_numbers(text: object) -> list[int]:
    return [int(number.replace(",", "")) for number in NUMBER.findall(str(text))]


def test_there_are_five_notebooks_in_order() -> None:
    assert [path.stem for path in NOTEBOOKS] == [
        "01-first-look",
        "02-sparql-for-policy-researchers",
        "03-shared-clinical-networks",
        "04-collaboration-chains",
        "05-over-time-and-today",
    ]


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
        assert re.fullmatch(r"[a-z]+(-[a-z]+)*", cell["id"])
        assert cell["metadata"] == {}
        if cell["cell_type"] == "code":
            assert cell["outputs"] == []
            assert cell["execution_count"] is None


@each_notebook
def test_runs_and_finds_what_its_words_say(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The kernel is that of this environment, whatever the user has installed elsewhere.
    monkeypatch.setenv("JUPYTER_PREFER_ENV_PATH", "1")
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    notebook = read(path)
    words = notebook.cells[-1]
    assert words.cell_type == "markdown" and words.source.startswith("**")
    asked = nbformat.v4.new_code_cell("import json\nprint(json.dumps(figures))")
    notebook.cells.append(asked)
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
    figures = json.loads(asked.outputs[0].text)
    # Ids of sources and days in code are no figures of the finding.
    finding = re.sub(r"`[^`]*`", "", words.source)
    computed = [value for value in figures.values() if isinstance(value, str)]
    for text in computed:
        assert text in " ".join(finding.split())
    named = [number for value in figures.values() for number in list_numbers(value)]
    stated = list_numbers(finding)
    # Months are told with their years, which are those of the days asked for.
    stated = [number for number in stated if number in named or not 2014 < number < 2030]
    assert stated == named, f"{path.name} says {stated}, and computes {named}"
