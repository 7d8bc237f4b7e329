"""The command behind `make boot`: a board's start as its user would see it, without the board."""

import json
import sys
from collections.abc import Iterator

import click

from tools.bench.cli import FAILED, OneLine, complain
from tools.bench.plain import say
from tools.boot import findings, pictures
from tools.boot.run import CONSOLE, Course, start
from tools.build.boards import ROOT, find

PLACE = ROOT / "build" / "boot"
LEAST, MOST = 12, 600  # seconds: the reader's two visits; a processor takes one or two for each
LINES = 8  # of a readout


@click.command(cls=OneLine, context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("name", metavar="BOARD")
@click.option(
    "--seconds", type=click.IntRange(LEAST, MOST), default=22, show_default=True, help="until the supply goes"
)
def main(name: str, seconds: int) -> int:
    """Start BOARD's own boot.py and main.py over models of its chips, look at its display, and read it.

    Time passes where the board waits; what the processor itself would take is not in it. Ends with status 1 when the
    board does not meter within 2 s, cannot be read, shows nothing, or does not stop when the supply goes.
    """
    course = start(find(name), seconds, PLACE)
    shown = pictures.save(course, name, PLACE)
    for line in story(course):
        say(line)
    for path in shown:
        say(f"display: {path.relative_to(ROOT)}")
    say(f"self-test: {findings.self_test(course) or 'not heard of'}")
    failures = findings.wrong(course)
    for failure in failures:
        complain(f"{name}: {failure}")
    return FAILED if failures else 0


def story(course: Course) -> Iterator[str]:
    """A line for each thing in its time; of the states, which come each second, the first and the last."""
    states = findings.states(course)
    told = [json.dumps(state) for _, state in (states[:1] + states[-1:])]
    for seen in course.seen:
        time = f"{seen['ms'] / 1000:6.2f} s  "
        if seen["what"] == "run":
            yield time + seen["name"]
        elif seen["what"] == "talk":
            yield time + "optical port"
            yield from findings.transcript(seen, LINES)
        elif seen["what"] == "cut":
            yield time + "the supply goes"
        elif seen["what"] == CONSOLE and (seen["text"] in told or '"windows"' not in seen["text"]):
            yield time + seen["text"]


if __name__ == "__main__":
    sys.exit(main())
