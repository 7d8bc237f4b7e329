"""A heap that has no room for a DLMS client: it is let go at once, and metering finds what is its own."""

import gc
import sys

from dlms_meter import AARQ, new_meter, taken, wrapped
from meter.comms import dlms
from meter.comms.port import HEADROOM

SMALLEST = 16
GIVEN_BACK = HEADROOM - 3072  # at least: what holds the rest of the heap here takes some


def fill(kept):
    """Take all of the heap, in pieces that `kept` holds, a chain: a list would have to grow."""
    size = 1 << 20
    while size >= SMALLEST:
        try:
            while True:
                kept[0] = kept[0], bytearray(size)
        except MemoryError:
            size >>= 1


def test_a_client_without_room_is_dropped_and_metering_has_its_own():
    if sys.implementation.name != "micropython":
        return  # no heap of a known size
    meter, _, network = new_meter()
    kept = [None]

    def loaded(*names):
        fill(kept)
        raise MemoryError

    load, dlms.load = dlms.load, loaded
    try:
        for _ in range(2):
            network.receive(wrapped(AARQ), 0)
            assert taken(network) == [("drop", None)]
            gc.collect()
            assert gc.mem_free() > GIVEN_BACK, gc.mem_free()
            for _ in range(12):
                meter.step(0)
            assert meter.pusher._dlms._visitors == 0 and meter.pusher._dlms._context is None
            kept[0] = None
    finally:
        dlms.load = load
    assert "DLMS: no memory" in meter.board.console.notes
    network.receive(wrapped(AARQ), 0)
    assert taken(network)[0][0] == "send"
