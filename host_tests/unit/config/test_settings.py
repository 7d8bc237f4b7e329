"""Settings that cannot be are refused with a line that names them; a change is whole or not at all."""

from fakes.refused import refused
from meter.config.defaults import default, known, limits, live, names
from meter.config.settings import ConfigError, Settings, load
from meter.registers.bank import Bank

PLAIN = default("configuration")


def bank():
    settings, rows = Settings(), {}
    for view in settings.manual + settings.automatic + settings.readout:
        code = view.partition("/")[0]
        if code not in ("test", "dcon"):
            kind = {"1.0.0": "clock", "1.6.0": "demand"}.get(code, "energy")
            rows[code] = ("1-0:" + code, "Wh", lambda: 0, 0, kind, 0, code == "1.8.0")
    return Bank(lambda: rows.values())


def running(given=None):
    """Settings as a running meter has them."""
    settings = Settings(given)
    settings.check(bank())
    return settings


def configured(k, text):
    """Settings whose code k is `text`."""
    return Settings({"configuration": [text if place == k else PLAIN[place - 1] for place in range(1, 6)]})


def refusal(given):
    return refused(ConfigError, running, given)


def state(settings):
    """All that a part of the meter can see."""
    seen = [name for name in names() if name != "type_number"]
    seen += ["display_decimals", "led_without_load", "module", "period_s", "billing_day", "billing_months"]
    seen += ["pulse_ms", "demand_tariff", "zone_hours", "pulse_input_unit", "tariff_table", "daylight_table"]
    kind = settings.type_number
    return [getattr(settings, name) for name in seen] + [kind.text, kind.has_breaker, settings.configuration]


def refused_change(settings, name, value, seal_open=True):
    """The error of a change, which has left everything as it was."""
    before = state(settings)
    try:
        settings.change(name, value, seal_open)
    except ConfigError as error:
        assert state(settings) == before, name
        return str(error)
    raise AssertionError("accepted: %s %r" % (name, value))


def test_the_defaults_make_a_useful_meter():
    settings = running()
    kind = settings.type_number
    assert settings.maker == "QDT"
    assert (kind.generation, kind.accuracy_class, kind.imax_a, kind.tariffs) == ("K", "B", 85, 8)
    assert kind.has_breaker and kind.energies == ("A+", "A-", "R+", "R-")
    assert (settings.energy_digits(), settings.led_without_load, settings.module) == ((7, 0), False, 18)
    assert (settings.period_s, settings.billing_day, settings.billing_months) == (900, 1, 0xFFF)
    assert (settings.pulse_ms, settings.demand_tariff, settings.zone_hours) == (30, 0, 1)
    assert (settings.pulse_input_unit, settings.tariff_table, settings.daylight_table) == ("", 0, 0)


def test_what_cannot_be_is_refused_by_name():
    assert refusal({"colour": 1}) == "settings: unknown name colour"
    assert refusal({"pulse_ms": 80}) == "settings: unknown name pulse_ms"
    assert refusal({"cutoff_ma": "x"}) == "cutoff_ma: must be a whole number"
    assert refusal({"cutoff_ma": True}) == "cutoff_ma: must be a whole number"
    assert refusal({"type_number": 686}) == "type_number: must be a text"
    assert refusal({"type_number": "686"}) == "type number: 686, must be 686- and 10 places"
    assert refusal({"configuration": "1-1-000-00-2"}) == "configuration: must be a list of texts"
    assert refusal({"configuration": [1, 2, 3, 4, 5]}) == "configuration: must be a list of texts"
    assert refusal({"configuration": PLAIN[:4]}) == "configuration: 4 codes, must be 5"
    assert refusal({"manual": ["1.8.0"] * 41}) == "manual display list: 41 items, at least 1, at most 40"
    assert refusal({"automatic": ["1.8.0"] * 17}) == "automatic display list: 17 items, at least 1, at most 16"
    assert refusal({"automatic": []}) == "automatic display list: 0 items, at least 1, at most 16"
    assert refusal({"automatic": ["9.9.9"]}) == "automatic display list: no register 9.9.9"
    assert refusal({"automatic": ["1.0.0"]}) == "automatic display list: no register 1.0.0"
    assert refusal({"manual": ["2.8.0"]}) == "manual display list: 1.8.0 is a legal view and must stay"
    assert refusal({"readout": "1.8.0"}) == "readout: must be a list of texts"
    assert refusal({"analysis": ["1.8.0"] * 17}) == "analysis: 17 registers, at most 16"
    assert refusal({"analysis_period_s": 600}) == "analysis_period_s: 600, must be 300, 900, 1800 or 3600"


def test_the_breakers_view_is_for_the_manual_list_of_a_type_that_has_one():
    without = "686-18BK433010"
    assert running({"manual": ["1.8.0", "dcon"]}).manual == ("1.8.0", "dcon")
    assert "dcon" in running().manual and "dcon" not in running({"type_number": without}).manual
    assert refusal({"manual": ["1.8.0", "dcon"], "type_number": without}) == "manual display list: no register dcon"
    assert refusal({"automatic": ["dcon"]}) == "automatic display list: no register dcon"
    assert refusal({"readout": ["dcon"]}) == "readout list: no register dcon"
    assert refusal({"readout": ["test"]}) == "readout list: no register test"


def test_numbers_keep_their_limits():
    for name, lowest, highest in (
        ("meter_number", 0, 99_999_999),
        ("voltage_limit_v", 0, 400),
        ("cutoff_ma", 1, 100),
        ("power_threshold_w", 0, 100_000),
        ("pulse_input_divisor_milli", 100, 1_000_000),
        ("clock_trim_ppb", -25_000, 25_000),
    ):
        for value in (lowest, highest):
            assert getattr(Settings({name: value}), name) == value
        for value in (lowest - 1, highest + 1):
            assert refusal({name: value}) == "%s: %d, must be %d to %d" % (name, value, lowest, highest)


def test_a_configuration_that_the_type_has_not_is_refused():
    given = {"type_number": "686-18BK433010", "configuration": PLAIN[:2] + ("01-0-01-0-00",) + PLAIN[3:]}
    assert refusal(given) == "configuration 3: JJ 01 needs a breaker"


def test_the_codes_say_what_the_meter_does():
    assert configured(1, "2-1-000-00-2").energy_digits() == (6, 1)
    assert configured(1, "1-2-000-00-2").led_without_load is True
    assert configured(1, "1-1-064-00-2").module == 64
    assert [configured(1, "1-1-000-00-%d" % e).period_s for e in range(1, 5)] == [300, 900, 1800, 3600]
    assert configured(2, "000-28-20-1").billing_day == 28
    assert configured(2, "000-28-20-1").billing_months == 1 << 6
    assert configured(2, "000-00-00-1").billing_months == 0
    assert configured(2, "000-01-01-3").pulse_ms == 80
    assert [configured(3, "00-%d-01-0-00" % k).demand_tariff for k in range(3)] == [0, 1, 2]
    assert [configured(3, "00-0-%02d-0-00" % code).zone_hours for code in (0, 12, 13, 23)] == [0, 12, -11, -1]
    assert [configured(3, "00-0-01-0-%02d" % n).pulse_input_unit for n in range(4)] == ["", "kWh", "m3", "L"]
    made = Settings({"configuration": ["1-1-000-00-2", PLAIN[1], PLAIN[2], "042-001-00", "000"]})
    assert (made.tariff_table, made.daylight_table) == (42, 1)


def test_a_change_takes_effect_at_once_and_tells_what_was_before():
    settings = running()
    assert settings.change("configuration 2", "00015021", False) == ("000-01-01-1", "000-15-02-1")
    assert (settings.billing_day, settings.billing_months) == (15, 0b10101010101)
    assert settings.change("power_threshold_w", 7000, False) == ("99000", "7000")
    assert settings.power_threshold_w == 7000 and settings.billing_day == 15
    assert settings.change("automatic", ["1.8.0", "2.8.0"], False)[1] == "1.8.0,2.8.0"
    assert settings.automatic == ("1.8.0", "2.8.0")
    assert settings.change("type_number", "18BJ4C3010", True) == ("686-18BK4C3010", "686-18BJ4C3010")
    assert not settings.type_number.has_analysis


def test_events_do_not_tell_passwords():
    settings = running()
    assert settings.change("password", "12345", False) == ("********", "*****")
    assert settings.password == "12345"


def test_a_change_that_cannot_be_changes_nothing():
    settings = running()
    for name, value, said in (
        ("colour", 1, "settings: unknown name colour"),
        ("configuration 6", "000", "settings: unknown name configuration 6"),
        ("configuration 0", "000", "settings: unknown name configuration 0"),
        ("configuration 1", "1-1-000-00-7", "configuration 1: E 7, must be 1 to 4"),
        ("configuration 1", 11000002, "configuration: must be a list of texts"),
        ("configuration 5", "340", "configuration 5: RRR 340 needs a radio"),
        ("cutoff_ma", 101, "cutoff_ma: 101, must be 1 to 100"),
        ("automatic", ["9.9.9"], "automatic display list: no register 9.9.9"),
        ("manual", ["2.8.0"], "manual display list: 1.8.0 is a legal view and must stay"),
    ):
        assert refused_change(settings, name, value) == said
    settings.change("configuration 3", "05-0-01-0-00", False)
    assert refused_change(settings, "type_number", "18BK433010") == "configuration 3: JJ 05 needs a breaker"


def test_the_seal_protects_type_resolution_led_and_cut_off():
    for name, value, locked in (
        ("type_number", "686-18AK4C3010", "type number"),
        ("configuration 1", "2-1-000-00-2", "configuration 1: A"),
        ("configuration 1", "1-2-000-00-3", "configuration 1: B"),
        ("configuration", ("2-1-000-00-2",) + PLAIN[1:], "configuration 1: A"),
        ("cutoff_ma", 20, "cutoff_ma"),
    ):
        settings = running()
        assert refused_change(settings, name, value, False) == locked + " is locked: open the seal"
        settings.change(name, value, True)
        assert state(settings) != state(running())
    running().change("configuration 1", "1-1-064-01-3", False)
    running().change("cutoff_ma", 10, False)


def test_settings_that_were_changed_come_back_from_their_text():
    assert running().dump() == "{}"
    settings = running()
    settings.change("configuration 1", "1-1-000-00-2", False)
    settings.change("configuration 4", "042-001-00", False)
    settings.change("type_number", "18BK2G4040", True)
    settings.change("clock_trim_ppb", -1200, False)
    settings.change("analysis", [], False)
    settings.change("serial", '1"2', False)
    assert state(load(settings.dump())) == state(settings)
    assert "meter_number" not in settings.dump() and "automatic" not in settings.dump()


def test_json_that_is_none_is_refused():
    for text, wanted in (("{", "settings: not JSON"), ("[1]", "settings: must be one JSON object")):
        try:
            load(text)
        except ConfigError as error:
            assert str(error) == wanted
        else:
            raise AssertionError(text)
    assert load('{"meter_number": 7}').meter_number == 7


def test_thresholds_of_dips_swells_and_interruptions_have_limits():
    for name, lowest, highest in (
        ("dip_percent", 10, 95), ("swell_percent", 105, 140), ("interruption_percent", 1, 20),
        ("quality_hysteresis_permille", 0, 100),
    ):  # fmt: skip
        for value in (lowest, highest):
            if name != "dip_percent" or value > 20:
                assert getattr(running({name: value}), name) == value
        for value in (lowest - 1, highest + 1):
            assert refusal({name: value}) == "%s: %d, must be %d to %d" % (name, value, lowest, highest)


def test_an_interruption_must_be_deeper_than_a_dip():
    said = "interruption_percent: 15, must be below dip_percent"
    for dip in (10, 15):
        assert refusal({"dip_percent": dip, "interruption_percent": 15}) == said
    settings = running({"dip_percent": 16, "interruption_percent": 15})
    assert refused_change(settings, "dip_percent", 15) == said
    settings.change("interruption_percent", 9, True)
    settings.change("dip_percent", 10, True)
    assert (settings.dip_percent, settings.interruption_percent) == (10, 9)


def test_the_table_of_defaults_says_what_each_setting_is():
    assert len(set(names())) == len(list(names())) > 60
    assert all(known(name) for name in names())
    assert not (known("dip") or known("dip_percent 80") or known("live") or known(""))
    assert default("dip_percent") == 80 and limits("dip_percent") == (10, 95)
    assert limits("security_policy") is None
    assert default("push_to") == "" and default("push_at") == () and default("maker") == "QDT"
    assert default("analysis")[-1] == "31.25.0"


def test_what_is_read_when_it_is_needed_is_told_from_what_needs_another_meter():
    assert [live(name) for name in ("clock_trim_ppb", "configuration 1", "configuration 4")] == [True, True, True]
    assert [live(name) for name in ("cutoff_ma", "configuration 2", "type_number")] == [False, False, False]
