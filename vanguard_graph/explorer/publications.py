"""The explorer as a folder of files, for any web host: written whole or not at all.

The same graph gives the same bytes. A folder that was published earlier is replaced when the new
one is whole; one with other things in it is left alone.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from vanguard_graph.errors import OutputError, UsageError
from vanguard_graph.explorer.assets import Assets
from vanguard_graph.explorer.site import Site
from vanguard_graph.files import check_output, make_room

if TYPE_CHECKING:
    from vanguard_graph.graph import CareGraph

MARK = "publication.json"
"""The file by which a folder is known for one that was published."""

_MADE_BY = "vanguard-graph publish"


class Publication(NamedTuple):
    """What was written: the folder, how many files, pages among them, and bytes.

    `left_out` are downloads that the graph cannot be written as.
    """

    folder: Path
    files: int
    pages: int
    bytes: int
    left_out: tuple[str, ...]


def publish(
    graph: CareGraph,
    folder: Path | str,
    *,
    address: str | None = None,
    assets: Assets | None = None,
    tell: Callable[[int, int], None] | None = None,
) -> Publication:
    """Write the explorer of a graph into a new folder, or in place of an earlier publication.

    Parameters
    ----------
    graph
        The whole graph, that of a day, or one on present-day bodies.
    folder
        Where to; the folder above it has to be there.
    address
        Where the files will lie, `https://example.org/vanguards/`: then every page names its
        address, and there is a sitemap.
    assets
        The built scripts; those of the package where they are not given.
    tell
        Called with how many files were written, and of how many.

    Raises
    ------
    OutputError
        When the folder holds other things or cannot be written, or two things of the graph would
        have one file.
    UsageError
        When the address is none.
    """
    if address is not None and not address.startswith(("https://", "http://")):
        raise UsageError(f"{address!r} is no address.", "It begins with https:// or http://.")
    if address is not None and any(one in address for one in "?#\"'<> "):
        raise UsageError(f"{address!r} is no address of a folder.", "Leave ? and # out.")
    target = _check_folder(Path(folder))
    site = Site(graph, served=False, assets=assets, address=address or "")
    paths = site.list_paths()
    check_paths(paths)
    fresh, retired = make_room(target, "part"), make_room(target, "old")
    try:
        made = _write_all(site, paths, fresh, tell)
        if target.is_dir():
            os.replace(target, retired)
        os.replace(fresh, target)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise OutputError(f"{target} cannot be written: {reason}.", "Name another place.") from None
    finally:
        if retired.is_dir() and not target.exists():
            with contextlib.suppress(OSError):
                os.replace(retired, target)
        shutil.rmtree(fresh, ignore_errors=True)
        shutil.rmtree(retired, ignore_errors=True)
    return made._replace(folder=target)


def _check_folder(folder: Path) -> Path:
    """Return the folder if a publication may be written there, in full.

    Raises OutputError where it holds other things, or is no place for a folder.
    """
    try:
        target = Path(os.path.abspath(folder))
        # One that leads nowhere is no better: the folder would be made in its place.
        if target.is_symlink() or os.path.ismount(target):
            raise OutputError(f"{folder} leads elsewhere.", "Name a folder in it.")
        if not target.is_dir():
            check_output(target)
            if target.exists():
                raise OutputError(f"{folder} is a file, not a folder.", "Name a folder.")
            return target
        if any(target.iterdir()) and not _is_published(target):
            raise OutputError(
                f"{folder} is a folder with other things in it.", "Name a new or an empty one."
            )
        if not os.access(target.parent, os.W_OK):
            raise OutputError(f"{target.parent} cannot be written to.", "Name another place.")
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "its name is none for a folder"
        raise OutputError(f"{folder} cannot be written: {reason}.", "Name another place.") from None
    return target


def _is_published(folder: Path) -> bool:
    """Return whether a folder holds what was published there, and nothing that somebody added."""
    try:
        known = json.loads((folder / MARK).read_text("utf-8"))
        if known["made by"] != _MADE_BY:
            return False
        own = {*known["files"], MARK}
    except (OSError, ValueError, KeyError, TypeError):
        return False
    # What hosts and systems leave in a folder by themselves.
    ignored = {".DS_Store", "Thumbs.db", "desktop.ini"}
    return all(
        path.relative_to(folder).as_posix() in own or path.name in ignored
        for path in folder.rglob("*")
        if not path.is_dir()
    )


def check_paths(paths: Iterable[str]) -> None:
    """Raise OutputError where two paths are one on a disk that knows no capitals.

    Windows and macOS have such disks, and a host may.
    """
    seen: dict[str, str] = {}
    for path in paths:
        other = seen.setdefault(path.casefold(), path)
        if other != path:
            raise OutputError(
                f"{other} and {path} differ in capitals only, and many disks hold one of them.",
                "Give one of the two things another id, or use 'vanguard-graph serve'.",
            )


def _write_all(
    site: Site, paths: list[str], folder: Path, tell: Callable[[int, int], None] | None
) -> Publication:
    """Write every page and file, and the list of them by which the folder is known again."""
    folder.mkdir()
    written: dict[str, str] = {}
    size = pages = 0
    left_out = []
    for done, path in enumerate(paths, 1):
        content = site.read(path)
        if content is None:
            left_out.append(path)
            continue
        name = f"{path}index.html" if not path or path.endswith("/") else path
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content.body)
        written[name] = hashlib.sha256(content.body).hexdigest()
        size += len(content.body)
        pages += name.endswith("index.html")
        if tell is not None:
            tell(done, len(paths))
    mark = {"made by": _MADE_BY, "files": dict(sorted(written.items()))}
    data = json.dumps(mark, indent=0).encode()
    (folder / MARK).write_bytes(data + b"\n")
    return Publication(folder, len(written) + 1, pages, size + len(data) + 1, tuple(left_out))
