"""How a start goes on with the breaker. Loaded for the start only.

Where the contacts are not as the state that was kept says, it is told. Open ones make it 8, so that somebody has to
come; closed ones are opened, for what had opened them has not gone because somebody or something has moved them.
Nothing closes because of a start, but a relay that cannot stay closed without supply, where it had been, or where the
meter is new.
"""

from meter.control.breaker import CONNECTED, RELEASED
from meter.control.causes import PREPAYMENT
from meter.loading import forget, load
from meter.logs.event_codes import BREAKER_FOUND

_PREPAYMENT = ("meter.control.credit", "meter.control.cut_days", "meter.control.prepayment")  # the needed first


def start(control, meter):
    """Once, before the first window, with the clock going."""
    breaker, kept = control.breaker, control.kept
    contact = meter.board.relay.closed()
    found = CONNECTED if contact else RELEASED
    payload = kept.load()
    if meter.known:
        _prepay(control, meter)
    latching = getattr(meter.board.relay, "latching", True)
    if payload is None:
        new = meter.known and not kept.journal.damaged
        kept.state = CONNECTED if new and not latching else found  # a new meter is connected
        if control.closed != contact:
            breaker.move(True)
        control.save()
        return
    if control.closed == contact:
        if kept.moving:
            kept.moving = False
            control.save()
    elif not latching or (kept.moving and not control.closed):
        breaker.move(control.closed)
    else:
        before = kept.state
        kept.moving = False
        found = before if contact else RELEASED
        kept.change(found, contact, meter.clock.utc()[0], control.feedback, "", 0)
        breaker.closed = False
        if contact:
            breaker.move(False)
        control.save()
        kept.append()
        meter.events.add(BREAKER_FOUND, 0, before, found)


def _prepay(control, meter):
    """Make the Prepayment, when it is on, or end the one of before."""
    kept, on = control.kept, meter.settings.basis & PREPAYMENT
    if not (on or kept.paid[0]):
        return
    load(*_PREPAYMENT)
    from meter.control.prepayment import Prepayment

    control.prepayment = paid = Prepayment(meter, control.save)
    paid.unpack(kept.paid, 0)
    if on:
        return
    paid.disable()
    kept.paid = paid.pack()  # where the memory has not taken it, its next record has it
    control.prepayment = None
    forget(*_PREPAYMENT)
