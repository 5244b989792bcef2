"""A canvas as PNG or PDF, by matplotlib: the same bytes every time, no global state touched."""

from __future__ import annotations

import io
import warnings
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from vanguard_graph.drawings.canvas import Canvas, Circles, Lines, Text
from vanguard_graph.drawings.texts import clean, find_font

if TYPE_CHECKING:
    from matplotlib.axes import Axes

DPI = 200
_RASTERISED = 20_000  # lines of one look beyond which a PDF holds them as an image
_ANCHORS = {"start": "left", "middle": "center", "end": "right"}


def print_canvas(canvas: Canvas, format: str, about: Mapping[str, str]) -> bytes:
    """Return a canvas as the bytes of a "png" (200 dots to the inch) or a "pdf" file.

    `about` is as for `vectors.write_svg`. Fonts are embedded in a PDF, so that its text can be
    searched; characters that the font lacks are drawn as boxes.
    """
    import matplotlib
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.backends.backend_pdf import FigureCanvasPdf
    from matplotlib.figure import Figure

    out = io.BytesIO()
    with matplotlib.rc_context(), warnings.catch_warnings():
        matplotlib.rcdefaults()  # whatever a user's matplotlibrc says
        matplotlib.rcParams.update({"pdf.fonttype": 42, "lines.scale_dashes": False})
        warnings.filterwarnings("ignore", message="Glyph .* missing from font")
        warnings.filterwarnings("ignore", message="Matplotlib currently does not support")
        figure = Figure(figsize=(canvas.width / 72, canvas.height / 72), facecolor="white")
        (FigureCanvasPdf if format == "pdf" else FigureCanvasAgg)(figure)
        axes = figure.add_axes((0.0, 0.0, 1.0, 1.0))
        axes.set_xlim(0, canvas.width)
        axes.set_ylim(canvas.height, 0)
        axes.set_axis_off()
        for level, shape in enumerate(canvas.shapes, 1):
            _add(axes, shape, level)
        figure.savefig(out, format=format, dpi=DPI, metadata=_describe(format, about))
    return out.getvalue()


def _describe(format: str, about: Mapping[str, str]) -> dict[str, Any]:
    """Return what the file says of itself; no day and no version of a program."""
    known = {key: clean(value) for key, value in about.items() if clean(value)}
    if format == "pdf":
        rights = "; ".join(known[key] for key in ("rights", "source") if key in known)
        return {
            "Title": known.get("title"),
            "Subject": known.get("description"),
            "Author": known.get("creator"),
            "Keywords": rights or None,
            "Creator": None,
            "Producer": None,
            "CreationDate": None,
        }
    named = {"Title": "title", "Description": "description", "Author": "creator"}
    named |= {"Copyright": "rights", "Source": "source"}
    found = {name: known[key] for name, key in named.items() if key in known}
    return {**found, "Software": None}


def _add(axes: Axes, shape: Text | Lines | Circles, level: int) -> None:
    from matplotlib.collections import EllipseCollection, LineCollection, PolyCollection
    from matplotlib.font_manager import FontProperties

    if isinstance(shape, Text):
        axes.text(
            shape.x,
            shape.y,
            shape.words,
            fontproperties=FontProperties(fname=str(find_font(shape.bold)), size=shape.size),
            color=shape.colour,
            ha=_ANCHORS[shape.anchor],
            va="baseline",
            parse_math=False,
            zorder=level,
            clip_on=False,
        )
        return
    looks: dict[str, Any] = {
        "facecolors": shape.fill or "none",
        "edgecolors": shape.stroke or "none",
        "linewidths": shape.width if shape.stroke else 0,
        "zorder": level,
        "alpha": shape.opacity if shape.opacity < 1 else None,
        "clip_on": False,
    }
    if isinstance(shape, Circles):
        sizes = [2 * shape.radius] * len(shape.middles)
        drawn: Any = EllipseCollection(
            sizes,
            sizes,
            [0] * len(sizes),
            units="xy",
            offsets=list(shape.middles),
            offset_transform=axes.transData,
            **looks,
        )
    else:
        looks["linestyles"] = [(0, shape.dash)] if shape.dash else "solid"
        looks["joinstyle"] = "round"
        many = len(shape.lines) > _RASTERISED
        kind = PolyCollection if shape.closed else LineCollection
        looks["capstyle"] = "butt"
        drawn = kind([list(line) for line in shape.lines], rasterized=many, **looks)
    axes.add_collection(drawn, autolim=False)
