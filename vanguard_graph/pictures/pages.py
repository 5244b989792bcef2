"""Put data into one HTML file that asks nothing of the internet and runs no script of others.

Every page is a skeleton, a style sheet and scripts of this project, under a content security
policy that admits exactly these by their hashes. Data travel in one JSON block in which no
character can end the block; the scripts turn them into text, never into markup.
"""

from __future__ import annotations

import base64
import hashlib
import html
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from string import Template

from vanguard_graph import __version__
from vanguard_graph.citations import ATTRIBUTION, AUTHOR, TITLE, YEAR
from vanguard_graph.files import write_atomic

_TEMPLATES = Path(__file__).resolve().parents[1] / "templates"
_SANDBOX = "allow-scripts allow-popups allow-popups-to-escape-sandbox allow-downloads"


@dataclass(frozen=True)
class Page:
    """One HTML page: `.html` is its text, `.save(path)` writes it to a file.

    In a notebook the page shows itself, in a frame of its own.
    """

    html: str = field(repr=False)
    title: str
    summary: str

    def save(self, path: Path | str) -> Path:
        """Write the page to `path` (UTF-8, whole or not at all) and return the path.

        Raises OutputError when it cannot be written there.
        """
        return write_atomic(path, self.html.encode("utf-8"))

    def __str__(self) -> str:
        return self.html

    def _repr_html_(self) -> str:
        """Return a frame that may run the page's own scripts and open its links, no more."""
        return (
            f'<iframe title="{html.escape(self.title)}" width="100%" height="680" '
            f'style="border:0" sandbox="{_SANDBOX}" srcdoc="{html.escape(self.html)}"></iframe>'
        )


def make_page(
    template: str,
    data: Mapping[str, object],
    *,
    library: str,
    title: str,
    summary: str,
    remarks: Sequence[str] = (),
    version: str = "",
    credit: str = "",
) -> Page:
    """Return a page made from `templates/{template}.html`, `.css` and `{template}/*.js`.

    Its head says what it shows and by which version of this package it was made.

    Parameters
    ----------
    data : what the script reads, of values that JSON knows; NaN and infinity raise ValueError.
    library : source of a script that must run first.
    title, summary, remarks : plain texts for the head of the page.
    version : of the data, for its foot.
    credit : whose work the page shows besides the data, for its foot.
    """
    scripts = {"library": library, "script": read_script(template)}
    style = _read(f"{template}.css")
    policy = (
        f"default-src 'none'; script-src {' '.join(map(_hash, scripts.values()))}; "
        f"style-src {_hash(style)}; img-src data:; base-uri 'none'; form-action 'none'"
    )
    text = Template(_read(f"{template}.html")).substitute(
        scripts,
        policy=policy,
        style=style,
        data=_escape_json(data),
        title=html.escape(title),
        summary=html.escape(summary),
        remarks="".join(f"<p>{html.escape(remark)}</p> " for remark in remarks),
        generator=html.escape(f"{TITLE} {__version__}"),
        foot=html.escape(_write_foot(version, credit)),
    )
    return Page(text, title, summary)


def _write_foot(version: str, credit: str) -> str:
    """Return what is enough to cite the data, and what has to stay when they are passed on."""
    data = f"{TITLE}, version {version}" if version else TITLE
    return " ".join(filter(None, [f"{AUTHOR} ({YEAR}): {data}. CC BY 4.0.", ATTRIBUTION, credit]))


def _read(name: str) -> str:
    return (_TEMPLATES / name).read_text("utf-8")


def read_script(template: str) -> str:
    """Return the parts of a script as one, in the order of their numbers, sharing their names."""
    parts = [path.read_text("utf-8") for path in sorted((_TEMPLATES / template).glob("*.js"))]
    return "\n".join(["(() => {", '"use strict";', *parts, "})();\n"])


def _escape_json(data: Mapping[str, object]) -> str:
    """Return data as JSON in which no character means anything to HTML or is beyond ASCII."""
    block = json.dumps(data, separators=(",", ":"), allow_nan=False)
    for character in "<>&":
        block = block.replace(character, f"\\u{ord(character):04x}")
    return block


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode("utf-8")).digest()
    return f"'sha256-{base64.b64encode(digest).decode('ascii')}'"
