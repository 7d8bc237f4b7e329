"""Plays a track on the simulated board: what is due, when it is due, and the drift of the frequency in between.

A track (tools/scenario/track.py) is text, one JSON array [ms, verb, value] a line; only the line that comes next is
held. Time is handed in. A step with nothing due costs two comparisons, so it may be called for every block.

What the board must offer, called at the block in which a line falls:
  set_supply(on)       the mains fails or returns (the waveform is already dead, or alive again)
  press(long)          the push button, short or long
  set_cover(open)      set_terminal_cover(open)
  set_magnet(on)       set_seal(open)
  set_tariff(number)   tariff inputs, 1 to 4
  send_pulses(count)   at the pulse input
  say(text)            a line for the event log
  stick(how)           the relay's contacts: closed, open, free
  write(code, text)    a register of the meter, through its module port (a pair)
  set_clock(seconds)   the same with its clock, seconds since 2000 UTC
  set_temperature(c)   of the front end, °C
  set_offset(volts)    direct voltage on the mains
  set_noise(volts)     its white noise, rms a sample
and the waveform: set_hertz(hertz), set_voltage(components), set_current(components).
"""

import json

HERTZ_LOW = 45.0
HERTZ_HIGH = 65.0
_NEVER = 1 << 60


class Player:
    """One track under way, from the open file `track`.

    repeat begins the track again. The switches (supply, covers, magnet, seal, tariff) stay as the round before left
    them.
    """

    def __init__(self, track, waveform, board):
        self._track = track
        self._board = board
        self._takers = {
            "hertz": waveform.set_hertz,
            "voltage": waveform.set_voltage,
            "current": waveform.set_current,
            "offset": board.set_offset,
            "noise": board.set_noise,
        }
        self._state = {"voltage": [], "current": [], "offset": 0.0, "noise": 0.0, "hertz": (50.0, 0.0)}
        self._shown = {}
        self._on = True
        self._since_ms = 0  # when the frequency was what the state says
        self._round_ms = 0  # when this round began
        self._fetch()

    def step(self, t_ms):
        """Bring everything to `t_ms`, milliseconds since the start, which may not go back."""
        if t_ms >= self._due_ms:
            while t_ms >= self._due_ms:
                due_ms, verb, value = self._due_ms, self._verb, self._value
                # before it is played: a board whose supply fails may leave by an exception
                self._fetch()
                self._play(due_ms, verb, value)
            self._refresh(t_ms)
        if self._state["hertz"][1]:
            self._show("hertz", self._hertz_at(t_ms))

    def _fetch(self):
        """Make the track's next line the one that comes next."""
        line = self._track.readline()
        if line:
            time_ms, self._verb, self._value = json.loads(line)
            self._due_ms = self._round_ms + time_ms
        else:
            self._due_ms = _NEVER

    def _play(self, due_ms, verb, value):
        if verb in self._state:
            self._state[verb] = value
            if verb == "hertz":
                self._since_ms = due_ms
        elif verb == "repeat":
            self._round_ms = due_ms
            self._track.seek(0)
            self._fetch()
        else:
            if verb == "set_supply":
                self._on = value
                self._refresh(due_ms)
            getattr(self._board, verb)(value)

    def _refresh(self, t_ms):
        """Hand on what has changed; a table is only made anew where it must be."""
        state = self._state
        self._show("hertz", self._hertz_at(t_ms))
        self._show("voltage", state["voltage"] if self._on else [])
        self._show("current", state["current"] if self._on else [])
        self._show("offset", state["offset"] if self._on else 0.0)
        self._show("noise", state["noise"] if self._on else 0.0)

    def _show(self, what, value):
        if what not in self._shown or self._shown[what] != value:
            self._shown[what] = value
            self._takers[what](value)

    def _hertz_at(self, t_ms):
        hertz, drift = self._state["hertz"]
        return min(max(hertz + drift * (t_ms - self._since_ms) / 1000, HERTZ_LOW), HERTZ_HIGH)
