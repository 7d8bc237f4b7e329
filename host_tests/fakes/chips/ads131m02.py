"""Model of TI's ADS131M02 as data sheet SBAS853A says: registers, commands, conversions, frames. Words of 24 bits only.

Time is handed in, in ns (`pass_to`), because a board's µs are too coarse for DRDY. The decimation filter is a sample at
the conversion's end: droop and settling are not modelled. Wires: ads131m02_wires.py, whole frames: ads131m02_frames.py.
"""

from chips.ads131m02_registers import (
    ANSI,
    CLOCK,
    CRC_ERR,
    F_RESYNC,
    GAIN,
    LOCK,
    LOCKED,
    MODE,
    NULL,
    OSR,
    POR_NS,
    REG_CRC_EN,
    REG_MAP,
    REGACQ_NS,
    REGMAP_CRC,
    RESET,
    RESET_BIT,
    RESET_CLOCKS,
    RESET_DONE,
    RESET_VALUES,
    RREG,
    RX_CRC_EN,
    STANDBY,
    STATUS,
    UNLOCK,
    WAKEUP,
    WORDS,
    WREG,
    WRITABLE,
    code,
    crc16,
)

NOTHING = bytes(3 * WORDS)  # NULL, and no CRC


class Ads131m02:
    """world(ns) → (volts at AIN0, volts at AIN1). clkin: Hz, 0 while there is no clock.

    `resets`: how often it has been reset; `converted`: number of conversions.  after_reset: what it answers first
    after the pin or the supply has reset it (the data sheet tells this of the command only).
    """

    def __init__(self, world, clkin=8_192_000, after_reset=RESET_DONE):
        self.world = world
        self.clkin = clkin
        self.now_ns = self.resets = self.converted = 0
        self._frames = {}  # those of late, for a wave that comes again
        self._after_reset = after_reset
        self._reset_ns = None  # when SYNC/RESET will have been low for long enough
        self._held = False  # it has, and still is
        self._deaf = False  # to the frame under way
        self.reset(POR_NS)

    def reset(self, ready_ns=REGACQ_NS):
        """All of it, as after power-on; answers in so many ns."""
        self.registers = dict(RESET_VALUES)
        self.resets += 1
        self.locked = self.standby = False
        self._flags = 0
        self._map = self._map_crc()
        self._response = [self._after_reset]
        self._last = (0, 0)
        self._ready_ns = self.now_ns + ready_ns
        self._restart(self._ready_ns)

    # conversions

    def period_ns(self):
        """Between two conversions (8.3.5, 8.3.7); None without a clock."""
        if not self.clkin:
            return None
        clock = self.registers[CLOCK]
        osr = 64 if clock & 0x20 else OSR[clock >> 2 & 7]
        return 2 * osr * 1_000_000_000 // self.clkin

    def due_ns(self):
        """When something happens by itself next; None when nothing will."""
        if self._reset_ns is not None and (self.next_ns is None or self._reset_ns <= self.next_ns):
            return self._reset_ns
        return self.next_ns

    def pass_to(self, ns):
        """Do what falls due until then."""
        due = self.due_ns()
        while due is not None and due <= ns:
            self.now_ns = due
            if due == self._reset_ns:
                self._held, self._reset_ns = True, None
                self.reset()
            else:
                self._convert()
            due = self.due_ns()
        self.now_ns = max(self.now_ns, ns)

    def set_clock(self, hertz):
        self.clkin = hertz
        self._restart(self.now_ns)

    def sync_is(self, level):
        """SYNC/RESET moves: a long low resets (8.4.1.2), a short one synchronises where that is needed (8.4.3)."""
        if not level and self.clkin:
            self._reset_ns = self.now_ns + RESET_CLOCKS * 1_000_000_000 // self.clkin
        elif level and self._held:
            self._held = False
            self._ready_ns = self.now_ns + REGACQ_NS
            self._restart(self._ready_ns)
        elif level and self._reset_ns is not None:
            self._reset_ns = None
            period = self.period_ns()
            if self.next_ns is not None and (self.next_ns - self.now_ns) % period:
                self._restart(self.now_ns)
                self._flags |= F_RESYNC

    def unread(self):
        """Conversions that wait, 2 at most (8.5.1.9.1)."""
        return len(self._fifo)

    def _restart(self, ns):
        self._fifo = []
        period = self.period_ns()
        running = period and not self.standby and not self._held and self.registers[CLOCK] & 0x300
        self.next_ns = ns + period if running else None

    def _convert(self):
        gains = self.registers[GAIN]
        volts = self.world(self.now_ns)
        enabled = self.registers[CLOCK] >> 8
        pair = [code(volts[k], 1 << (gains >> 4 * k & 7)) if enabled >> k & 1 else 0 for k in (0, 1)]
        if len(self._fifo) == 2:
            self._fifo.pop(0)
        self._fifo.append(tuple(pair))
        self.converted += 1
        self.next_ns += self.period_ns()

    # frames

    def output(self):
        """Bytes of the frame that begins now; two channels and a CRC after the response, registers instead of them."""
        self._deaf = self.now_ns < self._ready_ns or self._held or not self.clkin
        if self._deaf:
            return bytes(3 * WORDS)
        response, self._response = self._response, [None]  # None: STATUS, as for NULL
        words = [self._status() if word is None else word for word in response]
        data = (self._fifo[0] if self._fifo else self._last) if len(words) == 1 else ()
        key = (tuple(words), data, self.registers[MODE] & ANSI)
        if key not in self._frames:
            if len(self._frames) > 200:
                self._frames.clear()
            self._frames[key] = _frame(*key)
        return self._frames[key]

    def data_shifted_out(self):
        """The host has clocked all of the conversion data."""
        if self._fifo:
            self._last = self._fifo.pop(0)

    def take(self, frame):
        """What came on DIN until CS rose or the frame was complete."""
        if len(frame) < 3 or self._deaf:
            return
        if frame == NOTHING and not self.registers[MODE] & RX_CRC_EN:
            self._response = [None]
            return
        words = [frame[k] << 8 | frame[k + 1] for k in range(0, len(frame) - 2, 3)]
        command = words[0]
        writes = (command & 127) + 1 if command & 0xE000 == WREG else 0
        if self.registers[MODE] & RX_CRC_EN:
            end = 3 * (1 + writes)
            sent = frame[end] << 8 | frame[end + 1] if len(frame) > end + 1 else None
            if sent != crc16(frame[:end], self.registers[MODE] & ANSI):
                if writes:
                    self._execute(command, words[1 : 1 + writes], True)  # nevertheless (8.3.12)
                self._flags |= CRC_ERR
                self._response = [None]
                return
        self._execute(command, words[1 : 1 + writes], len(frame) >= 3 * WORDS)

    def _execute(self, command, data, complete):
        if self.locked and command not in (NULL, UNLOCK) and command & 0xE000 != RREG:
            command = NULL  # ignored (table 8-11)
        kind, first, count = command & 0xE000, command >> 7 & 63, (command & 127) + 1
        if command == RESET:
            if complete:
                self.reset()
                self._response = [RESET_DONE]
            else:
                self._response = [RESET]
            return
        self._response = [command if command in (STANDBY, WAKEUP, LOCK, UNLOCK) else None]
        if command in (LOCK, UNLOCK):
            self.locked = command == LOCK
        elif command in (STANDBY, WAKEUP):
            self.standby = command == STANDBY
            self._restart(self.now_ns)
        elif kind == RREG:
            values = [self._read(first + k) for k in range(count)]
            self._response = values if count == 1 else [0xE000 | command & 0x1FFF] + values
        elif kind == WREG:
            for k, value in enumerate(data):
                self._write(first + k, value)
            self._response = [0x4000 | first << 7 | max(0, len(data) - 1)]

    def _read(self, address):
        if address == STATUS:
            return self._status()
        return self._map_crc() if address == REGMAP_CRC else self.registers.get(address, 0)

    def _write(self, address, value):
        before = self.registers[CLOCK]
        if address in WRITABLE:
            self.registers[address] = value & WRITABLE[address]
        if self.registers[CLOCK] != before:
            self._restart(self.now_ns)

    def _status(self):
        """STATUS as it is output; what it flags once is cleared by that (8.6.2, 8.3.13)."""
        mode = self.registers[MODE]
        if mode & REG_CRC_EN:
            now = self._map_crc()
            if now != self._map:
                self._flags |= REG_MAP
            self._map = now
        word = self._flags | mode & (ANSI | RESET_BIT | 0x300) | (LOCKED if self.locked else 0)
        self._flags = 0
        return word | (self.registers[CLOCK] >> 8 & 3 if self._fifo else 0)

    def _map_crc(self):
        return crc16(b"".join([bytes([self.registers[k] >> 8, self.registers[k] & 0xFF]) for k in range(2, 19)]))


def _frame(words, data, ansi):
    """Bytes: words of 16 bits, data of 24, CRC."""
    frame = b"".join([bytes([word >> 8, word & 0xFF, 0]) for word in words])
    frame += b"".join([bytes([value >> 16, value >> 8 & 0xFF, value & 0xFF]) for value in data])
    crc = crc16(frame, ansi)
    return frame + bytes([crc >> 8, crc & 0xFF, 0])
