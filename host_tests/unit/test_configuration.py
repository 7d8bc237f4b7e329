"""Settings changed from outside: what is locked, what is told, and that what cannot be leaves everything as it was."""

import json
import sys

from fakes.plain_board import board, codes, new_meter, run, told, value
from meter.commands import CommandError
from meter.meter import Meter

FIRST = 820_540_800  # 2026-01-01 00:00:00 UTC
TABLE = "day all 00:00 T2\nweek w all all all all all all all\nseason s from 01-01 w\n"


def meter_with(**files):
    """A plain meter and these files beside its settings, such as tariffs_001=text."""
    parts = board({"configuration": codes()})
    for name in files:
        parts.files.files[name.replace("_", "-") + ".txt"] = files[name]
    return Meter(parts)


def refused(meter, code, text, level=1):
    try:
        meter.commands.write(code, text, level)
    except CommandError as refusal:
        return str(refusal)
    raise AssertionError("accepted: %s %s" % (code, text))


def state(meter):
    settings = dict(meter.settings.__dict__)
    settings["type_number"] = meter.settings.type_number.text
    del settings["bank"], settings["given"]
    return settings, dict(meter.board.files.files), told(meter), meter.restart, meter.load.period_s, meter.billing.due


def test_a_change_is_an_event_with_old_and_new_value_and_is_kept():
    meter = meter_with()
    changes = (
        (1, "1-1-000-00-2", "1-1-000-00-3"),
        (2, "000-01-01-1", "000-15-04-3"),
        (3, "00-0-00-0-00", "00-2-01-0-00"),
        (4, "000-000-00", "000-001-00"),
    )
    for k, old, new in changes:
        meter.commands.write("0.129.%d" % k, new, 1)
        assert told(meter)[-1] == "configuration %d: %s -> %s" % (k, old, new)
        assert value(meter, "0.129.%d" % k) == new
    meter = Meter(meter.board)
    assert [value(meter, "0.129.%d" % k) for k, _, _ in changes] == [new for _, _, new in changes]


def test_codes_may_be_written_without_dashes():
    meter = meter_with()
    meter.commands.write("0.129.2", "000150431"[:8], 1)
    assert value(meter, "0.129.2") == "000-15-04-3"


def test_the_threshold_is_an_event_is_kept_and_counts_from_the_next_period_on():
    meter = meter_with()
    meter.commands.write("96.51.1", "500", 1)
    assert told(meter)[-1] == "setting power_threshold_w: 99000 -> 500"
    run(meter, 900, 501)
    assert value(meter, "96.51.2") == 1
    assert value(Meter(meter.board), "96.51.1") == 500


def test_the_same_again_is_no_event():
    meter = meter_with()
    before = state(meter)
    meter.commands.write("0.129.2", "000-01-01-1", 1)
    meter.commands.write("96.51.1", "99000", 1)
    assert state(meter) == before


def test_the_seal_protects_type_number_decimals_and_led():
    meter = meter_with()
    before = state(meter)
    for code, text, said in (
        ("96.1.1", "686-18BK4C4010", "type number is locked: open the seal"),
        ("0.129.1", "2-1-000-00-2", "configuration 1: A is locked: open the seal"),
        ("0.129.1", "1-2-000-00-2", "configuration 1: B is locked: open the seal"),
    ):
        assert refused(meter, code, text) == said
        assert state(meter) == before
    meter.board.seal.on = False
    meter.commands.write("0.129.1", "2-2-000-00-2", 1)
    meter.commands.write("96.1.1", "686-18BK4C4010", 1)
    assert told(meter)[-2:] == [
        "configuration 1: 1-1-000-00-2 -> 2-2-000-00-2",
        "configuration: 18BK4C3010 -> 18BK4C4010",
    ]
    assert value(meter, "96.1.1") == "686-18BK4C4010" and meter.restart
    meter.board.seal.on = True
    assert refused(meter, "0.129.1", "1-2-000-00-2") == "configuration 1: A is locked: open the seal"


def test_the_seal_leaves_open_what_it_does_not_protect():
    meter = meter_with()
    meter.commands.write("0.129.1", "1-1-000-00-4", 1)
    meter.commands.write("0.129.2", "000-28-25-3", 1)
    assert value(meter, "0.129.1") == "1-1-000-00-4" and value(meter, "0.129.2") == "000-28-25-3"


def test_without_the_password_nothing_is_written():
    meter = meter_with()
    before = state(meter)
    for code, text in (("0.129.1", "1-1-000-00-4"), ("96.1.1", "686-18BK4C4010"), ("96.51.1", "5"), ("129.0.0", "2")):
        assert refused(meter, code, text, 0) == "NOT WRITABLE"
    assert state(meter) == before


def test_a_code_that_cannot_be_leaves_everything_as_it_was():
    meter = meter_with()
    meter.board.seal.on = False
    before = state(meter)
    for code, text, said in (
        ("0.129.1", "1-1-000-00-5", "configuration 1: E 5, must be 1 to 4"),
        ("0.129.1", "3-1-000-00-2", "configuration 1: A 3, must be 1, 2"),
        ("0.129.2", "000-29-01-1", "configuration 2: GG 29, must be 00 to 28"),
        ("0.129.2", "000-01-09-1", "configuration 2: HH 09, must be 00 to 08, 10 to 25"),
        ("0.129.2", "000-00-01-1", "configuration 2: GG 00 and HH 01, must both be 00 or neither"),
        ("0.129.3", "00-3-00-0-00", "configuration 3: K 3, must be 0 to 2"),
        ("0.129.3", "", "configuration 3: , must be JJ-K-LL-M-NN"),
        ("0.129.4", "000-002-00", "configuration 4: PPP 002, must be 000, 001"),
        ("0.129.6", "000", "NO REGISTER 0.129.6"),
        ("96.1.1", "686-18BK9C3010", "type number: X5 9, must be one of 12345"),
        ("96.51.1", "100001", "power_threshold_w: 100001, must be 0 to 100000"),
        ("96.51.1", "-1", "NOT A NUMBER"),
    ):
        assert refused(meter, code, text) == said
        assert state(meter) == before, code
    run(meter, 900, 1000)
    assert value(meter, "1.6.0") == (1000, FIRST + 900)


def test_a_tariff_table_that_is_missing_or_wrong_leaves_everything_as_it_was():
    for files, said in (
        ({}, "configuration 4: O 001, there is no file tariffs-001.txt"),
        ({"tariffs_001": "day all 24:00 T1\n"}, "tariffs-001.txt"),
        ({"tariffs_001": ""}, "tariffs-001.txt"),
    ):
        meter = meter_with(**files)
        before = state(meter)
        assert refused(meter, "0.129.4", "001-001-00").startswith(said)
        assert state(meter) == before
        run(meter, 120, 1000)
        assert value(meter, "129.0.0") == 1
        Meter(meter.board)  # starts again


def test_a_tariff_table_with_more_tariffs_than_the_type_has_is_refused():
    parts = board({"type_number": "686-18BK4C2010", "configuration": codes()})
    parts.files.files["tariffs-001.txt"] = TABLE.replace("T2", "T3")
    meter = Meter(parts)
    before = state(meter)
    assert refused(meter, "0.129.4", "001-000-00") == "tariffs-001.txt: T3, this type has 2 tariffs"
    assert state(meter) == before


def test_a_tariff_table_is_in_force_at_once_and_goes_with_its_code():
    meter = meter_with(tariffs_001=TABLE)
    meter.commands.write("0.129.4", "001-000-00", 1)
    run(meter, 60, 1000)
    assert value(meter, "129.0.0") == 2 and not meter.restart
    meter.commands.write("0.129.4", "000-000-00", 1)
    meter.commands.write("129.0.0", "4", 1)
    run(meter, 120, 1000)
    assert value(meter, "129.0.0") == 4


def test_a_billing_day_is_in_force_at_once():
    meter = meter_with()
    meter.commands.write("0.129.2", "000-02-01-1", 1)
    run(meter, 86_400, 100, 0, 3600)
    assert value(meter, "0.1.0") == 1


def test_summer_time_and_zone_are_in_force():
    meter = meter_with()
    meter.commands.write("0.129.4", "000-001-00", 1)
    meter.board.clock.seconds += 180 * 86_400
    assert meter.clock.local()[2]
    meter.commands.write("0.129.3", "00-0-02-0-00", 1)
    assert meter.clock.local()[0] == meter.board.clock.seconds + 3 * 3600
    assert value(meter, "0.9.1")[0] == meter.board.clock.seconds + 2 * 3600


def test_a_meter_that_was_set_up_anew_goes_on_where_it_was():
    meter = meter_with()
    run(meter, 1800, 2000, 1000)
    meter.commands.write("0.129.3", "00-1-01-0-02", 1)
    if meter.restart:
        meter.recorder.save()
        meter = Meter(meter.board, True)
    assert meter.bank.get("0.128.1").unit == "m3"
    assert [value(meter, code) for code in ("1.8.0", "3.8.0", "1.8.1")] == [1000, 500, 1000]
    assert value(meter, "1.6.0") == (2000, FIRST + 900) and len(list(meter.load.log.read(0, 9))) == 2


def test_settings_that_cannot_be_are_refused_at_the_start_with_their_name():
    for given, said in (
        ({"colour": "red"}, "settings: unknown name colour"),
        ({"cutoff_ma": 0}, "cutoff_ma: 0, must be 1 to 100"),
        ({"analysis": ["9.9.9"]}, "analysis: no register 9.9.9"),
        ({"analysis": ["0.9.1"]}, "analysis: no register 0.9.1"),
        ({"manual": ["2.8.0"]}, "manual display list: 1.8.0 is a legal view and must stay"),
    ):
        try:
            new_meter(**given)
        except ValueError as error:
            assert str(error) == said
        else:
            raise AssertionError(given)


def test_only_what_differs_from_the_delivered_settings_is_kept():
    meter = new_meter()
    meter.commands.write("96.51.1", "500", 1)
    assert json.loads(meter.board.files.files["settings.json"]) == {"power_threshold_w": 500}


def test_what_makes_and_changes_settings_is_in_memory_only_meanwhile():
    meter = meter_with(tariffs_001=TABLE)
    meter.commands.write("0.129.4", "001-000-00", 1)
    for name in ("meter.stores", "meter.config.rules", "meter.config.change", "meter.config.time_switch_text"):
        assert name not in sys.modules, name
