"""Pulses for LED and S0: one for each Wh (varh) registered, at the moment the energy fell due, without bursts.

A window's pulses are sent during the next one, spaced as the energy flowed: a pulse at offset x of the window
leaves x after its end. Meter constant 1000 imp/kWh and 1000 imp/kvarh (datasheet).
"""

from meter.metrology.energy import UJ_PER_WH


class PulseMeter:
    """Turns energy into instants.

    width_ms: 30 or 80; two pulses are at least twice that apart.  rest: µJ counted since the last pulse.
    """

    def __init__(self, width_ms, rest=0):
        self._gap_us = 2000 * width_ms
        self._rest = rest
        self._behind = 0  # earliest offset of the next pulse, µs into the coming window
        self.count = 0

    def add(self, uj, duration_us):
        """Offsets in µs, counted from now, of the pulses that `uj` ≥ 0 over `duration_us` have made due.

        What comes too fast to be told apart is put off to later windows, never lost.
        """
        total = self._rest + uj
        self._behind = max(0, self._behind - duration_us)
        if total < UJ_PER_WH:
            self._rest = total
            return ()
        offsets = []
        due = UJ_PER_WH - self._rest
        while due <= uj:
            at = max(due * duration_us // uj if due > 0 else 0, self._behind)
            if at >= duration_us:
                break
            offsets.append(at)
            self._behind = at + self._gap_us
            due += UJ_PER_WH
        self._rest = total - UJ_PER_WH * len(offsets)
        self.count += len(offsets)
        return offsets
