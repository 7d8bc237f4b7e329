"""Settings that cannot be are refused with a line that names them."""

from meter.config.settings import ConfigError, Settings, load
from meter.registers.bank import Bank


def bank():
    made = Bank()
    for code in Settings().manual + Settings().automatic + Settings().readout:
        if code != "test" and not made.get(code):
            made.add(
                "1-0:" + code, "Wh", lambda: 0, kind="clock" if code == "1.0.0" else "energy", legal=code == "1.8.0"
            )
    return made


def refusal(given):
    try:
        Settings(given).check(bank())
    except ConfigError as error:
        return str(error)
    raise AssertionError("accepted: %r" % (given,))


def test_the_defaults_make_a_useful_meter():
    Settings().check(bank())
    assert Settings().maker == "QDT"


def test_what_cannot_be_is_refused_by_name():
    assert refusal({"pulse_ms": 50}) == "pulse: 50 ms, must be 30 or 80"
    assert refusal({"display_decimals": 2}) == "display decimals: 2, must be 0 to 1"
    assert refusal({"colour": 1}) == "settings: unknown name colour"
    assert refusal({"zone_hours": "x"}) == "zone_hours: must be a whole number"
    assert refusal({"manual": ["1.8.0"] * 41}) == "manual display list: 41 items, at least 1, at most 40"
    assert refusal({"automatic": ["1.8.0"] * 17}) == "automatic display list: 17 items, at least 1, at most 16"
    assert refusal({"automatic": []}) == "automatic display list: 0 items, at least 1, at most 16"
    assert refusal({"automatic": ["9.9.9"]}) == "automatic display list: no register 9.9.9"
    assert refusal({"automatic": ["1.0.0"]}) == "automatic display list: no register 1.0.0"
    assert refusal({"manual": ["2.8.0"]}) == "manual display list: 1.8.0 is a legal view and must stay"
    assert refusal({"readout": "1.8.0"}) == "readout: must be a list of texts"


def test_json_that_is_none_is_refused():
    for text, wanted in (("{", "settings: not JSON"), ("[1]", "settings: must be one JSON object")):
        try:
            load(text)
        except ConfigError as error:
            assert str(error) == wanted
        else:
            raise AssertionError(text)
    assert load('{"meter_number": 7}').meter_number == 7
