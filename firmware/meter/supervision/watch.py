"""Watches what is not metering: seal, clock, memory, samples, display, legal part. Status and events.

Covers and magnet are in tamper.py. What is needed now and then is loaded for it: the self-test (self_test.py), what has
time for an hour (hourly.py), and what is told of the meter's health when somebody asks (health.py).
"""

from meter.loading import forget
from meter.logs import event_codes as e
from meter.logs import marks
from meter.registers import status as bits
from meter.supervision.tamper import Tamper

_LOOK_US = 10_000_000
_SECOND_US = 1_000_000
_HOUR_US = 3_600_000_000
_ERRORS = 4  # of ports, that are logged in an hour: the log has room for 200 events
_MIDDLE = 1 << 23
_LEAST_CODES = 64  # that tell whether a channel stands still
_TESTING = "----"
_COMMAND = "command"
SUPPLY = "power"  # the reset cause that needs no word
SETTINGS = "settings"  # the meter was set up anew, without a reset


class Watch:
    """meter: its board and nearly all of its parts; limit_mv: see Tamper. Stepped at every window.

    `cause`: why the meter has started: the board's reset cause, or SETTINGS.
    """

    def __init__(self, meter, limit_mv):
        self._meter = meter
        self._tamper = Tamper(meter, limit_mv)
        self._hour = None  # see hourly.py
        self._hour_us = 0
        self.logged = 0  # events that the status word knows of
        self.cause = SETTINGS
        self._sealed = True
        self._lost = 0
        self._look_in_us = 0
        self._second_in_us = _SECOND_US
        self._faults = 0
        self._faulty = (False, False)  # the legal part: room, calibration
        self._test = None
        self._why = ""
        self._errors_left = _ERRORS
        self._sampled = True

    def start(self, planned):
        """Report what was found at the start, and begin the self-test where the supply has come."""
        meter = self._meter
        for fault in meter.keeper.faults:
            meter.board.console.note(fault)
        damaged = len(meter.keeper.faults) + meter.calibrator.damaged
        if damaged:
            meter.status.set(bits.MEMORY, True)
            meter.events.add(e.MEMORY_FAULT, 0, 0, damaged)
        cause = ""
        if not planned:
            self.cause = cause = getattr(meter.board, "reset_cause", SUPPLY)
            meter.board.reset_cause = SUPPLY  # of the next start on this board, which was not reset then
        checksum = hexadecimal(meter.legal.found()[0])
        meter.events.add(e.START, 0, meter.version, checksum, what="" if cause == SUPPLY else cause)
        self.judge(not meter.board.seal.closed())
        if not planned:
            self.test("1", "start")

    def step(self, duration_us, sampled=True):
        """A window has passed; sampled: with samples in it."""
        meter, board = self._meter, self._meter.board
        self._tamper.step(duration_us)
        lost = not meter.clock.utc()[1]
        if meter.status.set(bits.RESET, lost):
            meter.events.add(e.CLOCK_LOST if lost else e.CLOCK_VALID)
        if board.seal.closed() != self._sealed:
            self._sealed = not self._sealed
            meter.events.add(e.SEAL_CLOSED if self._sealed else e.SEAL_OPEN)
            self.judge(True)  # closing it, too, seals what is there now
        if board.sampler.lost != self._lost:
            self._lost = board.sampler.lost
            meter.events.add(e.SAMPLES_LOST, 0, 0, self._lost)
        self._look_in_us -= duration_us
        if self._look_in_us <= 0 or sampled != self._sampled:
            self._sampled = sampled
            self.look()
        self._second_in_us -= duration_us
        if self._second_in_us <= 0:
            self._second_in_us = _SECOND_US
            if meter.legal.step():
                self.judge()
            self._memory()
            if meter.events.log.next != self.logged:
                self.logged = meter.events.log.next
                meter.status.happened(bits.A_STATUS_LOG)
        self._hour_us += duration_us
        if not sampled and self._hour:
            self._hour = self._hour[:2]  # nothing to compare the clock with
        if self._hour_us >= _HOUR_US:
            self._look_hourly()
        if self._test and self._test.step(duration_us):
            self._test = None
            forget("meter.supervision.self_test")
            if self._why == _COMMAND or meter.status.gravest():
                meter.events.add(e.SELF_TEST, 0, self._why, self.result())

    def look(self):
        """Temperature, and what answers or stands still: a current of exactly nothing does not, a voltage does."""
        self._look_in_us = _LOOK_US
        meter, board = self._meter, self._meter.board
        meter.chain.quantities.tune(board.thermometer.read())
        self.fault(bits.THERMOMETER, not board.thermometer.answers())
        self.fault(bits.DISPLAY, not board.lcd.answers())
        wrong, codes = not self._sampled, board.sampler.codes
        for channel in (0, 1):
            k = channel
            while k < len(codes) and codes[k] == codes[channel]:
                k += 2
            if k >= max(_LEAST_CODES, len(codes)) and not (channel and codes[channel] == _MIDDLE):
                wrong = True
        self.fault(bits.CONVERTER, wrong)
        if not meter.known and meter.memory.answers():
            meter.restart = True  # with its registers

    def _look_hourly(self):
        from meter.supervision.hourly import look

        self._hour = look(self._meter, self._hour, self._hour_us)
        self._hour_us = 0
        self._errors_left = _ERRORS
        forget("meter.supervision.hourly", "meter.supervision.health")

    def fault(self, bit, on):
        """A fault of registers/status.py is there, or not; told when that changes."""
        if self._meter.status.set(bit, on):
            self._meter.events.add(e.FAULT if on else e.FAULT_GONE, what=bits.NAMES.split()[bit])

    def error(self, what, fault):
        """An exception of a part that goes on; a few an hour are logged."""
        if self._errors_left:
            self._errors_left -= 1
            self._meter.events.add(e.ERROR, 0, type(fault).__name__, str(fault), what=what)

    def test(self, text, why=_COMMAND):
        """Begin a self-test when `text` is 1. Raises ValueError; True: it logs itself."""
        if text != "1":
            raise ValueError("1 TESTS")
        if self._test:
            raise ValueError("BUSY")
        try:
            from meter.supervision.self_test import SelfTest
        except MemoryError:
            raise ValueError("NO MEMORY") from None
        self._why = why
        self._test = SelfTest(self._meter, why == _COMMAND)
        return True

    def result(self):
        """Of the self-test, and what was found since: register 199.3.0."""
        found = self._meter.status.word & bits.FAULTS
        return _TESTING if self._test else "Err %04X" % found if found else "PASS"

    def report(self, number):
        """Text of register 199.3.`number`, see health.py. Raises OSError."""
        from meter.supervision.health import report

        try:
            return report(self._meter, number)
        finally:
            forget("meter.supervision.health")

    def calibrated(self, text):
        """The calibration has said something; with the seal open what it is now is what is right."""
        self._meter.board.console.note(text)
        self._meter.events.add(e.CALIBRATED)
        self.judge()

    def _memory(self):
        """What memory and flash have not taken, or not given back."""
        meter = self._meter
        if not meter.known:
            return  # it takes nothing, and that has been said
        found = (
            meter.flash_faults
            + meter.legal.failures
            + meter.keeper.failures
            + meter.events.lost
            + meter.load.lost
            + meter.analysis.lost
            + (meter.quality.lost if meter.quality else 0)
        )
        for log in meter.logs:
            found += log.damaged
        if found != self._faults:
            self._faults = found
            meter.status.set(bits.MEMORY, True)
            meter.events.add(e.MEMORY_FAULT, 1, 0, found)

    def judge(self, unsealed=None):
        """Look at the legal part; unsealed: what is there is right, else (None) as the seal is."""
        self._meter.legal.judge(not self._sealed if unsealed is None else unsealed)
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
