"""The supply goes: what is kept first, what is left out, and a heap that has room only without the client."""

import asyncio
from array import array

from fakes.eeprom import Eeprom, Fram
from fakes.plain_board import Quiet, board, run
from meter import app
from meter.meter import Meter

app.sweep = lambda every: None  # MicroPython's heap only
app.hold = lambda: None
HALF = 12  # pairs, of a window of 20 or more
STEADY = array("I", [(1 << 23) + (1 << 20), (1 << 23) + (1 << 18)] * HALF)


class Recording:
    """A part of the board that writes down what is asked of it in `told`."""

    def __init__(self, part, name, told):
        self._part = part
        self._name = name
        self._told = told

    def __getattr__(self, name):
        found = getattr(self._part, name)
        if not callable(found):
            return found

        def asked(*arguments):
            self._told.append("%s.%s" % (self._name, name))
            return found(*arguments)

        return asked


def half_a_window(parts):
    """A meter on `parts` that has run for an hour, with half a window in its sums."""
    meter = Meter(parts)
    run(meter, 3600, 1000)
    meter.window.energy_uj = 0
    assert meter.chain.take(STEADY, 0, HALF) == HALF and not meter.chain.complete
    return meter


def kept(parts):
    """What a meter that starts again has: (A+ in µWh, ms)."""
    meter = Meter(parts)
    return meter.energy.a_plus.micro(), meter.hours.milliseconds()


def test_the_registers_go_into_the_memory_and_nothing_else_is_done():
    parts = board()
    meter = half_a_window(parts)
    told = []
    for name in ("memory", "logs", "lcd", "console", "files", "network"):
        setattr(parts, name, Recording(getattr(parts, name), name, told))
    # as the meter's own parts have them
    journals = (meter.keeper.journal, meter.keeper.states, meter.quality.journal)
    for journal, name in zip(journals, ("energies", "state", "voltage")):
        journal._memory = Recording(journal._memory, name, told)
    meter.close()
    assert told == ["energies.write", "state.write", "voltage.write", "console.window"]
    state = meter.snapshot()
    assert state["samples"] == 3600 * 1000 + HALF
    assert kept(parts) == (state["a_plus_uwh"], meter.hours.milliseconds())


def test_the_memory_takes_as_long_as_the_supplys_storage_is_worked_out_for():
    """firmware/README.md, "When the supply goes": ms of the bus, and of programming at the longest."""
    for memory, bus, programming in (
        (Fram(32_768), 15.4, 0),
        (Eeprom(65_536, 128), 15.7, 30),
        (Eeprom(32_768, 64), 16.2, 55),
    ):
        parts = board()
        parts.memory = memory
        meter = half_a_window(parts)
        began = memory.bus_us, memory.busy_us
        meter.close()
        assert 0.9 * bus < (memory.bus_us - began[0]) / 1000 <= bus, memory.page
        assert (memory.busy_us - began[1]) / 1000 == programming, memory.page


def test_what_is_kept_already_is_not_written_again():
    parts = board()
    meter = Meter(parts)
    run(meter, 3600, 1000)
    meter.close()
    writes = []
    meter.keeper.journal.save = writes.append
    meter.keeper.save_state(meter.recorder.parts, 0)
    assert writes == []
    meter.hours.add(1000)
    meter.keeper.save_state(meter.recorder.parts, 0)
    assert len(writes) == 1


def test_energies_that_the_memory_did_not_take_are_tried_again():
    meter = half_a_window(board())
    save, tries = meter.keeper.journal.save, []

    def refused(record):
        tries.append(record)
        if len(tries) == 1:
            raise OSError(5)
        save(record)

    meter.keeper.journal.save = refused
    meter.close()
    assert len(tries) == 2 and tries[0] == tries[1] and meter.keeper.failures == 1


def test_without_memory_for_it_the_client_goes_first_and_nothing_counts_twice():
    """The heap fails at each of the places in turn; what is kept is what it would have been."""
    wanted = None
    for place in (None, "flush", "energies", "state", "window"):
        parts = board()
        meter = half_a_window(parts)
        order = []
        meter.ports[0].hang_up = lambda order=order: order.append("gone")
        if place:
            _fail_once(meter, place, order)
        if not app._closed(meter):
            meter.ports[0].hang_up()
            meter.close()
        assert order == ([] if not place else [place, "gone"])
        found = (kept(parts), meter.snapshot()["samples"], meter.snapshot()["windows"], meter.lights.active.count)
        wanted = wanted or found
        assert found == wanted, place


def _fail_once(meter, place, order):
    """MemoryError, the first time that `meter` comes to a place of its closing."""
    whole, name = {
        "flush": (meter.chain.quantities, "close"),
        "energies": (meter.keeper.journal, "save"),
        "state": (meter.keeper.states, "save"),
        "window": (meter.recorder, "step"),
    }[place]
    real = getattr(whole, name)

    def full(*arguments):
        setattr(whole, name, real)
        order.append(place)
        raise MemoryError

    setattr(whole, name, full)


class Ending:
    """A sampler whose supply goes after a window and a half."""

    rate, lost, codes = 1000, 0, STEADY

    def __init__(self):
        self._left = 3

    def age_us(self):
        return 0

    async def read(self):
        await asyncio.sleep(0)
        self._left -= 1
        return HALF if self._left >= 0 else 0


def test_a_life_ends_with_the_registers_kept_before_the_ports_are_left():
    parts = board()
    parts.sampler = Ending()
    parts.optical = parts.network = Quiet()
    order = []
    parts.console.stopped = lambda meter: order.append(("stopped", meter.snapshot()["samples"]))
    real, hang_up = Meter.close, app.Meter

    class Watched(hang_up):
        def close(self):
            real(self)
            order.append("closed")
            for port in self.ports:
                port.hang_up = lambda: order.append("left")

    app.Meter = Watched
    try:
        asyncio.run(app.run(parts))
    finally:
        app.Meter = hang_up
    assert order == ["closed", "left", "left", ("stopped", 3 * HALF)]
