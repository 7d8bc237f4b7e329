"""The status words: what follows its cause, what stays until it is acknowledged, and what a restart leaves."""

from fakes.plain_board import codes, new_meter, run, told, value
from meter.clock.calendar import to_seconds
from meter.commands import CommandError
from meter.config.settings import Settings
from meter.logs import event_codes
from meter.meter import Meter
from meter.registers import status as s
from meter.registers.status import Status

KEPT = 10  # bytes of the state record


def bit_a(bit):
    return 1 << bit - s.A


def bit_b(bit):
    return 1 << bit - s.B


def words(meter):
    return value(meter, "96.10.1"), value(meter, "96.10.2")


def acknowledged(meter, staying="0"):
    meter.commands.write("96.10.2", staying, 1)
    return words(meter)


def test_every_bit_is_the_one_of_the_reference_table():
    places = (
        (s.A_CLOCK_SET, 10), (s.A_B_CHANGED, 11), (s.A_DISCONNECT, 12), (s.A_FLASH, 13), (s.A_BILLING_LOG, 16),
        (s.A_STATUS_LOG, 18), (s.A_QUALITY_LOG, 19), (s.A_CUT_LOG, 20), (s.A_LOAD_LOG, 21), (s.A_SIGN_ON, 24),
        (s.A_AUDIT_OK, 27), (s.A_AUDIT_FAIL, 28), (s.A_ANALYSIS_LOG, 30), (s.A_PERIOD_LOG, 31),
    )  # fmt: skip
    for bit, place in places:
        assert bit == s.A + place
    places = (
        (s.B_AUDIT_OK, 0), (s.B_AUDIT_FAIL, 1), (s.B_CHECKSUM, 4), (s.B_POWER_FAIL, 5), (s.B_MISSING_PHASE, 6),
        (s.B_OVERVOLTAGE, 9), (s.B_UNDERVOLTAGE, 10), (s.B_ALARM, 15), (s.B_NO_CURRENT, 16), (s.B_MAGNET, 21),
        (s.B_COVER, 22),
        (s.B_REVERSED, 24), (s.B_PREPAYMENT, 28), (s.B_OPENED_BY_HAND, 29), (s.B_OPENED_BY_ITSELF, 30),
        (s.B_OPENED_REMOTELY, 31),
    )  # fmt: skip
    for bit, place in places:
        assert bit == s.B + place


def test_what_happened_stays_and_says_once_that_b_has_changed():
    status = Status()
    status.happened(s.A_DISCONNECT)
    assert (status.read_a(), status.b) == (bit_a(s.A_DISCONNECT), 0)
    status.happened(s.B_OPENED_REMOTELY)
    assert status.read_a() == bit_a(s.A_DISCONNECT) | bit_a(s.A_B_CHANGED)
    assert status.b == 1 << 31
    status.acknowledge(0)
    assert (status.read_a(), status.b) == (0, 0)
    status.happened(s.B_OPENED_REMOTELY)
    status.happened(s.B_AUDIT_OK)
    status.acknowledge(1 << 31 | 1 << 5)  # what stays must have been there
    assert (status.read_a(), status.b) == (0, 1 << 31)
    status.happened(s.B_OPENED_REMOTELY)
    assert status.read_a() == 0  # nothing new


def test_a_condition_stays_while_its_cause_does_whoever_acknowledges_it():
    status = Status()
    assert status.set(s.B_OVERVOLTAGE, True) and not status.set(s.B_OVERVOLTAGE, True)
    status.acknowledge(0)
    assert (status.read_a(), status.b) == (0, bit_b(s.B_OVERVOLTAGE))
    assert status.set(s.B_OVERVOLTAGE, False) and not status.set(s.B_OVERVOLTAGE, False)
    assert status.b == bit_b(s.B_OVERVOLTAGE)
    status.acknowledge(0)
    assert status.b == 0
    assert status.set(s.B_OVERVOLTAGE, True)
    assert status.b == bit_b(s.B_OVERVOLTAGE) and status.read_a() == bit_a(s.A_B_CHANGED)


def test_conditions_of_97_97_show_in_a_while_they_last_and_in_b_for_longer():
    for bit, of_b in ((s.MAGNET, s.B_MAGNET), (s.COVER, s.B_COVER), (s.CHECKSUM, s.B_CHECKSUM), (s.ALARM, s.B_ALARM)):
        status = Status()
        status.set(bit, True)
        assert status.read_a() == 1 << bit | bit_a(s.A_B_CHANGED) and status.b == bit_b(of_b)
        status.acknowledge(0)
        assert status.read_a() == 1 << bit and status.b == bit_b(of_b)
        status.set(bit, False)
        assert status.read_a() == 0 and status.b == bit_b(of_b)
    status = Status()
    status.set(s.FLASH, True)
    status.acknowledge(0)
    assert status.read_a() == bit_a(s.A_FLASH) and status.read() == 0
    status.set(s.FLASH, False)
    status.acknowledge(0)
    assert status.read_a() == 0


def test_tampering_is_latched_where_the_setting_says_so():
    for latched in (0, 1):
        status = Status(Settings({"tamper_latched": latched}))
        assert not status.tamper()
        for bit, shown in ((s.MAGNET, 1 << s.MAGNET), (s.COVER, 1 << s.COVER), (s.TERMINAL, 0)):
            status.set(bit, True)
            assert status.tamper() and status.read() == shown
            status.acknowledge(0)
            assert status.tamper()  # it is still there
            status.set(bit, False)
            assert status.tamper() == bool(latched), bit
            assert status.read() == (shown if latched else 0)
            status.acknowledge(0)
            assert not status.tamper() and status.read() == 0
        for bit in (s.B_REVERSED, s.B_MISSING_PHASE):
            status.set(bit, True)
            assert status.tamper()
            status.set(bit, False)
            assert not status.tamper()
        assert not status.critical()


def test_a_restart_keeps_what_stays_and_nothing_else():
    settings = Settings({"tamper_latched": 1})
    status = Status(settings)
    for bit in (s.MEMORY, s.MAGNET):
        status.set(bit, True)
    status.set(s.B_REVERSED, True)
    status.happened(s.A_SIGN_ON)
    kept = status.pack()
    assert len(kept) == KEPT
    after = Status(settings)
    after.happened(s.A_FLASH)  # before the state was there
    after.unpack(b"xyz" + kept, 3)
    assert after.read() == 1 << s.MAGNET and after.tamper()
    assert after.b == bit_b(s.B_MAGNET) | bit_b(s.B_REVERSED)
    assert after.read_a() & ~0xFF == bit_a(s.A_B_CHANGED) | bit_a(s.A_SIGN_ON) | bit_a(s.A_FLASH)
    after.acknowledge(0)
    assert (after.read_a(), after.b, after.read()) == (0, 0, 0)
    after.unpack(bytes(KEPT), 0)  # what a meter without them has kept
    assert (after.read_a(), after.b) == (0, 0)


def test_the_words_are_acknowledged_by_a_write_that_is_logged_and_no_news_itself():
    meter = new_meter()
    run(meter, 60, 100)
    assert value(meter, "96.10.1") & bit_a(s.A_STATUS_LOG)  # the start
    meter.status.happened(s.B_POWER_FAIL)
    for text in ("", "-1", "4294967296", "0x10", "1.0"):
        try:
            meter.commands.write("96.10.2", text, 1)
        except CommandError as refusal:
            assert str(refusal) == "UP TO 32 BITS"
        else:
            raise AssertionError("taken: " + text)
    for code, level in (("96.10.1", 1), ("96.10.2", 0)):
        try:
            meter.commands.write(code, "0", level)
        except CommandError as refusal:
            assert str(refusal) == "NOT WRITABLE"
        else:
            raise AssertionError("taken: " + code)
    assert words(meter)[1] == bit_b(s.B_POWER_FAIL)
    assert acknowledged(meter, "4294967295") == (0, bit_b(s.B_POWER_FAIL))
    assert acknowledged(meter) == (0, 0)
    assert told(meter)[-1] == "setting 96.10.2: 32 -> 0"
    run(meter, 120, 100)
    assert words(meter) == (0, 0)
    meter.events.add(event_codes.REFUSED)
    run(meter, 60, 100)
    assert words(meter) == (bit_a(s.A_STATUS_LOG), 0)


def test_logs_clock_and_sign_on_leave_their_bits():
    meter = new_meter(configuration=codes())
    run(meter, 60, 100)
    assert acknowledged(meter) == (0, 0)
    run(meter, 900, 100)
    assert words(meter) == (bit_a(s.A_LOAD_LOG) | bit_a(s.A_ANALYSIS_LOG), 0)
    for do, bit in (
        (lambda: meter.commands.write("0.1.5*128", "1", 1), s.A_BILLING_LOG),
        (lambda: meter.commands.set_clock(to_seconds(2026, 1, 1, 0, 17, 5), 1), s.A_CLOCK_SET),
        (lambda: meter.commands.configure("analysis_period_s", 300), s.A_PERIOD_LOG),
        (meter.commands.signed_on, s.A_SIGN_ON),
    ):
        acknowledged(meter)
        do()
        assert words(meter)[0] & bit_a(bit), bit
    assert words(meter)[1] == 0


def test_an_outage_is_told_and_what_was_there_before_it_is_kept():
    meter = new_meter()
    run(meter, 60, 100)
    acknowledged(meter)
    meter.status.happened(s.B_OPENED_BY_HAND)
    meter.close()
    again = Meter(meter.board)
    assert words(again)[1] == bit_b(s.B_OPENED_BY_HAND) | bit_b(s.B_POWER_FAIL)
    acknowledged(again, "%d" % bit_b(s.B_OPENED_BY_HAND))
    again = Meter(meter.board, planned=True)
    assert words(again)[1] == bit_b(s.B_OPENED_BY_HAND)  # the supply was there
