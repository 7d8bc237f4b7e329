"""Watches what is not metering: cover, seal, magnet, clock, memory, lost samples, the legal part. Status and events."""

from meter.logs import event_codes as e
from meter.logs import marks
from meter.registers import status as bits

_THERMOMETER_US = 10_000_000
_LEGAL_US = 1_000_000


class Watch:
    """meter: its board and nearly all of its parts. Stepped at every window."""

    def __init__(self, meter):
        self._meter = meter
        self._sealed = True
        self._lost = 0
        self._thermometer_in_us = 0
        self._legal_in_us = _LEGAL_US
        self._faults = 0
        self._faulty = (False, False)  # the legal part: room, calibration

    def start(self):
        """Report what was found at the start."""
        meter = self._meter
        for fault in meter.keeper.faults:
            meter.board.console.note(fault)
        damaged = len(meter.keeper.faults) + meter.calibrator.damaged
        if damaged:
            meter.status.set(bits.MEMORY, True)
            meter.events.add(e.MEMORY_FAULT, 0, 0, damaged)
        meter.events.add(e.START, 0, meter.version, hexadecimal(meter.legal.found()[0]))
        self._judge(not meter.board.seal.closed())

    def step(self, duration_us):
        board = self._meter.board
        self._level(bits.COVER, not board.cover.closed(), e.COVER_OPEN, e.COVER_CLOSED)
        self._level(bits.MAGNET, board.magnet.present(), e.MAGNET_ON, e.MAGNET_OFF)
        self._level(bits.RESET, not self._meter.clock.utc()[1], e.CLOCK_LOST, e.CLOCK_VALID)
        if board.seal.closed() != self._sealed:
            self._sealed = not self._sealed
            self._meter.events.add(e.SEAL_CLOSED if self._sealed else e.SEAL_OPEN)
            self._judge(True)  # closing it, too, seals what is there now
        if board.sampler.lost != self._lost:
            self._lost = board.sampler.lost
            self._meter.events.add(e.SAMPLES_LOST, 0, 0, self._lost)
        self._thermometer_in_us -= duration_us
        if self._thermometer_in_us <= 0:
            self._thermometer_in_us = _THERMOMETER_US
            self._meter.chain.quantities.tune(board.thermometer.read())
        self._legal_in_us -= duration_us
        if self._legal_in_us <= 0:
            self._legal_in_us = _LEGAL_US
            if self._meter.legal.step():
                self._judge(not self._sealed)
            self._memory()

    def calibrated(self, text):
        """The calibration has said something; with the seal open what it is now is what is right."""
        self._meter.board.console.note(text)
        self._meter.events.add(e.CALIBRATED)
        self._judge(not self._sealed)

    def _memory(self):
        """What memory and flash have not taken, or not given back."""
        meter = self._meter
        found = (
            meter.flash_faults
            + meter.legal.failures
            + meter.keeper.failures
            + meter.events.lost
            + meter.load.lost
            + meter.analysis.lost
        )
        for log in meter.logs:
            found += log.damaged
        if found != self._faults:
            self._faults = found
            meter.status.set(bits.MEMORY, True)
            meter.events.add(e.MEMORY_FAULT, 1, 0, found)

    def _level(self, bit, on, begun, ended):
        if self._meter.status.set(bit, on):
            self._meter.events.add(begun if on else ended)

    def _judge(self, unsealed):
        """Look at the legal part."""
        self._meter.legal.judge(unsealed)
        meter, legal = self._meter, self._meter.legal
        room, record = [hexadecimal(value) for value in legal.found()]
        if legal.adopted:
            meter.events.add(e.LEGAL_SEALED, 0, room, record)
        meter.status.set(bits.CHECKSUM, legal.room_fault or legal.calibration_fault)
        meter.recorder.marks = marks.LEGAL if legal.room_fault or legal.calibration_fault else 0
        if legal.room_fault and not self._faulty[0]:
            meter.events.add(e.LEGAL_FAULT, 0, hexadecimal(legal.right[0]), room)
        if legal.calibration_fault and not self._faulty[1]:
            meter.events.add(e.CALIBRATION_FAULT, 0, hexadecimal(legal.right[1]), record)
        self._faulty = (legal.room_fault, legal.calibration_fault)


def hexadecimal(checksum):
    return "%08X" % checksum
