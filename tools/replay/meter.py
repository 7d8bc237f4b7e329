"""Runs the meter's firmware over a prepared recording and brings back how it ended."""

import contextlib
from typing import Any

from tools.bench.child import STRAY, Child
from tools.bench.session import PATIENCE, Outcome

KEYS = (
    *("v_rms_mv", "i_rms_ua", "p_mw", "q_mvar", "s_mva", "pf_milli", "f_mhz"),
    *("a_plus_uwh", "a_minus_uwh", "r_plus_uvarh", "r_minus_uvarh"),
    *("pulses", "windows", "samples", "lost_samples", "seconds_milli"),
)


def run(options: dict[str, Any]) -> Outcome:
    """The end of the firmware started with `options`, its summary with exactly the KEYS; raises InterpreterError."""
    outcome = Outcome()
    with contextlib.closing(Child(options)) as child:
        while (events := child.read()) is not None:
            for event in events:
                if event["ev"] == "summary":
                    outcome.summary = {key: event[key] for key in KEYS}
                elif event["ev"] == "error":
                    outcome.error = event["text"]
                elif event["ev"] == STRAY:
                    outcome.stray.append(event["text"])
        outcome.status = child.status(PATIENCE)
    return outcome
