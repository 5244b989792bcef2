"""Findings, printed: the options on what is printed of them, and where."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from vanguard_graph.commands.options import evidence_option, output_options
from vanguard_graph.commands.printing import (
    check_target,
    is_picture,
    print_picture,
    print_rows,
    remark,
    spare_source,
    write,
)
from vanguard_graph.files import check_output

if TYPE_CHECKING:
    from vanguard_graph.findings.findings import Findings

FORMATS = ("text", "table", "csv", "tsv", "json")
DRAWN = "Drawn are those that the rows tell of, with all memberships between them."

Command = Callable[..., Any]


def most_option(command: Command) -> Command:
    """Add --most, the number of rows to print."""
    return click.option("--most", type=click.IntRange(1), help="Print the first rows only.")(
        command
    )


def report_options(command: Command) -> Command:
    """Add the options on what is printed of the findings, and where."""
    return output_options(*FORMATS)(evidence_option(most_option(command)))


def is_explained(wanted: str | None, output: str | None, evidence: bool | None) -> bool:
    """Return whether findings are to be printed in words, not as rows."""
    if wanted is not None or output in (None, "-"):
        return wanted == "text" or (wanted is None and bool(evidence))
    return Path(str(output)).suffix.lower() in (".txt", ".md")


def check_report(wanted: str | None, output: str | None, source: str | None) -> None:
    """Raise an error before anything is worked out that could not be written."""
    if is_picture(wanted, output):
        check_output(str(output))
        spare_source(str(output), source)
    elif not is_explained(wanted, output, False):
        check_target(wanted, output, source)
    elif output not in (None, "-"):
        spare_source(str(output), source)


def print_findings(
    findings: Findings,
    wanted: str | None,
    output: str | None,
    evidence: bool | None,
    most: int | None,
) -> None:
    """Print findings: in words when text is wanted, drawn on a page, else as rows."""
    whole = len(findings.remarks)
    if most is not None:
        findings = findings.head(most)
    if output and is_picture(wanted, output):
        # A page shows who and what, so of the remarks it has those on what was left out alone.
        said = (DRAWN, *findings.remarks[whole:])
        print_picture(findings.network(), output, findings.title, said)
        return
    if is_explained(wanted, output, evidence):
        write(findings.to_text(bool(evidence)).encode(), output)
        return
    remark(findings.title)
    print_rows(findings.list_columns(evidence), findings.list_rows(evidence), wanted, output)
    for line in findings.remarks:
        remark(line)
