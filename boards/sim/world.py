"""The world around the simulated board, in a process and a heap of its own: mains, loads, hands, and the front end.

Writes into a pipe what feed.py reads: a hello, then a message each block of 40 ms with what moves at its start and its
codes. No time in a message: the run is over. The board answers nothing; a full pipe is what holds the world back. An
open breaker takes the current out at the board (relay.py): the loads of the world know nothing of it.
"""

import json
import struct
import sys

import design
from converter import Converter
from feed import HEADER
from models import FrontEnd
from player import Player

BLOCK_MS = 40
BROKEN_PIPE = 32
PASSED_ON = (
    "press", "set_cover", "set_terminal_cover", "set_magnet", "set_seal", "set_tariff", "send_pulses", "say", "stick",
    "write", "set_clock",
)  # fmt: skip
OPTIONS = {
    "pipe": 1, "seconds": None, "track": None, "seed": 1, "front_end": "ads131m02", "rate": 8000, "lot": None,
    "recording": None,
}  # fmt: skip


class Hands:
    """What the Player can do to the board: `moved` has it as [verb, value] until it is sent.

    `supplied`: whether the board has its supply.
    """

    def __init__(self, waveform, converter):
        self.moved = []
        self.supplied = True
        self._waveform = waveform
        self.set_offset = converter.add_offset
        self.set_noise = converter.add_noise
        for verb in PASSED_ON:
            setattr(self, verb, lambda value, verb=verb: self.moved.append((verb, value)))

    def set_supply(self, on):
        self.supplied = on
        self.moved.append(("set_supply", on))

    def set_temperature(self, celsius):
        self._waveform.set_temperature(celsius)
        self.moved.append(("set_temperature", celsius))


class World:
    """options: a dictionary of OPTIONS. Raises OSError for files that cannot be read.

    `codes`: those of the last block, uint32 pairs, voltage first.
    """

    def __init__(self, options):
        self._rate = rate = options["rate"]
        self._front = front = FrontEnd(options["front_end"], rate, options["lot"])
        self._calibrated = options["lot"] is None
        self._block = rate * BLOCK_MS // 1000
        seconds = options["seconds"]
        self._end = None if seconds is None else round(seconds * rate)
        self._taken = 0
        if options["recording"]:
            from recording import Recording

            source = Recording(options["recording"], front.plain())
        else:
            from waveform import Waveform

            source = Waveform(rate, front)
        self._converter = Converter(source, front, options["seed"], self._block)
        self.codes = self._converter.codes
        self._hands = Hands(source, self._converter)
        self._player = None
        if options["track"] and not options["recording"]:
            self._player = Player(open(options["track"], encoding="utf-8"), source, self._hands)  # noqa: SIM115

    def hello(self):
        """What the board must know of its front end: samples/s, volts and amperes at full scale, its Calibration."""
        front = self._front
        calibration = design.calibration(front) if self._calibrated else design.nominal(front)
        hello = {"rate": self._rate, "v_full": front.v_full, "i_full": front.i_full, "sinc": calibration.sinc}
        hello["calibration"] = calibration.pack().hex()
        return hello

    def block(self):
        """Let a block pass; (what moved at its start, its pairs of time, those sampled into `codes`).

        The block in which the supply comes back is still without samples. Without time: the run is over.
        """
        hands = self._hands
        sampling = hands.supplied
        if self._player:
            self._player.step(self._taken * 1000 // self._rate)
        count = self._block if self._end is None else min(self._block, self._end - self._taken)
        sampled = 0
        if sampling and hands.supplied:
            count = sampled = self._converter.read(count)
        self._taken += count
        moved, hands.moved = hands.moved, []
        return moved, count, sampled


def send(pipe, value, count, codes=()):
    """Write a message: `value` as text where there is any, the time of `count` pairs, and `codes`."""
    text = json.dumps(value).encode() if value else b""
    pipe.write(struct.pack(HEADER, len(text), count, len(codes) // 2) + text)
    if codes:
        pipe.write(codes)


def run(world, pipe):
    """Send all of `world`."""
    codes = memoryview(world.codes)
    send(pipe, world.hello(), 0)
    count = 1
    while count:
        moved, count, sampled = world.block()
        send(pipe, moved, count, codes[: 2 * sampled])


def main():
    options = dict(OPTIONS)
    # in pieces, because this port cannot take an argument of more than 255 characters
    options.update(json.loads("".join(sys.argv[1:]) or "{}"))
    try:
        world = World(options)
    except OSError as wrong:
        print(json.dumps({"ev": "error", "text": str(wrong)}))
        sys.exit(2)
    try:
        with open(options["pipe"], "wb", buffering=0) as pipe:
            run(world, pipe)
    except OSError as wrong:
        if wrong.errno != BROKEN_PIPE:  # the board has gone
            raise


if __name__ == "__main__":
    main()
