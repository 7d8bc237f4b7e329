"""The calibration record: every value and step comes back, and a record of another layout is refused."""

from meter.metrology.calibration import SIZE, STEPS, Calibration

NAMES = (
    "v_full_uv", "i_full_na", "delay_ns", "conductance_ps", "susceptance_ps", "noise_na", "v_ppb", "i_ppb", "at_mc",
)  # fmt: skip


def filled(sign=1):
    """A Calibration in which no value is like another."""
    made = Calibration(0, 0, sinc=3)
    for k, name in enumerate(NAMES):
        setattr(made, name, sign * (10**11 + k))
    for k, step in enumerate(STEPS):
        made.steps[step] = (0xFFFFFFFF - k, sign * (25_000 + k), sign * 100_000, -k)
    return made


def values(calibration):
    return [getattr(calibration, name) for name in NAMES], calibration.steps


def test_a_record_brings_every_value_and_step_back():
    for sign in (1, -1):
        record = filled(sign).pack()
        assert len(record) == SIZE
        again = Calibration(1, 1)
        again.unpack(record)
        assert values(again) == values(filled(sign))
        assert again.pack() == record


def test_steps_that_were_not_done_are_not_there_afterwards():
    again = filled()
    again.unpack(Calibration(5, 6, 7).pack())
    assert again.steps == {}
    assert values(again)[0] == [5, 6, 7, 0, 0, 0, 0, 0, 25_000]


def test_the_filter_is_the_boards_and_not_in_the_record():
    again = Calibration(1, 1, sinc=3)
    again.unpack(Calibration(5, 6).pack())
    assert again.sinc == 3


def test_a_copy_is_another_one():
    one = filled()
    before = one.pack()
    other = one.copy()
    assert other.pack() == before and other.sinc == 3
    other.v_full_uv += 1
    other.steps["gain"] = (1, 2, 3, 4)
    assert one.pack() == before


def test_a_record_of_another_layout_is_refused_and_changes_nothing():
    record = filled().pack()
    made = Calibration(5, 6)
    before = made.pack()
    for wrong, said in (
        (b"", "0 bytes, version 0"),
        (record[:-1], "%d bytes, version 1" % (SIZE - 1)),
        (record + b"\x00", "%d bytes, version 1" % (SIZE + 1)),
        (b"\x02" + record[1:], "%d bytes, version 2" % SIZE),
    ):
        try:
            made.unpack(wrong)
        except ValueError as error:
            assert str(error) == "calibration record: " + said
        else:
            raise AssertionError("accepted")
        assert made.pack() == before
