"""`mem32`: registers of converter, DMA and chip identity, where the chip that is in has them."""

import chip
from adc_registers import CS, converter
from dma_channels import BASE, controller, world_pass

SYSINFO = 0x4000_0000


class SysInfo:
    """CHIP_ID, 2.19.5; the same place in both chips."""

    def load(self, address):
        if address != SYSINFO:
            raise KeyError("no register at %#x" % address)
        return 1 << 28 | chip.now.part << 12 | 0x927

    def store(self, address, word):
        raise KeyError("no register to write at %#x" % address)


def _behind(address):
    """(the part that has the register, its address in an RP2040)."""
    page = address >> 12
    if page == chip.now.adc >> 12:
        return converter, CS + address - chip.now.adc
    return {BASE >> 12: controller, SYSINFO >> 12: sys_info}[page], address


class Memory:
    """`mem32`: registers by address, 32 bits; KeyError where there is none."""

    def __getitem__(self, address):
        world_pass()
        part, address = _behind(address)
        return part.load(address)

    def __setitem__(self, address, word):
        world_pass()
        part, address = _behind(address)
        part.store(address, word & 0xFFFF_FFFF)
        world_pass()


sys_info = SysInfo()
