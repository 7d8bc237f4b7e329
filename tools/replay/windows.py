"""The windows of a replay on the recording's own time axis, for anyone who wants to check them."""

import csv
from pathlib import Path

HEADER = ["t_start_s", "t_end_s", "samples", "v_rms_mv", "i_rms_ua", "p_mw", "q_mvar", "f_mhz"]


def convert(log: Path, target: Path, start: float, rate: int) -> None:
    """Write to `target` the windows that the board logged in `log`; raises OSError.

    start: time in s at which the first sample's period begins; rate: samples/s. The n-th sample stands in the middle
    of its period, from start + n / rate on, so a sum over a window's samples is the integral from t_start_s to t_end_s
    by the midpoint rule.
    """
    with log.open(newline="") as rows, target.open("w", newline="") as out:
        table = csv.writer(out, lineterminator="\n")
        table.writerow(HEADER)
        for row in csv.DictReader(rows):
            first, samples = int(row["first_sample"]), int(row["samples"])
            times = (f"{start + n / rate:.7f}" for n in (first, first + samples))
            table.writerow([*times, *(row[name] for name in HEADER[2:])])
