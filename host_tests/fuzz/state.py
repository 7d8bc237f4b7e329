"""What must not change by what is said at a meter's ports, unless who says it has the right to change it."""

import json

from fakes.plain_board import window
from fuzz.board import SECRETS
from meter.logs.event_codes import REFUSED
from meter.meter import SETTINGS_FILE
from meter.supervision.update import Update


class Finding(Exception):
    """Something that must not be."""


class State:
    """Of `meter` on `board`, set up with `given`: as it is now, so it must stay."""

    def __init__(self, meter, board, given):
        self._meter = meter
        self._board = board
        self._given = given
        self._attributes = dict(meter.settings.__dict__)
        self._take()

    def _take(self):
        self._kept = self._now()
        self._event = self._meter.events.log.next

    def _now(self):
        """Energies; numbers of logs but for the events; keys; clock; the rest."""
        meter = self._meter
        clock = self._board.clock
        energies = [register.microjoules() for register in meter.energy.stored]
        logs = [log.next for log in meter.logs if log is not meter.events.log]
        keys = [getattr(meter.settings, name) for name in SECRETS]
        update = meter.update.leaving, meter.update.due, self._images()
        files = str(self._board.files.files), meter.restart
        return energies, logs, keys, (clock.seconds, clock.valid, clock.trimmed, meter.clock.zone_hours), update, files

    def _images(self):
        """Files of firmware images."""
        content = self._board.logs.content
        return [(name, len(content[name])) for name in sorted(content) if name[:2] == "im"]

    def check(self, changes):
        """After a client has gone; changes: whether it had the right to make any but of energies. Raises Finding."""
        found, kept = self._now(), self._kept
        if found[0] != kept[0]:
            raise Finding("energies %s, were %s" % (found[0], kept[0]))
        log = self._meter.events.log
        if changes:
            # a setting written as it was makes its objects anew
            if found != kept or log.next != self._event or self._meter.settings.__dict__ != self._attributes:
                self._restore()
            return
        if found != kept:
            what = [(found[k], kept[k]) for k in range(len(found)) if found[k] != kept[k]]
            raise Finding("changed without a right, now and before: %s" % what)
        if self._meter.settings.__dict__ != self._attributes:
            raise Finding("settings changed without a right")
        if log.next != self._event:
            for _, _, payload in log.read(self._event, log.next - self._event):
                if payload[0] != REFUSED:
                    raise Finding("event %d without a right" % payload[0])
            self._event = log.next

    def _restore(self):
        """What was changed by right is as it was before, but for the logs."""
        meter, board = self._meter, self._board
        for name in self._attributes:
            setattr(meter.settings, name, self._attributes[name])
        board.files.files = {SETTINGS_FILE: json.dumps(self._given)}
        meter.changed("push_to")
        board.clock.seconds = self._kept[3][0]
        board.clock.valid = True
        for name, _ in self._images():
            del board.logs.content[name]
        meter.update = Update(meter)
        meter.restart = False
        self._take()

    def minute(self):
        """Check, and let the meter go on by a minute without load."""
        self.check(False)
        self._board.clock.seconds += 60
        window(self._meter, 60, 0, 0)
        self._take()
