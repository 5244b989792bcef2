"""The prose of ontology/README.md, which write_ontology.py puts between the tables."""

from __future__ import annotations

INTRODUCTION = """\
<!-- Made by docs/scripts/write_ontology.py; change vanguard.ttl or codes.ttl, then run it. -->

# The Vanguard Graph ontology

{description}

Version {version}, licence [CC BY 4.0]({licence}). To cite: {citation}.

`vanguard.ttl` holds the terms, whose prefix `vg:` stands for
`https://w3id.org/vanguard-graph/ontology#`; `codes.ttl` holds the code lists, the programme and its
waves. The ontology builds on [W3C ORG](https://www.w3.org/TR/vocab-org/) for
organisations and memberships, [SKOS](https://www.w3.org/TR/skos-reference/) for code lists,
[PROV-O](https://www.w3.org/TR/prov-o/),
[DCTERMS](https://www.dublincore.org/specifications/dublin-core/dcmi-terms/) and
[schema.org](https://schema.org/); the [mapping](#mapping) shows how near each term stands to them
and to FHIR R4. `make ontology-html` writes the terms as one HTML page, build/ontology.html.

The metadata and the descriptions pass the metrics of [FOOPS!](https://w3id.org/foops/) that files
can pass, but for a DOI and a logo; those that ask a server or a registry wait for the address.

Beside the two files stand:

| file | what it is |
| --- | --- |
| [shapes.ttl](shapes.ttl) | what a node must and may say, in SHACL; for `vanguard-graph check` |
| [violations/](violations) | one query for each rule beyond shapes; a row is a violation |
| [examples/](examples) | small graphs that pass the checks, and one for each reason to fail |
| [questions.ttl](questions.ttl) | the saved questions as SHACL SPARQL queries, for other tools |

## An example

A membership is a thing of its own, so that it can have a role, dates and evidence:

```turtle
{example}```

One path leads from any claim to where it was read: `vg:evidence/dcterms:source`
([more](#evidence)). In SPARQL (the prefixes are declared for every query):

```sparql
{query}```
"""

EXAMPLE = """\
membership:1-12F a org:Membership ;
    rdfs:label "NHS Wirral CCG in Wirral Partners" ;
    org:member organisation:12F ;
    org:organization vanguard:1 ;
    org:role role:commissioner ;
    vg:certainty certainty:published ;
    vg:evidence <https://w3id.org/vanguard-graph/id/evidence/membership/1-12F/A001> .

<https://w3id.org/vanguard-graph/id/evidence/membership/1-12F/A001> a vg:Evidence ;
    rdfs:label "A001 on NHS Wirral CCG in Wirral Partners" ;
    dcterms:source source:A001 ;
    vg:asWritten "Wirral Clinical Commissioning Group" ;
    vg:locator "list of partners" ;
    vg:statedRole role:commissioner ;
    vg:certainty certainty:published .
"""

QUERY = """\
SELECT ?partnership ?role ?title ?wording WHERE {
  ?membership org:member organisation:12F ; org:organization/rdfs:label ?partnership ;
      org:role/rdfs:label ?role ; vg:evidence ?evidence .
  ?evidence dcterms:source/dcterms:title ?title .
  OPTIONAL { ?evidence vg:asWritten ?wording }
}
"""

EVIDENCE = """\
## Evidence

Every claim is a node, and the same path leads from each of them to its evidence:

| path | leads to |
| --- | --- |
| `vg:evidence/dcterms:source` | the source, with `dcterms:title`, `schema:url`, `vg:publisher` |
| `vg:evidence/vg:asWritten` | the words of the source, verbatim, where they were noted |
| `vg:evidence/vg:locator` | the place in the source, where it was noted |
| `vg:evidence/vg:certainty` | whether the source says it outright or it was concluded |
| `vg:objection/dcterms:source` | a source that contradicts or limits the claim |

The claims are the nodes of these classes: {claims}.

From anything else, go to the claim first:

| from | path to the evidence |
| --- | --- |
| a concept of the services | `^vg:service/vg:evidence` |
| a partnership, for its members | `^org:organization/vg:evidence` |
| a partnership, for its services, amounts, initiatives | `^vg:partnership/vg:evidence` |
| an organisation, for its memberships | `^org:member/vg:evidence` |
| an organisation, for what became of it | `^org:originalOrganization/vg:evidence` |
| an organisation, for its STP footprints and positions | `^vg:organisation/vg:evidence` |
| a recorded name, a wave, a form | `dcterms:source`, at once |

`^vg:service` leads from a concept to the service foci and, by the short cut, to the partnerships
themselves: add `?claim a vg:ServiceFocus` to keep to the former. An organisation has evidence where
a source tells something of it; its recorded names lead to the registers, by
`^vg:ofOrganisation/dcterms:source`.

### Objections

`vg:evidence` only ever supports. A source that contradicts or limits a claim is a `vg:Objection`,
tied to the claim by `vg:objection`: `vg:says` tells in our words what it says instead,
`vg:asWritten` and `vg:locator` give its words and their place. The claim stays, and so does the
objection. Two amounts or figures that differ are not objections: each is a claim of its own with
its own evidence. Figures that state the same thing share their `vg:quantity` and their `vg:about`.

## Dates

A date is an `xsd:date`, or an `xsd:gYearMonth` or `xsd:gYear` where no more is known. **An absent
date means not known**, never "always" or "until today".

A membership runs from `vg:validFrom`, that day included, to `vg:validTo`, that day not included. As
of a day, it holds unless it is known not to:

| what is known | holds on day D |
| --- | --- |
| `vg:validFrom` lies after D | no |
| `vg:validTo` is D or lies before it | no |
| the partnership was announced after D | no |
| the organisation opened after D, or closed before D | no |
| a bound is a month or a year in which D lies | not decided: it is kept, and counted |
| a bound is not known | not decided: it is kept, and counted |

`vg:opened` is the first day on which an organisation was open and `vg:closed` the last; `vg:date`
of a change is the first day of the new state. A change whose day is not known lies between
`vg:notBefore` and `vg:notAfter`, both included. `vg:asAt` is text: a day, a month or an interval
such as `2018-05/2019-02`, or what the source gives.
"""

READING = """\
## Terms

*Kind*: a class is a sort of thing; a link leads from one thing to another; a value is text, a
number or a date; an annotation is said of terms. What a *derived* term says is, all or in part,
worked out and not stated in any table (see [Derived terms](#derived-terms)); nothing in the
published graph uses an *unused* one so far. How each term stands to other vocabularies is told
under [Mapping](#mapping).
"""

MAPPING = """\
## Mapping

How near each term stands to those of others. *Same*: it is that term. *Kind of*: each use of ours
is also a use of theirs (`rdfs:subClassOf` and `rdfs:subPropertyOf`, followed upwards). *Near*: a
pointer (`rdfs:seeAlso`) to a term of another scope, or said of other things. No term of ours is
equivalent to another: where there is an equivalent, it is used itself. A name under FHIR R4 without
a capital is an element of OrganizationAffiliation.
"""

FHIR_REMARKS = """\
The identifier of an affiliation is the last part of our IRI. A FHIR period includes its last day;
`vg:validTo` is the day after. In FHIR the specialty belongs to the affiliation, here to the
partnership. FHIR's `network` is that of a health insurer, so `vg:network` is not mapped to it;
`active`, `location`, `healthcareService`, `telecom` and `endpoint` have no counterpart here.
"""
