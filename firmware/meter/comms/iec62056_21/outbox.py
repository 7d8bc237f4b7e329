"""What the meter is about to do on the line: characters to send and speeds to set, in order.

An answer waits for the reaction time that EN 62056-21 promises the reader; the last one is kept for a repeat.
"""

from meter.comms.iec62056_21.frames import BAUDS

INITIAL_BAUD = BAUDS[0]
INITIAL = "line", INITIAL_BAUD
WAITING = 6  # actions at most; a peer that talks on without listening loses what it said
REPEATS = 3  # of one block; a line that needs more carries nothing else either


class Outbox:
    """Actions waiting to be taken; `line` is the last of them that sets the line, or did."""

    def __init__(self, reaction_ms):
        self.line = INITIAL
        self._line = INITIAL  # as last taken
        self._reaction_ms = reaction_ms
        self._actions = []
        self._due = 0
        self._released = False
        self._said = b""
        self._repeats = 0

    def empty(self):
        """True when every action has been taken."""
        return not self._actions

    def full(self):
        """True when no more is accepted from the reader before something has been taken."""
        return len(self._actions) >= WAITING

    def say(self, block, now_ms, at_once=False):
        """Send `block` after the reaction time; remember it."""
        self._said = block
        self._repeats = 0
        self._put(("send", block), now_ms, at_once)

    def repeat(self, now_ms):
        """Send the last block again; False when that has been done often enough."""
        self._repeats += 1
        if self._repeats > REPEATS:
            return False
        self._put(("send", self._said), now_ms, False)
        return True

    def set_line(self, baud, now_ms, at_once=False, bits=7):
        """Change the speed, in its turn; eight bits for what follows mode E."""
        self.line = "line" if bits == 7 else "line8", baud
        self._put(self.line, now_ms, at_once)

    def heard_at(self, baud):
        """Somebody else has set the line to this speed, with seven bits."""
        self.line = self._line = "line", baud

    def _put(self, action, now_ms, at_once):
        due = now_ms if at_once else now_ms + self._reaction_ms
        # what is held back longer is not hurried by what follows it
        self._due = max(due, self._due) if self._actions else due
        self._actions.append(action)

    def wait(self, now_ms):
        """Milliseconds until the actions may be taken."""
        return 0 if self._released else max(0, self._due - now_ms)

    def poll(self, now_ms):
        """Let time pass."""
        if self._actions and now_ms >= self._due:
            self._released = True

    def take(self):
        """Next action, or None."""
        if not self._released:
            return None
        action = self._actions.pop(0)
        self._released = bool(self._actions)
        if action[0] != "send":
            self._line = action
        return action

    def forget_answers(self):
        """Another reader has come: what was meant for the one before is not sent, speeds are still set."""
        self._actions = [action for action in self._actions if action[0] != "send"]
        self._released = False
        self._due = 0

    def clear(self):
        """Forget what was not taken."""
        self._actions.clear()
        self._released = False
        self.line = self._line
