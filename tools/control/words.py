"""State of breaker and prepayment in words, and why the meter refuses what it is told to do."""

from collections.abc import Iterator
from typing import Any

from meter.control.breaker import (
    CLOSED,
    DISCONNECTED,
    EXPIRED,
    LIMITED,
    OVER_VOLTAGE,
    PUSHED,
    RELEASED,
    UNPAID,
    following,
)
from meter.control.causes import LOAD, LOG_ONLY, OVER, PREPAYMENT
from meter.control.credit import MOST_S
from meter.control.prepayment import NO_RESTRICTION

from tools.control.state import ERROR, HIGH, MEASURED, MOVING, VOLTAGE, State
from tools.logs.cuts import CAUSES, STATES

DISCONNECT, RELEASE, RECONNECT = "drc"  # events of meter.control.breaker
BASIS = (  # of cutting off, bits of JJ
    (LOAD, "load limit"),
    (PREPAYMENT, "prepayment"),
    (OVER, "overvoltage"),
    (LOG_ONLY, "load only logged"),
    (NO_RESTRICTION, "prepayment on any day"),
)


def name(state: int) -> str:
    return STATES.get(state, f"state {state}")


def last_cut(rows: list[list[Any]]) -> str:
    """When and why the breaker has opened last; rows: of the cut log, the newest last."""
    for time, state, _, cause, before, _ in reversed(rows):
        if before in CLOSED and state not in CLOSED:
            return f"{time:%Y-%m-%d %H:%M:%S}, {CAUSES[cause]}"
    return f"none in the last {len(rows)} changes" if rows else "none"


def table(s: State, cut: str | None) -> Iterator[tuple[str, str]]:
    """Rows of name and value; cut: of last_cut, None where the port does not tell."""
    yield "breaker", f"{s.state}: {name(s.state)}"
    yield "contacts", position(s.state, s.feedback)
    if cut is not None:
        yield "last cut", cut
    yield "may open it", ", ".join(name for bit, name in BASIS if s.basis & bit) or "command and button only"
    yield (
        "after a cut",
        f"closes by itself, after too high a load {s.wait_s} s later" if s.reconnection else "waits for somebody",
    )
    yield "limit in force", "; ".join(limits(s)) or "none"
    if s.basis & OVER:
        yield "voltage limit", f"{s.over_v} V for {s.over_s} s"
    if not s.basis & PREPAYMENT:
        yield "prepayment", "off"
        return
    yield "prepayment", "on"
    yield "credit", kwh(s.credit_wh)
    yield "owed", kwh(s.owed_wh)
    yield "last top-up", f"{kwh(s.top_up_wh)}, highest token {s.token}" if s.token else "none"
    yield "credit lasts", lasting(s)
    low = s.alarm_kwh and s.token and s.credit_wh <= 1000 * s.alarm_kwh
    yield "alarm", f"at {s.alarm_kwh} kWh{': credit is low' if low else ''}" if s.alarm_kwh else "off"
    if s.low and s.low_days:
        yield "without credit", f"up to {s.low} {s.unit} for {s.low_days} days"


def position(state: int, feedback: int) -> str:
    """Where the contacts are; state, feedback: registers 128.0.0 and 128.0.18."""
    said = "closed" if state in CLOSED else "open"
    if feedback & ERROR:
        return f"do not follow, should be {said}"
    if feedback & MOVING:
        return f"moving, soon {said}"
    return said + (f", {'' if feedback & VOLTAGE else 'no '}voltage behind them" if feedback & MEASURED else "")


def limits(s: State) -> Iterator[str]:
    """What load cuts off after how long: stages of the smart disconnect; those that say nothing new are left out."""
    exhausted = not s.feedback & HIGH
    if not s.threshold or not (s.basis & LOAD or exhausted):
        return
    if exhausted:
        yield "low, for want of credit"
    after, lowest = 0, 0xFFFF
    for factor, seconds in zip(s.factors, s.seconds, strict=True):
        after += seconds
        if 0 < factor < lowest:  # 0: the stage is off
            yield f"above {factor * s.threshold / 10:g} {s.unit} after {after} s"
            lowest = factor


def kwh(wh: int) -> str:
    return f"{wh / 1000:.3f} kWh"


def lasting(s: State) -> str:
    """Time that the credit lasts at the pace of the last day."""
    if not s.credit_wh:
        return "used up" if s.token else "nothing bought yet"
    if s.remaining_s >= MOST_S:
        return "not known before an hour of use"
    days, rest = divmod(s.remaining_s, 86_400)
    return f"{days} d {rest // 3600} h" if days else f"{rest // 3600} h {rest % 3600 // 60} min"


def why(s: State, wish: str) -> str:
    """Why the meter, which is in the state `s`, refuses `wish`, and what would help."""
    if following(s.state, wish):
        return _although(s)
    back = "closes it" if s.reconnection else "makes it ready to be reconnected"
    helps = {
        DISCONNECTED: "it must be made ready first",
        LIMITED: f"it {'closes' if s.reconnection else 'becomes ready to be reconnected'} {s.wait_s} s after that",
        UNPAID: f"a top-up {back}" + (f", the button allows {s.low} {s.unit}" if s.low and s.low_days else ""),
        RELEASED: "it waits for a command or the button",
        EXPIRED: f"a top-up {back}",
        PUSHED: "whoever opened it by the button closes it by the button; or disconnect it first",
        OVER_VOLTAGE: f"the voltage, when it is back, {back}",
    }.get(s.state, "nothing has opened it")
    return f"it is {name(s.state)}; {helps}"


def _although(s: State) -> str:
    """Why what the state allows is refused."""
    reasons = []
    if not s.feedback & HIGH:
        reasons.append(
            "the credit is used up" + (f" and the load above {s.low} {s.unit}" if s.low and s.low_days else "")
        )
    if s.basis & OVER:
        reasons.append("the voltage is too high")
    return " or ".join(reasons) or "its memory does not keep the new state"
