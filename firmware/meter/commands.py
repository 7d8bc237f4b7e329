"""The one narrow way in: every change from outside passes here, is checked for rights and logged as an event."""

from meter.config.settings import ConfigError
from meter.logs import event_codes
from meter.logs.events import WHAT
from meter.registers.catalogue import MODULE
from meter.registers.status import A_SIGN_ON

# digits of the codes 0.129.x that say what opens the breaker, and what prepayment gives way to: x, first, last, letters
_GUARDED = ((3, 0, 2, "JJ"), (1, 2, 5, "CCC"), (4, 0, 3, "OOO"))
_PREPAYMENT = 2  # bit of JJ: control/causes.py
TYPE_NUMBER = "type_number"


class CommandError(Exception):
    """Refused; the text says why in a few words that fit any protocol's error message."""


class Commands:
    """meter: its bank, recorder, events, settings and board (seal). changed(name): puts a changed setting in force."""

    def __init__(self, meter, changed):
        self._meter = meter
        self._changed = changed

    def write(self, code, text, level):
        """Write a register. Raises CommandError: no such register, no right at this access level, value refused."""
        entry = self._meter.bank.get(code)
        if entry is None:
            raise CommandError("NO REGISTER %s" % code)
        if entry.write is None or level < entry.level:
            raise CommandError("NOT WRITABLE")
        if level < MODULE and entry.short.startswith("0.129."):
            self._guard(int(entry.short[6:]), text.replace("-", ""))
        try:
            before = str(entry.read())
            logged = entry.write(text)
        except ValueError as refusal:  # ConfigError is one
            raise CommandError(str(refusal)) from None
        except OSError:
            raise CommandError("MEMORY FAULT") from None
        if not logged:
            self._meter.events.add(event_codes.SETTING, 0, before, text, what=entry.short)
            self._meter.recorder.save()

    def _guard(self, code, digits):
        """Raises CommandError for a code that changes what only the module port may."""
        settings = self._meter.settings
        for k, first, last, letters in _GUARDED:
            part = digits[first:last]
            if k != code or len(part) < last - first or not part.isdigit():
                continue
            guarded = k == 3 or settings.basis & _PREPAYMENT
            if guarded and part != settings.configuration[k - 1].replace("-", "")[first:last]:
                raise CommandError("%s NOT WRITABLE HERE" % letters)

    def signed_on(self):
        """Somebody has been let into programming mode."""
        self._meter.status.happened(A_SIGN_ON)

    def set_clock(self, seconds, level):
        """Set the clock; seconds since 2000-01-01 00:00:00 UTC. Raises CommandError without the right."""
        if level < self._meter.bank.get("0-0:1.0.0").level:
            raise CommandError("NOT WRITABLE")
        try:
            self._meter.recorder.set_clock(seconds)
        except ValueError as refusal:
            raise CommandError(str(refusal)) from None
        except OSError:
            raise CommandError("CLOCK FAULT") from None

    def configure(self, name, value):
        """Change a setting (Settings.change); True, because it logs the event itself. Raises ConfigError."""
        meter = self._meter
        meter.recorder.settle()
        before = meter.settings.dump()
        old, new = meter.settings.change(name, value, not meter.board.seal.closed())
        if meter.settings.dump() == before:
            meter.settings.undo = None
            return True
        try:
            self._changed(name)
        except ConfigError:
            meter.settings.restore()
            raise
        except OSError:
            meter.settings.restore()
            raise ConfigError("MEMORY FAULT") from None
        meter.settings.undo = None
        kind, _, number = name.partition(" ")
        if number:
            meter.events.add(event_codes.CONFIGURATION, int(number), old, new)
        elif name == TYPE_NUMBER:
            meter.events.add(event_codes.CONFIGURATION, 0, old[4:], new[4:])
        else:
            if len(kind) > WHAT:
                kind = kind[:10] + "~" + kind[-7:]  # it tells which one, as its first letters alone do not
            meter.events.add(event_codes.SETTING, 0, old, new, what=kind)
        return True

    def acknowledge(self, text):
        """Clear event status words and latched tampering: of B stays what is 1 in `text`, a number of 32 bits.

        Raises ValueError; True: it logs itself, and that is not news to the status word.
        """
        meter = self._meter
        if not text.isdigit() or int(text) > 0xFFFFFFFF:
            raise ValueError("UP TO 32 BITS")
        before = "%d" % meter.status.b
        meter.status.acknowledge(int(text))
        meter.events.add(event_codes.SETTING, 0, before, text, what="96.10.2")
        meter.recorder.save()
        meter.watch.logged = meter.events.log.next
        return True

    def stop_billing(self, text):
        """A billing stop when `text` is 1. Raises ValueError for anything else."""
        if text != "1":
            raise ValueError("1 STOPS")
        try:
            self._meter.recorder.stop()
        except OSError:
            raise ValueError("MEMORY FAULT") from None
        return True
