"""The built parts of the explorer: scripts and styles that npm makes from `web/`.

`web/` is built into `vanguard_graph/explorer/assets/` when the package is built. Where that could
not be done the folder is absent, and the pages are plain: every fact is there, and what only
scripts can do (the moving network, the query editor) is named as missing.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path

PLAIN = (
    "The scripts of the explorer were not built when this package was installed, so its pages "
    "are plain."
)
"""What a page says to its reader, and `serve` to who started it."""

REMEDY = (
    "To have them, install again where the internet can be reached: 'pip install --verbose .' in "
    "a copy of the repository says what stands in the way."
)
"""What `serve` and `publish` say after PLAIN."""

# What a build keeps for itself: vite's list of what it made, and the digest of the sources.
_OWN = ("manifest.json", "sources.sha256")


@dataclass(frozen=True)
class Assets:
    """Built files by name. `folder` is None where there are none.

    `scripts` gives for each entry ("site", "network", …) its script and the styles it needs, as
    paths within the folder.
    """

    folder: Path | None = None
    scripts: dict[str, tuple[str, tuple[str, ...]]] = field(default_factory=dict)

    def list_files(self) -> list[str]:
        """Return the paths of all files in the folder, sorted."""
        if self.folder is None:
            return []
        found = (path for path in self.folder.rglob("*") if path.is_file())
        return sorted(
            path.relative_to(self.folder).as_posix()
            for path in found
            if not path.name.startswith(".") and path.name not in _OWN
        )

    def read(self, name: str) -> bytes | None:
        """Return the content of a file, None where it is not one of `list_files`."""
        if self.folder is None or name not in self.list_files():
            return None
        return (self.folder / name).read_bytes()


def find_assets(folder: Path | None = None) -> Assets:
    """Return the built parts in a folder, by default those that came with the package.

    Where there are none, or not whole ones, Assets without files are returned.
    """
    folder = folder or Path(__file__).parent / "assets"
    try:
        entries = json.loads((folder / "manifest.json").read_text("utf-8"))
    except (OSError, ValueError):
        return Assets()
    scripts = {}
    for source, entry in sorted(entries.items()):
        if entry.get("isEntry"):
            name = Path(source).stem
            scripts[name] = (entry["file"], tuple(_find_styles(entries, source, set())))
    named = {name for script, styles in scripts.values() for name in (script, *styles)}
    return Assets(folder, scripts) if all((folder / name).is_file() for name in named) else Assets()


def _find_styles(entries: dict[str, dict[str, object]], source: str, seen: set[str]) -> list[str]:
    """Return the styles of an entry and of what it imports."""
    if source in seen:
        return []
    seen.add(source)
    entry = entries[source]
    css, imports = entry.get("css"), entry.get("imports")
    styles = [str(one) for one in css] if isinstance(css, list) else []
    for other in imports if isinstance(imports, list) else ():
        styles += [one for one in _find_styles(entries, str(other), seen) if one not in styles]
    return styles
