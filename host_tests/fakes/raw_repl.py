"""A board at the end of a cable: MicroPython's unix port behind a pseudo-terminal that speaks the raw REPL.

What is run is run by a real MicroPython, with a folder as its flash, which starts boot.py and main.py as a board does.
A watchdog that was started resets the board even when nothing of what started it runs any more. The port disappears
while the board resets.
"""

import json
import threading
import time
from pathlib import Path

from fakes.raw_repl_life import Life


class FakeBoard:
    """A board whose flash is folder/flash and whose serial port is the path `port`, while it is plugged in."""

    def __init__(
        self,
        micropython,
        folder,
        version=(1, 28, 0),
        machine="Raspberry Pi Pico with RP2040",
        mpy=0x1306,
        rom=0,
        heap=240 * 1024,
    ):
        self.flash = folder / "flash"
        self.world = folder / "world"
        self.port = str(folder / "ttyACM0")
        self.starts = self.received = 0
        self.unplug_at = None  # characters from the host after which the cable is pulled out
        self.spoils = None  # name of a file whose first byte the flash loses once it is there
        self._micropython = micropython
        for path in (self.flash, self.world):
            path.mkdir(parents=True, exist_ok=True)
        about = {"version": version, "machine": machine, "mpy": mpy, "rom": rom, "heap": heap}
        (self.world / "about.json").write_text(json.dumps(about))
        self._thread = None

    def plug(self):
        self._on = True
        self._thread = threading.Thread(target=self._live, daemon=True)
        self._thread.start()
        until = time.monotonic() + 5
        while not Path(self.port).exists() and time.monotonic() < until:
            time.sleep(0.01)

    def unplug(self):
        self._on = False
        if self._thread:
            self._thread.join()

    def wait_for(self, condition, seconds=5):
        """Whether the condition came true in time."""
        until = time.monotonic() + seconds
        while not condition() and time.monotonic() < until:
            time.sleep(0.02)
        return condition()

    def _live(self):
        while self._on:
            Life(self, self._micropython).run()
            if self._on:
                time.sleep(0.3)  # USB takes its time
