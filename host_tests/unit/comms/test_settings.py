"""Settings of the port: the defaults of the profile, and a clear refusal of what cannot work."""

from fakes.refused import refused
from meter.comms.iec62056_21.settings import Settings


def refusal(**options):
    return refused(ValueError, Settings, **options)


def test_defaults():
    settings = Settings()
    assert (settings.maker, settings.max_baud_code, settings.password) == ("QDT", "5", "")
    assert (settings.ta_ms, settings.tr_ms, settings.tt_ms, settings.ti_s) == (1500, 1500, 1700, 90)
    assert settings.zone_hours == 0


def test_timers_have_the_ranges_of_the_profile():
    Settings(ta_ms=1000, tr_ms=65000, tt_ms=1000, ti_s=5)
    Settings(ti_s=240)
    assert refusal(ta_ms=999) == "ta_ms 999: must be 1000 to 65000"
    assert refusal(tr_ms=65001) == "tr_ms 65001: must be 1000 to 65000"
    assert refusal(tt_ms=0) == "tt_ms 0: must be 1000 to 65000"
    assert refusal(ti_s=4) == "ti_s 4: must be 5 to 240"
    assert refusal(ti_s=241) == "ti_s 241: must be 5 to 240"
    assert refusal(zone_hours=13) == "zone_hours 13: must be -11 to 12"


def test_texts_must_be_sendable():
    assert refusal(maker="QD") == "maker 'QD': must be three letters"
    assert refusal(maker="Q1T") == "maker 'Q1T': must be three letters"
    assert refusal(max_baud_code="6") == "max_baud_code '6': must be 0 to 5"
    assert refusal(identification="x" * 17) == "identification: 17 characters, at most 16"
    assert refusal(identification="a/b") == "identification: character '/' cannot be sent"
    assert refusal(serial="12-34") == "serial '12-34': only digits, letters and blanks"
    assert refusal(password="a(b") == "password: character '(' cannot be sent"
    assert refusal(password="a\tb") == "password: character '\\t' cannot be sent"
