"""What a window of 200 ms takes of an RP2040, by parts: kernels in the emulated core, Python by its ratio (frame.py).

window_time.py times the parts of a meter at rest on the PC; turns of a loop in bytecode, whose price on the chip is
known, make them cycles. A sweep of the heap comes every app.SWEEP windows. With a client there is besides what a frame
of a ciphered profile takes, as often as a line of 9600 Bd lets it come. Not in it: the display's bus and the flash.
"""

import json
import os
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from tools.bench.process import ROOT, interpreter
from tools.cycles import build, frame, recipes
from tools.cycles.frame import CLOCK_MHZ, SEARCH, SWEEP_MS, TURN, Frame, FrameError

WINDOW_MS = 200
RATE = 8000
MOST = 0.7  # of the processor's time that may be taken with a client there: a lowest clock follows
SCRIPT = Path(__file__).with_name("window_time.py")
CODES = ROOT / "firmware/drivers/rp2040_codes.py"
END, STEP = "a window's end", "step"
KERNELS = "accumulate", "squares", "join", "correlate"
TOLD = 0.3  # ms: smaller parts are told together
SWEEP = 10  # windows between two, as in meter/app.py


def converter_cycles() -> float:
    """Of the RP2040's converter's kernels for a pair."""
    count = 2 * recipes.BLOCK
    cores = build.viper(CODES)
    codes = bytes(4 * count)
    unpack = cores["unpack"].viper(0, 0, bytes(2 * count), 0, codes, count).cycles
    return (unpack + cores["straighten"].viper(0, 0, codes, count).cycles) / recipes.BLOCK


def timed() -> dict[str, Any]:
    """What window_time.py says. Raises FrameError, InterpreterError."""
    search = ":".join([*(str(ROOT / folder) for folder in SEARCH), ".frozen"])
    command = [interpreter(), "-X", frame.HEAP, str(SCRIPT)]
    done = subprocess.run(command, env={**os.environ, "MICROPYPATH": search}, capture_output=True, text=True)
    if done.returncode:
        raise FrameError(f"window_time.py: {(done.stdout + done.stderr).strip().splitlines()[-1]}")
    return json.loads(done.stdout.splitlines()[-1])


def milliseconds(said: Mapping[str, Any]) -> dict[str, float]:
    """Of a window at CLOCK_MHZ by part, Python only: what window_time.py says, in the chip's time."""
    scale = TURN / said["turn"] / CLOCK_MHZ / 1000 / said["windows"]
    return {name: total * scale for name, total in said["parts"].items() if name not in KERNELS}


def load(python: float, kernels: float, client: Frame | None) -> float:
    """Part of the processor's time at CLOCK_MHZ. python, kernels: ms of a window."""
    metering = (python + kernels + SWEEP_MS / SWEEP) / WINDOW_MS
    # with a window of 1 the line waits while the meter works, so this is its share at the most
    return metering + (client.total / (client.line + client.total) if client else 0)


def report(kernels: float, client: Frame) -> Iterator[str]:
    """The lines to print. kernels: cycles of those of metrology for a pair; client: what a frame takes."""
    said = timed()
    parts = milliseconds(said)
    sampling = converter_cycles()
    pairs = RATE * WINDOW_MS // 1000
    in_kernels = (kernels + sampling) * pairs / CLOCK_MHZ / 1000
    python = parts[END] + parts[STEP]
    yield (
        f"a window of {WINDOW_MS} ms at {CLOCK_MHZ} MHz: {in_kernels:.1f} ms in kernels ({sampling:.1f} cycles a pair "
        f"of them the converter's), {parts[END]:.1f} for its quantities, {parts[STEP]:.1f} for all that follows; "
        f"{said['taken'] / said['windows']:.0f} bytes of heap (64-bit words)"
    )
    steps = {name: took for name, took in parts.items() if name not in (END, STEP)}
    large = sorted((name for name, took in steps.items() if took >= TOLD), key=lambda name: -steps[name])
    small = sum(took for name, took in steps.items() if name not in large)
    yield "  of these: " + ", ".join(f"{name} {steps[name]:.1f}" for name in large) + f", others {small:.1f}"
    alone, busy = load(python, in_kernels, None), load(python, in_kernels, client)
    shares = (
        f"{alone * CLOCK_MHZ / clock:.0%} and with a client {busy * CLOCK_MHZ / clock:.0%} at {clock} MHz"
        for clock in (CLOCK_MHZ, 48)
    )
    yield (f"the processor's time: {'; '.join(shares)}; at most {MOST:.0%} from {busy * CLOCK_MHZ / MOST:.0f} MHz on")
