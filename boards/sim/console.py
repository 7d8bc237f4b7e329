"""The simulated board's service console: snapshots, notes and the summary, over all the lives of one run."""

import sys

from module_port import ModulePort

COUNTERS = ("pulses", "windows", "samples", "lost_samples", "seconds_milli")


class Console:
    """events: where it goes; windows, dips: path of a CSV of all windows and of all dips and the like, or None."""

    def __init__(self, events, windows, earlier=None, dips=None):
        self._events = events
        self.module = ModulePort(self.note)  # it is here that the meter passes by
        self._log = None
        if windows:
            from windows import WindowLog

            self._log = WindowLog(windows)
        self._dips = None
        if dips:
            from event_log import EventLog

            self._dips = EventLog(dips)
        self.earlier = earlier or {}  # counters of the meters that ran before a supply cut or a start anew
        self._first = 0
        self._next_ms = 0
        self._last = None

    def window(self, meter, window):
        """A window has been measured."""
        self.module.serve(meter)
        if self._log:
            self._log.add(self._first, window)
            self._first += window.samples
        if self._dips:
            self._dips.add(meter, window)
        if self._events.live and self._events.now_ms >= self._next_ms:
            self._next_ms = self._events.now_ms + 1000
            self._events.send("snapshot", self._total(meter.snapshot()))

    def note(self, text):
        """Something worth a line happened."""
        self._events.send("note", {"text": text}, always=True)

    def refuse(self, text):
        """The meter cannot be: one error event and the end, with exit status 2."""
        self._events.send("error", {"text": text}, always=True)
        sys.exit(2)

    def stopped(self, meter):
        """The meter has ended with the supply."""
        self._last = self._total(meter.snapshot())
        for name in COUNTERS:
            self.earlier[name] = self._last[name]

    def summary(self):
        """The last word of a run."""
        if self._log:
            self._log.close()
        if self._dips:
            self._dips.close()
        if self._last:
            self._events.send("summary", self._last, always=True)

    def _total(self, snapshot):
        for name in self.earlier:
            snapshot[name] += self.earlier[name]
        return snapshot
