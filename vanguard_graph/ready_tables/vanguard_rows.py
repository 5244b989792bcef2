"""The rows of the ready tables on vanguards: what they are, did, were given and served."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from vanguard_graph.facts import id_of
from vanguard_graph.identifiers import iri, partnership_node
from vanguard_graph.profiles.lines import find_pieces, select
from vanguard_graph.ready_tables.table_parts import (
    Part,
    Piece,
    Row,
    cite_claim,
    count_sources,
    list_words,
)

_VANGUARD = (
    "?node a vg:Vanguard . OPTIONAL { ?node vg:form ?form } OPTIONAL { ?node vg:wave ?wave } "
    "OPTIONAL { ?node vg:website ?website } OPTIONAL { ?node dcterms:description ?summary }"
)
_FOCUS = (
    "?claim a vg:ServiceFocus ; vg:partnership ?tie ; vg:service ?service . "
    "?service rdfs:label ?label . OPTIONAL { ?claim vg:detail ?detail } "
    "OPTIONAL { ?service skos:broader/rdfs:label ?group } "
    "OPTIONAL { ?service vg:treatmentFunctionCode ?code }"
)
_INITIATIVE = (
    "?claim a vg:Initiative ; vg:partnership ?tie ; rdfs:label ?label . "
    "OPTIONAL { ?claim dcterms:description ?summary }"
)
_FUNDING = (
    "?claim a vg:FundingStatement ; vg:partnership ?tie ; vg:financialYear ?year ; "
    "vg:amount ?amount ; vg:measure ?measure"
)
_POPULATION = (
    "?claim a vg:PopulationStatement ; vg:partnership ?tie ; vg:value ?people ; vg:basis ?basis . "
    "OPTIONAL { ?claim vg:note ?note }"
)


class Claims:
    """The statements on the vanguards of a part: services, initiatives, money, people.

    Each list holds rows of the ready table of its name; `pieces` the evidence of each vanguard.
    """

    def __init__(self, part: Part) -> None:
        self.part = part
        self.pieces: dict[str, list[Piece]] = {node: [] for node in part.vanguards}
        self.services = list(self._list_services())
        self.initiatives = list(self._list_initiatives())
        self.funding = list(self._list_funding())
        self.populations = list(self._list_populations())

    def _select(self, kind: str, pattern: str, *columns: str) -> Iterator[tuple[Any, ...]]:
        """Give the id of a claim, the cells every row has, and the values of its columns."""
        rows = select(self.part.graph, pattern, "tie", *columns, "claim")
        numbered = [(partnership_node(id_of(tie)), rest) for tie, *rest in rows]
        kept = [row for row in numbered if row[0] in self.part.vanguards]
        kept.sort(key=lambda row: self.part.vanguards[row[0]])
        for tie, (*values, claim) in kept:
            evidence, objections = find_pieces(self.part.graph, kind, claim)
            self.pieces[tie] += [*evidence, *objections]
            shared = {**self.part.begin(tie), **cite_claim(evidence, objections)}
            yield (id_of(claim), shared, *values)

    def _list_services(self) -> Iterator[Row]:
        columns = ("label", "service", "group", "code", "detail")
        for claim, shared, *values in self._select("vg:ServiceFocus", _FOCUS, *columns):
            label, service, group, code, detail = values
            yield {
                "focus_id": claim,
                **shared,
                "service_id": id_of(service),
                "service": label,
                "group": group,
                "treatment_function_code": code,
                "detail": detail,
            }

    def _list_initiatives(self) -> Iterator[Row]:
        for claim, shared, label, summary in self._select(
            "vg:Initiative", _INITIATIVE, "label", "summary"
        ):
            yield {"initiative_id": claim, **shared, "initiative": label, "summary": summary}

    def _list_funding(self) -> Iterator[Row]:
        measures = self.part.read_codes("measure")
        for claim, shared, year, measure, amount in self._select(
            "vg:FundingStatement", _FUNDING, "year", "measure", "amount"
        ):
            yield {
                "statement_id": claim,
                **shared,
                "financial_year": year,
                "amount_gbp": int(float(amount or 0)),
                "measure": measures.get(id_of(measure), id_of(measure)),
            }

    def _list_populations(self) -> Iterator[Row]:
        bases = self.part.read_codes("basis")
        for claim, shared, basis, people, note in self._select(
            "vg:PopulationStatement", _POPULATION, "basis", "people", "note"
        ):
            yield {
                "statement_id": claim,
                **shared,
                "people": int(float(people or 0)),
                "basis": bases.get(id_of(basis), id_of(basis)),
                "note": note,
            }


def list_vanguards(part: Part, claims: Claims) -> Iterator[Row]:
    """Give the rows of `vanguards`, by number; `claims` are those of the same part."""
    models, forms = part.read_codes("care-model"), part.read_codes("form")
    columns = ("node", "form", "wave", "website", "summary")
    stated = {
        partnership_node(id_of(row[0])): row for row in select(part.graph, _VANGUARD, *columns)
    }
    names: dict[str, list[str]] = {}
    for node, name in select(part.graph, "?v a vg:Vanguard ; skos:altLabel ?name", "v", "name"):
        names.setdefault(partnership_node(id_of(node)), []).append(name or "")
    tables = ("services", "initiatives", "funding", "populations")
    said = {table: _group(getattr(claims, table)) for table in tables}
    for node, number in part.vanguards.items():
        known = part.known(node)
        _, form, wave, website, summary = stated.get(node, (None,) * 5)
        own = find_pieces(part.graph, "vg:Vanguard", str(number))
        members = _count_members(part, node)
        pieces = [*own[0], *own[1], *claims.pieces[node], *members.pop("pieces")]
        model = str(known.get("care_model", ""))
        yield {
            **part.begin(node),
            "other_names": names.get(node),
            "care_model_label": models.get(model, model),
            "form": forms.get(id_of(form), id_of(form)) or None,
            "wave": int(id_of(wave)) if id_of(wave).isdecimal() else None,
            "announced": known.get("announced"),
            "place": known.get("place"),
            "website": website,
            "summary": summary,
            **members,
            "services": _name(said["services"].get(number, ()), "service"),
            "initiatives": _name(said["initiatives"].get(number, ()), "initiative"),
            "money": [
                f"{row['financial_year']}: £{row['amount_gbp']:,} {row['measure']}"
                for row in said["funding"].get(number, ())
            ] or None,
            "populations": [
                f"{row['people']:,} ({row['basis']})"
                for row in said["populations"].get(number, ())
            ] or None,
            **count_sources(pieces),
            "contradicted_by": list_words(own[1], "says"),
            "iri": iri("vanguard", number),
        }  # fmt: skip


def _count_members(part: Part, node: str) -> dict[str, Any]:
    """Return the cells on the members of a partnership, and the `pieces` that tell of them."""
    here = part.by_partnership.get(node, [])
    partners = {one.organisation: one for one in here if one.is_partner}
    leads = sorted({one.organisation for one in here if one.role == "lead"}, key=part.label)
    kinds = Counter(str(part.known(body).get("type_label", "")) for body in partners)
    sharing = {
        other.partnership
        for body in partners
        for other in part.by_organisation[body]
        if other.is_partner and other.partnership != node
    }
    numbers = sorted(part.vanguards[other] for other in sharing if other in part.vanguards)
    return {
        "partners": len(partners),
        "single_source_partners": sum(_is_single(one.evidence) for one in partners.values()),
        "inferred_partners": sum(one.certainty == "inferred" for one in partners.values()),
        "disputed_partners": sum(bool(one.objections) for one in partners.values()),
        "supporters": len({one.organisation for one in here if not one.is_partner}),
        "lead_ids": leads or None,
        "leads": [part.label(body) for body in leads] or None,
        "partner_types": [
            f"{kind}: {count}"
            for kind, count in sorted(kinds.items(), key=lambda item: (-item[1], item[0]))
        ] or None,
        "vanguards_sharing": [str(number) for number in numbers] or None,
        "pieces": [piece for one in here for piece in (*one.evidence, *one.objections)],
    }  # fmt: skip


def _is_single(evidence: tuple[Piece, ...]) -> bool:
    return len({piece["source"] for piece in evidence}) == 1


def _group(rows: list[Row]) -> dict[Any, list[Row]]:
    found: dict[Any, list[Row]] = {}
    for row in rows:
        found.setdefault(row["vanguard_number"], []).append(row)
    return found


def _name(rows: Any, column: str) -> list[str] | None:
    return sorted({str(row[column]) for row in rows}) or None
