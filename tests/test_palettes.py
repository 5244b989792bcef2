"""Colours and marks, for every kind of eyes and for grey paper."""

import itertools

import pytest

from vanguard_graph.pictures.palettes import FAMILIES, model_looks

SEE = {  # how protanopes, deuteranopes and tritanopes see linear RGB (Machado et al., 2009)
    "normal": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}


@pytest.mark.parametrize("eyes", SEE)
def test_colours_stay_apart_for_every_kind_of_eyes(eyes):
    models = model_looks(["PACS", "MCP", "EHCH", "UEC", "ACC"], {})
    for palette in (models, FAMILIES):
        seen = [_lab(look.colour, SEE[eyes]) for look in palette]
        for a, b in itertools.combinations(seen, 2):
            assert sum((x - y) ** 2 for x, y in zip(a, b, strict=True)) ** 0.5 > 12


def test_colour_is_never_the_only_sign():
    models = model_looks(["PACS", "MCP", "EHCH", "UEC", "ACC", "ABC", ""], {})
    assert len({look.letter for look in models}) == len(models)
    assert len({family.mark for family in FAMILIES}) == len(FAMILIES)


def _lab(colour, matrix):
    """CIE L*a*b* of a colour as seen through a matrix on linear RGB."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    rgb = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    rgb = [min(1.0, max(0.0, sum(m * c for m, c in zip(row, rgb, strict=True)))) for row in matrix]
    to_xyz = ((0.4339, 0.3762, 0.1899), (0.2126, 0.7152, 0.0722), (0.0177, 0.1095, 0.8730))
    xyz = [sum(m * c for m, c in zip(row, rgb, strict=True)) for row in to_xyz]
    x, y, z = (t ** (1 / 3) if t > 0.008856 else 7.787 * t + 16 / 116 for t in xyz)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)
