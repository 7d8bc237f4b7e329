"""The bank, its text forms, what survives, and the one way in."""

from meter.commands import CommandError, Commands
from meter.config.settings import Settings
from meter.metrology.energy import Energy
from meter.metrology.harmonics import Harmonics
from meter.metrology.quantities import Window
from meter.registers import survivors
from meter.registers.bank import Bank
from meter.registers.catalogue import build
from meter.registers.hours import HourCounter
from meter.registers.status import COVER, Status
from meter.registers.tariff import Tariff
from meter.registers.text import fixed, readout, shown


class Clock:
    seconds = 0

    def utc(self):
        return self.seconds, True

    def normal(self):
        return self.seconds + 3600, True

    def set(self, seconds):
        self.seconds = seconds


class Calibrator:
    """One that nobody has asked for anything."""

    def read(self):
        return "READY"

    def write(self, text):
        raise ValueError("SEAL CLOSED")

    def report(self, step):
        return "NEVER"


def meter(**given):
    energy, window, status, clock = Energy(2300), Window(8000), Status(), Clock()
    settings = Settings(given)
    bank = build(settings, energy, window, Harmonics(0), Tariff(), HourCounter(), status, clock, Calibrator(), "0.1.0")
    return bank, energy, window, status, clock, settings


def test_an_entry_is_found_by_full_and_by_reduced_code():
    bank = meter()[0]
    assert bank.get("1-0:1.8.0") is bank.get("1.8.0")
    assert bank.get("1.8.9") is None


def test_a_code_cannot_be_added_twice():
    bank = Bank()
    bank.add("1-0:1.8.0", "Wh", lambda: 0, kind="energy")
    for code in ("1-0:1.8.0", "1-1:1.8.0"):
        try:
            bank.add(code, "Wh", lambda: 0, kind="energy")
        except ValueError as error:
            assert "twice" in str(error)
        else:
            raise AssertionError(code)


def test_texts_are_as_a_person_reads_them():
    bank, energy, window, status, clock, _ = meter(meter_number=4711)
    energy.a_plus.wh = 12_345_678
    window.p_mw, window.v_rms_mv, window.i_rms_ua, window.f_mhz = -1_234_567, 230_149, 5_012_345, 49_987
    status.set(COVER, True)
    clock.seconds = 86_399
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
        "0.9.2": ("00:01:02", ""),
    }
    for code in wanted:
        assert shown(bank.get(code), (7, 0)) == wanted[code], code
    assert readout(bank.get("1.8.0")) == ("0012345.67", "kWh")


def test_fixed_cuts_and_never_rounds():
    assert fixed(999, -3, 1, 2) == "0.99"
    assert fixed(-1500, -3, 2, 1) == "-01.5"
    assert fixed(12_345, 0, 3, 0) == "345"


def test_registers_come_back_exactly_from_their_record():
    _, energy, _, _, _, _ = meter()
    hours = HourCounter()
    for k, register in enumerate(energy.stored):
        register.wh, register.uj = 10**k + 7, 3_599_999_999 - k
    hours.add(7_200_000_001)
    record = survivors.pack(energy, hours)
    assert len(record) == survivors.SIZE
    again, more = Energy(0), HourCounter()
    survivors.unpack(record, again, more)
    assert [(r.wh, r.uj) for r in again.stored] == [(r.wh, r.uj) for r in energy.stored]
    assert (more.hours, more.us) == (hours.hours, hours.us)


def test_a_record_of_another_layout_is_refused():
    energy, hours = Energy(0), HourCounter()
    record = b"\x02" + survivors.pack(energy, hours)[1:]
    try:
        survivors.unpack(record, energy, hours)
    except ValueError as error:
        assert "version 2" in str(error)
    else:
        raise AssertionError("taken")


def test_commands_check_rights_and_note_what_they_did():
    bank, _, _, _, clock, _ = meter()
    notes = []
    commands = Commands(bank, clock, notes.append)
    for code, text, level, wanted in (
        ("129.0.0", "3", 0, "NOT WRITABLE"),
        ("1.8.0", "5", 1, "NOT WRITABLE"),
        ("9.9.9", "5", 1, "NO REGISTER"),
        ("129.0.0", "9", 1, "TARIFF 1 TO 8"),
    ):
        try:
            commands.write(code, text, level)
        except CommandError as refusal:
            assert wanted in str(refusal), str(refusal)
        else:
            raise AssertionError(code)
    assert notes == [] and bank.get("129.0.0").read() == 1
    commands.write("129.0.0", "3", 1)
    commands.set_clock(1000, 1)
    assert bank.get("129.0.0").read() == 3 and clock.seconds == 1000
    assert notes == ["1-0:129.0.0: 1 -> 3", "clock: 0 -> 1000"]


def test_a_family_answers_to_each_of_its_codes_and_to_no_other():
    bank = Bank()
    bank.add("1-0:32.7.0", "V", lambda: 230_000, -3)
    bank.add_family("1-0:32.7.", "V", 3, lambda order: 2300 * order, -3)
    for code in ("1-0:32.7.3", "32.7.3"):
        entry = bank.get(code)
        assert (entry.code, entry.short, entry.read(), entry.write) == ("1-0:32.7.3", "32.7.3", 6900, None)
    assert bank.get("32.7.0").read() == 230_000
    for code in ("32.7.4", "32.7.", "32.7.03", "32.7.-1", "32.7.1x", "31.7.1"):
        assert bank.get(code) is None, code
    assert [entry.code for entry in bank] == ["1-0:32.7.0"]
