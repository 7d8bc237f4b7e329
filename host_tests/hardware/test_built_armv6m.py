"""What `make build` puts onto a Pico has the very machine code that the other tests here run in the emulated core."""

import pytest

from tools.build import tree
from tools.build.boards import find
from tools.cycles import build, mpy

KERNELS = (
    "meter/metrology/kernel.py", "meter/metrology/half_cycles.py", "meter/metrology/harmonics.py",
    "meter/comms/hdlc/fcs.py", "meter/comms/cosem/security/ghash.py", "meter/comms/cosem/security/gcm.py",
    "drivers/rp2040_codes.py",
)  # fmt: skip


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """(board, where its tree is)."""
    board, target = find("pico_classroom"), tmp_path_factory.mktemp("built")
    tree.build(board, target)
    return board, target


@pytest.mark.parametrize("place", KERNELS)
def test_a_kernel_on_the_board_is_the_one_that_was_tested(built, place):
    board, target = built
    source = tree.sources(board)[place]
    tested = build.viper(source)
    # its private names are others there, in the same order
    there = mpy.read((target / place).with_suffix(".mpy").read_bytes(), tree.squeezed(board)[place])
    assert tested and len(there.functions) == len(tested)
    for name, code in zip(tested, there.functions.values(), strict=True):
        assert tested[name].code == code, name
