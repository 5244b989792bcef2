"""The public names: each says in a sentence what it is, and what it takes and gives."""

from __future__ import annotations

import ast
import importlib
import inspect
import sys
import typing
from collections.abc import Callable, Iterator
from functools import cached_property
from typing import Any

import pytest

import vanguard_graph as vg
from vanguard_graph.clinical.clinical_networks import ClinicalNetworks
from vanguard_graph.clinical.groups import Groups
from vanguard_graph.collaboration.reach import Reach
from vanguard_graph.collaboration.steps import Step
from vanguard_graph.findings.findings import Finding
from vanguard_graph.profiles.profile import Profile
from vanguard_graph.timeline.rewritings import Rewriting
from vanguard_graph.timeline.surenesses import Sureness

CLASSES = [getattr(vg, name) for name in vg.__all__ if inspect.isclass(getattr(vg, name))]
CLASSES += [ClinicalNetworks, Finding, Groups, Profile, Reach, Rewriting, Step, Sureness]


def list_members() -> Iterator[tuple[str, Callable[..., Any]]]:
    """Give every public function, and every public method and property of a public class."""
    for name in vg.__all__:
        if inspect.isfunction(getattr(vg, name)):
            yield name, getattr(vg, name)
    for owner in CLASSES:
        for name in dir(owner):
            value = inspect.getattr_static(owner, name)
            if isinstance(value, property):
                value = value.fget
            elif isinstance(value, cached_property):
                value = value.func
            elif isinstance(value, classmethod | staticmethod):
                value = value.__func__
            ours = getattr(value, "__module__", "") or ""
            if name[0] != "_" and inspect.isfunction(value) and ours.startswith("vanguard_graph"):
                yield f"{owner.__name__}.{name}", value


MEMBERS = dict(list_members())


def read_names(module: str) -> dict[str, Any]:
    """Return the names of a module, those among them that only a type checker imports."""
    loaded = sys.modules[module]
    names = dict(vars(loaded))
    for block in ast.walk(ast.parse(inspect.getsource(loaded))):
        if isinstance(block, ast.If) and "TYPE_CHECKING" in ast.dump(block.test):
            for one in block.body:
                if isinstance(one, ast.Import):
                    for alias in one.names:
                        names[alias.asname or alias.name] = importlib.import_module(alias.name)
                elif isinstance(one, ast.ImportFrom):
                    home = importlib.import_module(one.module or "")
                    for alias in one.names:
                        # What only a type checker sees of another module is anything here.
                        names[alias.asname or alias.name] = getattr(home, alias.name, Any)
                elif isinstance(one, ast.AnnAssign) and isinstance(one.target, ast.Name):
                    names[one.target.id] = Any
    return names


def test_there_are_names_to_look_at() -> None:
    assert {"load", "chains", "CareGraph.query", "Answer.to_pandas", "Picture.save"} <= set(MEMBERS)


@pytest.mark.parametrize("name", [*MEMBERS, *(owner.__name__ for owner in CLASSES)])
def test_a_name_begins_with_a_sentence_on_itself(name: str) -> None:
    owners = {owner.__name__: owner for owner in CLASSES}
    doc = inspect.getdoc(MEMBERS.get(name) or owners[name])
    assert doc, f"{name} says nothing"
    first = " ".join(doc.split("\n\n")[0].split())
    assert first[0].isupper() and first[-1] in ".:" and len(first) > 8, first


@pytest.mark.parametrize("name", MEMBERS)
def test_what_a_name_takes_and_gives_is_typed(name: str) -> None:
    function = MEMBERS[name]
    hints = typing.get_type_hints(function, read_names(function.__module__))
    assert "return" in hints, f"{name} does not say what it gives"
    for parameter in inspect.signature(function).parameters.values():
        assert parameter.name in hints or parameter.name in ("self", "cls"), (name, parameter)


@pytest.mark.parametrize("name", [name for name in MEMBERS if name.startswith("CareGraph.")])
def test_options_that_a_signature_hides_are_named_in_words(name: str) -> None:
    function = MEMBERS[name]
    hidden = [
        parameter.name
        for parameter in inspect.signature(function).parameters.values()
        if parameter.kind is parameter.VAR_KEYWORD and parameter.name in ("filters", "options")
    ]
    hints = typing.get_type_hints(function, read_names(function.__module__))
    for parameter in hidden:
        told = hints[parameter] is not Any or "care_model" in (inspect.getdoc(function) or "")
        assert told, f"{name} does not say what its **{parameter} are"
