"""The structure of the package: imports go one way, and heavy packages stay where they belong."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

import vanguard_graph as vg

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "vanguard_graph"

# Which modules may import a package of others; nobody else may.
CONFINED = {
    "click": {"cli", "commands"},
    "csv": {"tables", "exports", "ready_tables", "notebook"},
    "pyvis": {"pictures"},
    "igraph": {"incidence", "algorithms", "pictures"},
    "numpy": {"incidence", "algorithms"},
    "scipy": {"incidence", "algorithms"},
    "oxrdflib": {"graph"},
    "rdflib": {"graph", "shapes", "inspections"},
    "pyshacl": {"shapes"},
    "pandas": {"answers"},
    "matplotlib": {"drawings"},
    "openpyxl": {"exports"},
    "httptools": {"server"},
    "uvicorn": {"server"},
    "uvloop": {"server"},
    "httpx": {"server"},
    "pyarrow": {"exports"},
    "IPython": {"notebook"},
    "networkx": {
        "networks",
        "two_mode",
        "selections",
        "algorithms",
        "findings",
        "collaboration",
        "clinical",
        "analysis",
        "graph",
        "neighbourhoods",
        "pictures",
        "drawings",
        "picture",
        "exports",
        "ready_tables",
        "notebook",
    },
    "pyoxigraph": {
        "shapes",
        "inspections",
        "triples",
        "store",
        "query",
        "sparql",
        "isolation",
        "answers",
        "timeline",
        "terms",
        "questions",
        "question_texts",
        "graph_files",
        "exports",
        "datasets",
        "explorer",
        "server",
    },
}


def module_name(path: Path) -> str:
    """Return the name of a module in the table of layers; those of a folder share one."""
    inside = path.relative_to(PACKAGE)
    return inside.parts[0] if len(inside.parts) > 1 else inside.stem


def read_layers() -> dict[str, tuple[int, int]]:
    """Return the layer of each module and its place in it, from the page of architecture."""
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    places = {}
    for row in re.finditer(r"^\| (\d+) \| (.+?) \|", text, re.MULTILINE):
        for place, name in enumerate(re.findall(r"`(\w+)`", row[2])):
            places[name] = (int(row[1]), place)
    return places


def read_imports(path: Path) -> set[str]:
    """Return every module a file imports at run time, those inside functions too."""
    found = set()

    def visit(node: ast.AST) -> None:
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test):
            for below in node.orelse:
                visit(below)
            return
        if isinstance(node, ast.Import):
            found.update(name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path.name} imports relatively"
            found.add(node.module or "")
            if node.module == "vanguard_graph":
                found.update(f"vanguard_graph.{name.name}" for name in node.names)
        for below in ast.iter_child_nodes(node):
            visit(below)

    visit(ast.parse(path.read_text(encoding="utf-8")))
    return found


MODULES = sorted(
    path for path in PACKAGE.rglob("*.py") if path.name not in ("__init__.py", "__main__.py")
)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_module_imports_only_from_before_it(path: Path) -> None:
    layers = read_layers()
    own = module_name(path)
    assert own in layers, f"{own} stands in no layer of docs/architecture.md"
    for imported in sorted(read_imports(path)):
        parts = imported.split(".")
        if parts[0] != "vanguard_graph" or len(parts) == 1:
            continue
        other = parts[1]
        if other == own or other.startswith("_"):
            continue
        assert other in layers, f"{own} imports {other}, which stands in no layer"
        assert layers[other] < layers[own], f"{own} imports {other}, which stands after it"


def test_no_module_of_a_folder_imports_in_a_circle() -> None:
    within: dict[str, set[str]] = {}
    for path in MODULES:
        own = ".".join(path.relative_to(PACKAGE).with_suffix("").parts)
        imported = {name.removeprefix("vanguard_graph.") for name in read_imports(path)}
        within[own] = {name for name in imported if name.split(".")[0] == own.split(".")[0]}
    while free := {name for name, others in within.items() if not others & set(within) - {name}}:
        within = {name: others for name, others in within.items() if name not in free}
    assert not within


def test_every_module_of_the_table_exists() -> None:
    existing = {module_name(path) for path in MODULES}
    assert set(read_layers()) == existing


@pytest.mark.parametrize("name", sorted(CONFINED))
def test_a_package_of_others_is_imported_where_it_belongs(name: str) -> None:
    users = {
        module_name(path)
        for path in MODULES
        if any(imported.split(".")[0] == name for imported in read_imports(path))
    }
    assert users, f"nothing imports {name}"
    assert users <= CONFINED[name]


def loaded_by(arguments: list[str]) -> set[str]:
    """Return the packages that a run of the command line leaves loaded."""
    script = (
        "import sys\n"
        "from vanguard_graph.cli import main\n"
        f"try:\n    main({arguments!r})\n"
        "except SystemExit:\n    pass\n"
        "print(*sys.modules, file=sys.stderr)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    return {name.split(".")[0] for name in done.stderr.split()}


HEAVY = {"rdflib", "networkx", "pandas", "numpy", "pyvis", "igraph", "jinja2", "IPython"}


def test_help_loads_no_engine() -> None:
    loaded = loaded_by(["--help"])
    assert not loaded & {*HEAVY, "pyoxigraph"}
    assert "click" in loaded


@pytest.mark.parametrize(
    "arguments",
    [
        ["query", "ASK { ?vanguard a vg:Vanguard }"],
        ["find", "salford royal"],
        ["ask", "partners-of", "-p", "vanguard=Dudley"],
    ],
    ids=["query", "find", "ask"],
)
def test_a_question_loads_the_engine_and_nothing_heavy(arguments: list[str]) -> None:
    loaded = loaded_by(arguments)
    assert "pyoxigraph" in loaded
    assert not loaded & HEAVY


def test_public_names_can_be_imported_and_say_what_they_do() -> None:
    for name in vg.__all__:
        value = getattr(vg, name)
        assert name == "__version__" or value.__doc__, f"{name} has no docstring"
    assert set(vg.__all__) <= set(dir(vg))


def test_a_name_that_is_not_there_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = vg.nothing
