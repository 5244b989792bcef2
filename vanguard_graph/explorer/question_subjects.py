"""What the saved questions are about, so that a reader finds one among many."""

from __future__ import annotations

SUBJECTS: dict[str, tuple[str, ...]] = {
    "Vanguards and care models": (
        "acute-forms",
        "areas-of-improvement",
        "care-model-overlap",
        "care-model-sectors",
        "care-model-sizes",
        "care-models",
        "leads",
        "lessons-through-partners",
        "vanguard-list",
        "vanguard-pairs",
        "vanguard-sectors",
        "vanguards-without",
    ),
    "Partners and roles": (
        "affiliations-of",
        "areas-in-several",
        "multi-vanguard-organisations",
        "names-of",
        "non-nhs-partners",
        "organisations-in-role",
        "organisations-of-type",
        "organisations-without-code",
        "partners-of",
        "supporters",
        "vanguards-of",
    ),
    "The network": (
        "components",
        "shared-pairs",
        "short-chains",
        "sole-ties",
        "tie-between",
        "type-pairs",
        "within-two-steps",
    ),
    "Services and initiatives": (
        "initiatives-about",
        "initiatives-of",
        "service-list",
        "service-overlap",
        "service-partners",
        "service-regions",
        "service-vanguards",
        "services-of",
    ),
    "Places": (
        "footprints-of",
        "organisations-in-region",
        "places-of",
        "positions",
        "regions-crossed",
        "vanguards-by-footprint",
        "vanguards-in-place",
    ),
    "Money and people served": (
        "funding-and-position",
        "funding-by-measure",
        "funding-by-vanguard",
        "funding-per-head",
        "funding-per-head-by-model",
        "partners-by-funding",
        "population-ranges",
        "populations",
    ),
    "Time and successors": (
        "changes",
        "created-or-abolished",
        "dated-memberships",
        "gone-partners",
        "integrated-care-boards",
        "network-by-date",
        "network-on",
        "partners-at",
        "present-day-bodies",
        "roles-inherited",
        "successors-of",
        "sureness-on",
        "ties-now-internal",
        "undated-memberships",
    ),
    "Evidence and sources": (
        "claims-of-source",
        "corroborated",
        "disputed",
        "doubts",
        "evaluated-sites",
        "evidence-of",
        "inferred-claims",
        "published-counts",
        "publisher-coverage",
        "single-source",
        "sources",
        "sources-of-tie",
        "who-says",
    ),
    "The programme": (
        "bodies",
        "documents",
        "eligible-leads",
        "people",
        "principles",
        "programme-events",
        "programme-figures",
        "selection-funnel",
        "statements",
    ),
}
"""The names of the saved questions by subject, in the order in which they are shown."""

OTHER = "Other questions"
"""The subject of a question that stands under none."""


def subject_of(name: str) -> str:
    """Return the subject of a saved question."""
    return next((subject for subject, names in SUBJECTS.items() if name in names), OTHER)
