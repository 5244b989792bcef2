"""What exported files say of themselves."""

from __future__ import annotations

from pathlib import Path

import networkx
import pytest
from export_samples import make_network, write

from vanguard_graph import __version__
from vanguard_graph.citations import ATTRIBUTION
from vanguard_graph.exports.abouts import MEANINGS, describe_export, describe_network
from vanguard_graph.graph import CareGraph


def test_an_export_tells_version_day_licence_and_attribution() -> None:
    told = describe_export("1.2", "2016-04-01", "present-day bodies", "Everything.")
    assert list(told) == [name for name in MEANINGS if name in told]
    assert (told["version"], told["as_of"], told["bodies"]) == (
        "1.2", "2016-04-01", "present-day bodies",
    )  # fmt: skip
    assert (told["licence"], told["attribution"]) == ("CC BY 4.0", ATTRIBUTION)
    assert "version 1.2. CC BY 4.0." in told["citation"] and ATTRIBUTION in told["citation"]
    assert told["created_by"] == f"vanguard-graph {__version__}"


def test_what_is_not_known_is_left_out() -> None:
    told = describe_export()
    assert not {"version", "as_of", "bodies", "description"} & set(told)
    assert "version" not in told["citation"]
    assert describe_export("1\n2")["version"] == "1 2"


def test_a_network_tells_what_it_is_a_part_of(graph: CareGraph) -> None:
    told = describe_network(graph.network(kind="vanguards", care_model="MCP").graph)
    assert told["description"] == (
        "The network of vanguards, tied by the organisations they share, only care-model MCP."
    )
    day = describe_network(graph.at("2016-04-01").network().graph)
    assert day["as_of"] == "2016-04-01" and day["version"] == told["version"]


def test_nothing_is_claimed_of_the_networks_of_others() -> None:
    assert list(describe_network({"name": "mine"})) == ["created_by"]


@pytest.mark.parametrize("name", ["gexf", "graphml", "cyjs", "net", "csv"])
def test_every_format_of_text_tells_it(tmp_path: Path, name: str) -> None:
    data = b"".join(write(make_network(), tmp_path, name)).decode("utf-8-sig")
    told = describe_network(make_network().graph)
    for part in ("version", "licence", "attribution", "address", "citation", "created_by"):
        assert told[part] in data, part
    bare = b"".join(write(networkx.path_graph(2), tmp_path, name)).decode("utf-8-sig")
    assert "CC BY" not in bare and "vanguard-graph" in bare
