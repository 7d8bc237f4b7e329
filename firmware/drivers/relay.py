"""A relay with a feedback contact. It switches loads for lessons and is never a safety device."""


class Relay:
    """pin: output, high closes; feedback: Contact that is closed with it."""

    def __init__(self, pin, feedback):
        self._pin = pin
        self._feedback = feedback

    def set(self, closed):
        self._pin.value(1 if closed else 0)

    def closed(self):
        """What the contact says, whatever was asked for."""
        return self._feedback.closed()
