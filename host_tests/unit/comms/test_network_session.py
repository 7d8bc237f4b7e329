"""A network port: one client after the other, silent ones, greedy ones, and pushes; and its edge, in real time."""

import asyncio
import time

from meter.comms.port import Port
from meter.comms.wrapper import encode
from session_bench import Network

SILENT_MS = 60_000
INACTIVE_MS = 300_000

if not hasattr(time, "ticks_ms"):
    time.ticks_ms = lambda: int(time.time() * 1000)
    time.ticks_diff = lambda later, earlier: later - earlier


def request(apdu=b"\xc0", client=16):
    return b"\x00\x01" + bytes((0, client, 0, 1)) + len(apdu).to_bytes(2, "big") + apdu


def response(apdu=b"\xc0", client=16):
    return b"\x00\x01" + bytes((0, 1, 0, client)) + (len(apdu) + 1).to_bytes(2, "big") + b"\xc4" + apdu


def free(bench):
    """Nobody is there, and nothing is held."""
    return bench.session.idle() and bench.dlms.visitors == 0 and bench.session.deadline(bench.now) is None


def test_a_request_is_answered_in_any_split_and_the_link_is_made_for_it():
    for cut in range(len(request())):
        bench = Network()
        bench.session.come(bench.now)
        assert bench.dlms.visitors == 0
        bench.send(request()[:cut] or request()[:1])
        said = bench.run(10)
        bench.send(request()[cut or 1 :])
        assert said + bench.run(10) == response(), cut
        assert bench.dlms.visitors == 1 and not bench.dropped
        bench.session.hang_up(bench.now)
        assert free(bench)


def test_a_client_without_a_word_is_dropped_and_has_cost_no_memory():
    bench = Network()
    bench.session.come(bench.now)
    bench.run(SILENT_MS - 1)
    assert bench.dropped == 0 and bench.dlms.visitors == 0
    bench.run(1)
    assert bench.dropped == 1
    assert free(bench)
    bench.run(10 * SILENT_MS)
    assert bench.dropped == 1


def test_a_client_that_speaks_in_time_has_the_time_of_the_wrapper():
    bench = Network()
    bench.session.come(bench.now)
    bench.run(SILENT_MS - 1)
    bench.send(request())
    assert bench.run(0) == response()
    bench.run(INACTIVE_MS - 1)
    assert bench.dropped == 0
    bench.run(2)
    assert bench.dropped == 1
    assert free(bench)


def test_a_silent_client_that_goes_takes_its_timer_along():
    bench = Network()
    bench.session.come(bench.now)
    bench.session.hang_up(bench.now)
    bench.run(2 * SILENT_MS)
    assert bench.dropped == 0 and free(bench)


def test_a_wrong_frame_drops_the_client_and_the_next_one_is_served():
    for wrong in (b"\x00\x02" + bytes(6), b"\x00\x01\x00\x10\x00\x01\xff\xff", b"GET / HTTP/1.0\r\n\r\n"):
        bench = Network()
        bench.send(wrong)
        bench.send(request())  # what comes behind it is not looked at
        assert bench.run(10) == b""
        assert bench.dropped == 1 and bench.dlms.application.asked == []
        assert free(bench)
        bench.send(request())
        assert bench.run(10) == response()


def test_a_client_that_does_not_listen_is_dropped_and_asks_no_more_than_twice():
    bench = Network()
    for _ in range(2000):  # nothing is taken meanwhile
        bench.send(request(bytes(100)))
    assert len(bench.dlms.application.asked) <= 2
    bench.run(0)
    assert bench.dropped == 1 and free(bench)


def test_without_memory_a_client_is_dropped_and_may_come_again():
    bench = Network()
    bench.dlms.memory = False
    bench.session.come(bench.now)
    bench.send(request())
    bench.run(10)
    assert (bench.dropped, bench.dlms.refusals) == (1, 1)
    assert free(bench)
    bench.dlms.memory = True
    bench.send(request())
    assert bench.run(10) == response()


def test_a_push_goes_beside_a_client_and_the_second_one_waits_in_vain():
    bench = Network()
    bench.send(request())
    assert bench.session.push(("host", 4059, b"one"))
    assert not bench.session.push(("host", 4059, b"two"))
    assert bench.run(0) == response()
    assert bench.pushed == [("host", 4059, b"one")]
    assert bench.session.push(("host", 4059, b"three"))
    bench.session.hang_up(bench.now)  # the client's going is none of the listener's business
    bench.run(0)
    assert bench.pushed[1:] == [("host", 4059, b"three")]
    assert free(bench)


def test_a_frame_names_its_ports_and_its_length():
    assert bytes(encode(1, 19, b"\x0f\x00")) == b"\x00\x01\x00\x01\x00\x13\x00\x02\x0f\x00"


class Line:
    """A network that the test plays: `told` are answers of `read`, `sent`, `dropped`, `pushed` what the port did."""

    def __init__(self):
        self.told = []
        self.sent = []
        self.dropped = 0
        self.pushed = []
        self.listener = None  # an Event that it waits for, or an exception
        self._come = asyncio.Event()

    def tell(self, what):
        self.told.append(what)
        self._come.set()

    async def read(self):
        while not self.told:
            self._come.clear()
            await self._come.wait()
        return self.told.pop(0)

    async def write(self, data):
        self.sent.append(bytes(data))

    def drop(self):
        self.dropped += 1
        self.tell(b"")

    async def send_to(self, host, port, data):
        self.pushed.append((host, port, data))
        if isinstance(self.listener, Exception):
            raise self.listener
        if self.listener:
            await self.listener.wait()


def play(scene):
    """Run `scene(line, bench, port)` with a port behind the line; what `run` raised."""
    faults = []

    async def serve(port):
        try:
            await port.run()
        except Exception as fault:
            faults.append(fault)

    async def main():
        line, bench = Line(), Network()
        bench.notes = []
        port = Port(line, bench.session, note=bench.notes.append)
        task = asyncio.create_task(serve(port))
        try:
            await scene(line, bench, port)
        finally:
            task.cancel()
            await asyncio.sleep(0.01)

    asyncio.run(main())
    return faults


def test_the_edge_greets_serves_drops_and_takes_the_next():
    async def scene(line, bench, port):
        line.tell(None)
        line.tell(request())
        await asyncio.sleep(0.02)
        assert line.sent == [response()] and not line.dropped
        line.tell(b"nonsense")
        await asyncio.sleep(0.06)
        assert line.dropped == 1 and bench.dlms.visitors == 0
        line.tell(None)
        line.tell(request(client=18))
        await asyncio.sleep(0.02)
        assert line.sent[1:] == [response(client=18)]
        assert port.quiet() and bench.dlms.visitors == 1

    assert play(scene) == []


def test_the_edge_pushes_once_at_a_time_and_forgets_what_nobody_takes():
    async def scene(line, bench, port):
        async def push(what):
            assert bench.session.push(("h", 1, what))
            port.wake()
            await asyncio.sleep(0.01)

        line.listener = OSError(111)
        await push(b"refused")
        line.listener = asyncio.Event()
        for what in (b"waits", b"lost", b"lost too"):
            await push(what)
        line.listener.set()
        await asyncio.sleep(0.01)
        await push(b"goes again")
        assert [pushed[2] for pushed in line.pushed] == [b"refused", b"waits", b"goes again"]
        late = "push to h lost: the one before has not left"
        assert bench.notes[0].startswith("push to h lost: ") and "111" in bench.notes[0]
        assert bench.notes[1:] == [late, late]
        line.tell(request())
        await asyncio.sleep(0.02)
        assert line.sent == [response()]

    assert play(scene) == []


def test_a_fault_in_a_push_or_a_session_is_raised_by_run():
    async def pushed(line, bench, port):
        line.listener = ValueError("broken driver")
        bench.session.push(("h", 1, b""))
        port.wake()
        await asyncio.sleep(0.02)

    async def asked(line, bench, port):
        def fail(apdu):
            raise MemoryError

        bench.dlms.application._answer = fail
        line.tell(request())
        await asyncio.sleep(0.02)
        assert bench.dlms.visitors == 0

    assert [str(fault) for fault in play(pushed)] == ["broken driver"]
    assert [type(fault) for fault in play(asked)] == [MemoryError]


def test_a_push_that_waits_ends_with_the_port():
    async def scene(line, bench, port):
        line.listener = asyncio.Event()
        bench.session.push(("h", 1, b"waits"))
        task = asyncio.create_task(port.run())
        await asyncio.sleep(0.02)
        task.cancel()
        await asyncio.sleep(0.02)
        assert port._pushing is None

    assert play(scene) == []
