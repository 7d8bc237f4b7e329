"""The bank, its text forms, what survives, and the one way in."""

import sys

from fakes.plain_board import new_meter
from meter.commands import CommandError
from meter.config.settings import BREAKER_VIEW, TEST_VIEW
from meter.metrology.energy import Energy
from meter.registers import survivors
from meter.registers.bank import KINDS, Bank
from meter.registers.hours import HourCounter
from meter.registers.status import COVER
from meter.registers.text import fixed, readout, shown

FIRST = 820_540_800  # 2026-01-01 00:00:00 UTC
FUNCTIONS = "meter.registers.functions"


def test_an_entry_is_found_by_full_and_by_reduced_code():
    bank = new_meter().bank
    assert bank.get("1-0:1.8.0").code == bank.get("1.8.0").code == "1-0:1.8.0"
    assert bank.get("1.8.9") is None


def test_every_register_has_a_code_of_its_own_and_a_known_kind():
    entries = list(new_meter().bank)
    assert len(entries) > 50
    for codes in ([entry.code for entry in entries], [entry.short for entry in entries]):
        assert len(set(codes)) == len(codes)
    for entry in entries:
        assert entry.kind in KINDS and entry.read() is not None, entry.code


def test_texts_are_as_a_person_reads_them():
    meter = new_meter(meter_number=4711)
    bank, window = meter.bank, meter.window
    meter.energy.a_plus.wh = 12_345_678
    window.p_mw, window.v_rms_mv, window.i_rms_ua, window.f_mhz = -1_234_567, 230_149, 5_012_345, 49_987
    meter.status.set(COVER, True)
    meter.board.clock.seconds = FIRST + 86_399
    wanted = {
        "0.0.1": ("00004711", ""),
        "1.8.0": ("0012345", "kWh"),
        "1.7.0": ("00.000", "kW"),
        "2.7.0": ("01.234", "kW"),
        "32.7.0": ("230.1", "V"),
        "31.7.0": ("005.01", "A"),
        "14.7.0": ("49.98", "Hz"),
        "97.97.0": ("01000000", ""),
        "0.9.1": ("00:59:59", ""),
        "0.9.2": ("26:01:02", ""),
    }
    for code in wanted:
        assert shown(bank.get(code), (7, 0)) == wanted[code], code
    assert readout(bank.get("1.8.0")) == ("0012345.67", "kWh")


def test_fixed_cuts_and_never_rounds():
    assert fixed(999, -3, 1, 2) == "0.99"
    assert fixed(-1500, -3, 2, 1) == "-01.5"
    assert fixed(12_345, 0, 3, 0) == "345"


def test_registers_come_back_exactly_from_their_record():
    energy, hours = Energy(0), HourCounter()
    for k, register in enumerate(energy.stored):
        register.wh, register.uj = 10 ** (k + 4) - 7, 3_599_999_999 - k
    hours.add(7_200_000_001)
    record = survivors.pack(energy, hours)
    assert len(record) == survivors.SIZE
    again, more = Energy(0), HourCounter()
    survivors.unpack(record, again, more)
    assert [(r.wh, r.uj) for r in again.stored] == [(r.wh, r.uj) for r in energy.stored]
    assert (more.hours, more.us) == (2, 0)  # to the millisecond


def test_a_record_of_another_layout_is_refused():
    energy, hours = Energy(0), HourCounter()
    record = b"\x03" + survivors.pack(energy, hours)[1:]
    try:
        survivors.unpack(record, energy, hours)
    except ValueError as error:
        assert "version 3" in str(error)
    else:
        raise AssertionError("taken")


def test_commands_check_rights_and_log_what_they_did():
    meter = new_meter()
    bank, commands, notes = meter.bank, meter.commands, meter.board.console.notes
    before = list(notes)
    for code, text, level, wanted in (
        ("129.0.0", "3", 0, "NOT WRITABLE"),
        ("1.8.0", "5", 1, "NOT WRITABLE"),
        ("9.9.9", "5", 1, "NO REGISTER"),
        ("129.0.0", "9", 1, "TARIFF 1 TO 8"),
        ("0.1.5*128", "2", 1, "1 STOPS"),
        ("0.129.1", "1-1-000-00-7", 1, "configuration 1: E 7, must be 1 to 4"),
    ):
        try:
            commands.write(code, text, level)
        except CommandError as refusal:
            assert wanted in str(refusal), str(refusal)
        else:
            raise AssertionError(code)
    assert notes == before and bank.get("129.0.0").read() == 1
    commands.write("129.0.0", "3", 1)
    commands.set_clock(FIRST + 60, 1)
    commands.write("0.129.1", "1-1-000-00-4", 1)
    assert bank.get("129.0.0").read() == 3 and meter.board.clock.seconds == FIRST + 60
    assert notes[len(before) :] == [
        "setting 129.0.0: 1 -> 3",
        "clock set: 2026-01-01 00:00:00 -> 2026-01-01 00:01:00",
        "load profile set up anew 5: 900 -> 3600",
        "configuration 1: 1-1-018-00-2 -> 1-1-000-00-4",
    ]


def test_a_family_answers_to_each_of_its_codes_and_to_no_other():
    rows = [("1-0:32.7.0", "V", lambda: 230_000, -3)]
    families = [("1-0:32.7.", 3, "V", lambda order: 2300 * order, -3)]
    bank = Bank(lambda: rows, lambda: families)
    for code in ("1-0:32.7.3", "32.7.3"):
        entry = bank.get(code)
        assert (entry.code, entry.short, entry.read(), entry.write) == ("1-0:32.7.3", "32.7.3", 6900, None)
    assert bank.get("32.7.0").read() == 230_000
    for code in ("32.7.4", "32.7.", "32.7.03", "32.7.-1", "32.7.1x", "31.7.1"):
        assert bank.get(code) is None, code
    assert [entry.code for entry in bank] == ["1-0:32.7.0"]


def test_what_few_ask_for_is_loaded_for_them_only():
    """The display's lists and the readout of a delivered meter have nothing of it."""
    meter = new_meter()
    settings = meter.settings
    for code in settings.automatic + settings.manual + settings.readout + settings.analysis:
        if code not in (TEST_VIEW, BREAKER_VIEW):
            assert meter.bank.get(code.split("/")[0]), code
    for code in ("1.8.8", "1-0:32.7.40", "31.7.3", "199.1.1", "199.3.5", "0.129.3"):
        assert meter.bank.get(code), code
    assert FUNCTIONS not in sys.modules
    assert meter.bank.get("128.0.11") and FUNCTIONS in sys.modules
