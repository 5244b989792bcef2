"""The page of downloads: every file with its size, its SHA-256, and what it is for."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import TYPE_CHECKING

from vanguard_graph.explorer.download_files import Downloads
from vanguard_graph.explorer.frames import Page
from vanguard_graph.explorer.markup import (
    count,
    element,
    go,
    heading,
    join,
    make_list,
    make_table,
    paragraph,
    section,
)
from vanguard_graph.identifiers import slug

if TYPE_CHECKING:
    from vanguard_graph.graph import CareGraph

_DATA = {
    "data/graph.nt.gz": "the graph as compressed N-Triples, for SPARQL in the browser",
    "data/network.json": "the network as the page of it draws it",
    "data/chains.json": "what the page of chains searches in",
    "data/search.json": "what the search field searches in",
    "data/terms.json": "what the editor of SPARQL completes",
}


def make_page(graph: CareGraph, downloads: Downloads, data: Sequence[str]) -> Page:
    """Return the page of downloads; `data` are the paths of the files behind the pages."""
    here = "downloads/"
    groups: dict[str, list[tuple[object, ...]]] = {}
    for one in downloads.files:
        link = go(one.name, f"downloads/{one.name}", here)
        purpose = f"{one.purpose[:1].upper()}{one.purpose[1:].rstrip('.')}."
        row: tuple[object, ...] = (link, purpose)
        if downloads.measured:
            content = downloads.read(one.name)
            if content is None:
                continue
            digest = hashlib.sha256(content).hexdigest()
            size = element("span", say_size(len(content)), class_="nowrap")
            row = (*row, size, element("code", digest, class_="digest"))
        groups.setdefault(one.group, []).append(row)
    columns: tuple[str, ...] = ("File", "What it is for")
    if downloads.measured:
        columns = (*columns, "Size", "SHA-256")
    how = "compare its SHA-256" if downloads.measured else "take SHA256SUMS too"
    jump = [element("a", title, href=f"#{slug(title)}") for title in groups]
    body: list[object] = [
        heading(1, "Downloads"),
        paragraph(
            "Everything that these pages show, as files. The data are under the licence CC BY "
            "4.0: use them as you like, and say where they are from (",
            go("how to cite", "about/#cite", here),
            f"). To check a file, {how}, {'or' if downloads.measured else 'and'} run ",
            element("code", "sha256sum -c SHA256SUMS"),
            "; on Windows ",
            element("code", "certutil -hashfile FILE SHA256"),
            ".",
        ),
        element("nav", make_list(jump, "contents"), aria_label="On this page"),
    ]
    for title, rows in groups.items():
        body.append(
            section(
                title,
                make_table(f"{title}: {count(len(rows), 'file')}", columns, rows, stacked=True),
            )
        )
    behind = [
        join([go(path, path, here), f": {_DATA.get(path, 'data of a page')}."])
        for path in sorted(data)
    ]
    body.append(section("Behind the pages", make_list(behind)))
    each = [
        join(
            [
                element("code", "id/KIND/ID.ttl"),
                " and ",
                element("code", "id/KIND/ID.jsonld"),
                ": the RDF of each vanguard, organisation, service and source; linked on its page.",
            ]
        ),
        join(
            [
                element("code", "questions/NAME.rq"),
                " and ",
                element("code", "questions/NAME.ttl"),
                ": each saved question as SPARQL and as sh:SPARQLExecutable.",
            ]
        ),
    ]
    body.append(section("One at a time", make_list(each)))
    text = "The graph, the network and ready tables as files, with sizes and checksums."
    return Page(here, "Downloads", join(body, "\n"), description=text)


def say_size(size: int) -> str:
    """Return a number of bytes in words.

    >>> say_size(950), say_size(1234), say_size(12_345_678)
    ('950 bytes', '1.2 kB', '12.3 MB')
    """
    if size < 1000:
        return f"{size} bytes"
    if size < 1_000_000:
        return f"{size / 1000:.1f} kB"
    return f"{size / 1_000_000:.1f} MB"
