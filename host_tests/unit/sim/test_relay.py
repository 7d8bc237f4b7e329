"""The simulated relay cuts the current of exactly the pairs that pass while it is open, 20 ms after it was told."""

import os
import time
from array import array

from relay import MIDDLE, TRAVEL_MS, Relay

RATE = 8000
TRAVEL = RATE * TRAVEL_MS // 1000
BLOCK = 320
VOLTS, AMPS = MIDDLE + (1 << 22), MIDDLE + 12_345


class Sampler:
    """`late`: pairs that wait in the ring."""

    rate = RATE

    def __init__(self):
        self.codes = array("I", [VOLTS, AMPS] * BLOCK)
        self.late = 0

    def waiting(self):
        return self.late


class Bench:
    """A relay in a directory of its own, removed afterwards."""

    def __enter__(self):
        self.path = "/tmp/quadrant-test-%d" % time.time_ns()
        os.mkdir(self.path)
        self.start()
        return self

    def __exit__(self, *failure):
        for name in os.listdir(self.path):
            os.remove(self.path + "/" + name)
        os.rmdir(self.path)

    def start(self):
        self.told = []
        self.sampler = Sampler()
        self.relay = Relay(self, self.sampler, 500.0, self.path)

    def send(self, kind, fields):
        assert kind == "relay"
        self.told.append(fields["closed"])

    def cut(self, count=BLOCK):
        """(first, last + 1) of the next `count` pairs whose current is gone, which must be in one piece; None: none."""
        codes = self.sampler.codes
        for k in range(BLOCK):
            codes[2 * k], codes[2 * k + 1] = VOLTS, AMPS
        self.relay.carry(codes, count)
        assert all(codes[2 * k] == VOLTS for k in range(BLOCK))
        gone = [k for k in range(BLOCK) if codes[2 * k + 1] == MIDDLE]
        assert all(codes[2 * k + 1] in (AMPS, MIDDLE) for k in range(BLOCK))
        if not gone:
            return None
        assert gone == list(range(gone[0], gone[-1] + 1))
        return gone[0], gone[-1] + 1


def test_the_current_ends_20_ms_after_the_relay_was_told_and_comes_back_so():
    with Bench() as bench:
        relay = bench.relay
        assert bench.cut() is None and relay.closed()
        relay.set(False)
        assert relay.closed()
        assert bench.cut() == (TRAVEL, BLOCK)
        assert not relay.closed() and bench.told == [False]
        assert bench.cut() == (0, BLOCK)
        relay.set(True)
        assert bench.cut() == (0, TRAVEL)
        assert bench.cut() is None and bench.told == [False, True]


def test_a_move_at_the_border_of_blocks_of_any_length():
    for count in (1, TRAVEL - 1, TRAVEL, TRAVEL + 1):
        with Bench() as bench:
            bench.relay.set(False)
            left = TRAVEL
            while left >= count:
                assert bench.cut(count) is None and bench.relay.closed()
                left -= count
            found = bench.cut(count)
            assert found == (left, count), (count, found)
            assert not bench.relay.closed()


def test_what_was_sampled_before_a_late_command_keeps_its_current():
    with Bench() as bench:
        bench.sampler.late = 500
        bench.relay.set(False)
        assert bench.cut() is None
        assert bench.cut() is None
        assert bench.cut() == (500 + TRAVEL - 2 * BLOCK, BLOCK)


def test_the_voltage_on_the_loads_side_needs_contacts_and_mains():
    with Bench() as bench:
        relay, codes = bench.relay, bench.sampler.codes
        bench.cut()
        assert relay.load_voltage()
        for k in range(BLOCK):
            codes[2 * k] = MIDDLE + MIDDLE * 45 // 500
        assert not relay.load_voltage()
        relay.set(False)
        bench.cut()
        assert not relay.load_voltage()


def test_contacts_that_stick_ignore_commands_until_they_are_free():
    with Bench() as bench:
        relay = bench.relay
        relay.stick("closed")
        relay.set(False)
        for _ in range(3):
            assert bench.cut() is None
        assert relay.closed() and bench.told == []
        relay.stick("free")
        assert not relay.closed() and bench.cut() == (0, BLOCK)
        relay.stick("closed")  # welded by hand
        assert relay.closed() and bench.cut() is None
        relay.stick("open")
        relay.set(True)
        assert bench.cut() == (0, BLOCK) == bench.cut()
        relay.stick("free")
        assert bench.cut() is None
        assert bench.told == [False, True, False, True]


def test_contacts_set_free_on_the_way_move_when_they_are_due():
    with Bench() as bench:
        bench.relay.stick("closed")
        bench.relay.set(False)
        bench.relay.stick("free")
        assert bench.cut() == (TRAVEL, BLOCK)


def test_it_stays_where_it_is_between_two_processes():
    with Bench() as bench:
        bench.relay.set(False)
        bench.cut()
        bench.start()
        assert not bench.relay.closed() and bench.cut() == (0, BLOCK)
        assert bench.told == [False]  # whoever looks on must know
        bench.relay.set(True)
        bench.cut()
        bench.start()
        assert bench.relay.closed() and bench.told == []
