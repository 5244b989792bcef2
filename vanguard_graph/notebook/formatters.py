"""How networks show themselves in a notebook: counted in words, and as a still picture.

A picture is put into the page as an image, so that it is seen wherever the notebook is opened,
nothing in it can run, and the marks of one do not get mixed up with those of another.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from vanguard_graph.edges import say_day
from vanguard_graph.errors import VanguardGraphError
from vanguard_graph.findings.wording import count
from vanguard_graph.html_texts import Markup, join, make_paragraphs

if TYPE_CHECKING:
    import networkx

LARGE = 700
"""Networks of more nodes are counted, not drawn."""

_MIME = "text/html"
_NETWORK = ("networkx.classes.graph", "Graph")
_NOUNS = {
    "partnerships": ("organisation", "partnership", "membership"),
    "organisations": ("organisation", "partnership", "tie"),
    "vanguards": ("organisation", "partnership", "tie"),
}


def show(thing: object) -> None:
    """Show a thing below the cell that runs."""
    from IPython import display

    # IPython is typed in part only.
    shown: Any = display
    shown.display(thing)


def add(shell: Any) -> None:
    """Let networks of this project show themselves; those of others stay as they are."""
    formatter = shell.display_formatter.formatters[_MIME]
    for name, shower in _list_showers():
        formatter.for_type_by_name(*name, shower)


def remove(shell: Any) -> None:
    """Let networks stand in a line again, as networkx has it."""
    formatter = shell.display_formatter.formatters[_MIME]
    for name, shower in _list_showers():
        formatter.deferred_printers.pop(name, None)
        for known in [one for one, how in formatter.type_printers.items() if how is shower]:
            del formatter.type_printers[known]


def _list_showers() -> list[tuple[tuple[str, str], Callable[..., Markup | None]]]:
    # By its name, so that networkx is not loaded before it is needed.
    return [(_NETWORK, show_network)]


def show_network(network: networkx.Graph) -> Markup | None:
    """Return a network of this project as markup, None for a graph of somebody else."""
    kind = network.graph.get("kind")
    if kind not in _NOUNS:
        return None
    body, tie, edge = _NOUNS[kind]
    kinds = [known for _, known in network.nodes(data="kind")]
    counted = [
        count(kinds.count("organisation"), body) if "organisation" in kinds else "",
        count(kinds.count("partnership"), tie) if "partnership" in kinds else "",
        count(network.number_of_edges(), edge),
    ]
    told = make_paragraphs([f"A network of {', '.join(filter(None, counted))}.", say_day(network)])
    if len(network) > LARGE:
        return join(
            [told, make_paragraphs([f"It has more than {LARGE:,} nodes, and is not drawn."])]
        )
    if not network:
        return told
    try:
        from vanguard_graph.picture import draw

        return join([told, Markup(draw(network).drawing._repr_html_())])
    except VanguardGraphError as error:
        return join([told, make_paragraphs([str(error)])])
