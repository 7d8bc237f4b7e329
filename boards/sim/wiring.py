"""Gives the simulated board its parts, once; then this module is dropped.

Options come as one JSON object, cut into the arguments of the command line (tools/bench makes it).
"""

import json
import sys

import flash
import parts
import slots
from clock_chip import ClockChip
from console import Console
from drivers.firmware_slots import FirmwareSlots
from drivers.littlefs_files import LittlefsFiles, LogFiles
from events import Events
from feed import Feed
from hands import Hands
from memory import Files, Fram
from meter.metrology.calibration import Calibration
from relay import Relay
from sampler import Sampler
from supply import Supply

OPTIONS = {
    "world": 0, "speed": 1, "optical": None, "dlms": None, "state": None, "clock": 0, "set_clock": False, "live": False,
    "windows": None, "dips": None, "anew": None,
}  # fmt: skip


def wire(board, arguments):
    """Make the parts of `board` as `arguments` describe them: OPTIONS, world the file descriptor of its pipe.

    One error event and exit status 2 where that cannot be.
    """
    options = dict(OPTIONS)
    # in pieces, because this port cannot take an argument of more than 255 characters
    options.update(json.loads("".join(arguments) or "{}"))
    events = Events(options["live"])
    feed = Feed(open(options["world"], "rb", buffering=0))  # noqa: SIM115 — held as long as the board
    anew = options["anew"] or {}  # what the process before has told, see slots.Anew
    events.now_ms = anew.get("now_ms", 0)
    hello = anew.get("hello") or feed.message()
    if not hello:
        sys.exit(1)  # the world has said why
    hello = hello if anew else hello[0]
    try:
        _simple(board, events)
        _lasting(board, events, options)
        _sampling(board, events, options, feed, hello)
        flash.mount(flash.Flash(options["state"], board.stall), "/flash")  # the first time it stalls already
        board.logs = LogFiles("/flash/log/")
        _firmware(board, events, options["state"], hello)
        if anew:
            board.hands.step(anew["moved"])
    except (OSError, ValueError) as wrong:
        events.send("error", {"text": str(wrong)}, always=True)
        sys.exit(2)


def _simple(board, events):
    """Display, lights, switches."""
    board.lcd = parts.Lcd(events)
    board.leds = (parts.PulseOutput(events, "led_active"), parts.PulseOutput(events, "led_reactive"))
    board.s0 = (parts.PulseOutput(events, "s0_active"), parts.PulseOutput(events, "s0_reactive"))
    board.red_led = parts.Lamp(events, "red")
    board.button = parts.Button(events)
    board.cover = parts.Switch(events, "cover")
    board.terminal_cover = parts.Switch(events, "terminal cover")
    board.magnet = parts.Switch(events, "magnet")
    board.seal = parts.Switch(events, "seal")
    board.tariff_inputs = parts.TariffInputs(events)
    board.pulse_input = parts.PulseInput()
    board.thermometer = parts.Thermometer()
    board.watchdog = parts.Watchdog()


def _lasting(board, events, options):
    """What outlasts the process, as files of the state directory."""
    state = options["state"]
    board.memory = Fram(state)
    board.files = Files(state)
    board.clock = ClockChip(events, state, options["clock"], options["set_clock"] and not options["anew"])


def _sampling(board, events, options, feed, hello):
    """Converter, supply and what reaches the board from outside; `hello` is the world's, about the front end."""
    rate = hello["rate"]
    board.calibration = Calibration(0, 0, 0, hello["sinc"])
    board.calibration.unpack(bytes.fromhex(hello["calibration"]))
    earlier = (options["anew"] or {}).get("earlier")
    board.console = Console(events, options["windows"], earlier, options["dips"])
    board.optical = _head(options["optical"], events)
    board.network = _network(options["dlms"], events)
    board.timed = options["speed"] != 0
    board.sampler = Sampler(events, feed, rate, options["speed"], board.step)
    board.relay = board.sampler.relay = Relay(events, board.sampler, hello["v_full"], options["state"])
    if events.live:
        from scope import Scope

        board.sampler.scope = Scope(events, rate, hello["v_full"], hello["i_full"])
    board.supply = Supply(events, board.sampler, board.clock, board.console)
    board.hands = Hands(board, events)


def _firmware(board, events, state, hello):
    slots.running = slots.Anew(board, events, hello)
    files = LittlefsFiles(board.files.root + "/")
    code = sys.implementation._mpy
    board.firmware = FirmwareSlots(slots.Partition(state), files, board.logs, code, slots.running.start)


def _head(where, events):
    """The optical head at `where`; only its own module is loaded."""
    if not where:
        return parts.NoHead()
    host, _, port = where.rpartition(":")
    if host == "fd":
        from file_head import FileHead

        return FileHead(int(port), events)
    from tcp_head import TcpHead

    return TcpHead(host, int(port), events)


def _network(where, events):
    if not where:
        return parts.NoHead()
    from network import Network

    host, _, port = where.rpartition(":")
    return Network(host, int(port), events)
