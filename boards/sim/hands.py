"""Hands on the simulated board: the keys of the bench and the events of a scenario reach the same parts."""

import select
import sys


class Hands:
    """What the Player and the bench can do to `board`, whose samples come from `waveform`."""

    def __init__(self, board, events, waveform):
        self._board = board
        self._events = events
        self._waveform = waveform
        self._keys = {
            "b": lambda: self.press(False),
            "B": lambda: self.press(True),
            "c": lambda: self.set_cover(not board.cover.on),
            "m": lambda: self.set_magnet(not board.magnet.on),
            "s": lambda: self.set_seal(not board.seal.on),
        }

    def key(self, character):
        if "1" <= character <= "4":
            self.set_tariff(int(character))
        elif character in self._keys:
            self._keys[character]()

    def press(self, long):
        self._board.button.push(long)

    def set_cover(self, open):  # noqa: A002 — the field's word
        self._board.cover.move(open)

    def set_magnet(self, on):
        self._board.magnet.move(on)

    def set_seal(self, open):  # noqa: A002
        self._board.seal.move(open)

    def set_tariff(self, number):
        self._board.tariff_inputs.choose(number)

    def send_pulses(self, count):
        self._board.pulse_input.add(count)

    def set_supply(self, on):
        self._board.supply.switch(on)

    def set_offset(self, volts):
        self._board.sampler.add_offset(volts)

    def set_noise(self, volts):
        self._board.sampler.add_noise(volts)

    def set_temperature(self, celsius):
        self._board.thermometer.celsius = celsius
        self._waveform.set_temperature(celsius)

    def say(self, text):
        self._events.send("scenario", {"text": text})


class Keyboard:
    """Standard input, one character a command; its end means that the run is to end."""

    def __init__(self, hands):
        self._hands = hands
        self._poll = select.poll()
        self._poll.register(sys.stdin, select.POLLIN)

    def look(self):
        """Carry out the next key typed; False when the bench has hung up."""
        if self._poll.poll(0):
            character = sys.stdin.read(1)
            if not character:
                return False
            self._hands.key(character)
        return True
