"""Steps a meter on a plain board by windows of any voltage and length; both interpreters."""

from fakes.plain_board import RATE
from meter.quality.records import fields, outage


def supply(meter, seconds, volts, ms=1000, mhz=50_000):
    """Let `seconds` pass with `volts` (any number) at the meter, in windows of `ms`; the clock goes along."""
    began = meter.board.clock.seconds
    found = meter.window
    for k in range(int(1000 * seconds) // ms):
        meter.board.clock.seconds = began + (k + 1) * ms // 1000
        found.samples = RATE * ms // 1000
        found.v_rms_mv = int(1000 * volts)
        found.f_mhz = mhz
        found.i_rms_ua = found.p_mw = found.q_mvar = found.energy_uj = found.reactive_uj = 0
        meter.step(0)


def events(meter, since=0):
    """Records of the voltage log: (seconds after `since`, code, mean mV, duration ms, highest, lowest in 0.1 V)."""
    found = [fields(time, payload) for _, time, payload in meter.quality.voltage.read(0, 10_000)]
    return [(row[0] - since,) + row[2:] for row in found]


def codes_of(meter):
    return [row[1] for row in events(meter)]


def outages(meter, since=0):
    """Records of the outage log: (seconds after `since`, code, seconds that it lasted)."""
    return [(time - since,) + outage(payload) for _, time, payload in meter.quality.outages.read(0, 10_000)]
