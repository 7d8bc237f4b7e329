"""The supply's warning: a comparator pulls the pin low while the storage capacitor still carries the board."""

import asyncio

STABLE_MS = 500  # a supply that has been there so long is back


class PowerFail:
    """pin: input, high with supply; watchdog: fed while waiting, so that waiting is not taken for hanging."""

    def __init__(self, pin, watchdog):
        self._pin = pin
        self._watchdog = watchdog

    def present(self):
        return self._pin.value() == 1

    async def returned(self):
        """Wait until the supply has come back and stays; True."""
        stable = 0
        while stable < STABLE_MS:
            self._watchdog.feed()
            await asyncio.sleep(0.01)
            stable = stable + 10 if self.present() else 0
        return True
