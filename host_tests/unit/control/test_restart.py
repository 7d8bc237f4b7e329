"""Starts: in each state, after a cut at each byte that is written, with contacts that disagree, without a memory."""

from fakes.control_bench import OPEN, STATES, Bench, Prepayment, basis, brought, refused
from fakes.plain_board import board, told
from fakes.slow_relay import HoldingRelay
from meter.control.kept import START


def test_a_restart_in_each_state_moves_nothing_and_goes_on():
    for state in STATES:
        bench = brought(state)
        bench.amperes, bench.volts = 0, 230 if state != 14 else 280
        moves, cuts = len(bench.relay.moves), bench.cuts()
        bench.again()
        kept = 4 if state == 5 else state  # a warning begins anew
        assert bench.control.state == kept and bench.cuts() == cuts, state
        bench.window()
        if state not in (7, 9, 13):  # without its prepayment there is credit
            assert bench.control.state == kept
        bench.seconds(4)
        assert len(bench.relay.moves) == moves and bench.relay.position == (state not in OPEN), state


def test_a_new_meter_believes_its_contacts():
    for closed, state in ((True, 4), (False, 8)):
        bench = Bench(1, closed)
        bench.seconds(60)
        assert bench.control.state == state and bench.relay.moves == [] and bench.cuts() == []


def test_contacts_that_have_been_moved_close_nothing_and_it_is_said():
    for state in STATES:
        if state == 5:
            continue
        bench = brought(state)
        bench.amperes, bench.volts = 0, 230
        bench.relay.position = not bench.relay.position
        moves = len(bench.relay.moves)
        bench.again()
        found = state if state in OPEN else 8
        assert bench.control.state == found, state
        assert told(bench.meter)[-1] == "breaker not as it was left: %d -> %d" % (state, found)
        assert bench.cuts()[-1] == (found, START, state)
        bench.seconds(30)
        assert bench.control.state == (8 if state in (7, 9) else found)  # nothing counts the credit here
        assert bench.relay.position is False
        assert len(bench.relay.moves) - moves == (1 if state in OPEN else 0)


def test_an_order_to_open_that_a_cut_has_interrupted_is_carried_out_one_to_close_is_not():
    bench = Bench()
    bench.seconds(6)
    bench.relay.sticks = 1
    bench.control.command(1)
    bench.again()
    assert bench.control.state == 1
    bench.seconds(6)
    assert bench.relay.position is False
    bench.control.command(2)
    bench.seconds(6)
    bench.relay.sticks = 1
    bench.control.command(3)
    assert bench.control.state == 4
    bench.again()
    moves = len(bench.relay.moves)
    bench.seconds(60)
    assert bench.control.state == 8 and len(bench.relay.moves) == moves and bench.relay.position is False
    bench.control.button(False)
    bench.seconds(1)
    assert bench.relay.position is True


def test_a_relay_that_opens_without_supply_is_brought_back_where_it_was():
    relay = HoldingRelay(True)
    bench = Bench(1, relay=relay)
    bench.seconds(6)
    bench.control.command(1)
    bench.control.command(2)
    bench.control.command(3)
    bench.seconds(12)
    assert relay.position is True and bench.control.state == 4
    bench.again()
    bench.seconds(4)
    assert relay.position is False
    bench.seconds(2)
    assert relay.position is True and bench.control.state == 4
    bench.control.command(1)
    bench.seconds(6)
    moves = len(relay.moves)
    bench.again()
    bench.seconds(60)
    assert bench.control.state == 1 and len(relay.moves) == moves


SCRIPT = (1, 2, 3)  # open, released, closed again


def run_until_cut(left):
    """A meter that gets the commands of SCRIPT while its memory takes `left` bytes: the bench, whether it was cut."""
    bench = Bench()
    bench.control.prepayment = Prepayment()
    bench.seconds(6)
    bench.parts.memory.left = left
    try:
        for n in SCRIPT:
            bench.control.command(n)
            bench.parts.memory.read(0, 1)
            if bench.parts.memory.left == 0:
                break
            bench.seconds(6)
    except (OSError, ValueError):
        pass
    cut = bench.parts.memory.left == 0
    bench.parts.memory.left = None
    return bench, cut


def test_after_a_cut_in_any_write_state_contacts_and_log_agree():
    """At bytes of all writes; with the pulse that was on its way cut off, or not."""
    left, cut, pulled = 0, True, True
    seen = set()
    while cut:
        bench, cut = run_until_cut(left)
        bench.again(pulled)
        bench.control.prepayment = None
        bench.seconds(12)
        state = bench.control.state
        assert bench.relay.position == (state not in OPEN), left
        cuts = bench.cuts()
        assert (cuts[-1][0] if cuts else 4) == state, (left, state, cuts)
        for k in range(1, len(cuts)):
            assert cuts[k][2] == cuts[k - 1][0], (left, cuts)
        before = cuts
        bench.again()
        assert bench.control.state == state and bench.cuts() == before
        seen.add(state)
        pulled = not pulled
        left += 31
    assert seen == {1, 4, 8}


def test_prepayment_is_kept_beside_the_state():
    parts = board({"configuration": basis(2)})
    bench = Bench(parts=parts)
    bench.control.prepayment = Prepayment()
    bench.control.prepayment.kept = bytes(range(1, 65))
    bench.seconds(1)
    bench.control.command(1)
    kept = bench.control.kept.load()
    other = Prepayment()
    other.unpack(kept, 56)
    assert other.kept == bytes(range(1, 65)) and len(kept) == 120


def failing(bench, fault=OSError):
    """The journal of the breaker takes nothing any more."""

    def save(payload):
        raise fault(5)

    bench.control.kept.journal.save = save


def test_without_a_memory_that_takes_it_it_opens_and_does_not_close():
    bench = Bench()
    bench.seconds(6)
    bench.control.command(1)
    bench.control.command(2)
    bench.seconds(6)
    failing(bench)
    assert refused(bench.control.command, 3) == "MEMORY FAULT" and bench.control.state == 8
    bench.seconds(6)
    assert bench.relay.position is False
    for fault in (OSError, MemoryError):
        bench = Bench()
        bench.seconds(6)
        failing(bench, fault)
        bench.control.command(1)
        bench.seconds(1)
        assert bench.control.state == 1 and bench.relay.position is False


def test_a_meter_that_lost_its_memory_leaves_the_breaker_and_only_opens_it():
    for closed in (True, False):
        bench = Bench(1 + 64, closed, threshold_high=1, limit_t1=0)
        parts = bench.parts
        memory = parts.memory
        read = memory.read

        def dead(address, count):
            raise OSError(5)

        memory.read = dead
        bench.again()
        assert not bench.meter.known and bench.control.state == (4 if closed else 8)
        bench.volts = 300
        bench.seconds(60, 20)
        assert bench.relay.moves == []
        bench.control.button(False)
        for n in (2, 3):
            assert refused(bench.control.command, n)
        assert bench.relay.moves == []
        bench.control.button(True)
        bench.seconds(6)
        assert bench.control.state == (11 if closed else 8) and bench.relay.position is False
        bench.control.command(1)
        bench.seconds(6)
        assert bench.control.state == 1 and bench.relay.position is False
        memory.read = read


def test_a_relay_that_opens_without_supply_stays_open_where_nobody_knows_where_it_was():
    """The memory does not answer, or what it holds of the breaker is damaged."""
    for answers in (False, True):
        relay = HoldingRelay(True)
        bench = Bench(1, relay=relay)
        bench.seconds(6)
        bench.control.command(1)
        bench.seconds(6)
        moves = len(relay.moves)
        memory, journal = bench.parts.memory, bench.control.kept.journal
        if answers:
            for address in range(journal._address, journal._address + 4 * journal._pitch, 16):
                memory.write(address, b"torn")
        else:

            def dead(address, count):
                raise OSError(5)

            memory.read = dead
        bench.again()
        bench.seconds(60)
        assert bench.meter.known == answers
        assert bench.control.state == 8 and len(relay.moves) == moves and relay.position is False


def test_a_limit_that_was_switched_off_before_a_start_leaves_no_state_of_it():
    bench = brought(13)
    bench.meter.commands.write("128.0.11", "0", 2)
    bench.meter.close()
    bench.start()
    bench.seconds(5)
    assert bench.control.state == 13  # for connect_wait_s
    bench.seconds(60)
    assert bench.control.state == 4


def test_a_supply_that_goes_moves_nothing():
    bench = Bench(1, threshold_high=10, limit_t1=0, limit_t2=0, limit_t3=0)
    bench.seconds(6)
    meter = bench.meter
    meter.window.i_rms_ua = 50_000_000
    meter.window.samples = 200
    meter._last_us = 200_000
    for _ in range(20):
        meter.step(0)
    assert bench.relay.moves == [] and bench.control.state == 4
