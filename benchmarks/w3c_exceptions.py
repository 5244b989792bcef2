"""Which tests of the W3C are not passed, and why: what we refuse, and what the engine answers.

docs/standards.md tells the same to people, and tests/test_standards.py shows each reason at work.
"""

from __future__ import annotations

from typing import NamedTuple


class Reason(NamedTuple):
    """Why some tests fail: in words, the names of the tests, and whether the engine is behind it.

    What is behind the engine fails with pyoxigraph alone too.
    """

    words: str
    tests: tuple[str, ...]
    engine: bool = True


REASONS: dict[str, Reason] = {
    "nested service": Reason(
        "SERVICE within SERVICE is refused, as it would be for another server to follow.",
        ("sparql11/service/service3", "sparql11/service/service6"),
        engine=False,
    ),
    "variable service": Reason(
        "SERVICE with a variable for its address is refused, as nobody can have named it.",
        ("sparql11/service/service5",),
        engine=False,
    ),
    "values": Reason(
        "Numbers and dates are kept by what they are worth, not as they were written.",
        (
            "sparql10/distinct/distinct-1",
            "sparql10/distinct/distinct-9",
            "sparql10/expr-builtin/dawg-str-1",
            "sparql10/expr-builtin/dawg-str-2",
            "sparql10/expr-builtin/sameTerm-eq",
            "sparql10/expr-builtin/sameTerm-not-eq",
            "sparql10/expr-builtin/sameTerm-simple",
            "sparql10/expr-equals/eq-graph-1",
            "sparql10/expr-equals/eq-graph-2",
            "sparql10/open-world/open-eq-01",
            "sparql11/csv-tsv-res/csv03",
            "sparql11/csv-tsv-res/tsv03",
            "sparql12/grouping/group01",
        ),
    ),
    "time zones": Reason(
        "A date with a time zone and one without are different; the suite wants an error.",
        ("sparql10/open-world/date-2",),
    ),
    "graph names": Reason(
        "Within GRAPH ?g the pattern is matched over all graphs and ?g is a variable of it; "
        "the suite wants it matched for each graph by itself.",
        (
            "sparql10/graph/graph-optional",
            "sparql10/graph/graph-variable-scope",
            "sparql11/aggregates/agg-empty-group-count-graph",
            "sparql11/bindings/graph",
            "sparql11/negation/graph-minus",
        ),
    ),
    "paths of no steps": Reason(
        "A path of no steps leads from a term to itself only when the graph holds the term.",
        (
            "sparql11/property-path/zero_or_more_set_end",
            "sparql11/property-path/zero_or_more_set_start",
            "sparql11/property-path/zero_or_one_set_end",
            "sparql11/property-path/zero_or_one_set_start",
        ),
    ),
    "blank nodes": Reason(
        "BNODE with a text gives one node for the text in all rows; the suite wants one per row.",
        ("sparql11/functions/bnode01",),
    ),
    "joined texts": Reason(
        "GROUP_CONCAT of texts of one language is of that language; the suite wants none.",
        ("sparql11/aggregates/agg-groupconcat-04", "sparql11/aggregates/agg-groupconcat-06"),
    ),
    "capitals": Reason(
        "`true` and `false` are read in small letters only.",
        ("sparql10/expr-builtin/case-insensitive-booleans",),
    ),
    "comparisons": Reason(
        "`?x<?a&&?b>?y` is read as two comparisons; the suite wants an IRI there, and an error.",
        ("sparql10/syntax-sparql3/syn-bad-26",),
    ),
    "counts of counts": Reason(
        "A count of a count is taken, and one used in the next column is not (SPARQL 1.2).",
        (
            "sparql12/grouping/select-variable-reuse",
            "sparql12/syntax/nested-aggregate-functions",
        ),
    ),
    "triple terms": Reason(
        "A triple term whose subject is a text or a triple term is taken (SPARQL 1.2).",
        (
            "sparql12/syntax-triple-terms-negative/tripleterm-subject-03",
            "sparql12/syntax-triple-terms-negative/tripleterm-subject-06",
        ),
    ),
}
