"""What chance decides in the long runs."""


class Dice:
    """Numbers that are the same on every interpreter."""

    def __init__(self, seed):
        self._state = seed

    def below(self, count):
        self._state = (self._state * 1103515245 + 12345) & 0x7FFFFFFF
        return (self._state >> 8) % count
