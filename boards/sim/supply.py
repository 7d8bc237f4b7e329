"""The board's own supply: what a cut does to the meter, and when it may start again."""


class Supply:
    """sampler: stops sampling while there is no supply; clock: has its own backup; console: hears when it is over."""

    def __init__(self, events, sampler, clock, console):
        self._events = events
        self._sampler = sampler
        self._clock = clock
        self._console = console

    def switch(self, on):
        self._sampler.supplied = on
        self._clock.supply(on)
        self._events.send("supply", {"on": on})

    async def returned(self):
        """Wait for the supply; False, and the summary, when the run ends before it comes back."""
        while await self._sampler.idle():
            if self._sampler.supplied:
                return True
        self._clock.save()
        self._console.summary()
        return False
