"""What DLMS clients leave in a meter's heap, and what one of them takes: `dlms_sessions.py SESSIONS`; exits with 1.

A simulated meter in its 320 KiB, with two months in its load profile. The management client comes over both lines, by
turns, ciphered: first some times to have loaded what stays, then once on each line for the whole profile, and then
SESSIONS times. After these the heap must hold what it held before. The heap is always swept before it is looked at, at
the beginning of a block of samples; so what lives only within the making of one answer does not show.
"""

import contextlib
import os
import sys
import tempfile
import threading
import time
from datetime import UTC, datetime
from pathlib import Path

from clients.gurux import Reader
from clients.meter import Meter, filled

END = datetime(2026, 11, 1, tzinfo=UTC)
ROWS = 61 * 96
FIRST = 6  # sessions
GROWTH = 1024  # bytes that the heap may hold more after all sessions
ROOM = 54 << 10  # bytes that a session may take, more than an idle meter, which does without what visitors need
SAMPLES = 20  # looks at the heap in a session, at least
PAUSE_S = 0.03  # between two: a block of samples lasts 40 ms
LOOKS = 4
REST_S = 0.5  # after a client, until it is forgotten
LOAD_PROFILE = "1.0.99.1.0.255"


class Visits:
    """Sessions of the management client with `meter`, whose invocation counters go on from one to the next."""

    def __init__(self, meter):
        self._meter = meter
        self._counter = None
        self._made = 0

    @contextlib.contextmanager
    def session(self, hdlc):
        where = self._meter.optical if hdlc else self._meter.tcp
        with Reader(where, 1, hdlc, gmac=True, ciphered=True, counter=self._counter).connect() as client:
            yield client
            client.disconnect()
            self._counter = client.client.ciphering.invocationCounter

    def some(self, count):
        """So many short ones, over TCP and at the optical head by turns."""
        for _ in range(count):
            with self.session(self._made % 2) as client:
                assert bytes(client.get(1, "0.0.42.0.0.255", 2)).startswith(b"QDT")
                assert client.get(8, "0.0.1.0.0.255", 2)
                assert client.get(3, "1.0.1.8.0.255", 2) >= 0
            self._made += 1

    def whole_profile(self, hdlc):
        """The most that the heap held in a session in which all of the load profile was read."""
        since = len(self._meter.events)
        done = threading.Event()
        watch = threading.Thread(target=self._press, args=(done,))
        watch.start()
        try:
            with self.session(hdlc) as client:
                assert len(client.get(7, LOAD_PROFILE, 2)) == ROWS
        finally:
            done.set()
            watch.join()
        seen = [event["used"] for event in self._meter.events[since:] if event["ev"] == "heap"]
        assert len(seen) >= SAMPLES, "looked at the heap %d times" % len(seen)
        return max(seen)

    def _press(self, done):
        while not done.wait(PAUSE_S):
            self._meter.press("h")

    def idle(self):
        """Bytes of heap in use when nobody is there."""
        time.sleep(REST_S)
        return min(self._meter.heap() for _ in range(3))

    def least(self):
        """The same, the least of some times: metering too has more in the heap at one time than at another."""
        found = []
        for _ in range(LOOKS):
            self.some(2)
            found.append(self.idle())
        return min(found)


def soak(state, sessions):
    """(a line that says what was measured, what is wrong with it)."""
    with Meter(state, **filled(state, END, ROWS)) as meter:
        visits = Visits(meter)
        new = visits.idle()
        visits.some(FIRST)
        said, wrong = [], []
        for hdlc, line in enumerate(("TCP", "HDLC")):
            before = visits.idle()
            peak = visits.whole_profile(hdlc)
            above = [peak - before, peak - visits.idle()]  # what it loaded for good is in the first
            said.append("%s %.1f KiB more than before, %.1f than after" % (line, above[0] / 1024, above[1] / 1024))
            if max(above) > ROOM:
                wrong.append("%d bytes taken over %s" % (max(above), line))
        before = visits.least()
        visits.some(sessions)
        more = visits.least() - before
        if more > GROWTH:
            wrong.append("%d bytes more after the last" % more)
    figures = (", ".join(said), sessions, more, before - new)
    return "the whole profile over %s; %d sessions, %+d bytes after them; of the first, %d stay" % figures, wrong


def main(sessions):
    with (
        Path(os.devnull).open("w") as nowhere,
        contextlib.redirect_stdout(nowhere),  # the client talks to itself
        tempfile.TemporaryDirectory(prefix="quadrant-soak-") as state,
    ):
        said, wrong = soak(state, sessions)
    print(said)
    if wrong:
        print("FAILED:", *wrong, sep="\n  ")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
