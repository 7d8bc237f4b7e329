"""What an ADS131M02 is told before it samples (SBAS853A, 8.6), over a port with `exchange(command, data)`."""

import time

NULL, LOCK = 0, 0x0555  # 8.5.1.10, table 8-11
RREG, WREG = 0xA000, 0x6000
WRITTEN = 0x4000  # response to a WREG of one register
ADDRESS = 7  # position of a register's address in a command
ID, TWO_CHANNELS = 0x00, 0x22  # in the upper byte
REGISTERS = (
    # MODE: CRC of the register map watched, CRC CCITT, its RESET flag cleared, 24 bits, timeout, DRDY low until read.
    # No CRC on DIN: what is written is read back, then locked, and DIN stays low
    (0x02, 0x2110),
    (0x03, 0x030A),  # CLOCK: both channels, OSR 512, high resolution
    (0x04, 0x0050),  # GAIN: 1 for the voltage, 32 for the current
    (0x06, 0x0600),  # CFG: no global chop, no current detection
)
RESET_US = 300  # 2048 periods of CLKIN and more (6.6)
REGACQ_US = 10  # 5 are asked for (6.7)


def set_up(port, sync, sampling):
    """Reset the chip at pin `sync`, write and read back all registers, lock them; it takes about 5 ms.

    sampling: STATUS as it must be then.  Raises OSError when the chip does not answer or is not what it should be.
    """
    sync.value(0)
    time.sleep_us(RESET_US)
    sync.value(1)
    time.sleep_us(REGACQ_US)
    port.exchange(NULL)  # what the first response is depends on the kind of reset
    if _read(port, ID) >> 8 != TWO_CHANNELS:
        raise OSError("ADS131M02: another chip")
    for address, value in REGISTERS:
        port.exchange(WREG | address << ADDRESS, value)
        if port.exchange(NULL) != WRITTEN | address << ADDRESS or _read(port, address) != value:
            raise OSError("ADS131M02: register %d not written" % address)
    port.exchange(LOCK)
    if port.exchange(NULL) != LOCK:
        raise OSError("ADS131M02: not locked")
    port.exchange(NULL)  # takes the flags that the set-up has left
    status = port.exchange(NULL)
    if status != sampling:
        raise OSError("ADS131M02: status %04x" % status)


def _read(port, address):
    port.exchange(RREG | address << ADDRESS)
    return port.exchange(NULL)
