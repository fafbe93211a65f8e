from itertools import pairwise
from pathlib import Path

import pytest

from app.files.errors import StorageUnavailable
from app.imports.errors import NotATable
from app.imports.table import MAX_LINE
from app.imports.table import Position
from app.imports.table import Row
from app.imports.table import count
from app.imports.table import read
from tests.fixtures.imports import lamps
from tests.fixtures.imports import table


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "items.csv"


def rows(file: Path) -> list[Row]:
    """Return all rows."""
    total, start = count(file)
    return read(file, start, total).rows


class TestCount:
    def test_rows_are_counted_without_the_header_and_empty_lines(self, file: Path) -> None:
        file.write_bytes(table("Lamp,,1", "", "Chair,,2", ""))

        assert count(file) == (2, Position(offset=26, lines=1))

    def test_a_file_may_end_without_a_line_end(self, file: Path) -> None:
        file.write_bytes(b"name\nLamp\nChair")

        assert count(file)[0] == 2

    def test_a_header_alone_is_a_table_without_rows(self, file: Path) -> None:
        file.write_bytes(table())

        assert count(file)[0] == 0

    def test_what_is_gone_is_not_available(self, file: Path) -> None:
        with pytest.raises(StorageUnavailable):
            count(file)


class TestHeader:
    @pytest.mark.parametrize(
        ("content", "reason"),
        [
            (b"", "first line has to name"),
            (b"\n", "first line has to name"),
            (b"description,quantity\n", "first line has to name"),
            (b"name;description;quantity\n", "first line has to name"),
            (b"name,price\n", "first line has to name"),
            (b"name,quantity,name\n", "twice"),
        ],
    )
    def test_what_does_not_name_the_columns_is_refused(
        self, file: Path, content: bytes, reason: str
    ) -> None:
        file.write_bytes(content)

        with pytest.raises(NotATable, match=reason):
            count(file)

    def test_columns_may_come_in_any_order(self, file: Path) -> None:
        file.write_bytes(table("3,Lamp", header="quantity,name"))

        assert rows(file) == [Row(2, {"quantity": "3", "name": "Lamp"})]

    def test_the_mark_with_which_spreadsheets_begin_is_no_part_of_it(self, file: Path) -> None:
        file.write_bytes(b"\xef\xbb\xbf" + table("Lamp,,"))

        assert rows(file) == [Row(2, {"name": "Lamp"})]


class TestRows:
    def test_a_row_knows_the_line_in_which_it_begins(self, file: Path) -> None:
        file.write_bytes(table('Lamp,"Gives\nlight",1', "", "Chair,,2"))

        assert [(row.line, row.cells["name"]) for row in rows(file)] == [(2, "Lamp"), (5, "Chair")]

    def test_quotes_keep_commas_quotes_and_line_ends_together(self, file: Path) -> None:
        file.write_bytes(table('"Lamp, large","Gives ""light""\r\nand warmth",1'))

        (row,) = rows(file)

        assert row.cells["name"] == "Lamp, large"
        assert row.cells["description"] == 'Gives "light"\r\nand warmth'

    def test_lines_may_end_as_on_windows(self, file: Path) -> None:
        file.write_bytes(table("Lamp,,1", "Chair,,2").replace(b"\n", b"\r\n"))

        assert [row.cells["name"] for row in rows(file)] == ["Lamp", "Chair"]

    def test_too_few_or_too_many_cells_are_a_problem_of_their_row(self, file: Path) -> None:
        file.write_bytes(table("Lamp", "Lamp,,1,2", "Lamp,,1"))

        problems = [row.problem for row in rows(file)]

        assert problems == ["It has 1 cells instead of 3", "It has 4 cells instead of 3", None]

    @pytest.mark.parametrize(
        "row",
        [
            '"Lamp,,1',  # never closed
            '"Lamp"s,,1',
            f"{'x' * MAX_LINE},,",
        ],
    )
    def test_what_is_no_csv_spoils_the_file(self, file: Path, row: str) -> None:
        file.write_bytes(table("Lamp,,1", row))

        with pytest.raises(NotATable, match="Line 3"):
            count(file)

    def test_a_field_without_end_is_not_read_to_the_end(self, file: Path) -> None:
        file.write_bytes(table('"', *["x" * 1000] * 1000))

        with pytest.raises(NotATable, match="Line 13"):
            count(file)


class TestRead:
    def test_parts_are_together_the_whole_file(self, file: Path) -> None:
        file.write_bytes(lamps(10_000))
        total, start = count(file)
        found: list[Row] = []
        position: Position | None = start

        while position:
            part, position = read(file, position, 300)
            found += part

        assert total == len(found) == 10_000
        assert [row.cells["quantity"] for row in found] == [str(n) for n in range(10_000)]
        assert all(later.line == row.line + 1 for row, later in pairwise(found))

    def test_behind_the_last_row_there_is_no_other_part(self, file: Path) -> None:
        file.write_bytes(lamps(4))
        _, start = count(file)

        first = read(file, start, 2)
        assert first.next is not None
        assert read(file, first.next, 2).next is None
