"""The simulated board's small parts: display, lights, switches. What they do is sent to the bench as events."""

import asyncio

ARROWS = ("+P", "-P", "+Q", "-Q")
MAINS = ("off", "steady", "blink")
SIGNS = ("closed", "open", "PP", "LOW", "tamper", "PAY")


class Lcd:
    """Segments as text; draws nothing itself."""

    def __init__(self, events):
        self._events = events

    def show(self, value, ident, unit, arrows, tariff, triangle, mains, signs, test):
        frame = {"value": value, "ident": ident, "unit": unit, "tariff": tariff, "triangle": triangle, "test": test}
        frame["arrows"] = [ARROWS[k] for k in range(4) if arrows >> k & 1]
        frame["mains"] = MAINS[mains]
        frame["signs"] = [SIGNS[k] for k in range(len(SIGNS)) if signs >> k & 1]
        self._events.send("lcd", frame)

    def answers(self):
        return True


class PulseOutput:
    """An LED or an S0 output."""

    def __init__(self, events, name):
        self._events = events
        self._name = name

    def pulse(self, offset_us, width_ms):
        """On for `width_ms`, starting `offset_us` from now."""
        if self._events.live:
            at_us = 1000 * self._events.now_ms + offset_us
            self._events.send("pulse", {"out": self._name, "width": width_ms, "after": offset_us // 1000, "at": at_us})

    def steady(self, on):
        self._events.send("led", {"out": self._name, "on": on})


class Lamp:
    """The breaker's red LED."""

    def __init__(self, events, name):
        self._events = events
        self._name = name

    def set(self, on):
        self._events.send("led", {"out": self._name, "on": on})


class Switch:
    """A contact that somebody or something else moves: meter cover, terminal cover, magnet sensor, verification seal.

    `on` is its state: opened, near, broken open.
    """

    def __init__(self, events, name):
        self._events = events
        self._name = name
        self.on = False

    def move(self, on):
        self.on = on
        self._events.send("input", {"name": self._name, "on": on})

    def closed(self):
        """Of cover and seal."""
        return not self.on

    def present(self):
        """Of the magnet."""
        return self.on


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
    """Of the front end, in steps of a quarter of a degree."""

    def __init__(self):
        self.put(25.0)

    def put(self, celsius):
        """It is that warm."""
        self._mc = round(4 * celsius) * 250

    def read(self):
        """m°C."""
        return self._mc

    def answers(self):
        return True


class Watchdog:
    """Nothing in a simulation can hang without being seen."""

    def feed(self):
        pass


class NoHead:
    """No optical head placed, no network: nothing ever arrives."""

    async def read(self):
        await asyncio.Event().wait()

    async def write(self, data):
        pass

    def set_line(self, baud, bits=7):
        pass

    def stall(self, ms):
        pass

    def drop(self):
        pass

    async def send_to(self, host, port, data):
        raise OSError(101)  # ENETUNREACH
