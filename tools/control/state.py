"""The registers of breaker and prepayment, and what a port must offer for them."""

from dataclasses import dataclass
from typing import Protocol

from meter.control.causes import ON_POWER

VOLTAGE, MEASURED, HIGH, MOVING, ERROR = 1, 8, 32, 64, 128  # bits of the feedback


class Link(Protocol):
    """What tools.control.network.Network and tools.control.optical.Optical are both."""

    def number(self, code: str) -> int: ...
    def text(self, code: str) -> str: ...
    def disconnect(self) -> None: ...
    def reconnect(self, released: bool) -> None: ...


@dataclass(frozen=True)
class State:
    """Registers 128.0.x and 130.0.x; units as the registers have them."""

    state: int
    feedback: int
    basis: int
    threshold: int
    factors: tuple[int, ...]
    seconds: tuple[int, ...]
    wait_s: int
    reconnection: int
    low: int
    low_days: int
    over_v: int
    over_s: int
    credit_wh: int
    owed_wh: int
    top_up_wh: int
    remaining_s: int
    alarm_kwh: int
    token: int

    @property
    def unit(self) -> str:
        return "kW" if self.basis & ON_POWER else "A"


def read(link: Link) -> State:
    """All of it, at once."""
    number = link.number
    return State(
        state=number("128.0.0"),
        feedback=number("128.0.18"),
        basis=number("128.0.11"),
        threshold=number("128.0.14"),
        factors=tuple(number(f"128.0.{k}") for k in (2, 3, 4)),
        seconds=tuple(number(f"128.0.{k}") for k in (5, 6, 7)),
        wait_s=number("128.0.8"),
        reconnection=number("128.0.10"),
        low=number("128.0.12"),
        low_days=number("128.0.9"),
        over_v=number("128.0.19"),
        over_s=number("128.0.20"),
        credit_wh=number("130.0.0"),
        owed_wh=number("130.0.1"),
        top_up_wh=number("130.0.4"),
        remaining_s=number("130.0.6"),
        alarm_kwh=number("130.0.7"),
        token=number("199.4.0"),
    )
