"""The kernels of AES-GCM as ARMv6-M code: the bits of the standard, no intermediate beyond 31 bits, and their price."""

import random
import subprocess
import sys
from array import array
from pathlib import Path
from types import FunctionType

import pytest
from meter.comms.cosem.security import gcm, ghash
from vectors import gcm_reference, words
from vectors.emulated import Emulated

from tools.cycles import ghash as price
from tools.cycles.core import CoreFault

CORES = price.cores()
absorb, fill, add = (Emulated(CORES[name]) for name in ("absorb", "_fill", "_add"))
FULL = (1 << 128) - 1
MILLISECOND = 125_000  # cycles


def numbers():
    """Hash subkeys and data: the extremes, then any."""
    draw = random.Random(1)
    for h in (0, 1, FULL, 1 << 127, FULL >> 1, FULL ^ 1):
        yield h, b"\xff" * 80
        yield h, bytes(16) + b"\x00" * 15 + b"\x01" + b"\x80" + bytes(15)
    for _ in range(60):
        yield draw.getrandbits(128), draw.randbytes(16 * draw.randrange(1, 8))


def test_the_hash_is_that_of_the_standard():
    for h, data in numbers():
        table = ghash.table(h.to_bytes(16, "big"))
        absorb(0, 0, table, bytearray(data), 0, len(data) // 16)
        assert ghash.digest(table) == gcm_reference.ghash(h, data)


def test_the_state_words_are_those_of_the_stand_in_from_every_place():
    draw = random.Random(2)
    data = bytearray(draw.randbytes(100))
    for at in range(20):
        for blocks in range(6):
            table = ghash.table(draw.randbytes(16))
            other = array("I", table)
            for run, state in ((absorb, table), (ghash.absorb, other)):
                run(0, 0, state, data, at, blocks)
                run(0, 0, state, data, 3, 1)
            assert table == other


def test_counter_blocks_and_key_stream_are_those_of_the_stand_in():
    draw = random.Random(3)
    for counter in (2, 255, 256, 65520):
        ours, theirs = bytearray(256), bytearray(256)
        iv = bytearray(draw.randbytes(12))
        fill(ours, iv, counter, 16)
        gcm._fill(theirs, iv, counter, 16)
        assert ours == theirs == b"".join(iv + (counter + k).to_bytes(4, "big") for k in range(16))
    for at in range(5):
        for count in (0, 1, 16, 33):
            before, stream = draw.randbytes(40), bytearray(draw.randbytes(40))
            work = bytearray(before)
            add(work, at, stream, count)
            assert work[at : at + count] == gcm_reference.xor(before[at : at + count], stream)
            assert (work[:at], work[at + count :]) == (before[:at], before[at + count :])


def test_no_intermediate_passes_31_bits():
    original = ghash.absorb.__wrapped__
    names = {**original.__globals__, "int": words._int, "ptr32": words._ptr32, "ptr8": words._ptr32}
    plain = FunctionType(original.__code__, names)
    words.Word.largest = 0
    for h, data in numbers():
        table = ghash.table(h.to_bytes(16, "big"))
        start, pointer = words.Word(0), words.Pointer(table, 4)
        plain(start, start, pointer, words.Pointer(data, 1), start, words.Word(len(data) // 16))
        assert ghash.digest(table) == gcm_reference.ghash(h, data)
    assert 1 << 27 <= words.Word.largest < 1 << 28


@pytest.mark.parametrize("run", [ghash.absorb, absorb], ids=["stand-in", "armv6m"])
def test_no_kernel_can_read_past_its_buffers_unnoticed(run):
    table = ghash.table(bytes(16))
    for words_, data, at, blocks in ((table, bytes(31), 0, 2), (table, bytes(32), 1, 2), (table[:-1], bytes(16), 0, 1)):
        with pytest.raises((CoreFault, IndexError)):
            run(0, 0, words_, data, at, blocks)


def test_a_frame_of_128_bytes_takes_less_than_half_a_millisecond_without_aes():
    assert price.block_cycles(CORES) < 4100
    assert price.frame_cycles(CORES) < MILLISECOND // 2


def test_the_command_says_so():
    root = Path(__file__).parents[2]
    done = subprocess.run([sys.executable, "-m", "tools.cycles.ghash"], cwd=root, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("GHASH %.0f cycles a block" % price.block_cycles(CORES))
    assert str(price.frame_cycles(CORES)) in done.stdout
