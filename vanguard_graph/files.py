"""Where data lies, bounded reading, atomic writing."""

from __future__ import annotations

import contextlib
import glob
import os
import shutil
import stat
import time
from collections.abc import Mapping
from pathlib import Path

from vanguard_graph.errors import InputError, OutputError

_PACKAGE = Path(__file__).resolve().parent


def find_folder(name: str) -> Path:
    """Return the folder `data` or `ontology` that belongs to this installation.

    A wheel carries both inside the package; a checkout has them beside it.
    """
    for candidate in (_PACKAGE / name, _PACKAGE.parent / name):
        if candidate.is_dir():
            return candidate
    raise InputError(
        f"The folder {name!r} of vanguard-graph was not found beside the package.",
        "Install the package again, as its README says.",
    )


def cache_folder() -> Path:
    """Return the folder for files that can be made again (it need not exist)."""
    chosen = os.environ.get("VANGUARD_GRAPH_CACHE")
    if chosen:
        return Path(chosen)
    if os.name == "nt":
        base = os.environ.get("LOCALAPPDATA") or os.path.expanduser(r"~\AppData\Local")
    else:
        base = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    return Path(base) / "vanguard-graph"


def read_bytes(path: Path | str, most: int, *, streams: bool = False) -> bytes:
    """Return the content of a file, refusing one larger than `most` bytes.

    A pipe or a device is refused too, as reading one may never end; with `streams` it is read, for
    files that the user names one by one (`/dev/stdin`, `<(command)`). Never reads more than
    `most` + 1 bytes, so that an endless stream is refused as well.

    Raises InputError in one sentence when it cannot be read.
    """
    try:
        # Looked at before it is opened: opening a pipe waits for somebody to write into it.
        mode = os.stat(path).st_mode
        if not (streams or stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
            raise InputError(
                f"{path} is a pipe or a device, not a regular file.", "Put a plain file there."
            )
        with open(path, "rb") as file:
            content = file.read(most + 1)
    except IsADirectoryError:
        raise InputError(f"{path} is a folder, not a file.", "Name a file in it.") from None
    except FileNotFoundError:
        raise InputError(f"{path} does not exist.", "Check the name and the folder.") from None
    except OSError as error:
        reason = error.strerror or type(error).__name__
        denied = isinstance(error, PermissionError)
        remedy = "Check its permissions." if denied else "Check the name and the folder."
        raise InputError(f"{path} cannot be read: {reason}.", remedy) from None
    except ValueError:
        raise InputError(f"{path!s:.80} cannot be read: a name has no NUL.", "Check it.") from None
    if len(content) > most:
        raise InputError(
            f"{path} is larger than {most:,} bytes.", "Split it, or raise the limit (see limits)."
        )
    return content


def check_output(path: Path | str) -> Path:
    """Return `path` if a file can be written there; raise OutputError in one sentence if not."""
    target = Path(path)
    name = target.name
    if "\0" in str(target) or not name or len(os.fsencode(name)) > 240:
        raise OutputError("That cannot be the name of a file.", "Choose a shorter, plainer name.")
    folder = target.parent
    try:
        if target.is_dir():
            raise OutputError(f"{target} is a folder.", "Name a file in it.")
        if target.exists() and not target.is_file():
            raise OutputError(f"{target} is a device, not a file.", "Name a file.")
        if not folder.is_dir():
            raise OutputError(
                f"The folder {folder} does not exist.", "Create it, or name another place."
            )
    except OSError as error:
        # A folder that may not be entered, or a path that is too long.
        reason = error.strerror or type(error).__name__
        raise OutputError(f"{target} cannot be written: {reason}.", "Name another place.") from None
    if not os.access(folder, os.W_OK):
        raise OutputError(f"The folder {folder} cannot be written to.", "Name another place.")
    return target


def write_atomic(path: Path | str, data: bytes) -> Path:
    """Write a file whole or not at all, and return its path.

    The bytes go to a new file in the same folder, are flushed to the disk, and are then renamed
    into place, so that a crash or a full disk leaves the old file as it was.

    Raises OutputError when that cannot be done.
    """
    target = check_output(path)
    temporary = make_room(target, "part")
    try:
        with open(temporary, "xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, target)
    except OSError as error:
        with contextlib.suppress(OSError):
            temporary.unlink()
        reason = error.strerror or type(error).__name__
        raise OutputError(f"{target} cannot be written: {reason}.", "Name another place.") from None
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise
    return target


def write_together(files: Mapping[Path, bytes]) -> list[Path]:
    """Write files that belong together, and return their paths.

    When one cannot be written, what was there before is put back.

    Raises OutputError when that is so.
    """
    before: dict[Path, bytes | None] = {}
    try:
        for path, data in files.items():
            old = path.read_bytes() if path.exists() else None
            write_atomic(path, data)
            before[path] = old
    except BaseException as error:
        for written, old in before.items():
            with contextlib.suppress(OSError, OutputError):
                written.unlink() if old is None else write_atomic(written, old)
        if isinstance(error, OSError):
            reason = error.strerror or type(error).__name__
            raise OutputError(
                f"{path} cannot be written: {reason}.", "Name another place."
            ) from None
        raise
    return list(files)


def make_room(target: Path, ending: str) -> Path:
    """Return a hidden name beside `target` at which nothing lies.

    What killed writers left there is removed: at once where it bears the number of this process,
    else after an hour, as it may belong to one that is still at work.
    """
    mine = target.with_name(f".{target.name}.{os.getpid()}.{ending}")
    for left in target.parent.glob(f".{glob.escape(target.name)}.*.{ending}"):
        with contextlib.suppress(OSError):
            if left == mine or time.time() - left.lstat().st_mtime > 3600:
                if left.is_dir() and not left.is_symlink():
                    shutil.rmtree(left)
                else:
                    left.unlink()
    return mine
