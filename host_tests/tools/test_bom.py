"""`make bom`: the table, CSV, and lines that cannot be right."""

import csv
import io

import pytest
from click.testing import CliRunner
from rich.console import Console

from tools.bom import COLUMNS, NAME, BomError, __main__, read
from tools.build.boards import boards

HEAD = "ref,quantity,part number,manufacturer,description\n"
SAMPLE = (
    HEAD
    + 'U1,1,SC0915,Raspberry Pi,Pico\nR1 R2,2,MFR-25FTE52-1K,,"resistor 1 kΩ, 1 % [0.25 W]"\n'
    + "K1,1,G5LE-1 DC5,Omron,relay\n"
)


@pytest.fixture
def bom(tmp_path):
    path = tmp_path / NAME
    path.write_text(SAMPLE, encoding="utf-8")
    return path


def test_the_table_has_every_line_and_the_totals(bom):
    console = Console(width=160, file=io.StringIO())
    console.print(__main__.shown("a board", read(bom)))
    text = console.file.getvalue()
    for word in ("a board", "R1 R2", "resistor 1 kΩ, 1 % [0.25 W]", "G5LE-1 DC5", "3 different parts"):
        assert word in text
    assert [line for line in text.splitlines() if "different" in line][0].split("│")[2].strip() == "4"


def test_csv_can_be_read_again(bom, tmp_path, monkeypatch):
    board = next(iter(boards().values()))
    folder = tmp_path / board.name
    folder.mkdir()
    bom.rename(folder / NAME)
    monkeypatch.setattr(__main__, "find", lambda name: type(board)(**{**vars(board), "folder": folder}))
    done = CliRunner().invoke(__main__.main, [board.name, "--csv"])
    rows = list(csv.reader(io.StringIO(done.output)))
    assert tuple(rows[0]) == COLUMNS and rows[2][4] == "resistor 1 kΩ, 1 % [0.25 W]" and len(rows) == 4
    assert CliRunner().invoke(__main__.main, [board.name]).output.count("Omron") == 1


@pytest.mark.parametrize(
    "text, said",
    [
        ("", "the first line is not ref,quantity,"),
        ("ref,quantity\n", "the first line is not ref,quantity,"),
        (HEAD + "U1,one,N,M,D\n", "line 2: quantity 'one'"),
        (HEAD + "U1,0,N,M,D\n", "line 2: quantity '0'"),
        (HEAD + "U1,1,N,M,D\nU2,²,N,M,D\n", "line 3: quantity '²'"),
        (HEAD + "U1,1,,M,D\n", "line 2: no part number"),
        (HEAD + "U1,1,N,M,\n", "line 2: no description"),
        (HEAD + "U1,1,N,M\n", "line 2: 4 fields, not 5"),
        (HEAD + "U1,1,N,M,D\nU1,1,N,M,D\n", "line 3: U1 is there twice"),
    ],
)
def test_lines_that_cannot_be_right_are_named(bom, text, said):
    bom.write_text(text, encoding="utf-8")
    with pytest.raises(BomError) as error:
        read(bom)
    assert said in str(error.value)


def test_a_board_without_one_is_told(tmp_path):
    with pytest.raises(BomError, match="No such file"):
        read(tmp_path / NAME)


@pytest.mark.parametrize(
    "path", [board.folder / NAME for board in boards().values()], ids=lambda path: path.parent.name
)
def test_the_boards_own_can_be_read(path):
    assert read(path)
