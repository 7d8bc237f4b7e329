"""The command behind `make logs`: the logs in a state directory, as a table on a terminal and as CSV elsewhere."""

import csv
import json
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from tools.bench.cli import OneLine
from tools.bench.process import MODULES, interpreter

DUMP = Path(__file__).with_name("dump.py")
EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
LAST = 0xFFFFFFFF
LOGS = ("load", "analysis", "billing", "events", "voltage", "outages", "occurrences", "cuts")


@click.command(cls=OneLine, context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("state", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.argument("log", type=click.Choice(LOGS), default="events")
@click.option("--since", type=click.DateTime(), help="oldest record, UTC")
@click.option("--until", type=click.DateTime(), help="newest record, UTC")
def main(state: Path, log: str, since: datetime | None, until: datetime | None) -> int:
    """Show a LOG of the simulated meter whose memory is the directory STATE (`make run ARGS="--state DIR"`).

    Times are normal time, as the meter keeps them; registers in their own units (Wh, varh, W, mV, µA …).
    """
    if not (state / "flash.bin").exists():
        raise click.ClickException(f"{state}: no meter has run with this --state")
    columns, rows = read(state, log, seconds(since, 0), seconds(until, LAST))
    if sys.stdout.isatty():
        table = Table("time", *columns, title=f"{log}: {len(rows)} records")
        for row in rows:
            table.add_row(*map(str, row))
        Console().print(table)
    else:
        csv.writer(sys.stdout, lineterminator="\n").writerows([["time", *columns], *rows])
    return 0


def read(state: Path, log: str, since: int, until: int) -> tuple[list[str], list[list[Any]]]:
    """(names of the columns, records with an ISO time in front). Raises click.ClickException."""
    environment = {**os.environ, "MICROPYPATH": ":".join(MODULES)}
    command = [interpreter(), "-X", "heapsize=16M", str(DUMP), str(state), log, str(since), str(until)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    if done.returncode:
        raise click.ClickException((done.stdout + done.stderr).strip().splitlines()[-1])
    head, *lines = map(json.loads, done.stdout.splitlines())
    zone = timezone(timedelta(hours=head["zone_hours"]))
    for row in lines:
        row[0] = moment(row[0], zone)
        if head["columns"][-1] == "since":
            row[-1] = moment(row[-1], zone)
    return head["columns"], lines


def moment(stamp: int, zone: timezone) -> str:
    """A record's time as people write it, in normal time."""
    return (EPOCH + timedelta(seconds=stamp)).astimezone(zone).strftime("%Y-%m-%d %H:%M:%S")


def seconds(moment: datetime | None, otherwise: int) -> int:
    """Seconds since 2000 of an option given in UTC."""
    return int((moment.replace(tzinfo=UTC) - EPOCH).total_seconds()) if moment else otherwise
