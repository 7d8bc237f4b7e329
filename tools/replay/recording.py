"""Reads a recorded waveform from CSV and refuses whatever is not an even, complete row of numbers.

The header names `time_s,voltage_v,current_a`, in this order; further columns may follow and are ignored, but every
row has as many fields as the header. Lines starting with # may stand before the header, blank lines at the end.
"""

import math
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

COLUMNS = ["time_s", "voltage_v", "current_a"]
LOWEST_RATE, HIGHEST_RATE = 1_000, 100_000  # samples/s
RATE_SLACK = 0.001  # printed times are rounded, so a rate is known to no better
SHORTEST_S = 0.1
STEP_SLACK = 0.2  # of a step: six decimals round 1/96000 s by a twentieth; a lost sample is a whole step
ABSURD = 1e9  # no volts or amperes: a number that a filter would turn into infinity


class RecordingError(Exception):
    """The file is no recording; the text is `file:line: reason`, without a line where the file has none."""

    def __init__(self, path: Path, line: int, reason: str) -> None:
        super().__init__(f"{path}:{line}: {reason}" if line else f"{path}: {reason}")


@dataclass(frozen=True)
class Recording:
    """Evenly sampled waveform: `start` in s (time of the first sample), `rate` in samples/s, `volts`, `amperes`."""

    path: Path
    first_line: int  # of the data
    start: float
    rate: float
    volts: np.ndarray
    amperes: np.ndarray

    @property
    def duration(self) -> float:
        """Seconds from the first sample to the last."""
        return (len(self.volts) - 1) / self.rate

    def beyond(self, v_full: float, i_full: float) -> Iterator[str]:
        """A line, `file:line: …`, for each channel that passes ±v_full volts or ±i_full amperes."""
        for samples, full, unit in ((self.volts, v_full, "V"), (self.amperes, i_full, "A")):
            over = np.flatnonzero(np.abs(samples) > full)
            if len(over):
                first = f"{samples[over[0]]:g} {unit} is beyond the front end's {full:g} {unit}"
                yield f"{self.path}:{self.first_line + over[0]}: {first}, clipped in {len(over)} of {len(samples)} rows"


def read(path: Path) -> Recording:
    """The recording in the file `path`; raises RecordingError."""
    try:
        lines = path.read_bytes().removeprefix(b"\xef\xbb\xbf").splitlines()
    except OSError as error:
        raise RecordingError(path, 0, (error.strerror or "cannot be read").lower()) from None
    while lines and not lines[-1].strip():
        lines.pop()
    if not lines:
        raise RecordingError(path, 1, "the file is empty")
    header, fields = _header(path, lines)
    columns = (array("d"), array("d"), array("d"))
    for number in range(header, len(lines)):
        row = lines[number].split(b",")
        if len(row) != fields:
            raise RecordingError(path, number + 1, f"{_count(len(row))}, the header has {fields}")
        for column, name, text in zip(columns, COLUMNS, row, strict=False):
            column.append(_number(path, number + 1, name, text))
    times, volts, amperes = (np.frombuffer(column) if column else np.zeros(0) for column in columns)
    rate = _rate(path, header + 1, times)
    return Recording(path, header + 1, float(times[0]), rate, volts, amperes)


def _header(path: Path, lines: list[bytes]) -> tuple[int, int]:
    """Number of the header line, counted from 1, and of its fields."""
    for number, line in enumerate(lines, 1):
        if not line.startswith(b"#"):
            names = [name.strip() for name in line.decode(errors="replace").split(",")]
            if names[: len(COLUMNS)] != COLUMNS:
                raise RecordingError(path, number, f"the header is not {','.join(COLUMNS)}")
            return number, len(names)
    raise RecordingError(path, len(lines), f"no header {','.join(COLUMNS)}")


def _count(fields: int) -> str:
    return "1 column" if fields == 1 else f"{fields} columns"


def _number(path: Path, line: int, name: str, text: bytes) -> float:
    try:
        value = float(text)
        if b"_" in text:  # Python's way to group digits, no recorder's
            raise ValueError
    except ValueError:
        raise RecordingError(path, line, f"{name} is no number: {text.decode(errors='replace').strip()!r}") from None
    if not math.isfinite(value):
        raise RecordingError(path, line, f"{name} is {value}")
    if abs(value) > ABSURD:
        raise RecordingError(path, line, f"{name} is {value:g}")
    return value


def _rate(path: Path, first_line: int, times: np.ndarray) -> float:
    """Samples a second of evenly spaced `times`; RecordingError at the first place where they are not."""
    count = len(times)
    if count < 2:
        raise RecordingError(path, first_line + count - 1, "too few rows for a waveform")
    steps = np.diff(times)
    back = np.flatnonzero(steps <= 0)
    if len(back):
        raise RecordingError(path, first_line + 1 + int(back[0]), "time does not go on from the row before")
    usual = float(np.median(steps))
    uneven = np.flatnonzero(np.abs(steps - usual) > STEP_SLACK * usual)
    if len(uneven):
        step = float(steps[uneven[0]])
        gap = "a gap: " if step > usual else ""
        text = f"{gap}{step * 1000:.6g} ms after the row before, elsewhere {usual * 1000:.6g} ms"
        raise RecordingError(path, first_line + 1 + int(uneven[0]), text)
    step = (times[-1] - times[0]) / (count - 1)
    drift = np.abs(times - times[0] - np.arange(count) * step)
    if drift.max() > STEP_SLACK * step:
        raise RecordingError(path, first_line + int(drift.argmax()), "the rate changes")
    rate = float(1 / step)
    if not LOWEST_RATE * (1 - RATE_SLACK) <= rate <= HIGHEST_RATE * (1 + RATE_SLACK):
        text = f"{rate:.6g} samples a second, from {LOWEST_RATE} to {HIGHEST_RATE} can be replayed"
        raise RecordingError(path, first_line + 1, text)
    if count * step < SHORTEST_S * (1 - RATE_SLACK):
        raise RecordingError(path, first_line + count - 1, f"only {count * step:.3g} s, at least {SHORTEST_S} s needed")
    return rate
