"""A whole meter with its two sessions, driven without tasks or sockets: what it is given, and how it takes that."""

import gc
import sys
import time

from fuzz.board import SECRETS, new_meter
from fuzz.state import Finding, State

# What metering lets a reader have at once; who may change settings may list two dozen, and each is checked with all.
SLOWEST_MS = 50, 500
MOST_IDLE = 8  # times that it wants to be polled at once without doing anything
MOST_TAKEN = 80  # actions that follow from one frame
cpu = time.clock if hasattr(time, "clock") else time.process_time


class World:
    """now: milliseconds. frames: given to the meter so far. entitled: level that the peer of now may reach.

    changes: whether what it may do can change the meter.
    """

    def __init__(self):
        self.frames = 0
        self.timed = False  # not while modules are compiled that a chip has compiled already
        self.now = 0
        self.slowest = [(0.0, b""), (0.0, b"")]  # (seconds, frame), without and with a right to change things
        self.recent = [b""] * 12
        self.renew()

    def renew(self, settings=None):
        """Another meter, with two days of logs."""
        self.meter = self.board = self.state = self.session = self.ports = None
        given = dict(SECRETS)
        given.update(settings or {})
        self.given = given
        self.meter, self.board = new_meter(given, self.note)
        self.ports = [port._session for port in self.meter.ports]
        self.entitled = 0
        self.changes = False
        self.session = self.ports[0]
        self.now += 1_000_000
        self.memory_short = False
        self.state = State(self.meter, self.board, given)

    def note(self, text):
        """Of the console."""
        if "no memory" in text:
            self.memory_short = True

    def use(self, port, entitled=0, changes=False):
        """The next client comes to port 0 (optical) or 1 (network)."""
        self.session = self.ports[port]
        self.entitled = entitled
        self.changes = changes

    def feed(self, data, patience=0):
        """What the meter sends (list of bytes) after `data` (b"": only time passes).

        patience: milliseconds that may pass until it answers.
        """
        self.recent[self.frames % len(self.recent)] = data
        self.frames += 1
        session = self.session
        sent = []
        try:
            if data:
                began = cpu()
                session.receive(data, self.now)
                self._timed(began)
            self._take(sent)
            if not sent and patience:
                self._wait(sent, patience)
        except Finding:
            raise
        except Exception as error:
            sys.print_exception(error) if hasattr(sys, "print_exception") else None
            raise Finding("%s escaped: %s" % (type(error).__name__, error)) from None
        if self.level() > self.entitled:
            raise Finding("level %d, entitled to %d" % (self.level(), self.entitled))
        return sent

    def _take(self, sent):
        left = MOST_TAKEN
        action = self._step()
        while action:
            left -= 1
            if not left:
                raise Finding("it never stops sending")
            if action[0] == "send":
                sent.append(bytes(action[1]))
            action = self._step()

    def _step(self):
        """What a port does without giving up the processor."""
        began = cpu()
        self.session.poll(self.now)
        action = self.session.take()
        while action and action[0] == "work":
            action[1]()
            action = self.session.take()
        self._timed(began)
        return action

    def _timed(self, began):
        taken = cpu() - began
        k = 1 if self.changes else 0
        if self.timed and taken > self.slowest[k][0]:
            self.slowest[k] = taken, self.recent[(self.frames - 1) % len(self.recent)]
            if taken > SLOWEST_MS[k] / 1000:
                raise Finding("a frame took %d ms" % (1000 * taken))

    def _wait(self, sent, patience):
        """Let time pass as a port does, until the meter says something."""
        end = self.now + patience
        idle = 0
        while not sent:
            wait = self.session.deadline(self.now)
            if wait is None or self.now + wait > end:
                return
            if wait < 0:
                raise Finding("deadline %d" % wait)
            idle = 0 if wait else idle + 1
            if idle > MOST_IDLE:
                raise Finding("it is always due and never does anything")
            self.now += wait
            self._take(sent)

    def hang_up(self):
        """The client has gone."""
        self.session.hang_up(self.now)
        self.now += 1000
        present = self.session
        for session in self.ports:
            self.session = session
            self._take([])
            session.hang_up(self.now)  # a link that was made to push has the settings of then
            self._take([])
        self.session = present
        if not self.session.idle():
            raise Finding("not idle after the client has gone")

    def server(self):
        """The present session's application, or None."""
        layer = getattr(self.session, "link", None) or getattr(self.session, "_wrapper", None)
        return layer._server if layer else None

    def level(self):
        """What the present client has reached: level of its association, or of mode C."""
        server = self.server()
        who = server._who if server else None
        level = who.level & 15 if who else 0  # without the port
        iec = getattr(self.session, "_iec", None)
        iec = getattr(iec, "_session", iec)  # made when somebody signs on
        return max(level, 2 * iec._programming.level) if iec else level

    def collect(self):
        """Bytes that are in use."""
        gc.collect()
        return gc.mem_alloc() if hasattr(gc, "mem_alloc") else 0

    def check(self):
        """After a client has gone: nothing has changed but what it had a right to. Raises Finding."""
        if self.memory_short:
            raise Finding("no memory for a client")
        self.state.check(self.changes)

    def tick(self):
        """The meter goes on by a minute in the middle of whatever is going on."""
        if not self.changes:
            self.state.minute()

    def latest(self):
        """The last frames, oldest first."""
        size = len(self.recent)
        return [self.recent[k % size] for k in range(max(0, self.frames - size), self.frames)]
