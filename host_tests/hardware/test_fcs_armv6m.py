"""The check sequence of HDLC frames as ARMv6-M code: the bits of the other runtimes, at a price a frame can pay."""

import random
from pathlib import Path

from hdlc_bench import check
from meter.comms.hdlc import fcs

from tools.cycles import build

SOURCE = Path(__file__).parents[2] / "firmware/meter/comms/hdlc/fcs.py"
CORE = build.viper(SOURCE)["register"]
BUDGET = 75  # cycles per octet


def emulated(value, data, at, end):
    return CORE.viper(value, 0, data, at, end).value


def test_check_value():
    assert emulated(fcs.BEGIN, b"123456789", 0, 9) ^ 0xFFFF == 0x906E


def test_every_octet_from_many_registers():
    numbers = random.Random(1)
    data = bytes(range(256))
    for value in (0, 0xFFFF, 0x8000, 0x00FF, 0xFF00, *[numbers.randrange(0x10000) for _ in range(5)]):
        for at in range(256):
            assert emulated(value, data, at, at + 1) == fcs.register(value, 0, data, at, at + 1)


def test_random_stretches_of_random_data():
    numbers = random.Random(2)
    for size in (0, 1, 2, 9, 128, 512, 2043):
        data = numbers.randbytes(size)
        at = numbers.randrange(size + 1)
        assert emulated(fcs.BEGIN, data, at, size) == fcs.register(fcs.BEGIN, 0, data, at, size)
        value = emulated(fcs.BEGIN, data, 0, size) ^ 0xFFFF
        assert bytes((value & 0xFF, value >> 8)) == check(data)


def test_cycles_per_octet():
    cycles = [CORE.viper(fcs.BEGIN, 0, bytes(size), 0, size).cycles for size in (100, 600)]
    per_octet = (cycles[1] - cycles[0]) / 500
    print(f"register {per_octet:.1f} cycles/octet")
    assert per_octet <= BUDGET
