"""The command behind `make quality`: tables on a terminal, CSV elsewhere."""

import csv
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from tools.bench.cli import OneLine
from tools.logs.cli import LAST, read
from tools.quality.report import COUNTED, EVENTS, WINDOWS_A_WEEK, Verdict, event_row, total, verdicts

WEEK = timedelta(days=7)
FORM = "%Y-%m-%d %H:%M:%S"
UNDETERMINED = "-"


@dataclass(frozen=True)
class Record:
    """What was counted from `since` to `until`, None for what is being counted; normal time."""

    since: datetime
    until: datetime | None
    counters: dict[str, int]

    def within(self, monday: datetime) -> bool:
        return self.since < monday + WEEK and (self.until is None or self.until > monday)


@click.command(cls=OneLine, context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("state", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--week", type=click.DateTime(["%Y-%m-%d"]), help="the week with this day  [default: the last one stored]"
)
@click.option("--events", is_flag=True, help="in a pipe: the events, not the limits")
@click.option("--nominal", type=click.IntRange(50, 500), default=230, show_default=True, help="V, for depths")
def main(state: Path, week: datetime | None, events: bool, nominal: int) -> int:
    """Hold a week of the voltage of the simulated meter in the directory STATE against EN 50160.

    Ends with status 0 when all limits are kept, 1 when one is not, and 2 when there is nothing to tell. Weeks begin on
    Monday, in normal time. What the meter is still counting is in it, as it was kept last.
    """
    if not (state / "flash.bin").exists():
        raise click.ClickException(f"{state}: no meter has run with this --state")
    records = [*stored(state)]
    if not records:
        raise click.ClickException(f"{state}: nothing has been counted")
    monday = monday_of(week or default(records))
    chosen = [record for record in records if record.within(monday)]
    if not chosen:
        raise click.ClickException(f"{state}: nothing was counted in the week of {monday:%Y-%m-%d}")
    counters = total(record.counters for record in chosen)
    found = [*verdicts(counters)]
    happened = [*events_of(state, monday, nominal)]
    if sys.stdout.isatty():
        show(chosen, monday, counters, found, happened)
    else:
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerows([EVENT_COLUMNS, *happened] if events else [LIMIT_COLUMNS, *limit_rows(counters, found)])
    return 0 if all(verdict.kept for verdict in found) else 1


def stored(state: Path) -> Iterator[Record]:
    """All records, and what is being counted, the oldest first."""
    for log in ("occurrences", "counting"):
        columns, rows = read(state, log, 0, LAST)
        for row in rows:
            until = None if log == "counting" else datetime.strptime(row[0], FORM)
            since = datetime.strptime(row[-1], FORM)
            yield Record(since, until, dict(zip(columns[:-1], row[1:-1], strict=True)))


def default(records: Sequence[Record]) -> datetime:
    """A day of the last week that was stored, else of the running one."""
    done = [record.until - timedelta(seconds=1) for record in records if record.until]
    return done[-1] if done else records[-1].since


def monday_of(day: datetime) -> datetime:
    return datetime(day.year, day.month, day.day) - timedelta(days=day.weekday())


def events_of(state: Path, monday: datetime, nominal: int) -> Iterator[list[Any]]:
    """Rows of EVENT_COLUMNS for what began in the week."""
    _, rows = read(state, "voltage", seconds_of(monday) - 86_400, LAST)
    for row in rows:
        if row[1] in EVENTS and monday <= datetime.strptime(row[0], FORM) < monday + WEEK:
            yield event_row(row, nominal)


def seconds_of(moment: datetime) -> int:
    return max(0, int((moment.replace(tzinfo=UTC) - datetime(2000, 1, 1, tzinfo=UTC)).total_seconds()))


LIMIT_COLUMNS = ("what", "clause", "values", "percent_within", "required", "verdict")
EVENT_COLUMNS = ("time", "event", "duration_s", "volts", "depth_percent")


def limit_rows(counters: dict[str, int], found: Sequence[Verdict]) -> Iterator[list[Any]]:
    for verdict in found:
        limit, percent = verdict.limit, verdict.percent
        said = UNDETERMINED if percent is None else "kept" if verdict.kept else "exceeded"
        share = "" if percent is None else ("<= " if verdict.held else "") + f"{percent:.2f}"
        yield [limit.name, limit.clause, verdict.values, share, limit.share, said]
    for name, counter in COUNTED:
        yield [name, "", counters.get(counter, 0), "", "", ""]


def show(
    chosen: Sequence[Record], monday: datetime, counters: dict[str, int], found: Sequence[Verdict],
    happened: Sequence[list[Any]],
) -> None:  # fmt: skip
    console = Console(highlight=False)
    began, ended = chosen[0].since, chosen[-1].until
    until = f"{ended:%Y-%m-%d %H:%M}" if ended else "now, as kept last"
    console.print(f"EN 50160, week of {monday:%Y-%m-%d}: counted from {began:%Y-%m-%d %H:%M} to {until}")
    windows, left_out = counters.get("windows", 0), counters.get("left_out", 0)
    console.print(
        f"{windows} of {WINDOWS_A_WEEK} ten-minute values held against limits, {left_out} flagged or not whole"
    )
    table = Table("", "clause", "values", "in %", "least %", "")
    table.columns[0].no_wrap = True
    colours = {"kept": "green", "exceeded": "red"}
    for row in limit_rows(counters, found):
        table.add_row(*map(str, row), style=colours.get(row[-1], ""))
    console.print(table)
    table = Table("began", "", "s", "V", "depth %", title=f"{len(happened)} events")
    for row in happened:
        table.add_row(*map(str, row))
    console.print(table)
    console.print("Not measured: flicker, single harmonics against their limits, signalling.")
