"""Firmware update of a running simulated meter by a DLMS client: a new version, what crashes, the sealed room, logs."""

import contextlib
import json
import socket
import threading
import time

import pytest
from clients.gurux import AUTHENTICATION, ENCRYPTION, Reader
from gurux_dlms import GXDLMSException
from gurux_dlms.objects import GXDLMSImageTransfer

from tools.bench.child import Child, interpreter
from tools.bench.rom import architecture_of, compiled, packed
from tools.image import build

KEYS = {"encryption_key": ENCRYPTION.hex(), "authentication_key": AUTHENTICATION.hex()}
NAME = "0.0.44.0.0.255"
GOOD, BAD, RUNNING, FAILED = 3, 4, 6, 7


class Meter:
    """A meter that runs in real time behind a TCP port, its events read by a thread."""

    def __init__(self, state, **options):
        (state / "files").mkdir(exist_ok=True)
        file = state / "files/settings.json"
        if not file.exists():
            file.write_text(json.dumps(KEYS))
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        settings = {"state": str(state), "load": 60, "speed": 16, "live": True, "dlms": "127.0.0.1:%d" % self.port}
        self.child = Child(settings | {"front_end": "ideal", "rate": 4000} | options)
        self.events = []
        self._news = threading.Condition()
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()
        self.await_event(lambda event: event["ev"] == "dlms")

    def _read(self):
        while (events := self.child.read()) is not None:
            with self._news:
                self.events += [event for event in events if event["ev"] not in ("wave", "lcd", "pulse")]
                self._news.notify_all()

    def await_event(self, suits, patience=60):
        """The first event for which suits(event)."""

        def found():
            return next((event for event in self.events if suits(event)), None)

        with self._news:
            assert self._news.wait_for(found, patience), self.events[-20:]
            return found()

    def note(self, text):
        return self.await_event(lambda event: text in event.get("text", ""))

    def registers(self, after_ms=0):
        """The first snapshot after that time."""
        return self.await_event(lambda event: event["ev"] == "snapshot" and event["t"] > after_ms)

    def client(self):
        until = time.monotonic() + 10  # a meter that has just started does not listen yet
        while True:
            try:
                line = socket.create_connection(("127.0.0.1", self.port), 10)
            except ConnectionRefusedError:
                assert time.monotonic() < until
                time.sleep(0.05)
            else:
                return Reader(line, 1, gmac=True, ciphered=True, counter=self._counter())

    def _counter(self):
        Meter.counter = getattr(Meter, "counter", 1) + 100_000
        return Meter.counter

    def end(self):
        """Its summary; nothing but events was on its output."""
        self.child.ask_to_end()
        self._thread.join(20)
        self.child.close()
        stray = [event for event in self.events if event["ev"] in ("stray", "error")]
        assert not stray, stray
        return self.events[-1]


def put(reader, data):
    """Transfer and verify `data`; the image transfer object."""
    image = GXDLMSImageTransfer(NAME)
    reader.read(image, 2)
    reader.invoke(image.imageTransferInitiate(reader.client, "new", len(data)))
    block = image.imageBlockSize
    for k in range(0, len(data), block):
        reader.invoke(reader.client.method(image, 2, bytes_of(k // block, data[k : k + block]), 2))
    with contextlib.suppress(GXDLMSException):  # temporary failure: it takes its time
        reader.invoke(image.imageVerify(reader.client))
    while reader.read(image, 6) == 2:
        pass
    return image


def bytes_of(number, data):
    """The parameter of image_block_transfer."""
    length = bytes((len(data),)) if len(data) < 128 else b"\x82" + len(data).to_bytes(2, "big")
    return b"\x02\x02\x06" + number.to_bytes(4, "big") + b"\x09" + length + data


def activated(meter, data):
    with meter.client() as reader:
        reader.connect()
        image = put(reader, data)
        assert image.imageTransferStatus == GOOD
        reader.invoke(image.imageActivate(reader.client))


def status(meter):
    with meter.client() as reader:
        reader.connect()
        return reader.read(GXDLMSImageTransfer(NAME), 6)


def starts(meter):
    """(version, checksum of the sealed part) of each start."""
    texts = [event["text"] for event in meter.events if "firmware start: " in event.get("text", "")]
    return [tuple(text.removeprefix("firmware start: ").split(" -> ")) for text in texts]


@pytest.fixture(scope="module")
def architecture():
    return architecture_of(interpreter())


def test_new_firmware_runs_stays_and_leaves_the_sealed_part_and_the_registers_alone(tmp_path, architecture):
    own = build.version()
    meter = Meter(tmp_path)
    with contextlib.closing(meter.child):
        activated(meter, build.image(architecture, "9.9.1"))
        began = meter.note("firmware start: 9.9.1")["t"]
        before = [event for event in meter.events if event["ev"] == "snapshot" and event["t"] <= began][-1]
        after = meter.registers(began)
        # a second without samples, and every µWh and pulse that there was
        assert after["a_plus_uwh"] > before["a_plus_uwh"] > 0
        assert after["pulses"] >= before["pulses"]
        meter.note(f"firmware activated: {own} -> 9.9.1")
        assert status(meter) == RUNNING
        summary = meter.end()
    assert 1_000 <= summary["t"] - summary["seconds_milli"] <= 1_200
    assert summary["a_plus_uwh"] == pytest.approx(13_800 / 3600 * summary["seconds_milli"] * 1e3, rel=1e-3)

    again = Meter(tmp_path)
    with contextlib.closing(again.child):
        assert again.registers(0)["a_plus_uwh"] >= summary["a_plus_uwh"]
        crashing = changed("raise ValueError('at the start')", architecture)
        activated(again, crashing)
        began = again.note("firmware rolled back: 9.9.2 -> " + own)["t"]
        assert again.registers(began)["a_plus_uwh"] > summary["a_plus_uwh"]
        assert status(again) == FAILED
        again.end()
    versions, checksums = zip(*starts(meter) + starts(again), strict=True)
    assert versions == (own, "9.9.1", "9.9.1", own)
    assert len(set(checksums)) == 1


def changed(main, architecture):
    """A small image that has a main.py and nothing else."""
    source = build.written("main.py", main)
    romfs = packed({source.relative_to(source.parent).with_suffix(".mpy"): compiled(source, architecture)})
    code = build.code_of([compiled(build.FIRMWARE / "meter/metrology/kernel.py", architecture)])
    return build.framed(romfs, "9.9.2", code)


def test_firmware_that_crashes_after_a_while_is_rolled_back_and_every_second_but_the_last_counts(
    tmp_path, architecture
):
    app = (build.FIRMWARE / "meter/app.py").read_text()
    feed = "meter.feed(sampler.codes, count)\n"
    crash = " " * 12 + "if meter.windows == 50:\n" + " " * 16 + "raise MemoryError('no room')\n"
    assert feed in app
    meter = Meter(tmp_path)
    with contextlib.closing(meter.child):
        data = build.image(architecture, "9.9.3", {"meter/app.py": app.replace(feed, feed + crash)})
        activated(meter, data)
        began = meter.note("firmware rolled back: 9.9.3 -> " + build.version())["t"]
        meter.registers(began + 1000)
        summary = meter.end()
    assert [version for version, _ in starts(meter)] == [build.version(), "9.9.3", build.version()]
    assert summary["a_plus_uwh"] == pytest.approx(13_800 / 3600 * summary["seconds_milli"] * 1e3, rel=1e-3)
    assert summary["t"] - summary["seconds_milli"] <= 2_500
