"""The PIO assembler of MicroPython's `rp2`: a decorated function becomes the words of RP2040 datasheet 3.4.

As on a board, the names of the function's module are not there while it runs: a program can use numbers, but no
constants. A program is the list that the port keeps: words, its place in both blocks (-1: in none), EXECCTRL,
SHIFTCTRL, and the states of its OUT, SET and side-set pins at the start.
"""

from array import array

WORDS, PLACES, EXECCTRL, SHIFTCTRL, OUT_PINS, SET_PINS, SIDE_PINS = 0, 1, 3, 4, 5, 6, 7
NOP = 0xA042  # mov y, y
EXEC = 8  # has another number in each instruction

_CONSTANTS = {
    "gpio": 0,
    "pins": 0,
    "x": 1,
    "y": 2,
    "null": 3,
    "pindirs": 4,
    "pc": 5,
    "status": 5,
    "isr": 6,
    "osr": 7,
    "exec": EXEC,
    "not_x": 1,
    "x_dec": 2,
    "not_y": 3,
    "y_dec": 4,
    "x_not_y": 5,
    "pin": 6,
    "not_osre": 7,
    "noblock": 0x01,
    "block": 0x21,
    "iffull": 0x40,
    "ifempty": 0x40,
    "clear": 0x40,
    "invert": lambda source: source | 8,
    "reverse": lambda source: source | 16,
    "rel": lambda index: index | 16,
}
_FUNCTIONS = (
    "wrap_target",
    "wrap",
    "label",
    "word",
    "nop",
    "jmp",
    "wait",
    "in_",
    "out",
    "push",
    "pull",
    "mov",
    "irq",
    "set",
)


class PIOASMError(Exception):
    pass


class PIOASMEmit:
    """Runs over a program twice: for the labels, then for the words."""

    def __init__(
        self,
        *,
        out_init=None,
        set_init=None,
        sideset_init=None,
        side_pindir=False,
        in_shiftdir=0,
        out_shiftdir=0,
        autopush=False,
        autopull=False,
        push_thresh=32,
        pull_thresh=32,
        fifo_join=0,
    ):
        shift = fifo_join << 30 | (pull_thresh & 31) << 25 | (push_thresh & 31) << 20
        shift |= out_shiftdir << 19 | in_shiftdir << 18 | autopull << 17 | autopush << 16
        self.prog = [array("H"), -1, -1, side_pindir << 29, shift, out_init, set_init, sideset_init]
        if sideset_init is None:
            self._side_bits = 0
        else:
            self._side_bits = 1 if isinstance(sideset_init, int) else len(sideset_init)
        self._side_optional = False
        self._labels = {}
        self._wrap = None
        self._wrap_target = 0
        self._count = self._sides = 0  # of instructions, of side()
        self._writing = False

    def assemble(self, program):
        program()
        if self._side_bits and self._sides != self._count:
            self._side_optional = True  # 3.5.1: a bit more says whether there is one
        if self._wrap is None:
            self._wrap = self._count
        self._count = 0
        self._writing = True
        program()
        self.prog[EXECCTRL] |= self._side_optional << 30 | self._wrap - 1 << 12 | self._wrap_target << 7
        return self.prog

    def encode(self, text, side_bits, side_optional):
        """The word of one instruction; `side_bits` with the one that makes it optional."""
        self._side_bits = side_bits - 1 if side_optional else side_bits
        self._side_optional = side_optional
        self._writing = True
        names = self.names()
        names["jmp"] = None  # as the port: a single instruction has no labels
        exec(text, names)
        if len(self.prog[WORDS]) != 1:
            raise PIOASMError("expecting exactly 1 instruction")
        return self.prog[WORDS][0]

    def names(self):
        names = dict(_CONSTANTS)
        for name in _FUNCTIONS:
            names[name] = getattr(self, name)
        return names

    # directives

    def wrap_target(self):
        self._wrap_target = self._count

    def wrap(self):
        assert self._count
        self._wrap = self._count

    def label(self, label):
        if not self._writing:
            if label in self._labels:
                raise PIOASMError("duplicate label %s" % label)
            self._labels[label] = self._count

    # instructions

    def word(self, instr, label=None):
        self._count += 1
        if self._writing:
            if label is not None:
                if label not in self._labels:
                    raise PIOASMError("unknown label %s" % label)
                instr |= self._labels[label]
            self.prog[WORDS].append(instr)
        return self

    def delay(self, delay):
        if self._writing:
            if delay > 31 >> self._side_bits + self._side_optional:
                raise PIOASMError("delay too large")
            self.prog[WORDS][-1] |= delay << 8
        return self

    __getitem__ = delay

    def side(self, value):
        self._sides += 1
        if self._writing:
            if not self._side_bits:
                raise PIOASMError("no sideset")
            if value >> self._side_bits:
                raise PIOASMError("sideset too large")
            bits = self._side_bits + self._side_optional
            self.prog[WORDS][-1] |= self._side_optional << 12 | value << 13 - bits
        return self

    def nop(self):
        return self.word(NOP)

    def jmp(self, cond, label=None):
        return self.word(0, cond) if label is None else self.word(cond << 5, label)

    def wait(self, polarity, src, index):
        # irq is also the name of an instruction: a function comes here
        source = {_CONSTANTS["gpio"]: 0, _CONSTANTS["pin"]: 1}.get(src, 2)
        return self.word(0x2000 | polarity << 7 | source << 5 | index)

    def in_(self, src, data):
        return self.word(0x4000 | src << 5 | _bits(data))

    def out(self, dest, data):
        return self.word(0x6000 | (7 if dest == EXEC else dest) << 5 | _bits(data))

    def push(self, value=0, value2=0):
        return self.word(0x8000 | _blocking(value | value2))

    def pull(self, value=0, value2=0):
        return self.word(0x8080 | _blocking(value | value2))

    def mov(self, dest, src):
        return self.word(0xA000 | (4 if dest == EXEC else dest) << 5 | src)

    def irq(self, mod, index=None):
        if index is None:
            mod, index = 0, mod
        return self.word(0xC000 | mod & 0x60 | index)

    def set(self, dest, data):
        return self.word(0xE000 | dest << 5 | data)


def _bits(count):
    if not 0 < count <= 32:
        raise PIOASMError("invalid bit count %d" % count)
    return count & 31


def _blocking(flags):
    return flags & 0x60 if flags & 1 else flags & 0x40 | 0x20


def asm_pio(**options):
    """A decorator; its function becomes a program."""

    def assembled(program):
        emit = PIOASMEmit(**options)
        names = program.__globals__
        kept = dict(names)
        names.clear()
        names.update(emit.names())
        try:
            return emit.assemble(program)
        finally:
            names.clear()
            names.update(kept)

    return assembled


def asm_pio_encode(instr, sideset_count, sideset_opt=False):
    """The word of the instruction that the text `instr` holds; sideset_count: with the bit of an optional one."""
    return PIOASMEmit().encode(instr, sideset_count, bool(sideset_opt))
