"""A lamp on an output: the breaker's red LED."""


class Lamp:
    """pin: output, high is on."""

    def __init__(self, pin):
        self._pin = pin

    def set(self, on):
        self._pin.value(1 if on else 0)
