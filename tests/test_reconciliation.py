"""Reconciliation as its clients meet it: over HTTP, with names of registers and of strangers."""

from __future__ import annotations

import asyncio
import json
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

import vanguard_graph as vg
from vanguard_graph.directory import read_names, resolve
from vanguard_graph.errors import NotFoundError
from vanguard_graph.graph import CareGraph
from vanguard_graph.identifiers import BASE, ONTOLOGY, PREFIXES
from vanguard_graph.server import reconciliation
from vanguard_graph.server.reconciliation import Reconciliation


class Service:
    """A service of reconciliation, asked over HTTP."""

    def __init__(self, address: str) -> None:
        self.address = f"{address}/reconcile"
        self.client = httpx.Client(timeout=60)

    def get(self, place: str = "", **parameters: Any) -> Any:
        answer = self.client.get(f"{self.address}{place}", params=parameters)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def post(self, **form: Any) -> httpx.Response:
        return self.client.post(self.address, data=form)

    def match(self, text: str | None = None, **more: Any) -> list[dict[str, Any]]:
        """Return the candidates for a name."""
        query = more if text is None else {"query": text, **more}
        answer = self.post(queries=json.dumps({"q0": query}))
        assert answer.status_code == 200, answer.text
        found: list[dict[str, Any]] = answer.json()["q0"]["result"]
        return found

    def settle(self, text: str | None = None, **more: Any) -> str | None:
        """Return the id of the candidate that is a match, None where none is."""
        found = [one["id"] for one in self.match(text, **more) if one["match"]]
        assert len(found) < 2
        return found[0] if found else None


def serve(graph: CareGraph) -> Iterator[Service]:
    """Serve the reconciliation of a graph on a free port."""
    threads = ThreadPoolExecutor(2)
    service = Reconciliation(lambda: graph, threads)

    async def answer(request: Request) -> Response:
        address = f"http://{request.headers['host']}"
        headers = {name.lower(): value for name, value in request.headers.raw}
        reply = await service.answer(request.scope, request.receive, headers, address)
        told = dict(reply.headers)
        return Response(reply.body, reply.status, told, reply.media_type or None)

    methods = ["GET", "POST", "PUT", "OPTIONS"]
    application = Starlette(routes=[Route("/{path:path}", answer, methods=methods)])
    config = uvicorn.Config(application, port=0, log_config=None, lifespan="off")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=lambda: asyncio.run(server.serve()))
    thread.start()
    while not server.started:
        time.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    made = Service(f"http://127.0.0.1:{port}")
    try:
        yield made
    finally:
        made.client.close()
        server.should_exit = True
        thread.join()
        threads.shutdown()


@pytest.fixture(scope="module")
def service(graph: CareGraph) -> Iterator[Service]:
    yield from serve(graph)


def test_the_manifest_names_every_part_of_the_service(service: Service) -> None:
    told = service.get()
    assert "0.2" in told["versions"]
    assert told["identifierSpace"] == BASE
    assert [one["id"] for one in told["defaultTypes"]] == [
        "Organisation",
        "Vanguard",
        "Service",
        "Source",
    ]
    for name, prefix in (("entity", "salford"), ("type", "trust"), ("property", "code")):
        part = told["suggest"][name]
        found = service.client.get(
            part["service_url"] + part["service_path"], params={"prefix": prefix}
        )
        assert found.json()["result"]
    proposing = told["extend"]["propose_properties"]
    address = proposing["service_url"] + proposing["service_path"]
    assert service.client.get(address, params={"type": "Vanguard"}).json()["properties"]
    # Ids are encoded as a component of an address, as the specification has it.
    for template in (told["view"]["url"], told["preview"]["url"]):
        answer = service.client.get(template.replace("{{id}}", "organisation%2FRM3"))
        assert answer.status_code in (200, 303)
    led = service.client.get(told["view"]["url"].replace("{{id}}", "organisation%2FRM3"))
    assert led.headers["location"] == "../id/organisation/RM3/"


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        # Present, other and former names, in capitals as registers write them.
        ("SALFORD ROYAL NHS FOUNDATION TRUST", "organisation/RM3"),
        ("Northern Care Alliance NHS Foundation Trust", "organisation/RM3"),
        ("NHS Dudley Clinical Commissioning Group", "organisation/05C"),
        ("Dudley Multispecialty Community Provider", "vanguard/16"),
        # Codes, ids, addresses.
        ("rm3", "organisation/RM3"),
        ("E38000046", "organisation/05C"),
        ("vanguard/16", "vanguard/16"),
        (f"{BASE}organisation/05C", "organisation/05C"),
        # A place, part of a name, a misspelling, a number, nonsense.
        ("Dudley", None),
        ("Wakefield", None),
        ("Salford Royal", None),
        ("Salfrod Royal NHS Foundation Trust", None),
        ("16", None),
        ("quite unheard of", None),
        ("", None),
        ("…", None),
        # A page on the web that is called as the trust is.
        ("North West Anglia NHS Foundation Trust", "organisation/RGN"),
    ],
)
def test_only_a_whole_name_or_code_is_a_match(
    service: Service, text: str, meant: str | None
) -> None:
    assert service.settle(text) == meant


def test_what_is_no_match_is_suggested_best_first(service: Service) -> None:
    found = service.match("Salfrod Royal")
    assert found[0]["id"] == "organisation/RM3"
    assert found[0]["name"] == "Salford Royal NHS Foundation Trust"
    assert {"id": "Organisation", "name": "Organisation"} in found[0]["type"]
    assert [one["score"] for one in found] == sorted((one["score"] for one in found), reverse=True)
    assert all(0 < one["score"] <= 100 for one in found)
    assert len(service.match("NHS Foundation Trust Manchester", limit=2)) == 2


def test_every_name_of_the_graph_finds_its_thing_and_no_match_differs_from_directory(
    service: Service, graph: CareGraph
) -> None:
    names = [name for kind in ("organisation", "vanguard") for name in read_names(graph, kind)]
    names = names[::37]
    queries = {str(place): {"query": name.name, "limit": 50} for place, name in enumerate(names)}
    answers = service.post(queries=json.dumps(queries)).json()
    settled = 0
    for place, name in enumerate(names):
        found = answers[str(place)]["result"]
        assert f"{name.kind}/{name.id}" in [one["id"] for one in found], name
        for one in found:
            if one["match"] and one["id"].startswith(("organisation/", "vanguard/")):
                settled += 1
                try:
                    meant = resolve(graph, name.name, "organisation", "vanguard")
                except NotFoundError as error:
                    pytest.fail(f"{name.name} is matched with {one['id']}: {error}")
                assert one["id"] == f"{meant.kind}/{meant.id}"
    assert settled > len(names) / 2


def test_types_leave_out_or_lower_what_is_of_another(service: Service) -> None:
    anything = service.match("Dudley", limit=20)
    assert {"Organisation", "Vanguard"} <= {one["type"][-1]["id"] for one in anything}
    strict = service.match("Dudley", type="organisation-type/ccg", limit=20)
    assert [one["id"] for one in strict] == ["organisation/05C"]
    loose = service.match("Dudley", type=["clinical commissioning group"], type_strict="should")
    assert loose[0]["id"] == "organisation/05C" and len(loose) > 1
    assert service.match("Dudley", type=["Vanguard", "Organisation"], type_strict="all") == []
    assert service.match("Dudley", type="of no kind") == []
    assert service.settle("16", type="Vanguard") == "vanguard/16"
    assert service.match("falls", type="Service")[0]["id"] == "service/falls"
    assert service.match("NHSE new models of care vanguard announcement", type="Source")[0]["match"]


def test_properties_raise_lower_and_settle(service: Service) -> None:
    def ask(text: str | None, pid: str, value: Any) -> list[dict[str, Any]]:
        return service.match(text, properties=[{"pid": pid, "v": value}])

    plain = {one["id"]: one["score"] for one in service.match("Dudley")}
    right = ask("Dudley", "careModel", "multispecialty community providers")
    raised = {one["id"]: one["score"] for one in right}
    assert raised["vanguard/16"] > plain["vanguard/16"]
    wrong = ask("Dudley", "careModel", "care homes")
    assert next(o["score"] for o in wrong if o["id"] == "vanguard/16") < plain["vanguard/16"]
    # A code settles which of two is meant, and what contradicts it is no match.
    assert [o["id"] for o in ask("Wakefield", "odsCode", "03R") if o["match"]] == [
        "organisation/03R"
    ]
    assert not any(o["match"] for o in ask("NHS Dudley CCG", "odsCode", "RM3"))
    assert not any(o["match"] for o in ask("NHS Dudley CCG", "region", "London"))
    # A value may be an entity, a list, a number; a query may have no name.
    assert ask("NHS Dudley CCG", "partnerIn", {"id": "vanguard/16", "name": "x"})[0]["match"]
    assert ask("NHS Dudley CCG", "postcode", ["XX1 1XX", "dy51ru"])[0]["match"]
    assert ask(None, "number", 16)[0]["id"] == "vanguard/16"
    assert ask(None, "odsCode", "rm3")[0]["match"]
    features = {
        one["id"]: one["value"] for one in ask("Dudly CCG", "odsCode", "05C")[0]["features"]
    }
    assert features["property_odsCode"] == 100 and features["whole_name_or_code"] is False


def test_queries_come_by_address_too(service: Service) -> None:
    queries = json.dumps({"a": {"query": "Salford Royal"}, "\ud83c": {"query": "zzz"}})
    assert service.get(queries=queries) == service.post(queries=queries).json()


@pytest.mark.parametrize(
    ("queries", "status", "word"),
    [
        ("{", 400, "JSON"),
        ("[" * 100_000, 400, "JSON"),
        ("[]", 400, "object"),
        ('{"q0": 1}', 400, "'q0'"),
        ('{"q0": {}}', 400, "neither"),
        ('{"q0": {"query": {}}}', 400, "text"),
        ('{"q0": {"query": "x", "limit": 0}}', 400, "limit"),
        ('{"q0": {"query": "x", "limit": "many"}}', 400, "limit"),
        ('{"q0": {"query": "x", "type": [1]}}', 400, "type"),
        ('{"q0": {"query": "x", "type_strict": "very"}}', 400, "type_strict"),
        ('{"q0": {"query": "x", "properties": [{"v": 1}]}}', 400, "pid"),
        ('{"q0": {"query": "x", "properties": [{"pid": "mood", "v": 1}]}}', 400, "odsCode"),
        ('{"q0": {"query": "x", "properties": [{"pid": "odsCode", "v": [[]]}]}}', 400, "odsCode"),
        (json.dumps({str(n): {"query": "x"} for n in range(1001)}), 413, "1,000"),
        (json.dumps({"q0": {"query": "x" * 4_000_000}}), 413, "bytes"),
    ],
)
def test_what_is_wrong_is_said_in_json(
    service: Service, queries: str, status: int, word: str
) -> None:
    answer = service.post(queries=queries)
    assert answer.status_code == status
    told = answer.json()
    assert word in told["detail"] + told.get("remedy", "")


def test_other_requests_are_refused(service: Service) -> None:
    client, address = service.client, service.address
    assert client.put(address).status_code == 405
    assert client.post(address, json={"queries": {}}).status_code == 415
    assert client.get(f"{address}/nothing").status_code == 404
    assert client.get(f"{address}/preview", params={"id": "organisation/none"}).status_code == 404
    assert client.get(f"{address}/suggest/entity?prefix=a&cursor=-1").status_code == 400
    jsonp = client.get(address, params={"callback": "run"})
    assert jsonp.status_code == 400 and "JSONP" in jsonp.json()["detail"]
    assert "run(" not in jsonp.text


def test_a_long_name_finds_nothing_and_costs_its_neighbours_nothing(service: Service) -> None:
    queries = {"long": {"query": "salford " * 100}, "next": {"query": "RM3"}}
    found = service.post(queries=json.dumps(queries)).json()
    assert found["long"]["result"] == []
    assert found["next"]["result"][0]["match"]


def test_a_batch_ends_when_its_time_is_up(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    bounds = reconciliation.limit
    short = lambda name: 0 if name == "reconcile_seconds" else bounds(name)  # noqa: E731
    monkeypatch.setattr(reconciliation, "limit", short)
    queries = {str(n): {"query": f"salford {n}"} for n in range(50)}
    answer = service.post(queries=json.dumps(queries))
    assert answer.status_code == 422
    assert "fewer" in answer.json()["remedy"]


def test_suggestions_are_of_beginnings_then_of_parts_and_go_on(service: Service) -> None:
    found = service.get("/suggest/entity", prefix="salford")["result"]
    assert found[0]["name"].startswith("Salford")
    assert service.get("/suggest/entity", prefix="RM3")["result"][0]["id"] == "organisation/RM3"
    first = service.get("/suggest/entity", prefix="nhs")["result"]
    more = service.get("/suggest/entity", prefix="nhs", cursor=len(first))["result"]
    assert more and not {one["id"] for one in first} & {one["id"] for one in more}
    of_type = service.get("/suggest/entity", prefix="dudley", type="Vanguard")["result"]
    assert [one["id"] for one in of_type] == ["vanguard/16"]
    former = service.get("/suggest/entity", prefix="northern care alliance")["result"]
    assert former[0]["id"] == "organisation/RM3"
    assert "Northern Care Alliance" in former[0]["description"]
    assert service.get("/suggest/entity", prefix="salfrod")["result"]
    assert service.get("/suggest/entity", prefix="")["result"] == []
    types = service.get("/suggest/type", prefix="commissioning group")["result"]
    assert types[0]["broader"] == [{"id": "Organisation", "name": "Organisation"}]
    properties = service.get("/suggest/property", prefix="region")["result"]
    assert [one["id"] for one in properties] == ["region"]


def test_values_are_fetched(service: Service) -> None:
    def fetch(*wanted: dict[str, Any]) -> Any:
        asked = {"ids": ["organisation/05C", "vanguard/16", "gone"], "properties": list(wanted)}
        answer = service.post(extend=json.dumps(asked))
        assert answer.status_code == 200, answer.text
        return answer.json()

    made = fetch(
        *({"id": "odsCode"}, {"id": "currentSuccessor"}, {"id": "partnerIn"}, {"id": "number"}),
        *({"id": "closed"}, {"id": "latitude"}),
        {"id": "service", "settings": {"limit": "2", "content": "name"}},
        {"id": "partner", "settings": {"limit": 1, "content": "id"}},
    )
    ccg, vanguard, gone = made["rows"].values()
    assert ccg["odsCode"] == [{"str": "05C"}]
    assert ccg["currentSuccessor"][0]["id"] == "organisation/QUA"
    assert ccg["partnerIn"] == [
        {"id": "vanguard/16", "name": "Dudley Multispecialty Community Provider"}
    ]
    assert ccg["closed"] == [{"str": "2021-03-31"}] and ccg["number"] == []
    assert 52 < ccg["latitude"][0]["float"] < 53
    assert vanguard["number"] == [{"int": 16}]
    assert len(vanguard["service"]) == 2 and "str" in vanguard["service"][0]
    assert [list(cell) for cell in vanguard["partner"]] == [["str"]]
    assert vanguard["partner"][0]["str"].startswith("organisation/")
    assert all(cells == [] for cells in gone.values())
    assert made["meta"][1] == {
        "id": "currentSuccessor",
        "name": "current successor",
        "type": {"id": "Organisation", "name": "Organisation"},
    }
    for broken in ("{", "[]", '{"ids": [1], "properties": []}', '{"ids": []}'):
        assert service.post(extend=broken).status_code == 400
    unknown = '{"ids": [], "properties": [{"id": "mood"}]}'
    assert "odsCode" in service.post(extend=unknown).json()["remedy"]
    many = {"ids": ["gone"] * 1001, "properties": [{"id": "odsCode"}]}
    assert service.post(extend=json.dumps(many)).status_code == 413


def test_proposed_properties_are_those_of_the_type(service: Service) -> None:
    ccg = service.get("/properties", type="organisation-type/ccg")
    assert "odsCode" in [one["id"] for one in ccg["properties"]]
    assert "number" not in [one["id"] for one in ccg["properties"]]
    assert len(service.get("/properties", type="Vanguard", limit=3)["properties"]) == 3


def test_names_of_a_graph_are_text_wherever_they_are_shown(tmp_path: Path) -> None:
    nasty = "<script>alert(1)</script> ' & Sons"
    kind, label = f"{ONTOLOGY}CareOrganisation", PREFIXES["rdfs"] + "label"
    path = tmp_path / "nasty.nt"
    path.write_text(
        f"<{BASE}organisation/RX2> <{PREFIXES['rdf']}type> <{kind}> .\n"
        f'<{BASE}organisation/RX2> <{label}> "{nasty}" .\n',
        "utf-8",
    )
    for service in serve(vg.load(path)):
        page = service.client.get(f"{service.address}/preview", params={"id": "organisation/RX2"})
        assert "<script" not in page.text and "&lt;script&gt;" in page.text
        policy = page.headers["content-security-policy"]
        assert "default-src 'none'" in policy and "script-src" not in policy
        assert "unsafe" not in policy
        flyout = service.get("/flyout/entity", id="organisation/RX2")
        assert flyout["id"] == "organisation/RX2" and "<script" not in flyout["html"]
        assert service.match(nasty)[0]["name"] == nasty
