"""Firmware update: looks through an image a little each window, has it started, and confirms or reports how that went.

Only for a board that has room for an application. The sealed room is no part of an image and goes on running from where
the board has it. What an image needs while it comes in is loaded for it (transfer.py, image.py) and dropped again.
"""

from meter.loading import forget
from meter.logs import event_codes as e
from meter.metrology import INTERFACE
from meter.registers import status as bits

CONFIRM_US = 60_000_000  # of windows that a new application must run for
LEAVE_US = 3_000_000  # for the answer to whoever asked
MOST = 262_144  # bytes of an image, which shares the flash with the logs
_DUE, _OFF = "imat", "imoff"
_PIECES = 8  # of an image looked at in a window
_MINUTE_US = 60_000_000
_TRIAL, _BACK = 1, 3  # drivers/firmware_slots.py
_LOADED = ("meter.supervision.transfer", "meter.supervision.image")


class Update:
    """meter: its board's `firmware` and `logs`, events, clock. `leaving`: the board is to be started anew now.

    `due`: UTC seconds at which to activate a verified image, 0: never.
    """

    def __init__(self, meter):
        self._meter = meter
        self._files = meter.board.logs
        self._firmware = meter.board.firmware
        self._check = None
        self._trial_us = self._leave_us = 0
        self._minute_us = _MINUTE_US
        self.leaving = False
        self.due = int.from_bytes(self._files.read(_DUE, 0, 4), "little")

    def start(self):
        """Report what the start has come to."""
        state, version, _ = self._firmware.found()
        if state == _TRIAL:
            self._trial_us = CONFIRM_US
        if state == _BACK:
            from meter.supervision.transfer import FAILED

            self._ended(e.FIRMWARE_BACK, version, self._meter.version)
            self._end(FAILED)

    def step(self, duration_us):
        """After each window."""
        if self._check:
            self._look(self._check)
        if self._leave_us:
            self._leave_us = max(0, self._leave_us - duration_us)
            self.leaving = not self._leave_us
        if self._trial_us:
            self._trial_us = max(0, self._trial_us - duration_us)
            if not self._trial_us:
                self._confirm()
        self._minute_us -= duration_us
        if self._minute_us <= 0:
            self._minute_us = _MINUTE_US
            self._minute()

    def enabled(self):
        """Whether images may be transferred, unless it was switched off."""
        return self._files.read(_OFF, 0, 1) != b"1"

    def enable(self, on):
        """Raises OSError."""
        self._files.remove(_OFF)
        if not on:
            self._files.append(_OFF, b"1")

    def transfer(self):
        """The Transfer as it stands."""
        from meter.supervision.transfer import Transfer

        return Transfer(self._files)

    def status(self):
        """image_transfer_status."""
        return 2 if self._check else self.transfer().status

    def initiate(self, identifier, size, block):
        """Begin a transfer. Raises TransferError, OSError."""
        from meter.supervision.image import HEADER
        from meter.supervision.transfer import IDENTIFIER, Transfer, TransferError

        if self._leave_us or self._trial_us:
            raise TransferError("a start is under way", True)
        if not HEADER < size <= min(MOST, HEADER + self._firmware.room) or len(identifier) > IDENTIFIER:
            raise TransferError("size")
        self._check = None
        Transfer(self._files).begin(identifier, size, block)

    def verify(self):
        """Begin to look through the image; True when it has been found good. Raises TransferError."""
        from meter.supervision.image import ImageError
        from meter.supervision.transfer import GOOD, STARTING, TransferError

        if self._check:
            return False
        transfer = self.transfer()
        if transfer.status in (GOOD, STARTING):
            return True
        if not transfer.received:
            raise TransferError("no image")
        try:
            self._check = self._opened(transfer)
        except ImageError as wrong:
            self._refuse("", str(wrong))
            raise TransferError(str(wrong)) from None
        return False

    def activate(self):
        """Have the verified image started, in a moment; True. Raises TransferError, ImageError, OSError."""
        from meter.supervision.image import HEADER
        from meter.supervision.transfer import DATA, GOOD, STARTING, TransferError

        transfer = self.transfer()
        if self._check or transfer.status != GOOD:
            raise TransferError("not verified", bool(self._check))
        image = self._opened(transfer)
        version = self._meter.version.replace(" ", "_")
        self._firmware.stage(DATA, HEADER, image.length, image.digest, image.version, version)
        self._reach(STARTING)
        self._leave_us = LEAVE_US
        return True

    def schedule(self, seconds):
        """Activate at that time, UTC; 0: not. Raises OSError."""
        self._files.remove(_DUE)
        self.due = 0
        if seconds:
            self._files.append(_DUE, seconds.to_bytes(4, "little"))
            self.due = seconds

    def _opened(self, transfer):
        """A Check of the image; ImageError."""
        from meter.supervision.image import Check, ImageError

        if not transfer.whole():
            raise ImageError("length")
        return Check(transfer.read, transfer.size, self._firmware.code, INTERFACE)

    def _look(self, image):
        from meter.supervision.image import ImageError
        from meter.supervision.transfer import GOOD

        try:
            for _ in range(_PIECES):
                if image.step():
                    self._check = None
                    self._reach(GOOD)
                    self._meter.events.add(e.FIRMWARE_GOOD, 0, self._meter.version, image.version)
                    return
        except ImageError as wrong:
            self._check = None
            self._refuse(image.version, str(wrong))

    def _refuse(self, version, why):
        from meter.supervision.transfer import BAD

        self._reach(BAD)
        self._ended(e.FIRMWARE_REFUSED, version, why)

    def _ended(self, code, old, new):
        self._meter.events.add(code, 0, old, new)
        failed = code != e.FIRMWARE_ACTIVE  # the next bit
        self._meter.status.happened(bits.A_AUDIT_OK + failed)
        self._meter.status.happened(bits.B_AUDIT_OK + failed)

    def _reach(self, status):
        try:
            self.transfer().reach(status)
        except (OSError, ValueError):
            self._meter.flash_faults += 1  # it is looked through again when somebody asks

    def _confirm(self):
        """The new application has run for long enough."""
        from meter.supervision.transfer import RUNNING

        _, version, before = self._firmware.found()
        self._ended(e.FIRMWARE_ACTIVE, before, version)
        self._end(RUNNING)

    def _end(self, status):
        self._reach(status)
        try:
            self._firmware.confirm()
            self.transfer().drop()
        except OSError:
            self._meter.flash_faults += 1
        forget(*_LOADED)

    def _minute(self):
        now, valid = self._meter.clock.utc()
        if self.due and valid and now >= self.due and not self._check and not self._leave_us:
            try:
                self.schedule(0)
                self.activate()
            except (OSError, ValueError) as refusal:
                self._ended(e.FIRMWARE_REFUSED, "", str(refusal))
        if not self._check:
            forget(*_LOADED)
