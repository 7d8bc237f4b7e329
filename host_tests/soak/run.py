"""`make soak`: the long runs, two at a time; one line each, exit status 1 when any fails.

ARGS="--months N" shortens them all: N simulated months in place of ten years.
"""

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import click

from tools.bench.process import interpreter

ROOT = Path(__file__).resolve().parents[2]
SEARCH = ("firmware", "boards/sim", "host_tests", "host_tests/fakes", ".")
TEN_YEARS = 120


def runs(months: int) -> list[tuple[str, list[str]]]:
    """(what it is, the command) of each, the longest first."""
    share = min(1.0, months / TEN_YEARS)
    python, micropython = [sys.executable], [interpreter(), "-X", "heapsize=16M"]

    def soak(name: str, *arguments: object) -> list[str]:
        return [str(ROOT / "host_tests/soak" / name), *map(str, arguments)]

    return [
        ("years", python + soak("years.py", months)),
        ("a prepaid customer", python + soak("prepaid.py", months)),
        ("cuts of the whole meter", python + soak("torn_meter.py", max(150, round(2000 * share)))),
        ("DLMS sessions", python + soak("dlms_sessions.py", max(30, round(1000 * share)))),
        ("a day on a board's drivers", micropython + soak("day.py", "pico_classroom", 86_400 if share == 1 else 600)),
        ("an hour on another's", micropython + soak("day.py", "pico_ads131m02", 3600 if share == 1 else 60)),
        ("years on littlefs", micropython + soak("years.py", max(1, months // 10), 2)),
        ("memory", [interpreter(), "-X", "heapsize=256k", *soak("memory.py", max(0.02, round(7 * share, 2)))]),
        ("cuts of the journal", micropython + soak("torn_journal.py", max(200, round(2000 * share)))),
        ("cuts of the logs", micropython + soak("torn_log.py", max(60, round(500 * share)))),
    ]


def run(what: str, command: list[str]) -> bool:
    """Run one and say how it ended."""
    began = time.monotonic()
    paths = [str(ROOT / folder) for folder in SEARCH]
    search = {"PYTHONPATH": os.pathsep.join(paths), "MICROPYPATH": ":".join([*paths, ".frozen"])}
    done = subprocess.run(command, env={**os.environ, **search}, cwd=ROOT, capture_output=True, text=True)
    said = (done.stdout + done.stderr).strip().splitlines() or ["said nothing"]
    shown = said if done.returncode else said[-2:]
    print(
        f"{what} ({time.monotonic() - began:.0f} s{', FAILED' if done.returncode else ''}):",
        *shown,
        sep="\n  ",
        flush=True,
    )
    return not done.returncode


@click.command()
@click.option("--months", default=TEN_YEARS, type=click.IntRange(1), show_default=True, help="simulated months")
def main(months: int) -> None:
    """The long runs."""
    with ThreadPoolExecutor(2) as pool:
        good = list(pool.map(lambda one: run(*one), runs(months)))
    sys.exit(not all(good))


main()
