"""Parts that are not there at the start or die later: the rest goes on, and it is told which one it is."""

import asyncio
from array import array

from fakes.eeprom import Eeprom
from fakes.plain_board import Quiet, board, run, told, value, window
from fakes.ram_files import RamFiles
from meter import app
from meter.commands import CommandError
from meter.comms.cosem.errors import HARDWARE_FAULT, Refused
from meter.comms.cosem.objects.directory import Directory
from meter.comms.iec62056_21.readout import block
from meter.meter import Meter

app.sweep = lambda every: None  # MicroPython's heap only
app.hold = lambda: None


class Mute:
    """A memory chip that does not answer while `mute`."""

    def __init__(self, memory):
        self._memory = memory
        self.size, self.page, self.endurance = memory.size, memory.page, memory.endurance
        self.mute = False
        self.reads = self.writes = 0
        self.dies_in = None  # reads

    def read(self, address, count):
        self.reads += 1
        if self.dies_in is not None:
            self.mute = self.mute or self.reads > self.dies_in
        if self.mute:
            raise OSError(5)
        return self._memory.read(address, count)

    def write(self, address, data):
        if self.mute:
            raise OSError(5)
        self.writes += 1
        self._memory.write(address, data)


def served():
    """A board with 2 kWh in its memory, which can be made mute."""
    parts = board()
    parts.memory = Mute(parts.memory)
    meter = Meter(parts)
    run(meter, 7200, 1000)
    meter.close()
    return parts


def lost(parts):
    """A meter that has been started without its memory, and was there for an hour at 500 W."""
    parts.memory.mute = True
    meter = Meter(parts)
    run(meter, 3600, 500)
    return meter


def test_without_its_memory_a_meter_measures_and_shows_no_register():
    meter = lost(served())
    assert value(meter, "1.7.0") == 500_000 and value(meter, "32.7.0") == 230_000
    assert meter.energy.a_plus.wh in (499, 500) and meter.lights.active.count in (499, 500)
    for code in ("1.8.0", "1.8.1", "3.8.0", "15.8.0", "1.6.0", "1.2.0", "0.1.0", "96.8.0", "96.51.2", "0.128.1"):
        try:
            shown = value(meter, code)
        except OSError:
            pass
        else:
            raise AssertionError((code, shown))
    assert value(meter, "97.97.0") & 2 and meter.status.critical()
    assert value(meter, "199.3.0") == "Err 0012"  # and what is right of the sealed part was kept there
    assert meter.bank.get("199.3.0").unit == "MEMORY"


def test_a_memory_that_is_not_there_is_not_waited_for():
    parts = served()
    Meter(parts).close()
    listings = parts.logs.listings
    Meter(parts).close()
    usual = parts.logs.listings - listings
    reads, listings = parts.memory.reads, parts.logs.listings
    parts.memory.mute = True
    Meter(parts)
    assert parts.memory.reads - reads == 2  # tries
    assert parts.logs.listings - listings <= usual + 2  # of the events, which are looked for first


def test_its_display_shows_dashes_and_what_is_wrong():
    meter = lost(served())
    seen = set()
    for _ in range(120):
        window(meter, 1, 500, 0)
        seen.add(meter.board.lcd.frame[:3])
    assert ("--------", "1.8.0", "") in seen and ("Err 0012", "199.3.0", "MEMORY") in seen
    assert ("00.500", "1.7.0", "kW") in seen
    assert not [frame for frame in seen if frame[1] == "1.8.0" and frame[0] != "--------"]


def test_readers_get_no_number_either():
    meter = lost(served())
    text = block(meter.bank, ("1.8.0", "1.6.0", "1.7.0", "97.97.0"), 0)
    assert b"\x021.8.0()\r\n1.6.0()\r\n1.7.0(00.500*kW)\r\n97.97.0(00010010)\r\n!" in text
    directory = Directory(meter)
    for name, class_id in ((b"\x01\x00\x01\x08\x00\xff", 3), (b"\x01\x00\x01\x06\x00\xff", 4)):
        try:
            directory.find(class_id, name).get(2, None, None)
        except Refused as refusal:
            assert refusal.result == HARDWARE_FAULT
        else:
            raise AssertionError(name)
    for code in ("0.1.5*128", "0.128.1", "96.51.1"):
        try:
            meter.commands.write(code, "1", 1)
        except CommandError as refusal:
            assert "MEMORY FAULT" in str(refusal)
        else:
            raise AssertionError(code)


def test_a_memory_that_comes_back_is_as_it_was_and_what_was_not_kept_is_told():
    parts = served()
    meter = lost(parts)
    assert not meter.restart
    writes = parts.memory.writes
    parts.memory.mute = False
    run(meter, 120, 0)
    assert meter.restart and parts.memory.writes == writes  # it is left alone until it is read
    meter.close()
    again = Meter(parts, True)
    run(again, 10, 0, 0, 1)
    assert value(again, "1.8.0") == 2000 and value(again, "199.3.0") == "PASS"
    assert [text for text in told(again) if text.startswith("firmware start memory 500 Wh: ")]


def test_a_memory_that_dies_at_any_read_of_the_start_is_given_up_as_a_whole():
    for page in (1, 64):
        parts = board()
        parts.memory = Mute(Eeprom(32_768, 64) if page == 64 else parts.memory)
        meter = Meter(parts)
        run(meter, 60, 1000)
        meter.close()
        parts.memory.reads = 0
        Meter(parts).close()
        total = parts.memory.reads
        assert total > 50
        for count in range(0, total, 7):
            parts.memory.reads, parts.memory.dies_in, parts.memory.mute = 0, count, False
            meter = Meter(parts)
            run(meter, 4, 1000, 0, 1)
            assert value(meter, "1.7.0") == 1_000_000
            if meter.known:
                assert count > total - 10 and meter.energy.a_plus.wh >= 16  # after all registers had been read
            parts.memory.dies_in, parts.memory.mute = None, False
        meter = Meter(parts)
        assert value(meter, "1.8.0") in (16, 17)


def test_a_log_file_system_that_cannot_be_mounted_stops_nothing():
    parts = board()
    parts.logs = Unmounted()
    meter = Meter(parts)
    run(meter, 600, 1000)
    assert value(meter, "199.3.0") == "Err 0800" and meter.bank.get("199.3.0").unit == "FLASH"
    assert "fault FLASH" in told(meter)  # the inbox takes it
    run(meter, 4 * 3600, 1000)
    assert value(meter, "199.3.0") == "Err 0802"  # and is full now
    assert value(meter, "1.8.0") == 4166 and meter.status.critical()


class Unmounted(RamFiles):
    """As drivers/littlefs_files.py is then."""

    def __init__(self):
        super().__init__()
        del self.total

    def __getattr__(self, name):
        if name == "total":
            raise OSError(19)
        raise AttributeError(name)

    def names(self, prefix):
        return ()

    def read(self, name, offset, count):
        return b""

    def append(self, name, data):
        raise OSError(2)

    def remove(self, name):
        raise OSError(19)


class Failing:
    """A sampler whose reads go as `script` says: an exception, or a count of pairs."""

    rate = 1000
    lost = 0

    def __init__(self, script):
        self.codes = array("I", bytes(8 * 200))
        for k in range(200):
            self.codes[2 * k] = (1 << 23) + (1 << 22) * (1 if k // 10 % 2 else -1)
            self.codes[2 * k + 1] = (1 << 23) + 1000 * (1 if k // 10 % 2 else -1)
        self._script = iter(script)

    def age_us(self):
        return 0

    async def read(self):
        step = next(self._script)
        await asyncio.sleep(0)
        if isinstance(step, int):
            return step
        raise step


def lives(script):
    """The snapshots of the lives of a meter on a sampler, and what the console was told."""
    parts = board()
    parts.sampler = Failing(script)
    parts.optical = parts.network = Quiet()
    snapshots = []
    parts.console.stopped = lambda meter: snapshots.append((meter.snapshot(), meter.status.word, told(meter)))
    fed = []
    parts.watchdog.feed = lambda: fed.append(1)
    asyncio.run(app.run(parts))
    return snapshots, len(fed)


def test_a_converter_that_does_not_answer_leaves_the_rest_running():
    snapshots, fed = lives([OSError(5)] * 4 + [0])
    state, word, events = snapshots[0]
    assert word >> 8 & 1 and "fault CONVERTER" in events
    assert fed == 4 and state["samples"] == 0 and state["seconds_milli"] == 800
    assert state["v_rms_mv"] == state["p_mw"] == 0


def test_one_that_fails_for_a_moment_is_measured_with_again():
    snapshots, _ = lives([200] * 10 + [OSError(5), OSError(110)] + [200] * 10 + [0])
    state, word, events = snapshots[0]
    assert not word >> 8 & 1
    assert [text for text in events if "CONVERTER" in text] == ["fault CONVERTER", "fault gone CONVERTER"]
    assert state["samples"] == 4000 and state["seconds_milli"] == 4400 and state["v_rms_mv"] > 100_000


def test_a_breaker_that_is_to_move_does_so_before_the_meter_is_set_up_anew():
    """A command and a setting within the 5 s between two moves."""
    parts = board()
    parts.sampler = Failing([200] * 100 + [0])
    parts.optical = parts.network = Quiet()
    lives, found = [], []

    def follow(meter, _):
        if meter not in lives:
            lives.append(meter)
        if len(lives) == 1 and meter.windows == 40:
            for command in ("1", "2", "3"):
                meter.commands.write("128.0.0", command, 1)
            meter.commands.configure("type", "OTHER")
        if len(lives) == 1:
            found.append(meter.control.breaker.pending())

    parts.console.window = follow
    parts.console.stopped = lambda meter: found.append((meter.control.state, parts.relay.closed()))
    asyncio.run(app.run(parts))
    assert len(lives) == 2 and found.count((4, True)) == 2
    assert 20 <= found.index((4, True)) - found.index(True) <= 30


def test_an_error_that_is_not_the_chips_is_not_hidden():
    try:
        lives([200, ValueError("a fault of the program")])
    except ValueError as fault:
        assert "of the program" in str(fault)
    else:
        raise AssertionError("hidden")


def test_an_error_of_a_port_is_an_event():
    parts = board()
    parts.sampler = Failing([200] * 3 + [0])
    parts.network = Quiet()  # the optical head of the plain board raises AssertionError
    parts.console.stopped = lambda meter: events.extend(told(meter))
    events = []
    asyncio.run(app.run(parts))
    assert [text for text in events if text.startswith("error optical: AssertionErr -> ")]
