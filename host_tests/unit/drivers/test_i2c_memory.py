"""FRAM and EEPROM on a bus: pages are kept apart and waited for, a chip that stays silent is an error."""

import errno

from drivers import i2c_memory
from drivers.i2c_memory import I2cMemory
from fakes.eeprom import Eeprom, Fram

PROGRAM_MS = 5


class Bus:
    """One chip at 0x50 that does not acknowledge while it programs a page, and the time that passes meanwhile."""

    def __init__(self, chip, program_ms=PROGRAM_MS):
        self._chip = chip
        self._program_ms = program_ms
        self._ready_ms = 0
        self.now_ms = 0
        self.writes = []

    def sleep_ms(self, ms):
        self.now_ms += ms

    def readfrom_mem(self, device, address, count, *, addrsize):
        self._acknowledge(device, addrsize)
        return self._chip.read(address, count)

    def writeto_mem(self, device, address, data, *, addrsize):
        self._acknowledge(device, addrsize)
        self.writes.append((address, len(data)))
        if self._chip.page == 1:
            self._chip.write(address, data)
        else:
            self._chip.write_page(address, data)
            self._ready_ms = self.now_ms + self._program_ms

    def writeto(self, device, data):
        assert data == b""
        self._acknowledge(device, 16)

    def _acknowledge(self, device, addrsize):
        assert addrsize == 16
        if device != 0x50 or self.now_ms < self._ready_ms:
            raise OSError(errno.EIO)


def with_time_of(bus, call):
    """Runs `call` while the driver sleeps in the time of `bus`."""
    time, i2c_memory.time = i2c_memory.time, bus
    try:
        return call()
    finally:
        i2c_memory.time = time


def test_what_is_written_across_pages_is_there():
    for page in (64, 128):
        for address in (0, 1, page - 1, page, 3 * page - 5):
            for count in (1, page - 1, page, page + 1, 3 * page):
                bus = Bus(Eeprom(1024, page))
                memory = I2cMemory(bus, 0x50, 1024, page, 1_000_000)
                data = bytes([1 + k % 251 for k in range(count)])
                with_time_of(bus, lambda: memory.write(address, data))  # noqa: B023 — called at once
                assert memory.read(address, count) == data, (page, address, count)
                assert memory.read(0, address) == b"\xff" * address
                assert memory.read(address + count, 9) == b"\xff" * 9


def test_each_page_is_written_once_and_waited_for():
    bus = Bus(Eeprom(1024, 64))
    memory = I2cMemory(bus, 0x50, 1024, 64)
    with_time_of(bus, lambda: memory.write(60, bytes(100)))
    assert bus.writes == [(60, 4), (64, 64), (128, 32)]
    assert bus.now_ms == 3 * PROGRAM_MS


def test_a_chip_that_stays_silent_is_an_error_after_10_ms():
    bus = Bus(Eeprom(1024, 64), program_ms=11)
    memory = I2cMemory(bus, 0x50, 1024, 64)
    try:
        with_time_of(bus, lambda: memory.write(0, b"data"))
    except OSError as error:
        assert error.args[0] == errno.EIO
    else:
        raise AssertionError("written")
    assert bus.now_ms == 10


def test_fram_is_written_at_once_and_whole():
    bus = Bus(Fram(1024))
    memory = I2cMemory(bus, 0x50, 1024)
    with_time_of(bus, lambda: memory.write(60, b"\x07" * 200))
    assert bus.writes == [(60, 200)] and bus.now_ms == 0
    assert memory.read(60, 200) == b"\x07" * 200
    assert (memory.page, memory.endurance) == (1, 10**13)


def test_what_lies_beyond_the_chip_is_refused():
    memory = I2cMemory(Bus(Fram(64)), 0x50, 64)
    for address, count in ((-1, 1), (64, 1), (60, 5)):
        for call in (lambda: memory.read(address, count), lambda: memory.write(address, bytes(count))):  # noqa: B023
            try:
                call()
            except ValueError as error:
                assert "memory: %d bytes at %d" % (count, address) in str(error)
            else:
                raise AssertionError("done")
