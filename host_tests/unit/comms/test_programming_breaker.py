"""What programming mode's password does not open: the breaker, what opens it, and prepayment."""

from fakes.plain_board import codes, new_meter, run, told, value
from meter.comms.iec62056_21.programming import Programming

PREPAID = codes(third="03-0-00-0-00")  # load limit and prepayment
MODULE = 2


def signed_in(meter):
    reader = Programming(meter.settings, meter.bank, meter.commands)
    assert reader.answer(b"P1", b"(00000000)", True) == b"\x06"

    def ask(command, text, last=True):
        return reader.answer(command, text.encode(), last)

    return ask


def state(meter):
    """All that may not have changed."""
    paid = meter.control.prepayment
    return meter.control.state, list(meter.board.relay.moves), paid.pack(), meter.settings.dump(), told(meter)


def written(meter, *prefixes):
    """Codes of these registers that can be written by somebody."""
    return [entry.short for entry in meter.bank if entry.write and entry.short.startswith(prefixes)]


def test_it_neither_moves_nor_sets_the_breaker_and_reads_it():
    meter = new_meter(configuration=PREPAID)
    run(meter, 6, 0, step=1)
    ask = signed_in(meter)
    before = state(meter)
    breaker = written(meter, "128.0.")
    assert "128.0.0" in breaker and "128.0.13" in breaker and len(breaker) > 15
    for code in breaker:
        for name in (code, "1-0:" + code):
            assert b"(ER07 NOT WRITABLE HERE)" in ask(b"W1", name + "(1)"), name
            assert ask(b"W1", name, False) == b"\x06"
            assert b"(ER07 NOT WRITABLE HERE)" in ask(b"W1", "(1)"), name
        assert code.encode() + b"(" in ask(b"R1", code + "()")
    assert state(meter) == before
    assert ask(b"W1", "0.128.1(5)") == b"\x06", "the pulse input"
    assert ask(b"W1", "134.0.12(250)") == b"\x06", "voltage quality"


def test_it_neither_tops_up_nor_changes_what_prepayment_goes_by():
    meter = new_meter(configuration=PREPAID)
    run(meter, 6, 0, step=1)
    meter.commands.write("199.4.0", "1 12.5", MODULE)
    ask = signed_in(meter)
    before = state(meter)
    prepayment = written(meter, "130.0.", "199.4.")
    assert "130.0.0" in prepayment and "199.4.0" in prepayment
    for code in prepayment:
        for text in ("2 5", "5000", "0", "1"):
            assert b"(ER07 NOT WRITABLE)" in ask(b"W1", "%s(%s)" % (code, text)), code
    for code, text in (("0.129.3", "00-0-00-0-00"), ("0.129.1", "1-1-008-00-2"), ("0.129.4", "001-000-00")):
        assert b"NOT WRITABLE HERE)" in ask(b"W1", "%s(%s)" % (code, text)), code
    assert state(meter) == before and value(meter, "130.0.0") == 12_500
