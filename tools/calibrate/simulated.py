"""The simulated meter of the demonstration: what it measures at every stage, and what it does when it is calibrated."""

import contextlib
import csv
import select
import socket
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from tools.bench.child import Child
from tools.bench.session import PATIENCE
from tools.calibrate import procedure
from tools.calibrate.reader import visit
from tools.calibrate.stages import LENGTH, SCENARIO, Stage
from tools.replay import meter
from tools.scenario.meter import EPOCH

RATE = 8000  # samples/s
SPEED = 50  # times real time
SETTLING = 40  # seconds of a stage that do not count
PASSWORD = "00000000"
PAUSE = 0.1  # seconds between two looks
MILLI = {"v_rms_mv": 1e3, "i_rms_ua": 1e6, "p_mw": 1e3}
KEYS = ("v_rms_mv", "i_rms_ua", "p_mw")

Means = tuple[float, float, float]  # V, A, W


class SimulatorError(Exception):
    """The simulated meter did not run as it should; the text says why."""


class Simulated:
    """A simulated board with errors drawn from `lot`, whose memory is the directory `state`."""

    def __init__(self, state: Path, front_end: str, lot: int) -> None:
        self._state = state
        self._options = {"state": str(state), "front_end": front_end, "lot": lot, "rate": RATE, "live": False}

    def measure(self, stages: list[Stage]) -> dict[str, Means]:
        """What the meter measures at each of `stages`, on the mean of a good minute."""
        log = self._state / "windows.csv"
        seconds = stages[-1].start + LENGTH
        ended = meter.run(self._with(scenario=str(SCENARIO), speed=0, seconds=seconds, windows=str(log)))
        if not ended.summary:
            raise SimulatorError(ended.error or "\n".join(ended.stray))
        with log.open(newline="") as file:
            rows = [{key: int(value) for key, value in row.items()} for row in csv.DictReader(file)]
        return {stage.name: _means(rows, stage) for stage in stages}

    def calibrate(self, stage: Stage, request: str, tell: Callable[[int, int], None]) -> str:
        """Start the meter at `stage` and let it do the step of `request` over its optical port; how that ended.

        Raises SimulatorError, NoMeterError, RefusedError.
        """
        with self.running(stage.events) as address, visit(address, PASSWORD) as reader:
            return procedure.run(reader, request, tell, PAUSE)

    @contextlib.contextmanager
    def running(self, events: str) -> Iterator[str]:
        """The address of the meter's optical port while it plays the scenario `events`. Raises SimulatorError."""
        scenario = self._state / "scenario.txt"
        scenario.write_text(events, encoding="utf-8")
        with socket.create_server(("127.0.0.1", 0)) as free:
            address = "{}:{}".format(*free.getsockname())
        with contextlib.closing(Child(self._with(scenario=str(scenario), speed=SPEED, optical=address))) as child:
            _await_port(child)
            yield address
            child.ask_to_end()
            if child.status(PATIENCE) != 0:
                raise SimulatorError("the meter did not end as it should")

    def _with(self, **more: Any) -> dict[str, Any]:
        return {**self._options, "clock": int(time.time()) - EPOCH, **more}


def _await_port(child: Child) -> None:
    """Wait until the optical port is listened on. Raises SimulatorError."""
    end = time.monotonic() + PATIENCE
    while select.select([child], [], [], max(0.0, end - time.monotonic()))[0]:
        events = child.read()
        for event in events or []:
            if event["ev"] == "optical":
                return
        if events is None or any(event["ev"] == "error" for event in events):
            raise SimulatorError(f"the meter did not start: {events}")
    raise SimulatorError("the meter did not start in time")


def _means(rows: list[dict[str, int]], stage: Stage) -> Means:
    first, last = ((stage.start + seconds) * RATE for seconds in (SETTLING, LENGTH))
    chosen = [row for row in rows if first <= row["first_sample"] and row["first_sample"] + row["samples"] <= last]
    volts, amps, watts = (sum(row[key] for row in chosen) / len(chosen) / MILLI[key] for key in KEYS)
    return volts, amps, watts
