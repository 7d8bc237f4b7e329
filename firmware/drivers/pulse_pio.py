"""Pulse LEDs and S0 outputs whose edges a state machine makes (RP2040 datasheet 3): nothing in Python moves them.

The machine has a clock of its own, 30 bits that count down once a µs, and is told of a pulse by the number at which it
begins. So no pulse depends on the one before, and on the moment of telling only if it is asked for too late. The clock
and MicroPython's ticks, of which it has as many bits, come from the same crystal through whole dividers (2.15): apart
from a few µs, once, when the machine starts, they stay together for ever.
"""

# the language of the PIO
# pyright: reportUndefinedVariable=false, reportCallIssue=false, reportArgumentType=false

import time

import machine
from rp2 import PIO, StateMachine, asm_pio

_CYCLES = 16  # of the machine in a µs: the divider has 8 bits of fraction (3.7, SM0_CLKDIV)
_MASK = (1 << 30) - 1
_PULSE = -1 << 30  # upper bits 11, in a form that needs no big integer
_SETTINGS = -1 << 31  # upper bits 10
_LEAST_US = 1000  # ahead of now: more than Python needs from reading its clock to handing over
_DARK_US = 30_000  # between pulses, or as long as a shorter pulse (IEC 62053-31)
_STALE_MS = 60_000  # what was asked for so long ago is over; ticks_us say nothing any more after 9 minutes


# Every way round takes 16 cycles and counts x down once. Its state: x the clock, isr the width less 2 µs.
@asm_pio(set_init=PIO.OUT_LOW, out_init=PIO.OUT_LOW, out_shiftdir=PIO.SHIFT_LEFT, fifo_join=PIO.JOIN_TX)
def _program():
    mov(x, null)
    wrap_target()
    label("idle")
    jmp(x_dec, "idle_cut")[9]
    label("idle_cut")
    mov(osr, x)
    out(null, 2)
    out(x, 30)
    pull(noblock)  # x itself where no word waits, and that begins with 0
    out(y, 1)
    jmp(not_y, "idle")
    jmp(x_dec, "word")
    label("word")
    out(y, 1)
    jmp(y_dec, "pulse")
    out(pins, 1)  # settings: what is shown between pulses, and the width
    out(isr, 29)[10]
    jmp("idle")
    label("pulse")
    out(y, 30)[12]
    label("ahead")
    jmp(x_dec, "ahead_cut")[11]
    label("ahead_cut")
    mov(osr, x)
    out(null, 2)
    out(x, 30)
    jmp(x_not_y, "ahead")
    set(pins, 1)
    jmp(x_dec, "on")
    label("on")
    mov(y, isr)[13]
    label("stay")
    jmp(x_dec, "stay_on")
    label("stay_on")
    jmp(y_dec, "stay")[14]
    set(pins, 0)
    jmp(x_dec, "idle")[14]


class PulsePio:
    """number: of the state machine, 0 to 7; four of one block share the program. pin: not set up, high is on.

    Pulses must be asked for in order of time, less than a minute ahead. The FIFO and the machine hold nine; who asks
    for a tenth waits until the first is over. Takes no memory for a pulse. Raises ValueError at a system clock that is
    no multiple of 62.5 kHz.
    """

    def __init__(self, number, pin):
        if machine.freq() * 256 % (_CYCLES * 1_000_000):
            raise ValueError("no exact microseconds at %d Hz" % machine.freq())
        self._cell = StateMachine(number, _program, freq=_CYCLES * 1_000_000, set_base=pin, out_base=pin)
        self._lit = False
        self._width_us = 0
        before = time.ticks_us()
        self._cell.active(1)
        self._zero = time.ticks_add(before, time.ticks_diff(time.ticks_us(), before) >> 1)
        self._free = self._zero  # when the last pulse is over, and the darkness after it
        self._asked = time.ticks_add(time.ticks_ms(), -_STALE_MS)

    def pulse(self, offset_us, width_ms):
        """On for `width_ms`, 1 or more, starting `offset_us` from now, or as soon as there is time.

        That is 1 ms from now at the earliest, and 30 ms after the end of the pulse before, less after shorter ones.
        Nothing is seen of a pulse that is asked for while the output is lit.
        """
        start = time.ticks_add(time.ticks_us(), offset_us)
        if self._lit:
            return
        width_us = 1000 * width_ms
        if width_us != self._width_us:
            self._width_us = width_us
            self._set()
        asked = time.ticks_ms()
        if 0 <= time.ticks_diff(asked, self._asked) < _STALE_MS and time.ticks_diff(self._free, start) > 0:
            start = self._free
        self._asked = asked
        now = time.ticks_us()
        if time.ticks_diff(start, now) < _LEAST_US:
            start = time.ticks_add(now, _LEAST_US)
        self._cell.put(time.ticks_diff(self._zero, start) & _MASK | _PULSE)
        self._free = time.ticks_add(start, width_us + min(width_us, _DARK_US))

    def steady(self, on):
        """What the output shows between pulses; those asked for before come first."""
        if on != self._lit:
            self._lit = on
            self._set()

    def _set(self):
        self._cell.put(_SETTINGS | (1 << 29 if self._lit else 0) | max(0, self._width_us - 2))
