"""Disconnect control, limiter, cut log and the breaker's registers as DLMS clients of both ports find them."""

from fakes.control_bench import Bench
from fakes.cosem_context import Context
from fakes.cosem_values import decoded, refused
from fakes.plain_board import new_meter
from meter.comms.cosem import access, axdr, errors
from meter.comms.cosem.levels import CONFIGURING, MANAGING, MODULE, NEAR_MANAGING, NETWORK, PUBLIC, READING, may
from meter.comms.cosem.objects import infrastructure
from meter.comms.cosem.objects.directory import Directory

CONTROL = 70, b"\x00\x00\x60\x03\x0a\xff"
LIMITER = 71, b"\x00\x00\x11\x00\x00\xff"
CUTS = 7, b"\x01\x00\x63\x62\x05\xff"


def register(e):
    return 1, bytes((1, 0, 128, 0, e, 255))


def made(jj=1, **given):
    """(bench, directory, context) of a meter whose breaker has had its first rest."""
    bench = Bench(jj, **given)
    bench.seconds(6)
    context = Context(bench.meter)
    context.directory = Directory(bench.meter, lambda: infrastructure.objects(bench.meter, context))
    return bench, context.directory, context


def who(context, level, network=False):
    found = context.who(level)
    found.level |= NETWORK if network else 0
    return found


def read(directory, target, attribute=2, by=None):
    return decoded(directory.find(*target).get(attribute, None, by))


def write(directory, by, target, value, attribute=2):
    """The result of a SET as access sees it, 0 for success."""
    try:
        done = access.writing(directory, by, target + (attribute, None), value)
        done[0](*done[1:])
    except errors.Refused as refusal:
        return refusal.result
    return 0


def call(directory, by, target, method):
    try:
        done = access.calling(directory, by, target + (method, None), 0)
        done[0](*done[1:])
    except errors.Refused as refusal:
        return refusal.result
    return 0


def test_rights_by_level_and_port():
    for right, near, network in (
        (PUBLIC, PUBLIC, PUBLIC),
        (READING, READING, READING),
        (CONFIGURING, CONFIGURING, CONFIGURING),
        (CONFIGURING | NEAR_MANAGING, MANAGING, CONFIGURING),
        (CONFIGURING | MODULE, 4, CONFIGURING),
        (9, 4, 4),
    ):
        for level in (PUBLIC, READING, CONFIGURING, MANAGING):
            assert may(level, right) == (level >= near), (right, level)
            assert may(level | NETWORK, right) == (level >= network), (right, level)


def test_the_breaker_is_commanded_by_the_network_and_near_by_management_only():
    for level, network, allowed in (
        (READING, True, False),
        (CONFIGURING, True, True),
        (MANAGING, True, True),
        (READING, False, False),
        (CONFIGURING, False, False),
        (MANAGING, False, True),
    ):
        bench, directory, context = made()
        by = who(context, level, network)
        expected = 0 if allowed else errors.READ_WRITE_DENIED
        assert write(directory, by, register(0), 1) == expected
        assert bench.control.state == (1 if allowed else 4)
        bench, directory, context = made()
        by = who(context, level, network)
        assert call(directory, by, CONTROL, 1) == expected and bench.control.state == (1 if allowed else 4)


def test_the_basis_is_changed_by_the_network_only():
    for level, network, allowed in (
        (CONFIGURING, True, True),
        (MANAGING, True, True),
        (READING, True, False),
        (CONFIGURING, False, False),
        (MANAGING, False, False),
    ):
        bench, directory, context = made()
        by = who(context, level, network)
        assert write(directory, by, register(11), 65) == (0 if allowed else errors.READ_WRITE_DENIED)
        assert bench.meter.settings.basis == (65 if allowed else 1)
        code = "03" + bench.meter.settings.configuration[2][2:]
        configuration = 1, b"\x01\x00\x00\x81\x03\xff"
        assert write(directory, by, configuration, code) == (0 if allowed else errors.READ_WRITE_DENIED)
        assert bench.meter.settings.basis == (3 if allowed else 1)


def test_what_is_listed_depends_on_the_port():
    _, directory, context = made()
    for network in (False, True):
        by = who(context, MANAGING, network)
        listed = {}
        for piece in list(directory.find(15, b"\x00\x00\x28\x00\x00\xff").get(2, None, by))[1:]:
            item = axdr.whole(piece)
            listed[item[2]] = item[3]
        assert listed[register(11)[1]][0][1][1] == (3 if network else 1)
        assert listed[register(0)[1]][0][1][1] == 3
        assert listed[CONTROL[1]][1] == [[1, 1], [2, 1]]
        by = who(context, CONFIGURING, network)
        for piece in list(directory.find(15, b"\x00\x00\x28\x00\x00\xff").get(2, None, by))[1:]:
            item = axdr.whole(piece)
            listed[item[2]] = item[3]
        assert listed[register(0)[1]][0][1][1] == (3 if network else 1)
        assert listed[CONTROL[1]][1] == ([[1, 1], [2, 1]] if network else [[1, 0], [2, 0]])


def test_disconnect_control_follows_the_states():
    bench, directory, context = made()
    by = who(context, MANAGING)
    assert [read(directory, CONTROL, k) for k in (2, 3, 4)] == [True, 1, 1]
    assert call(directory, by, CONTROL, 1) == 0
    assert [read(directory, CONTROL, k) for k in (2, 3)] == [True, 0], "the contacts are on their way"
    bench.seconds(6)
    assert [read(directory, CONTROL, k) for k in (2, 3)] == [False, 0]
    assert call(directory, by, CONTROL, 2) == 0 and bench.control.state == 8
    assert read(directory, CONTROL, 3) == 2
    assert call(directory, by, CONTROL, 2) == 0 and bench.control.state == 4
    bench.seconds(6)
    assert [read(directory, CONTROL, k) for k in (2, 3)] == [True, 1]
    assert call(directory, by, CONTROL, 2) == errors.OTHER_REASON
    bench.control.button(True)
    assert read(directory, CONTROL, 3) == 2 and call(directory, by, CONTROL, 2) == errors.OTHER_REASON
    bench.meter.settings.reconnection = 1
    assert read(directory, CONTROL, 4) == 5
    assert refused(directory.find(*CONTROL).act, 3, 0, by) == errors.OBJECT_UNDEFINED
    assert refused(directory.find(*CONTROL).act, 1, "x", by) == errors.TYPE_UNMATCHED


def test_the_limiter_is_the_first_stage():
    bench, directory, context = made(threshold_high=20, limit_t1=15)
    by = who(context, CONFIGURING)
    assert read(directory, LIMITER, 2) == [3, b"\x01\x00\x1f\x07\x00\xff", 2]
    assert [read(directory, LIMITER, k) for k in (3, 4, 5, 6, 7)] == [20_000_000, 20_000_000, 0, 15, 60]
    settings = bench.meter.settings
    for attribute, value, name, setting in (
        (4, 25_000_000, "threshold_high", 25),
        (5, 6_000_000, "threshold_emergency", 6),
        (6, 29, "limit_t1", 29),
        (7, 120, "connect_wait_s", 120),
    ):
        assert write(directory, by, LIMITER, value, attribute) == 0
        assert getattr(settings, name) == setting and read(directory, LIMITER, attribute) == value
    for attribute, value in ((4, 25_500_000), (4, 81_000_000), (5, 1), (6, 31), (6, 65_536), (7, 65_536)):
        assert write(directory, by, LIMITER, value, attribute) == errors.OTHER_REASON, (attribute, value)
    for attribute, value in ((2, 1), (3, 1), (10, True), (11, 1)):
        assert write(directory, by, LIMITER, value, attribute) == errors.READ_WRITE_DENIED
    assert write(directory, who(context, READING), LIMITER, 5_000_000, 4) == errors.READ_WRITE_DENIED
    settings.limit_k1 = 15
    assert read(directory, LIMITER, 4) == 37_500_000
    assert write(directory, by, LIMITER, 30_000_000, 4) == 0 and settings.threshold_high == 20
    settings.basis |= 4
    assert read(directory, LIMITER, 2)[1] == b"\x01\x00\x01\x07\x00\xff"
    nothing = [bytes(6), 0]
    assert read(directory, LIMITER, 11) == [nothing, nothing]


def test_an_emergency_profile_is_written_kept_and_in_force_for_its_time():
    bench, directory, context = made(threshold_high=20, threshold_emergency=5)
    by = who(context, CONFIGURING)
    begin = b"\x07\xea\x01\x01\xff\x00\x01\x00\xff\x00\x00\x00"  # 2026-01-01 00:01:00 UTC
    assert write(directory, by, LIMITER, [7, 65_535], 9) == 0
    assert write(directory, by, LIMITER, axdr.Structure((7, begin, 60)), 8) == 0
    group, time, seconds = read(directory, LIMITER, 8)
    assert (group, seconds) == (7, 60) and time[:8] == b"\x07\xea\x01\x01\x04\x00\x01\x00"
    assert read(directory, LIMITER, 9) == [7, 65_535] and not read(directory, LIMITER, 10)
    bench.seconds(58)
    assert read(directory, LIMITER, 10) and read(directory, LIMITER, 3) == 5_000_000
    bench.again()
    bench.seconds(2)
    assert bench.control.threshold == 5
    bench.seconds(60)
    assert bench.control.threshold == 20
    assert write(directory, by, LIMITER, axdr.Structure((7, b"\xff" * 9 + b"\x80\x00\xff", 0)), 8) == 0
    assert read(directory, LIMITER, 8) == [0, b"\xff" * 9 + b"\x80\x00\xff", 0]
    for value in (5, [], axdr.Structure((7, begin)), axdr.Structure((-1, begin, 1)), axdr.Structure((7, b"", 1))):
        assert write(directory, by, LIMITER, value, 8) == errors.TYPE_UNMATCHED
    assert write(directory, by, LIMITER, list(range(9)), 9) == errors.OTHER_REASON


def test_the_cut_log_has_a_row_for_each_change():
    bench, directory, context = made(2 - 1, threshold_high=10)
    bench.amperes = 12
    bench.until(6)
    bench.seconds(1)
    bench.control.command(1)
    bench.window()
    rows = read(directory, CUTS, 2)
    assert [row[1:] for row in rows] == [[6, 121, 3, 5, 12_000], [1, 56, 1, 6, 0]]
    assert len(read(directory, CUTS, 3)) == 6 and read(directory, CUTS, 8) == 200
    for class_id, name, attribute, _ in read(directory, CUTS, 3):
        found = directory.find(class_id, name)
        assert found and (attribute < 0 or attribute in [row[0] for row in found.attributes()])


def test_a_meter_without_a_breaker_has_none_of_it():
    meter = new_meter(type_number="686-18BK433010")
    context = Context(meter)
    directory = Directory(meter, lambda: infrastructure.objects(meter, context))
    for target in (CONTROL, LIMITER, CUTS, register(0), register(18)):
        assert directory.find(*target) is None


def test_types_of_the_registers():
    _, directory, _ = made(threshold_high=20)
    for e, tag in ((0, 17), (2, 17), (5, 18), (8, 18), (10, 17), (11, 17), (12, 17), (13, 17), (14, 17), (18, 17)):
        assert directory.find(*register(e)).get(2, None, None)[0] == tag, e
