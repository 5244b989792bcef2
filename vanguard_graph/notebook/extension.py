"""The extension: what it adds to the shell of a notebook, and takes away again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from vanguard_graph.notebook import completion, formatters
from vanguard_graph.notebook.command_lines import CommandLines
from vanguard_graph.notebook.sparql_cells import SparqlCells

SPARQL, COMMAND = "sparql", "vanguard"
"""The names of the magics: `%%sparql` and `%vanguard`."""


def load(shell: Any) -> None:
    """Add `%%sparql` and `%vanguard` to a shell, and let networks show themselves in it."""
    from IPython.core.magic import no_var_expand

    def add(magic: Callable[..., Any], kind: str, name: str) -> None:
        # IPython would paste Python values into the text where braces or dollars stand.
        shell.register_magic_function(no_var_expand(_detach(magic)), kind, name)

    add(SparqlCells(shell.user_ns).answer, "cell", SPARQL)
    add(CommandLines().run, "line", COMMAND)
    completion.add(shell, f"%{COMMAND}")
    formatters.add(shell)


def unload(shell: Any) -> None:
    """Take away what `load` added; the rest of the shell stays as it is."""
    for kind, name in (("cell", SPARQL), ("line", COMMAND)):
        shell.magics_manager.magics[kind].pop(name, None)
    completion.remove(shell, f"%{COMMAND}")
    formatters.remove(shell)


def _detach(method: Callable[..., Any]) -> Callable[..., Any]:
    """Return a method as a function of its own, which can be marked."""
    from functools import wraps

    @wraps(method)
    def magic(*arguments: str) -> Any:
        return method(*arguments)

    return magic
