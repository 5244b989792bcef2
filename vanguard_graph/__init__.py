"""Vanguard Graph: the open knowledge graph of England's care partnerships.

>>> import vanguard_graph as vg
>>> graph = vg.load()
>>> graph.vanguard(16).label
'Dudley Multispecialty Community Provider'

Names are imported when they are first used, so that a program pays only for what it needs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

_HOMES = {
    "Answer": "answers",
    "CareGraph": "graph",
    "Chain": "analysis.chains",
    "Chains": "analysis.chains",
    "ClinicalNetwork": "analysis.clinical",
    "Findings": "analysis.findings",
    "VanguardGraphError": "errors",
    "brokers": "analysis.brokers",
    "build": "graph",
    "chains": "analysis.chains",
    "clinical_networks": "analysis.clinical",
    "communities": "analysis.communities",
    "compare": "analysis.comparison",
    "differences": "analysis.differences",
    "draw": "pictures.drawings",
    "load": "graph",
    "network": "networks",
    "robustness": "analysis.robustness",
    "significance": "analysis.significance",
}

__all__ = [
    "Answer",
    "CareGraph",
    "Chain",
    "Chains",
    "ClinicalNetwork",
    "Findings",
    "VanguardGraphError",
    "__version__",
    "brokers",
    "build",
    "chains",
    "clinical_networks",
    "communities",
    "compare",
    "differences",
    "draw",
    "load",
    "network",
    "robustness",
    "significance",
]

if TYPE_CHECKING:
    from vanguard_graph.analysis.brokers import brokers
    from vanguard_graph.analysis.chains import Chain, Chains, chains
    from vanguard_graph.analysis.clinical import ClinicalNetwork, clinical_networks
    from vanguard_graph.analysis.communities import communities
    from vanguard_graph.analysis.comparison import compare
    from vanguard_graph.analysis.differences import differences
    from vanguard_graph.analysis.findings import Findings
    from vanguard_graph.analysis.robustness import robustness
    from vanguard_graph.analysis.significance import significance
    from vanguard_graph.answers import Answer
    from vanguard_graph.errors import VanguardGraphError
    from vanguard_graph.graph import CareGraph, build, load
    from vanguard_graph.networks import network
    from vanguard_graph.pictures.drawings import draw


def __getattr__(name: str) -> Any:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module 'vanguard_graph' has no attribute {name!r}")
    from importlib import import_module

    value = getattr(import_module(f"vanguard_graph.{home}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
