"""The frame of every page: head, policy, header with search, footer with licence and version."""

from __future__ import annotations

from dataclasses import dataclass

from vanguard_graph.explorer.addresses import find_root
from vanguard_graph.explorer.assets import PLAIN, Assets
from vanguard_graph.explorer.markup import Markup, element, join, to_markup

NAVIGATION = (
    ("Vanguards", "vanguards/"),
    ("Organisations", "organisations/"),
    ("Services", "services/"),
    ("Sources", "sources/"),
    ("Network", "network/"),
    ("Chains", "chains/"),
    ("Questions", "questions/"),
    ("SPARQL", "sparql/"),
    ("Downloads", "downloads/"),
    ("About", "about/"),
)
"""What the header of every page leads to: words and path."""

_THINGS = {
    "vanguards/": "id/vanguard/",
    "organisations/": "id/organisation/",
    "services/": "id/service/",
    "sources/": "id/source/",
}

POLICY = (
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; "
    "style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; font-src 'self'; "
    "base-uri 'none'; form-action 'self'"
)
"""What a page may load and do; a server sends it as a header too, and more (`server.headers`)."""


@dataclass(frozen=True)
class Page:
    """One page: its path, title, and what stands in its main part.

    `scripts` names the entries of `web/` that it needs besides "site"; `description` is one
    sentence for search engines; `alternates` gives the path of the same in other formats, by media
    type. `status` is the HTTP status that a server answers with.
    """

    path: str
    title: str
    body: Markup
    description: str = ""
    scripts: tuple[str, ...] = ()
    alternates: tuple[tuple[str, str], ...] = ()
    status: int = 200


@dataclass(frozen=True)
class Frame:
    """What all pages share: the name of the graph, its version, the scripts, who serves it.

    `served` says that a server answers (forms for search, chains and queries work without
    scripts); else the pages are files, and `address` is where they will lie, where that is known.
    """

    name: str
    version: str
    attribution: str
    assets: Assets
    served: bool
    address: str = ""

    def compose(self, page: Page, root: str | None = None) -> bytes:
        """Return a page as HTML in UTF-8; `root` leads home where the path of the page does not."""
        root = find_root(page.path) if root is None else root
        title = page.title if page.path == "" else f"{page.title} · {self.name}"
        head = [
            Markup('<meta charset="utf-8">'),
            element("meta", http_equiv="Content-Security-Policy", content=POLICY),
            element("meta", name="viewport", content="width=device-width, initial-scale=1"),
            element("title", title),
            element("meta", name="description", content=page.description or None)
            if page.description
            else "",
            element("meta", name="referrer", content="no-referrer"),
            element("link", rel="stylesheet", href=f"{root}assets/explorer.css"),
            element("link", rel="icon", href=f"{root}assets/icon.svg", type="image/svg+xml"),
            *(
                element("link", rel="alternate", type=media, href=f"{root}{path}")
                for media, path in page.alternates
            ),
            element("link", rel="canonical", href=f"{self.address}{page.path}")
            if self.address and page.status == 200
            else "",
            *self._list_scripts(page, root),
        ]
        body = join(
            [
                element("a", "Skip to the content", href="#main", class_="skip"),
                self._make_header(page, root),
                element("main", join([self._say_plain(), page.body]), id_="main", tabindex="-1"),
                self._make_footer(root),
            ]
        )
        document = (
            f'<!doctype html>\n<html lang="en-GB" data-root="{to_markup(root)}" '
            f'data-served="{"yes" if self.served else "no"}">\n<head>{join(head, "")}</head>\n'
            f"<body>{body}</body>\n</html>\n"
        )
        return document.encode()

    def _list_scripts(self, page: Page, root: str) -> list[Markup]:
        made = []
        for name in ("site", *page.scripts):
            if name in self.assets.scripts:
                script, styles = self.assets.scripts[name]
                made += [
                    element("link", rel="stylesheet", href=f"{root}assets/{style}")
                    for style in styles
                ]
                made.append(element("script", type="module", src=f"{root}assets/{script}"))
        return made

    def _say_plain(self) -> Markup:
        return element("p", PLAIN, class_="notice") if not self.assets.scripts else Markup("")

    def _make_header(self, page: Page, root: str) -> Markup:
        links = join(
            element(
                "li",
                element(
                    "a",
                    words,
                    href=f"{root}{path}",
                    aria_current="page" if page.path == path else _is_within(page.path, path),
                ),
            )
            for words, path in NAVIGATION
        )
        name = element("a", self.name, href=root)
        search = element("div", self._make_search(root), id_="search", class_="search")
        bar = element("nav", element("ul", links), aria_label="Main")
        inside = [element("p", name, class_="name"), search, bar]
        return element("header", join(inside), class_="site")

    def _make_search(self, root: str) -> Markup:
        """Return a form that a server answers; a script makes it answer as one types."""
        field = element(
            "input",
            type="search",
            name="q",
            id_="q",
            autocomplete="off",
            maxlength="200",
            placeholder="Name, former name or code",
        )
        parts = [
            element("label", "Find an organisation, vanguard, service or source", for_="q"),
            field,
            element("button", "Find", type="submit"),
        ]
        return element(
            "form",
            join(parts),
            action=f"{root}search/",
            method="get",
            role="search",
        )

    def _make_footer(self, root: str) -> Markup:
        version = f", data version {self.version}" if self.version else ""
        links = [
            element("a", words, href=f"{root}{path}")
            for words, path in (
                ("About these data", "about/"),
                ("How to cite", "about/#cite"),
                ("Accessibility", "about/#accessibility"),
                ("Downloads", "downloads/"),
            )
        ]
        said = [
            element("p", f"{self.name}{version}. {self.attribution}"),
            element("ul", join(element("li", link) for link in links)),
        ]
        return element("footer", join(said), class_="site")


def _is_within(path: str, section: str) -> str | None:
    """Return that a page lies within a section of the navigation, as `aria-current` says it."""
    within = path.startswith((section, _THINGS.get(section, "\0")))
    return "true" if within else None
