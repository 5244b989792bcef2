"""Zip archives and workbooks in which no time and no machine stands: same content, same bytes."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO, Any


class UndatedProperties:
    """What a workbook says of itself, without the times at which it was made."""

    def __init__(self, properties: Any) -> None:
        self._properties = properties

    def to_tree(self) -> Any:
        """Return it as openpyxl writes it."""
        tree = self._properties.to_tree()
        for part in list(tree):
            if part.tag.endswith(("}created", "}modified")):
                tree.remove(part)
        return tree


class UndatedArchive(zipfile.ZipFile):
    """An archive whose files all bear the first day that archives know."""

    def __init__(self, sink: IO[bytes], rows: Sequence[IO[bytes]]) -> None:
        """Begin an archive; `rows` has the rows that the first sheets get below their headers."""
        super().__init__(sink, "w", zipfile.ZIP_DEFLATED)
        self._rows = {
            f"xl/worksheets/sheet{number}.xml": file for number, file in enumerate(rows, 1)
        }

    def writestr(self, zinfo_or_arcname: Any, data: Any, *_: Any, **__: Any) -> None:
        """Add a file with this content."""
        with self._begin(str(zinfo_or_arcname)) as file:
            file.write(data.encode() if isinstance(data, str) else data)

    def write(self, filename: Any, arcname: Any = None, *_: Any, **__: Any) -> None:
        """Add a file that lies on the disk."""
        name = str(arcname or filename)
        head, end, tail = Path(filename).read_bytes().partition(b"</sheetData>")
        with self._begin(name) as file:
            file.write(head)
            if name in self._rows:
                self._rows[name].seek(0)
                for piece in _read_pieces(self._rows[name]):
                    file.write(piece)
            file.write(end + tail)

    def _begin(self, name: str) -> Any:
        info = zipfile.ZipInfo(name)
        info.compress_type = self.compression
        info.create_system = 0  # else it names the kind of machine
        return self.open(info, "w", force_zip64=False)


def _read_pieces(source: IO[bytes]) -> Iterator[bytes]:
    while piece := source.read(1_000_000):
        yield piece
