"""The optical head's echo: our own characters, which many heads hand back before the reader's answer.

A reader never opens a message with the characters of our last one (it says `/?` where we say `/Q`, P1 where we say
P0), so what comes back equal, from the first character on, is echo. The first difference ends it.
"""


class Echo:
    """Takes the echo of what was sent out of what is received."""

    def __init__(self):
        self.clear()

    def clear(self):
        """Expect no echo."""
        self._expected = b""
        self._at = 0

    def sent(self, block):
        """`block` goes out: its echo may come, after what is left of an earlier one."""
        self._expected = self._expected[self._at :] + block
        self._at = 0

    def strip(self, received):
        """`received` (bytes) without the echo; characters that only looked like one are given back."""
        expected = self._expected
        for k in range(len(received)):
            if self._at == len(expected):
                self.clear()
                return received[k:]
            if received[k] != expected[self._at]:
                held = expected[: self._at]
                self.clear()
                return held + received[k:]
            self._at += 1
        return b""
