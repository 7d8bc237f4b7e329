"""An optical head on a UART: characters of 7 bits with even parity (EN 62056-21, 5.2), or 8 without (IEC 62056-46).

Light is a 0 (EN 62056-21, 4.3): LED from 3.3 V to the pin, phototransistor from the pin to ground; `invert` for others.

What machine.UART does on the RP2040 (ports/rp2/machine_uart.c): characters with a wrong parity or stop bit come like
any other, block checks find them; a break does not come. Beyond its buffer it keeps 32 characters, and no more than
these while the flash is erased.
"""

import asyncio
import time

TALK_MS = 5  # between looks while somebody talks
QUIET_MS = 25  # else; 24 characters at 9600 Bd
TALKS_MS = 2000  # longer than any pause within a dialogue, 1.5 s (EN 62056-21)
RECEIVED = 256  # characters of buffer
PIECE = 32
SENDING = 3 * PIECE
EVEN = 0  # as machine.UART counts


class OpticalUart:
    """uart: machine.UART whose pins are set; it starts at 300 Bd. invert: machine.UART.INV_TX, INV_RX or both."""

    def __init__(self, uart, invert=0):
        self._uart = uart
        self._invert = invert
        self._line = None
        self._piece_us = 0
        self._last = time.ticks_add(time.ticks_ms(), -TALKS_MS)
        self.set_line(300)

    def set_line(self, baud, bits=7):
        """Speed and form of the next character and those that follow; what was received and not read is gone.

        Takes 0.4 KB of heap for new buffers where anything changes.
        """
        if self._line == (baud, bits):
            return
        self._line = (baud, bits)
        self._piece_us = PIECE * 10_000_000 // baud  # 10 bits a character
        parity = EVEN if bits == 7 else None
        # both buffers are made anew, and smaller than wanted if not told
        self._uart.init(
            baudrate=baud, bits=bits, parity=parity, stop=1, rxbuf=RECEIVED, txbuf=SENDING, invert=self._invert
        )

    async def read(self):
        """One or more characters; waits for them, since nobody can be seen leaving a head."""
        there = self._uart.any()
        while not there:
            talks = 0 <= time.ticks_diff(time.ticks_ms(), self._last) < TALKS_MS
            await asyncio.sleep((TALK_MS if talks else QUIET_MS) / 1000)
            there = self._uart.any()
        self._last = time.ticks_ms()
        return self._uart.read(there)

    async def write(self, data):
        """Returns when the last character has left, stop bit included, 5 ms late at most.

        In pieces that find room, for a full buffer would keep the processor for up to 44 ms a call.
        """
        sent = owed_us = 0
        while sent < len(data):
            if sent > PIECE:
                owed_us += self._piece_us
                await asyncio.sleep(owed_us // 1000 / 1000)
                owed_us %= 1000
            sent += self._uart.write(data[sent : sent + PIECE]) or 0
        while not self._uart.txdone():
            await asyncio.sleep(TALK_MS / 1000)
        self._last = time.ticks_ms()
