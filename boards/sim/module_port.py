"""What a scenario sends to the meter's module port: commands to the breaker, kWh, the time.

The way in is the meter's own (`meter.commands`), with the rights of that port; what it refuses is told.
"""

LEVEL = 2  # of the module port: breaker and prepayment are its own


class ModulePort:
    """note(text): hears of refusals."""

    def __init__(self, note):
        self._note = note
        self._orders = []

    def write(self, order):
        """Write a register with the next window; order: (code, text)."""
        self._orders.append(order)

    def set_clock(self, seconds):
        """Set the clock with the next window; seconds since 2000-01-01 00:00:00 UTC."""
        self._orders.append(("", seconds))

    def serve(self, meter):
        """Carry out what has come."""
        if not self._orders:
            return
        from meter.commands import CommandError  # of whichever application has been started

        while self._orders:
            code, value = self._orders.pop(0)
            try:
                if code:
                    meter.commands.write(code, value, LEVEL)
                else:
                    meter.commands.set_clock(value, LEVEL)
            except CommandError as refusal:
                self._note("refused %s %s: %s" % (code or "clock", value, refusal))
