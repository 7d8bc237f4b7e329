"""`make fuzz`: wrong frames to a whole meter in MicroPython, at both ports; exit status 1 and how to see it again when
any does what none may.

ARGS="--frames N" sets how many, "--seed S" which ones; "--only SESSION" repeats one session of that seed.
"""

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import click

from tools.bench.child import interpreter

ROOT = Path(__file__).resolve().parents[2]
SEARCH = ("firmware", "boards/sim", "host_tests", "host_tests/fakes")
HEAP = "heapsize=1536k"
SHARE = 250_000  # frames of one process, so that a long run uses many seeds


def run(seed: int, frames: int, only: int | None) -> tuple[bool, str]:
    """Whether nothing was found, and what the process said."""
    command = [interpreter(), "-X", HEAP, str(ROOT / "host_tests/fuzz/main.py"), str(seed), str(frames)]
    if only is not None:
        command += ["only", str(only)]
    search = ":".join([*(str(ROOT / folder) for folder in SEARCH), ".frozen"])
    done = subprocess.run(command, env={**os.environ, "MICROPYPATH": search}, cwd=ROOT, capture_output=True, text=True)
    return not done.returncode, (done.stdout + done.stderr).strip()


@click.command()
@click.option("--frames", default=5_000_000, type=click.IntRange(1), show_default=True, help="frames in all")
@click.option("--seed", default=1, show_default=True, help="of the first process; the others count on")
@click.option("--only", type=int, help="this session of the seed, and no other")
@click.option("--processes", default=len(os.sched_getaffinity(0)), type=click.IntRange(1), help="at a time")
def main(frames: int, seed: int, only: int | None, processes: int) -> None:
    """Wrong frames to a whole meter."""
    began = time.monotonic()
    share = min(SHARE, -(-frames // processes))
    count = 1 if only is not None else -(-frames // share)
    good = True
    with ThreadPoolExecutor(processes) as pool:
        for k, (fine, said) in enumerate(pool.map(lambda k: run(seed + k, share, only), range(count))):
            good = good and fine
            print(f"seed {seed + k}: {said}", flush=True)
    took = time.monotonic() - began
    print(f"{f'{count * share} frames' if only is None else 'one session'} in {took:.0f} s")
    sys.exit(not good)


main()
