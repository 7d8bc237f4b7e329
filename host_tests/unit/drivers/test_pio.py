"""The fake PIO executes programs as RP2040 datasheet 3.2 to 3.5 describe it; both interpreters."""

# the language of the PIO
# ruff: noqa: F821

import array
import errno

import dma
import machine
import pio
from pio import PIO, StateMachine, asm_pio, world_blocks
from pio_loops import Loops
from soc.hand_time import HandTime

MHZ = 125


class Bench:
    """Time by hand, in whole µs, and everything as after a reset."""

    def __enter__(self):
        self.hand = HandTime()
        self.hand.__enter__()
        machine.Pin.world_reset()
        pio.world_reset()
        self._start = [block.cycle for block in world_blocks]
        return self

    def __exit__(self, *error):
        Loops.world_all = False
        self.hand.__exit__(*error)

    def edges(self, number=0):
        """(cycles since the start, pin, level) of all edges since they were asked for last."""
        block = world_blocks[number]
        edges = [(cycle - self._start[number], pin, level) for cycle, pin, level in block.world_edges]
        del block.world_edges[:]
        return edges


@asm_pio(set_init=PIO.OUT_LOW)
def square():
    set(pins, 1)[2]
    set(pins, 0)[1]


def test_a_square_wave_at_the_system_clock():
    with Bench() as bench:
        cell = StateMachine(0, square, set_base=machine.Pin(2))
        cell.active(1)
        pio.world_run(12)
        assert bench.edges() == [(0, 2, 0)] + [(0, 2, 1), (3, 2, 0), (5, 2, 1), (8, 2, 0), (10, 2, 1)]
        assert machine.Pin(2).value() == 1
        assert cell.active(0) is False
        pio.world_run(100)
        assert bench.edges() == []


def test_the_divider_has_eight_bits_of_fraction():
    with Bench() as bench:
        StateMachine(0, square, freq=50_000_000, set_base=machine.Pin(2)).active(1)  # 2.5 cycles
        pio.world_run(30)
        assert [cycle for cycle, _, _ in bench.edges()][1:] == [0, 7, 12, 20, 25]
    with Bench() as bench:
        StateMachine(0, square, freq=48_000_000, set_base=machine.Pin(2)).active(1)  # 2.604…: 2 + 154/256
        pio.world_run(3000)
        cycles = [cycle for cycle, _, _ in bench.edges()][1:]
        assert cycles == [(5 * (k >> 1) + 3 * (k & 1)) * (512 + 154) >> 8 for k in range(len(cycles))]
        assert len(cycles) > 450


def test_frequencies_out_of_range_are_refused():
    with Bench():
        for freq in (125_000_001, 1907):
            try:
                StateMachine(0, square, freq=freq, set_base=machine.Pin(2))
            except ValueError as error:
                assert str(error) == "freq out of range"
            else:
                raise AssertionError(freq)
        StateMachine(0, square, freq=1908, set_base=machine.Pin(2))


@asm_pio(
    out_init=PIO.OUT_LOW,
    sideset_init=PIO.OUT_LOW,
    out_shiftdir=PIO.SHIFT_LEFT,
    in_shiftdir=PIO.SHIFT_LEFT,
    autopull=True,
    autopush=True,
    pull_thresh=8,
    push_thresh=8,
)
def spi():
    out(pins, 1).side(0)[1]
    in_(pins, 1).side(1)[1]


def test_spi_sends_and_receives_bit_by_bit_and_stands_still_with_its_clock_low():
    with Bench() as bench:
        clock, out_pin, in_pin = machine.Pin(2), machine.Pin(3), machine.Pin(4, machine.Pin.IN)
        sent = []

        def clocked(level):
            if level:
                sent.append(out_pin.value())
            else:
                in_pin.world_drive(answer.pop(0) if answer else 0)  # changes at the falling edge, as in mode 0

        answer = []
        clock.world_watch = clocked
        cell = StateMachine(1, spi, freq=MHZ * 1_000_000 // 2, out_base=out_pin, in_base=in_pin, sideset_base=clock)
        cell.active(1)
        pio.world_run(100)
        del sent[:]
        answer[:] = [0, 1, 0, 1, 1, 0, 1]
        in_pin.world_drive(1)
        bench.edges()
        cell.put(0xA5, 24)
        pio.world_run(100)
        assert sent == [1, 0, 1, 0, 0, 1, 0, 1]
        assert cell.get() == 0b10101101
        rises = [cycle for cycle, pin, level in bench.edges() if pin == 2 and level]
        assert [b - a for a, b in zip(rises, rises[1:])] == [8] * 7, rises
        assert clock.value() == 0
        cell.put(array.array("B", [0xFF, 0x00]), 24)
        pio.world_run(200)
        assert cell.rx_fifo() == 2
        assert sent[8:] == [1] * 8 + [0] * 8


@asm_pio(set_init=PIO.OUT_LOW)
def toggle_on_word():
    pull(block)
    set(pins, 1)
    out(x, 32)
    label("hold")
    jmp(x_dec, "hold")
    set(pins, 0)


def test_a_pull_waits_for_its_word_and_delays_count_exactly():
    with Bench() as bench:
        cell = StateMachine(0, toggle_on_word, freq=1_000_000, set_base=machine.Pin(2))
        cell.active(1)
        bench.hand.pass_ms(3)
        assert cell.tx_fifo() == 0
        assert bench.edges() == [(0, 2, 0)]
        cell.put(999)
        cell.put(0)
        assert cell.tx_fifo() == 2
        bench.hand.pass_us(2000)
        assert cell.tx_fifo() == 0
        edges = [(cycle // MHZ, level) for cycle, _, level in bench.edges()]
        assert edges == [(3001, 1), (4003, 0), (4005, 1), (4008, 0)]


def test_fifos_hold_four_words_or_eight_joined():
    with Bench():
        for join, tx, rx in ((PIO.JOIN_NONE, 4, 4), (PIO.JOIN_TX, 8, 0), (PIO.JOIN_RX, 0, 8)):

            @asm_pio(fifo_join=join, autopush=True)
            def listen():
                in_(null, 32)

            cell = StateMachine(0, listen)
            for _ in range(tx):
                cell.put(1)
            try:
                cell.put(1)
            except RuntimeError as error:
                assert "waits for ever" in str(error)
            else:
                raise AssertionError("%d words and more" % tx)
            cell.active(1)
            pio.world_run(100)
            assert cell.rx_fifo() == rx
            PIO(0).remove_program()


@asm_pio(autopush=True, push_thresh=8, in_shiftdir=PIO.SHIFT_RIGHT)
def count_up():
    set(x, 0)
    label("next")
    mov(y, invert(x))
    in_(x, 8)
    jmp(y_dec, "after")
    label("after")
    mov(x, invert(y))
    jmp("next")


def test_autopush_stalls_when_the_fifo_is_full_and_loses_nothing():
    with Bench():
        cell = StateMachine(0, count_up)
        cell.active(1)
        pio.world_run(1000)
        assert cell.rx_fifo() == 4
        assert world_blocks[0].machines[0].world_rxstall
        words = []
        for _ in range(9):
            words.append(cell.get(None, 24))
            pio.world_run(50)
        assert words == [0, 1, 2, 3, 4, 5, 6, 7, 8]


@asm_pio()
def push_x():
    set(x, 0)
    label("more")
    mov(isr, x)
    push(noblock)
    jmp(x_dec, "more")
    jmp("more")


def test_a_push_without_blocking_loses_its_word_and_says_so():
    with Bench():
        cell = StateMachine(0, push_x)
        cell.active(1)
        pio.world_run(100)
        assert world_blocks[0].machines[0].world_rxstall
        assert [cell.get() for _ in range(4)] == [0, 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD]
        pio.world_run(7)
        assert cell.get() < 0xFFFFFFF0


def test_dma_takes_each_word_when_it_is_pushed():
    with Bench():
        dma.world_reset()
        cell = StateMachine(5, count_up)
        words = array.array("I", [0] * 40)
        mover = dma.DMA()
        control = mover.pack_ctrl(size=2, inc_read=False, treq_sel=13, bswap=False)  # DREQ_PIO1_RX1
        mover.config(read=0x5030_0024, write=words, count=40, ctrl=control, trigger=True)
        cell.active(1)
        pio.world_run(40 * 5 - 2)
        assert not mover.active()
        assert [word >> 24 for word in words] == list(range(40))
        assert not world_blocks[1].machines[1].world_rxstall
        dma.world_reset()


@asm_pio(set_init=PIO.OUT_LOW)
def follow():
    wait(1, pin, 0)
    set(pins, 1)
    wait(0, pin, 0)
    set(pins, 0)


def test_inputs_are_seen_two_cycles_later():
    with Bench() as bench:
        in_pin = machine.Pin(7, machine.Pin.IN)
        StateMachine(0, follow, set_base=machine.Pin(2), in_base=in_pin).active(1)
        block = world_blocks[0]
        at = block.cycle
        block.world_at(at + 1000, lambda: in_pin.world_drive(1))
        block.world_at(at + 1500, lambda: in_pin.world_drive(0))
        pio.world_run(3000)
        assert bench.edges()[1:] == [(1003, 2, 1), (1503, 2, 0)]


@asm_pio(set_init=PIO.OUT_LOW)
def ask():
    irq(block, 4)
    set(pins, 1)
    set(pins, 0)


@asm_pio()
def answer():
    wait(1, irq, 4)[9]


def test_machines_wait_for_each_other_by_flags():
    with Bench() as bench:
        StateMachine(0, ask, set_base=machine.Pin(2)).active(1)
        pio.world_run(50)
        assert bench.edges() == [(0, 2, 0)]
        StateMachine(1, answer).active(1)
        pio.world_run(40)
        rises = [cycle for cycle, _, level in bench.edges() if level]
        assert [b - a for a, b in zip(rises, rises[1:])] == [10, 10, 10], rises


@asm_pio()
def interrupt():
    irq(rel(0))[19]


def test_interrupts_reach_their_handlers():
    with Bench():
        came = []
        cell = StateMachine(6, interrupt)
        cell.irq(lambda who: came.append(who))
        cell.active(1)
        pio.world_run(100)
        assert came == [cell] * 5
        cell.irq(None)
        PIO(1).irq(lambda who: came.append("block"), PIO.IRQ_SM2)
        pio.world_run(20)
        assert came[5:] == ["block"]


@asm_pio(out_init=(PIO.OUT_LOW, PIO.OUT_LOW), fifo_join=PIO.JOIN_TX)
def obey():
    pull(block)
    out(exec, 16)[20]


def test_words_can_be_instructions_with_delays_of_their_own():
    with Bench() as bench:
        cell = StateMachine(0, obey, out_base=machine.Pin(2))
        for text in ("set(x, 2)", "mov(pins, x)[6]", "mov(pins, invert(x))", "out(pindirs, 16)"):
            cell.put(pio.asm_pio_encode(text, 0), 16)
        cell.active(1)
        pio.world_run(40)
        # a pull, an out and the instruction itself, with its own delay only
        assert bench.edges()[2:] == [(5, 3, 1), (14, 2, 1), (14, 3, 0)]
        assert world_blocks[0].dirs == 0
        assert machine.Pin(2).value() == 0


def test_exec_runs_at_once_in_a_machine_that_stands():
    with Bench():
        cell = StateMachine(0, toggle_on_word, set_base=machine.Pin(2))
        cell.exec("set(pins, 1)")
        assert machine.Pin(2).value() == 1
        cell.exec("set(x, 21)")
        cell.exec("mov(isr, x)")
        cell.exec("push(block)")
        assert cell.get() == 21


def test_python_takes_a_pin_away_from_the_pio():
    with Bench() as bench:
        cell = StateMachine(0, square, set_base=machine.Pin(2))
        cell.active(1)
        pio.world_run(20)
        machine.Pin(2).init(machine.Pin.OUT, value=1)
        bench.edges()
        pio.world_run(20)
        assert bench.edges() == []
        assert machine.Pin(2).value() == 1


def test_both_machines_of_a_program_share_its_memory_and_a_program_too_large_is_refused():
    def program(count):
        @asm_pio()
        def made():
            nop()

        for _ in range(count - 1):
            made[0].append(0xA042)
        return made

    with Bench():
        large = program(20)
        StateMachine(0, large)
        StateMachine(1, large)
        twelve = program(12)
        try:
            PIO(0).add_program(program(13))
        except OSError as error:
            assert error.args[0] == errno.ENOMEM
        else:
            raise AssertionError("20 + 13 instructions")
        PIO(0).add_program(twelve)
        PIO(1).add_program(program(13))
        PIO(0).remove_program(large)
        StateMachine(2, program(20))
        try:
            PIO(0).remove_program(large)
        except ValueError as error:
            assert "not in instruction memory" in str(error)
        else:
            raise AssertionError("removed twice")


@asm_pio(autopush=True, set_init=PIO.OUT_LOW)
def counts():
    pull(block)
    out(x, 32)
    pull(block)
    out(y, 32)
    label("outer")
    mov(osr, y)
    out(null, 4)
    out(y, 28)
    jmp(x_not_y, "further")[3]
    set(pins, 1)
    set(pins, 0)
    label("further")
    jmp(y_dec, "round")
    label("round")
    jmp(x_dec, "outer")
    in_(y, 32)


def test_loops_left_out_end_as_loops_done():
    ends = []
    for every in (True, False):
        with Bench() as bench:
            Loops.world_all = every
            cell = StateMachine(0, counts, set_base=machine.Pin(2))
            cell.active(1)
            results = []
            for x, y in ((0, 0), (1, 5), (900, 300), (1500, 1500), (2000, 1999), (2000, 0), (700, 0x7FFF_FFFF)):
                cell.put(x)
                cell.put(y)
                for _ in range(23):
                    bench.hand.pass_us(17)
                cell.put(x + 1)
                cell.put(y)
                bench.hand.pass_us(400)
                results += [cell.get() for _ in range(cell.rx_fifo())]
            ends.append((results, bench.edges(), world_blocks[0].machines[0].time))
            skipped = world_blocks[0].machines[0].loops.world_skipped
            assert skipped == 0 if every else skipped > 5000, skipped
    assert ends[0] == ends[1]
    assert len(ends[0][0]) == 14
