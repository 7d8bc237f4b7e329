"""A whole simulated meter for tests with clients of its ports: started, watched for faults, killed, started again."""

import contextlib
import os
import select
import socket
import subprocess
import threading
import time
from datetime import UTC, datetime
from pathlib import Path

from tools.bench.child import STRAY, Child
from tools.bench.options import keep_settings
from tools.bench.process import MODULES, interpreter
from tools.scenario.meter import EPOCH

SECONDS = 10  # for anything that should come
FILL = Path(__file__).parents[1] / "scenario" / "fill_quarters.py"


def free_address():
    with socket.create_server(("127.0.0.1", 0)) as free:
        return free.getsockname()


def filled(state, last, rows):
    """Fill the load profile in `state` with `rows` of fill_quarters.py, the last of which ends at the datetime `last`.

    Returns the options with which a Meter starts a minute later.
    """
    seconds = int((last - datetime(2000, 1, 1, tzinfo=UTC)).total_seconds())
    command = [interpreter(), "-X", "heapsize=4M", FILL, state, str(seconds), str(rows)]
    environment = {**os.environ, "MICROPYPATH": ":".join(MODULES)}
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    assert done.stdout.split() == [str(rows)], done.stderr
    return {"clock": seconds + 60, "set_clock": True}


class Meter:
    """A running meter with its state in `state`; `settings` are kept there, `options` go to the simulator.

    tcp, optical: addresses of its ports. events: what it told so far; faults end up in `stop`, which `with` calls.
    """

    def __init__(self, state, settings=(), **options):
        self.tcp, self.optical = free_address(), free_address()
        self.events = []
        self._more = threading.Condition()
        keep_settings(str(state), list(dict(settings).items()))
        given = {"state": str(state), "speed": 1, "load": 5, "rate": 4000, "clock": int(time.time()) - EPOCH}
        ports = {"dlms": "%s:%d" % self.tcp, "optical": "%s:%d" % self.optical}
        self._child = Child(given | ports | options)
        threading.Thread(target=self._watch, daemon=True).start()
        self.wait_for(lambda event: event["ev"] == "dlms" and "listening" in event["text"])
        self.wait_for(lambda event: event["ev"] == "optical" and "listening" in event["text"])

    def __enter__(self):
        return self

    def __exit__(self, *failure):
        self.stop()

    def _watch(self):
        with contextlib.suppress(ValueError, OSError):  # closed while it was being read
            while (events := self._child.read()) is not None:
                with self._more:
                    self.events += events
                    self._more.notify_all()
        with self._more:
            self.events.append({"ev": "end"})
            self._more.notify_all()

    def wait_for(self, wanted, since=0, seconds=SECONDS):
        """The first event that fits, from the `since`-th on."""
        until = time.monotonic() + seconds
        with self._more:
            while True:
                for event in self.events[since:]:
                    if wanted(event):
                        return event
                    assert event["ev"] not in (STRAY, "error", "end"), self.faults() or event
                since = len(self.events)
                assert self._more.wait(until - time.monotonic()), "nothing came"

    def press(self, key):
        """A key of the simulated board (boards/sim/hands.py)."""
        self._child.send(key)

    def heap(self):
        """Bytes of its heap that are in use, its ROM with them."""
        since = len(self.events)
        self.press("h")
        return self.wait_for(lambda event: event["ev"] == "heap", since)["used"]

    def faults(self):
        return "\n".join(event["text"] for event in list(self.events) if event["ev"] in (STRAY, "error"))

    def stop(self):
        """End it properly: its summary."""
        self._child.ask_to_end()
        try:
            summary = self.wait_for(lambda event: event["ev"] == "summary")
            self.wait_for(lambda event: event["ev"] == "end", len(self.events) - 1)
            assert not self.faults()
            return summary
        finally:
            self._child.close()

    def kill(self):
        """Cut its supply at once (kill -9)."""
        self._child._process.kill()
        self.wait_for(lambda event: event["ev"] == "end")
        self._child.close()


def sign_on(connection, until=b"\r\n", characters=b"/?!\r\n"):
    """Send characters at an optical head and collect what comes up to `until`."""
    connection.sendall(characters)
    received = b""
    while not received.endswith(until):
        ready, _, _ = select.select([connection], [], [], SECONDS)
        assert ready, received
        received += connection.recv(1)
    return received
