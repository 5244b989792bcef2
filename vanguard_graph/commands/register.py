"""Every command by its name. A command is one call of the library and one print."""

from __future__ import annotations

import click

from vanguard_graph.commands.analyses import analyse
from vanguard_graph.commands.chains import chain
from vanguard_graph.commands.clinical import networks
from vanguard_graph.commands.differences import diff
from vanguard_graph.commands.exports import export
from vanguard_graph.commands.lookups import ask, find, info, query, show
from vanguard_graph.commands.pictures import draw
from vanguard_graph.commands.publishing import publish
from vanguard_graph.commands.serving import serve
from vanguard_graph.commands.upkeep import build, check, cite

COMMANDS: dict[str, click.Command] = {
    "info": info,
    "find": find,
    "show": show,
    "query": query,
    "ask": ask,
    "chain": chain,
    "networks": networks,
    "analyse": analyse,
    "draw": draw,
    "export": export,
    "check": check,
    "build": build,
    "diff": diff,
    "cite": cite,
    "serve": serve,
    "publish": publish,
}
"""Every command by its name."""
