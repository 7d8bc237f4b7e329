"""`make bom BOARD=name [ARGS=--csv]`: what to buy for a board, as a table or as CSV."""

import csv
import sys

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from tools.bench.cli import OneLine
from tools.bom import COLUMNS, NAME, BomError, Part, read
from tools.build.boards import find


@click.command(cls=OneLine, context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("board")
@click.option("--csv", "as_csv", is_flag=True, help="Print CSV, for a shop's upload.")
def main(board: str, as_csv: bool) -> int:
    """Print the bill of materials of BOARD."""
    try:
        parts = read(find(board).folder / NAME)
    except BomError as error:
        raise click.ClickException(str(error)) from None
    if as_csv:
        table = csv.writer(sys.stdout, lineterminator="\n")
        table.writerows([COLUMNS, *(part.row() for part in parts)])
    else:
        Console().print(shown(board, parts))
    return 0


def shown(title: str, parts: list[Part]) -> Table:
    """A table with the totals below."""
    table = Table(title=title, show_footer=True)
    footers = ("", str(sum(part.quantity for part in parts)), f"{len(parts)} different parts", "", "")
    for name, footer in zip(COLUMNS, footers, strict=True):
        table.add_column(name, footer, justify="right" if name == "quantity" else "left", overflow="fold")
    for part in parts:
        table.add_row(*map(Text, part.row()))  # Text: [brackets] in a description are no markup
    return table


if __name__ == "__main__":
    sys.exit(main())
