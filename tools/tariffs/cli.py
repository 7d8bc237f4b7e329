"""The command `python -m tools.tariffs`: a tariff table, checked and shown."""

import datetime
import sys
from pathlib import Path

import click
from meter.clock.calendar import FIRST_YEAR, LAST_YEAR
from meter.config.settings import ConfigError
from meter.config.time_switch_text import Table
from rich.console import Console
from rich.text import Text

from tools.bench.cli import OneLine
from tools.tariffs import report

WIDTH = 100  # columns where there is no terminal


@click.command(cls=OneLine, context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--year", type=click.IntRange(FIRST_YEAR, LAST_YEAR), help="of holidays and hours  [default: this one]")
def main(file: Path, year: int | None) -> int:
    """Check the tariff table FILE as the meter does, and show it: days, weeks, holidays and hours of each tariff.

    Ends with status 2 and one line for a table that the meter would refuse. tools/tariffs/README.md says how to write
    one, tools/tariffs/examples has some.
    """
    table = read(file)
    console = Console(highlight=False, width=None if sys.stdout.isatty() else WIDTH)
    console.print(Text(f"{file.name}: in order, highest tariff T{table.time_switch().tariffs}\n"))
    for part in report.parts(table, year or datetime.date.today().year):
        console.print(part)
    return 0


def read(file: Path) -> Table:
    """The table in `file`; raises click.ClickException."""
    try:
        return Table(file.read_bytes().decode(), file.name)  # ends of lines stay as the meter will find them
    except ConfigError as error:
        raise click.ClickException(str(error)) from None
    except UnicodeDecodeError:
        raise click.ClickException(f"{file}: no UTF-8 text") from None
    except OSError as error:
        raise click.ClickException(f"{file}: {(error.strerror or str(error)).lower()}") from None
