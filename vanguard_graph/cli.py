"""The command line: what there is, and how errors leave it. The commands are in `commands`.

Data goes to stdout and remarks to stderr; a table on a terminal, CSV in a pipe. Exit codes: 0
done, 1 the data or the query is at fault, 2 the command was typed wrongly, 130 interrupted.

The commands are loaded when one is called, so that help and completion answer at once; this
module therefore holds a line on each, and a test compares them.
"""

from __future__ import annotations

import contextlib
import errno
import os
import sys
from collections.abc import Iterator
from typing import Any, NoReturn

import click

SUMMARIES = {
    "info": "Say what the graph holds.",
    "find": "Find an organisation or vanguard by any name or code.",
    "show": "Show what is known of one, and on what evidence.",
    "query": "Answer a SPARQL query.",
    "ask": "Answer a saved question, or list them.",
    "chain": "Find how two organisations are connected.",
    "networks": "List who works together on each clinical service.",
    "analyse": "Analyse the network: brokers, communities, robustness, chance.",
    "draw": "Draw the network, a part of it, a map, a life or a count.",
    "export": "Write the network, the graph or ready tables to files.",
    "check": "Check tables or a graph for mistakes.",
    "build": "Build the graph from its tables.",
    "diff": "Say what changed from one graph to another.",
    "cite": "Say how to cite this version, or one source.",
    "serve": "Serve the graph over HTTP: SPARQL, pages, data.",
    "publish": "Write the explorer as web pages, for any host.",
}


@contextlib.contextmanager
def _printing() -> Iterator[None]:
    """Leave quietly when the reader of standard output has gone; OutputError on a full disk."""
    from vanguard_graph.errors import OutputError

    try:
        yield
    except OSError as error:
        # Errors of files have their name, and are told where the file is opened.
        if error.filename is not None or error.errno not in (errno.EPIPE, errno.ENOSPC):
            raise
        # What is still to be written has nowhere to go.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if error.errno == errno.EPIPE:
            # The reader has got what it wanted, as `head` has.
            raise click.exceptions.Exit(0) from None
        raise OutputError("Standard output is full.", "Make room, or name another place.") from None


class Commands(click.Group):
    """The group of commands; turns every error of the library into a sentence and exit code."""

    def main(self, *arguments: Any, **options: Any) -> NoReturn:
        """Run the command line and leave the process."""
        from vanguard_graph.errors import UsageError, VanguardGraphError

        for stream in (sys.stdout, sys.stderr):
            if hasattr(stream, "reconfigure"):
                # A name as the system gives it may hold what UTF-8 cannot.
                stream.reconfigure(encoding="utf-8", errors="backslashreplace")
        try:
            options["standalone_mode"] = False
            super().main(*arguments, **options)
        except click.exceptions.Exit as leaving:
            sys.exit(leaving.exit_code)
        except click.ClickException as error:
            error.show()
            sys.exit(error.exit_code)
        except (click.Abort, KeyboardInterrupt):
            click.echo("Interrupted.", err=True)
            sys.exit(130)
        except VanguardGraphError as error:
            click.echo(f"Error: {error}", err=True)
            sys.exit(2 if isinstance(error, UsageError) else 1)
        except Exception as error:
            if "VANGUARD_GRAPH_DEBUG" in os.environ:
                raise
            click.echo(f"Error: this should not have happened: {error!r}", err=True)
            click.echo("Please report it, with what VANGUARD_GRAPH_DEBUG=1 shows.", err=True)
            sys.exit(1)
        sys.exit(0)

    def make_context(self, *arguments: Any, **options: Any) -> click.Context:
        """Read the command line; help and version are printed meanwhile."""
        with _printing():
            return super().make_context(*arguments, **options)

    def invoke(self, context: click.Context) -> Any:
        """Run the command that was asked for."""
        with _printing():
            return super().invoke(context)

    def list_commands(self, context: click.Context) -> list[str]:
        """Return the names of the commands, in the order in which they are taught."""
        return list(SUMMARIES)

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        """Return the command `name`, loading the commands; None when there is none."""
        if name not in SUMMARIES:
            return None
        from vanguard_graph.commands.register import COMMANDS

        return COMMANDS[name]

    def format_commands(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands without loading them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(SUMMARIES.items()))


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="vanguard-graph", prog_name="vanguard-graph")
def main() -> None:
    """Ask, analyse and draw the graph of England's care partnerships.

    Start with: vanguard-graph info, find "salford royal", ask, chain A B.
    """
