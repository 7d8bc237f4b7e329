"""The whole meter under supply cuts: `torn_meter.py COMMITS [every]`, on CPython or MicroPython; exits with 1.

A meter lives through periods, tariff changes, billing stops and clock corrections. Each write of each window is cut:
before it, at its first, middle and last byte (`every`: at every byte), on FRAM and on EEPROM whose pages tear.
The meter is started on what is left: no register may be lower than what had been kept or higher than what is true, the
tariffs must make up the totals, and a few minutes later no period may be missing or twice, and no billing stop either.
"""

import json
import sys
import time

from fakes.eeprom import Eeprom, Fram
from fakes.plain_board import Clock, PlainBoard, Settings, window
from fakes.ram_files import RamFiles
from meter import making
from meter import meter as whole
from meter.logs import billing_log, profile
from meter.meter import Meter

START = 822_873_600  # 2026-01-28 00:00:00 UTC
PERIOD = 300
TABLE = """\
day a 00:00 T1 00:10 T2 00:20 T3 00:30 T1 00:40 T4 12:00 T2 23:55 T1
week w a a a a a a a
season s from 01-01 w
"""
CODES = ["1-1-000-00-1", "000-28-01-1", "00-0-00-0-00", "001-000-00", "000"]


def remembering(base):
    """A memory or file system of class `base` that also keeps what it was told, in `told`."""

    class Remembering(base):
        told = None

        def write(self, address, data):
            self.told.append(("write", address, bytes(data)))
            base.write(self, address, data)

        def append(self, name, data):
            self.told.append(("append", name, bytes(data)))
            base.append(self, name, data)

        def remove(self, name):
            self.told.append(("remove", name))
            base.remove(self, name)

    return Remembering


class Bench:
    """make(): a fresh memory; digit: of the registers, in µJ, that a cut must not take; every: cut every byte."""

    def __init__(self, make, digit, every):
        self.digit = digit
        self._make = make
        self._every = every
        self.clock = Clock(START - 1500)
        self.files = Settings({"settings.json": json.dumps({"configuration": CODES}), "tariffs-001.txt": TABLE})
        self.memory, self.logs = make(), remembering(RamFiles)()
        self.memory.told = self.logs.told = self.told = []
        self.meter = Meter(PlainBoard(self.memory, self.logs, self.clock, self.files))
        self.registers = self.read(self.meter)
        self.first = self.meter.load.log.next
        self.commits = self.cuts = 0

    def read(self, meter):
        return [register.microjoules() for register in meter.energy.stored]

    def step(self, k):
        """One window, then all its cuts."""
        before = bytes(self.memory.bytes), {name: bytes(self.logs.content[name]) for name in self.logs.content}
        earlier = self.registers
        del self.told[:]
        self.clock.seconds += 20
        if k % 97 == 50:
            self.meter.commands.set_clock(self.clock.seconds - 2, 1)
        watts = 500 + 37 * k % 4000 if k % 4 == 0 else 40  # so that not every window reaches another digit
        window(self.meter, 20, watts, 300 - 11 * k % 700)
        self.registers = self.read(self.meter)
        self.commits += sum([change[0] == "write" for change in self.told])
        for done in range(len(self.told)):
            for left in self.places(self.told[done]):
                self.cuts += 1
                self.check(before, done, left, earlier)

    def places(self, change):
        if change[0] != "write":
            return (0,)
        count = len(change[2])
        return range(count) if self._every else sorted({0, 1, count // 2, count - 1})

    def check(self, before, done, left, earlier):
        """Start a meter on `before` with `done` of the changes made, and `left` bytes of the next."""
        memory, logs = self._make(), RamFiles()
        memory.told = []
        memory.bytes[:] = before[0]
        logs.content = dict(before[1])
        for change in self.told[:done]:
            target = memory if change[0] == "write" else logs
            getattr(target, change[0])(*change[1:])
        change = self.told[done]
        if change[0] == "write" and left:
            memory.left = left
            try:
                memory.write(change[1], change[2])
            except OSError:
                pass
            memory.left = None
        clock = Clock(self.clock.seconds + 5)
        meter = Meter(PlainBoard(memory, logs, clock, self.files))
        found = self.read(meter)
        for k in range(len(found)):
            # where not every Wh is kept, what is lost is what no view has shown: less than a digit
            assert earlier[k] // self.digit * self.digit <= found[k] <= self.registers[k], (done, left, found, earlier)
        if self.digit == 1:
            assert found in (earlier, self.registers), (done, left, found, earlier)
        for which in range(4):
            tariffs = [meter.energies.read(which, tariff) for tariff in range(1, 9)]
            assert sum(tariffs) == meter.energies.total(which), (done, left, tariffs)
        for _ in range(2 * PERIOD // 60):
            clock.seconds += 60
            window(meter, 60, 0, 0)
        self.check_logs(meter, clock.seconds)

    def check_logs(self, meter, now):
        """Every period up to `now` is there once, registers never step back, and every stop is there once."""
        last, least = None, 0
        log = meter.load.log
        for _, end, payload in log.read(max(self.first, log.next - 6), 10):
            value = profile.values(payload)[1][0]
            assert last is None or end == last + PERIOD, (last, end)
            assert value >= least
            last, least = end, value
        assert last == now - now % PERIOD, (last, now)
        assert least <= meter.energies.total(0), "a log has more than the register"
        assert log.damaged == meter.stops.damaged == 0
        count = meter.billing.count
        assert count == meter.stops.next, (count, meter.stops.next)
        days = max(0, (now - START) // 86_400 + 1) if now >= START else 0
        assert count == (1 if days else 0), (count, days)
        for _, _, payload in meter.stops.read(0, 9):
            values = billing_log.values(payload)[1]
            assert values[24] == meter.demand.accumulated[0] and values[29] == count


def run(name, make, digit, commits, every):
    bench = Bench(make, digit, every)
    began = time.time()
    k = 0
    while bench.commits < commits:
        bench.step(k)
        k += 1
    print(
        "%s: %d windows, %d commits, %d cuts, nothing lost or doubled; %d s"
        % (name, k, bench.commits, bench.cuts, time.time() - began)
    )


def main(commits, every):
    # a start is quicker when what it drops for a small heap need not be loaded again
    for module in (whole, making):
        module.forget_rules = lambda: None
        module.forget = lambda *names: None
    fram, eeprom = remembering(Fram), remembering(Eeprom)
    run("FRAM", lambda: fram(16_384), 1, commits, every)
    run("EEPROM, 64-byte pages", lambda: eeprom(32_768, 64), 36_000_000_000, commits, every)


main(int(sys.argv[1]) if len(sys.argv) > 1 else 2000, len(sys.argv) > 2)
