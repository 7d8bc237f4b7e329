"""From points to rows: calibrates the boards, measures every point, compares with the ideal input."""

import csv
import math
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from tools.accuracy.conditions import WITHOUT_IRMS
from tools.accuracy.grid import Point, procedure
from tools.accuracy.stations import Answer, Job, Stations

RATE = 8000  # samples/s, of the stations
CYCLES = 20  # of the mains: two windows, after which a burst of four cycles has repeated


class Row(NamedTuple):
    """A line of accuracy.csv. power_factor: cos φ, negative where the current leads, or sin φ of reactive energy."""

    board: str
    quantity: str
    condition: str
    current_a: float
    power_factor: float
    error_percent: float


def calibrations(stations: Stations, boards: Iterable[str], seed: int) -> Iterator[tuple[str, str]]:
    """(board, calibration record) of each board. Raises StationError."""
    jobs = [
        {"kind": "calibrate", "board": board, "seed": _seed(seed, board), "steps": procedure(board)} for board in boards
    ]
    for job, answer in zip(jobs, stations.answers(jobs), strict=True):
        yield job["board"], answer["record"]


def measurements(
    stations: Stations, todo: list[Point], records: dict[str, str], seconds: int, seed: int
) -> Iterator[list[Row]]:
    """The rows of each point, in order; seconds: of energy a point. Raises StationError."""
    jobs = [_job(point, records[point.board], seconds, seed) for point in todo]
    for point, job, answer in zip(todo, jobs, stations.answers(jobs), strict=True):
        yield list(_rows(point, answer, job["windows"]))


def _job(point: Point, record: str, seconds: int, seed: int) -> Job:
    return {
        "kind": "measure",
        "board": point.board,
        "record": record,
        "seed": _seed(seed, point.name),
        "windows": 2 * max(1, round(seconds * point.part * point.source.hertz / CYCLES)),
        "source": point.source.job(),
    }


def _seed(seed: int, name: str) -> int:
    """Each job has its own noise, the same whatever else is measured."""
    return zlib.crc32(f"{seed} {name}".encode()) >> 1


def _rows(point: Point, answer: Answer, windows: int) -> Iterator[Row]:
    source = point.source
    duration = answer["samples"] / RATE
    found = {}
    if point.quantity == "active":
        found["active"] = answer["active_uj"] / 1e6 / duration / source.active
        found["v_rms"] = math.sqrt(answer["v_squares"] / windows) / 1e3 / source.v_rms
        if point.condition not in WITHOUT_IRMS:
            found["i_rms"] = math.sqrt(answer["i_squares"] / windows) / 1e6 / source.i_rms
    else:
        found["reactive"] = answer["reactive_uj"] / 1e6 / duration / source.reactive
    for quantity, ratio in found.items():
        yield Row(point.board, quantity, point.condition, point.current, point.factor, 100 * (ratio - 1))


def write(path: Path, rows: Iterable[Row]) -> None:
    """`rows` as CSV."""
    with path.open("w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(Row._fields)
        for row in rows:
            writer.writerow((*row[:3], f"{row.current_a:g}", f"{row.power_factor:g}", f"{row.error_percent:.5f}"))
