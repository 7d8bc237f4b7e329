"""Invocation counters: none is given twice and none is accepted twice, whatever the supply does to their memory."""

from fakes.eeprom import Eeprom, Fram
from meter.comms.cosem.counters import CLIENTS, LAST, RESERVE, Counters
from meter.storage.journal import Journal

PAGES = (1, 32, 64, 128)
WRITE = 28  # bytes of a record: five counters, CRC and sequence number


def memory(page):
    return Fram(4096) if page == 1 else Eeprom(4096, page)


def test_counters_count_from_one_and_go_on_behind_the_reserve():
    for page in PAGES:
        chip = memory(page)
        counters = Counters(chip)
        assert [counters.take() for _ in range(3 * RESERVE)] == list(range(1, 3 * RESERVE + 1))
        assert Counters(chip).take() == 3 * RESERVE + 1


def test_no_counter_is_given_twice_whatever_byte_the_supply_goes_at():
    for page in PAGES:
        for cut in range(3 * WRITE + 1):
            chip = memory(page)
            chip.left = cut
            given = []
            for _ in range(5):
                counters = Counters(chip)
                try:
                    for _ in range(RESERVE + 1):
                        given.append(counters.take())
                except OSError:
                    chip.left = None
            assert len(given) == len(set(given)), (page, cut)
            assert len(given) > 3 * RESERVE


def test_what_was_accepted_is_refused_after_a_cut_at_any_byte():
    for page in PAGES:
        for cut in range(WRITE + 1):
            chip = memory(page)
            counters = Counters(chip)
            for client in CLIENTS:
                assert counters.accept(client, 100 + client)
            chip.left = cut
            accepted = counters.accept(18, 500)
            assert accepted == (cut == WRITE), (page, cut)
            chip.left = None
            again = Counters(chip)
            assert not again.accept(18, 118)
            if accepted:
                assert not again.accept(18, 500)
            assert again.accepted(18) in ((501,) if accepted else (121, 501))
            assert [again.accepted(client) for client in (1, 19, 20)] == [102] + 2 * [again.accepted(18)]
            assert again.accept(18, 501)


def test_a_counter_is_accepted_once_and_only_upwards():
    counters = Counters(memory(1))
    assert counters.accept(19, 0)
    assert not counters.accept(19, 0)
    assert counters.accept(19, 1_000_000)
    assert not counters.accept(19, 999_999)
    assert not counters.accept(20, 0)  # said by 19, it may not be repeated as another reader
    assert counters.accept(1, 0)
    assert counters.accepted(19) == 1_000_001


def test_the_last_counter_cannot_be_used_up_by_one_request_too_many():
    counters = Counters(memory(1))
    assert not counters.accept(1, LAST)
    assert counters.accept(1, LAST - 1)
    assert not counters.accept(1, LAST) and not counters.accept(1, LAST - 1)
    assert counters.accepted(1) == LAST


def test_clients_that_there_are_not_are_never_accepted():
    counters = Counters(memory(1))
    for client in (0, 2, 16, 17, 21, 255, 65_535):
        assert not counters.accept(client, 5)
        assert counters.accepted(client) == 0


def test_a_memory_that_takes_nothing_gives_and_accepts_nothing():
    chip = memory(1)
    counters = Counters(chip)
    first = counters.take()
    chip.left = 0
    taken = []
    try:
        while True:
            taken.append(counters.take())
    except OSError:
        pass
    assert taken == list(range(first + 1, RESERVE + 1))  # what had been reserved before
    assert not counters.accept(1, 7)
    assert counters.accepted(1) == 0
    chip.left = None
    assert counters.accept(1, 7)
    assert counters.take() == RESERVE + 1


def test_the_meters_counter_ends_before_it_would_begin_again():
    chip = memory(1)
    counters = Counters(chip)
    counters._keep(0, LAST - RESERVE)
    counters = Counters(chip)
    taken = []
    try:
        while len(taken) < 2 * RESERVE:
            taken.append(counters.take())
    except OSError as error:
        assert "used up" in str(error)
    assert taken == list(range(LAST - RESERVE, LAST))
    try:
        Counters(chip).take()
    except OSError:
        return
    raise AssertionError("began again")


def test_damaged_records_are_passed_over():
    for page in PAGES:
        for damaged in range(1, 8):
            chip = memory(page)
            counters = Counters(chip)
            for value in range(9):
                counters.accept(18, 10 * value)
            pitch = -(-WRITE // page) * page
            places = min(16, 1024 // pitch)
            chip.bytes[(damaged % places) * pitch + 9] ^= 0x40
            lost = damaged % places == 8 % places
            assert Counters(chip).accepted(18) == (71 if lost else 81), (page, damaged)


def test_what_lies_behind_the_counters_is_never_touched():
    for page in PAGES:
        chip = memory(page)
        chip.bytes[1024:] = bytes(k & 0xFF for k in range(3072))
        counters = Counters(chip)
        for value in range(40):
            counters.accept(1, value)
        assert bytes(chip.bytes[1024:]) == bytes(k & 0xFF for k in range(3072)), page


def test_an_old_layout_in_their_place_is_no_counter():
    chip = memory(1)
    chip.bytes[:1024] = bytes((k * 37 + 11) & 0xFF for k in range(1024))
    counters = Counters(chip)
    assert counters.accepted(1) == 0
    assert counters.take() == 1
    assert counters.accept(1, 9)
    assert Counters(chip).accepted(1) == 10


def test_the_journal_is_read_by_its_own_description():
    chip = memory(1)
    counters = Counters(chip)
    counters.take()
    counters.accept(20, 41)
    kept = Journal(chip, 0, 20, 16).load()
    assert kept == (257).to_bytes(4, "little") + bytes(12) + (42).to_bytes(4, "little")
