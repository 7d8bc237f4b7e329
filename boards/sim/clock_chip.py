"""The simulated real-time clock: a crystal that is off by some ppm, a trim against that, and a supercap.

It runs with simulated time, counted in whole picoseconds, and keeps its state as a file: between two processes no
time passes for it.
"""

import json
import os

DRIFT_PPB = 5_000  # how much faster than true an untrimmed chip runs
TRIM_STEP_PPB = 100
MOST_STEPS = 127
BACKUP_MS = 7 * 86_400_000  # that the supercap lasts without supply; it charges at once
SAVE_MS = 5_000  # how often a running chip is saved: what a killed process loses of it
SECOND_PS = 1_000_000_000_000
MS_PPB = 1_000_000_000  # picoseconds in a millisecond, and parts per billion


class ClockChip:
    """start: UTC seconds of a chip without a file in `directory`; set_it: it is set to them even with one.

    A file that cannot be read is a chip that has lost its time.
    """

    def __init__(self, events, directory, start, set_it=False, drift_ppb=DRIFT_PPB):
        self._events = events
        self._path = directory + "/clock.json"
        self._drift = drift_ppb
        self._at_ms = self._cut_ms = events.now_ms
        self._supplied = True
        self._saved_ms = -SAVE_MS
        self._lose()
        self._load(start)
        if set_it:
            self._put(start)

    def read(self):
        """(seconds since 2000-01-01 00:00:00 UTC, valid); counted from 0 where it has lost its time."""
        self._advance()
        if self._at_ms - self._saved_ms >= SAVE_MS:
            self.save()
        return self._seconds, self._valid

    def set(self, seconds):
        """Set the time, which a second begins with, and call it valid."""
        self._advance()
        self._put(seconds)
        self.save()

    def trim(self, ppb):
        """Run `ppb` faster, in steps of 100 up to 12 700 either way, until the supercap is empty."""
        self._advance()
        steps = (ppb + TRIM_STEP_PPB // 2) // TRIM_STEP_PPB
        self._trim = max(-MOST_STEPS, min(MOST_STEPS, steps)) * TRIM_STEP_PPB
        self.save()

    def supply(self, on):
        """The supply goes or comes back."""
        self._advance()
        if self._supplied and not on:
            self._cut_ms = self._at_ms
        self._supplied = on

    def save(self):
        """Write the state as it is now: whole, or not at all."""
        self._advance()
        self._saved_ms = self._at_ms
        kept = {"seconds": self._seconds, "picoseconds": self._part, "valid": self._valid, "trim_ppb": self._trim}
        with open(self._path + ".new", "w") as file:
            json.dump(kept, file)
        os.rename(self._path + ".new", self._path)

    def _load(self, start):
        try:
            with open(self._path) as file:
                kept = json.load(file)
            found = [int(kept[name]) for name in ("seconds", "picoseconds", "trim_ppb", "valid")]
        except OSError:
            self._put(start)
        except (KeyError, TypeError, ValueError):
            pass
        else:
            self._seconds, self._part, self._trim = found[:3]
            self._valid = bool(found[3])

    def _advance(self):
        passed_ms = self._events.now_ms - self._at_ms
        self._at_ms += passed_ms
        if not self._supplied and self._at_ms - self._cut_ms > BACKUP_MS:
            self._lose()
            return
        seconds, self._part = divmod(self._part + passed_ms * (MS_PPB + self._drift + self._trim), SECOND_PS)
        self._seconds += seconds

    def _put(self, seconds):
        self._seconds = seconds
        self._part = 0
        self._valid = True

    def _lose(self):
        self._seconds = self._part = self._trim = 0
        self._valid = False
