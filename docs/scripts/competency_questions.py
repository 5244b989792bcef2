"""The forty questions that the graph was made to answer, and how each is answered.

`describe_competency` makes docs/competency.md of them; `write_pages` writes it. The saved questions
say themselves which of the forty they answer.
"""

from __future__ import annotations

from typing import NamedTuple

from vanguard_graph.questions import Question, list_questions


class Competency(NamedTuple):
    """One of the forty questions.

    `commands` answer what no saved question can; `limits` says what the data cannot tell, and why.
    """

    number: int
    question: str
    limits: str
    commands: tuple[str, ...] = ()


PARTIAL = "Lists of partners are incomplete, as most pages were seen in part."

COMPETENCY = (
    Competency(
        1,
        "Who are the partners of a vanguard, each with its role, its source and the date of "
        "the source?",
        f"{PARTIAL} Few sources say since when somebody was a partner.",
    ),
    Competency(
        2,
        "In which vanguards is an organisation, and as what?",
        "A source that calls somebody a partner seldom says of what kind.",
    ),
    Competency(
        3,
        "Which organisations are in two or more vanguards, ordered by how many, and by how "
        "many care models?",
        f"{PARTIAL} Supporters, such as evaluators, are not counted.",
    ),
    Competency(
        4,
        "Which partners are neither of the NHS nor councils, and where are they partners?",
        "General practices and what NHS bodies founded together count as NHS here.",
    ),
    Competency(
        5,
        "Which vanguards have no council, no voluntary organisation or no general practice "
        "provider on record?",
        f"None on record is not none. {PARTIAL}",
    ),
    Competency(
        6,
        "Who leads each vanguard, and where does only one source say so?",
        "Some vanguards have no lead that a source names; others have several side by side.",
    ),
    Competency(
        7,
        "Which vanguards cover a place, and how is that known: the area stated, the name, a "
        "partner?",
        "Names are compared and not maps: there are no boundaries in the data. The address of a "
        "lead is known by its postcode (`places-of`) where a register has it.",
    ),
    Competency(
        8,
        "Which councils and commissioning groups are partners in several vanguards?",
        "An area that is covered by two vanguards without being a partner of both is not found, "
        "as the areas of vanguards are known by name only.",
    ),
    Competency(
        9,
        "How far apart are the partners of a vanguard, and which vanguards cross NHS regions?",
        "Regions are answered. Distances are not, as SPARQL cannot compute them: `positions` gives "
        "the points of the organisations that have one, to compute with, and `draw map` shows "
        "them. A point is not where all work is done.",
    ),
    Competency(
        10,
        "Which plan area of 2016 (STP) or integrated care board holds which vanguards, and "
        "which straddle two?",
        "Both are answered through the partners, as no source puts a vanguard into an area itself: "
        "plan areas by every partner that a source places in one, boards by the commissioning "
        "groups and what succeeded them. Most charities and practices are placed nowhere. An "
        "ambulance trust lies in up to six plan areas; count by groups only (type=ccg) to leave "
        "that out.",
    ),
    Competency(
        11,
        "What populations are published for each vanguard, by whom, and how far do they differ?",
        "Some vanguards have none on record. Numbers of residents, of people registered and of "
        "care home residents are different things and are kept apart by their basis.",
    ),
    Competency(
        12,
        "Which two organisations share the most vanguards, and which vanguards are these?",
        PARTIAL,
        ("vanguard-graph analyse overlap",),
    ),
    Competency(
        13,
        "Which communities does the network fall into, do they match care model or region, and "
        "do they depend on the seed?",
        "No saved question: it takes an algorithm. Partners without a code have no region.",
        ("vanguard-graph analyse communities",),
    ),
    Competency(
        14,
        "Who bridges communities, and through which vanguards?",
        "No saved question: it takes shortest paths. A broker may be one only because no source "
        "names another.",
        ("vanguard-graph analyse brokers",),
    ),
    Competency(
        15,
        "What is the connected core, and who sits in vanguards that share nobody?",
        f"Vanguards that stand alone may do so for want of a source. {PARTIAL}",
    ),
    Competency(
        16,
        "How do the five care models differ in size, density, mix of sectors and overlap?",
        "Sizes are those on record; long published lists make some vanguards large.",
        ("vanguard-graph analyse compare", "vanguard-graph analyse compare --mix"),
    ),
    Competency(
        17,
        "Do the vanguards overlap more than chance would have it?",
        "No saved question: it takes random networks. Neighbourhood alone makes for overlap, and "
        "chance here knows no places.",
        ("vanguard-graph analyse significance",),
    ),
    Competency(
        18,
        "Which types of organisation occur together, against chance?",
        "The saved question counts; whether a count is more than chance is told by the analysis.",
        ("vanguard-graph analyse overlap --of types",),
    ),
    Competency(
        19,
        "Which organisations work on the same clinical service through a vanguard?",
        "Services are known of vanguards. Sources seldom say which partner did what.",
        ('vanguard-graph networks --service "mental health"',),
    ),
    Competency(
        20,
        "Who provides a service in which regions, and which regions have nobody?",
        "Partners without a code have no region; none on record is not none.",
    ),
    Competency(
        21,
        "Which services do several vanguards work on, and do these share partners?",
        "Services were assigned by us from what sources say of the work; the words are kept.",
    ),
    Competency(
        22,
        "What is the shortest chain from one organisation to another, with vanguard, role and "
        "source at every step?",
        "The saved question goes as far as three vanguards and names the chain only; the command "
        "goes any distance and gives the evidence of every step.",
        ('vanguard-graph chain "Voluntary Action Calderdale" "NHS Corby CCG"',),
    ),
    Competency(
        23,
        "Which chains of two or three vanguards join two organisations, the best evidenced first?",
        "Evidence is weighed by counting memberships that rest on one source.",
        ('vanguard-graph chain --all "Voluntary Action Calderdale" "Wakefield District Housing"',),
    ),
    Competency(
        24,
        "Whom can an organisation reach in two steps, and through whom?",
        PARTIAL,
    ),
    Competency(
        25,
        "What breaks when an organisation leaves?",
        "The saved question finds direct ties that hang on one organisation; the analysis does it "
        "for every partner, with the chains and communities that break.",
        ("vanguard-graph analyse robustness", "vanguard-graph analyse robustness --without RX1"),
    ),
    Competency(
        26,
        "From which vanguards of another care model could one learn, as it shares a partner?",
        "That somebody is in both does not mean that the same people are, nor that there is "
        "something to learn: the ways are ranked by evidence, not by the quality of care.",
        (
            "vanguard-graph analyse learning MERIT --model MCP",
            "vanguard-graph analyse learning MCP --steps 1",
        ),
    ),
    Competency(
        27,
        "What did the network look like on 1 April 2015, 2016 and 2018, and what changed?",
        "Hardly any membership has a date, so what changes comes from announcements and from "
        "bodies that opened or closed. Every answer of a day says how much of it is unsure.",
        (
            "vanguard-graph analyse compare --days 2015-04-01 2016-04-01",
            "vanguard-graph analyse compare --days 2016-04-01 2018-04-01",
        ),
    ),
    Competency(
        28,
        "Who joined or left, and how many claims rest on an unknown date?",
        "Sources that give a date are rare; the second question counts what has none.",
    ),
    Competency(
        29,
        "Which body of today holds the place of a former one, through which changes?",
        "From registers. Charities, practices and companies are in none, so that what became of "
        "them is unknown.",
    ),
    Competency(
        30,
        "Which ties lie inside one organisation, once bodies of today stand for those they "
        "followed?",
        "A body that was split counts as part of each of its successors.",
        ("vanguard-graph info --today",),
    ),
    Competency(
        31,
        "Which organisations began or ended during the programme?",
        "Registers give no day for many bodies, and a code can outlive the name of a trust.",
    ),
    Competency(
        32,
        "Which sources support a tie, and what did each print?",
        "Where a list could be read in part only, the words are those that were seen.",
        ('vanguard-graph show "EMRAD" --evidence',),
    ),
    Competency(
        33,
        "Which facts rest on one source, and which does another contradict?",
        "Contradictions that were found are recorded; nobody has compared every source with "
        "every other.",
    ),
    Competency(
        34,
        "Which names could not be matched to a code, what were the candidates, and who decided?",
        "The names are answered. Candidates and who decided are not recorded in the data, and "
        "many of these bodies never had a code.",
    ),
    Competency(
        35,
        "What differs between two releases, by vanguard?",
        "No saved question: it takes two graphs. Each can be a folder of tables, a file or a "
        "store.",
        ("vanguard-graph diff old.nt -",),
    ),
    Competency(
        36,
        "What money is on record for each vanguard and year, by measure, and who says so?",
        "Amounts are published for some vanguards. The data has none that were requested, spent "
        "or matched.",
    ),
    Competency(
        37,
        "What is that per head, by care model, and how does it move with measure and population?",
        "Only where an amount and a population are both published, so that cells rest on "
        "different vanguards.",
    ),
    Competency(
        38,
        "Who are the partners of the best funded vanguards, and does money go with the place "
        "in the network?",
        "The money is the vanguard's and not the partner's; too few amounts are published to "
        "conclude anything.",
        ("vanguard-graph analyse funding",),
    ),
    Competency(
        39,
        "Which vanguards overlap earlier programmes or later ones, by the organisations they "
        "share?",
        "Later: integrated care boards, through succession, and plan areas (STPs), by who lies in "
        "them. Earlier programmes (integrated care pioneers, pilots) and primary care networks are "
        "not in the data, as no list of their members was taken in.",
    ),
    Competency(
        40,
        "Which evaluated sites are in the graph, and do published counts come out?",
        "The counts of vanguards by wave and care model come out, and the five sites of the King's "
        "Fund are there, as are the evaluations by the Health Foundation. The two papers of "
        "Morciano "
        "and others, with their counts of commissioning groups (35, 37, and 10 for 8 vanguards), "
        "are not among the sources, so that what was counted is not known; `care-model-sectors` "
        "has our counts of commissioning groups by care model for whoever has the papers.",
    ),
)
"""The forty, in order."""


def describe_competency() -> str:
    """Return the page: each question, the commands that answer it, and what the data cannot say."""
    saved = list_questions()
    lines = [
        "# Forty questions",
        "",
        "What the graph was made to answer, and how far it does. Saved questions are asked with",
        "`vanguard-graph ask`, here with the example of each; [questions.md](questions.md) has",
        "them all, and `--sparql` after a command prints the query, to be run anywhere. The",
        "sources are columns of their answers, or a note there says which question lists them.",
    ]
    for one in COMPETENCY:
        lines += ["", f"## {one.number}", "", one.question, ""]
        lines += [f"    {command}" for command in list_commands(one, saved)]
        lines += ["", f"Limits: {one.limits}"]
    return "\n".join(lines) + "\n"


def list_commands(one: Competency, saved: list[Question]) -> list[str]:
    """Return the commands that answer one of the forty: saved questions first."""
    return [*(each.command for each in saved if one.number in each.competency), *one.commands]
