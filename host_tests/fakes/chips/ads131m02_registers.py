"""Registers, commands and codes of the ADS131M02: data sheet SBAS853A, 8.5.1.10 and 8.6."""

ID, STATUS, MODE, CLOCK, GAIN, CFG, REGMAP_CRC = 0, 1, 2, 3, 4, 6, 0x3E  # 8.6, table 8-12
RESET_VALUES = {ID: 0x2284, MODE: 0x0510, CLOCK: 0x030E, GAIN: 0, 5: 0, CFG: 0x0600, 7: 0, 8: 0}
RESET_VALUES.update({9: 0, 10: 0, 11: 0, 12: 0x8000, 13: 0, 14: 0, 15: 0, 16: 0, 17: 0x8000, 18: 0})
WRITABLE = {MODE: 0x3F1F, CLOCK: 0x033F, GAIN: 0x0077, CFG: 0x1FFF, 7: 0xFFFF, 8: 0xFF0F}
WRITABLE.update({9: 0xFFC7, 10: 0xFFFF, 11: 0xFF00, 12: 0xFFFF, 13: 0xFF00})
WRITABLE.update({14: 0xFFC7, 15: 0xFFFF, 16: 0xFF00, 17: 0xFFFF, 18: 0xFF00})
OSR = (128, 256, 512, 1024, 2048, 4096, 8192, 16256)  # 8.6.4
LOCKED, F_RESYNC, REG_MAP, CRC_ERR, WAS_RESET = 1 << 15, 1 << 14, 1 << 13, 1 << 12, 1 << 10  # of STATUS, 8.6.2
REG_CRC_EN, RX_CRC_EN, ANSI, RESET_BIT, PULSES = 1 << 13, 1 << 12, 1 << 11, 1 << 10, 1  # of MODE, 8.6.3
NULL, RESET, STANDBY, WAKEUP, LOCK, UNLOCK = 0, 0x0011, 0x0022, 0x0033, 0x0555, 0x0655  # table 8-11
RREG, WREG = 0xA000, 0x6000
RESET_DONE = 0xFF22
FULL_SCALE_V = 1.2
POR_NS, REGACQ_NS = 250_000, 5000  # 6.7
RESET_CLOCKS = 2048  # tw(RSL), 6.6
WORDS = 4  # response, two channels, CRC


def _table(polynomial):
    table = []
    for byte in range(256):
        crc = byte << 8
        for _ in range(8):
            crc = crc << 1 ^ (polynomial if crc & 0x8000 else 0)
        table.append(crc & 0xFFFF)
    return table


_CCITT, _ANSI = _table(0x1021), _table(0x8005)


def crc16(data, ansi=False):
    """8.3.12: seed 0xFFFF, most significant bit first."""
    table = _ANSI if ansi else _CCITT
    crc = 0xFFFF
    for byte in data:
        crc = crc << 8 & 0xFFFF ^ table[crc >> 8 ^ byte]
    return crc


def code(volts, gain):
    """Two's complement of 24 bits; clipped (8.5.1.9)."""
    steps = int(volts * gain / FULL_SCALE_V * (1 << 23) // 1)
    return max(-(1 << 23), min((1 << 23) - 1, steps)) & 0xFFFFFF
