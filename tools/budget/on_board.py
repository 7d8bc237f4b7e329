"""On MicroPython: a board on its fakes, two days of metering, and visits of a client in the same process."""

# pyright: reportAttributeAccessIssue=false, reportMissingImports=false, reportIndexIssue=false

import sys

image = sys.argv.pop(1)
if image != "-":
    import vfs

    with open(image, "rb") as rom:  # noqa: PTH123
        vfs.mount(vfs.VfsRom(rom.read()), "/rom")

from soc import waited_time  # noqa: E402

waited_time.install()

import asyncio.core  # noqa: E402
import asyncio.event  # noqa: E402, F401
import json  # noqa: E402

import machine  # noqa: E402, F401

try:
    import rp2  # noqa: F401
except ImportError:
    import esp32  # noqa: F401

START = 820_540_800  # 2026-01-01 00:00:00 UTC
QUARTER = 900  # seconds
LOGGED = 2 * 86_400
GIVEN_BACK_MS = 5000
REGISTER = 3, b"\x01\x00\x01\x08\x00\xff"
READER = 18  # address of a reading client
PROFILE = 7, b"\x01\x00\x63\x01\x00\xff"
EVENTS = 7, b"\x00\x00\x63\x62\x00\xff"
ASSOCIATION = 15, b"\x00\x00\x28\x00\x00\xff"
PARAMETERS = b"\x81\x80\x14\x05\x02\x00\x80\x06\x02\x00\x80\x07\x04\x00\x00\x00\x01\x08\x04\x00\x00\x00\x01"
COMMANDS = (
    b"P1\x02(73915826)\x03", b"R1\x021.8.0()\x03", b"W1\x02MD(15)\x03", b"R1\x02C.90()\x03", b"R5\x02P.01(;)\x03",
    b"R5\x02P.98(;)\x03",
)  # fmt: skip
SECRETS = {
    "dlms_password": "aB3dE6gH9jK2mN5p",
    "password": "73915826",
    "encryption_key": "1B2E3D4C5A69788796A5B4C3D2E1F00F",
    "authentication_key": "C0FFEE00112358132134558914423337",
}


class Console:
    """Hears what the meter says and keeps nothing of it."""

    def note(self, text):
        pass

    def window(self, meter, window):
        pass


class Quiet:
    """An output that nobody looks at: pulses of a window of a quarter of an hour are more than one can give."""

    def pulse(self, offset_us, width_ms):
        pass

    def steady(self, on):
        pass


def settle(settings):
    """Write the settings that a board finds in its file system, the present folder; settings: beside SECRETS."""
    with open("settings.json", "w") as file:  # noqa: PTH123
        json.dump(dict(SECRETS, **settings), file)


def quieten(board):
    """Take the board's outputs and console away; they are returned, for they still take memory."""
    outputs = board.leds, board.s0, board.console
    board.leds = board.s0 = Quiet(), Quiet()
    board.console = Console()
    board.clock.set(START)
    return outputs


def run(meter, seconds, step=QUARTER):
    """Let the meter step by windows of `step` seconds with a constant load; the clock chip goes along."""
    window, board = meter.window, meter.board
    for _ in range(seconds // step):
        now, _ = board.clock.read()
        board.clock.set(now + step)
        load(window, board, step)
        meter.step(0)


def load(window, board, seconds):
    """Put what a constant load gives into the window."""
    window.samples = int(board.sampler.rate * seconds)
    window.v_rms_mv, window.i_rms_ua = board.nominal_mv, 2_000_000
    window.p_mw, window.q_mvar = 20_000, 4_000
    window.energy_uj, window.reactive_uj = int(20_000_000 * seconds), int(4_000_000 * seconds)


class Line:
    """A port with a client in the same process; fuzz.links.Hdlc says what it wants. look(): called as actions come."""

    def __init__(self, session, look):
        self.now = 0
        self.look = look
        self.session = session

    def feed(self, data, patience=0):
        sent = []
        session = self.session
        self.now += 10
        if data:
            session.receive(data, self.now)
        session.poll(self.now)
        action = session.take()
        while action:
            self.look()
            if action[0] == "work":
                action[1]()
            elif action[0] == "send":
                sent.append(bytes(action[1]))
            action = session.take()
        if not sent and patience:
            self.now += patience
            return self.feed(b"")
        return sent


def mode_c(line):
    """A client takes the readout, then reads and writes in programming mode, and leaves; its session is given back."""
    line.feed(b"/?!\r\n", 300)
    assert len(line.feed(b"\x06050\r\n", 300)[0]) > 500
    line.feed(b"/?!\r\n", 300)
    line.feed(b"\x06051\r\n", 300)
    for command in COMMANDS:
        check = 0
        for octet in command:
            check ^= octet
        sent = line.feed(b"\x01" + command + bytes((check,)), 300)
        assert sent, command
    line.feed(b"\x01B0\x03q")
    line.session.hang_up(line.now)
    for _ in range(3):  # the line set, seen to be free, and for long enough
        line.now += GIVEN_BACK_MS
        line.feed(b"")


class Visit:
    """The management client, associated over `link` (fuzz.links) and ciphered. counter: of its first message."""

    def __init__(self, link, client, counter=0):
        self._client = client
        self._link = link
        keys = bytes.fromhex(SECRETS["encryption_key"]), bytes.fromhex(SECRETS["authentication_key"])
        credentials = client.Credentials(b"", keys, lambda: counter)
        self._who = who = client.Association(client.MANAGER, 1, credentials)
        if not link.open(PARAMETERS) or not who.opened(link.ask(who.opening())) or self._ask(who.proof(), True)[3]:
            raise RuntimeError("not associated")

    def _ask(self, plain, sealed=False):
        who = self._who
        return who.plain(self._link.ask(plain if sealed else who.sealed(plain)))

    def change(self, request):
        """A SET or ACTION that must succeed."""
        said = self._ask(request)
        if said[:2] not in (b"\xc5\x01", b"\xc7\x01") or said[3]:
            raise RuntimeError("refused: " + said[:9].hex())

    def read(self, what):
        """Blocks in which attribute 2 of an object (class, name) came, 0 for one that came whole."""
        said, block = self._ask(self._client.get(what, 2)), 0
        while said[:2] == b"\xc4\x02" and not said[3]:
            block += 1
            said = self._ask(self._client.following(block))
        if said[:2] not in (b"\xc4\x01", b"\xc4\x02"):
            raise RuntimeError("no answer: " + said[:9].hex())
        return block


class Reader(Visit):
    """A reading client over `link`, associated by its password and not ciphered."""

    def __init__(self, link, client):
        self._client = client
        self._link = link
        password = SECRETS["dlms_password"].encode()
        who = client.Association(client.LOW, READER, client.Credentials(password, None, None))
        if not link.open(PARAMETERS) or not who.opened(link.ask(who.opening())):
            raise RuntimeError("not associated")

    def _ask(self, plain, sealed=False):
        return self._link.ask(plain)
