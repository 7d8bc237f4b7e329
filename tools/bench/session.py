"""One run of the meter: events to the view, keys to the meter, until it ends or is asked to."""

import selectors
import socket
import time
from dataclasses import dataclass, field

from tools.bench.child import STRAY, Child, Event
from tools.bench.figures import SUMMARY
from tools.bench.plain import Headless
from tools.bench.terminal import QUIT, Keys

PATIENCE = 5.0  # seconds the firmware has to save its registers and end


@dataclass
class Outcome:
    """How a run ended: the summary, the firmware's own error, lines that were no events, its status."""

    summary: Event | None = None  # its documented figures
    error: str = ""
    stray: list[str] = field(default_factory=list)
    status: int | None = None  # None: it had to be killed


class Session:
    """Waits for everything at once; `run` returns when the meter's output has ended."""

    def __init__(self, child: Child, view: Headless, keys: Keys | None, bell: socket.socket) -> None:
        """bell: readable when the bench is asked to stop."""
        self._child = child
        self._view = view
        self._keys = keys
        self._bell = bell
        self._deadline: float | None = None
        self.outcome = Outcome()

    def run(self) -> Outcome:
        with selectors.PollSelector() as selector:
            selector.register(self._child, selectors.EVENT_READ, self._from_child)
            selector.register(self._bell, selectors.EVENT_READ, self._from_bell)
            if self._keys:
                selector.register(self._keys, selectors.EVENT_READ, self._from_keys)
            going = True
            while going:
                for key, _ in selector.select(self._timeout()):
                    going = key.data() and going
                now = time.monotonic()
                self._view.tick(now)
                if self._view.gone:
                    self._stop()
                if self._deadline is not None and now > self._deadline:
                    return self.outcome
        self.outcome.status = self._child.status(PATIENCE)
        return self.outcome

    def _timeout(self) -> float | None:
        if self._deadline is None:
            return self._view.period
        return min(self._view.period or PATIENCE, max(0.0, self._deadline - time.monotonic()))

    def _stop(self) -> None:
        if self._deadline is None:
            self._deadline = time.monotonic() + PATIENCE
            self._child.ask_to_end()

    def _from_child(self) -> bool:
        """Pass on what the meter told; False at the end."""
        events = self._child.read()
        if events is None:
            return False
        now = time.monotonic()
        for event in events:
            self._take(event, now)
        return True

    def _take(self, event: Event, now: float) -> None:
        try:
            if event["ev"] == STRAY:
                self.outcome.stray.append(event["text"])
            elif event["ev"] == "summary":
                self.outcome.summary = {key: event[key] for key in SUMMARY}
            elif event["ev"] == "error":
                self.outcome.error = " ".join(str(event["text"]).split())
            self._view.show(event, now)
        except (KeyError, TypeError, ValueError) as error:
            self.outcome.stray.append(f"not a proper event ({error!r}): {event}")

    def _from_bell(self) -> bool:
        self._bell.recv(64)
        self._stop()
        return True

    def _from_keys(self) -> bool:
        assert self._keys
        for key in self._keys.read():
            if key == QUIT:
                self._stop()
            else:
                self._child.send(key)
        return True
