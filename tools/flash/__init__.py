"""Puts the firmware onto a board through MicroPython's own serial port, with mpremote."""


class FlashError(RuntimeError):
    """The board cannot be found, must not get this firmware, or has gone."""
