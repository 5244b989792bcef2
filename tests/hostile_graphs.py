"""A graph in N-Triples whose texts attack the page that shows them, and whose ids are odd."""

from drawn_networks import PAYLOADS

from vanguard_graph.identifiers import BASE, PREFIXES

ODD = [
    "..",
    "...",
    "../../x",
    "a/b",
    "CON",
    "nul.txt",
    "ends.",
    "RM3.ttl",
    "RM3",
    "%2e%2e",
    "index.html",
    "%C3%A9",
    "a~b",
    "x" * 300,
]
"""Ids that would leave a folder, name a device, or meet a file of another thing."""


def write(payloads=PAYLOADS, ids=()):
    """Return N-Triples: for each payload a vanguard, a partner and a source; a body for each id."""
    lines = []

    def say(subject, predicate, value):
        prefix, _, name = predicate.partition(":")
        lines.append(f"<{BASE}{subject}> <{PREFIXES[prefix]}{name}> {value} .")

    def text(value):
        made = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
        return '"' + made.replace("\t", "\\t") + '"'

    def link(to):
        return f"<{BASE}{to}>"

    def term(prefixed):
        prefix, _, name = prefixed.partition(":")
        return f"<{PREFIXES[prefix]}{name}>"

    def partner(body, label, vanguard):
        say(f"organisation/{body}", "rdf:type", term("vg:CareOrganisation"))
        say(f"organisation/{body}", "rdfs:label", text(label))
        say(f"organisation/{body}", "org:classification", link("organisation-type/voluntary"))
        tie = f"membership/{vanguard}-{len(lines)}"
        say(tie, "rdf:type", term("org:Membership"))
        say(tie, "rdfs:label", text(label))
        say(tie, "org:member", link(f"organisation/{body}"))
        say(tie, "org:organization", link(f"vanguard/{vanguard}"))
        say(tie, "org:role", link("role/partner"))
        say(f"vanguard/{vanguard}", "vg:hasPartner", link(f"organisation/{body}"))
        return tie

    for code, scheme in (
        ("role/partner", "role"),
        ("care-model/MCP", "care-model"),
        ("organisation-type/voluntary", "organisation-type"),
    ):
        say(code, "skos:inScheme", link(f"scheme/{scheme}"))
        say(code, "rdfs:label", text(payloads[0]))
    for number, payload in enumerate(payloads, 1):
        vanguard, source = f"vanguard/{number}", f"source/H{number}"
        say(vanguard, "rdf:type", term("vg:Vanguard"))
        for predicate in ("rdfs:label", "vg:place", "vg:website", "dcterms:description",
                          "vg:announced"):  # fmt: skip
            say(vanguard, predicate, text(payload))
        say(vanguard, "vg:number", f'"{number}"^^<{PREFIXES["xsd"]}integer>')
        say(vanguard, "vg:careModel", link("care-model/MCP"))
        tie = partner(f"body-{number}", payload, number)
        evidence = f"evidence/{number}"
        say(tie, "vg:evidence", link(evidence))
        say(tie, "vg:validFrom", text(payload))
        say(tie, "vg:objection", link(f"objection/{number}"))
        for piece in (evidence, f"objection/{number}"):
            say(piece, "dcterms:source", link(source))
            say(piece, "vg:says", text(payload)) if piece != evidence else None
            for predicate in ("vg:asWritten", "vg:locator", "vg:note"):
                say(piece, predicate, text(payload))
        say(source, "rdf:type", term("vg:Source"))
        for predicate in ("rdfs:label", "schema:url", "vg:publisher", "dcterms:issued", "vg:note"):
            say(source, predicate, text(payload))
        service = f"service/s-{number}"
        say(service, "skos:inScheme", link("scheme/service"))
        say(service, "rdfs:label", text(payload))
        say(service, "skos:definition", text(payload))
    for body in ids:
        partner(body, f"Body {body[:20]}", 1)
    return "\n".join(lines) + "\n"
