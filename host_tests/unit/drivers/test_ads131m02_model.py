"""The model of the ADS131M02 on its wires, by hand: commands, CRC, data ready, pauses, resets (SBAS853A, 8.4, 8.5)."""

from chips.ads131m02 import Ads131m02
from chips.ads131m02_registers import RESET_DONE, crc16
from chips.ads131m02_wires import Wires

HALF_NS = 100  # of an SCLK period
NULL, RESET, STANDBY, WAKEUP, LOCK, UNLOCK = 0, 0x11, 0x22, 0x33, 0x555, 0x655


def world(ns):
    return ns * 1e-10, 0.01


class Spi:
    """A master of mode 1 that counts its own time."""

    def __init__(self, **chip):
        self.chip = Ads131m02(world, **chip)
        self.wires = Wires(self.chip)
        self.ns = 0
        self.wait(600_000)

    def wait(self, ns):
        self.ns += ns
        self.wires.pass_to(self.ns)

    def bits(self, data, count):
        """Shift `count` bits of `data` out, with CS low; what came in."""
        came = 0
        for k in range(count):
            self.wires.din_is(data[k >> 3] >> 7 - (k & 7) & 1)
            self.wires.sclk_is(1)
            self.wait(HALF_NS)
            came = came << 1 | self.wires.dout
            self.wires.sclk_is(0)
            self.wait(HALF_NS)
        return came.to_bytes((count + 7) >> 3, "big")

    def frame(self, *words, count=4, crc=False):
        """A frame with these words of 16 bits, and their CRC; the words that came, of 24 bits."""
        out = b"".join([bytes([word >> 8, word & 0xFF, 0]) for word in words])
        if crc is not False:
            check = crc16(out) ^ crc
            out += bytes([check >> 8, check & 0xFF, 0])
        out += bytes(3 * count - len(out))
        self.wires.cs_is(0)
        self.wait(HALF_NS)
        came = self.bits(out, 24 * count)
        self.wires.cs_is(1)
        self.wait(HALF_NS)
        return [int.from_bytes(came[k : k + 3], "big") for k in range(0, len(came), 3)]

    def ask(self, *words, count=4, crc=False):
        """The response to a command: it comes in the next frame."""
        self.frame(*words, count=count, crc=crc)
        return self.frame(NULL)[0] >> 8


def test_the_registers_after_a_reset():
    spi = Spi()
    assert spi.frame(NULL)[0] >> 8 == RESET_DONE
    expected = ((0, 0x22), (2, 0x05), (3, 0x03), (4, 0), (6, 0x06), (12, 0x80), (17, 0x80))
    assert [spi.ask(0xA000 | address << 7) >> 8 for address, _ in expected] == [value for _, value in expected]
    spi.wait(300_000)
    assert spi.ask(NULL) & 0xFFFC == 0x0500


def test_frames_carry_data_and_a_crc_over_all_words_before_it():
    spi = Spi()
    for _ in range(3):
        spi.wait(250_000)
        words = spi.frame(NULL)
        data = b"".join([word.to_bytes(3, "big") for word in words[:3]])
        assert words[3] == crc16(data) << 8
    assert words[2] == int(0.01 / 1.2 * (1 << 23))


def test_several_registers_are_written_and_read_in_one_frame():
    spi = Spi()
    assert spi.ask(0x6000 | 3 << 7 | 1, 0x030A, 0x0050) == 0x4000 | 3 << 7 | 1
    spi.frame(0xA000 | 3 << 7 | 1)
    words = spi.frame(NULL)
    assert [word >> 8 for word in words[:3]] == [0xE000 | 3 << 7 | 1, 0x030A, 0x0050]
    assert spi.ask(0x6000, 0x1234) == 0x4000  # acknowledged, but ID cannot be written
    assert spi.ask(0xA000) == 0x2284


def test_a_locked_chip_takes_no_writes_and_no_reset():
    spi = Spi()
    assert spi.ask(LOCK) == LOCK
    assert spi.ask(NULL) & 0x8000
    spi.ask(0x6000 | 3 << 7, 0)
    spi.ask(RESET)
    assert spi.ask(0xA000 | 3 << 7) == 0x030E
    assert spi.chip.resets == 1
    assert spi.ask(UNLOCK) == UNLOCK
    assert spi.ask(0x6000 | 3 << 7, 0x030A) == 0x4000 | 3 << 7


def test_reset_by_command_needs_a_whole_frame():
    spi = Spi()
    spi.frame(RESET, count=2)
    assert spi.frame(NULL)[0] >> 8 == RESET
    assert spi.chip.resets == 1
    spi.frame(RESET)
    assert spi.frame(NULL) == [0, 0, 0, 0]  # not ready yet: 5 µs
    spi.wait(10_000)
    assert spi.frame(NULL)[0] >> 8 == RESET_DONE
    assert spi.chip.resets == 2


def test_with_input_crc_wrong_commands_are_not_executed_but_writes_are():
    spi = Spi()
    spi.ask(0x6000 | 2 << 7, 0x1110)
    spi.frame(NULL, crc=0)
    for wrong in (0, 1):
        spi.frame(LOCK, crc=wrong)
        word = spi.frame(NULL, crc=0)[0] >> 8
        assert (word == LOCK) == (not wrong)
        assert bool(word & 0x1000) == bool(wrong)
        spi.frame(UNLOCK, crc=0)
        spi.frame(NULL, crc=0)
    spi.frame(0x6000 | 4 << 7, 0x0050, crc=1)
    assert spi.frame(NULL, crc=0)[0] >> 8 & 0x1000
    assert spi.chip.registers[4] == 0x0050


def test_a_change_of_the_register_map_is_flagged_once():
    spi = Spi()
    spi.ask(0x6000 | 2 << 7, 0x2110)
    spi.frame(NULL)
    assert not spi.frame(NULL)[0] >> 8 & 0x2000
    spi.chip.registers[4] ^= 1  # a strike
    assert spi.frame(NULL)[0] >> 8 & 0x2000
    assert not spi.frame(NULL)[0] >> 8 & 0x2000


def test_data_ready_is_low_until_the_data_are_read_and_pulses_when_they_are_not():
    spi = Spi()
    assert spi.wires.drdy == 0
    spi.frame(NULL)
    assert spi.wires.drdy == 1
    spi.wait(spi.chip.next_ns - spi.ns)
    assert spi.wires.drdy == 0
    spi.wait(spi.chip.next_ns - 400 - spi.ns)
    assert spi.wires.drdy == 1  # 4 periods of CLKIN, 488 ns
    spi.wait(400)
    assert spi.wires.drdy == 0


def test_after_a_pause_two_frames_are_old_and_a_short_pulse_at_sync_clears_them():
    spi = Spi()
    spi.frame(NULL)
    spi.wait(5_000_000)
    first, second, third = spi.frame(NULL), spi.frame(NULL), spi.frame(NULL)
    assert first[1] < second[1]
    assert second[1:3] == third[1:3]
    assert [words[0] >> 8 & 3 for words in (first, second, third)] == [3, 3, 0]
    spi.wait(5_000_000)
    spi.wires.sync_is(0)
    spi.wait(1000)
    spi.wires.sync_is(1)
    assert spi.wires.drdy == 1
    assert spi.frame(NULL)[0] >> 8 & 0x4003 == 0x4000
    assert spi.chip.resets == 1


def test_a_long_low_at_sync_resets():
    spi = Spi()
    spi.ask(0x6000 | 3 << 7, 0x030A)
    spi.wires.sync_is(0)
    spi.wait(240_000)
    assert spi.chip.resets == 1
    spi.wait(20_000)
    assert spi.chip.resets == 2
    spi.wait(5_000_000)
    assert spi.wires.drdy == 1
    spi.wires.sync_is(1)
    spi.wait(300_000)
    assert spi.wires.drdy == 0
    assert spi.ask(0xA000 | 3 << 7) == 0x030E


def test_standby_stops_the_conversions_and_a_missing_clock_everything():
    spi = Spi()
    assert spi.ask(STANDBY) == STANDBY
    count = spi.chip.converted
    spi.wait(2_000_000)
    assert spi.chip.converted == count
    spi.ask(WAKEUP)
    spi.wait(2_000_000)
    assert spi.chip.converted > count
    silent = Spi(clkin=0)
    silent.wait(5_000_000)
    assert silent.wires.drdy == 1
    assert silent.frame(NULL) == [0, 0, 0, 0]


def test_a_frame_that_is_left_is_given_up_after_the_timeout():
    spi = Spi()
    spi.frame(NULL)
    spi.wires.cs_is(0)
    spi.wait(HALF_NS)
    spi.bits(bytes(3), 20)
    spi.wait(4_100_000)  # 32 768 periods of CLKIN
    came = spi.bits(bytes(12), 96)
    assert came[:2] in (b"\x05\x03", b"\x05\x00")


def test_who_is_too_fast_is_told():
    spi = Spi()
    spi.wires.cs_is(0)
    spi.wires.sclk_is(1)
    spi.wait(10)
    spi.wires.sclk_is(0)
    assert spi.wires.timing == ["CS to SCLK: 0 ns", "SCLK high: 10 ns"]
