"""FRAM and EEPROM on a bus: pages are kept apart and waited for; a chip that fails in any way is an error."""

import errno

import machine
from chips.eeprom_24lc import Eeprom24Lc
from chips.fram import Fram, FramIdentity
from drivers import i2c_memory
from drivers.i2c_memory import I2cMemory
from soc.hand_time import HandTime

FREQ = 400_000


def bus():
    machine.Pin.world_reset()
    machine.I2C.world_stuck = False
    machine.I2C.world_chips.clear()
    del machine.I2C.world_nacks[:]
    machine.I2C.world_bus_us = 0
    return machine.I2C(0, sda=machine.Pin(4), scl=machine.Pin(5), freq=FREQ)


def eeprom(size=1024, page=64, **settings):
    """(driver, its chip)."""
    line = bus()
    chip = machine.I2C.world_chips[0x50] = Eeprom24Lc(size, page, **settings)
    return I2cMemory(line, 0x50, size, page, 1_000_000), chip


def fram():
    line = bus()
    chip = machine.I2C.world_chips[0x50] = Fram()
    return I2cMemory(line, 0x50, Fram.SIZE), chip


def error_of(call):
    try:
        call()
    except OSError as error:
        return error.args[0]
    return None


def pattern(count):
    return bytes([1 + k % 251 for k in range(count)])


def test_what_is_written_across_pages_is_there():
    for page in (64, 128):
        for address in (0, 1, page - 1, page, 3 * page - 5):
            for count in (1, page - 1, page, page + 1, 3 * page):
                with HandTime(i2c_memory):
                    memory, _ = eeprom(1024, page)
                    data = pattern(count)
                    memory.write(address, data)
                    assert memory.read(address, count) == data, (page, address, count)
                    assert memory.read(0, address) == b"\xff" * address
                    assert memory.read(address + count, 9) == b"\xff" * 9


def test_each_page_is_programmed_once_and_waited_for():
    with HandTime(i2c_memory) as hand:
        memory, chip = eeprom()
        began = hand.us
        memory.write(60, bytes(100))
        assert list(chip.memory.wear[:4]) == [1, 1, 1, 0]
        assert 15_000 <= hand.us - began < 25_000
        assert memory.read(60, 100) == bytes(100)


def test_a_page_that_takes_too_long_is_an_error_after_10_ms():
    with HandTime(i2c_memory) as hand:
        memory, _ = eeprom(program_us=30_000)
        began = hand.us
        assert error_of(lambda: memory.write(0, b"data")) == errno.EIO
        assert 10_000 <= hand.us - began < 11_500


def test_fram_is_written_at_once_and_whole():
    with HandTime(i2c_memory):
        memory, chip = fram()
        memory.write(60, pattern(200))
        memory.write(300, pattern(520))
        assert chip.bytes[60:260] == pattern(200) and memory.read(300, 520) == pattern(520)
        assert (memory.page, memory.endurance) == (1, 10**13)


def test_a_record_of_520_bytes_takes_12_ms_of_the_bus():
    with HandTime(i2c_memory) as hand:
        memory, _ = fram()
        memory.write(0, b"proved")
        began, bus_us = hand.us, machine.I2C.world_bus_us
        memory.write(0, bytes(520))
        assert machine.I2C.world_bus_us - bus_us == hand.us - began == 11_768  # (1 + 2 + 520) · 22.5 µs


def test_what_lies_beyond_the_chip_is_refused():
    with HandTime(i2c_memory):
        memory = I2cMemory(bus(), 0x50, 64)
        for address, count in ((-1, 1), (64, 1), (60, 5)):
            for call in (lambda: memory.read(address, count), lambda: memory.write(address, bytes(count))):  # noqa: B023
                try:
                    call()
                except ValueError as error:
                    assert "memory: %d bytes at %d" % (count, address) in str(error)
                else:
                    raise AssertionError("done")


def test_a_chip_that_is_absent_at_the_start_may_come_later():
    with HandTime(i2c_memory):
        memory, chip = fram()
        machine.I2C.world_chips.clear()
        assert error_of(lambda: memory.read(0, 1)) == error_of(lambda: memory.write(0, b"x")) == errno.EIO
        machine.I2C.world_chips[0x50] = chip
        memory.write(0, b"x")
        assert memory.read(0, 1) == b"x"


def test_a_nack_at_any_byte_is_an_error_and_the_next_write_is_whole():
    for make in (fram, eeprom):
        for byte in range(12):
            with HandTime(i2c_memory) as hand:
                memory, _ = make()
                memory.write(0, b"old memory")
                machine.I2C.world_nacks.append(byte)
                assert error_of(lambda: memory.write(0, b"new things")) == errno.EIO  # noqa: B023 — called at once
                hand.pass_ms(5)  # an EEPROM programs what it has got
                found = memory.read(0, 10)
                for k in range(10):
                    assert found[k] == (b"new things" if k + 3 < byte else b"old memory")[k], (byte, found)
                memory.write(0, b"new things")
                assert memory.read(0, 10) == b"new things"


def test_a_bus_that_is_held_is_an_error_each_time_and_never_a_success():
    for make in (fram, eeprom):
        with HandTime(i2c_memory) as hand:
            memory, _ = make()
            memory.write(0, b"old")
            machine.I2C.world_stuck = True
            began = hand.us
            assert error_of(lambda: memory.write(0, b"new")) == errno.ETIMEDOUT  # noqa: B023 — called at once
            assert error_of(lambda: memory.read(0, 3)) == errno.ETIMEDOUT  # noqa: B023
            assert hand.us - began == 100_000
            machine.I2C.world_stuck = False
            assert memory.read(0, 3) == b"old"


def test_a_write_protected_chip_is_found_out_at_the_first_write():
    for make in (fram, eeprom):
        with HandTime(i2c_memory):
            memory, chip = make()
            chip.world_protected = True
            for _ in range(2):
                assert error_of(lambda: memory.write(8, b"kept?")) == errno.EIO  # noqa: B023 — called at once
            chip.world_protected = False
            memory.write(8, b"kept!")
            chip.world_protected = True  # nobody does that while it runs: it is not looked for any more
            assert error_of(lambda: memory.write(8, b"gone!")) is None  # noqa: B023
            assert memory.read(8, 5) == b"kept!"


def test_a_supply_cut_harms_no_other_page():
    for cut in range(0, 65, 8):
        with HandTime(i2c_memory) as hand:
            memory, chip = eeprom()
            memory.write(0, b"\x11" * 192)
            chip.memory.left = cut
            assert error_of(lambda: memory.write(64, b"\x22" * 64)) == (None if cut == 64 else "supply cut")  # noqa: B023
            chip.memory.left = None
            hand.pass_ms(5)
            assert memory.read(0, 64) == memory.read(128, 64) == b"\x11" * 64
            assert cut or memory.read(64, 64) == b"\x11" * 64


def test_the_models_go_on_at_the_start_where_the_data_sheets_say_so():
    with HandTime() as hand:
        line = bus()
        for chip, size in ((Fram(), 32_768), (Eeprom24Lc(65_536, 128), 65_536)):
            machine.I2C.world_chips[0x50] = chip
            line.writeto_mem(0x50, 0, b"\x01\x02\x03", addrsize=16)
            hand.pass_ms(5)
            line.writeto_mem(0x50, size - 2, b"\x0a\x0b", addrsize=16)
            hand.pass_ms(5)
            assert line.readfrom_mem(0x50, size - 2, 5, addrsize=16) == b"\x0a\x0b\x01\x02\x03"
            assert line.readfrom(0x50, 1) != b"\x01"  # goes on where it was
        line.writeto_mem(0x50, 126, b"abcd", addrsize=16)  # an EEPROM's page is a ring, too
        assert error_of(lambda: line.readfrom(0x50, 1)) == errno.EIO
        hand.pass_ms(5)
        assert line.readfrom_mem(0x50, 0, 3, addrsize=16) == b"cd\x03"
        assert line.readfrom_mem(0x50, 126, 2, addrsize=16) == b"ab"
        line.writeto_mem(0x50, 0, pattern(130), addrsize=16)  # more than a page: its end wins
        hand.pass_ms(5)
        assert line.readfrom_mem(0x50, 0, 128, addrsize=16) == pattern(130)[128:] + pattern(130)[2:128]


def test_a_fram_tells_what_it_is():
    line = bus()
    machine.I2C.world_chips[0x7C] = FramIdentity()
    assert line.readfrom_mem(0x7C, 0xA0, 3) == b"\x00\xa5\x10"
