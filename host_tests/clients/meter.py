"""A whole simulated meter for tests with clients of its ports: started, watched for faults, killed, started again."""

import contextlib
import select
import socket
import threading
import time

from tools.bench.child import STRAY, Child
from tools.bench.kinds import EPOCH
from tools.bench.options import keep_settings

SECONDS = 10  # for anything that should come


def free_address():
    with socket.create_server(("127.0.0.1", 0)) as free:
        return free.getsockname()


class Meter:
    """A running meter with its state in `state`; `settings` are kept there, `options` go to the simulator.

    tcp, optical: addresses of its ports. events: what it told so far; faults end up in `stop`.
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
