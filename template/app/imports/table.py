"""A file as a table of items: CSV (RFC 4180) in UTF-8, whose first line names the columns."""

import csv
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import BinaryIO
from typing import NamedTuple

from app.files.storage import storage_errors
from app.imports.errors import NotATable
from app.items.schemas import ItemCreate

COLUMNS = ItemCreate.model_fields
REQUIRED = {name for name, field in COLUMNS.items() if field.is_required()}
MAX_LINE = 64 * 1024  # bytes


class Position(NamedTuple):
    """Where a row begins: behind so many bytes, and so many lines."""

    offset: int
    lines: int


class Row(NamedTuple):
    """The cells that are not empty, by column; or what is wrong with it."""

    line: int
    cells: dict[str, str]
    problem: str | None = None


class Table:
    """An open file, which is read row by row, and no further."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._lines = 0
        self._records = csv.reader(self._read_lines(), strict=True)
        self._columns = next(self._read_records(), [])
        if set(self._columns) - COLUMNS.keys() or REQUIRED - set(self._columns):
            raise NotATable(f"Its first line has to name columns of {', '.join(COLUMNS)}")
        if len(set(self._columns)) < len(self._columns):
            raise NotATable("Its first line names a column twice")

    @property
    def position(self) -> Position:
        """Where the next row begins."""
        return Position(self._file.tell(), self._lines)

    def seek(self, position: Position) -> None:
        """Go on where another row begins."""
        self._file.seek(position.offset)
        self._lines = position.lines

    def rows(self) -> Iterator[Row]:
        """Yield the rows from here on; raise `NotATable` where they end to be any."""
        line = self._lines + 1
        for cells in self._read_records():
            if len(cells) == len(self._columns):
                given = zip(self._columns, cells, strict=True)
                yield Row(line, {column: cell for column, cell in given if cell})
            elif cells:  # an empty line is no row
                problem = f"It has {len(cells)} cells instead of {len(self._columns)}"
                yield Row(line, {}, problem)
            line = self._lines + 1

    def _read_records(self) -> Iterator[list[str]]:
        try:
            yield from self._records
        except csv.Error as error:
            raise NotATable(f"Line {self._lines} is no CSV: {error}") from error

    def _read_lines(self) -> Iterator[str]:
        while line := self._file.readline(MAX_LINE + 1):
            self._lines += 1
            if len(line) > MAX_LINE:
                raise NotATable(f"Line {self._lines} is longer than {MAX_LINE} bytes")
            # Spreadsheets begin a file with a byte order mark.
            yield line.decode("utf-8-sig" if self._lines == 1 else "utf-8")


class Part(NamedTuple):
    """Some rows, and where the next one begins, if there is one."""

    rows: list[Row]
    next: Position | None


def count(path: Path) -> tuple[int, Position]:
    """Return how many rows there are, and where they begin; this blocks."""
    with storage_errors(), path.open("rb") as file:
        table = Table(file)
        start = table.position
        return sum(1 for _ in table.rows()), start


def read(path: Path, start: Position, limit: int) -> Part:
    """Return some rows; this blocks."""
    with storage_errors(), path.open("rb") as file:
        table = Table(file)
        table.seek(start)
        rows = list(islice(table.rows(), limit))
        end = table.position
        return Part(rows, end if file.read(1) else None)
