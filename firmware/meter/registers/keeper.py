"""Keeps the registers on memory that wears: energies before any view can show a new digit, the rest when it changes.

A digit is 1 Wh where the memory stands that, else the next coarser one that lasts ten years at Imax. The sum: 85 A at
230 V make 19.55 kW, and a total and its tariff change a digit each, apart: 2 · 19 550 saves an hour for 1 Wh, 3.4e9 in
ten years. The 394 pages of 64 bytes and a million cycles that a 32 KiB EEPROM has left for it stand 3.9e8: digits of
10 Wh, as the readout shows them, for 11 years at Imax (9 where active and reactive digits change apart, at 45°).
"""

import struct

from meter.registers import survivors

_EVERY_US = 1_000_000
_TEN_YEARS_OF_WH = 2 * 19_550 * 87_660

_STATE_VERSION = 1
_STATE_HEAD = "<BIQ"  # version, time, operating time in ms
STATE_SIZE = 472  # a page of 512 bytes with the head of its record, a few bytes to spare


def digit_wh(commits):
    """The digit, in Wh, at whose changes a journal that stands so many `commits` lasts ten years at Imax."""
    digit = 1
    while _TEN_YEARS_OF_WH // digit > commits:
        digit *= 10
    return digit


class Keeper:
    """stores: its journals, `registers` at every digit, `states` for what changes by the minute.

    `faults`: texts of what could not be read back. `failures`: records that could not be written. `journal`: of the
    registers, `states` of the rest. `time`: last time known to have been alive, seconds since 2000 UTC, 0 for a new
    meter.
    """

    def __init__(self, stores, energy, hours, tariff_energies):
        self.journal = stores.registers
        self.states = stores.states
        self._energy = energy
        self._hours = hours
        self._tariffs = tariff_energies
        self._digit = digit_wh(self.journal.commits)
        self.faults = []
        self.failures = 0
        self._kept = None  # the record that this meter has kept last
        self.time = 0
        self._restore()
        self._shown = self._digits()
        self._save_in_us = _EVERY_US

    def step(self, duration_us):
        """A window of `duration_us` has been counted."""
        self._save_in_us -= duration_us
        if self._digits() != self._shown or (self._digit == 1 and self._save_in_us <= 0):
            self.save()

    def save(self):
        """Keep energies and operating time as they are; metering goes on where the memory does not take them."""
        record = survivors.pack(self._energy, self._hours)
        self._kept = record if self._write(self.journal, record) else None
        self._shown = self._digits()
        self._save_in_us = _EVERY_US

    def settle(self):
        """Save, where what is kept is not what is there."""
        if survivors.pack(self._energy, self._hours) != self._kept:
            self.save()

    def restore_state(self, parts):
        """Give the parts, each with pack() and unpack(state, at), what was kept of them; False where nothing was."""
        state = self.states.load()
        if state is None or state[0] != _STATE_VERSION:
            if self.states.damaged:
                self.faults.append("state record: damaged")
            return False
        _, self.time, alive_ms = struct.unpack_from(_STATE_HEAD, state)
        # the energies were kept later than the state, and how much later their operating time tells
        self.time += max(0, self._hours.milliseconds() - alive_ms) // 1000
        at = struct.calcsize(_STATE_HEAD)
        for part in parts:
            part.unpack(state, at)
            at += len(part.pack())
        return True

    def save_state(self, parts, now):
        """Keep the parts as they are at `now`, after the energies that they are measured by."""
        self.settle()
        record = struct.pack(_STATE_HEAD, _STATE_VERSION, now, self._hours.milliseconds())
        for part in parts:
            record += part.pack()
        self._write(self.states, record + bytes(STATE_SIZE - len(record)))

    def _write(self, journal, record):
        try:
            journal.save(record)
        except OSError:
            self.failures += 1
            return False
        return True

    def _digits(self):
        digit, tariffs = self._digit, self._tariffs
        found = 0  # registers only grow, so the sum changes when any of them does
        for register in self._energy.stored:
            found += register.wh // digit
        if digit > 1:  # tariffs begin at whole Wh, at any point of a coarser digit
            for which in range(4):
                found += tariffs.read(which, tariffs.active) // digit
        return found

    def _restore(self):
        record = self.journal.load()
        if record is None:
            if self.journal.damaged:
                self.faults.append("register record: damaged")
            return
        try:
            survivors.unpack(record, self._energy, self._hours)
        except ValueError as unknown:
            self.faults.append(str(unknown))
