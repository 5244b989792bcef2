"""What has to be known before the ready tables are used, in words: for README.txt and Read me."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence

from vanguard_graph.citations import compute_digest
from vanguard_graph.edges import say_day
from vanguard_graph.exports.abouts import describe_export, name_software
from vanguard_graph.exports.table import Column, Table
from vanguard_graph.findings.wording import count
from vanguard_graph.ready_tables.data_dictionary import READY_TABLES, find_table
from vanguard_graph.ready_tables.table_parts import Part
from vanguard_graph.ready_tables.tables import ReadyTables

_WIDTH, _CELL = 96, 60  # characters of a line in a text, and in a cell
_CSV = (
    "CSV files are UTF-8 with commas between cells and a header. An apostrophe stands before text "
    "that a spreadsheet would take for a formula; --exact leaves it out."
)
_EXACT = "CSV files are UTF-8 with commas between cells and a header; no text was changed."


def describe_part(part: Part, what: str) -> dict[str, str]:
    """Return what files of a part of a graph say of themselves (see abouts).

    Of a graph that states no version nothing is claimed but which software wrote the file.
    """
    about = part.about
    version, day, bodies = (str(about.get(name) or "") for name in ("version", "as_of", "bodies"))
    return (
        describe_export(version, day, bodies, what) if version else {"created_by": name_software()}
    )


def say_part(part: Part) -> str:
    """Return in words what of the graph the tables hold: the day, the bodies, the filters."""
    said = (
        say_day(part.two_mode)
        or "All that is on record, whatever its date, and on the bodies of then."
    )
    chosen = dict(part.about.get("filters", {}))
    with_supporters = chosen.pop("supporters", "")
    if chosen:
        named = "; ".join(f"{name} {value}" for name, value in sorted(chosen.items()))
        said += f" Only {named}."
    if with_supporters:
        said += " Supporters make pairs and chains as well."
    return said


def list_notes(
    tables: ReadyTables, names: Sequence[str], format: str, *, exact: bool = False
) -> list[tuple[str, str]]:
    """Return headings with a paragraph each; `names` are the tables that are written.

    `format` is csv, parquet or xlsx.
    """
    about = describe_part(tables.part, "")
    version = f"version {about['version']}" if "version" in about else "a graph of no version"
    notes = [
        (
            "What this is",
            "England's care partnerships as tables: the vanguards of the NHS new care models "
            "programme, the organisations in them, and who says so. From "
            f"{about.get('title', 'a graph')}, {version}; it is described at "
            f"{about['address']}." if "address" in about else
            f"Tables of care partnerships, made from {version}.",
        ),
        ("What it holds", say_part(tables.part)),
        *_list_tables(tables, names, format),
        ("How to read it", _say_how(format, exact)),
        *(("Before you count", text) for text in list_caveats(tables.part)),
    ]  # fmt: skip
    for heading, name in (
        ("Licence", "licence"),
        ("What has to stay", "attribution"),
        ("How to cite", "citation"),
    ):
        if name in about:
            address = f" ({about['licence_url']})" if name == "licence" else ""
            notes.append((heading, about[name] + address))
    digest = compute_digest(tables.part.graph)
    where = {
        "xlsx": "The sheet About has the SHA-256 of each sheet.",
    }.get(format, "datapackage.json has the SHA-256 of each file.")
    made = f"Made by {about['created_by']} from the graph whose sorted N-Triples have the SHA-256"
    return [*notes, ("Checksums", f"{where} {made} {digest}.")]


def _list_tables(tables: ReadyTables, names: Sequence[str], format: str) -> list[tuple[str, str]]:
    ending = "" if format == "xlsx" else f".{format}"
    listed = []
    for name in names:
        entry = find_table(name)
        rows = count(len(tables[name].rows), "row")
        text = f"{entry.title}, {rows}. {entry.description}"
        if name == "chains":
            joined = sum(bool(row["joined"]) for row in tables[name].rows)
            text += f" {joined:,} of the pairs {'is' if joined == 1 else 'are'} joined."
        listed.append((f"{name}{ending}", text))
    dictionary = "Data dictionary" if format == "xlsx" else "data-dictionary.csv"
    listed.append((dictionary, "What each column means, and what an empty cell of it does."))
    if format != "xlsx":
        listed.append(("datapackage.json", "The same for programs (Frictionless Data Package)."))
    return listed


def _say_how(format: str, exact: bool) -> str:
    texts = []
    if format == "csv":
        texts.append(_EXACT if exact else _CSV)
    texts.append("An empty cell means unknown or none on record, and never no or zero.")
    if format == "parquet":
        texts.append("Several values are a list.")
    else:
        texts.append('Several values in one cell stand with "; " between them.')
    texts += [
        "Dates are as precise as the sources are: 2015-03-10, 2015-03 or 2015.",
        "Tables are joined by the columns whose names end in _id or _number; codes such as 05C are "
        "text. Source ids (D097) lead to the table sources.",
    ]
    return " ".join(texts)


def list_caveats(part: Part) -> list[str]:
    """Return what speaks against reading too much into the tables, with the figures of a part."""
    held = [one for one in part.memberships if one.is_partner]
    single = sum(len({piece["source"] for piece in one.evidence}) == 1 for one in held)
    inferred = sum(one.certainty == "inferred" for one in held)
    disputed = sum(bool(one.objections) for one in held)
    dated = sum(bool(one.valid_from or one.valid_to) for one in held)
    return [
        "It is not complete: most pages were seen only in part, so lists of partners are. What is "
        "missing was not seen. A count of partners is a lower bound, and no chain on record is not "
        "proof that there was none.",
        f"Of {count(len(held), 'membership')} of partners {single:,} rest on a single source, "
        f"{inferred:,} are inferred (sources suggest them and do not say so), {disputed:,} are "
        "contradicted or limited by another source. The columns sources, certainty and "
        "contradicted_by say which.",
        f"Dates are hardly known: {dated:,} of these memberships have a first or last day. An "
        "empty date means unknown, not always.",
        "Supporters (evaluators, innovation networks) are in the memberships, with is_partner "
        "false; they count as no partners.",
        "A service belongs to a partnership, not to each partner: sources seldom say which member "
        "did what.",
        "Amounts of different measures do not add up, nor do figures that disagree.",
        "The strength of a membership or a chain is a rank of how well it is attested, and no "
        "probability.",
    ]


def write_readme(notes: Sequence[tuple[str, str]], title: str) -> bytes:
    """Return notes as plain text: UTF-8, lines of at most 96 characters, CRLF for every editor."""
    lines = [title, "=" * len(title)]
    before = ""
    for heading, text in notes:
        if heading != before:
            lines += ["", heading]
        lines += textwrap.wrap(
            text, _WIDTH, initial_indent="  ", subsequent_indent="  ", break_long_words=False,
            break_on_hyphens=False,
        )  # fmt: skip
        before = heading
    return ("\r\n".join(lines) + "\r\n").encode("utf-8-sig")


def make_sheet(notes: Sequence[tuple[str, str]]) -> Table:
    """Return notes as a table of two columns, for a sheet of a workbook.

    A row is a line that fits the sheet: not every program makes rows higher for long text.
    """
    shown: list[dict[str, str]] = []
    before = ""
    for heading, text in notes:
        lines = textwrap.wrap(text, _CELL, break_long_words=False, break_on_hyphens=False)
        for place, line in enumerate(lines):
            shown.append({"text": line})
            if not place and heading != before:
                shown[-1]["about"] = heading
        before = heading
    return Table([Column("about"), Column("text")], shown)


def choose_tables(names: Sequence[str] | str | None) -> tuple[str, ...]:
    """Return the names of tables in their order; all where None is given.

    Raises NotFoundError, with the names, for one that is none.
    """
    if names is None:
        return tuple(READY_TABLES)
    wanted = [names] if isinstance(names, str) else list(names)
    for name in wanted:
        find_table(name)
    return tuple(name for name in READY_TABLES if name in wanted)


def strip_descriptions(sheets: Mapping[str, Table]) -> dict[str, Table]:
    """Return tables whose columns say nothing of themselves, as a dictionary says it elsewhere."""
    return {
        name: Table([Column(column.name, column.type) for column in table.columns], table.rows)
        for name, table in sheets.items()
    }
