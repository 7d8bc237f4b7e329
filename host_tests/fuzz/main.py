"""The fuzzer on one interpreter: `main.py SEED FRAMES [only SESSION]`. Prints a summary; exits with 1 on a finding."""

import sys
import time

sys.path.pop(0)  # this file's own folder

from fuzz import good  # noqa: E402
from fuzz.dice import Dice  # noqa: E402
from fuzz.requests import Targets  # noqa: E402
from fuzz.sessions import Sessions  # noqa: E402
from fuzz.state import Finding  # noqa: E402
from fuzz.world import World  # noqa: E402

EPOCH = 41_000  # frames of one meter, with two looks at its memory
SESSIONS = 1_000_000  # by which the numbers of one meter's sessions are apart from those of the next
MEASURED = 20_000  # frames between two looks at the memory in use
GROWTH = 64 * 1024  # bytes more than at the first look: other modules and fuller logs
# what meters are configured as, one after the other
METERS = ({}, {"dlms_codes": 1}, {"security_policy": 1, "hdlc_inactivity_s": 0}, {"push_at": ["00:00", "12:00"]})


class Fuzzer:
    """seed: of everything; limit: frames."""

    def __init__(self, seed, limit):
        self.seed = seed
        self.limit = limit
        self.number = 0  # of the session
        self.frames = self.sessions = self.used = 0
        self.world = World()
        self.measured = 0  # frames until memory was last looked at
        self.least = 0  # bytes in use when it was first, of this meter

    def run(self):
        """Until so many frames have gone in; a good client comes after each EPOCH of them."""
        epoch = 0
        while self.frames < self.limit:
            visits = self._meter(epoch)
            began = self.world.frames
            end = began + min(EPOCH, self.limit - self.frames)
            self.number = SESSIONS * epoch
            while self.world.frames < end:
                visits.run(Dice(self.seed * 7919 + self.number))
                self.number += 1
                self.sessions += 1
                if self.world.frames >= self.measured + MEASURED:
                    self._look_at_memory()
            self.frames += self.world.frames - began
            self.world.timed = False
            good.visit(self.world, visits, self.targets, epoch)
            epoch += 1

    def again(self, number):
        """One session, to a meter as it was to."""
        visits = self._meter(number // SESSIONS)
        began = self.world.frames
        self.number = number
        visits.run(Dice(self.seed * 7919 + number))
        self.frames = self.world.frames - began
        self.sessions = 1
        self.world.timed = False
        good.visit(self.world, visits, self.targets, 0)

    def _meter(self, epoch):
        """A new one, and who visits it."""
        self.world.renew(METERS[epoch % len(METERS)])
        self.targets = Targets()
        visits = Sessions(self.world, self.targets)
        good.learn(self.world, visits, self.targets)
        self.world.timed = True
        self.least = 0
        self.measured = self.world.frames
        return visits

    def _look_at_memory(self):
        self.measured = self.world.frames
        self.used = self.world.collect()
        self.least = self.least or self.used
        if self.used > self.least + GROWTH:
            raise Finding("%d bytes in use, were %d" % (self.used, self.least))


def main(seed, frames, only=None):
    began = time.time()
    fuzzer = Fuzzer(seed, frames)
    try:
        if only is None:
            fuzzer.run()
        else:
            fuzzer.again(only)
    except Exception as finding:  # one that is no Finding is a fault of the fuzzer, at a place worth to know
        print("FOUND: %s" % finding if isinstance(finding, Finding) else "FAILED: %r" % finding)
        print("seed %d, session %d, frame %d" % (seed, fuzzer.number, fuzzer.world.frames))
        print('again: ARGS="--seed %d --only %d"' % (seed, fuzzer.number))
        print('with all before it: ARGS="--seed %d --frames %d --processes 1"; the last frames:' % (seed, frames))
        for frame in fuzzer.world.latest():
            print(" ", bytes(frame).hex())
        if hasattr(sys, "print_exception"):
            sys.print_exception(finding)
        return 1
    done = fuzzer.world
    slowest = ["%.0f ms (%s)" % (1000 * taken, bytes(frame[:24]).hex()) for taken, frame in done.slowest]
    print(
        "%d frames in %d sessions, %d s; %d KB in use; slowest %s, with a right to change things %s"
        % (fuzzer.frames, fuzzer.sessions, time.time() - began, fuzzer.used // 1024, slowest[0], slowest[1])
    )
    return 0


sys.exit(main(int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[4]) if len(sys.argv) > 4 else None))
