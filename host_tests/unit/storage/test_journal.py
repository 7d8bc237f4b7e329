"""The newest payload is found whatever was torn or flipped, fast, and every page wears alike."""

import struct
from binascii import crc32

from fakes.eeprom import Eeprom, Fram
from fakes.refused import refusal
from meter.storage.journal import Journal, room
from soak.torn_journal import Torture

SIZE = 24
PLACES = 5
PAGE = 32  # a record fills it


def payload(number):
    return bytes([number & 0xFF, number >> 8]) * (SIZE // 2)


def restarted(memory, places=PLACES, size=SIZE):
    """(a new journal on `memory`, what it loads)."""
    journal = Journal(memory, 0, size, places)
    return journal, journal.load()


def filled(memory, saves, places=PLACES):
    """`memory` after so many saves, the payloads numbered from 0."""
    journal, _ = restarted(memory, places)
    for number in range(saves):
        journal.save(payload(number))
    return memory


def test_what_was_saved_last_is_loaded():
    for memory in (Fram(400), Eeprom(PLACES * PAGE, PAGE), Eeprom(PLACES * 16 * 2, 16), Eeprom(PLACES * 128, 128)):
        journal, found = restarted(memory)
        assert found is None and journal.damaged == 0
        for number in range(3 * PLACES + 2):
            journal.save(payload(number))
            again, found = restarted(memory)
            assert found == payload(number) and again.damaged == 0


def test_a_cut_at_any_byte_leaves_the_old_or_the_new_payload_and_saving_goes_on():
    for memory in (Fram(PLACES * PAGE), Eeprom(PLACES * PAGE, PAGE), Eeprom(PLACES * PAGE, PAGE // 2)):
        torture = Torture(memory, SIZE, PLACES)
        torture.run(2 * PLACES + 2)
        assert (torture.cuts, torture.flips) == (32 * 12, 32 * 8 * 2)


def test_a_cut_journal_may_try_again():
    memory = filled(Eeprom(PLACES * PAGE, PAGE), 7)
    journal, _ = restarted(memory)
    memory.left = 9
    try:
        journal.save(payload(99))
    except OSError:
        memory.left = None
    journal.save(payload(100))
    assert restarted(memory)[1] == payload(100)


def test_whichever_records_are_flipped_the_newest_whole_one_is_loaded():
    places = 6
    for saves in range(1, 3 * places + 1):
        good = bytes(filled(Eeprom(places * PAGE, PAGE), saves, places).bytes)
        memory = Eeprom(places * PAGE, PAGE)
        for flipped in range(1 << places):
            memory.bytes[:] = good
            for place in range(places):
                memory.bytes[place * PAGE + 9] ^= (flipped >> place & 1) << 3
            whole = [n for n in range(max(0, saves - places), saves) if not flipped >> n % places & 1]
            found = restarted(memory, places)[1]
            assert found == (payload(whole[-1]) if whole else None), (saves, flipped)


def test_erased_records_hide_no_newer_one():
    places = 16
    for saves in (places - 1, places, places + 1, 3 * places - 7):
        for erased in range(places):
            for count in (1,) if saves <= places else (1, 2, 3):
                memory = filled(Eeprom(places * PAGE, PAGE), saves, places)
                gone = [(erased + k) % places for k in range(count)]
                for place in gone:
                    memory.bytes[place * PAGE : place * PAGE + PAGE] = b"\xff" * PAGE
                whole = [n for n in range(max(0, saves - places), saves) if n % places not in gone]
                assert restarted(memory, places)[1] == payload(whole[-1]), (saves, gone)


def test_blank_memory_is_empty_and_any_other_damaged():
    for blank in (b"\x00", b"\xff"):
        memory = Eeprom(PLACES * PAGE, PAGE)
        memory.bytes[:] = blank * memory.size
        journal, found = restarted(memory)
        assert found is None and journal.damaged == 0
    memory.bytes[:] = b"\xff\x00" * (memory.size // 2)
    journal, found = restarted(memory)
    assert found is None and journal.damaged == PLACES
    journal.save(payload(1))
    assert restarted(memory)[1] == payload(1)


def test_a_torn_record_after_the_newest_is_counted():
    for torn_at in (1, PLACES - 1, PLACES, 2 * PLACES + 2):
        memory = filled(Eeprom(PLACES * PAGE, PAGE), torn_at)
        start = torn_at % PLACES * PAGE
        memory.bytes[start : start + PAGE // 2] = b"\x5a" * (PAGE // 2)
        journal, found = restarted(memory)
        assert found == payload(torn_at - 1) and journal.damaged == 1, torn_at
        assert journal.load() == found and journal.damaged == 1


def test_a_record_in_the_wrong_place_is_not_taken_for_one():
    memory = filled(Eeprom(PLACES * PAGE, PAGE), PLACES + 2)
    memory.bytes[:PAGE] = memory.bytes[2 * PAGE : 3 * PAGE]
    journal, found = restarted(memory)
    assert found == payload(PLACES + 1) and journal.damaged == 1


def record(sequence, data):
    """The bytes in memory, as the module's description has them."""
    body = struct.pack("<I", sequence) + data
    return struct.pack("<I", crc32(body)) + body


def test_records_lie_as_described():
    assert filled(Eeprom(PLACES * PAGE, PAGE), 2).bytes[PAGE : 2 * PAGE] == record(1, payload(1))


def test_the_sequence_number_rolls_over_without_a_gap():
    for places in (2, 3, 7, 8):
        last = (1 << 32) // places * places - 1  # lies in the last place
        memory = Eeprom(places * PAGE, PAGE)
        memory.bytes[(places - 2) * PAGE : (places - 1) * PAGE] = record(last - 1, payload(0))
        journal, found = restarted(memory, places)
        assert found == payload(0)
        for number in range(1, 2 * places + 3):
            journal.save(payload(number))
            assert restarted(memory, places)[1] == payload(number), (places, number)
        assert min(memory.wear) >= 2 and max(memory.wear) - min(memory.wear) <= 1


def test_what_cannot_be_is_refused():
    memory = Eeprom(1024, 64)
    assert "5 bytes, not 24" in refusal(lambda: restarted(memory)[0].save(b"short"))
    assert "from 32" in refusal(lambda: Journal(memory, 32, SIZE, 4))
    assert "1 places" in refusal(lambda: Journal(memory, 0, SIZE, 1))
    assert "from 64 to 1088" in refusal(lambda: Journal(memory, 64, SIZE, 16))
    assert memory.bytes == b"\xff" * 1024


def test_a_ring_that_has_not_been_read_is_not_written():
    memory = filled(Eeprom(PLACES * PAGE, PAGE), 3)
    assert "not loaded" in refusal(lambda: Journal(memory, 0, SIZE, PLACES).save(payload(9)))
    assert restarted(memory)[1] == payload(2)


def test_the_room_is_whole_pages():
    assert room(Fram(8), 56, 512) == 32768
    assert room(Eeprom(128, 64), 56, 512) == 32768
    assert room(Eeprom(128, 128), 56, 512) == 65536
    assert room(Eeprom(128, 64), 57, 3) == 3 * 128


def test_all_pages_of_the_ring_wear_alike_and_no_others():
    memory = Eeprom(2048, 64)
    journal = Journal(memory, 128, 100, 12)  # records of two pages
    journal.load()
    for saves in range(1, 100):
        journal.save(bytes(100))
        ring = memory.wear[2:26]
        assert sum(ring) == 2 * saves and max(ring) - min(ring) <= 1
    assert not any(memory.wear[:2]) and not any(memory.wear[26:])


def test_the_ring_stands_the_saves_it_promises_and_not_many_more():
    memory = Eeprom(PLACES * PAGE, PAGE, endurance=6)
    journal, _ = restarted(memory)
    assert journal.commits == 6 * PLACES
    for number in range(journal.commits):
        journal.save(payload(number))
        assert restarted(memory)[1] == payload(number)
    journal.save(payload(99))
    assert restarted(memory)[1] != payload(99)


def test_ten_years_at_the_highest_load_are_less_than_half_of_what_the_pages_stand():
    a_year = int(2**0.5 * 85 * 230 / 10 * 24 * 365.25)  # a save each 10 Wh and each 10 varh
    assert 2.42e8 < 10 * a_year < 2.43e8
    journal = Journal(Eeprom(32768, 64), 0, 56, 512)
    assert journal.commits // a_year == 21


def test_the_newest_of_512_is_found_in_50_ms_of_the_bus():
    worst = 0
    for saves in (1, 2, 100, 255, 256, 257, 341, 511, 512, 513, 700, 1023, 1024, 1100):
        memory = Eeprom(32768, 64)
        for number in range(saves):
            place = number % 512 * 64
            memory.bytes[place : place + 64] = record(number, payload(number) + bytes(32))
        data = memory.bytes
        data[saves % 512 * 64] ^= 1  # the one after the newest is torn
        assert restarted(memory, 512, 56)[1][:SIZE] == payload(saves - 1)
        worst = max(worst, memory.bus_us)
    assert 10_000 < worst < 50_000, worst


def test_a_save_takes_one_page_write():
    memory = Eeprom(32768, 64)
    journal, _ = restarted(memory, 512, 56)
    before = memory.bus_us
    journal.save(bytes(56))
    assert memory.bus_us - before == 68 * 45 // 2 and memory.busy_us == 5_000
