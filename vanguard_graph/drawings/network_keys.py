"""What the marks and lines of a network mean, and how many there are of each: its key."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from enum import Enum
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from vanguard_graph.drawings.canvas import Canvas
from vanguard_graph.drawings.network_words import is_hub
from vanguard_graph.drawings.sheets import Entry, sign_line, sign_mark
from vanguard_graph.drawings.texts import capital, clean
from vanguard_graph.pictures.palettes import FAMILIES, Look, family_of, model_looks

if TYPE_CHECKING:
    import networkx


class Kind(Enum):
    """What the nodes of a network are."""

    BOTH = "partnerships"
    ORGANISATIONS = "organisations"
    VANGUARDS = "vanguards"

    @classmethod
    def of(cls, network: networkx.Graph) -> Kind:
        """Return the kind that a network says it is, else what its nodes are."""
        named = str(network.graph.get("kind", ""))
        if named in {kind.value for kind in cls}:
            return cls(named)
        return cls.BOTH


class Change(NamedTuple):
    """How something that came, went or was kept between two days is shown."""

    words: str
    sign: str
    colour: str


CHANGES: Mapping[str, Change] = {
    "kept": Change("on both days", "", "#8A94A0"),
    "came": Change("on the later day only", "+", "#0072B2"),
    "went": Change("on the earlier day only", "−", "#D55E00"),
}
"""Blue and vermilion of Okabe and Ito, with a sign and, for lines, a dash besides."""


class LineLook(NamedTuple):
    """How an edge is drawn; those with a larger `rank` lie above."""

    rank: int
    words: str
    colour: str
    width: float
    dash: tuple[float, ...]


_INFERRED = (3.0, 2.2)


def look_of(known: Mapping[str, Any], kind: Kind) -> LineLook:
    """Return how an edge is drawn, by what is known of it."""
    change = str(known.get("change") or "")
    if change in CHANGES:
        look = CHANGES[change]
        rank = ("kept", "went", "came").index(change)
        wide = {"kept": 0.7, "came": 1.8, "went": 1.4}[change]
        dash = (1.4, 1.6) if change == "went" else ()
        return LineLook(rank, look.words, look.colour, wide, dash)
    if kind is not Kind.BOTH:
        weight = int(known.get("weight") or 1)
        rank = min(weight, 4) - 1
        what = "partnership" if kind is Kind.ORGANISATIONS else "organisation"
        words = ("one {}", "two {}s", "three {}s", "four {}s or more")[rank].format(what)
        colour = ("#B8C0C9", "#7F8B97", "#52606D", "#323F4B")[rank]
        return LineLook(rank, f"share {words}", colour, 0.6 + 0.8 * rank, ())
    inferred = known.get("certainty") == "inferred"
    dash = _INFERRED if inferred else ()
    if known.get("role") == "lead":
        return LineLook(2, f"lead{', inferred' if inferred else ''}", "#4A5561", 2.0, dash)
    words = "other membership, inferred" if inferred else "other membership"
    return LineLook(int(inferred), words, "#8A95A1", 0.8, dash)


class Signs:
    """The sign of every node of a network: of its care model, or of its type's family."""

    def __init__(self, network: networkx.Graph) -> None:
        """Give each care model of a network its look."""
        facts = network.graph
        self._models = Counter(
            clean(known.get("care_model")) for _, known in network.nodes(data=True) if is_hub(known)
        )
        names = {code: capital(label) for code, label in facts.get("care_models", {}).items()}
        self.models = model_looks(list(self._models), names)
        self._by_code = {look.code: look for look in self.models}

    def of(self, known: Mapping[str, Any]) -> Look:
        """Return the look of a node, by its attributes."""
        if is_hub(known):
            return self._by_code[clean(known.get("care_model"))]
        family = family_of(clean(known.get("type")))
        return Look(family.code, family.label, family.colour, family.mark, "")

    def count(self, look: Look) -> int:
        """Return how many partnerships have a care model's look."""
        return self._models[look.code]


def list_groups(network: networkx.Graph, kind: Kind, signs: Signs) -> list[tuple[str, list[Entry]]]:
    """Return the key of a network: each sign with what it means and how often it is there."""
    bodies = [known for _, known in network.nodes(data=True) if not is_hub(known)]
    families = Counter(family_of(clean(known.get("type"))).code for known in bodies)
    changes = Counter(str(known.get("change") or "") for _, known in network.nodes(data=True))
    looks = Counter(look_of(known, kind) for *_, known in network.edges(data=True))
    return [
        (
            "Partnerships",
            [
                Entry(
                    sign_mark("square", look.colour, look.letter, 5.2),
                    f"{look.label} ({signs.count(look):,})",
                )
                for look in signs.models
            ],
        ),
        (
            "Organisations",
            [
                Entry(sign_mark(one.mark, one.colour), f"{one.label} ({families[one.code]:,})")
                for one in FAMILIES
                if families[one.code]
            ],
        ),
        (
            "Nodes",
            [
                Entry(partial(_draw_change, CHANGES[code]), f"{_say(code)} ({changes[code]:,})")
                for code in CHANGES
                if changes[code]
            ],
        ),
        (
            "Lines",
            [
                Entry(
                    sign_line(look.colour, look.width, look.dash),
                    f"{capital(look.words)} ({looks[look]:,})",
                )
                for look in sorted(looks, reverse=True)
            ],
        ),
    ]


def _say(code: str) -> str:
    shown = {"kept": "filled", "came": "with a plus", "went": "hollow with a minus"}
    return f"{capital(CHANGES[code].words)}, {shown[code]}"


def _draw_change(look: Change, canvas: Canvas, x: float, y: float) -> None:
    canvas.marks("dot", [(x - 3, y)], 3.8, "#6B7682", hollow=look.sign == "−")
    draw_badge(canvas, x - 3, y, look, 0.9)


def draw_badge(canvas: Canvas, x: float, y: float, look: Change, size: float = 1.0) -> None:
    """Draw a plus or a minus beside the mark of a node that came or went; nothing if kept."""
    if not look.sign:
        return
    x, y = x + 7.0 * size, y - 4.6 * size
    canvas.circles([(x, y)], 3.4 * size, "#FFFFFF", stroke=look.colour, width=0.9 * size)
    arm = 1.9 * size
    bars = [((x - arm, y), (x + arm, y))]
    if look.sign == "+":
        bars.append(((x, y - arm), (x, y + arm)))
    canvas.lines(bars, look.colour, 1.1 * size)
