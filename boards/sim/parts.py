"""The simulated board's small parts: display, lights, relay, switches. What they do is sent to the bench as events."""

ARROWS = ("+P", "-P", "+Q", "-Q")
MAINS = ("off", "steady", "blink")


class Lcd:
    """Segments as text; draws nothing itself."""

    def __init__(self, events):
        self._events = events

    def show(self, value, ident, unit, arrows, tariff, triangle, mains, test):
        frame = {"value": value, "ident": ident, "unit": unit, "tariff": tariff, "triangle": triangle, "test": test}
        frame["arrows"] = [ARROWS[k] for k in range(4) if arrows >> k & 1]
        frame["mains"] = MAINS[mains]
        self._events.send("lcd", frame)


class PulseOutput:
    """An LED or an S0 output. `pulses` counts what was asked for."""

    def __init__(self, events, name):
        self._events = events
        self._name = name
        self.pulses = 0

    def pulse(self, offset_us, width_ms):
        """On for `width_ms`, starting `offset_us` from now."""
        self.pulses += 1
        if self._events.live:
            at_us = 1000 * self._events.now_ms + offset_us
            self._events.send("pulse", {"out": self._name, "width": width_ms, "after": offset_us // 1000, "at": at_us})

    def steady(self, on):
        self._events.send("led", {"out": self._name, "on": on})


class Relay:
    """Supply contactor: a switch for loads, never a safety device."""

    def __init__(self, events):
        self._events = events
        self._closed = True

    def set(self, closed):
        self._closed = closed
        self._events.send("relay", {"closed": closed})

    def closed(self):
        """The feedback contact."""
        return self._closed


class Switch:
    """A contact that somebody or something else moves. `on` is its state."""

    def __init__(self, events, name):
        self._events = events
        self._name = name
        self.on = False

    def move(self, on):
        self.on = on
        self._events.send("input", {"name": self._name, "on": on})


class Cover(Switch):
    """Meter cover; `on` means opened."""

    def closed(self):
        return not self.on


class Magnet(Switch):
    def present(self):
        return self.on


class Seal(Switch):
    """Verification seal switch; `on` means broken open."""

    def closed(self):
        return not self.on


class Button:
    """Push button: short pushes are counted until taken; a long one is being held until `held_ms` says so."""

    def __init__(self, events):
        self._events = events
        self._pushes = 0
        self._held_since = None
        self._held_until = 0

    def push(self, long):
        self._events.send("input", {"name": "button", "on": True, "long": long})
        if long:
            self._held_since = self._events.now_ms
            self._held_until = self._events.now_ms + 6500
        else:
            self._pushes += 1

    def pushes(self):
        """Short pushes since the last call."""
        pushes, self._pushes = self._pushes, 0
        return pushes

    def held_ms(self):
        """How long it has been held down, 0 when it is not."""
        now = self._events.now_ms
        if self._held_since is None or now >= self._held_until:
            self._held_since = None
            return 0
        return now - self._held_since


class TariffInputs:
    def __init__(self, events):
        self._events = events
        self._levels = (False, False)

    def choose(self, tariff):
        """Levels that mean `tariff`, 1 to 4."""
        self._levels = (bool(tariff - 1 & 1), bool(tariff - 1 & 2))
        self._events.send("input", {"name": "tariff", "on": tariff})

    def levels(self):
        return self._levels


class PulseInput:
    """`taken` counts pulses since the last call."""

    def __init__(self):
        self._count = 0

    def add(self, count):
        self._count += count

    def taken(self):
        count, self._count = self._count, 0
        return count


class Thermometer:
    """Of the front end: `celsius` as it is, read in steps of a quarter."""

    def __init__(self):
        self.celsius = 25.0

    def read(self):
        """m°C."""
        return round(4 * self.celsius) * 250


class Watchdog:
    """Counts how often it was fed; nothing in a simulation can hang without being seen."""

    def __init__(self):
        self.fed = 0

    def feed(self):
        self.fed += 1
