"""FRAM or EEPROM on I²C with 16-bit addresses.

FRAM, such as MB85RC256V (data sheet DS501-00017, "Command"): no pages, no waiting. EEPROM, such as 24LC256 with pages
of 64 bytes (DS20001203) and 24LC512 with 128 (DS21754): a page is programmed as one in at most 5 ms, in which the chip
does not acknowledge its address ("Acknowledge Polling"), and stands a million cycles. With one the supply must last
150 ms and more after its power-fail signal, where 82 do for FRAM (firmware/README.md, "When the supply goes").
"""

import errno
import time

_LONGEST_MS = 10  # twice what the data sheets allow a page


class I2cMemory:
    """i2c: bus; address: device address 0x50 to 0x57; size: bytes; page: bytes programmed as one, 1 for FRAM.

    endurance: writes that a page stands. OSError when the chip does not answer. The first write is read back, for a
    chip that is write-protected, or smaller than it should be, acknowledges like any other.
    """

    def __init__(self, i2c, address, size, page=1, endurance=10**13):
        self._i2c = i2c
        self._address = address
        self.size = size
        self.page = page
        self.endurance = endurance
        self._proved = False

    def read(self, address, count):
        self._check(address, count)
        return self._i2c.readfrom_mem(self._address, address, count, addrsize=16)

    def write(self, address, data):
        """What has been written is there when this returns: after up to 10 ms for each page of an EEPROM."""
        self._check(address, len(data))
        if self.page == 1:
            self._i2c.writeto_mem(self._address, address, data, addrsize=16)
        else:
            self._write_pages(address, data)
        if not self._proved:
            if self.read(address, len(data)) != data:
                raise OSError(errno.EIO)
            self._proved = True

    def _write_pages(self, address, data):
        done = 0
        while done < len(data):
            # beyond the page's end the chip would go on at its beginning
            end = done + self.page - (address + done) % self.page
            self._i2c.writeto_mem(self._address, address + done, data[done:end], addrsize=16)
            self._wait()
            done = end

    def _wait(self):
        """Until the chip acknowledges its address."""
        for left in range(_LONGEST_MS, 0, -1):
            time.sleep_ms(1)
            try:
                self._i2c.readfrom(self._address, 1)
                return
            except OSError:
                if left == 1:
                    raise

    def _check(self, address, count):
        # the chip would go on at address 0
        if not 0 <= address <= address + count <= self.size:
            raise ValueError("memory: %d bytes at %d" % (count, address))
