"""The dips, swells and interruptions of a replay on the recording's own time axis."""

import csv
from pathlib import Path

HEADER = ["t_start_s", "kind", "duration_s", "extreme_v"]


def convert(log: Path, target: Path, start: float) -> None:
    """Write to `target` the events that the board logged in `log`; raises OSError.

    start: time in s at which the first sample's period begins. Rows come in the order in which the events ended; one
    that goes on at the end of the recording has none.
    """
    with log.open(newline="") as rows, target.open("w", newline="") as out:
        table = csv.writer(out, lineterminator="\n")
        table.writerow(HEADER)
        for row in csv.DictReader(rows):
            began = start + float(row["start_ms"]) / 1000
            lasted, extreme = int(row["duration_ms"]) / 1000, int(row["extreme_mv"]) / 1000
            table.writerow([f"{began:.6f}", row["kind"], f"{lasted:.3f}", f"{extreme:.3f}"])
