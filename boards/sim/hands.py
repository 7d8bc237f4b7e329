"""Hands on the simulated board: the bench's keys and what moves in the world reach the same parts."""

import gc
import select
import sys


class Hands:
    """What can be done to `board`. Standard input is the bench: a character a key, and its end ends the run."""

    def __init__(self, board, events):
        self._board = board
        self._do = {
            "press": board.button.push,
            "set_cover": board.cover.move,
            "set_terminal_cover": board.terminal_cover.move,
            "set_magnet": board.magnet.move,
            "set_seal": board.seal.move,
            "set_tariff": board.tariff_inputs.choose,
            "send_pulses": board.pulse_input.add,
            "set_supply": board.supply.switch,
            "set_temperature": board.thermometer.put,
            "say": events.say,
            "stick": board.relay.stick,
            "write": board.console.module.write,
            "set_clock": board.console.module.set_clock,
        }
        self._events = events
        self._poll = select.poll()
        self._poll.register(sys.stdin, select.POLLIN)

    def step(self, moved):
        """Carry out the next key typed, and what `moved`: pairs of verb and value. False when the bench has hung up."""
        if self._poll.poll(0):
            character = sys.stdin.read(1)
            if not character:
                return False
            self.key(character)
        for verb, value in moved or ():
            self._do[verb](value)
        return True

    def key(self, character):
        board = self._board
        if "1" <= character <= "4":
            board.tariff_inputs.choose(int(character))
        elif character in "bB":
            board.button.push(character == "B")
        elif character in "cmst":
            switch = {"c": board.cover, "m": board.magnet, "s": board.seal, "t": board.terminal_cover}[character]
            switch.move(not switch.on)
        elif character == "h":  # how full the heap is, of which nobody but a test asks
            gc.collect()
            self._events.send("heap", {"used": gc.mem_alloc()}, always=True)
