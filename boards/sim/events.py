"""What leaves the simulated board for the bench: one JSON object a line on standard output."""

import json
import sys


class Events:
    """live: whether anyone watches; without that only notes and what ends a run are sent."""

    def __init__(self, live):
        self.live = live
        self.now_ms = 0  # simulated time, kept by the sampler

    def send(self, kind, fields, always=False):
        """One event; fields: a dictionary, which gets the time and kind."""
        if self.live or always:
            fields["ev"] = kind
            fields["t"] = self.now_ms
            json.dump(fields, sys.stdout)  # piece by piece: a line of waves is long, and the heap cut up
            sys.stdout.write("\n")

    def say(self, text):
        """A line of the scenario."""
        self.send("scenario", {"text": text})
