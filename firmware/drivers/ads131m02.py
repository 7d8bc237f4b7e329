"""Texas Instruments ADS131M02 (SBAS853A): voltage and current at 8 kS/s of its own clock of 8.192 MHz, by PIO and DMA.

A ring of half a second outlasts a flash erase. Whatever goes wrong with the chip, the meter goes on: clock, tariffs and
ports live on windows, so what was not measured is handed over as 0 V and 0 A, at the pace of the clock, and counted in
`lost`; the chip is set up again each second until it answers.

fDATA = fCLKIN / 2 / OSR. No frequency that the RP2040 can make from its crystal of 12 MHz without jitter gives a whole
number of samples a second, so the chip has an oscillator of its own. Where that is wrong, by 50 ppm at most, so are all
energies until the calibration takes it out with the other gains; the frequency stays wrong by as much.
"""

import asyncio
import time
from array import array

from drivers import ads131m02_frames
from drivers.ads131m02_setup import set_up
from drivers.dma_ring import DmaRing

RATE = 8000  # pairs/s
BLOCKS = 16
BLOCK = 250  # pairs: the ring holds 0.5 s, 48 000 bytes
WORDS = 3  # in the ring, a pair
POLL_MS = 2
BLOCK_US = BLOCK * 1_000_000 // RATE
SILENT_US = 3 * BLOCK_US  # without a block: no conversions any more
RETRY_US = 1_000_000
SETTLING = 4  # frames after a start: the filter settles (8.3.7.1) …
RESYNCED = ads131m02_frames.SAMPLING | 1 << 14  # … and STATUS tells once of the synchronisation
MOST_BAD = BLOCK // 10  # frames with a wrong CRC; with more of them a block is none
MIDDLE = 0x800000  # offset binary
TOLD = 3600 * RATE  # pairs: how often `lost` tells of a chip that stays away


class Ads131m02:
    """`codes` holds what `read` brought: uint32 pairs, voltage first, offset binary of 24 bits.

    port: FramePort; sync: output to SYNC/RESET, high; supply: present() tells of the supply.
    `lost`: pairs that were not measured; while the chip stays away it is brought up to date each hour and at the end.
    `bad`: frames whose CRC was wrong, each given as the pair before it; `restarts`: how often the chip was set up, or
    that was tried, after the first time; `fault`: why it does not sample, or did not the last time.
    Memory: the ring of 48 000 bytes and 3 KB; nothing later but for a chip that fails.
    """

    rate = RATE

    def __init__(self, port, sync, supply):
        self.codes = array("I", bytes(8 * BLOCK))
        self.lost = 0
        self.restarts = -1
        self.fault = ""
        self._port, self._sync, self._supply = port, sync, supply
        self._ring = DmaRing(port.source, port.dreq, WORDS * BLOCK, BLOCKS, WORDS * RATE, wide=True)
        self._state = ads131m02_frames.state()
        self._table = ads131m02_frames.table()
        self._at_rest = True
        self._sampling = False
        self._first = True  # the block to come is the first after a start
        self._handed = False  # something has been handed over since the supply came, until `_until` (ticks)
        self._until = time.ticks_us()
        self._looked = time.ticks_us()  #: the last block, or attempt to set up
        self._dropped = 0  # of the ring's `lost`, in pairs
        self._blank = False  # `codes` are 0 V and 0 A
        self._untold = 0  # pairs that `lost` does not know of yet
        self._left = 0  # pairs until it must

    @property
    def bad(self):
        return self._state[ads131m02_frames.BAD]

    async def read(self):
        """The next block into `codes`, which stay until the next call; how many pairs, 0 when the supply is gone."""
        if self._at_rest:
            self._at_rest = self._handed = False
            self._until = time.ticks_us()
            self._begin()
        while self._supply.present():
            now = time.ticks_us()
            since = time.ticks_diff(now, self._looked)
            if not self._sampling:
                if since > RETRY_US:
                    self._begin()
                elif time.ticks_diff(now, self._until) >= BLOCK_US:
                    return self._nothing()
            elif self._ring.ready():
                count = self._take()
                if count:
                    return count
                continue
            elif since > SILENT_US:
                self._fail("silent")
            await asyncio.sleep(POLL_MS / 1000)
        self._end()
        self._at_rest = True
        return 0

    def age_us(self):
        """How long ago the last pair in `codes` was taken; 0 when at rest."""
        if self._at_rest:
            return 0
        if self._sampling and not self._first:
            return self._behind_us()
        return max(0, time.ticks_diff(time.ticks_us(), self._until))

    def _behind_us(self):
        return _us(self._ring.behind() // WORDS)

    def _begin(self):
        """Set the chip up and let it sample, if it answers."""
        self._looked = time.ticks_us()
        self.restarts += 1
        try:
            set_up(self._port, self._sync, ads131m02_frames.SAMPLING)
        except OSError as error:
            self.fault = str(error)
            self._port.stop()
            return
        self._ring.start()
        self._port.run()
        self._sync.value(0)  # a short pulse: conversions begin anew, nothing old is left in the chip (8.5.1.9.1)
        self._sync.value(1)
        self._looked = time.ticks_us()
        self._sampling = self._first = True

    def _end(self):
        self._port.stop()
        self._ring.stop()
        self._sampling = False

    def _fail(self, why):
        """Stop; set up again at once, or in a second when not even one block came."""
        self.fault = why
        self._end()
        self._looked = time.ticks_us() if self._first else time.ticks_add(time.ticks_us(), -RETRY_US - 1)

    def _take(self):
        """The oldest block of the ring into `codes`; how many pairs of it are good."""
        ring, state = self._ring, self._state
        bad = self.bad
        skipped = SETTLING if self._first else 0
        count = self._unpack(skipped)
        while self._first and state[ads131m02_frames.STRANGE] == RESYNCED and skipped + count + SETTLING < BLOCK:
            skipped += count + SETTLING  # so late came the pulse at SYNC
            count = self._unpack(skipped)
        self._blank = False
        if not ring.release():
            return 0  # it was overwritten meanwhile: the ring counts it
        self._looked = now = time.ticks_us()
        if self.bad - bad > MOST_BAD:
            self._fail("wrong CRC")
            return 0
        first = self._first
        missing, self._dropped = ring.lost // WORDS - self._dropped, ring.lost // WORDS
        missed = BLOCK - skipped - count  # behind the last good pair
        if first:
            ended = time.ticks_add(now, -self._behind_us() - _us(missed))
            missing = max(0, _pairs(time.ticks_diff(ended, self._until)) - count) if self._handed else 0
        elif missed:
            # a chip that was reset converts at another rate: only what came before it tells when
            ended = time.ticks_add(self._until, _us(missing + count))
        else:
            ended = time.ticks_add(now, -self._behind_us())
        if missed:
            self._fail("status %04x" % state[ads131m02_frames.STRANGE])
            if not count:
                return 0
        self.lost += self._untold + missing
        self._untold = self._left = 0
        self._until = ended
        self._handed = True
        self._first = False
        return count

    def _unpack(self, skipped):
        at = 2 * self._ring.first + ads131m02_frames.HALVES * skipped
        return ads131m02_frames.unpack(
            0, 0, self._ring.items, at, BLOCK - skipped, self.codes, self._state, self._table
        )

    def _nothing(self):
        """A block of 0 V and 0 A for the time that went by."""
        if not self._blank:
            for k in range(2 * BLOCK):
                self.codes[k] = MIDDLE
            self._blank = True
        self._until = time.ticks_add(self._until, BLOCK_US)
        self._handed = True
        self._untold += BLOCK
        self._left -= BLOCK
        if self._left < 0:
            self.lost += self._untold
            self._untold = 0
            self._left = TOLD
        return BLOCK


def _us(pairs):
    return pairs * 1_000_000 // RATE


def _pairs(us):
    return (us * RATE + 500_000) // 1_000_000
