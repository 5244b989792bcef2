"""The files of the saved questions: queries that have a name and take parameters.

Each is a file `questions/NAME.rq`, a SPARQL query whose first lines say in comments what it asks:

    # title: Partners of a vanguard
    # question: Which organisations are partners in a vanguard, with role, source and date?
    # parameter: vanguard (vanguard): name or number of the vanguard
    # parameter: least (integer): at least this many sources; default 1
    # example: vanguard=Dudley; least=2
    # competency: 1, 32
    # scope: whole graph
    # note: what the data cannot say

A meaning that ends in `; optional` or `; default X` makes a parameter that may be left out. The
value of the parameter `vanguard` is bound to the variable ?given_vanguard, which the query must
select (the engine binds only what is selected) and which is left out of the answer. A value is
never written into the text of a query. An optional one that is not given stays unbound; a query
tests for it with COALESCE(... = ?given_vanguard, true), since BOUND does not see bound values.

The scope says of which graphs a question can be asked. Without one it is of every graph, also that
of a day or on present-day bodies. A question of `whole graph` looks across days itself (every one
with a parameter of kind `date` does): where other days, or what became of bodies, are left out, its
answer would be wrong. One of `bodies of then` is of every graph that is not on present-day bodies.

An answer leads to its evidence: a row of one source has the columns source_id, source, as_written
and locator, a row of several has source_ids, and where neither makes sense the note names the
question that lists them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from vanguard_graph.errors import NotFoundError, QueryError
from vanguard_graph.files import read_bytes
from vanguard_graph.limits import limit

THING_KINDS = (
    "vanguard",
    "organisation",
    "service",
    "care-model",
    "region",
    "organisation-type",
    "role",
    "measure",
    "source",
)
"""Kinds of parameter whose value is the name or code of a thing in the graph."""

PLAIN_KINDS = ("text", "integer", "date")
"""Kinds of parameter whose value is a text, a whole number, or a day (YYYY-MM-DD)."""

WHOLE_GRAPH = "whole graph"
BODIES_OF_THEN = "bodies of then"
SCOPES = {
    WHOLE_GRAPH: "Asked of the whole graph only: not with `--as-of` or `--today`.",
    BODIES_OF_THEN: "Not asked on present-day bodies: not with `--today`.",
}
"""The scopes of a question that cannot be asked of every graph, and what to tell of each."""

_FOLDER = Path(__file__).resolve().parent / "questions"
GIVEN = "given_"
"""How the variable of a parameter begins."""

_NAME = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
_HEAD_KEYS = ("title", "question", "example", "competency", "scope", "note")
_HEAD_LINE = re.compile(r"#\s*([a-z]+):\s*(.*?)\s*")
_PARAMETER = re.compile(r"([a-z][a-z0-9]*) \(([a-z-]+)\): (.+?)(?:; (?:(optional)|default (.+)))?")


@dataclass(frozen=True)
class Parameter:
    """A value that a question takes.

    `kind` is one of THING_KINDS or PLAIN_KINDS. A parameter that is `optional` may be left out;
    one with a `default` then has that value.
    """

    name: str
    kind: str
    meaning: str
    default: str | None = None
    optional: bool = False

    @property
    def required(self) -> bool:
        """Whether a value has to be given."""
        return not self.optional and self.default is None

    def describe(self) -> str:
        """Return name, kind and meaning on one line."""
        rest = "; optional" if self.optional else ""
        if self.default is not None:
            rest = f"; default {self.default}"
        return f"{self.name} ({self.kind.replace('-', ' ')}): {self.meaning}{rest}"


@dataclass(frozen=True)
class Question:
    """A saved question.

    `example` holds values for its parameters with which it gives an answer, `text` the SPARQL,
    `competency` the numbers of the competency questions it answers (those that the project set out
    to answer), `scope` one of SCOPES or "", `note` what a reader of the answer has to know.
    """

    name: str
    title: str
    question: str
    parameters: tuple[Parameter, ...]
    text: str = field(repr=False)
    example: Mapping[str, str] = field(default_factory=dict)
    competency: tuple[int, ...] = ()
    note: str = ""
    scope: str = ""

    @property
    def command(self) -> str:
        """The example as a command that can be typed."""
        words = ["vanguard-graph", "ask", self.name]
        for name, value in self.example.items():
            pair = f"{name}={value}"
            words += ["--param", pair if re.fullmatch(r"[\w=./-]+", pair) else f'"{pair}"']
        return " ".join(words)


class Questions(list[Question]):
    """Saved questions by name; in a notebook a table that says what each asks and takes."""

    def _repr_html_(self) -> str:
        from vanguard_graph.html_texts import fold, join, make_list, make_table

        def tell(one: Question) -> tuple[str, object, object]:
            takes = make_list(parameter.describe() for parameter in one.parameters)
            names = ", ".join(parameter.name for parameter in one.parameters)
            return one.name, join([one.question, fold("note", one.note)]), fold(names, takes)

        return make_table(("name", "question", "takes"), map(tell, self), total=len(self))


def list_questions() -> Questions:
    """Return every saved question, sorted by name."""
    paths = sorted(_FOLDER.glob("*.rq"), key=lambda path: path.stem)
    return Questions(_read(path) for path in paths)


def find_question(name: str) -> Question:
    """Return the saved question of that name.

    Raises NotFoundError with the names that come nearest.
    """
    wanted = re.sub(r"[\s_]+", "-", name.strip().casefold())
    path = _FOLDER / f"{wanted}.rq"
    # A name that is no plain word could lead out of the folder.
    if _NAME.fullmatch(wanted) and path.is_file():
        return _read(path)
    nearest = _nearest(wanted)
    listed = "\n  ".join(nearest)
    raise NotFoundError(
        f"{name!r} is not a saved question.",
        f"Did you mean:\n  {listed}" if nearest else "'vanguard-graph ask' lists them all.",
        nearest,
    )


def _nearest(name: str) -> list[str]:
    """Return the names of questions that are spelt alike or share a word with `name`."""
    from difflib import get_close_matches

    names = sorted(path.stem for path in _FOLDER.glob("*.rq"))
    alike = get_close_matches(name, names, n=4, cutoff=0.6)
    words = {word for word in name.split("-") if len(word) > 3}
    sharing = [
        other
        for other in names
        if any(get_close_matches(word, other.split("-"), n=1, cutoff=0.75) for word in words)
    ]
    return list(dict.fromkeys([*alike, *sharing]))[: limit("matches")]


def _read(path: Path) -> Question:
    """Return the question in a file.

    Raises QueryError when its head is not as the module says.
    """
    text = read_bytes(path, limit("query_bytes")).decode("utf-8")
    head: dict[str, str] = {}
    parameters = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.startswith("#"):
            break
        found = _HEAD_LINE.fullmatch(line)
        key, value = (found[1], found[2]) if found else ("", "")
        if key == "parameter":
            parameters.append(_read_parameter(path, number, value))
        elif key in _HEAD_KEYS and key not in head and (key != "scope" or value in SCOPES):
            head[key] = value
        else:
            raise _malformed(path, number)
    for key in ("title", "question"):
        if not head.get(key):
            raise QueryError(f"{path}: its head has no {key}.", f"Add the line '# {key}: …'.")
    pairs = [pair.partition("=") for pair in head.get("example", "").split("; ") if pair]
    return Question(
        name=path.stem,
        title=head["title"],
        question=head["question"],
        parameters=tuple(parameters),
        text=text,
        example={name.strip(): value.strip() for name, _, value in pairs},
        competency=tuple(int(number) for number in re.findall(r"\d+", head.get("competency", ""))),
        note=head.get("note", ""),
        scope=head.get("scope", ""),
    )


def _read_parameter(path: Path, number: int, value: str) -> Parameter:
    found = _PARAMETER.fullmatch(value)
    if found is None or found[2] not in (*THING_KINDS, *PLAIN_KINDS):
        raise _malformed(path, number)
    name, kind, meaning, optional, default = found.groups()
    return Parameter(name, kind, meaning, default, optional is not None)


def _malformed(path: Path, number: int) -> QueryError:
    return QueryError(
        f"{path}:{number}: this line is no head of a saved question.",
        "See 'saved questions' in the documentation for how one begins.",
    )
