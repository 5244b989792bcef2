"""Runs of the command line, each in a process of its own, as a user starts it."""

from __future__ import annotations

import csv
import io
import subprocess
import sys


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the command line; what it printed is text."""
    return subprocess.run(
        [sys.executable, "-m", "vanguard_graph", *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
    )


def read_rows(done: subprocess.CompletedProcess[str]) -> list[dict[str, str]]:
    """Return the rows that a run printed as CSV, by column; it must have ended well."""
    assert done.returncode == 0, done.stderr
    return list(csv.DictReader(io.StringIO(done.stdout)))
