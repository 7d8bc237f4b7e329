"""The simulated board: every part the contract asks for (boards/README.md), on MicroPython's unix port.

Options come as one JSON object, cut into the arguments of the command line (tools/bench makes it). What the board does
is reported on standard output, one event a line.
"""

import json
import sys

import frontend
import parts
from console import Console
from events import Events
from hands import Hands, Keyboard
from memory import ClockChip, Files, Fram
from models import FrontEnd
from optical import FileHead, NoHead, TcpHead
from plan import Still, player
from recording import Recording
from sampler import Sampler
from supply import Supply
from waveform import Waveform

OPTIONS = {
    "speed": 1, "seconds": None, "optical": None, "load": None, "power_factor": None, "volts": None, "hertz": None,
    "harmonics": None, "scenario": None, "state": None, "seed": 1, "front_end": "ads131m02", "rate": 8000, "lot": None,
    "clock": 0, "live": False, "recording": None, "windows": None,
}  # fmt: skip


class Board:
    """See the contract. `options`: a dictionary of OPTIONS; raises OSError, ValueError with a clear text."""

    def __init__(self, options):
        events = self._events = Events(options["live"])
        rate = options["rate"]
        front = FrontEnd(options["front_end"], rate, options["lot"])
        if options["recording"]:
            front.plain()
        self.nominal_mv = 230_000
        self.nominal_mhz = 50_000
        self.calibration = frontend.calibration(front) if options["lot"] is None else frontend.nominal(front)
        self.memory = Fram(options["state"])
        self.files = Files(options["state"])
        self.clock = ClockChip(events, options["clock"])
        self.lcd = parts.Lcd(events)
        self.leds = (parts.PulseOutput(events, "led_active"), parts.PulseOutput(events, "led_reactive"))
        self.s0 = (parts.PulseOutput(events, "s0_active"), parts.PulseOutput(events, "s0_reactive"))
        self.relay = parts.Relay(events)
        self.button = parts.Button(events)
        self.cover = parts.Cover(events, "cover")
        self.magnet = parts.Magnet(events, "magnet")
        self.seal = parts.Seal(events, "seal")
        self.tariff_inputs = parts.TariffInputs(events)
        self.pulse_input = parts.PulseInput()
        self.thermometer = parts.Thermometer()
        self.watchdog = parts.Watchdog()
        self.console = Console(events, options["windows"])
        self.optical = _head(options["optical"], events)

        if options["recording"]:
            source = Recording(options["recording"], front)
            self._player = Still()
            self._keyboard = None
        else:
            source = Waveform(rate, front)
            hands = Hands(self, events, source)
            self._player = player(options, source, hands)
            self._keyboard = Keyboard(hands)
        self.sampler = Sampler(events, source, front, options, self._step)
        self.supply = Supply(events, self.sampler, self.console)

    def _step(self, t_ms):
        """What happens at simulated time `t_ms`; False when the bench has hung up."""
        if self._keyboard and not self._keyboard.look():
            return False
        self._player.step(t_ms)
        return True


def make():
    """The Board that the command line describes; one error event and exit status 2 where it cannot be."""
    options = dict(OPTIONS)
    # in pieces, because this port cannot take an argument of more than 255 characters
    options.update(json.loads("".join(sys.argv[1:]) or "{}"))
    try:
        return Board(options)
    except (OSError, ValueError) as wrong:
        fail(str(wrong))


def fail(text):
    """One error event, and the end."""
    Events(True).send("error", {"text": text})
    sys.exit(2)


def _head(where, events):
    if not where:
        return NoHead()
    host, _, port = where.rpartition(":")
    if host == "fd":
        return FileHead(int(port), events)
    return TcpHead(host, int(port), events)
