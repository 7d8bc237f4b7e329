"""Pulse input: pulses of another meter, divided into units of what it measures (kWh, m³, L), the remainder kept.

Reference table of pulse I/O: divisor 0.100 to 1000.000; register 0.128.1, seven digits, which may be preset.
"""

import struct

DIGITS = 7


class PulseInput:
    """settings: pulse_input_divisor_milli. `units` counted, `milli` pulses of the next in thousandths."""

    def __init__(self, settings):
        self._settings = settings
        self.units = 0
        self._milli = 0

    def add(self, pulses):
        divisor = self._settings.pulse_input_divisor_milli
        self._milli += 1000 * pulses
        self.units = (self.units + self._milli // divisor) % 10**DIGITS
        self._milli %= divisor

    def read(self):
        return self.units

    def write(self, text):
        """Preset. Raises ValueError for anything but up to seven digits."""
        if not text.isdigit() or len(text) > DIGITS:
            raise ValueError("UP TO %d DIGITS" % DIGITS)
        self.units = int(text)
        self._milli = 0

    def pack(self):
        return struct.pack("<II", self.units, self._milli)

    def unpack(self, state, at):
        self.units, self._milli = struct.unpack_from("<II", state, at)
