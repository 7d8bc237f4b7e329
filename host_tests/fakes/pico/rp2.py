"""Fake of the Pico's `rp2`: DMA channels and programmable input and output."""

from dma import DMA  # noqa: F401
from pio import PIO, PIOASMError, StateMachine, asm_pio, asm_pio_encode  # noqa: F401
