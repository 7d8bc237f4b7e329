"""A meter with `voltage_quality` 0: nothing of it is loaded, shown or kept, and energies are what they are with it."""

import sys

from fakes.cosem_context import Context
from fakes.plain_board import board
from fakes.sine_sampler import SineSampler, calibration
from meter.comms.cosem.levels import MANAGING
from meter.comms.cosem.objects.base import bank_name
from meter.comms.cosem.objects.directory import Directory
from meter.comms.cosem.objects.infrastructure import objects
from meter.comms.iec62056_21.readout import check
from meter.config.settings import Settings
from meter.meter import Meter
from meter.metrology.chain import Chain
from meter.registers.catalogue import functions
from meter.stores import Stores
from meter.supervision.health import worn
from meter.supervision.watch import SUPPLY

LOADED = ("meter.quality.", "meter.metrology.half_cycles", "meter.metrology.harmonics")
REGISTERS = ("133.0.1", "133.0.21", "134.0.12", "199.7.1", "199.7.10", "32.7.124", "31.7.124", "32.7.1", "31.7.40")
PROFILES = ("1-0:99.98.4", "1-0:99.98.16", "1-0:99.98.17")


def light(parts=None):
    if parts is None:
        return Meter(board({"voltage_quality": 0}))
    parts.files.files["settings.json"] = '{"voltage_quality": 0}'
    return Meter(parts)


def context(meter):
    """With all objects of the meter."""
    made = Context(meter)
    made.directory = Directory(meter, lambda: objects(meter, made))
    return made


def names(directory):
    return [target.name for target in directory]


def test_nothing_of_it_is_loaded():
    kept = {name: sys.modules.pop(name) for name in list(sys.modules) if name.startswith(LOADED)}
    try:
        meter = light()
        meter.window.samples = meter.chain.sync.length
        for _ in range(5 * 1300):  # beyond ten minutes
            meter.step(0)
        assert worn(meter, 0) == 0
        meter.close()
        assert [name for name in sys.modules if name.startswith(LOADED)] == []
    finally:
        sys.modules.update(kept)


def test_its_registers_and_objects_are_those_of_a_meter_without_it():
    there, gone = Meter(board()), light()
    for code in REGISTERS:
        assert there.bank.get(code) and gone.bank.get(code) is None, code
    try:
        check(gone.bank, ("1.8.0", "32.7.124"))
    except ValueError as error:
        assert "32.7.124" in str(error)
    else:
        raise AssertionError("read out")
    assert "meter.registers.voltage_functions" not in functions(gone)
    with_it, without = context(there), context(gone)
    missing = set(names(with_it.directory)) - set(names(without.directory))
    assert not set(names(without.directory)) - set(names(with_it.directory))
    for code in PROFILES:
        name = bank_name(there.settings, code)
        assert name in missing and without.directory.find(7, name) is None and without.directory.classes(name) == []
    # the object list tells what there is, to whoever may see it
    listed = without.directory.find(15, bytes((0, 0, 40, 0, 0, 255)))
    encoded = b"".join(listed.get(2, None, without.who(MANAGING)))
    for name in missing:
        assert name not in encoded
    groups = {name[2] for name in missing}
    assert groups == {31, 32, 99, 133, 134, 199}, groups


def test_no_place_in_the_memory_moves():
    parts = board()
    full, less = Stores(parts, Settings()), Stores(parts, Settings({"voltage_quality": 0}))
    for name in ("registers", "states", "control", "quality"):
        assert getattr(full, name)._address == getattr(less, name)._address, name
    assert (less.voltage, less.outages, less.occurrences) == (None, None, None)


def test_windows_and_energies_are_what_they_are_with_it():
    found = []
    for quality in (True, False):
        sampler = SineSampler()
        chain = Chain(sampler.rate, calibration(), 230_000, 50_000, quality)
        windows = []
        for _ in range(40):
            codes = sampler.block(250)
            start = 0
            while start < 250:
                start += chain.take(codes, start, 250 - start)
                if chain.complete:
                    window = chain.window
                    windows.append((window.samples, window.v_rms_mv, window.p_mw, window.q_mvar, window.energy_uj))
        assert chain.flush()
        windows.append((chain.window.samples, chain.window.p_mw))
        found.append(windows)
    assert found[0] == found[1] and len(found[0]) > 3
    assert chain.halves is None and chain.harmonics is None


def test_what_was_being_counted_is_given_up_and_no_outage_is_invented():
    meter = Meter(board())
    parts = meter.board
    meter.quality.counts[5] = 7
    meter.quality.outage_since = meter.clock.utc()[0]  # on, with the meter's own supply elsewhere
    meter.close()
    for start in range(2):
        parts.reset_cause = SUPPLY
        meter = light(parts)
        assert meter.quality is None, start
        meter.close()
    parts.clock.seconds += 86_400 * 30
    del parts.files.files["settings.json"]
    meter = Meter(parts)
    assert meter.quality.counts[5] == 0
    assert not meter.quality.outage_since or meter.quality.outage_since > parts.clock.seconds - 86_401 * 30
