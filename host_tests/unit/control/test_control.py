"""Who opens the breaker and who closes it: commands, button, load, voltage, credit; what is logged and refused."""

import sys

from fakes.control_bench import OPEN, STATES, Bench, Prepayment, basis, brought, refused
from fakes.plain_board import told, value
from meter.registers import status


def test_every_command_in_every_state():
    """1 opens in any state, 2 releases from 1, 3 closes from 8; all else is refused and changes nothing."""
    for state in STATES:
        leading = {1: 1}
        if state in (1, 8):
            leading[2 if state == 1 else 3] = 8 if state == 1 else 4
        bench = brought(state)
        for n in (1, 2, 3):
            if n not in leading:
                assert refused(bench.control.command, n) == "NOT IN STATE %d" % state
                assert bench.control.state == state
                assert "breaker command" not in told(bench.meter)[-1] or state in (1, 8)
        for n, leads in leading.items():
            bench = bench or brought(state)  # one that has only refused is as it was
            assert refused(bench.control.command, n) == "" and bench.control.state == leads
            assert state == leads or bench.cuts()[-1] == (leads, 1, state)
            assert told(bench.meter)[-1] == "breaker command %d: %d -> %d" % (n, state, leads)
            bench.amperes = 0
            bench.seconds(6)
            assert bench.relay.position == (leads == 4), (state, n)
            bench = None


def test_a_command_that_there_is_not_is_refused():
    bench = Bench()
    for n in (0, 4, 255, -1):
        assert refused(bench.control.command, n) == "COMMAND 1 TO 3"
    for text in ("", "0", "4", "11", "1 ", "x", "-1"):
        assert refused_write(bench.meter.commands.write, "128.0.0", text) in ("COMMAND 1 TO 3", "NOT A NUMBER")
    assert bench.control.state == 4


def test_the_button_in_every_state():
    """On the disconnect view it opens what is closed; elsewhere it closes what it or a release has left to it."""
    for state in STATES:
        for opening in (True, False):
            bench = brought(state)
            bench.control.button(opening)
            leads = 11 if opening and state not in OPEN else 4 if not opening and state in (8, 11) else state
            if not opening and state == 7:
                leads = 4  # a reduced load, which its rules allow here
            assert bench.control.state == leads, (state, opening)
            bench.amperes = 0
            bench.window()
            assert bench.relay.position == (leads not in OPEN)


def test_what_opened_it_closes_it_the_other_media_do_not():
    bench = brought(11)
    assert refused(bench.control.command, 3) == refused(bench.control.command, 2) == "NOT IN STATE 11"
    bench = brought(1)
    bench.control.button(False)
    assert bench.control.state == 1
    assert refused(bench.control.command, 3) == "NOT IN STATE 1"
    bench.control.command(2)
    bench.control.button(False)
    assert bench.control.state == 4
    for state in (6, 14, 9):
        bench = brought(state)
        bench.control.button(False)
        assert bench.control.state == state and refused(bench.control.command, 3) == "NOT IN STATE %d" % state


def test_the_red_led():
    for state in STATES:
        assert brought(state).control.led == (0 if state not in OPEN else 2 if state in (7, 8) else 1), state
    bench = brought(7)
    bench.control.prepayment.allows = False
    assert bench.control.led == 1


def test_a_load_above_the_limit_warns_cuts_off_waits_and_is_released():
    bench = Bench(1, threshold_high=10, connect_wait_s=90)
    bench.seconds(10, 9.99)
    assert bench.control.state == 4
    bench.amperes = 10.5
    warned = bench.until(5)
    assert warned <= 1000 and 30_000 <= warned + bench.until(6) <= 30_200
    bench.window()
    assert bench.relay.position is False
    assert abs(bench.until(8) - 90_000) <= 1000
    bench.seconds(300)
    assert bench.control.state == 8 and bench.relay.moves[1:] == []
    assert bench.cuts() == [(6, 3, 5), (8, 6, 6)]


def test_reconnection_by_itself_after_the_wait_three_times_an_hour():
    bench = Bench(1, threshold_high=10, reconnection=1, limit_t1=2, limit_t2=2, limit_t3=2, connect_wait_s=0)
    bench.seconds(120, 15)
    assert bench.relay.gaps_ms() and min(bench.relay.gaps_ms()) >= 5000
    assert bench.control.state == 8 and len(bench.relay.moves) == 7, "contacts wear"
    assert "breaker" not in " ".join(told(bench.meter))  # a load that does this must not fill the event log
    bench.seconds(3600, 0)
    bench.control.command(3)
    bench.seconds(30, 15)
    assert bench.control.state in (4, 5, 6) and len(bench.relay.moves) > 8


def test_a_load_that_comes_and_goes_is_warned_and_neither_kept_nor_logged():
    bench = Bench(1, threshold_high=10)
    saved = []
    bench.control.save = lambda: saved.append(1) or True
    seen = set()
    for _ in range(60):
        bench.seconds(3, 12)
        seen.add(bench.control.state)
        bench.seconds(3, 1)
        seen.add(bench.control.state)
    assert seen == {4, 5} and saved == [] and bench.cuts() == []


def test_log_only_does_not_open_and_says_what_would_have_been():
    bench = Bench(1 + 16, threshold_high=10, connect_wait_s=60)
    bench.amperes = 12
    bench.until(13)
    bench.seconds(300)
    assert bench.control.state == 13 and bench.relay.moves == []
    bench.amperes = 1
    bench.seconds(3)
    assert bench.control.state == 4
    assert bench.cuts() == [(13, 3, 5), (4, 3, 13)]


def test_a_limit_in_kilowatts_does_not_mind_current_and_one_in_amperes_does_not_mind_power():
    bench = Bench(1 + 4, threshold_high=2, limit_t1=5, limit_t2=5, limit_t3=5)
    bench.volts = 100
    bench.seconds(60, 19)  # 1.9 kW
    assert bench.control.state == 4
    bench.volts = 250
    assert bench.until(6) < 7000


def test_without_bit_0_or_a_threshold_no_load_is_too_much():
    for jj, threshold in ((0, 1), (1, 0), (64, 1)):
        bench = Bench(jj, threshold_high=threshold, limit_t1=0)
        bench.seconds(60, 85)
        assert bench.control.state == 4 and bench.relay.moves == []


def test_overvoltage_opens_after_its_time_and_closes_below_a_lower_one():
    for reconnection, leads in ((0, 8), (1, 4)):
        bench = Bench(64, reconnection=reconnection, over_voltage_s=10, over_voltage_back_s=30)
        bench.seconds(6)
        bench.volts = 284.9
        bench.seconds(60)
        assert bench.control.state == 4
        bench.volts = 286
        assert bench.until(14) == 10_000
        bench.volts = 270
        bench.seconds(120)
        assert bench.control.state == 14 and bench.relay.position is False
        bench.volts = 264
        assert bench.until(leads) == 30_000
        bench.seconds(6)
        assert bench.relay.position == (leads == 4)
        assert bench.cuts() == [(14, 5, 4), (leads, 6, 14)]


def test_an_overvoltage_is_a_mean_not_a_peak_and_is_off_as_delivered():
    bench = Bench(64, over_voltage_s=5)
    for k in range(500):
        bench.volts = 300 if k % 5 == 0 else 275
        bench.window()
    assert bench.control.state == 4
    bench = Bench(0)
    bench.volts = 320
    bench.seconds(60)
    assert bench.control.state == 4


def test_the_mean_of_an_overvoltage_is_right_whatever_a_window_lasts():
    for ms in (199.875, 166.625, 200):
        for first, others, opens in ((286, 285.2, True), (289, 283, False)):
            bench = Bench(64, over_voltage_s=5)
            bench.seconds(6)
            for k in range(100):
                bench.volts = others if k % 5 else first
                bench.window(ms=ms)
            assert (bench.control.state == 14) == opens, (ms, first)


def test_nothing_is_closed_into_an_overvoltage():
    bench = Bench(64 + 1)
    bench.seconds(6)
    bench.control.command(1)
    bench.control.command(2)
    bench.volts = 290
    bench.window()
    assert refused(bench.control.command, 3) == "OVERVOLTAGE"
    bench.control.button(False)
    assert bench.control.state == 8
    bench.volts = 230
    bench.window()
    bench.control.command(3)
    assert bench.control.state == 4


def test_overvoltage_that_is_switched_off_is_over():
    bench = brought(14)
    bench.meter.settings.basis = 1
    bench.window()
    assert bench.control.state == 8


def prepaid(**given):
    bench = Bench(2, threshold_low=3, threshold_high=20, **given)
    bench.control.prepayment = Prepayment()
    bench.seconds(6)
    return bench, bench.control.prepayment


def test_credit_that_is_used_up_cuts_off_and_credit_reconnects():
    for reconnection, leads in ((0, 8), (1, 4)):
        bench, credit = prepaid(reconnection=reconnection)
        assert bench.control.feedback & 32 and bench.control.threshold == 20
        credit.exhausted = credit.cut = True
        assert bench.until(7) <= 1000
        assert bench.control.feedback & 32 == 0 and bench.control.threshold == 3
        bench.seconds(600)
        assert bench.control.state == 7
        credit.exhausted = credit.cut = False
        assert bench.until(leads) <= 1000
        bench.seconds(6)
        assert bench.relay.position == (leads == 4) and bench.cuts() == [(7, 4, 4), (leads, 6, 7)]


def test_a_reduced_load_is_the_customers_until_it_is_too_much_or_its_days_are_over():
    bench, credit = prepaid(limit_t1=10, limit_t2=10, limit_t3=10)
    credit.exhausted = credit.cut = True
    bench.until(7)
    bench.control.button(False)
    assert bench.control.state == 4 and credit.seen == ["reconnected"]
    bench.seconds(60, 2.9)
    assert bench.control.state == 4
    bench.amperes = 3.1
    assert bench.until(7) <= 12_000
    bench.seconds(60)
    bench.control.button(False)
    bench.seconds(6, 1)
    assert bench.control.state == 4 and credit.seen == ["reconnected"] * 2
    credit.expired = True
    bench.until(9)
    bench.control.button(False)
    bench.seconds(60)
    assert bench.control.state == 9 and bench.control.led == 1
    credit.expired = credit.exhausted = False
    assert bench.until(8) <= 1000


def test_without_credit_a_release_does_not_close():
    bench, credit = prepaid()
    bench.control.command(1)
    bench.control.command(2)
    credit.exhausted = credit.cut = True
    credit.allows = False
    bench.seconds(1)
    assert refused(bench.control.command, 3) == "NO CREDIT" and bench.control.state == 8
    credit.allows = True
    bench.control.command(3)
    assert bench.control.state == 4 and credit.seen == ["reconnected"]


def test_a_credit_that_is_used_up_while_it_is_open_keeps_it_open():
    """Debt grows on days without cuts; nobody but the customer begins the reduced load."""
    for jj, state in ((2 + 1, 6), (2 + 64, 14)):
        for reconnection in (0, 1):
            bench = Bench(jj, threshold_low=3, threshold_high=20, reconnection=reconnection, connect_wait_s=20)
            credit = bench.control.prepayment = Prepayment()
            bench.seconds(6)
            bench.amperes, bench.volts = (50, 230) if state == 6 else (0, 290)
            bench.until(state)
            credit.exhausted = credit.cut = True
            bench.amperes, bench.volts = 1, 230
            bench.seconds(90)
            assert bench.control.state == 7 and bench.relay.position is False and credit.seen == []
            bench.control.button(False)
            assert bench.control.state == 4 and credit.seen == ["reconnected"]


def test_prepayment_gives_way_to_tariffs_and_to_its_bit():
    bench, credit = prepaid()
    credit.exhausted = credit.cut = True
    bench.until(7)
    bench.meter.settings.basis = 0
    assert not bench.control.prepaying
    assert bench.until(8) <= 1000
    assert bench.control.threshold == 20
    for setting, on in (("module", 8), ("module", 18), ("tariff_table", 1)):
        bench, credit = prepaid()
        assert bench.control.prepaying
        setattr(bench.meter.settings, setting, on)
        assert not bench.control.prepaying


def test_the_emergency_profile_is_in_force_in_its_groups_from_its_time_for_its_duration():
    now = 820_540_800
    bench = Bench(1, threshold_high=20, threshold_emergency=5, emergency_groups=["3", "7"],
                  emergency_profile="7,%d,60" % (now + 30))  # fmt: skip
    seen = []
    for _ in range(120):
        bench.seconds(1)
        seen.append(bench.control.threshold)
    assert abs(seen.index(5) - 30) <= 1 and abs(seen.count(5) - 60) <= 1 and seen[-1] == 20
    other = Bench(
        1, threshold_high=20, threshold_emergency=5, emergency_groups=["3"], emergency_profile="7,%d,60" % now
    )
    other.seconds(5)
    assert other.control.threshold == 20 and not other.control.causes.emergency


def test_the_emergency_threshold_cuts_off():
    bench = Bench(1, threshold_high=20, threshold_emergency=5, emergency_groups=["7"], limit_t1=5, limit_t2=5,
                  limit_t3=5, emergency_profile="7,%d,4000000" % 820_540_700)  # fmt: skip
    bench.amperes = 6
    assert bench.until(6) < 8000


def test_feedback():
    bench = Bench()
    bench.seconds(6)
    assert bench.control.feedback == 1 + 8 + 16 + 32
    bench.relay.measured = False
    assert bench.control.feedback == 16 + 32
    bench.relay.measured = True
    bench.relay.sticks = 3
    bench.control.command(1)
    assert bench.control.feedback == 1 + 8 + 16 + 32 + 64
    bench.seconds(30)
    assert bench.control.feedback == 1 + 8 + 16 + 32 + 128
    assert "breaker does not move, should be open" in told(bench.meter)
    bench.control.command(1)  # it is in state 1 already: tried again
    bench.seconds(30)
    assert len(bench.relay.moves) == 4 and bench.control.feedback == 8 + 16 + 32
    assert "breaker has moved, is open" in told(bench.meter)


def test_current_behind_an_open_breaker_and_no_voltage_behind_a_closed_one_are_told_once():
    bench = brought(1)
    bench.bypassed = True
    bench.seconds(60, 5)
    assert [text for text in told(bench.meter) if "current" in text] == ["current behind the open breaker"]
    bench = Bench()
    bench.relay.live = False
    bench.seconds(60)
    assert [text for text in told(bench.meter) if "voltage" in text] == ["no voltage behind the closed breaker"]
    bench = brought(11)
    bench.relay.load_voltage = lambda: True
    bench.seconds(60)
    assert told(bench.meter)[-1] == "voltage behind the open breaker"


class Full:
    """A module for which there is no room."""

    def LoadLimit(self, *_):
        raise MemoryError

    OverVoltage = LoadLimit


def test_what_a_client_leaves_no_room_for_watches_when_there_is_room_again():
    names = "meter.control.load_limit", "meter.control.over_voltage"
    bench = Bench(1 + 64, threshold_high=10)
    kept = {name: sys.modules.pop(name) for name in names if name in sys.modules}
    for name in names:
        sys.modules[name] = Full()
    bench.seconds(60, 100)
    assert bench.control.state == 4
    for name in names:
        del sys.modules[name]
    sys.modules.update(kept)
    assert bench.until(6) <= 32_000
    bench = Bench(64)
    bench.volts = 290
    bench.until(14)


def test_windows_without_samples_say_nothing_of_load_and_voltage():
    bench = brought(14)
    found = bench.meter.window
    found.samples = found.v_rms_mv = 0
    for _ in range(1000):
        bench.control.step(found, 200_000)
    assert bench.control.state == 14


def test_a_meter_without_a_breaker_has_no_control_and_no_registers_of_it():
    bench = None
    from fakes.plain_board import new_meter

    meter = new_meter(type_number="686-18BK433010")
    assert meter.control is None and meter.bank.get("128.0.0") is None and meter.bank.get("128.0.13") is None
    assert bench is None


def test_registers_read_and_are_written():
    bench = Bench(3, threshold_high=25, threshold_low=5)
    meter, write = bench.meter, bench.meter.commands.write
    codes = ("0", "2", "3", "4", "5", "6", "7", "8", "10", "11", "12", "13", "14", "18", "19", "20", "21", "22")
    found = [value(meter, "128.0." + code) for code in codes]
    assert found == [4, 10, 10, 10, 30, 30, 30, 60, 0, 3, 5, 25, 25, 57, 285, 1, 265, 60]
    for code, text in (("2", "20"), ("3", "15"), ("4", "11"), ("7", "300"), ("8", "65535"), ("10", "1"), ("13", "80")):
        write("128.0." + code, text, 1)
        assert value(meter, "128.0." + code) == int(text) and told(meter)[-1].startswith("setting ")
    for code, text, said in (
        ("2", "100", "limit_k1"), ("4", "16", "limit_k"), ("5", "31", "limit_t"), ("13", "81", "threshold_high"),
        ("13", "x", "NOT A NUMBER"), ("14", "5", "NOT WRITABLE"), ("18", "5", "NOT WRITABLE"), ("0", "3", "NOT IN"),
        ("11", "1", "NOT WRITABLE"), ("19", "261", "over_voltage_back_v"), ("10", "2", "reconnection"),
    ):  # fmt: skip
        before = meter.settings.dump()
        assert said in refused_write(write, "128.0." + code, text), code
        assert meter.settings.dump() == before
    assert not meter.restart
    write("128.0.0", "1", 1)
    assert bench.control.state == 1 and told(meter)[-1] == "breaker command 1: 4 -> 1"


def refused_write(write, code, text, level=1):
    from meter.commands import CommandError

    try:
        write(code, text, level)
    except CommandError as refusal:
        return str(refusal)
    return ""


def test_the_basis_is_written_through_the_module_port_only_also_as_a_code():
    bench = Bench(1)
    meter, write = bench.meter, bench.meter.commands.write
    code = meter.settings.configuration[2]
    assert code == basis(1)[2]
    for text in ("03" + code[2:], ("03" + code[2:]).replace("-", ""), "00" + code[2:]):
        assert refused_write(write, "0.129.3", text) == "JJ NOT WRITABLE HERE"
    assert refused_write(write, "0.129.3", code[:5] + "01" + code[7:]) == ""  # the zone: JJ stays
    assert "must be JJ" in refused_write(write, "0.129.3", "x")
    write("128.0.11", "67", 2)
    assert meter.settings.basis == 67 and meter.settings.configuration[2][:2] == "67"
    for text in ("8", "100", "128", "72", "x"):
        assert refused_write(write, "128.0.11", text, 2), text
    write("0.129.3", code, 2)
    assert meter.settings.basis == 1


def test_what_prepayment_gives_way_to_is_written_through_the_module_port_only_while_it_is_on():
    for code, text, name in (("0.129.1", "1-1-008-00-2", "CCC"), ("0.129.4", "001-000-00", "OOO")):
        for jj in (2, 1):
            bench = Bench(jj)
            bench.parts.files.files["tariffs-001.txt"] = "day a 00:00 T1\nweek w a a a a a a a\nseason s from 01-01 w\n"
            write = bench.meter.commands.write
            for written in (text, text.replace("-", "")):
                said = refused_write(write, code, written)
                assert said == (name + " NOT WRITABLE HERE" if jj == 2 else ""), (code, jj, said)
            assert refused_write(write, code, text, 2) == ""
    write = Bench(2).meter.commands.write
    assert refused_write(write, "0.129.1", "1-1-000-00-3") == refused_write(write, "0.129.4", "000-001-00") == ""


def test_who_opened_it_stays_in_the_status_words_until_it_is_acknowledged():
    for act, bit in (
        (lambda bench: bench.control.command(1), status.B_OPENED_REMOTELY),
        (lambda bench: bench.control.button(True), status.B_OPENED_BY_HAND),
        (lambda bench: bench.control.tell("v"), status.B_OPENED_BY_ITSELF),
    ):
        bench = Bench()
        told = bench.meter.status
        before = told.a, told.b
        act(bench)
        assert told.a & ~before[0] & (1 << status.A_DISCONNECT - status.A | 1 << status.A_CUT_LOG - status.A), bit
        assert told.b & ~before[1] == 1 << bit - status.B, bit
        told.acknowledge(0)
        assert not told.b >> bit - status.B & 1
