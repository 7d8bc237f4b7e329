"""Plays a scenario on the simulated board: events when they are due, and the drift of the frequency between them.

Time is handed in. A step with nothing due costs two comparisons, so it may be called for every block.

What the board must offer, called at the block in which an event falls:
  set_supply(on)       the mains fails or returns (the waveform is already dead, or alive again)
  press(long)          the push button, short or long
  set_cover(open)      set_magnet(on)      set_seal(open)
  set_tariff(number)   tariff inputs, 1 to 4
  send_pulses(count)   at the pulse input
  say(text)            a line for the event log
  set_temperature(c)   of the front end, °C
  set_offset(volts)    direct voltage on the mains
  set_noise(volts)     its white noise, rms a sample
and the waveform: set_hertz(hertz), set_voltage(components), set_current(components).
"""

from mains import Mains

_NEVER = 1 << 60


class Scenario:
    """events: list of (time in ms, verb, argument), in order; repeat_ms: length of a round, 0 for one that ends."""

    def __init__(self, name, events, repeat_ms):
        self.name = name
        self.events = events
        self.repeat_ms = repeat_ms


class Player:
    """One scenario under way.

    mains, loads: what there is before the first event and again at the start of each round of a repeated scenario.
    The switches (supply, cover, magnet, seal, tariff) stay as the round before left them.
    """

    def __init__(self, scenario, waveform, loads, board, mains=None):
        self._scenario = scenario
        self._waveform = waveform
        self._loads = loads
        self._board = board
        self.mains = mains or Mains()
        self._first = (self.mains.settings(), loads.connected())
        self._on = True
        self._round_ms = 0  # when this round began
        self._next = 0
        self._due_ms = 0  # the first step always shows what there is
        self._shown = {}
        self._switches = {
            "supply": self._supply,
            "press": board.press,
            "cover": board.set_cover,
            "magnet": board.set_magnet,
            "seal": board.set_seal,
            "tariff": board.set_tariff,
            "pulse_input": board.send_pulses,
            "temperature": board.set_temperature,
            "say": board.say,
        }

    def step(self, t_ms):
        """Bring everything to `t_ms`, milliseconds since the start, which may not go back."""
        if t_ms >= self._due_ms:
            self._play(t_ms)
        if self.mains.drift:
            self._show("hertz", self.mains.hertz_at(t_ms), self._waveform.set_hertz)

    def _play(self, t_ms):
        events = self._scenario.events
        while True:
            if self._next == len(events):
                if not self._scenario.repeat_ms:
                    self._due_ms = _NEVER
                    break
                self._due_ms = self._round_ms + self._scenario.repeat_ms
                if t_ms < self._due_ms:
                    break
                self._again()
            time_ms, verb, value = events[self._next]
            self._due_ms = self._round_ms + time_ms
            if t_ms < self._due_ms:
                break
            # counted before it is played: a board whose supply fails may leave by an exception
            self._next += 1
            self._apply(verb, value)
        self._refresh(t_ms)

    def _again(self):
        settings, loads = self._first
        self._round_ms = self._due_ms
        self._next = 0
        self.mains.change(settings, self._due_ms)
        self._loads.restore(loads)

    def _apply(self, verb, value):
        if verb == "mains":
            self.mains.change(value, self._due_ms)
        elif verb == "load":
            self._loads.connect(*value)
        elif verb == "unload":
            self._loads.disconnect(value)
        else:
            self._switches[verb](value)

    def _supply(self, on):
        self._on = on
        self._refresh(self._due_ms)
        self._board.set_supply(on)

    def _refresh(self, t_ms):
        """Hand the waveform what has changed; a table is only made anew where it must be."""
        mains, waveform, board = self.mains, self._waveform, self._board
        self._show("hertz", mains.hertz_at(t_ms), waveform.set_hertz)
        self._show("voltage", mains.voltage() if self._on else [], waveform.set_voltage)
        self._show("current", self._loads.current(mains.volts) if self._on else [], waveform.set_current)
        self._show("offset", mains.offset if self._on else 0.0, board.set_offset)
        self._show("noise", mains.noise if self._on else 0.0, board.set_noise)

    def _show(self, what, value, take):
        if what not in self._shown or self._shown[what] != value:
            self._shown[what] = value
            take(value)
