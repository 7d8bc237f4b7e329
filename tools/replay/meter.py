"""Runs the meter's firmware over a prepared recording and brings back how it ended."""

import contextlib
from typing import Any

from tools.bench.child import STRAY, Child
from tools.bench.figures import SUMMARY
from tools.bench.session import PATIENCE, Outcome


def run(options: dict[str, Any]) -> Outcome:
    """The end of the firmware started with `options`, its summary as SUMMARY lists it; raises InterpreterError."""
    outcome = Outcome()
    with contextlib.closing(Child(options)) as child:
        while (events := child.read()) is not None:
            for event in events:
                if event["ev"] == "summary":
                    outcome.summary = {key: event[key] for key in SUMMARY}
                elif event["ev"] == "error":
                    outcome.error = event["text"]
                elif event["ev"] == STRAY:
                    outcome.stray.append(event["text"])
        outcome.status = child.status(PATIENCE)
    return outcome
