"""The ADS131M02's frames by a PIO state machine: one for each falling DRDY, three words of 32 bits into its FIFO.

A frame is 4 words of 24 bits (SBAS853A, 8.5.1.7): response, voltage, current, CRC. SPI mode 1: both sides put bits out
as SCLK rises and take them as it falls. Sampling needs no processor; DIN then stays low, which is the command NULL.
"""

# what a PIO program calls is not there outside of the assembler
# pyright: reportUndefinedVariable=false, reportCallIssue=false, reportAttributeAccessIssue=false

import time

import rp2
from rp2 import PIO

from drivers import ads131m02_frames

TIMEOUT_US = 2000  # for a frame: conversions come each 250 µs after a reset
POLL_US = 20
RXF0 = 0x20  # RP2040 datasheet, 3.7
PIO_BASE = 0x5020_0000  # 2.2; PIO1 follows 1 MiB later
DREQ_RX0 = 4  # of PIO0, 2.5.3.1; of PIO1 8 later
FREE, STEP = 0xE020, 0xE021  # set(x, 0), set(x, 1): 3.4.10
EMPTY_OSR = 0x6060  # out(null, 32): 3.4.5
PULL = 0x8080  # pull(noblock): 3.4.7
CS_HIGH = 0xE001  # set(pins, 1)


@rp2.asm_pio(
    sideset_init=PIO.OUT_LOW,
    out_init=PIO.OUT_LOW,
    set_init=PIO.OUT_HIGH,
    in_shiftdir=PIO.SHIFT_LEFT,
    out_shiftdir=PIO.SHIFT_LEFT,
    autopush=True,
    push_thresh=32,
    pull_thresh=32,
)
def frames():
    # side: SCLK; set: CS; out: DIN; in: DOUT and, next to it, DRDY. 20 cycles a bit: 6.25 MHz at 125 MHz, and DOUT is
    # taken 64 ns after SCLK rose (two cycles of ten are the synchroniser's, 3.5.6.3), isolators and all
    wrap_target()
    jmp(not_x, "free").side(0)
    pull(block).side(0)  # while setting up: no frame without a command
    label("free")
    wait(1, pin, 1).side(0)
    wait(0, pin, 1).side(0)
    set(pins, 0).side(0)
    set(y, 2).side(0)[3]
    label("word")
    pull(ifempty, noblock).side(0)  # nothing there: x, which is 0
    label("bit")
    out(pins, 1).side(1)[9]
    in_(pins, 1).side(0)[4]
    jmp(not_osre, "bit").side(0)[4]
    jmp(y_dec, "word").side(0)
    set(pins, 1).side(0)
    wrap()


class FramePort:
    """number: state machine 0 to 7; sclk, cs, din: outputs; dout: input, and DRDY is the input of the next number.

    `source`, `dreq`: for the DMA.  Takes 13 of the 32 instructions of its PIO.
    """

    WORDS = 3  # a frame, in the FIFO

    def __init__(self, number, sclk, cs, din, dout):
        block, machine = number >> 2, number & 3
        self.source = PIO_BASE + (block << 20) + RXF0 + 4 * machine
        self.dreq = DREQ_RX0 + 8 * block + machine
        self._machine = rp2.StateMachine(number, frames, in_base=dout, out_base=din, set_base=cs, sideset_base=sclk)

    def exchange(self, command, data=0):
        """Send a command of 16 bits, and data of a WREG; the response to the command before it (8.5.1.10).

        Raises OSError when no frame comes, which is so without the chip or its clock, or when its CRC is wrong.
        """
        machine = self._halt(STEP)
        # all of it before it starts: a word that comes late would be 1, the machine's x
        machine.put(command << 16 | data >> 8)
        machine.put((data & 0xFF) << 24)
        machine.put(0)
        machine.active(1)
        began = time.ticks_us()
        while machine.rx_fifo() < self.WORDS:
            if time.ticks_diff(time.ticks_us(), began) > TIMEOUT_US:
                self._halt(STEP)
                raise OSError("ADS131M02: no answer")
            time.sleep_us(POLL_US)
        words = [machine.get() for _ in range(self.WORDS)]
        machine.active(0)
        if not ads131m02_frames.right(words):
            raise OSError("ADS131M02: wrong CRC")
        return words[0] >> 16

    def run(self):
        """From the next conversion on a frame each."""
        self._halt(FREE).active(1)

    def stop(self):
        self._halt(STEP)

    def _halt(self, mode):
        """At rest at its start, FIFOs and shift registers empty, CS high."""
        machine = self._machine
        machine.active(0)
        machine.restart()
        machine.exec(CS_HIGH)
        machine.exec(mode)
        while machine.rx_fifo():
            machine.get()
        while machine.tx_fifo():
            machine.exec(PULL)
        machine.exec(EMPTY_OSR)
        return machine
