"""Facts on a page: each line with its evidence one click away and its objections open below it.

The words are those of `vanguard-graph show`; on a page the things that they name are links, each
claim has an anchor, and a source leads to its own page as well as to its address on the web.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from vanguard_graph.explorer.addresses import anchor_of, find_root, thing_path
from vanguard_graph.explorer.markup import Markup, count, element, go, go_out, join, make_list
from vanguard_graph.explorer.things import Things
from vanguard_graph.facts import describe_evidence, describe_objection
from vanguard_graph.html_texts import to_markup
from vanguard_graph.profiles.lines import Line

_CONTRADICTED = "Contradicted"


class Claims:
    """The claims of one page; an anchor is given to the first line that tells a claim."""

    def __init__(self, things: Things, here: str) -> None:
        self.things, self.here = things, here
        self._taken: set[str] = set()

    def show_lines(self, lines: Iterable[Line], terms: bool = False) -> Markup:
        """Return lines as a list; with `terms` what stands before a colon is set as a term."""
        return element(
            "ul",
            join((self._show(line, terms) for line in lines), "\n"),
            class_="facts" if terms else "claims",
        )

    def _show(self, line: Line, terms: bool) -> Markup:
        anchors = [anchor for iri in line.claims if (anchor := anchor_of(iri))]
        fresh = [anchor for anchor in dict.fromkeys(anchors) if anchor not in self._taken]
        self._taken.update(fresh)
        text = self.link_names(line)
        if terms:
            text = _set_term(line, text)
        parts: list[object] = [element("span", "", id_=anchor) for anchor in fresh[1:]]
        parts.append(element("div", text, class_="said"))
        pieces = list(line.evidence)
        summary = _count_sources(pieces, line.text)
        if terms and pieces:
            # One claim states all facts of such a list: its evidence is not that of the last only.
            item = element("li", join(parts), id_=fresh[0] if fresh else None)
            term = element("span", "Evidence:", class_="term")
            folded = self.show_evidence(
                pieces, line.objections, summary=f"{summary} for these facts"
            )
            return join([item, element("li", join([term, " ", folded]))], "\n")
        anchor = fresh[0] if fresh else ""
        parts.append(self.show_evidence(pieces, line.objections, anchor, summary))
        return element("li", join(parts), id_=fresh[0] if fresh else None)

    def link_names(self, line: Line) -> Markup:
        """Return the text of a line with links to the pages of the things that it names."""
        found: list[tuple[int, int, str]] = []
        for words, iri in sorted(set(line.names), key=lambda pair: (-len(pair[0]), pair)):
            thing = self.things.find_iri(iri)
            start = line.text.find(words) if words else -1
            while start >= 0 and any(start < b and a < start + len(words) for a, b, _ in found):
                start = line.text.find(words, start + 1)
            if thing is not None and start >= 0 and thing.path != self.here:
                found.append((start, start + len(words), thing.path))
        parts: list[object] = []
        at = 0
        for start, end, path in sorted(found):
            parts += [line.text[at:start], go(line.text[start:end], path, self.here)]
            at = end
        return join([*parts, line.text[at:]])

    def show_evidence(
        self,
        pieces: Iterable[Mapping[str, str]],
        objections: Iterable[Mapping[str, str]] = (),
        anchor: str = "",
        summary: str = "",
    ) -> Markup:
        """Return evidence folded below how many sources it is, and objections open beneath."""
        told = [self.cite(describe_evidence(dict(piece)), piece) for piece in pieces]
        parts = []
        if told:
            head = element("summary", summary or count(len(told), "source"))
            inside = [make_list(told)]
            if anchor:
                lead = element("a", "Link to this claim", href=f"#{anchor}")
                inside.append(element("p", lead, class_="permanent"))
            parts.append(element("details", join([head, *inside]), class_="evidence"))
        for piece in objections:
            text = self.cite(describe_objection(piece), piece)
            before, word, after = text.partition(_CONTRADICTED)
            strong = Markup(f"{before}<strong>{word}</strong>{after}" if word else before)
            parts.append(element("p", strong, class_="objection"))
        return join(parts)

    def cite(self, text: str, piece: Mapping[str, str]) -> Markup:
        """Return a line on a source: its title leads to its page, its host to its address."""
        shown = str(to_markup(text))
        title = str(to_markup(f"“{piece.get('title', '')}”"))
        source = piece.get("source", "")
        page = f"{find_root(self.here)}{thing_path('source', source)}"
        # The words of the source come after its title, which could hold the same words.
        before, found, after = shown.partition(title)
        if found:
            found = element("a", Markup(found), href=page)
        written = piece.get("as_written")
        if written:
            quoted = str(to_markup(f"“{written}”"))
            start, said, end = after.rpartition(quoted)
            if said:
                after = f"{start}{element('q', to_markup(written))}{end}"
        address = piece.get("url")
        out = join([" ", go_out(address)]) if address else Markup("")
        return Markup(f"{before}{found}{after}{out}")


def _count_sources(pieces: Sequence[Mapping[str, str]], said: str) -> str:
    """Return how many sources there are, and what was inferred where the line does not say so."""
    sources = count(len(pieces), "source")
    inferred = sum(piece.get("certainty") == "inferred" for piece in pieces)
    if not inferred or "inferred" in said:
        return sources
    if inferred == len(pieces):
        return f"inferred from {sources}"
    return f"{sources}, {inferred} by inference"


def _set_term(line: Line, text: Markup) -> Markup:
    """Return a fact with what comes before its colon set as a term; links stand after it."""
    term, colon, _ = line.text.partition(": ")
    shown = str(to_markup(term))
    if not colon or not text.startswith(f"{shown}: "):
        return text
    rest = Markup(text[len(shown) + 2 :])
    value = line.text[len(term) + 2 :]
    if term == "Website":
        rest = go_out(value, value)
    return join([element("span", f"{term}:", class_="term"), " ", rest])
