"""Keeps the registers in memory: before any view can show a new digit, once a second, and when the supply goes."""

from meter.registers import survivors
from meter.storage.records import TwoRecords

_EVERY_US = 1_000_000


class Keeper:
    """memory: byte-addressable, `address`: of the two records; energy, hours: what is kept.

    `fault`: why the registers could not be read back at the start, empty where they could or there were none.
    """

    def __init__(self, memory, address, energy, hours):
        self._records = TwoRecords(memory, address, survivors.SIZE)
        self._energy = energy
        self._hours = hours
        self.fault = self._restore()
        self._saved_wh = self._whole_units()
        self._save_in_us = _EVERY_US

    def step(self, duration_us):
        """A window of `duration_us` has been counted."""
        self._save_in_us -= duration_us
        if self._save_in_us <= 0 or self._whole_units() != self._saved_wh:
            self.save()

    def save(self):
        self._records.save(survivors.pack(self._energy, self._hours))
        self._saved_wh = self._whole_units()
        self._save_in_us = _EVERY_US

    def _whole_units(self):
        total = 0  # registers only grow, so their sum changes when any of them does
        for register in self._energy.stored:
            total += register.wh
        return total

    def _restore(self):
        record = self._records.load()
        if not record:
            # one torn record is what a cut in mid-write leaves, and the other one is whole; none left is a fault
            return "register record: damaged" if self._records.damaged else ""
        try:
            survivors.unpack(record, self._energy, self._hours)
        except ValueError as unknown:
            return str(unknown)
        return ""
