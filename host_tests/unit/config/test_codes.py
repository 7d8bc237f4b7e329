"""The five configuration codes: read, checked digit by digit and against the meter's type, and written again."""

from fakes.refused import refused
from meter.config.codes import Codes, ConfigError
from meter.config.type_number import TypeNumber

PLAIN = ("1-1-000-00-2", "000-01-01-1", "00-0-01-0-00", "000-000-00", "000")
FULL = ("2-2-064-99-4", "123-28-25-3", "07-2-23-0-03", "999-001-00", "349")


def codes(**changed):
    """The plain codes with some changed: code1="…"."""
    return Codes([changed.get("code%d" % (k + 1), PLAIN[k]) for k in range(5)])


def refusal(kind="18BK4C3010", **changed):
    return refused(ConfigError, lambda: codes(**changed).check(TypeNumber(kind)))


def months(digits):
    made = codes(code2="000-00-00-1" if digits == "00" else "000-01-%s-1" % digits).billing_months()
    return [month for month in range(1, 13) if made >> month - 1 & 1]


def test_codes_are_read_with_or_without_dashes_and_written_with_them():
    for texts in (PLAIN, FULL):
        assert Codes(texts).texts == texts
        assert Codes([text.replace("-", "") for text in texts]).texts == texts


def test_each_letter_has_its_digits():
    found = [Codes(FULL).value(letter) for letter in "ABCDEFGHIJKLMNOPQR"]
    assert found == [2, 2, 64, 99, 4, 123, 28, 25, 3, 7, 2, 23, 0, 3, 999, 1, 0, 349]


def test_registers_show_the_digits_of_a_code_as_one_number():
    assert [Codes(FULL).number(k) for k in range(1, 6)] == [22064994, 12328253, 7223003, 99900100, 349]


def test_a_code_of_another_form_is_refused():
    for text in ("", "1-1-000-00", "1-1-000-00-22", "11-000-00-2", "1-1-000-0-02", "1-1-000-0x-2", "1-1-000-00-2-"):
        assert refusal(code1=text) == "configuration 1: %s, must be A-B-CCC-DD-E" % text
    assert refusal(code1="1-1-000-0\u0665-2").endswith("must be A-B-CCC-DD-E")
    assert refusal(code2=" 0000101 ") == "configuration 2:  0000101 , must be FFF-GG-HH-I"
    assert refusal(code3="1") == "configuration 3: 1, must be JJ-K-LL-M-NN"
    assert refusal(code4="000-00000") == "configuration 4: 000-00000, must be OOO-PPP-QQ"
    assert refusal(code5="0000") == "configuration 5: 0000, must be RRR"
    assert refusal(code2="000010110") == "configuration 2: 000010110, must be FFF-GG-HH-I"


def test_there_are_five_codes():
    for texts in (PLAIN[:4], PLAIN + ("000",)):
        try:
            Codes(texts)
        except ConfigError as error:
            assert str(error) == "configuration: %d codes, must be 5" % len(texts)
        else:
            raise AssertionError("accepted")


def taken(form, count):
    """Which numbers of `count` digits can stand in a code of that form; of three, where the datasheet has some."""
    found = []
    for number in list(range(min(100, 10**count))) + (list(range(300, 360)) + [999] if count == 3 else []):
        try:
            codes(**{form[0]: form[1] % number})
        except ConfigError:
            continue
        found.append(number)
    return found


def test_a_letter_takes_the_datasheet_s_values_and_no_others():
    modules = [0, 1, 3, 5, 8, 18, 21, 39, 40, 43, 50, 52, 53, 54, 55, 62, 64]
    radios = [0, 310, 311, 312, 319, 322, 330, 339, 340, 349]
    assert taken(("code1", "%d-1-000-00-2"), 1) == [1, 2]
    assert taken(("code1", "1-%d-000-00-2"), 1) == [1, 2]
    assert taken(("code1", "1-1-%03d-00-2"), 3) == modules
    assert taken(("code1", "1-1-000-%02d-2"), 2) == list(range(100))
    assert taken(("code1", "1-1-000-00-%d"), 1) == [1, 2, 3, 4]
    assert taken(("code2", "000-%02d-01-1"), 2) == list(range(1, 29))
    assert taken(("code2", "000-01-%02d-1"), 2) == list(range(1, 9)) + list(range(10, 26))
    assert taken(("code2", "000-01-01-%d"), 1) == [1, 3]
    assert taken(("code3", "%02d-0-01-0-00"), 2) == list(range(100))
    assert taken(("code3", "00-%d-01-0-00"), 1) == [0, 1, 2]
    assert taken(("code3", "00-0-%02d-0-00"), 2) == list(range(24))
    assert taken(("code3", "00-0-01-%d-00"), 1) == [0]
    assert taken(("code3", "00-0-01-0-%02d"), 2) == [0, 1, 2, 3]
    assert taken(("code4", "000-%03d-00"), 3) == [0, 1]
    assert taken(("code4", "000-000-%02d"), 2) == [0]
    assert taken(("code5", "%03d"), 3) == radios


def test_a_refused_value_is_named_with_its_code_and_letter():
    assert refusal(code1="1-1-000-00-7") == "configuration 1: E 7, must be 1 to 4"
    assert refusal(code2="000-01-09-1") == "configuration 2: HH 09, must be 00 to 08, 10 to 25"
    assert refusal(code2="000-01-01-2") == "configuration 2: I 2, must be 1, 3"
    assert refusal(code3="00-0-24-0-00") == "configuration 3: LL 24, must be 00 to 23"
    assert refusal(code4="000-002-00") == "configuration 4: PPP 002, must be 000, 001"
    assert refusal(code5="100").startswith("configuration 5: RRR 100, must be 000, 310, ")


def test_billing_is_controlled_from_outside_by_day_and_interval_together():
    assert codes(code2="000-00-00-1").value("G") == 0
    said = "configuration 2: GG %s and HH %s, must both be 00 or neither"
    assert refusal(code2="000-00-01-1") == said % ("00", "01")
    assert refusal(code2="000-01-00-1") == said % ("01", "00")


def test_billing_months_follow_the_interval():
    assert months("00") == []
    assert months("01") == list(range(1, 13))
    assert months("02") == [1, 3, 5, 7, 9, 11] and months("03") == [2, 4, 6, 8, 10, 12]
    assert [months("0%d" % code) for code in (4, 5, 6)] == [[1, 4, 7, 10], [2, 5, 8, 11], [3, 6, 9, 12]]
    assert months("07") == [1, 7] and months("08") == [2, 8]
    assert [months("%d" % code) for code in range(10, 14)] == [[3, 9], [4, 10], [5, 11], [6, 12]]
    assert [months("%d" % code) for code in range(14, 26)] == [[month] for month in range(1, 13)]


def test_what_the_meter_has_not_cannot_be_configured():
    single, old, radio = "18BK4C1010", "18BD4C3010", "18BK4G3010"
    assert refusal("18BK433010", code3="01-0-01-0-00") == "configuration 3: JJ 01 needs a breaker"
    assert refusal(single, code1="1-1-008-00-2") == "configuration 1: CCC 008 needs tariffs"
    assert refusal(single, code1="1-1-018-00-2") == "configuration 1: CCC 018 needs tariffs"
    assert refusal(single, code4="001-000-00") == "configuration 4: OOO 001 needs tariffs"
    assert refusal(old, code4="001-000-00") == "configuration 4: OOO 001 needs generation J or K"
    assert refusal(single, code3="00-1-01-0-00") == "configuration 3: K 1 needs tariffs"
    assert refusal(single, code3="00-2-01-0-00") == "configuration 3: K 2 needs tariffs"
    module = "configuration 4: OOO 001 needs a module without tariff inputs"
    assert refusal(code1="1-1-018-00-2", code4="001-000-00") == module
    assert refusal(code5="340") == "configuration 5: RRR 340 needs a radio"
    three = "configuration 3: JJ %s, must be without bits 3 (three phases) and 7"
    for jj in range(100):
        if jj & 8:
            assert refusal(code3="%02d-0-01-0-00" % jj) == three % ("%02d" % jj)
        else:
            codes(code3="%02d-0-01-0-00" % jj).check(TypeNumber("18BK4C3010"))
    codes(code1="1-1-021-00-2").check(TypeNumber(single))
    codes(code5="340").check(TypeNumber(radio))
    codes().check(TypeNumber(radio))
    Codes(FULL).check(TypeNumber(radio))
