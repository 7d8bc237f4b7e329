"""Pulses for LED and S0: one for each Wh (varh) registered, at the moment the energy fell due, without bursts.

A window's pulses can only be sent when it has been measured. All leave the same time after they fell due, so that
their distances are those of the energy, wherever a window or a block of samples ended. Meter constant 1000 imp/kWh
and 1000 imp/kvarh (datasheet).
"""

from meter.metrology.energy import UJ_PER_WH

LATENCY_US = 350_000  # the longest window, 222 ms, and the longest block of samples with some time to work on it


class PulseMeter:
    """Turns energy into instants.

    width_ms: 30 or 80; two pulses are at least twice that apart.  send(offset_us): takes a pulse, counted from now;
    rest: µJ counted since the last pulse.
    """

    def __init__(self, width_ms, send, rest=0):
        self._gap_us = 2000 * width_ms
        self._send = send
        self._rest = rest
        self._behind = 0  # earliest place of the next pulse, µs from the window's start
        self.count = 0

    def add(self, uj, duration_us, age_us):
        """Send the pulses that `uj` ≥ 0 in a window of `duration_us`, which ended `age_us` ago, have made due.

        What comes too fast to be told apart is put off to later windows, never lost.
        """
        due = UJ_PER_WH - self._rest
        while due <= uj:
            at = max(due * duration_us // uj if due > 0 else 0, self._behind)
            if at >= duration_us:
                break
            self._send(at + LATENCY_US - duration_us - age_us)
            self._behind = at + self._gap_us
            self.count += 1
            due += UJ_PER_WH
        self._behind = max(0, self._behind - duration_us)
        self._rest = uj + UJ_PER_WH - due
