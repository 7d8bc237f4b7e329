"""Endless DMA of the RP2040 from a FIFO into a ring of blocks, without the processor and never beyond the ring.

A data channel moves one block and chains to a control channel, which takes the next block's address out of a table and
writes it to the data channel's AL2_WRITE_ADDR_TRIG: that starts it again (RP2040 datasheet, 2.5.2.1 aliases, 2.5.2.2
chaining, 2.5.6.2 control blocks). The table is an aligned ring for the control channel's reads (2.5.1.1, RING_SIZE).
Where the DMA is, its WRITE_ADDR says, in one read; how many laps went by while nobody looked, the clock says. Sections
are those of the RP2040 datasheet.
"""

import time
from array import array

import machine
import rp2

DMA_BASE = 0x5000_0000  # 2.2
CHANNEL_BYTES = 0x40
AL2_WRITE_ADDR_TRIG = 0x2C  # 2.5.7
DBG_CTDREQ = 0x800  # of channel 0
HALFWORD, WORD = 1, 2  # DATA_SIZE, 2.5.7


class DmaRing:
    """`ready()`: how many whole blocks wait; the oldest is items[first : first + block]; `release()` gives it back.

    source: address of the FIFO; dreq: its request (2.5.3.1); block: items in one; blocks: 4, 8, 16 … of them; rate:
    items/s; wide: items of 32 bits, else of 16.  Memory: the ring and 8 bytes a block; nothing later, but for integers
    that do not last, after half a lap without a look.
    Nothing is lost while the reader stays away no longer than `blocks` - 1 blocks last. What is lost are whole blocks,
    the oldest; `lost`: items that are missing before the blocks released so far. Look again within 8 minutes
    (`ticks_us` comes round).
    """

    def __init__(self, source, dreq, block, blocks, rate, wide=False):
        if blocks < 4 or blocks & (blocks - 1):
            raise ValueError("a ring of %d blocks" % blocks)
        self.block = block
        self.first = 0
        self.lost = 0
        self._source, self._dreq = source, dreq
        self._shift = WORD if wide else HALFWORD
        self._size = block * blocks
        self._lap_us = self._size * 1_000_000 // rate
        # from a range, whose length is known: no copy of this size in between; what is in it will not be read
        self.items = array("I" if wide else "H", range(self._size))
        self._data, self._control = rp2.DMA(), rp2.DMA()
        self._start_of_items = _address(self._data, self.items)
        self._table = array("I", bytes(8 * blocks))  # twice as long: an aligned ring fits in wherever it lies
        at = _address(self._control, self._table)
        skipped = -at % (4 * blocks)
        self._start_of_table = at + skipped
        for k in range(blocks):
            self._table[skipped // 4 + k] = self._start_of_items + (k * block << self._shift)
        self._ring_bits = 1
        while 1 << self._ring_bits < 4 * blocks:
            self._ring_bits += 1
        self._forget()

    def start(self):
        """Begin at the ring's start; what has not been released is dropped and not counted."""
        self.stop()
        self._forget()
        data, control = self._data, self._control
        settings = data.pack_ctrl(
            size=self._shift, inc_read=False, inc_write=True, treq_sel=self._dreq, chain_to=_number(control)
        )
        data.config(read=self._source, count=self.block, ctrl=settings)
        # requests that a stop left behind would have an empty FIFO read; writing forgets them
        machine.mem32[DMA_BASE + DBG_CTDREQ + CHANNEL_BYTES * _number(data)] = 0
        trigger = DMA_BASE + CHANNEL_BYTES * _number(data) + AL2_WRITE_ADDR_TRIG
        settings = control.pack_ctrl(size=WORD, inc_read=True, inc_write=False, ring_size=self._ring_bits)
        control.config(read=self._start_of_table, write=trigger, count=1, ctrl=settings, trigger=True)

    def stop(self):
        """No item is moved after this."""
        data = self._data
        # disabled and chained to nobody first: an abort may look like an end (erratum E13)
        data.config(ctrl=data.pack_ctrl(enable=False))
        self._control.active(0)
        data.active(0)

    def ready(self):
        """How many whole blocks wait; looks where the DMA is."""
        self._look()
        return self._unread // self.block

    def release(self):
        """Give the oldest block back; False when the DMA has written into it meanwhile: what was read is void."""
        if self._look():
            return False
        self.first = (self.first + self.block) % self._size
        self._unread -= self.block
        self.lost += self._skipped
        self._skipped = 0
        return True

    def behind(self):
        """Items that have come since the end of the block released last (since the start, before there is one)."""
        self._look()
        return self._skipped + self._unread

    def _forget(self):
        self.first = self._place = 0
        self._unread = 0  # items since the start of the oldest block
        self._skipped = 0  # items lost since the last release
        self._looked = time.ticks_us()

    def _look(self):
        """Take in what came since the last look; True when the oldest blocks had to be given up."""
        now = time.ticks_us()
        # WRITE_ADDR is exact where it goes up and does not wrap (erratum E12); at the ring's end it is the start
        place = (_written_to(self._data) - self._start_of_items >> self._shift) % self._size
        moved = (place - self._place) % self._size
        elapsed = time.ticks_diff(now, self._looked)
        if elapsed > self._lap_us >> 1:
            beyond = elapsed - moved * self._lap_us // self._size
            moved += (beyond + (self._lap_us >> 1)) // self._lap_us * self._size
        self._looked, self._place = now, place
        self._unread += moved
        if self._unread <= self._size:
            return False
        # keep a block's time clear of the DMA, to read the oldest one that is left
        blocks = -(-(self._unread - self._size + self.block) // self.block)
        self._unread -= blocks * self.block
        self._skipped += blocks * self.block
        self.first = (self.first + blocks * self.block) % self._size
        return True


def _address(dma, buffer):
    """Where `buffer` lies: the channel tells what it made of it."""
    dma.config(write=buffer)
    return _written_to(dma)


# attributes that the stubs do not know


def _written_to(dma):
    """WRITE_ADDR, 2.5.7."""
    return dma.write


def _number(dma):
    return dma.channel
