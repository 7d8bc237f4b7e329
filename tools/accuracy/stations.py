"""Test stations (boards/sim/station.py on MicroPython) as worker processes: jobs in, answers out in the same order."""

import json
import os
import queue
import subprocess
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from tools.bench.child import ROOT, start

STATION = ROOT / "boards" / "sim" / "station.py"
HEAP = 2 << 20
MOST = 4  # processes

Job = dict[str, Any]
Answer = dict[str, Any]


class StationError(Exception):
    """A station refused a job, or ended; the text is what it said."""


class Stations:
    """Processes that share the jobs. A context manager: they are gone at its end, whatever ended it."""

    def __init__(self) -> None:
        """Raises InterpreterError."""
        count = min(MOST, os.cpu_count() or 1)
        self._idle: queue.SimpleQueue[subprocess.Popen[bytes]] = queue.SimpleQueue()
        self._all: list[subprocess.Popen[bytes]] = []
        for _ in range(count):
            self._all.append(start(HEAP, STATION))
            self._idle.put(self._all[-1])
        self._threads = ThreadPoolExecutor(count)

    def answers(self, jobs: Iterable[Job]) -> Iterator[Answer]:
        """The answer to each job, as soon as it and those before it are there. Raises StationError."""
        return self._threads.map(self._answer, jobs)

    def _answer(self, job: Job) -> Answer:
        process = self._idle.get()
        try:
            return _ask(process, job)
        finally:
            self._idle.put(process)

    def __enter__(self) -> "Stations":
        return self

    def __exit__(self, *failure: object) -> None:
        for process in self._all:
            process.kill()
        self._threads.shutdown(cancel_futures=True)
        for process in self._all:
            process.wait()
            assert process.stdin and process.stdout
            process.stdin.close()
            process.stdout.close()


def _ask(process: "subprocess.Popen[bytes]", job: Job) -> Answer:
    assert process.stdin and process.stdout
    line = b""
    try:
        process.stdin.write(json.dumps(job).encode() + b"\n")
        line = process.stdout.readline()
        answer = json.loads(line)
    except (OSError, ValueError):
        # no answer is a traceback, and the end
        said = (line + process.stdout.read()).decode(errors="replace")
        raise StationError(f"the test station ended: {said.strip() or 'without a word'}") from None
    if "error" in answer:
        raise StationError(f"{job['board']}: {job['kind']} refused: {answer['error']}")
    return answer
