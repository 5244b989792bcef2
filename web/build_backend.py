"""The build backend of the package: that of setuptools, with the front end made beforehand.

pyproject.toml names it. The front end is `front_end.make`; whatever goes wrong with it, the
package is built, with plain pages, unless VANGUARD_GRAPH_WEB is `must`.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import front_end
from setuptools import build_meta
from setuptools.build_meta import (
    prepare_metadata_for_build_editable as prepare_metadata_for_build_editable,
)
from setuptools.build_meta import (
    prepare_metadata_for_build_wheel as prepare_metadata_for_build_wheel,
)

Settings = dict[str, Any] | None
ROOT = Path(__file__).resolve().parents[1]


def get_requires_for_build_wheel(config_settings: Settings = None) -> list[str]:
    """Return what must be installed to build a wheel: node too, where it is lacking."""
    return build_meta.get_requires_for_build_wheel(config_settings) + front_end.list_needs(ROOT)


def get_requires_for_build_sdist(config_settings: Settings = None) -> list[str]:
    """Return what must be installed to build a source distribution."""
    return build_meta.get_requires_for_build_sdist(config_settings) + front_end.list_needs(ROOT)


def get_requires_for_build_editable(config_settings: Settings = None) -> list[str]:
    """Return what must be installed to install the tree itself."""
    needs = front_end.list_needs(ROOT, tests=True)
    return build_meta.get_requires_for_build_editable(config_settings) + needs


def build_wheel(
    wheel_directory: str,
    config_settings: Settings = None,
    metadata_directory: str | None = None,
) -> str:
    """Build a wheel with the front end in it; return its name."""
    front_end.make(ROOT)
    _forget_copies()
    return build_meta.build_wheel(wheel_directory, config_settings, metadata_directory)


def build_sdist(sdist_directory: str, config_settings: Settings = None) -> str:
    """Build a source distribution; it holds the front end, so that a wheel of it needs no node."""
    front_end.make(ROOT)
    return build_meta.build_sdist(sdist_directory, config_settings)


def build_editable(
    wheel_directory: str,
    config_settings: Settings = None,
    metadata_directory: str | None = None,
) -> str:
    """Install the tree itself, with the front end and what its tests need in it."""
    front_end.make(ROOT, tests=True)
    return build_meta.build_editable(wheel_directory, config_settings, metadata_directory)


def _forget_copies() -> None:
    """Remove what an earlier build copied: setuptools would pack old scripts beside the new."""
    for copies in ROOT.glob("build/*/vanguard_graph/explorer/assets"):
        shutil.rmtree(copies)
