"""The command that opens a graph to others: serve."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from vanguard_graph.commands.printing import remark
from vanguard_graph.errors import UsageError
from vanguard_graph.limits import LIMITS

if TYPE_CHECKING:
    from vanguard_graph.server.builds import Builds


@click.command()
@click.option(
    "--graph",
    "source",
    metavar="FILE|STORE|FOLDER",
    help="N-Triples or Turtle file, .store folder, or folder of tables; bundled if not given.",
)
@click.option(
    "--host", default="127.0.0.1", show_default=True, metavar="ADDRESS", help="Where to listen."
)
@click.option(
    "--port",
    default=8000,
    show_default=True,
    type=click.IntRange(0, 65535),
    help="Port to listen on; 0 takes any that is free.",
)
@click.option(
    "--name",
    "names",
    multiple=True,
    metavar="HOST",
    help="Answer under this name too, as that of a reverse proxy; may be repeated.",
)
@click.option(
    "--title", default="Vanguard Graph", metavar="TEXT", help="What the pages call the graph."
)
@click.option(
    "--federate",
    multiple=True,
    metavar="ADDRESS",
    help="SPARQL endpoint that SERVICE may ask; none if not given. May be repeated.",
)
@click.option(
    "--limit",
    "limits",
    multiple=True,
    metavar="NAME=VALUE",
    help="Set a limit (docs/limits.md lists them); may be repeated.",
)
@click.option("--no-cors", is_flag=True, help="Keep scripts of other web sites from the answers.")
@click.option("-q", "--quiet", is_flag=True, help="Log no requests.")
def serve(
    source: str | None,
    host: str,
    port: int,
    names: tuple[str, ...],
    title: str,
    federate: tuple[str, ...],
    limits: tuple[str, ...],
    no_cors: bool,
    quiet: bool,
) -> None:
    """Serve the graph over HTTP: SPARQL, pages, data.

    The address is printed to standard output, requests are logged to standard error. Only
    programs on this computer reach it unless --host says otherwise. A new build of the graph is
    taken without a request being lost. Ctrl-C ends it.
    """
    if source == "":
        raise UsageError("--graph has an empty name.", "Name a file or folder.")
    place = Path(source or ".")
    if place.exists() and not (place.is_dir() or place.is_file()):
        raise UsageError(
            f"{source} is a pipe or a device, which can be read once only.", "Name a file."
        )
    for given in limits:
        _set_limit(given)
    from vanguard_graph.server.running import serve as run
    from vanguard_graph.server.settings import Settings

    if federate:
        from vanguard_graph.server.federation import check_addresses

        check_addresses(federate)
    settings = Settings(source, host, port, title, names, federate, not no_cors, quiet)
    if not settings.is_local:
        remark(
            f"Warning: {host} can be reached by other computers. Everybody who reaches it can read "
            "the whole graph; put a reverse proxy with HTTPS before it (docs/how-to/serve.md)."
        )

    def announce(address: str, builds: Builds) -> None:
        build = builds.current
        remark(
            f"Serving {build.graph.origin}: {build.triples:,} triples"
            + (f", version {build.version}" if build.version else "")
            + f". SPARQL is at {address}sparql. Ctrl-C ends it."
        )
        click.echo(address)
        sys.stdout.flush()

    sys.exit(run(settings, announce))


def _set_limit(given: str) -> None:
    """Set a limit for this process and those that it starts."""
    name, _, value = given.partition("=")
    if name not in {limit.name for limit in LIMITS}:
        near = [limit.name for limit in LIMITS if limit.name.startswith("serve_")]
        raise UsageError(f"{name!r} is no limit.", f"Known are, among others: {', '.join(near)}.")
    value = value.replace("_", "")
    if not value.isdecimal() or not value.isascii() or int(value) == 0:
        raise UsageError(
            f"The limit {name} is set to {value!r}, which is no positive whole number.",
            f"Write --limit {name}=10, for example.",
        )
    os.environ[f"VANGUARD_GRAPH_{name.upper()}"] = value
