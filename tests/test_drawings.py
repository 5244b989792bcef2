"""What all drawings have in common: formats, bytes, what they say of themselves, hostile names."""

from __future__ import annotations

import hashlib
import io
import itertools
import json
import os
import re
import subprocess
import sys
import warnings

import matplotlib
import pytest
from drawing_checks import HOSTILE, canvas_of, check_layout, check_svg, find_collisions, words_of
from PIL import Image

import vanguard_graph as vg
from vanguard_graph.drawings.bars import BY, draw_bars
from vanguard_graph.drawings.canvas import Canvas
from vanguard_graph.drawings.drawing import FORMATS
from vanguard_graph.drawings.maps import draw_map
from vanguard_graph.drawings.matrices import draw_matrix
from vanguard_graph.drawings.sheets import choose_ink, make_drawing
from vanguard_graph.drawings.timelines import draw_timeline
from vanguard_graph.errors import UsageError


def make(title="A title", alt="What it shows", words=("One", "Two"), version="9.9"):
    def compose():
        canvas = Canvas(300, 40 + 20 * len(words))
        for place, word in enumerate(words):
            canvas.text(10, 20 + 20 * place, word)
        canvas.rectangle((200, 10, 220, 30), "#4477AA", stroke="#000000", dash=(2, 1))
        canvas.circles([(250, 20)], 5, "#EE6677")
        canvas.hatch((200, 10, 220, 30), "#000000")
        return canvas

    return make_drawing(title, alt, ("A",), [("b",)], compose, version=version)


def test_a_drawing_has_three_formats_and_no_other():
    drawing = make()
    assert drawing.to_bytes("svg").startswith(b"<?xml")
    assert drawing.to_bytes("png").startswith(b"\x89PNG")
    assert drawing.to_bytes("pdf").startswith(b"%PDF")
    with pytest.raises(UsageError, match="jpeg"):
        drawing.to_bytes("jpeg")


def test_the_same_drawing_gives_the_same_bytes_in_every_run():
    code = (
        "import hashlib, sys; sys.path.insert(0, 'tests')\n"
        "from test_drawings import make\n"
        "print([hashlib.sha256(make().to_bytes(f)).hexdigest() for f in ('svg', 'png', 'pdf')])\n"
        "print('matplotlib.pyplot' in sys.modules)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONHASHSEED": "77"},
    )
    own = [hashlib.sha256(make().to_bytes(format)).hexdigest() for format in FORMATS]
    assert done.stdout.splitlines() == [str(own), "False"]


def test_a_file_tells_what_it_is_and_under_which_licence():
    drawing = make(title="Title & more", alt="Seen: <two> things")
    root = check_svg(drawing)
    about = {
        one.tag.rpartition("}")[2]: one.text for one in root.iter() if "dc/elements" in one.tag
    }
    assert about["title"] == "Title & more"
    assert about["description"] == "Seen: <two> things"
    assert "Vanguard Graph 9.9, CC BY 4.0" in about["rights"]
    known = Image.open(io.BytesIO(drawing.to_bytes("png"))).info
    assert known["Title"] == "Title & more" and known["Description"] == "Seen: <two> things"
    assert "CC BY 4.0" in known["Copyright"] and "Software" not in known
    pdf = drawing.to_bytes("pdf")
    assert b"/Title (Title & more)" in pdf and b"/Subject (Seen: <two> things)" in pdf
    assert b"CreationDate" not in pdf


def test_a_png_has_200_dots_to_the_inch_and_a_pdf_embeds_its_font():
    drawing = make()
    image = Image.open(io.BytesIO(drawing.to_bytes("png")))
    assert abs(image.width - 300 * 200 / 72) < 2
    assert round(image.info["dpi"][0]) == 200
    assert b"/FontFile2" in drawing.to_bytes("pdf")


def test_drawing_leaves_matplotlib_as_it_was():
    matplotlib.rcParams["figure.dpi"] = 77
    before, filters = dict(matplotlib.rcParams), list(warnings.filters)
    plain = make().to_bytes("png")
    assert dict(matplotlib.rcParams) == before
    assert warnings.filters == filters
    matplotlib.rcParams["figure.dpi"] = 100
    assert make().to_bytes("png") == plain


def test_importing_the_drawings_loads_nothing_heavy():
    code = (
        "import sys; sys.path.insert(0, 'tests')\n"
        "import vanguard_graph.drawings.networks, vanguard_graph.drawings.bars\n"
        "print('matplotlib' in sys.modules, 'numpy' in sys.modules)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False False\n"


@pytest.mark.parametrize("format", FORMATS)
def test_hostile_texts_are_drawn_as_text(format):
    drawing = make(HOSTILE[0], HOSTILE[3], HOSTILE, version=HOSTILE[1])
    assert drawing.to_bytes(format)


def test_what_is_no_text_is_taken_out_and_the_rest_is_kept():
    drawing = make(words=HOSTILE)
    said = [one.text for one in check_svg(drawing).iter() if one.tag.endswith("}text")]
    assert said == words_of(drawing)
    assert said[0] == "<script>alert(1)</script>"
    assert said[2] == "$x^2$ and $\\frac{1}"
    assert said[3] == "two lines and tabs [31m"
    assert said[4] == "right to left marks"
    assert said[5] == HOSTILE[5]
    assert "\ud800" not in said[7]


def test_texts_that_meet_are_found():
    canvas = Canvas(100, 100)
    canvas.text(10, 20, "one")
    canvas.text(10, 40, "two")
    assert not find_collisions(canvas.texts)
    canvas.text(14, 22, "three")
    assert find_collisions(canvas.texts) == [("one", "three")]


def test_an_empty_title_and_no_rows_are_fine():
    drawing = make(title="", alt="", words=())
    for format in FORMATS:
        assert drawing.to_bytes(format)
    assert canvas_of(drawing).texts == []
    check_layout(drawing)


def test_a_graph_in_which_every_label_is_hostile_is_drawn(graph, tmp_path):
    kept = [
        name.replace("\x00", "").replace("\ud800", "").replace("\ufffe", "") for name in HOSTILE
    ]
    names = [json.dumps(name, ensure_ascii=False) for name in kept]
    graph.export(tmp_path / "whole.nt")
    text = (tmp_path / "whole.nt").read_text("utf-8")
    place = itertools.cycle(names)
    label = re.compile(r'(rdf-schema#label> )"(?:[^"\\]|\\.)*"')
    text = label.sub(lambda found: found[1] + next(place), text)
    (tmp_path / "hostile.nt").write_text(text, "utf-8")
    hostile = vg.load(tmp_path / "hostile.nt")
    drawings = [draw_timeline(hostile, name) for name in ("RM3", "QUA", "vanguard-48")]
    drawings += [draw_bars(hostile, by) for by in BY]
    drawings += [draw_matrix(hostile), draw_map(hostile.network())]
    for drawing in drawings:
        check_svg(drawing)
        check_layout(drawing)
    said = {word for drawing in drawings for word in words_of(drawing)}
    assert "<script>alert(1)</script>" in " ".join(said)


@pytest.mark.parametrize(("ground", "ink"), [("#0B2A5B", "#FFFFFF"), ("#EBB000", "#1F2933")])
def test_ink_is_chosen_by_contrast(ground, ink):
    assert choose_ink(ground) == ink
