"""The table of states and events, each pair of it, and a relay that travels, bounces, sticks and loses its wire."""

from fakes.slow_relay import SlowRelay
from meter.control.breaker import REST_US, TRIES, Breaker, following

STATES = (1, 4, 5, 6, 7, 8, 9, 11, 13, 14)
EVENTS = "drcBbwnolexvam"
# as the reference table has it, and what is ours (control.py), state by state
LEADS = {
    1: {"d": 1, "r": 8},
    4: {"d": 1, "B": 11, "w": 5, "o": 6, "l": 13, "e": 7, "x": 9, "v": 14},
    5: {"d": 1, "B": 11, "n": 4, "o": 6, "l": 13, "e": 7, "x": 9, "v": 14},
    6: {"d": 1, "a": 4, "m": 8, "e": 7},
    7: {"d": 1, "b": 4, "a": 4, "m": 8, "x": 9},
    8: {"d": 1, "c": 4, "b": 4},
    9: {"d": 1, "a": 4, "m": 8},
    11: {"d": 1, "b": 4},
    13: {"d": 1, "B": 11, "n": 4, "o": 6, "e": 7, "x": 9, "v": 14},
    14: {"d": 1, "a": 4, "m": 8, "e": 7},
}


def passed(breaker, relay, ms, step=200):
    """Let time pass in windows; how often it said that a move has succeeded."""
    arrived = 0
    for _ in range(ms // step):
        relay.pass_ms(step)
        arrived += breaker.step(1000 * step)
    return arrived


def made(closed=True):
    """(breaker, relay) after its first rest."""
    relay = SlowRelay(closed)
    breaker = Breaker(relay)
    assert passed(breaker, relay, 6000) == 0 and relay.moves == []
    return breaker, relay


def test_each_pair_of_state_and_event_leads_where_the_table_says():
    for state in STATES:
        for event in EVENTS:
            assert following(state, event) == LEADS[state].get(event, 0), (state, event)


def test_numbers_that_are_no_states_lead_nowhere():
    for state in (0, 2, 3, 10, 12, 15, 111, 255):
        for event in EVENTS:
            assert following(state, event) == 0, (state, event)


def test_it_moves_at_once_and_says_so_when_the_contact_has_settled():
    breaker, relay = made()
    for closed in (False, True):
        breaker.move(closed)
        assert relay.moves[-1][1] == closed and breaker.pending()
        assert passed(breaker, relay, 1000) == 1
        assert relay.closed() == closed and not breaker.pending() and not breaker.error
        passed(breaker, relay, 6000)
    assert len(relay.moves) == 2


def test_a_bounce_is_no_second_move():
    for step in (1, 7, 11, 12, 13):
        breaker, relay = made()
        breaker.move(False)
        assert passed(breaker, relay, 2600, step) == 1
        assert len(relay.moves) == 1 and not breaker.error


def test_between_two_moves_there_are_at_least_5_s_and_the_last_order_counts():
    breaker, relay = made()
    for k in range(100):
        breaker.move(k % 2 == 1)
        passed(breaker, relay, 200 * (k % 9))
    breaker.move(False)
    passed(breaker, relay, 12_000)
    assert relay.position is False and not breaker.pending()
    assert len(relay.moves) > 5 and min(relay.gaps_ms()) >= REST_US // 1000


def test_nothing_moves_in_the_first_5_s_of_a_life():
    relay = SlowRelay(True)
    breaker = Breaker(relay)
    breaker.move(False)
    passed(breaker, relay, 4800)
    assert relay.moves == [] and breaker.pending()
    passed(breaker, relay, 400)
    assert len(relay.moves) == 1


def test_one_that_sticks_is_tried_three_times_and_then_told():
    for sticks in range(5):
        breaker, relay = made()
        relay.sticks = sticks
        breaker.move(False)
        passed(breaker, relay, 60_000)
        assert len(relay.moves) == min(sticks + 1, TRIES), sticks
        assert min(relay.gaps_ms() or [5000]) >= 5000
        assert breaker.error == (sticks >= TRIES) and relay.position == breaker.error
        assert not breaker.pending()


def test_an_error_goes_with_the_next_order_that_is_followed():
    breaker, relay = made()
    relay.sticks = 3
    breaker.move(False)
    passed(breaker, relay, 30_000)
    assert breaker.error
    breaker.move(False)
    passed(breaker, relay, 1000)
    assert not breaker.error and relay.position is False


def test_an_open_one_that_closes_by_itself_is_opened_and_a_closed_one_that_opens_is_not_closed():
    breaker, relay = made(False)
    relay.position = True
    passed(breaker, relay, 10_000)
    assert relay.position is False and len(relay.moves) == 1 and not breaker.error
    breaker, relay = made(True)
    relay.position = False
    passed(breaker, relay, 3_600_000)
    assert relay.moves == [] and breaker.error and breaker.closed and not relay.closed()
    relay.position = True
    passed(breaker, relay, 200)
    assert not breaker.error


def test_an_order_is_carried_out_whatever_a_broken_wire_says():
    breaker, relay = made(True)
    relay.broken = True
    passed(breaker, relay, 1000)
    assert breaker.error
    breaker.move(False)
    passed(breaker, relay, 1000)
    assert relay.position is False and len(relay.moves) == 1
