"""What shows that somebody tampers with the meter: covers, a magnet, a current turned round, a voltage that is missing.

Each counts once it has lasted for a while, and is over once it has been gone for a while: contacts bounce, currents
swing. A cover that was opened while the supply was off is told at the start, if it is still open then.
"""

from meter.logs import event_codes as e
from meter.registers import status as bits

_SECOND_US = 1_000_000
_ROW = 4
# bit, event when it begins (the next code: when it ends), seconds until it counts, and until it is over
_ROWS = bytes((
    bits.COVER, e.COVER_OPEN, 1, 1,
    bits.TERMINAL, e.TERMINAL_OPEN, 1, 1,
    bits.MAGNET, e.MAGNET_ON, 1, 1,
    bits.B_REVERSED, e.REVERSED_ON, 60, 60,
    bits.B_MISSING_PHASE, e.LINK_ON, 10, 10,
))  # fmt: skip
_UNLOADED_US = 24 * 3600 * _SECOND_US  # a day without current, which is told by its status bit only
_STARTING = 2  # times the cut-off: 20 mA start the register (EN 50470-3, 8.7.9)


class Tamper:
    """meter: its board, window, energy, settings, status, events; limit_mv: a voltage below it is missing."""

    def __init__(self, meter, limit_mv):
        self._meter = meter
        self._limit_mv = limit_mv
        self._told = 0  # rows, as bits
        self._changing_us = [0] * (len(_ROWS) // _ROW)  # for how long each has been otherwise
        self._unloaded_us = 0

    def step(self, duration_us):
        """A window has passed."""
        meter, board = self._meter, self._meter.board
        window, least_ua = meter.window, 1000 * meter.settings.cutoff_ma
        live = window.v_rms_mv >= self._limit_mv
        self._judge(0, not board.cover.closed(), duration_us)
        self._judge(1, not board.terminal_cover.closed(), duration_us)
        self._judge(2, board.magnet.present(), duration_us)
        # on a meter that registers A-, feeding in is nothing special
        turned = meter.energy.active_uj < 0 and "A-" not in meter.settings.type_number.energies
        self._judge(3, turned, duration_us)
        self._judge(4, not live and window.i_rms_ua >= _STARTING * least_ua, duration_us)
        if live and window.i_rms_ua < least_ua:
            self._unloaded_us = min(self._unloaded_us + duration_us, _UNLOADED_US)
        elif live:
            self._unloaded_us = 0
        meter.status.set(bits.B_NO_CURRENT, self._unloaded_us == _UNLOADED_US)

    def _judge(self, row, there, duration_us):
        told = self._told >> row & 1
        if there == told:
            self._changing_us[row] = 0
            return
        self._changing_us[row] += duration_us
        bit, event, begins, ends = _ROWS[row * _ROW : (row + 1) * _ROW]
        if self._changing_us[row] >= (ends if told else begins) * _SECOND_US:
            self._changing_us[row] = 0
            self._told ^= 1 << row
            self._meter.status.set(bit, there)
            self._meter.events.add(event + told)
