"""Draw a network, a part of it, a life or a count: one call for each picture people ask for.

Every function returns a `Picture`, which is an interactive page where it is saved as .html and a
drawing for print where it is saved as .svg, .png or .pdf. Pages are made in `pictures`, drawings
in `drawings`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from vanguard_graph.errors import OutputError, UsageError
from vanguard_graph.files import write_atomic

if TYPE_CHECKING:
    import networkx

    from vanguard_graph.analysis.changes import Dated
    from vanguard_graph.drawings.drawing import Drawing
    from vanguard_graph.pictures.pages import Page
    from vanguard_graph.store import TripleStore

SUFFIXES = {".html": "html", ".htm": "html", ".svg": "svg", ".png": "png", ".pdf": "pdf"}
"""The endings a picture may be saved under, and what each stands for."""

_NOUNS = {"Answer": "the rows or triples of an answer", "Profile": "what is known of one thing"}


class Picture:
    """A picture: `.page` to explore in a browser, `.drawing` to print, `.save(path)` either.

    Both are made when they are first asked for. In a notebook the page shows itself, or the
    drawing where it is `still`: where there is nothing in the page to click on but its table.
    """

    def __init__(
        self,
        title: str,
        make_page: Callable[[], Page],
        make_drawing: Callable[[], Drawing],
        still: bool = False,
    ) -> None:
        self.title, self.still = title, still
        self._make_page, self._make_drawing = make_page, make_drawing

    @cached_property
    def page(self) -> Page:
        """The picture as one HTML page that works offline."""
        return self._make_page()

    @cached_property
    def drawing(self) -> Drawing:
        """The picture as a drawing for print, with its alternative text and its table."""
        return self._make_drawing()

    @property
    def html(self) -> str:
        """The text of the page."""
        return self.page.html

    @property
    def svg(self) -> str:
        """The drawing as SVG."""
        return self.drawing.svg

    @property
    def alt(self) -> str:
        """What the drawing shows, in words."""
        return self.drawing.alt

    @property
    def summary(self) -> str:
        """What the page counts, in a line."""
        return self.page.summary

    def to_bytes(self, format: str) -> bytes:
        """Return the picture as html, svg, png or pdf.

        Raises UsageError when the format is unknown.
        """
        if format not in SUFFIXES.values():
            known = ", ".join(sorted(set(SUFFIXES.values())))
            raise UsageError(f"{format!r} is no format of a picture.", f"Known are: {known}.")
        if format == "html":
            return self.html.encode("utf-8")
        return self.drawing.to_bytes(format)

    def save(self, path: Path | str) -> Path:
        """Write the picture to a file, in the format that its ending tells; return the path.

        Raises OutputError when the ending is none of `SUFFIXES`, or nothing can be written there.
        """
        return write_atomic(path, self.to_bytes(infer_format(path)))

    def __repr__(self) -> str:
        return f"Picture({self.title!r})"

    def _repr_html_(self) -> str:
        if not self.still:
            return self.page._repr_html_()
        from vanguard_graph.html_texts import Markup, fold, join, make_table

        drawing = self.drawing
        rows = [
            ["; ".join(one) if isinstance(one, list | tuple) else one for one in row]
            for row in drawing.rows
        ]
        columns = [column.replace("_", " ") for column in drawing.columns]
        table = fold("the same data as a table", make_table(columns, rows))
        return join([Markup(drawing._repr_html_()), table])


def infer_format(path: Path | str) -> str:
    """Return the format that the ending of a picture's file stands for.

    Raises OutputError, listing the endings, when it stands for none.
    """
    ending = Path(path).suffix.lower()
    if ending not in SUFFIXES:
        raise OutputError(
            f"{path} is not the name of a picture.", f"Let it end in {', '.join(SUFFIXES)}."
        )
    return SUFFIXES[ending]


def draw(thing: Any, *, title: str | None = None, remarks: Sequence[str] = ()) -> Picture:
    """Draw a network, or the network of a result: of chains, a clinical network, findings.

    Parameters
    ----------
    thing : a networkx graph as `network` makes it, or a result that has `.network()`.
    title : heading; by default that of the result, or what its kind of network shows.
    remarks : sentences shown under the heading, such as what was left out.

    Raises
    ------
    UsageError : when `thing` is neither, and for chains that were not found.
    """
    from vanguard_graph.collaboration.chains import Chain, Chains
    from vanguard_graph.pictures.descriptions import name_network

    if isinstance(thing, Chains) and not thing:
        raise UsageError(thing.why, "Nothing was drawn.")
    network = _network_of(thing)
    title = title or _title_of(thing) or name_network(network)

    def make_page() -> Page:
        from vanguard_graph.pictures.network_pages import draw_page

        return draw_page(network, title=title, remarks=remarks)

    def make_drawing() -> Drawing:
        if isinstance(thing, Chain | Chains):
            from vanguard_graph.drawings.chains import draw_chains

            return draw_chains(thing, title=title)
        from vanguard_graph.drawings.networks import draw_network

        return draw_network(network, title=title, remarks=remarks)

    return Picture(title, make_page, make_drawing)


def _title_of(thing: Any) -> str | None:
    """Return the title of a result; None for a network, which its kind gives one."""
    title = getattr(thing, "title", None)
    return str(title) if title and isinstance(title, str) else None


def _network_of(thing: Any) -> networkx.Graph:
    """Return a network, or that of a result."""
    if hasattr(thing, "nodes") and hasattr(thing, "edges"):
        return cast("networkx.Graph", thing)
    if callable(getattr(thing, "network", None)):
        return cast("networkx.Graph", thing.network())
    kind = type(thing).__name__
    raise UsageError(
        f"What was given is no network, and has none: {_NOUNS.get(kind, kind)}.",
        "Draw graph.network(…), or what chains, clinical_networks, brokers … return.",
    )


def draw_around(
    graph: TripleStore, name: str, *, steps: int = 1, title: str | None = None, **filters: Any
) -> Picture:
    """Draw an organisation or vanguard with its partnerships and everyone in them.

    `steps` is how many partnerships away others may be. The filters are those of `network`.

    Raises NotFoundError when the name is unknown, with the nearest names.
    """
    from vanguard_graph.neighbourhoods import neighbourhood

    part = neighbourhood(graph, name, steps, **filters)
    centre = str(part.nodes[part.graph["centre"]].get("label", name))
    return draw(part, title=title or f"Around {centre}")


def draw_days(
    graph: Dated, day: str, other: str, *, title: str | None = None, **filters: Any
) -> Picture:
    """Draw what came to the network and what left it from one day to another (YYYY-MM-DD).

    Raises UsageError for anything that is no day.
    """
    from vanguard_graph.analysis.changed_networks import changed_network

    changed = changed_network(graph, day, other, **filters)
    _refuse_nothing(changed)
    first, last = changed.graph["days"]
    return draw(changed, title=title or f"The network of {first} and of {last}")


def draw_map(
    thing: Any, *, title: str | None = None, remarks: Sequence[str] = (), **filters: Any
) -> Picture:
    """Draw a graph, a network or a result on a map of England.

    Only bodies stand on it of which a source tells a position; the others are listed. A
    partnership stands in the middle of its partners. The filters are for a graph.
    """
    from vanguard_graph.networks import network
    from vanguard_graph.store import TripleStore

    placed = network(thing, **filters) if isinstance(thing, TripleStore) else _network_of(thing)
    _refuse_nothing(placed)
    heading = title or _title_of(thing) or "Care partnerships on the map"

    def make_page() -> Page:
        from vanguard_graph.pictures.map_pages import draw_map_page

        return draw_map_page(placed, title=heading, remarks=remarks)

    def make_drawing() -> Drawing:
        from vanguard_graph.drawings import maps

        return maps.draw_map(placed, title=heading, remarks=remarks)

    return Picture(heading, make_page, make_drawing)


def draw_timeline(graph: TripleStore, name: str, *, title: str | None = None) -> Picture:
    """Draw the life of an organisation: its names, what it came from and became, its vanguards.

    Raises NotFoundError when the name is unknown, with the nearest names.
    """
    from vanguard_graph.drawings.timelines import draw_timeline as draw_life

    return _picture_of(draw_life(graph, name, title=title))


def draw_matrix(graph: TripleStore, *, title: str | None = None, **filters: Any) -> Picture:
    """Draw how many organisations of each type take part in each care model."""
    from vanguard_graph.drawings.matrices import draw_matrix as draw_counts

    return _picture_of(draw_counts(graph, title=title, **filters))


def draw_bars(
    graph: TripleStore, by: str = "care-model", *, title: str | None = None, **filters: Any
) -> Picture:
    """Draw how many memberships there are by care model, type, region …, and on what evidence.

    Raises UsageError, listing what is known, when there is nothing to count by that name.
    """
    from vanguard_graph.drawings.bars import draw_bars as draw_counts

    return _picture_of(draw_counts(graph, by, title=title, **filters))


def _refuse_nothing(things: networkx.Graph | Sequence[object]) -> None:
    if not len(things):
        raise OutputError("Nothing is left to draw.", "Take fewer filters, or another day.")


def _picture_of(drawing: Drawing) -> Picture:
    """Return a drawing as a picture: its page holds the same drawing and its table."""
    from vanguard_graph.drawings.drawing_pages import make_drawing_page

    _refuse_nothing(drawing.rows)
    return Picture(drawing.title, lambda: make_drawing_page(drawing), lambda: drawing, still=True)
