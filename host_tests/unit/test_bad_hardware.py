"""Parts that do not answer, and settings that move things: the meter goes on, and what it counted is still there."""

from fakes.plain_board import board, codes, run, told, value
from meter.commands import CommandError
from meter.logs import profile
from meter.meter import Meter


def refusing(*arguments):
    raise OSError(5)


def test_a_clock_chip_that_does_not_take_the_time_changes_nothing():
    meter = Meter(board())
    run(meter, 60, 100)
    meter.board.clock.set = refusing
    before = told(meter)
    try:
        meter.commands.set_clock(meter.board.clock.seconds + 86_400, 1)
    except CommandError as refusal:
        assert "CLOCK FAULT" in str(refusal)
    else:
        raise AssertionError("set")
    run(meter, 3600, 100)
    assert meter.load.log.next == 4 and told(meter) == before


def test_a_clock_chip_that_cannot_be_trimmed_stops_neither_start_nor_settings():
    bad = board()
    bad.clock.trim = refusing
    meter = Meter(bad)
    meter.commands.write("96.51.1", "500", 1)
    assert meter.settings.power_threshold_w == 500


def test_a_setting_that_cannot_be_kept_is_not_in_force():
    meter = Meter(board())
    meter.board.files.write = refusing
    for code, text in (("96.51.1", "5000"), ("0.129.1", "1-1-000-00-4")):
        before = told(meter)
        try:
            meter.commands.write(code, text, 1)
        except CommandError as refusal:
            assert "MEMORY FAULT" in str(refusal)
        else:
            raise AssertionError(code)
        assert told(meter) == before
    assert (meter.settings.power_threshold_w, meter.settings.period_s, meter.load.period_s) == (99_000, 900, 900)


def test_a_memory_that_has_died_stops_no_metering():
    dead, dying = board(), board()
    dead.memory.left = 0  # a new meter
    first = Meter(dead)
    second = Meter(dying)
    dying.seal.on = False
    run(second, 2, 0, 0, 1)
    second.chain.quantities.calibration.v_full_uv += 1000
    dying.memory.left = 0
    dying.seal.on = True  # closing it would be kept
    for meter in (first, second):
        run(meter, 3600, 1000)
        assert value(meter, "1.8.0") >= 999
        assert value(meter, "97.97.0") & 2  # status: memory


def test_energies_stay_where_they_are_when_columns_change():
    for change in (("analysis", ("1.7.0", "32.7.0")), ("type_number", "686-18BJ4C3010")):
        meter = Meter(board())
        run(meter, 1200, 5000)
        meter.board.seal.on = False
        meter.commands.configure(*change)
        meter.close()
        again = Meter(meter.board, True)
        assert again.keeper.faults == []
        assert again.energy.a_plus.microjoules() == meter.energy.a_plus.microjoules() == 1200 * 5000 * 1_000_000


def test_a_type_that_a_display_list_does_not_allow_is_refused():
    meter = Meter(board({"manual": ["1.8.0", "2.8.0"]}))
    meter.board.seal.on = False
    before = dict(meter.board.files.files)
    try:
        meter.commands.write("96.1.1", "686-18BK1C3010", 1)
    except CommandError as refusal:
        assert "no register 2.8.0" in str(refusal)
    else:
        raise AssertionError("taken")
    assert meter.board.files.files == before and value(meter, "96.1.1") == "686-18BK4C3010"
    Meter(meter.board)


def test_a_table_and_a_tariff_module_exclude_each_other():
    meter = Meter(board())
    try:
        meter.commands.write("0.129.4", "001-000-00", 1)
    except CommandError as refusal:
        assert "needs a module without tariff inputs" in str(refusal)
    else:
        raise AssertionError("taken")


def test_a_tariff_that_the_new_type_does_not_have_is_left():
    meter = Meter(board({"configuration": codes()}))
    meter.commands.write("129.0.0", "8", 1)
    run(meter, 60, 1000)
    meter.board.seal.on = False
    meter.commands.write("96.1.1", "686-18BK4C4010", 1)
    meter.close()
    again = Meter(meter.board, True)
    run(again, 60, 1000)
    assert value(again, "129.0.0") == 4


def test_a_password_is_kept_though_the_event_does_not_tell_it():
    meter = Meter(board())
    meter.commands.configure("password", "12345678")
    assert Meter(meter.board).settings.password == "12345678"
    assert told(meter)[-1] == "setting password: ******** -> ********"


def test_the_analysis_logger_takes_negative_values():
    meter = Meter(board({"analysis": ["13.7.0", "1.8.0"]}))
    meter.window.pf_milli = -500
    run(meter, 960, -1000)
    assert [profile.values(payload)[1] for _, _, payload in meter.analysis.log.read(0, 9)] == [[-500, 0]]
