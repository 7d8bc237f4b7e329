"""The ADS131M02's frames as fast as they can be made: the first ones by the chip's model, then those of a Play."""

from array import array

from chips.ads131m02_frames import FRAME_NS, FastPort

HEAD = 250  # frames: set-up, settling and STATUS after the synchronisation are the model's
WORDS = 3
PERIOD_NS = 125_000


class PlayPort(FastPort):
    """A FastPort whose frames come from `play` once it has made HEAD of its own in a run; `made`: how many it has."""

    play = None

    def __init__(self, chip):
        super().__init__(chip)
        self.made = 0
        self._began = 0
        self._playing = False
        self._next_ns = self._taken = 0

    @property
    def fills(self):
        return self._playing

    def run(self):
        super().run()
        self._began = self.frames

    def available(self):
        if not self._playing:
            self.made = self.frames - self._began
            if self._fifo or self.made < HEAD:
                return super().available()
            self._playing = True
            self._next_ns, self._taken = self.chip.due_ns(), 0
        due = (self.now() * 1000 - FRAME_NS - self._next_ns) // PERIOD_NS + 1
        return max(0, WORDS * due - self._taken)

    def take(self):
        if not self._playing:
            return super().take()
        one = array("I", (0,))
        self.take_into(one, 0, 1)
        return one[0]

    def take_into(self, items, at, count):
        self.play.fill(items, at, count)
        self._taken += count

    def _to(self, ns, part=0):
        if self._playing:  # somebody wants the model: it goes on where the played frames end
            self._playing = False
            self.chip.next_ns = self._next_ns + self._taken // WORDS * PERIOD_NS
        super()._to(ns, part)
