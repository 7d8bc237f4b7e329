"""A meter with a breaker for tests that step it by windows of 200 ms: load, voltage and credit as the test has them."""

from fakes.plain_board import board, codes
from fakes.slow_relay import SlowRelay
from meter.meter import Meter

WINDOW_MS = 200
STATES = (1, 4, 5, 6, 7, 8, 9, 11, 13, 14)
OPEN = (1, 6, 7, 8, 9, 11, 14)


def basis(jj):
    """The setting of the codes with that JJ, and no tariffs."""
    return codes(third="%02d-0-00-0-00" % jj)


class Prepayment:
    """Stands in for what counts the credit: a test says what it says. `seen`: what it was told."""

    def __init__(self):
        self.cut = self.exhausted = self.expired = False
        self.allows = True
        self.seen = []
        self.seconds = 0
        self.kept = b"\x00credit"  # 0: a start finds nothing begun

    def pack(self):
        return self.kept + bytes(64 - len(self.kept))

    def unpack(self, state, at):
        self.kept = bytes(state[at : at + 64]).rstrip(b"\x00")

    def step(self, now, valid):
        self.seconds += 1

    def may_reconnect(self, load_ok):
        return self.allows and load_ok

    def reconnected(self):
        self.seen.append("reconnected")
        self.cut = False


class Bench:
    """jj: the basis; closed: where the contacts are at the start. `relay`, `meter`, `control`; `amperes`, `volts`,
    `bypassed`: the current flows through open contacts too."""

    def __init__(self, jj=1, closed=True, relay=None, parts=None, **given):
        self.parts = parts or board(dict(given, configuration=basis(jj)))
        self.relay = relay or SlowRelay(closed)
        self.parts.relay = self.relay
        self.amperes, self.volts = 0, 230
        self.bypassed = False
        self.ms = 0
        self.start()

    def start(self):
        """A meter on what is kept."""
        self.meter = Meter(self.parts)
        self.control = self.meter.control

    def again(self, pulled=True):
        """The supply goes without a warning, and comes back."""
        self.relay.cut(pulled)
        self.start()

    def window(self, amperes=None, ms=WINDOW_MS):
        """One window; the current is so much in all of it, nothing while the contacts are open."""
        relay, found = self.relay, self.meter.window
        relay.pass_ms(ms)
        self.ms += ms
        if self.ms // 1000 != (self.ms - ms) // 1000:
            self.parts.clock.seconds += 1
        load = (self.amperes if amperes is None else amperes) if relay.position or self.bypassed else 0
        found.samples = ms
        found.v_rms_mv = int(self.volts * 1000)
        found.i_rms_ua = int(load * 1_000_000)
        found.p_mw = int(self.volts * load * 1000)
        found.energy_uj = found.reactive_uj = 0
        self.control.step(found, int(ms * 1000))

    def seconds(self, count, amperes=None):
        """Let time pass."""
        if amperes is not None:
            self.amperes = amperes
        for _ in range(5 * count):
            self.window()

    def until(self, state, most_s=700_000):
        """ms until the control is in `state`."""
        began = self.ms
        while self.control.state != state:
            assert self.ms - began < 1000 * most_s, "still in state %d" % self.control.state
            self.window()
        return self.ms - began

    def cuts(self):
        """(state, cause, state before) of the records of the cut log, after the next window."""
        self.window()
        return [(payload[0], payload[2], payload[3]) for _, _, payload in self.control.cuts.read(0, 1_000_000)]


def refused(call, *arguments):
    """What a command is refused with, "" where it is obeyed."""
    try:
        call(*arguments)
    except ValueError as refusal:
        return str(refusal)
    return ""


def brought(state):
    """A bench whose control is in `state`, its contacts there too, by what leads there."""
    jj = {13: 1 + 16, 14: 64, 7: 2, 9: 2}.get(state, 1)
    bench = Bench(jj, threshold_high=10)
    control = bench.control
    bench.seconds(6)
    if state == 1:
        control.command(1)
    elif state in (5, 6, 8, 13):
        bench.amperes = 11
        bench.until(5)
        if state != 5:
            bench.until(13 if state == 13 else 6)
        if state == 8:
            control.command(1)
            control.command(2)
    elif state in (7, 9):
        control.prepayment = Prepayment()
        control.prepayment.exhausted = True
        control.prepayment.cut, control.prepayment.expired = state == 7, state == 9
        bench.until(state)
    elif state == 11:
        control.button(True)
    elif state == 14:
        bench.volts = 290
        bench.until(14)
    if state != 5:
        bench.seconds(7)
    assert control.state == state and bench.relay.position == (state not in OPEN), state
    return bench
