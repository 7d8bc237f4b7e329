"""The unpacking of the ADS131M02's frames as emulated ARMv6-M code: the same codes as on CPython, and its price."""

import random
from array import array
from pathlib import Path

from chips.ads131m02_registers import crc16
from drivers import ads131m02_frames as frames

from tools.cycles import build

CORE = build.viper(Path(frames.__file__))["unpack"]
COUNT = 250
MOST_CYCLES = 500  # a frame: 3.2 % of 125 MHz at 8 kS/s


def words_of(data, spoilt=False):
    frame = data + (crc16(data) ^ spoilt).to_bytes(2, "big") + b"\x00"
    return array("I", [int.from_bytes(frame[n : n + 4], "big") for n in (0, 4, 8)])


def block(spoil=()):
    """Words of COUNT frames with random codes; `spoil`: numbers of those whose CRC is wrong."""
    noise = random.Random(3)
    words = array("I")
    for k in range(COUNT):
        data = b"\x81\x03\x00" + noise.randbytes(6)
        words.extend(words_of(data, k in spoil))
    return words


def called(words, unpack):
    """(pairs, codes, state) of a call with a block."""
    codes, state = array("I", bytes(8 * COUNT)), frames.state()
    return unpack(words, 0, COUNT, codes, state, frames.table()), codes, state


def emulated(*arguments):
    result = CORE.viper(0, 0, *arguments)
    for buffer, contents in zip(arguments[3:5], result.buffers[1:3], strict=True):
        buffer[:] = array("I", contents)
    return result.value


def test_armv6m_gives_the_codes_of_cpython():
    words = block(spoil=(0, 17, 249))
    for strange in (None, 100):
        if strange is not None:
            data = b"\x05\x03\x00\x7f\xff\xff\x80\x00\x00"
            words[3 * strange : 3 * strange + 3] = words_of(data)
        expected = called(words, lambda *arguments: frames.unpack(0, 0, *arguments))
        assert expected[0] == (COUNT if strange is None else strange)
        assert expected[2][frames.BAD] == (3 if strange is None else 2)
        assert called(words, emulated) == expected


def test_the_price_of_a_frame():
    codes, state = array("I", bytes(8 * COUNT)), frames.state()
    cycles = CORE.viper(0, 0, block(), 0, COUNT, codes, state, frames.table()).cycles / COUNT
    print(f"{cycles:.0f} cycles a frame, {cycles * 8000 / 125e4:.1f} % of 125 MHz at 8 kS/s")
    assert cycles < MOST_CYCLES
