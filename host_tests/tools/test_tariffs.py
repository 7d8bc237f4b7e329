"""`python -m tools.tariffs` as a person meets it: a readable table, or one line on what is wrong with it."""

import datetime
import re
from pathlib import Path

import pytest
from click.testing import CliRunner
from dateutil.easter import easter

from tools.tariffs import cli, report
from tools.tariffs import year as of_year

EXAMPLES = sorted((Path(cli.__file__).parent / "examples").glob("*.txt"))
HOURS = re.compile(r"^ (T[1-8]) +([\d.]+) +([\d.]+) *$", re.MULTILINE)
TABLE = "day [red] 00:00 T2 06:15 T1\nweek usual [red] [red] [red] [red] [red] [red] [red]\nseason s from 01-01 usual\n"


def shown(file, *options):
    result = CliRunner().invoke(cli.main, [str(file), *options])
    assert (result.exit_code, result.stderr) == (0, ""), result.output
    return result.stdout


def refused(*arguments):
    result = CliRunner().invoke(cli.main, list(map(str, arguments)))
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("quadrant: ") and result.stderr.count("\n") == 1
    return result.stderr[10:-1]


@pytest.fixture
def table(tmp_path):
    file = tmp_path / "table.txt"
    file.write_text(TABLE)
    return file


def test_there_are_examples_of_two_three_and_four_tariffs():
    assert sorted(cli.read(example).time_switch().tariffs for example in EXAMPLES) == [2, 3, 4]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.stem)
@pytest.mark.parametrize("year", [2027, 2028])
def test_the_hours_of_a_year_are_those_of_the_meters_own_switch(example, year):
    switch = cli.read(example).time_switch()
    halves = {}
    for day in of_year.days(year):
        for minute in range(0, 1440, 30):
            tariff = f"T{switch.tariff(year, day.month, day.day, minute)}"
            halves[tariff] = halves.get(tariff, 0) + 1
    found = HOURS.findall(shown(example, "--year", str(year)))
    assert {tariff: float(hours) for tariff, hours, _ in found} == {tariff: n / 2 for tariff, n in halves.items()}
    assert sum(float(hours) for _, hours, _ in found) == 24 * (366 if year == 2028 else 365)
    assert sum(float(percent) for _, _, percent in found) == pytest.approx(100, abs=0.02)


def test_the_danish_example_has_the_holidays_that_move_with_easter():
    table = cli.read(next(example for example in EXAMPLES if example.stem == "four_tariffs"))
    for year in (2027, 2028):
        dates = {date for date, _ in of_year.holidays(table, year)}
        assert {easter(year) + datetime.timedelta(days) for days in (-3, -2, 1, 39, 50)} <= dates


def test_a_day_is_a_bar_of_half_hours_and_a_list_of_switches(table):
    text = shown(table)
    assert "table.txt: in order, highest tariff T2" in text
    assert " [red]   222222222222*" + 35 * "1" + "   00:00 T2, 06:15 T1 " in text
    assert report.bar([(0, 8)]).plain == 48 * "8"


def test_a_season_says_when_it_begins_and_the_days_of_its_week(table):
    assert " s   01-01   Mon-Sun [red] " in shown(table)
    assert report.spans(["a", "a", "b", "a", "a", "c", "c"]) == "Mon-Tue a, Wed b, Thu-Fri a, Sat-Sun c"


def test_holidays_are_those_of_the_year_and_the_one_with_the_year_counts(table):
    with table.open("a") as file:
        file.write(
            "day ever 00:00 T1\nday once 00:00 T1\nholiday 12-24 ever\nholiday 2027-12-24 once\nholiday 02-29 ever"
        )
    assert re.findall(r"^ (\d.+?) *$", shown(table, "--year", "2027"), re.MULTILINE) == ["2027-12-24   Fri   once"]
    assert re.findall(r"^ (\d.+?) *$", shown(table, "--year", "2028"), re.MULTILINE) == [
        "2028-02-29   Tue   ever",
        "2028-12-24   Sun   ever",
    ]


def test_without_a_year_it_is_this_one(table):
    assert f"Hours of {datetime.date.today().year}" in shown(table)


def test_what_the_meter_would_refuse_is_one_line(table, tmp_path):
    table.write_text(TABLE + "holiday 12-25 rest")
    assert refused(table) == "table.txt:4: no day type rest"
    table.write_bytes(b"day s\xf8ndag 00:00 T1")
    assert refused(table) == f"{table}: no UTF-8 text"
    table.write_text("\ufeff" + TABLE, encoding="utf-8")
    assert refused(table) == "table.txt:1: character U+FEFF"
    assert refused(tmp_path / "none.txt") == f"{tmp_path / 'none.txt'}: no such file or directory"
    assert refused(tmp_path) == f"{tmp_path}: is a directory"
    assert "2100 is not in the range" in refused(table, "--year", 2100)


def test_ends_of_lines_are_as_the_meter_will_find_them(table):
    table.write_bytes(TABLE.replace("\n", "\r\n").encode())
    assert "in order" in shown(table)
    table.write_bytes(TABLE.replace("\n", "\r").encode())
    assert refused(table) == "table.txt:1: character U+000D"
