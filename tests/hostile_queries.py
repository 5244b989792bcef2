"""Queries that take far too long, far too much, or end the engine; none is refused as a text."""

from __future__ import annotations

_EVERYTHING = "?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l"
# 64 times as long with each step, in nine steps.
_DOUBLED = " ".join(
    f"BIND(CONCAT({', '.join([f'?t{step}'] * 64)}) AS ?t{step + 1})" for step in range(3)
)
_TEN = " ".join(str(number) for number in range(10))
_COUNTED = " ".join(f"VALUES ?v{place} {{ {_TEN} }}" for place in range(12))

HOSTILE: dict[str, str] = {
    "cross product": f"SELECT (COUNT(*) AS ?n) {{ {_EVERYTHING} }}",
    "rows without end": f"SELECT * {{ {_EVERYTHING} }}",
    "long path": (
        "SELECT (COUNT(*) AS ?n) { ?a (!vg:no|^!vg:no)* ?b . ?b (!vg:no|^!vg:no)* ?c . "
        "?c (!vg:no|^!vg:no)* ?d }"
    ),
    "regular expression": (
        f"SELECT (COUNT(*) AS ?n) {{ {_EVERYTHING} "
        'FILTER(REGEX(CONCAT(STR(?c), STR(?f), STR(?i)), "^(a+)+(b|c.*d)*$", "i")) }'
    ),
    "long text": f'SELECT (STRLEN(?t3) AS ?n) {{ BIND("{"x" * 8_000}" AS ?t0) {_DOUBLED} }}',
    "sorted cross product": f"SELECT * {{ {_EVERYTHING} }} ORDER BY ?c ?f DESC(?i) LIMIT 10",
    "joined texts": (
        f'SELECT (GROUP_CONCAT(CONCAT(STR(?c), STR(?f)); separator="{"-" * 500}") AS ?t) '
        f"{{ {_EVERYTHING} }}"
    ),
    "triples of everything": f"CONSTRUCT {{ ?a ?h ?l . ?d ?k ?c }} {{ {_EVERYTHING} }}",
    "descriptions of everything": f"DESCRIBE ?a ?d ?g {{ {_EVERYTHING} }}",
    "values": f"SELECT (SUM(?v0 * ?v11) AS ?n) {{ {_COUNTED} }}",
    "distinct": f"SELECT (COUNT(DISTINCT ?t) AS ?n) {{ {_EVERYTHING} BIND(UUID() AS ?t) }}",
    "negation": (
        f"ASK {{ {_EVERYTHING} FILTER NOT EXISTS {{ ?m ?n ?o . ?p ?q ?r . "
        "FILTER(?o != ?r || ?m = ?q) } }"
    ),
}
