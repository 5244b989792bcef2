"""Text on a drawing: made harmless, measured, and broken into lines that fit.

Everything is measured in DejaVu Sans, the font that matplotlib carries: it is drawn in PNG and
PDF, and is wider than the fonts a viewer takes for an SVG, so that text that fits here fits there.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from pathlib import Path
from typing import Any

FAMILIES = "Arial, Helvetica, 'Liberation Sans', 'DejaVu Sans', sans-serif"
"""The fonts of an SVG, the best first; all of them are narrower than what was measured, or it."""

ASCENT, DESCENT = 0.77, 0.24  # of a line above and below its base line, as a share of its size
_MEASURED = 100  # size at which characters are measured
_LOST = "\N{REPLACEMENT CHARACTER}"
_SPACES, _DROPPED, _UNWRITABLE = ("Cc", "Zl", "Zp"), ("Cf",), ("Cs", "Cn", "Co")


def clean(value: object) -> str:
    """Return a value as one line of text that every format can hold.

    Line ends and control characters become spaces; marks that only turn or join what stands
    around them are dropped, as they would reorder a label; what is no character is shown as one
    that was lost. "" for None.
    """
    kept = []
    for character in "" if value is None else str(value):
        category = unicodedata.category(character)
        if category in _SPACES:
            kept.append(" ")
        elif category in _UNWRITABLE:
            kept.append(_LOST)
        elif category not in _DROPPED:
            kept.append(character)
    return " ".join("".join(kept).split())


def capital(value: object) -> str:
    """Return a text, made clean, with a capital first letter, for standing alone."""
    text = clean(value)
    return text[:1].upper() + text[1:]


def find_font(bold: bool = False) -> Path:
    """Return the file of the font that texts are measured and drawn in."""
    import matplotlib

    name = "DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf"
    return Path(matplotlib.get_data_path()) / "fonts" / "ttf" / name


@lru_cache(maxsize=2)
def _open_font(bold: bool) -> Any:
    from matplotlib.ft2font import FT2Font

    font = FT2Font(str(find_font(bold)))
    font.set_size(_MEASURED, 72)
    return font


@lru_cache(maxsize=4096)
def _advance(character: str, bold: bool) -> float:
    """Return the width of a character as a share of the size of its font."""
    from matplotlib.ft2font import LoadFlags

    font = _open_font(bold)
    if not font.get_char_index(ord(character)):
        return 1.0  # drawn by another font, or as a box; few characters are wider than high
    glyph = font.load_char(ord(character), flags=LoadFlags.NO_HINTING)
    return float(glyph.linearHoriAdvance) / 65536 / _MEASURED


def measure(text: str, size: float, bold: bool = False) -> float:
    """Return the width of a text in the units of its size."""
    return sum(_advance(character, bold) for character in text) * size


def shorten(text: str, width: float, size: float, bold: bool = False) -> str:
    """Return a text cut at its end, with an ellipsis, where it is wider than `width`."""
    if measure(text, size, bold) <= width:
        return text
    kept = text
    while kept and measure(f"{kept}…", size, bold) > width:
        kept = kept[:-1]
    return f"{kept.rstrip()}…"


def wrap(
    text: str, width: float, size: float, *, bold: bool = False, most: int | None = None
) -> list[str]:
    """Return a text as lines no wider than `width`; words that are too wide are broken.

    Past `most` lines the last one ends in an ellipsis. No line for an empty text.
    """
    lines: list[str] = []
    line = ""
    for word in text.split():
        longer = f"{line} {word}" if line else word
        if measure(longer, size, bold) <= width:
            line = longer
            continue
        if line:
            lines.append(line)
        while len(word) > 1 and measure(word, size, bold) > width:
            fits = 1
            while fits < len(word) and measure(word[: fits + 1], size, bold) <= width:
                fits += 1
            if fits >= len(word):
                break
            lines.append(word[:fits])
            word = word[fits:]
        line = word
    lines += [line] if line else []
    if most is not None and len(lines) > most:
        last = f"{lines[most - 1]} …"
        while measure(last, size, bold) > width and len(last) > 2:
            last = f"{last[:-2].rstrip()[:-1].rstrip()} …"
        lines = [*lines[: most - 1], last]
    return lines


def balance(
    text: str, width: float, size: float, *, bold: bool = False, most: int | None = None
) -> list[str]:
    """Return a text as `wrap` does, in lines of about equal width: no single word hangs over."""
    lines = wrap(text, width, size, bold=bold, most=most)
    if len(lines) < 2 or lines[-1].endswith("…"):
        return lines
    least, enough = width / 2, width
    for _ in range(6):
        middle = (least + enough) / 2
        tried = wrap(text, middle, size, bold=bold)
        whole = all(" " in line or line in text.split() for line in tried)
        if len(tried) == len(lines) and whole:
            enough, lines = middle, tried
        else:
            least = middle
    return lines


def abbreviate(name: str) -> str:
    """Return a name with the long words that many share abbreviated, as `ABBREVIATED` explains."""
    for long, short in _SHORT:
        name = name.replace(long, short)
    return name


_SHORT = (
    ("NHS Foundation Trust", "FT"),
    ("Foundation Trust", "FT"),
    ("Clinical Commissioning Group", "CCG"),
)
ABBREVIATED = "FT: NHS foundation trust. CCG: clinical commissioning group."
