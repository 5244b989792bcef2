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
    "Chain": "collaboration.chains",
    "Chains": "collaboration.chains",
    "ClinicalNetwork": "clinical.service_network",
    "Findings": "findings.findings",
    "Picture": "picture",
    "VanguardGraphError": "errors",
    "brokers": "analysis.brokers",
    "build": "graph",
    "chains": "collaboration.chains",
    "clinical_coverage": "clinical.service_coverage",
    "clinical_hinges": "clinical.service_hinges",
    "clinical_networks": "clinical.clinical_networks",
    "clinical_overlaps": "clinical.service_overlaps",
    "communities": "analysis.communities",
    "compare": "analysis.comparison",
    "differences": "analysis.differences",
    "draw": "picture",
    "learning": "analysis.learning",
    "load": "graph",
    "network": "networks",
    "reach": "collaboration.reach",
    "robustness": "analysis.robustness",
    "shared_groups": "clinical.groups",
    "significance": "analysis.significance",
}

__all__ = [
    "Answer",
    "CareGraph",
    "Chain",
    "Chains",
    "ClinicalNetwork",
    "Findings",
    "Picture",
    "VanguardGraphError",
    "__version__",
    "brokers",
    "build",
    "chains",
    "clinical_coverage",
    "clinical_hinges",
    "clinical_networks",
    "clinical_overlaps",
    "communities",
    "compare",
    "differences",
    "draw",
    "learning",
    "load",
    "network",
    "reach",
    "robustness",
    "shared_groups",
    "significance",
]

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

    from vanguard_graph.analysis.brokers import brokers
    from vanguard_graph.analysis.communities import communities
    from vanguard_graph.analysis.comparison import compare
    from vanguard_graph.analysis.differences import differences
    from vanguard_graph.analysis.learning import learning
    from vanguard_graph.analysis.robustness import robustness
    from vanguard_graph.analysis.significance import significance
    from vanguard_graph.answers import Answer
    from vanguard_graph.clinical.clinical_networks import clinical_networks
    from vanguard_graph.clinical.groups import shared_groups
    from vanguard_graph.clinical.service_coverage import clinical_coverage
    from vanguard_graph.clinical.service_hinges import clinical_hinges
    from vanguard_graph.clinical.service_network import ClinicalNetwork
    from vanguard_graph.clinical.service_overlaps import clinical_overlaps
    from vanguard_graph.collaboration.chains import Chain, Chains, chains
    from vanguard_graph.collaboration.reach import reach
    from vanguard_graph.errors import VanguardGraphError
    from vanguard_graph.findings.findings import Findings
    from vanguard_graph.graph import CareGraph, build, load
    from vanguard_graph.networks import network
    from vanguard_graph.picture import Picture, draw


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


def load_ipython_extension(shell: InteractiveShell) -> None:
    """Add `%%sparql`, `%vanguard` and networks that show themselves: `%load_ext vanguard_graph`."""
    from vanguard_graph.notebook.extension import load

    load(shell)


def unload_ipython_extension(shell: InteractiveShell) -> None:
    """Take them away again: `%unload_ext vanguard_graph`."""
    from vanguard_graph.notebook.extension import unload

    unload(shell)
