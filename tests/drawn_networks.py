"""A small network to draw, hostile texts to put into it, and what is done with its page."""

import re

import networkx as nx

PAYLOADS = [
    "<script>pwned('s')</script>",
    "</script><script>pwned('e')</script>",
    "<!--<script>pwned('c')</script>-->",
    "<!--",
    "]]><script>pwned('d')</script>",
    "<img src=x onerror=pwned('i')>",
    "<img src='https://evil.example/x.png'>",
    "<svg onload=pwned('v')>",
    "<svg><script>pwned('w')</script></svg>",
    "<svg><a xlink:href=\"javascript:pwned('x')\">x</a></svg>",
    "<iframe src=\"javascript:pwned('f')\"></iframe>",
    "<iframe srcdoc=\"<script>parent.pwned('g')</script>\"></iframe>",
    "<object data=\"javascript:pwned('o')\"></object>",
    "<embed src=\"javascript:pwned('b')\">",
    "<base href='https://evil.example/'>",
    "<link rel=stylesheet href='https://evil.example/x.css'>",
    "<style>@import 'https://evil.example/y.css';</style>",
    "<meta http-equiv=refresh content='0;url=https://evil.example/'>",
    "<form action='https://evil.example/'><input name=a></form>",
    "<input autofocus onfocus=pwned('j')>",
    "<details open ontoggle=pwned('k')>",
    "<video><source onerror=pwned('l')></video>",
    "<audio src=x onerror=pwned('m')>",
    "<body onload=pwned('n')>",
    "<marquee onstart=pwned('q')>",
    "<math><mtext></mtext><script>pwned('r')</script></math>",
    "<template><script>pwned('t')</script></template>",
    "<noscript><p title=\"</noscript><img src=x onerror=pwned('u')>\">",
    "<a href=\"javascript:pwned('y')\">click</a>",
    "javascript:pwned('1')",
    "JaVaScRiPt:pwned('2')",
    " javascript:pwned('3')",
    "java\tscript:pwned('4')",
    "data:text/html,<script>pwned('5')</script>",
    "vbscript:pwned('6')",
    "file:///etc/passwd",
    "blob:https://evil.example/1",
    "//evil.example/x",
    "https:javascript:pwned('7')",
    "http://evil.example/\" onclick=\"pwned('8')",
    "\"><script>pwned('9')</script>",
    "'><script>pwned('10')</script>",
    "\" onmouseover=\"pwned('11')",
    "'; pwned('12'); //",
    "\\\"; pwned('13'); //",
    "${pwned('14')}",
    "{{constructor.constructor('pwned(15)')()}}",
    "\u2028pwned('16')\u2029",
    "\u202e<script>pwned('17')</script>",
    "__proto__",
]

OBJECTION = {"source": "S2", "title": "A letter", "published": "2016-05", "says": "It had left."}
SAID = "Contradicted by “A letter” (2016-05) [S2]: It had left."


def make_network(hostile: str = "") -> nx.Graph:
    """Three partnerships and six organisations; one partnership stands apart."""
    network = nx.Graph(
        name="Test",
        kind="partnerships",
        filters={},
        version="9.9",
        care_models={"MCP": "multispecialty community provider", "ACC": "acute care collaboration"},
        types={"ccg": "clinical commissioning group"},
        roles={"lead": "lead", "partner": "partner"},
        regions={},
    )
    bodies = [
        ("05C", "NHS Dudley CCG", "ccg", "London"),
        ("711", "Dudley Council", "local-authority", "London"),
        ("RM3", "Salford Royal NHS Foundation Trust", "foundation-trust", "North West"),
        ("RX9", "East Midlands Ambulance Service NHS Trust", "ambulance-trust", ""),
        ("age-uk-sutton", "Age UK Sutton", "voluntary", ""),
        ("practice", "The Grange Surgery", "gp-provider", "London"),
    ]
    for node, label, kind, region in bodies:
        network.add_node(
            node,
            kind="organisation",
            label=label + hostile,
            type=kind,
            type_label=kind.replace("-", " ") + hostile,
            **({"region": region} if region else {}),
            **({"ods_code": node} if len(node) < 4 else {}),
        )
    for number, label, model in (
        (1, "Dudley together", "MCP"),
        (2, "Salford alliance (a name with a long remark in brackets after it)", "ACC"),
        (3, "Far away", "ACC"),
    ):
        network.add_node(
            f"vanguard-{number}",
            kind="partnership",
            label=label + hostile,
            type="vanguard",
            type_label="vanguard",
            care_model=model,
            number=number,
            announced="2015-03-10",
        )
    source = {
        "source": "S1",
        "title": "A board paper" + hostile,
        "publisher": "A trust" + hostile,
        "url": hostile or "https://example.org/paper",
        "published": "2016-04",
        "as_written": "Dudley CCG" + hostile,
        "locator": "page 3" + hostile,
        "note": "read in part" + hostile,
        "certainty": "published",
    }
    for node, number, role, certainty in (
        ("05C", 1, "lead", "published"),
        ("711", 1, "partner", "published"),
        ("RM3", 1, "partner", "inferred"),
        ("RM3", 2, "lead", "published"),
        ("RX9", 2, "partner", "published"),
        ("practice", 2, "partner", "published"),
        ("age-uk-sutton", 3, "partner", "published"),
    ):
        network.add_edge(
            node,
            f"vanguard-{number}",
            role=role,
            certainty=certainty,
            valid_from="2015-04-01" + hostile,
            sources=["S1"],
            evidence=[{**source, "certainty": certainty}],
        )
    return network


def meet(a, b):
    """Tell whether two boxes (left, top, right, bottom) lie on each other by more than a pixel."""
    return a[0] < b[2] - 1 and b[0] < a[2] - 1 and a[1] < b[3] - 1 and b[1] < a[3] - 1


def find(tab, text):
    """Type into the search field of a page and take the first match."""
    tab.fill("#search", text)
    tab.press("#search", "Enter")


def heading(tab):
    """Return the heading of the details."""
    return tab.inner_text("#details h2")


def make_large(count: int) -> nx.Graph:
    """Return a connected network of so many nodes: partnerships of ten, each sharing with the next.

    The first partnership and its members are those of `make_network`.
    """
    network = make_network()
    number = 3
    last = "age-uk-sutton"
    while len(network) < count:
        number += 1
        tie = f"vanguard-{number}"
        known = {"label": f"Partnership {number}", "type": "vanguard", "care_model": "MCP"}
        network.add_node(tie, kind="partnership", number=number, **known)
        network.add_edge(last, tie, role="partner", certainty="inferred", sources=["S1"])
        for member in range(min(9, count - len(network))):
            last = f"B{number}-{member}"
            known = {"label": f"Body {number} {member}", "type": ("ccg", "other")[member % 2]}
            network.add_node(last, kind="organisation", **known)
            role = "lead" if not member else "partner"
            network.add_edge(last, tie, role=role, certainty="published", sources=["S1"])
    return network


def make_hostile() -> nx.Graph:
    """Return `make_network` once for every payload, which stands in each of its texts."""
    network = nx.Graph(kind="partnerships", filters={"type": PAYLOADS[0]}, version=PAYLOADS[1])
    for i, payload in enumerate(PAYLOADS):
        one = make_network(payload)
        names = {node: f"{node}-{i}" for node in one}
        network.update(nx.relabel_nodes(one, names))
        network.add_edge(f"05C-{i}", f"vanguard-2-{i}", role=payload, certainty=payload)
    network.graph["roles"] = {payload: payload for payload in PAYLOADS}
    network.graph["care_models"] = {"MCP": PAYLOADS[0], "ACC": PAYLOADS[5]}
    return network


def check_unharmed(tab) -> None:
    """Check that nothing of the payloads ran, loaded or became markup on a page."""
    for link in tab.query_selector_all("a[href]"):
        assert re.match(r"https?://", link.get_attribute("href"))
        assert link.get_attribute("rel") == "noopener noreferrer"
        assert link.get_attribute("target") == "_blank"
    assert tab.evaluate("window.hit") is None
    assert tab.evaluate("document.scripts.length") == 3
    assert tab.locator("iframe, object, embed, form, base, video, svg script").count() == 0
