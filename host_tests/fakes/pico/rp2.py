"""Honest fake of the Pico's `rp2`: DMA channels paced by the converter of the fake `machine`.

Time passes when a channel is looked at: STEP words are moved, by whichever channel is busy, chains followed.
Words for which no channel is busy overflow the FIFO and are gone.
"""

from machine import mem32

STEP = 64
DREQ_ADC = 36


class DMA:
    world_all = []

    def __init__(self):
        self.channel = len(DMA.world_all)
        DMA.world_all.append(self)
        self._control = {}
        self._write = None
        self._place = self._reload = self._left = 0

    def pack_ctrl(self, *, size, inc_read, inc_write, treq_sel, chain_to):
        if (size, inc_read, inc_write, treq_sel) != (2, False, True, DREQ_ADC):
            raise ValueError("this fake moves words from a register, paced by the ADC")
        return (chain_to,)

    def config(self, *, read=None, write=None, count=None, ctrl=None, trigger=False):
        if read not in (None, mem32.FIFO):
            raise ValueError("this fake reads the ADC's FIFO")
        if write is not None:
            self._write, self._place = write, 0
        if count is not None:
            self._reload = count
        if ctrl is not None:
            self._control = ctrl
        if trigger:
            self._left = self._reload

    @property
    def count(self):
        """Transfers that are left."""
        return self._left

    def active(self, value=None):
        if value is not None:
            if value:
                raise ValueError("this fake is triggered by config")
            self._left = 0
            return False
        busy = self._left > 0
        world_pass(STEP)
        return busy

    def _move(self, code):
        # beyond its block a real channel would write over whatever comes there
        if self._place >= len(self._write):
            raise ValueError("DMA %d left its block" % self.channel)
        self._write[self._place] = code
        self._place += 1
        self._left -= 1
        if not self._left and self._control[0] != self.channel:
            then = DMA.world_all[self._control[0]]
            then._left = then._reload


def world_pass(words):
    """Let the time of `words` conversions pass."""
    if not mem32.paced():
        return
    for _ in range(words):
        code = mem32.convert()
        busy = [dma for dma in DMA.world_all if dma._left]
        if busy:
            busy[0]._move(code)
        else:
            mem32.overflow()
