"""The breaker: its states, what leads from one to the next, and a relay with a feedback contact that has to follow.

It switches loads for the utility and its customer. It is never a safety device: nobody may rely on it to isolate.
States and commands 1 to 3: reference table of the disconnect registers (1.1.128.0.0); other events are ours.
"""

DISCONNECTED, CONNECTED, WARNED, LIMITED, UNPAID, RELEASED, EXPIRED = 1, 4, 5, 6, 7, 8, 9
PUSHED, WOULD, OVER_VOLTAGE = 11, 13, 14  # WOULD: log only, the contacts stay closed
CLOSED = (CONNECTED, WARNED, WOULD)

# Events: d, r, c commands 1 (disconnect), 2 (release), 3 (reconnect); B, b the button, on the disconnect view and on
# others; w load above a limit, n below all of them again, o the time above is over, l the same in log-only mode;
# e credit used up, x days of reduced load used up; v overvoltage; a, m what had opened it has gone, and it may close by
# itself, or must wait for somebody. A state, then event and next state; what does not stand here does nothing.
_TABLE = """
1 d1 r8
4 d1 B11 w5 o6 l13 e7 x9 v14
5 d1 B11 n4 o6 l13 e7 x9 v14
6 d1 a4 m8 e7
7 d1 b4 a4 m8 x9
8 d1 c4 b4
9 d1 a4 m8
11 d1 b4
13 d1 B11 n4 o6 e7 x9 v14
14 d1 a4 m8 e7
"""

REST_US = 5_000_000  # between two moves at least
SETTLE_US = 400_000  # for a pulse of 50 ms, an armature and its bounce; the flash may hold up all of them meanwhile
TRIES = 3


def following(state, event):
    """The state that `event` leads to from `state`; 0 where it does nothing, and a command is refused."""
    begin = _TABLE.find("\n%d " % state)
    end = _TABLE.find("\n", begin + 1)
    at = _TABLE.find(" " + event, begin, end) + 2
    if begin < 0 or at < 2:
        return 0
    number = 0
    while _TABLE[at].isdigit():
        number = 10 * number + int(_TABLE[at])
        at += 1
    return number


class Breaker:
    """relay: set(closed), and closed(), which is the feedback contact (boards/README.md).

    `closed`: what the contacts ought to be. `error`: they are not, and TRIES moves have not helped. One that opens
    without an order is not closed again by itself, for nobody knows why it did; one that closes is opened again.
    """

    def __init__(self, relay):
        self._relay = relay
        self.closed = relay.closed()
        self.error = False
        self._due = False  # a move has been ordered and not begun
        self._left = 0  # tries
        self._rest_us = REST_US  # nobody knows when it was moved before the start
        self._settle_us = 0

    def pending(self):
        """Whether a move is due, or has not been seen to have succeeded."""
        return self._due or self._settle_us > 0 or (self._left > 0 and self._relay.closed() != self.closed)

    def move(self, closed):
        """Open or close it: now, or when the last move is long enough ago."""
        self.closed = closed
        self._due = True
        self._left = TRIES
        if not self._rest_us:
            self._pulse()

    def step(self, duration_us):
        """A window has passed; True when a move has just been seen to have succeeded."""
        self._rest_us = max(0, self._rest_us - duration_us)
        moving = self._settle_us > 0
        if moving:
            self._settle_us -= duration_us
            if self._settle_us > 0:
                return False
        right = self._relay.closed() == self.closed
        if right and not self._due:
            self._left = 0 if self.closed else TRIES
            self.error = False
            return moving
        if not self._left:
            self.error = True
        elif not self._rest_us:
            self._pulse()
        return False

    def _pulse(self):
        self._due = False
        self._left -= 1
        self._rest_us = REST_US
        self._settle_us = SETTLE_US
        self._relay.set(self.closed)
