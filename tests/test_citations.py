"""How to cite this version agrees with every other place that says it, and can be verified."""

from __future__ import annotations

import configparser
import hashlib
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from small_tables import write_small_tables

import vanguard_graph as vg
from vanguard_graph import citations
from vanguard_graph.errors import NotFoundError, UsageError
from vanguard_graph.graph import CareGraph

ROOT = Path(__file__).parent.parent
OGL = "Open Government Licence v3.0"


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> CareGraph:
    """The graph of the small tables."""
    return vg.load(write_small_tables(tmp_path_factory.mktemp("small") / "data"))


def run(*arguments: str) -> str:
    """Return what a command prints."""
    command = [sys.executable, "-m", "vanguard_graph", *arguments]
    return subprocess.run(command, capture_output=True, check=True).stdout.decode("utf-8")


def read_cff(text: str) -> dict[str, str]:
    """Return the fields of a CITATION.cff by their paths, in the part of YAML that it uses."""
    found: dict[str, str] = {}
    path: list[tuple[int, str]] = []
    folded = False
    for line in text.splitlines():
        indent = len(line) - len(line.lstrip(" "))
        if folded and indent > path[-1][0]:
            key = "/".join(name for _, name in path)
            found[key] = f"{found.get(key, '')} {line.strip()}".strip()
            continue
        indent = len(line) - len(line.lstrip(" -"))
        while path and path[-1][0] >= indent:
            path.pop()
        name, colon, value = line.lstrip(" -").partition(":")
        if not colon:
            key = "/".join(name for _, name in path)
            found[key] = f"{found.get(key, '')}; {name}".strip("; ")
            continue
        path.append((indent, name))
        folded = value.strip() == ">-"
        if value.strip() and not folded:
            found["/".join(name for _, name in path)] = value.strip()
    return found


def read_bibtex(text: str) -> dict[str, str]:
    """Return the fields of one BibTeX entry."""
    assert text.count("{") == text.count("}")
    return {name: value.strip("{}") for name, value in re.findall(r"^  (\w+) = (.*),$", text, re.M)}


# ---- The graph ---------------------------------------------------------------------------------


def test_the_file_for_reference_managers_is_what_is_cited(graph: CareGraph) -> None:
    told = graph.cite(format="cff")
    kept = (ROOT / "CITATION.cff").read_text("utf-8")
    said, written = read_cff(told), read_cff(kept)
    digest = said.pop("preferred-citation/identifiers/value")
    said.pop("preferred-citation/identifiers/type")
    said.pop("preferred-citation/identifiers/description")
    assert said == written
    assert len(written) > 15
    assert digest == f"sha256:{citations.compute_digest(graph)}"


def test_the_file_for_reference_managers_agrees_with_every_other_place() -> None:
    cff = read_cff((ROOT / "CITATION.cff").read_text("utf-8"))
    package = json.loads((ROOT / "data" / "datapackage.json").read_text("utf-8"))
    setup = configparser.ConfigParser()
    setup.read(ROOT / "setup.cfg", "utf-8")
    ontology = (ROOT / "ontology" / "vanguard.ttl").read_text("utf-8")
    for start in ("", "preferred-citation/"):
        assert cff[f"{start}title"] == citations.TITLE
        assert cff[f"{start}version"] == vg.__version__ == package["version"]
        assert cff[f"{start}url"] == citations.ADDRESS == package["homepage"]
        assert cff[f"{start}authors/name"] == setup["metadata"]["author"] == citations.AUTHOR
    assert [person["title"] for person in package["contributors"]] == [citations.AUTHOR]
    assert cff["preferred-citation/year"] == citations.YEAR == package["created"][:4]
    licences = [licence["name"] for licence in package["licenses"]]
    assert licences == [cff["preferred-citation/license"], "OGL-UK-3.0"]
    assert setup["metadata"]["license_expression"] == (
        f"{cff['license']} AND {cff['preferred-citation/license']}"
    )
    assert OGL in cff["preferred-citation/notes"]
    assert cff["preferred-citation/notes"] == citations.ATTRIBUTION
    assert re.findall(r'owl:versionInfo "([^"]+)"', ontology) == [vg.__version__]
    assert f"{citations.AUTHOR} ({citations.YEAR}): " in ontology
    assert set(package["keywords"]) - {"England"} <= set(cff["keywords"].split("; "))


def test_the_words_are_those_of_the_licence_and_of_the_first_page(graph: CareGraph) -> None:
    told = graph.cite().splitlines()[0]
    assert f" {citations.ADDRESS}." in told
    plain = told.replace(f" {citations.ADDRESS}.", "")
    licence = " ".join((ROOT / "LICENSE-DATA.md").read_text("utf-8").replace("\n>", "").split())
    assert plain in licence
    readme = (ROOT / "README.md").read_text("utf-8")
    assert plain.partition(" Contains")[0] in readme


def test_both_versions_and_both_licences_are_named(graph: CareGraph) -> None:
    told = graph.cite()
    assert f"Data:      version {graph.describe()['version']}, CC BY 4.0" in told
    assert f"Software:  vanguard-graph {vg.__version__}, MIT licence" in told


def test_the_digest_is_that_of_the_file_that_build_writes(
    graph: CareGraph, small: CareGraph, tmp_path: Path
) -> None:
    vg.build(tmp_path / "whole.nt")
    digest = hashlib.sha256((tmp_path / "whole.nt").read_bytes()).hexdigest()
    for form in citations.FORMATS:
        assert digest in graph.cite(format=form), form
    assert f"SHA-256:   {digest}\n" in graph.cite()
    # A copy that was built and loaded again is the same version.
    assert citations.compute_digest(vg.load(tmp_path / "whole.nt")) == digest
    vg.build(tmp_path / "whole.store")
    assert citations.compute_digest(vg.load(tmp_path / "whole.store")) == digest
    assert digest not in small.cite()


def test_one_fact_more_or_less_is_another_digest(small: CareGraph, tmp_path: Path) -> None:
    (copy,) = small.export(tmp_path / "copy.nt")
    assert citations.compute_digest(vg.load(copy)) == citations.compute_digest(small)
    lines = copy.read_bytes().splitlines(keepends=True)
    copy.write_bytes(b"".join(lines[:-1]))
    assert citations.compute_digest(vg.load(copy)) != citations.compute_digest(small)


def test_a_graph_of_others_says_what_it_was_made_from(small: CareGraph, graph: CareGraph) -> None:
    assert f"Made from: {small.origin}" in small.cite()
    assert "Made from" not in graph.cite()
    then = graph.at("2016-04-01")
    assert "as of 2016-04-01" in then.cite()
    assert citations.compute_digest(then) != citations.compute_digest(graph)


def test_the_digest_of_another_graph_is_that_of_its_export(
    graph: CareGraph, tmp_path: Path
) -> None:
    then = graph.at("2016-04-01")
    (path,) = then.export(tmp_path / "then.nt")
    assert hashlib.sha256(path.read_bytes()).hexdigest() in then.cite()
    assert "vanguard-graph export -o FILE.nt" in then.cite()


def test_a_graph_without_a_version_says_so(tmp_path: Path) -> None:
    (tmp_path / "g.ttl").write_text("<https://x.org/a> <https://x.org/b> <https://x.org/c> .")
    graph = vg.load(tmp_path / "g.ttl")
    assert "version not stated. " in graph.cite()
    assert '  version: ""\n' in graph.cite(format="cff")


def test_what_a_graph_of_others_states_adds_no_fields(tmp_path: Path) -> None:
    (tmp_path / "g.nt").write_text(
        "<https://w3id.org/vanguard-graph/id/dataset> <http://www.w3.org/ns/dcat#version> "
        '"1}\\nTY  - EVIL\\nevil: yes" .\n'
    )
    graph = vg.load(tmp_path / "g.nt")
    assert not re.search(r"^TY  - EVIL", graph.cite(format="ris"), re.M)
    assert not re.search(r"^ *evil:", graph.cite(format="cff"), re.M)
    bibtex = graph.cite(format="bibtex")
    assert bibtex.count("{") == bibtex.count("}")


# ---- Its forms ---------------------------------------------------------------------------------


def test_bibtex_has_the_fields_of_a_data_set(graph: CareGraph) -> None:
    text = graph.cite(format="bibtex")
    assert re.match(r"@misc\{vanguard-graph-[\w-]+,\n", text) and text.endswith("\n}\n")
    fields = read_bibtex(text)
    assert fields["author"] == citations.AUTHOR
    assert fields["title"] == citations.TITLE
    assert fields["year"] == citations.YEAR
    assert fields["version"] == vg.__version__
    assert fields["url"] == citations.ADDRESS
    assert fields["note"].startswith("CC BY 4.0. Contains public sector information")


def test_ris_begins_with_its_type_and_ends_with_its_end(graph: CareGraph) -> None:
    lines = graph.cite(format="ris").splitlines()
    assert lines[0] == "TY  - DATA" and lines[-1] == "ER  - "
    assert all(re.match(r"[A-Z][A-Z0-9]  - ", line) for line in lines)
    assert f"AU  - {citations.AUTHOR}" in lines and f"PY  - {citations.YEAR}" in lines


def test_csl_json_is_a_list_of_one_data_set(graph: CareGraph) -> None:
    (item,) = json.loads(graph.cite(format="csl-json"))
    assert item["type"] == "dataset"
    assert item["author"] == [{"literal": citations.AUTHOR}]
    assert item["issued"] == {"date-parts": [[int(citations.YEAR)]]}
    assert (item["version"], item["URL"]) == (vg.__version__, citations.ADDRESS)
    assert OGL in item["note"]


# ---- One source --------------------------------------------------------------------------------

EMRAD_STUDY = (
    "NHS Providers (2017): New care models: harnessing technology - case study: East Midlands "
    "Radiology Consortium. https://nhsproviders.org/new-care-models-harnessing-technology/"
    "case-study-east-midlands-radiology-consortium. [D097 in Vanguard Graph, version 0.1.0]\n"
)


@pytest.mark.parametrize("name", ["D097", "d097", "https://w3id.org/vanguard-graph/id/source/D097"])
def test_a_source_is_cited_by_its_id(graph: CareGraph, name: str) -> None:
    assert graph.cite(name) == EMRAD_STUDY.replace("0.1.0", vg.__version__)


def test_a_source_is_cited_in_each_form(graph: CareGraph) -> None:
    fields = read_bibtex(graph.cite("B041", "bibtex"))
    assert fields["author"] == "Dudley CVS"
    assert (fields["year"], fields["month"]) == ("2015", "3")
    (item,) = json.loads(graph.cite("B041", "csl-json"))
    assert item["issued"] == {"date-parts": [[2015, 3, 24]]}
    assert item["id"] == "B041"
    assert "DA  - 2015/03/24" in graph.cite("B041", "ris").splitlines()


def test_an_author_comes_before_the_publisher_and_nothing_is_made_up(small: CareGraph) -> None:
    assert small.cite("T2").startswith("A. Writer (2016-01-05): News from the south. [T2 in ")
    assert small.cite("T1").startswith(
        "Northtown Council (2015-03): The northern plan. https://example.org/plan. ["
    )
    (item,) = json.loads(small.cite("T2", "csl-json"))
    assert (item["type"], item["author"]) == ("article-newspaper", [{"literal": "A. Writer"}])
    assert "URL" not in item and "publisher" not in item


def test_a_source_without_a_date_says_so(graph: CareGraph) -> None:
    assert "NHS England (no date): Salford and Wigan Foundation Chain. " in graph.cite("D003")
    assert "year" not in read_bibtex(graph.cite("D003", "bibtex"))


def test_every_source_can_be_cited_in_every_form(graph: CareGraph) -> None:
    query = (
        "SELECT ?s WHERE { ?s a <https://w3id.org/vanguard-graph/ontology#Source> } "
        "ORDER BY ?s LIMIT 60"
    )
    version = f"Vanguard Graph, version {vg.__version__}"
    for (node,) in graph.values(query):
        assert node is not None
        identifier = node.rpartition("/")[2]
        assert graph.cite(node).endswith(f"[{identifier} in {version}]\n")
        bibtex = graph.cite(node, "bibtex")
        assert bibtex.count("{") == bibtex.count("}")
        assert not re.search(r"(?<!\\)[&%#$]", re.sub(r"^  url .*$", "", bibtex, flags=re.M))


def test_an_unknown_source_or_form_is_refused_in_a_sentence(graph: CareGraph) -> None:
    with pytest.raises(NotFoundError, match="'D9999' is the id of no source") as caught:
        graph.cite("D9999")
    assert "ask sources" in caught.value.remedy
    with pytest.raises(NotFoundError):
        graph.cite("https://w3id.org/vanguard-graph/id/vanguard/16")
    with pytest.raises(NotFoundError):
        graph.cite("")
    with pytest.raises(UsageError, match="is no format"):
        graph.cite(format="endnote")
    with pytest.raises(UsageError, match=r"CITATION\.cff cites the graph"):
        graph.cite("D097", "cff")


# ---- The command -------------------------------------------------------------------------------


def test_the_command_prints_what_the_library_says(graph: CareGraph, tmp_path: Path) -> None:
    assert run("cite") == graph.cite()
    assert run("cite", "D097") == graph.cite("D097")
    target = tmp_path / "graph.bib"
    assert run("cite", "-f", "bibtex", "-o", str(target)) == ""
    assert target.read_text("utf-8") == graph.cite(format="bibtex")
