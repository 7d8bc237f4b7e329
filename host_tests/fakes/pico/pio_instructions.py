"""The nine instructions of the PIO (RP2040 datasheet 3.4.2 to 3.4.10), for `pio_machine`."""

ALL = 0xFFFF_FFFF


class Instructions:
    """Each takes the upper three and lower five bits of its byte, and returns whether it is done: else it stalls."""

    def _jmp(self, condition, address):
        if condition == 0:
            taken = True
        elif condition <= 2:
            taken = (self.x != 0) == (condition == 2)
            self.loops.tested(self.x)
            if condition == 2:
                self.x = self.x - 1 & ALL
        elif condition <= 4:
            taken = (self.y != 0) == (condition == 4)
            self.loops.tested(self.y)
            if condition == 4:
                self.y = self.y - 1 & ALL
        elif condition == 5:
            taken = self.x != self.y
            self.loops.tested(abs(self.x - self.y))
        else:
            self.loops.quiet = False
            taken = self.block.pad(self.jmp_pin, self) if condition == 6 else self.osr_count < self._pull_at
        if taken:
            self._target = address
        return True

    def _wait(self, field, index):
        polarity, source = field >> 2, field & 3
        self.loops.quiet = False
        if source < 2:
            return self.block.pad(index if source == 0 else self.in_pins[0] + index, self) == polarity
        if source == 3:
            raise ValueError("WAIT: reserved source")
        flag = 1 << self._flag(index)
        if bool(self.block.flags & flag) != bool(polarity):
            return False
        if polarity:
            self.block.flags &= ~flag
        return True

    def _flag(self, index):
        return index & 4 | index + self.number & 3 if index & 16 else index & 7

    def _in(self, source, count):
        self.loops.quiet = False
        if not self._half_done:
            count = count or 32
            data = self._source(source, count) & (1 << count) - 1
            if self._in_right:
                self.isr = (data << 32 | self.isr) >> count & ALL
            else:
                self.isr = (self.isr << count | data) & ALL
            self.isr_count = min(32, self.isr_count + count)
        if self._autopush and self.isr_count >= self._push_at:
            self._half_done = True
            return self._push(True)
        return True

    def _push(self, blocking):
        if len(self.rx) >= self.rx_depth:
            self.world_rxstall = True
            if blocking:
                return False
        else:
            self.rx.append(self.isr)
        self.isr = self.isr_count = 0
        if self.rx:
            self.block.pushed(self)
        return True

    def _refill(self):
        """OSR from the FIFO; whether there was a word."""
        if not self.tx:
            return False
        self.osr = self.tx.pop(0)
        self.osr_count = 0
        return True

    def _out(self, destination, count):
        if self.autopull and self.osr_count >= self._pull_at:
            self._soon = self._refill()
            return False  # 3.5.4: a cycle, even where there is a word
        count = count or 32
        self.loops.shifted(count)
        if self.out_right:
            data = self.osr & (1 << count) - 1
            self.osr >>= count
        else:
            data = self.osr >> 32 - count
            self.osr = self.osr << count & ALL
        self.osr_count = min(32, self.osr_count + count)
        if destination == 6:
            self.isr_count = count
        self._write(7 if destination == 7 else destination, data, self.out_pins)
        if self.autopull and self.osr_count >= self._pull_at:
            self._refill()
        return True

    def _push_pull(self, field, _):
        pulling, conditional, blocking = field >> 2, field >> 1 & 1, field & 1
        if not pulling:
            self.loops.quiet = False
            return True if conditional and self.isr_count < self._push_at else self._push(blocking)
        if (conditional or self.autopull) and self.osr_count < self._pull_at:
            self.loops.quiet = False
            return True
        if self._refill():
            self.loops.quiet = False
            return True
        if blocking:
            return False
        self.osr, self.osr_count = self.x, 0
        self.loops.osr_made()
        return True

    def _mov(self, destination, field):
        source, operation = field & 7, field >> 3
        if operation or source == 5:
            self.loops.quiet = False
        data = self._source(source, 32)
        if operation == 1:
            data ^= ALL
        elif operation == 2:
            data = _reversed(data)
        if destination == 7:
            self.osr, self.osr_count = data, 0
            self.loops.osr_made()
            return True
        if destination == 6:
            self.isr_count = 0
        if destination == 3:
            raise ValueError("MOV: reserved destination")
        self._write(7 if destination == 4 else destination, data, self.out_pins)
        return True

    def _irq(self, field, index):
        """field: clear, wait."""
        self.loops.quiet = False
        flag = 1 << self._flag(index)
        if field & 2:
            self.block.flags &= ~flag
            return True
        if not self._half_done:
            self.block.raise_flag(flag)
        self._half_done = True
        return not (field & 1 and self.block.flags & flag)

    def _set(self, destination, data):
        self.loops.quiet = False
        self._write(destination, data, self.set_pins)
        return True

    # sources and destinations

    def _source(self, source, count):
        if source == 0:
            self.loops.quiet = False
            return self.block.pads(self.in_pins[0], count, self)
        if source == 7:
            self.loops.osr_used()
            return self.osr
        if source == 5:
            return ALL if len(self.tx) < self._status_level else 0
        if source == 4:
            raise ValueError("reserved source")
        return (0, self.x, self.y, 0, 0, 0, self.isr)[source]

    def _write(self, destination, data, pins):
        """destination: as of OUT."""
        if destination == 1:
            self.x = data
        elif destination == 2:
            self.y = data
        elif destination != 3:
            self.loops.quiet = False
            if destination == 5:
                self._target = data & 31
            elif destination == 6:
                self.isr = data
            elif destination == 7:
                self._next = data & 0xFFFF
            else:
                self.block.put(self, *pins, data, destination == 4)


def _reversed(word):
    result = 0
    for _ in range(32):
        result = result << 1 | word & 1
        word >>= 1
    return result
