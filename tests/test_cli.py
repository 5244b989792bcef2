"""The command line as a user meets it: what stands on which stream, in which file, and the code.

Nearly every run is a process of its own, since that is what a user starts. The expected answers
were read in the sources' facts by eye, or are counted in the tables.
"""

from __future__ import annotations

import csv
import ctypes
import functools
import io
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import IO, Any, NamedTuple

import click
import networkx
import pyoxigraph as ox
import pytest
from small_tables import write_small_tables

import vanguard_graph as vg
from vanguard_graph import cli
from vanguard_graph.commands import chains, clinical, exports, lookups, pictures, upkeep
from vanguard_graph.commands.register import COMMANDS
from vanguard_graph.graph import CareGraph

ROOT = Path(__file__).resolve().parents[1]
POSIX = pytest.mark.skipif(os.name == "nt", reason="signals, pipes and permissions of Unix")
PROGRAM = (sys.executable, "-m", "vanguard_graph")
HANGS = 60

VANGUARDS_PER_MODEL = """\
model,vanguards
multispecialty community providers,14
acute care collaborations,13
integrated primary and acute care systems,9
urgent and emergency care,8
enhanced health in care homes,6
"""
COUNT_MODELS = (
    "SELECT ?model (COUNT(?vanguard) AS ?vanguards)\n"
    "WHERE { ?vanguard a vg:Vanguard ; vg:careModel/rdfs:label ?model }\n"
    "GROUP BY ?model ORDER BY DESC(?vanguards)\n"
)
FIVE = 'SELECT ?name { ?v a vg:Vanguard ; vg:number 16 ; rdfs:label ?name } # "{"'
EVERYTHING = "SELECT ?s ?p ?o { ?s ?p ?o }"
TRIPLES = "CONSTRUCT { vanguard:16 rdfs:label ?l } WHERE { vanguard:16 rdfs:label ?l }"
# Three unrelated triples: more combinations than any machine counts while a test waits.
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
# Of linux/prctl.h and linux/capability.h.
PR_CAPBSET_DROP, CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH = 24, 1, 2
CALDERDALE_TO_CORBY = ("chain", "Voluntary Action Calderdale", "NHS Corby CCG")
DUDLEY_TO_MOORFIELDS = ("chain", "NHS Dudley CCG", "Moorfields")


class Done(NamedTuple):
    """What a process left behind."""

    code: int
    out: str
    err: str


def environment(**changes: str) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT), **changes}


def run(*arguments: str, cwd: Path | None = None, text: str | bytes = b"", **options: Any) -> Done:
    """Run the program, and see to what holds of every run."""
    done = subprocess.run(
        [*PROGRAM, *arguments],
        cwd=cwd,
        input=text.encode() if isinstance(text, str) else text,
        capture_output=True,
        env=options.pop("env", environment()),
        timeout=HANGS,
        **options,
    )
    out, err = (stream.decode().replace("\r\n", "\n") for stream in (done.stdout, done.stderr))
    assert "Traceback" not in out + err, err
    assert "should not have happened" not in err, err
    assert done.returncode in (0, 1, 2, 130), err
    return Done(done.returncode, out, err)


def succeed(*arguments: str, **options: Any) -> Done:
    done = run(*arguments, **options)
    assert done.code == 0, done.err
    return done


@functools.cache
def read(*arguments: str) -> str:
    """Return what a command prints that has nothing to remark."""
    done = succeed(*arguments)
    assert done.err == ""
    return done.out


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def table(name: str) -> list[dict[str, str]]:
    """Return the rows of one of the tables the graph is built from."""
    return rows_of((ROOT / "data" / f"{name}.csv").read_text("utf-8"))


def contents(folder: Path) -> dict[str, bytes | None]:
    """Return everything in a folder with what is in it, hidden files too."""
    return {
        str(path.relative_to(folder)): path.read_bytes() if path.is_file() else None
        for path in folder.rglob("*")
    }


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which the graph was built and exported in every form that can be opened."""
    folder = tmp_path_factory.mktemp("built")
    for command, name in (("build", "g.nt"), ("build", "g.store"), ("export", "g.ttl")):
        done = succeed(command, "-o", name, cwd=folder)
        assert (done.out, done.err) == ("", f"Wrote {name}\n")
    return folder


# ---- Help --------------------------------------------------------------------------------------


def test_the_summaries_name_exactly_the_commands() -> None:
    assert list(cli.SUMMARIES) == list(COMMANDS)
    for name, command in COMMANDS.items():
        assert command.name == name
    assert list(COMMANDS) == cli.main.list_commands(click.Context(cli.main))


def test_help_lists_every_command_with_its_summary() -> None:
    shown = read("--help")
    for name, summary in cli.SUMMARIES.items():
        assert re.search(rf"^  {name} +{re.escape(summary)}$", shown, re.MULTILINE)


@pytest.mark.parametrize("name", COMMANDS)
def test_help_of_a_command_begins_with_a_sentence(name: str) -> None:
    shown = read(name, "--help")
    usage, sentence = shown.split("\n\n")[:2]
    assert usage.startswith("Usage: ") and f" {name} " in usage
    sentence = " ".join(sentence.split())
    assert re.match(r"[A-Z].*\.$", sentence)
    assert "vanguard-graph" not in sentence and '"' not in sentence
    for option in COMMANDS[name].params:
        if isinstance(option, click.Option):
            assert option.help, f"{option.name} of {name} says nothing"
    assert read(name, "-h") == shown


def test_the_version_is_that_of_the_package() -> None:
    assert read("--version") == f"vanguard-graph, version {vg.__version__}\n"


def test_nothing_typed_shows_the_help_and_is_a_usage_error() -> None:
    done = run()
    assert done.code == 2 and done.out == ""
    assert done.err.rstrip() == read("--help").rstrip()


# ---- Commands ----------------------------------------------------------------------------------


def test_info_counts_what_the_tables_hold() -> None:
    facts = {row["what"]: row["value"] for row in rows_of(read("info"))}
    assert facts["origin"] == "the bundled data"
    assert facts["vanguards"] == "50"
    package = json.loads((ROOT / "data" / "datapackage.json").read_text("utf-8"))
    assert facts["version"] == package["version"]
    for name in ("organisations", "memberships", "sources", "initiatives", "changes", "funding"):
        assert facts[name] == str(len(table(name))), name
    assert int(facts["triples"]) > 30_000


@pytest.mark.parametrize(
    "text, first",
    [
        ("Salfrod Royl", "RM3"),
        ("Northern Care Alliance", "RM3"),
        ("All Together Better Dudley", "16"),
        ("05c", "05C"),
    ],
)
def test_find_takes_names_other_names_misspellings_and_codes(text: str, first: str) -> None:
    best, *_ = rows_of(read("find", text))
    assert best["id"] == first


def test_find_says_so_when_nothing_is_near() -> None:
    done = succeed("find", "zzzzqqq")
    assert done.out == "kind,id,label,matching_name,nearness\n"
    assert done.err == "Nothing has a name like 'zzzzqqq'.\n"


def test_show_tells_what_is_known_of_an_organisation() -> None:
    shown = read("show", "NHS Dudley CCG")
    assert shown.startswith("NHS Dudley CCG\n==============\n")
    for told in (
        "ODS code: 05C",
        "Postcode: DY5 1RU",
        "Last day open: 2021-03-31",
        "2021-04-01: followed by NHS Black Country and West Birmingham CCG (D2P2L), merger",
        "Dudley Multispecialty Community Provider (vanguard 16): lead",
        "[B041] (list of partners) as “Dudley CCG”",
    ):
        assert told in shown
    bare = read("show", "05c", "--no-evidence")
    assert "[B041]" not in bare
    assert set(bare.splitlines()) < set(shown.splitlines())


def test_show_tells_what_is_known_of_a_vanguard_and_a_service() -> None:
    vanguard = read("show", "EMRAD")
    assert "vanguard 48" in vanguard
    assert "Nottingham University Hospitals NHS Trust (RX1): lead" in vanguard
    assert "Burton Hospitals NHS Foundation Trust (RJF): partner, from 2017-08" in vanguard
    service = read("show", "medical imaging")
    assert service.startswith("radiology\n") and "NHS treatment function code: 812" in service


def test_a_query_is_taken_from_an_argument_a_file_and_standard_input(tmp_path: Path) -> None:
    assert read("query", COUNT_MODELS) == VANGUARDS_PER_MODEL
    (tmp_path / "models.rq").write_text(COUNT_MODELS, "utf-8")
    (tmp_path / "windows.rq").write_bytes(
        b"\xef\xbb\xbf" + COUNT_MODELS.replace("\n", "\r\n").encode()
    )
    for name in ("models.rq", "windows.rq"):
        assert succeed("query", name, cwd=tmp_path).out == VANGUARDS_PER_MODEL
    assert succeed("query", "-", text=COUNT_MODELS).out == VANGUARDS_PER_MODEL


def test_an_answer_is_written_to_a_csv_file(tmp_path: Path) -> None:
    done = succeed("query", "-", "-o", "models.csv", cwd=tmp_path, text=COUNT_MODELS)
    assert (done.out, done.err) == ("", "Wrote models.csv\n")
    assert list(contents(tmp_path)) == ["models.csv"]
    assert (tmp_path / "models.csv").read_text("utf-8") == VANGUARDS_PER_MODEL


def test_a_query_without_a_brace_is_not_taken_for_the_name_of_a_file(tmp_path: Path) -> None:
    triples = read("query", "DESCRIBE vanguard:16", "-f", "ntriples").splitlines()
    assert any("Dudley Multispecialty Community Provider" in line for line in triples)
    (tmp_path / "select five.rq").write_text(FIVE, "utf-8")
    named = succeed("query", "select five.rq", cwd=tmp_path).out
    assert named == "name\nDudley Multispecialty Community Provider\n"


def test_yes_and_no() -> None:
    assert read("query", "ASK { ?v a vg:Vanguard ; vg:number 50 }") == "yes\n"
    assert read("query", "ASK { ?v a vg:Vanguard ; vg:number 51 }") == "no\n"


@pytest.mark.parametrize(
    "wanted, known",
    [
        ("table", "name\n────"),
        ("csv", "name\nDudley"),
        ("tsv", '?name\n"Dudley'),
        ("json", '{"head":{"vars":["name"]}'),
        ("xml", '<?xml version="1.0"?>'),
    ],
)
def test_rows_are_printed_in_every_format(wanted: str, known: str) -> None:
    shown = read("query", FIVE, "-f", wanted)
    assert shown.startswith(known)
    assert "Dudley Multispecialty Community Provider" in shown


@pytest.mark.parametrize(
    "wanted, format",
    [
        ("turtle", ox.RdfFormat.TURTLE),
        ("ntriples", ox.RdfFormat.N_TRIPLES),
        ("jsonld", ox.RdfFormat.JSON_LD),
    ],
)
def test_triples_are_printed_in_every_format(wanted: str, format: ox.RdfFormat) -> None:
    (quad,) = ox.parse(read("query", TRIPLES, "-f", wanted), format)
    assert quad.subject == ox.NamedNode("https://w3id.org/vanguard-graph/id/vanguard/16")


def test_ask_without_a_name_lists_the_questions() -> None:
    listed = rows_of(read("ask"))
    saved = (ROOT / "vanguard_graph" / "questions").glob("*.rq")
    assert [row["name"] for row in listed] == sorted(path.stem for path in saved)
    assert {
        "name": "partners-of",
        "question": "Partners of a vanguard",
        "parameters": "vanguard",
    } in (listed)


def test_ask_answers_a_saved_question() -> None:
    rows = rows_of(read("ask", "partners-of", "--param", "vanguard=Dudley"))
    assert {(row["organisation_id"], row["role"]) for row in rows} == {
        ("05C", "lead"),
        ("408", "partner"),
        ("RNA", "provider"),
        ("RYK", "provider"),
        ("TAJ", "provider"),
        ("dudley-council-for-voluntary-service", "partner"),
        ("future-proof-health-ltd", "provider"),
    }
    assert {row["source_id"] for row in rows} == {"B041"}
    assert read("ask", "partners-of", "-p", "vanguard=16") == read(
        "ask", "partners-of", "--param", "vanguard=Dudley"
    )


def test_a_table_says_on_the_other_stream_what_was_asked() -> None:
    done = succeed("ask", "partners-of", "-p", "vanguard=16", "-f", "table")
    assert done.err == "Partners of a vanguard: Dudley Multispecialty Community Provider\n"
    assert done.out.startswith("organisation ") and done.out.endswith("\n7 rows\n")


def test_a_chain_is_explained_step_by_step() -> None:
    done = succeed(*CALDERDALE_TO_CORBY)
    told = r"^(\d)\. .* both belonged to the vanguard (.*), announced in \w+ 2015\."
    steps = re.findall(told, done.out, re.MULTILINE)
    assert steps == [
        ("1", "Calderdale Health and Social Care Economy"),
        ("2", "Connecting Care - Wakefield District"),
        ("3", "Working Together Partnership (South Yorkshire, Mid Yorkshire, North Derbyshire)"),
        ("4", "East Midlands Radiology Consortium (EMRAD)"),
        ("5", "Leicester, Leicestershire & Rutland System Resilience Group"),
        ("6", "Lakeside Healthcare (Northamptonshire)"),
    ]
    assert "NHS Corby CCG (a commissioner, by inference)" in done.out
    assert "NHS Corby CCG: inferred from HSJ" in done.out and "[B081]" in done.out


def test_where_there_is_no_chain_it_is_said_how_near_they_come() -> None:
    done = succeed(*DUDLEY_TO_MOORFIELDS)
    assert done.err == ""
    assert done.out.startswith(
        "There is no chain of partnerships between NHS Dudley CCG and "
        "Moorfields Eye Hospital NHS Foundation Trust.\n"
    )
    assert "Dudley Multispecialty Community Provider" in done.out
    assert "is the only partner on record of Moorfields" in done.out


def test_no_chain_as_rows_is_no_rows_and_a_remark() -> None:
    done = succeed(*DUDLEY_TO_MOORFIELDS, "-f", "csv")
    assert rows_of(done.out) == [] and done.out.startswith("chain,step,")
    assert done.err.startswith("There is no chain of partnerships")


def test_networks_lists_the_services() -> None:
    listed = {row["service"]: row for row in rows_of(read("networks"))}
    # Of cancer and what belongs to it, by service_foci.csv.
    numbers = {"21", "47", "49"}
    members = {
        row["organisation_id"]
        for row in table("memberships")
        if row["number"] in numbers and row["role"] != "supporter"
    }
    assert listed["cancer"]["partnerships"] == str(len(numbers))
    assert listed["cancer"]["organisations"] == str(len(members))


def test_networks_explains_that_of_one_service() -> None:
    shown = read("networks", "--service", "cancer")
    assert shown.startswith("cancer: 16 organisations in 3 partnerships that worked on it.\n")
    assert "\nAccountable Clinical Network for Cancer (Cancer Vanguard)\n" in shown
    assert (
        "Barking, Havering and Redbridge University Hospitals NHS Trust (partner) [D086]" in shown
    )
    rows = rows_of(read("networks", "--service", "cancer", "-f", "csv"))
    assert {row["service"] for row in rows} <= {"cancer"} and len(rows) >= 16


def test_the_list_of_networks_as_text_is_a_table() -> None:
    assert re.match(r"service +partnerships +organisations", read("networks", "-f", "text"))


def test_draw_writes_one_page_that_asks_for_nothing(tmp_path: Path) -> None:
    done = succeed("draw", "-o", "network.html", "--title", "Cats & <dogs>", cwd=tmp_path)
    said = "Wrote network.html: 50 partnerships, 282 organisations, 329 memberships\n"
    assert (done.out, done.err) == ("", said)
    assert list(contents(tmp_path)) == ["network.html"]
    page = (tmp_path / "network.html").read_text("utf-8")
    assert "<title>Cats &amp; &lt;dogs&gt;</title>" in page
    assert "Dudley Multispecialty Community Provider" in page
    assert not re.search(r"<(script|link|img)[^>]*\b(src|href)=[\"']?https?:", page)


def test_draw_keeps_the_part_that_was_asked_for() -> None:
    page = succeed("draw", "-o", "-", "--service", "cancer", "--care-model", "ACC").out
    assert "Accountable Clinical Network for Cancer" in page
    assert "West Cheshire Way" not in page


def test_a_chain_and_a_network_are_drawn_by_the_ending(tmp_path: Path) -> None:
    for name, arguments in (
        ("chain.html", CALDERDALE_TO_CORBY),
        ("CHAIN.HTML", CALDERDALE_TO_CORBY),
        ("radiology.htm", ("networks", "--service", "radiology")),
    ):
        done = succeed(*arguments, "-o", name, cwd=tmp_path)
        assert done.out == "" and f"Wrote {name}: " in done.err
        page = (tmp_path / name).read_text("utf-8")
        assert page.startswith("<!DOCTYPE html>")
        assert "East Midlands Radiology Consortium (EMRAD)" in page


def exported(folder: Path, ending: str, *options: str) -> list[str]:
    done = succeed("export", "-o", f"network.{ending}", *options, cwd=folder)
    assert done.out == ""
    written = re.findall("^Wrote (.*)$", done.err, re.MULTILINE)
    assert sorted(written) == sorted(contents(folder))
    return written


@pytest.mark.parametrize("ending", ["gexf", "graphml", "cyjs"])
def test_export_writes_the_network_so_that_networkx_reads_it(tmp_path: Path, ending: str) -> None:
    exported(tmp_path, ending)
    readers: dict[str, Callable[[Path], networkx.Graph]] = {
        "gexf": networkx.read_gexf,
        "graphml": networkx.read_graphml,
        "cyjs": lambda path: networkx.cytoscape_graph(json.loads(path.read_text("utf-8"))),
    }
    network = readers[ending](tmp_path / f"network.{ending}")
    partners = [row for row in table("memberships") if row["role"] != "supporter"]
    assert network.number_of_edges() == len(partners)
    assert len(network) == 50 + len({row["organisation_id"] for row in partners})
    assert network.degree("RM3") == 2  # in Salford Together and in the group with Wigan


def test_export_writes_two_tables_for_a_spreadsheet(tmp_path: Path) -> None:
    assert exported(tmp_path, "csv") == [
        "network-nodes.csv",
        "network-edges.csv",
        "network-datapackage.json",
    ]
    partners = [row for row in table("memberships") if row["role"] != "supporter"]
    edges = rows_of((tmp_path / "network-edges.csv").read_text("utf-8-sig"))
    assert len(edges) == len(partners)


@pytest.mark.parametrize(
    "ending, format",
    [
        ("ttl", ox.RdfFormat.TURTLE),
        ("nt", ox.RdfFormat.N_TRIPLES),
        ("jsonld", ox.RdfFormat.JSON_LD),
    ],
)
def test_export_writes_the_whole_graph(
    tmp_path: Path, built: Path, ending: str, format: ox.RdfFormat
) -> None:
    exported(tmp_path, ending)
    found = {
        str(quad.triple) for quad in ox.parse(path=tmp_path / f"network.{ending}", format=format)
    }
    wanted = {line.removesuffix(" .") for line in (built / "g.nt").read_text("utf-8").splitlines()}
    assert len(found) == len(wanted)
    if ending == "nt":
        assert (tmp_path / "network.nt").read_bytes() == (built / "g.nt").read_bytes()


def test_export_keeps_the_part_that_was_asked_for(tmp_path: Path) -> None:
    exported(tmp_path, "graphml", "--kind", "vanguards", "--care-model", "MCP")
    assert len(networkx.read_graphml(tmp_path / "network.graphml")) == 14


def test_build_makes_a_new_graph_from_other_tables(tmp_path: Path) -> None:
    write_small_tables(tmp_path / "small")
    succeed("build", "--data", "small", "-o", "small.nt", cwd=tmp_path)
    facts = {
        row["what"]: row["value"]
        for row in rows_of(succeed("info", "--graph", "small.nt", cwd=tmp_path).out)
    }
    assert (facts["vanguards"], facts["memberships"]) == ("2", "5")
    assert facts["origin"] == "the file small.nt"


@pytest.mark.parametrize("name", ["g.nt", "g.ttl", "g.store", str(ROOT / "data")])
def test_every_form_of_the_graph_answers_alike(built: Path, name: str) -> None:
    """`--graph` takes a file of triples, a store and a folder of tables."""
    before = {path.name for path in built.iterdir()}
    assert succeed("query", COUNT_MODELS, "--graph", name, cwd=built).out == VANGUARDS_PER_MODEL
    assert {path.name for path in built.iterdir()} == before


# ---- Streams and formats -----------------------------------------------------------------------


def test_data_and_remarks_are_kept_apart(tmp_path: Path) -> None:
    """`-o -` is standard output, where nothing else stands; "Wrote" stands on the other."""
    for arguments in (("show", "05c", "--no-evidence"), ("query", COUNT_MODELS)):
        done = succeed(*arguments, "-o", "-", cwd=tmp_path)
        assert (done.out, done.err) == (read(*arguments), "")
        name = "answer.txt" if arguments[0] == "show" else "answer.csv"
        done = succeed(*arguments, "-o", name, cwd=tmp_path)
        assert (done.out, done.err) == ("", f"Wrote {name}\n")
        written = (tmp_path / name).read_bytes().decode().replace("\r\n", "\n")
        assert written == read(*arguments)
    assert sorted(contents(tmp_path)) == ["answer.csv", "answer.txt"]


def test_pages_and_exports_go_to_standard_output_too(tmp_path: Path, built: Path) -> None:
    page = succeed("draw", "-o", "-", "--service", "cancer", cwd=tmp_path)
    assert page.out.startswith("<!DOCTYPE html>") and page.err == ""
    triples = succeed("export", "-o", "-", "-f", "nt", cwd=tmp_path)
    assert triples.out == (built / "g.nt").read_text("utf-8") and triples.err == ""
    assert contents(tmp_path) == {}, "no file of the name -"


@pytest.mark.parametrize(
    "arguments, name, start",
    [
        (("query", FIVE, "-f", "tsv"), "a.csv", b'?name\n"Dudley'),
        (("info", "-f", "json"), "a.txt", b'{"head"'),
        (("ask", "-f", "csv"), "a", b"name,question,parameters"),
        ((*CALDERDALE_TO_CORBY, "-f", "csv"), "a.html", b"chain,step,"),
        ((*CALDERDALE_TO_CORBY, "-f", "text"), "a.csv", b"Voluntary Action Calderdale to NHS"),
        (("networks", "--service", "cancer", "-f", "text"), "a.json", b"cancer: 16 organ"),
        (("export", "-f", "nt"), "a.gexf", b"<http"),
    ],
)
def test_a_format_that_is_given_counts_before_the_ending(
    tmp_path: Path, arguments: tuple[str, ...], name: str, start: bytes
) -> None:
    succeed(*arguments, "-o", name, cwd=tmp_path)
    assert (tmp_path / name).read_bytes().startswith(start)


def on_terminal(*arguments: str, **variables: str) -> str:
    """Return what a terminal of 100 columns is sent."""
    pty = pytest.importorskip("pty")
    terminal, ours = pty.openpty()
    sent = b""
    variables = {"TERM": "xterm-256color", "COLUMNS": "100", **variables}
    with subprocess.Popen(
        [*PROGRAM, *arguments],
        stdin=ours,
        stdout=ours,
        stderr=subprocess.PIPE,
        env=environment(**variables),
    ) as process:
        os.close(ours)
        while True:
            try:
                piece = os.read(terminal, 65536)
            except OSError:  # so Linux says that nobody writes any more
                break
            if not piece:
                break
            sent += piece
        assert process.wait(HANGS) == 0
    os.close(terminal)
    return sent.decode().replace("\r\n", "\n")


@POSIX
def test_rows_are_a_table_on_a_terminal_and_csv_in_a_pipe() -> None:
    shown = on_terminal("find", "salford royal")
    assert re.match(r"kind +id +label .*\n─+  ─+", shown) and shown.endswith("\n1 row\n")
    assert read("find", "salford royal").startswith("kind,id,label,")


@POSIX
def test_a_table_is_no_wider_than_the_terminal() -> None:
    for arguments in (("ask", "partners-of", "-p", "vanguard=16"), ("networks",)):
        lines = on_terminal(*arguments).splitlines()
        assert len(lines) > 10 and max(map(len, lines)) <= 100


@POSIX
def test_no_escape_codes_are_sent_where_no_colour_is_wanted() -> None:
    for arguments in (("info",), ("--help",)):
        assert "\x1b" not in on_terminal(*arguments, NO_COLOR="1")
        assert "\x1b" not in succeed(*arguments, env=environment(NO_COLOR="1")).out


@POSIX
def test_names_are_whole_where_the_locale_knows_no_letters() -> None:
    done = succeed("show", "05C", env=environment(LC_ALL="C", PYTHONIOENCODING="ascii"))
    assert "as “Dudley CCG”" in done.out


# ---- What goes wrong ---------------------------------------------------------------------------


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with files as they lie about; no failing command may leave a trace in it."""
    folder = tmp_path_factory.mktemp("desk")
    (folder / "utf-16.rq").write_bytes(FIVE.encode("utf-16"))
    (folder / "picture.rq").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)))
    (folder / "broken.rq").write_text("SELECT ?v WHERE {\n  ?v vg:careModel }\n", "utf-8")
    (folder / "broken.nt").write_text("<http://a.example/> nonsense .\n", "utf-8")
    (folder / "kept.csv").write_text("do not lose me\n", "utf-8")
    (folder / "folder.csv").mkdir()
    (folder / "folder.html").mkdir()
    (folder / "folder.store").mkdir()
    (folder / "folder.store" / "thesis.txt").write_text("all of it", "utf-8")
    (folder / "empty").mkdir()
    return folder


FAILURES: dict[str, tuple[Sequence[str], int, Sequence[str]]] = {
    # Typed wrongly
    "unknown command": (["infos"], 2, ["'infos'", "--help"]),
    "unknown option": (["info", "--grpah", "x"], 2, ["'--grpah'", "--help"]),
    "unknown option of all": (["--bogus"], 2, ["'--bogus'", "--help"]),
    "too much": (["info", "more"], 2, ["more", "--help"]),
    "too little": (["show"], 2, ["NAME", "--help"]),
    "no output": (["draw"], 2, ["--output", "--help"]),
    "unknown kind": (["draw", "-o", "a.html", "--kind", "x"], 2, ["'partnerships'"]),
    "unknown format": (["info", "-f", "xlsx"], 2, ["'xlsx'", "'csv'"]),
    "unknown ending": (["info", "-o", "a.xlsx"], 2, ["a.xlsx", "-f", ".csv"]),
    "unknown export": (["export", "-o", "a.docx"], 1, ["'.docx'", "gexf"]),
    "unknown export format": (["export", "-o", "a", "-f", "x"], 1, ["'x'", "gexf"]),
    "unknown build": (["build", "-o", "a.csv"], 1, ["a.csv", "FILE.nt"]),
    "two tables in a pipe": (["export", "-o", "-", "-f", "csv"], 2, ["several files", "-o"]),
    "page of all networks": (["networks", "-o", "a.html"], 2, ["one service", "--service"]),
    # Names
    "misspelt name": (["show", "Salfrod Royl"], 1, ["RM3", "Did you mean"]),
    "misspelt end": (
        ["chain", "RM3", "Moorfeilds"],
        1,
        ["'Moorfeilds'", "Moorfields Eye Hospital", "RP6"],
    ),
    "misspelt service": (["networks", "--service", "cancr"], 1, ["  cancer (cancer)\n"]),
    "misspelt filter": (["draw", "-o", "a.html", "--role", "leed"], 1, ["(lead)"]),
    "ambiguous name": (
        ["chain", "RM3", "Dudley"],
        1,
        ["more than one organisation", "(05C)", "(408)", "code"],
    ),
    "nothing near": (["show", "zzzzqqq"], 1, ["'zzzzqqq'", "find"]),
    # Questions
    "unknown question": (["ask", "partner-of"], 1, ["'partner-of'", "\n  partners-of\n"]),
    "question far off": (["ask", "zzzz"], 1, ["'zzzz'", "lists them all"]),
    "question as a path": (["ask", "../setup"], 1, ["'../setup'"]),
    "parameter missing": (["ask", "partners-of"], 2, ["needs a value for vanguard", "=Dudley"]),
    "parameter unknown": (
        ["ask", "partners-of", "-p", "place=Dudley"],
        2,
        ["'place'", "vanguard (vanguard)"],
    ),
    "parameter without value": (["ask", "partners-of", "-p", "Dudley"], 2, ["NAME=VALUE"]),
    "parameter twice": (
        ["ask", "partners-of", "-p", "vanguard=1", "-p", "vanguard=2"],
        2,
        ["'vanguard' is given twice"],
    ),
    "parameter of nothing": (["ask", "-p", "vanguard=1"], 2, ["Name the question"]),
    "parameter misspelt": (["ask", "partners-of", "-p", "vanguard=Dudly"], 1, ["Dudley", "(16)"]),
    "parameter no date": (["ask", "partners-at", "-p", "date=May"], 2, ["'May'", "YYYY-MM-DD"]),
    # Queries
    "broken query": (["query", "SELECT ?v WHERE {\n ?v vg:careModel }"], 1, ["line 2, column 18"]),
    "broken query file": (["query", "broken.rq"], 1, ["line 2, column 19"]),
    "unfinished query": (["query", "SELECT ?v"], 1, ["line 1, column"]),
    "other server": (
        ["query", "SELECT * { SERVICE <http://x.example/> { ?s ?p ?o } }"],
        1,
        ["SERVICE", "line 1, column 12"],
    ),
    "update": (["query", "INSERT DATA { <a:a> <a:b> 1 }"], 1, ["INSERT", "read only"]),
    "update without brace": (["query", "DROP ALL"], 1, ["DROP", "read only"]),
    "empty query": (["query", ""], 1, ["empty"]),
    "query in UTF-16": (["query", "utf-16.rq"], 1, ["utf-16.rq", "UTF-8"]),
    "picture for a query": (["query", "picture.rq"], 1, ["picture.rq", "UTF-8"]),
    "query file missing": (["query", "none.rq"], 1, ["none.rq does not exist"]),
    "folder for a query": (["query", "empty"], 1, ["empty is a folder"]),
    "triples as CSV": (["query", TRIPLES, "-f", "csv"], 2, ["csv", "turtle"]),
    "triples to CSV": (["query", TRIPLES, "-o", "a.csv"], 2, ["csv", "turtle"]),
    "rows as Turtle": (["query", FIVE, "-f", "turtle"], 2, ["turtle", "csv"]),
    "rows to Turtle": (["query", FIVE, "-o", "a.ttl"], 2, ["turtle", "csv"]),
    "yes as CSV": (["query", "ASK { ?s ?p ?o }", "-f", "csv"], 2, ["csv", "json"]),
    # Graphs
    "graph missing": (["info", "--graph", "none.nt"], 1, ["none.nt does not exist"]),
    "graph of no kind": (["info", "--graph", "kept.csv"], 1, ["kept.csv", ".nt"]),
    "graph in pieces": (["info", "--graph", "broken.nt"], 1, ["broken.nt cannot be parsed"]),
    "graph in a folder": (["info", "--graph", "empty"], 1, ["empty", "store"]),
    "graph far away": (["info", "--graph", "https://x.example/g.nt"], 1, ["Download"]),
    "tables missing": (["build", "--data", "empty", "-o", "a.nt"], 1, ["datapackage.json"]),
    "no tables": (["build", "--data", "none", "-o", "a.store"], 1, ["none"]),
    # Output
    "folder missing": (["query", FIVE, "-o", "none/a.csv"], 1, ["folder none does not exist"]),
    "page in no folder": (["draw", "-o", "none/a.html"], 1, ["folder none does not exist"]),
    "export in no folder": (["export", "-o", "none/a.ttl"], 1, ["folder none does not exist"]),
    "graph in no folder": (["build", "-o", "none/a.nt"], 1, ["folder none does not exist"]),
    "store in no folder": (["build", "-o", "none/a.store"], 1, ["folder none does not exist"]),
    "rows over a folder": (["info", "-o", "folder.csv"], 1, ["folder.csv is a folder"]),
    "text over a folder": (["show", "RM3", "-o", "empty"], 1, ["empty is a folder"]),
    "page over a folder": (["draw", "-o", "folder.html"], 1, ["folder.html is a folder"]),
    "store over a folder": (["build", "-o", "folder.store"], 1, ["other things in it"]),
    "no chain to draw": ([*DUDLEY_TO_MOORFIELDS, "-o", "a.html"], 1, ["no chain", "drawn"]),
    "file kept from a query": (["query", "SELECT {", "-o", "kept.csv"], 1, ["line 1"]),
    "file kept from triples": (["query", TRIPLES, "-o", "kept.csv"], 2, ["csv"]),
}


@pytest.mark.parametrize("name", FAILURES)
def test_what_goes_wrong_is_told_in_a_sentence_and_leaves_nothing(
    desk: Path,
    name: str,
    graph: CareGraph,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    """In this process and with a graph that is open, which is faster; all else is the program."""
    arguments, code, told = FAILURES[name]
    before = contents(desk)
    monkeypatch.chdir(desk)
    for module in (chains, clinical, exports, lookups, pictures, upkeep):
        monkeypatch.setattr(
            module, "load_graph", lambda source: graph if source is None else vg.load(source)
        )
    with pytest.raises(SystemExit) as left:
        cli.main(list(arguments), prog_name="vanguard-graph")
    out, err = capfd.readouterr()
    assert contents(desk) == before
    assert left.value.code == code, err
    assert out == ""
    assert "Traceback" not in err and "should not have happened" not in err
    sentence, *remedy = err.partition("Error: ")[2].splitlines()
    assert sentence
    if "Usage:" not in err:
        assert err.startswith("Error: ")
        assert remedy, "it says what to do"
    for part in told:
        assert part in err


def test_every_problem_of_the_tables_is_told_with_file_and_line(tmp_path: Path) -> None:
    folder = write_small_tables(tmp_path / "small")
    for table_name, spoiled in (
        ("memberships", "2-NOPE,2,NOPE,partner,,\n"),
        ("vanguards", "3,Easttown,MCP,,1,2015-13-40,Easttown,,\n"),
        ("organisations", "RX5,Last NHS Trust again,nhs-trust,RX5,,,,,\n"),
    ):
        path = folder / f"{table_name}.csv"
        path.write_text(path.read_text("utf-8") + spoiled, "utf-8", newline="")
    before = contents(tmp_path)
    done = run("build", "--data", "small", "-o", "small.nt", cwd=tmp_path)
    assert done.code == 1 and done.out == "" and contents(tmp_path) == before
    base = Path("small")
    for place, what in (
        (f"{base / 'memberships.csv'}:7: ", "NOPE"),
        (f"{base / 'vanguards.csv'}:4: ", "2015-13-40"),
        (f"{base / 'organisations.csv'}:10: ", "RX5"),
    ):
        assert any(place in line and what in line for line in done.err.splitlines()), done.err
    assert re.search(r"^\d problems in small; nothing was built\.$", done.err, re.MULTILINE)
    opened = run("info", "--graph", "small", cwd=tmp_path)
    assert opened.code == 1 and f"{base / 'vanguards.csv'}:4: " in opened.err


def test_a_stream_that_is_too_long_for_a_query_is_refused() -> None:
    done = run("query", "-", text="# é\n" * 20_000)
    assert done.code == 1 and "larger than 65,536 bytes" in done.err
    done = run("query", "-", text=FIVE.encode("utf-16"))
    assert done.code == 1 and done.err.startswith("Error: Standard input is not UTF-8 text.\n")


def test_a_limit_that_is_no_number_is_typed_wrongly() -> None:
    done = run("query", FIVE, env=environment(VANGUARD_GRAPH_QUERY_BYTES="many"))
    assert done.code == 2 and "VANGUARD_GRAPH_QUERY_BYTES" in done.err


@POSIX
def test_names_that_are_no_text_end_in_a_sentence(tmp_path: Path) -> None:
    for arguments in (("query", b"\xff.rq"), ("show", b"\xff"), ("info", "--graph", b"\xff.nt")):
        done = run(*arguments, cwd=tmp_path)
        assert done.code == 1 and r"\udcff" in done.err


def obey_permissions() -> None:
    """Take from root, as which containers run, the power to pass over permissions."""
    if os.geteuid() == 0:
        library = ctypes.CDLL(None)
        for power in (CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH):
            library.prctl(PR_CAPBSET_DROP, power, 0, 0, 0)


@POSIX
@pytest.mark.parametrize(
    "arguments, told",
    [
        (("query", "locked.rq"), "locked.rq cannot be read: Permission denied"),
        (("info", "--graph", "locked.nt"), "locked.nt cannot be read: Permission denied"),
        (("info", "-o", "info.csv"), "cannot be written"),
        (("draw", "-o", "network.html"), "cannot be written"),
        (("build", "-o", "graph.store"), "cannot be written"),
    ],
    ids=lambda given: given[0] if isinstance(given, tuple) else "",
)
def test_what_is_not_permitted_is_told_in_a_sentence(
    tmp_path: Path, arguments: tuple[str, ...], told: str
) -> None:
    for name in ("locked.rq", "locked.nt"):
        (tmp_path / name).write_text(FIVE, "utf-8")
        (tmp_path / name).chmod(0)
    tmp_path.chmod(0o555)
    options: dict[str, Any] = {"cwd": tmp_path, "preexec_fn": obey_permissions}
    try:
        able = subprocess.run(
            [sys.executable, "-c", "open('locked.rq')"], capture_output=True, **options
        )
        if able.returncode == 0:
            pytest.skip("nothing can be denied to this user")
        done = run(*arguments, **options)
    finally:
        tmp_path.chmod(0o755)
    assert done.code == 1 and told in done.err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["locked.nt", "locked.rq"]


# ---- Streams that end early --------------------------------------------------------------------

PRINTING = (
    ("--help",),
    ("--version",),
    ("info",),
    ("info", "--help"),
    ("show", "RM3"),
    ("query", EVERYTHING),
    ("ask",),
    CALDERDALE_TO_CORBY,
    ("draw", "-o", "-"),
    ("export", "-o", "-", "-f", "nt"),
)


@POSIX
@pytest.mark.parametrize("arguments", PRINTING, ids=" ".join)
def test_a_reader_that_has_gone_is_no_error(arguments: tuple[str, ...]) -> None:
    theirs, ours = os.pipe()
    os.close(theirs)
    done = subprocess.run(
        [*PROGRAM, *arguments],
        stdout=ours,
        stderr=subprocess.PIPE,
        env=environment(),
        timeout=HANGS,
    )
    os.close(ours)
    assert (done.returncode, done.stderr.decode()) == (0, "")


@POSIX
def test_head_takes_the_first_line() -> None:
    line = f"'{sys.executable}' -m vanguard_graph query '{EVERYTHING}' | head -n 1"
    done = subprocess.run(
        ["bash", "-c", f'{line}; echo "${{PIPESTATUS[0]}}"'],
        capture_output=True,
        text=True,
        env=environment(),
        timeout=HANGS,
    )
    assert (done.stdout, done.stderr) == ("s,p,o\n0\n", "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
@pytest.mark.parametrize("arguments", [("info",), ("query", EVERYTHING), ("info", "--help")])
def test_a_full_disk_behind_standard_output_is_told(arguments: tuple[str, ...]) -> None:
    with open("/dev/full", "wb") as full:
        done = subprocess.run(
            [*PROGRAM, *arguments],
            stdout=full,
            stderr=subprocess.PIPE,
            env=environment(),
            timeout=HANGS,
        )
    assert done.returncode == 1
    assert done.stderr.decode().startswith("Error: Standard output is full.\n")


@POSIX
@pytest.mark.parametrize("closed, told", [("<&-", "input"), (">&-", "output")])
def test_a_stream_that_is_closed_is_told(closed: str, told: str) -> None:
    done = subprocess.run(
        ["sh", "-c", f'"$@" {closed}', "sh", *PROGRAM, "query", "-"],
        input=FIVE.encode(),
        capture_output=True,
        env=environment(),
        timeout=HANGS,
    )
    assert done.returncode == 1
    assert done.stderr.decode().startswith(f"Error: Standard {told} is closed.\n")


# ---- Interruption ------------------------------------------------------------------------------


class Started(NamedTuple):
    """A program that is at work, and the pipe from which it reads."""

    process: subprocess.Popen[bytes]
    pipe: IO[bytes]


def start(folder: Path, pipe: str, *arguments: str, ignoring: bool = False) -> Started:
    """Start the program and return once it has opened the named pipe, in the midst of its work."""
    os.mkfifo(folder / pipe)
    handler = signal.SIG_IGN if ignoring else signal.SIG_DFL
    process = subprocess.Popen(
        [*PROGRAM, *arguments],
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(),
        # So a shell leaves it to a program in the foreground, or in the background.
        preexec_fn=lambda: signal.signal(signal.SIGINT, handler),
    )
    guard = threading.Timer(HANGS, process.kill)
    guard.start()
    opened = (folder / pipe).open("wb")
    guard.cancel()
    return Started(process, opened)


@POSIX
@pytest.mark.parametrize(
    "arguments",
    [
        ("info", "--graph", "pipe.nt"),
        ("query", "pipe.nt", "-o", "out.csv"),
        ("draw", "--graph", "pipe.nt", "-o", "out.html"),
        ("export", "--graph", "pipe.nt", "-o", "out.ttl"),
    ],
    ids=lambda arguments: arguments[0],
)
def test_an_interruption_is_told_and_leaves_nothing(
    tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    process, pipe = start(tmp_path, "pipe.nt", *arguments)
    with pipe:
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=HANGS)
    assert (process.returncode, out, err.decode().strip()) == (130, b"", "Interrupted.")
    assert [path.name for path in tmp_path.iterdir()] == ["pipe.nt"]


@POSIX
@pytest.mark.parametrize("output", ["out.csv", "kept.csv"])
def test_a_heavy_query_ends_when_it_is_interrupted(tmp_path: Path, output: str) -> None:
    """The engine does not look at signals; the program ends all the same, and writes nothing."""
    (tmp_path / "kept.csv").write_text("do not lose me", "utf-8")
    process, pipe = start(tmp_path, "pipe.rq", "query", "pipe.rq", "-o", output)
    with pipe:
        pipe.write(ENDLESS.encode())
    time.sleep(0.7)
    assert process.poll() is None, "the query is meant to be heavy"
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=HANGS)
    assert process.returncode in (130, -signal.SIGINT)
    assert out == b"" and b"Traceback" not in err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["kept.csv", "pipe.rq"]
    assert (tmp_path / "kept.csv").read_text("utf-8") == "do not lose me"


@POSIX
def test_a_program_in_the_background_is_not_interrupted(tmp_path: Path) -> None:
    process, pipe = start(tmp_path, "pipe.rq", "query", "pipe.rq", ignoring=True)
    with pipe:
        pipe.write(b"SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?c ?d ?e . ?e ?f ?g }")
    while process.poll() is None:
        process.send_signal(signal.SIGINT)
        time.sleep(0.02)
    out, err = process.communicate(timeout=HANGS)
    assert (process.returncode, err) == (0, b"")
    assert out.split()[0] == b"n"


def test_a_page_is_not_written_under_another_ending(tmp_path: Path) -> None:
    done = run("draw", "-o", "network.csv", cwd=tmp_path)
    assert done.code == 1 and "not the name of a picture" in done.err
    assert list(tmp_path.iterdir()) == []


def test_filters_that_leave_nothing_draw_nothing(tmp_path: Path) -> None:
    filters = ("--role", "lead", "--type", "university", "--region", "london")
    done = run("draw", *filters, "-o", "network.html", cwd=tmp_path)
    assert done.code == 1 and "Nothing is left to draw" in done.err
    assert list(tmp_path.iterdir()) == []


def test_a_table_of_the_graph_that_is_read_is_not_overwritten(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "data", tmp_path / "own")
    before = (tmp_path / "own" / "sources.csv").read_bytes()
    target = ("--graph", "own", "-o", "own/sources.csv")
    for arguments in (
        ("chain", "RFS", "RXF"),
        ("query", "SELECT * { ?s ?p ?o } LIMIT 1"),
        ("ask", "vanguard-list"),
        ("networks", "--groups"),
        ("analyse", "compare"),
        ("export", "-f", "csv"),
    ):
        done = run(*arguments, *target, cwd=tmp_path)
        assert done.code == 1 and "may be a table of it" in done.err, arguments
        assert (tmp_path / "own" / "sources.csv").read_bytes() == before
    # A file that is not there yet is no table.
    done = run("analyse", "compare", "--graph", "own", "-o", "own/models.csv", cwd=tmp_path)
    assert done.code == 0 and (tmp_path / "own" / "models.csv").exists()


def test_the_graph_that_is_read_is_not_overwritten(tmp_path: Path) -> None:
    assert run("build", "-o", "own.nt", cwd=tmp_path).code == 0
    before = (tmp_path / "own.nt").read_bytes()
    for arguments in (
        ("export", "-f", "ttl"),
        ("query", "DESCRIBE vanguard:16", "-f", "ntriples"),
    ):
        done = run(*arguments, "--graph", "own.nt", "-o", "own.nt", cwd=tmp_path)
        assert done.code == 1 and "is the graph that is read" in done.err
        assert (tmp_path / "own.nt").read_bytes() == before
