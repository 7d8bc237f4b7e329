"""The EN 62056-21 session that is there only while somebody signs on says the same as one that is always there."""

from meter.comms.iec62056_21.on_demand import KEEP_MS, OnDemand
from optical_bench import DIALOGUE, Bench


class OnDemandBench(Bench):
    """A Bench whose session is made when it is needed; `made` counts."""

    def __init__(self):
        Bench.__init__(self)
        self.made = 0
        self.session = OnDemand(self._make)

    def _make(self):
        self.made += 1
        return Bench().session


def visit(bench):
    """What a reader hears in a whole visit."""
    heard = []
    for said, _ in DIALOGUE:
        bench.send(said)
        heard.append(bench.run(1000))
    return heard


def test_a_visit_is_the_same_one_visit_after_the_other():
    bench = OnDemandBench()
    expected = visit(Bench())
    for count in (1, 2, 3):
        assert visit(bench) == expected
        assert bench.made == count
        bench.run(2 * KEEP_MS)


def test_nothing_is_made_for_what_is_no_sign_on():
    bench = OnDemandBench()
    bench.send(b"\x7e\xa0\x07\x00\xff?!\r\n")
    assert bench.run(10000) == b"" and bench.made == 0
    assert bench.session.idle() and bench.session.free() and bench.session.quiet()
    assert bench.session.deadline(bench.now) is None


def test_it_is_kept_for_the_echo_of_its_last_words_and_then_sleeps():
    bench = OnDemandBench()
    visit(bench)
    assert bench.session.idle()
    bench.run(KEEP_MS // 2)
    assert bench.session.deadline(bench.now) is not None
    bench.run(KEEP_MS)
    assert bench.session.deadline(bench.now) is None
