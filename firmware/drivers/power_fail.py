"""The supply's warning: a comparator pulls the pin low while the storage capacitor still carries the board."""

import asyncio
import time

import machine

CONFIRM_MS = 8  # a dip that is shorter does not count; it is taken from the time that the capacitor lasts
STABLE_MS = 500  # a supply that has been there so long is back
LOOK_MS = 10


class PowerFail:
    """pin: input, high with supply; watchdog: fed while waiting, so that waiting is not taken for hanging."""

    def __init__(self, pin, watchdog):
        self._pin = pin
        self._watchdog = watchdog
        self._low = False
        self._since = time.ticks_ms()
        # by interrupts, so that the time counts in which Python was busy
        pin.irq(handler=self._look, trigger=machine.Pin.IRQ_FALLING | machine.Pin.IRQ_RISING)

    def present(self):
        """False once the pin has been low for CONFIRM_MS without a break."""
        self._look(self._pin)
        return not self._low or 0 <= time.ticks_diff(time.ticks_ms(), self._since) < CONFIRM_MS

    async def returned(self):
        """Wait until the supply has come back and stays; True."""
        stable = 0
        while stable < STABLE_MS:
            self._watchdog.feed()
            await asyncio.sleep(LOOK_MS / 1000)
            stable = stable + LOOK_MS if self._pin.value() else 0
        return True

    def _look(self, pin):
        low = pin.value() == 0
        if low and not self._low:
            self._since = time.ticks_ms()
        self._low = low
