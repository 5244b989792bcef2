"""How Sphinx makes the site: `make site` writes it to build/site.

The source is the whole repository, so that a link between two pages is the same in the repository
and on the site; only the pages named here are taken. They are plain Markdown: what Sphinx needs
besides, the lists of contents, is made of the lists of links on docs/index.md.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

import vanguard_graph

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "docs" / "scripts"))

from site_pictures import show_pictures  # noqa: E402

project = "Vanguard Graph"
author = "Vanguard Graph contributors"
project_copyright = "2026, Vanguard Graph contributors. Text and data: CC BY 4.0; code: MIT"
version = release = vanguard_graph.__version__
language = "en"
html_last_updated_fmt = None  # The same sources give the same pages on every day.

root_doc = "docs/index"
include_patterns = [
    "docs/*.md",
    "docs/*/*.md",
    "data/README.md",
    "ontology/README.md",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "LICENSE-DATA.md",
    "SECURITY.md",
]
exclude_patterns = [".*", "build", "dist", "tests", "vanguard_graph", "*.egg-info"]

extensions = ["myst_parser", "sphinx.ext.autodoc"]
myst_heading_anchors = 4  # as code hosts give them
myst_links_external_new_tab = False

autodoc_member_order = "bysource"
autodoc_class_signature = "separated"
autodoc_default_options = {"exclude-members": "__init__, __new__"}
python_use_unqualified_type_names = True
python_maximum_signature_line_length = 88
add_module_names = False
# In docstrings `this` is code.
default_role = "code"
nitpicky = True
# Types of other packages, and those that are only named where they are checked, lead nowhere.
nitpick_ignore_regex = [("py:(class|data|obj|exc)", ".*")]

html_theme = "furo"
html_title = f"Vanguard Graph {release}"
html_static_path = ["static"]
html_css_files = ["site.css"]
html_show_sphinx = False
html_copy_source = False
html_show_sourcelink = False
# A page opened from a disk may not read others, which the extracts in a search would need:
# https://github.com/sphinx-doc/sphinx/issues/14471. Searching itself works.
html_show_search_summary = False
html_theme_options = {"navigation_with_keys": False}
pygments_style = "friendly"
pygments_dark_style = "monokai"
templates_path: list[str] = []

_LINK = re.compile(r"(?<!!)\[([^\]]+)\]\(([^)\s#]+)(#[^)\s]*)?\)")
_CHAPTER = re.compile(r"^## ([^\n]+)\n(.*?)(?=^## |\Z)", re.DOTALL | re.MULTILINE)
_CONSOLE = re.compile(r"^```console\n(.*?)^```\n", re.DOTALL | re.MULTILINE)
_TERMINAL = 105  # No line of a table that a terminal shows has more characters.
_DRAWN = "docs/how-to/pictures"
_PICTURES = "_static/pictures"
_START = """<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Vanguard Graph</title>
<meta http-equiv="refresh" content="0; url=docs/index.html">
<a href="docs/index.html">Vanguard Graph</a></html>
"""


def prepare(app: Any, name: str, source: list[str]) -> None:
    """Fit a page of the repository to the site: links to its README and its folders, contents."""
    folder = (ROOT / name).parent
    source[0] = _LINK.sub(lambda link: _fit(link, folder), source[0])
    if name == _DRAWN and app.builder.format == "html":
        up = "../" * name.count("/")
        source[0] = show_pictures(source[0], Path(app.outdir) / _PICTURES, up + _PICTURES)
    source[0] = _CONSOLE.sub(_wrap, source[0])
    if name == root_doc:
        source[0] += "".join(_list_contents(source[0]))


def _fit(link: re.Match[str], folder: Path) -> str:
    """Return a link for the site, where README is the first page and a folder cannot be shown."""
    text, address = link[1], link[2]
    if re.match(r"[a-z]+:", address):
        return link[0]
    target = (folder / address).resolve()
    if target.is_dir():
        return f"{text} (`{target.relative_to(ROOT).as_posix()}`)"
    if target == ROOT / "README.md":
        return f"[{text}]({'../' * len(folder.relative_to(ROOT).parts)}docs/index.md)"
    return link[0]


def _wrap(block: re.Match[str]) -> str:
    """Return what was typed and printed so that sentences go on in the next line."""
    if max(map(len, block[1].splitlines()), default=0) <= _TERMINAL:
        return block[0]
    return f"```{{code-block}} console\n:class: sentences\n\n{block[1]}```\n"


def list_missing(app: Any, *known: Any) -> list[str]:
    """Return the page that draws, to be read again, where its pictures are not on the site."""
    drawn = (Path(app.outdir) / _PICTURES).is_dir()
    return [] if drawn or app.builder.format != "html" else [_DRAWN]


def _list_contents(page: str) -> list[str]:
    """Return a hidden list of contents for each chapter of the first page, in its order."""
    found = []
    for heading, text in _CHAPTER.findall(page):
        pages = [f"{address}\n" for _, address, _ in _LINK.findall(text) if address.endswith(".md")]
        if pages:
            found.append(
                f"\n```{{toctree}}\n:hidden:\n:caption: {heading}\n\n{''.join(pages)}```\n"
            )
    return found


def describe(app: Any, what: str, name: str, thing: Any, options: Any, lines: list[str]) -> None:
    """Leave out what Python says of a field of a named tuple: the class says what it is."""
    if lines and lines[0].startswith("Alias for field number"):
        lines.clear()


def finish(app: Any, error: Exception | None) -> None:
    """Write the page that leads from the top of the site to its first page."""
    if error is None and app.builder.format == "html":
        (Path(app.outdir) / "index.html").write_text(_START, encoding="utf-8", newline="\n")


def setup(app: Any) -> dict[str, bool]:
    """Tell Sphinx of what is done here."""
    app.connect("env-get-outdated", list_missing)
    app.connect("source-read", prepare)
    app.connect("autodoc-process-docstring", describe)
    app.connect("build-finished", finish)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
