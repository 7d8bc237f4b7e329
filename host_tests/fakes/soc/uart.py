"""Fake of MicroPython's `machine.UART` down to the bits on the line, with a FIFO before its buffers, as on the rp2.

From ports/rp2/machine_uart.c and the PL011's manual (DDI 0183): a character with a wrong parity or stop bit is given
to the reader like any other, a break is not; a buffer that is full leaves characters in the FIFO, and what does not
fit there is gone; `init` makes both buffers anew, of 256 where nothing else is said, and cuts off what is under way;
`write` waits for room, a character's time and more, when its buffer is full. While interrupts are off, characters
only get as far as the FIFOs.
"""

from soc import world

FIFO = 32
BUFFER = 256


class UART:
    INV_TX, INV_RX = 1, 2
    world_last = None

    def __init__(self, id, baudrate=115_200, bits=8, parity=None, stop=1, **more):
        self._baudrate, self._bits, self._parity, self._stop, self._invert = baudrate, bits, parity, stop, 0
        self._sending = bytearray()
        self._bursts = []  # (start, µs a bit, levels) of what the world says
        self.world_sent = b""
        self.world_times = []  # µs at which each of these had left
        self.world_cut = 0  # characters that `init` cut off
        self.world_blocked_us = 0  # waited in `write`
        self.world_errors = []  # "parity", "framing", "break" in order
        self.world_lost = 0  # characters that came while FIFO and buffer were full
        self.world_inverted = 0  # 1: the line from outside rests low
        UART.world_last = self
        world.mask_watchers.append(self._run)
        self.init(**more)

    def init(self, baudrate=-1, bits=-1, parity=-1, stop=-1, *, tx=None, rx=None, txbuf=-1, rxbuf=-1,
             timeout=-1, timeout_char=-1, invert=-1, flow=0, rts=None, cts=None):  # fmt: skip
        if self._sending:
            self._run()
            self.world_cut += len(self._sending)
        if baudrate > 0:
            self._baudrate = baudrate
        if bits > 0:
            self._bits = bits
        if parity != -1:
            self._parity = parity
        if stop > 0:
            self._stop = stop
        if invert >= 0:
            self._invert = invert
        self._txbuf = max(FIFO, txbuf) if txbuf > 0 else BUFFER
        self._rxbuf = max(FIFO, rxbuf) if rxbuf > 0 else BUFFER
        self._bit_us = 1_000_000 / self._baudrate
        self._sending = bytearray()
        self._fifo = bytearray()
        self._came = bytearray()
        self._from = self._left_us = world.now_us()
        self._high = True  # the line, before `_from`

    @property
    def world_line(self):
        return self._baudrate, self._bits, self._parity, self._stop

    def any(self):
        self._run()
        self._drain()
        return len(self._came)

    def read(self, count=-1):
        """What is there, at most `count`; None for nothing."""
        there = self.any()
        count = there if count < 0 else min(count, there)
        data = bytes(self._came[:count])
        self._came = self._came[count:]
        self._drain()
        return data or None

    def write(self, data):
        """How many were taken; None for none."""
        self._run()
        taken = bytes(data)[: FIFO + self._txbuf - len(self._sending)]
        if not self._sending:
            self._left_us = world.now_us()
        self._sending.extend(taken)
        if len(taken) < len(data):
            wait = (13_000 // self._baudrate + 1) * 1000
            self.world_blocked_us += wait
            world.wait(wait)
        return len(taken) or None

    def txdone(self):
        self._run()
        return not self._sending

    def world_say(self, data, baud=None, bits=None, parity=-1, stop=1, pause_us=0):
        """Characters on the line, one after the other, as a sender with these settings; else as the UART has them."""
        baud, bits = baud or self._baudrate, bits or self._bits
        parity = self._parity if parity == -1 else parity
        levels = []
        for char in data:
            sent = [char >> k & 1 for k in range(bits)]
            checked = [] if parity is None else [sum(sent) + parity & 1]
            levels += [0] + sent + checked + [1] * stop
        self._say(1_000_000 / baud, levels, pause_us)

    def world_break(self, us):
        self._say(us, [0, 1], 0)

    def _say(self, bit_us, levels, pause_us):
        begin = world.now_us()
        if self._bursts:
            begin = max(begin, self._end(self._bursts[-1]))
        self._bursts.append((begin + pause_us, bit_us, levels))

    def _run(self):
        """Do what has happened on both lines until now."""
        now = world.now_us()
        char_us = (1 + self._bits + (self._parity is not None) + self._stop) * self._bit_us
        if world.masked:  # only what is in the FIFO leaves
            self._leave(now, char_us, min(FIFO, len(self._sending)))
            self._left_us = max(self._left_us, now - char_us)
        else:
            self._leave(now, char_us, len(self._sending))
        start = self._start_bit()
        while start is not None:
            length = 1 + self._bits + (self._parity is not None) + 1
            end = start + (length - 0.5) * self._bit_us
            if end > now:
                break
            sampled = [self._line(start + (k + 0.5) * self._bit_us) for k in range(1, length)]
            self._receive(sampled)
            self._from, self._high = end, sampled[-1]
            start = self._start_bit()
        while self._bursts and self._end(self._bursts[0]) < min(now, self._from):
            self._bursts.pop(0)

    def _leave(self, now, char_us, count):
        while count and self._left_us + char_us <= now:
            self._left_us += char_us
            self.world_sent += bytes(self._sending[:1])
            self.world_times.append(int(self._left_us))
            self._sending = self._sending[1:]
            count -= 1

    def _flip(self):
        return self.world_inverted ^ (self._invert & UART.INV_RX) >> 1

    def _start_bit(self):
        """When the receiver's line goes low next, after `_from`; None when it does not."""
        flip = self._flip()
        high = self._high
        for burst in self._bursts:
            start, bit_us, levels = burst
            if self._end(burst) < self._from:
                continue
            if start > self._from:
                high = not flip
            for k in range(max(0, int((self._from - start) / bit_us)), len(levels)):
                at = start + k * bit_us
                if at >= self._from - 0.5:
                    if levels[k] ^ flip:
                        high = True
                    elif high:
                        return at
            high = not flip
        return None

    def _line(self, at):
        """Level that the receiver sees at that time."""
        for start, bit_us, levels in self._bursts:
            k = int((at - start) / bit_us)
            if start <= at and k < len(levels):
                return levels[k] ^ self._flip()
        return 1 ^ self._flip()

    @staticmethod
    def _end(burst):
        return burst[0] + burst[1] * len(burst[2])

    def _receive(self, sampled):
        if not sum(sampled):
            self.world_errors.append("break")
            return
        data = sampled[: self._bits]
        if not sampled[-1]:
            self.world_errors.append("framing")
        if self._parity is not None and sum(data) + self._parity & 1 != sampled[self._bits]:
            self.world_errors.append("parity")
        char = sum([level << k for k, level in enumerate(data)])
        if len(self._fifo) < FIFO:
            self._fifo.append(char)
        else:
            self.world_lost += 1
        if not world.masked:
            self._drain()

    def _drain(self):
        room = self._rxbuf - len(self._came)
        self._came.extend(self._fifo[:room])
        self._fifo = self._fifo[room:]
