"""Mutual proof of the keys by GMAC, with the Green Book's example, and the brake on those who try them out."""

from meter.comms.cosem.security import hls
from meter.comms.guard import Guard

unhex = bytes.fromhex
CLIENT, METER = unhex("4D4D4D0000000001"), unhex("4D4D4D0000BC614E")
C_TO_S, S_TO_C = b"K56iVagY", b"P6wRJ21F"
FROM_CLIENT = unhex("10000000011A52FE7DD3E72748973C1E28")
FROM_METER = unhex("1001234567FE1466AFB3DBCD4F9389E2B7")
MINUTE = 60_000


class Keys:
    encryption = bytes(range(16))
    authentication = bytes(range(0xD0, 0xE0))


class OtherKeys(Keys):
    authentication = bytes(16)


def test_both_answers_of_the_example():
    assert hls.gmac_tag(Keys, CLIENT, 1, S_TO_C) == FROM_CLIENT
    assert hls.gmac_tag(Keys, METER, 0x01234567, C_TO_S) == FROM_METER


def test_a_right_answer_tells_its_counter():
    assert hls.check(Keys, CLIENT, FROM_CLIENT, S_TO_C) == 1
    assert hls.check(Keys, METER, bytearray(FROM_METER), C_TO_S) == 0x01234567
    assert hls.check(Keys, CLIENT, hls.gmac_tag(Keys, CLIENT, 0, S_TO_C), S_TO_C) == 0


def test_every_wrong_bit_length_title_challenge_and_key_is_refused():
    for k in range(8 * len(FROM_CLIENT)):
        wrong = bytearray(FROM_CLIENT)
        wrong[k // 8] ^= 1 << k % 8
        assert hls.check(Keys, CLIENT, bytes(wrong), S_TO_C) is None, k
    for size in range(40):
        if size != 17:
            assert hls.check(Keys, CLIENT, (FROM_CLIENT * 3)[:size], S_TO_C) is None
    assert hls.check(Keys, METER, FROM_CLIENT, S_TO_C) is None
    assert hls.check(Keys, b"", FROM_CLIENT, S_TO_C) is None
    assert hls.check(Keys, CLIENT, FROM_CLIENT, C_TO_S) is None
    assert hls.check(Keys, CLIENT, FROM_CLIENT, S_TO_C + b"\x00") is None
    assert hls.check(OtherKeys, CLIENT, FROM_CLIENT, S_TO_C) is None


def test_four_failures_cost_nothing():
    guard = Guard()
    for now in (0, 1, 2, 3):
        assert guard.hold(now) == 0
        guard.refused(now)
    assert guard.hold(4) == 0
    assert guard.count == 4


def test_the_fifth_failure_slows_every_further_attempt_down_to_one_in_ten_seconds():
    guard = Guard()
    for now in range(5):
        guard.refused(now)
    assert guard.hold(100) == 10_000
    for now in (100, 101, 5_000, 10_099):
        assert guard.hold(now) is None
    assert guard.hold(10_100) == 10_000
    assert guard.hold(10_101) is None


def test_an_attacker_with_many_connections_gets_sixty_tries_in_ten_minutes():
    guard = Guard()
    tries = 0
    for now in range(0, 10 * MINUTE, 50):
        if guard.hold(now) is not None:
            guard.refused(now)
            tries += 1
    assert 60 <= tries <= 65
    assert guard.count == tries


def test_ten_quiet_minutes_let_go():
    guard = Guard()
    for now in range(300):
        guard.refused(now)
    assert guard.hold(299 + 10 * MINUTE - 5) == 10_000
    assert guard.hold(299 + 10 * MINUTE) == 0
    assert guard.count == 300


def test_four_failures_in_any_ten_minutes_never_slow_anybody_down():
    guard = Guard()
    for now in range(0, 600 * MINUTE, 150_000):
        assert guard.hold(now) == 0
        guard.refused(now)


def test_five_failures_spread_over_almost_ten_minutes_slow_down():
    guard = Guard()
    for k in range(5):
        guard.refused(k * 149_000)
    assert guard.hold(599_999) == 10_000
    assert guard.hold(600_000) == 0
