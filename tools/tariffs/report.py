"""What a table means, as a person reads it: days as bars of 24 hours, weeks, holidays, hours of each tariff."""

from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter

from meter.config.time_switch_text import Table
from rich import box
from rich import table as rich_table
from rich.console import RenderableType
from rich.text import Text

from tools.tariffs import year as of_year

STEP = 30  # minutes a character of a bar
HOURS = "".join(f"{hour:<{3 * 60 // STEP}}" for hour in range(0, 24, 3))
COLOURS = ("green", "yellow", "red", "blue", "magenta", "cyan", "bright_green", "bright_red")  # of T1 to T8
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def parts(table: Table, year: int) -> Iterator[RenderableType]:
    """What to print, from top to bottom; holidays and hours are those of `year`."""
    yield _days(table)
    yield _seasons(table)
    yield _holidays(table, year)
    yield _hours(table, year)


def bar(day: list[tuple[int, int]]) -> Text:
    """A day of (minute, tariff) as digits of tariffs, one every half hour; a star where it switches within one."""
    text = Text()
    for begin in range(0, of_year.DAY, STEP):
        active = [tariff for minute, tariff in day if minute <= begin][-1]
        within = any(begin < minute < begin + STEP for minute, _ in day)
        text.append("*" if within else str(active), COLOURS[active - 1])
    return text


def _head(title: str, *columns: str) -> rich_table.Table:
    return rich_table.Table(
        *columns, title=title, title_justify="left", title_style="bold", box=box.SIMPLE_HEAD, pad_edge=False
    )


def _days(table: Table) -> rich_table.Table:
    made = _head("Days: the tariff of each half hour, * where it switches within", "", HOURS, "switches")
    made.columns[1].no_wrap = True
    for kind, name in enumerate(table.days):
        day = of_year.switches(table, kind)
        times = [f"{minute // 60:02}:{minute % 60:02} T{tariff}" for minute, tariff in day]
        made.add_row(Text(name), bar(day), "\n".join(", ".join(times[k : k + 2]) for k in range(0, len(times), 2)))
    return made


def _seasons(table: Table) -> rich_table.Table:
    made = _head("Seasons", "", "from", "week")
    for start, name, week in table.seasons:
        made.add_row(Text(name), f"{start >> 5:02}-{start & 31:02}", Text(spans([table.days[kind] for kind in week])))
    return made


def spans(week: list[str]) -> str:
    """A week in words, `Mon-Fri work, Sat-Sun rest`."""
    said = []
    for name, run in groupby(zip(WEEKDAYS, week, strict=True), key=itemgetter(1)):
        days = [day for day, _ in run]
        said.append(f"{days[0]}-{days[-1]} {name}" if len(days) > 1 else f"{days[0]} {name}")
    return ", ".join(said)


def _holidays(table: Table, year: int) -> rich_table.Table:
    made = _head(f"Holidays of {year}", "date", "", "day type")
    for date, kind in of_year.holidays(table, year):
        made.add_row(date.isoformat(), WEEKDAYS[date.weekday()], Text(table.days[kind]))
    if not made.rows:
        made.add_row("none")
    return made


def _hours(table: Table, year: int) -> rich_table.Table:
    made = _head(f"Hours of {year}", "", "hours", "percent")
    for column in made.columns[1:]:
        column.justify = "right"
    minutes = of_year.minutes(table, year)
    for tariff in sorted(minutes):
        share = 100 * minutes[tariff] / sum(minutes.values())
        made.add_row(f"T{tariff}", f"{minutes[tariff] / 60:.2f}", f"{share:.2f}", style=COLOURS[tariff - 1])
    return made
