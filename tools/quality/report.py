"""What EN 50160:2010 asks of a week of low voltage, from the meter's counters: shares of its values within limits.

Shares are of the values that the meter held against a limit: ten minutes with a dip or an interruption in them are left
out, as IEC 61000-4-30 flags them, and so are those that it did not measure whole.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

WINDOWS_A_WEEK = 1008
HELD = 65_535  # a counter that shows this may have counted more


@dataclass(frozen=True)
class Limit:
    """name: of the values; share: percent of them that must be within; outside: counters of those that are not."""

    name: str
    clause: str
    share: float
    of: str
    outside: tuple[str, ...]


LIMITS = (
    Limit("voltage within ±10 %", "4.2.2.2", 95, "windows", ("u_below_10", "u_above_10")),
    Limit("voltage within +10/-15 %", "4.2.2.2", 100, "windows", ("u_below_15", "u_above_10")),
    Limit("frequency within ±1 %", "4.2.1", 99.5, "tens", ("f_below_1", "f_above_1")),
    Limit("frequency within +4/-6 %", "4.2.1", 100, "tens", ("f_below_6", "f_above_4")),
    Limit("THD of the voltage to 8 %", "4.2.5", 95, "windows", ("thd_u",)),
)
COUNTED = (
    ("rapid voltage changes", "rapid_changes"),
    ("dips of 0.1 to 1 s", "dips"),
    ("swells of 0.1 to 1 s", "swells"),
    ("interruptions to 3 min", "short_interruptions"),
    ("interruptions beyond 3 min", "long_interruptions"),
)
# columns of the voltage log (tools/logs/dump.py) that hold an event's volts and seconds, None where it has none
MEAN, HIGHEST, LOWEST, SECONDS = 2, 3, 4, 5
EVENTS = {
    "dip": (LOWEST, SECONDS),
    "swell": (HIGHEST, SECONDS),
    "interruption": (LOWEST, SECONDS),
    "outage": (None, None),
    "restored": (None, SECONDS),
    "mean low": (MEAN, None),
    "mean high": (MEAN, None),
    "lowest": (LOWEST, SECONDS),
    "highest": (HIGHEST, SECONDS),
}


@dataclass(frozen=True)
class Verdict:
    """percent: of the values that are within the limit, None where there are no values."""

    limit: Limit
    values: int
    percent: float | None
    held: bool  # a counter is at its highest value: percent may be lower

    @property
    def kept(self) -> bool:
        return self.percent is None or self.percent >= self.limit.share


def total(records: Iterable[Mapping[str, int]]) -> dict[str, int]:
    """The counters of some records, added."""
    found: dict[str, int] = {}
    for record in records:
        for name, count in record.items():
            found[name] = found.get(name, 0) + count
    return found


def verdicts(counters: Mapping[str, int]) -> Iterator[Verdict]:
    """Each limit against the counters of a week."""
    for limit in LIMITS:
        values = counters.get(limit.of, 0)
        outside = [counters.get(name, 0) for name in limit.outside]
        percent = 100 * max(0, values - sum(outside)) / values if values else None
        yield Verdict(limit, values, percent, any(count >= HELD for count in outside))


def event_row(record: Sequence[Any], nominal: float) -> list[Any]:
    """Begin, event, seconds, volts, depth of a record of the voltage log; "" for what the event has not.

    A depth is what lacks of `nominal` V, in percent, below 0 for a rise.
    """
    volts, seconds = (None if column is None else record[column] for column in EVENTS[record[1]])
    depth = "" if volts is None else round(100 - 100 * volts / nominal, 1)
    return [
        f"{record[0]}.{record[-1]:02d}", record[1], "" if seconds is None else seconds, "" if volts is None else volts,
        depth,
    ]  # fmt: skip
