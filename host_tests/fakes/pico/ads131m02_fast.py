"""Puts an ADS131M02 on the fake Pico, a frame at a time: for a whole board, before its `board` is imported."""

import math

import dma
import machine
from chips.ads131m02 import Ads131m02
from chips.ads131m02_frames import FastPort
from dma_channels import controller
from drivers import ads131m02_pio
from soc import world

SYNC = 28
VOLTS, AMPERES, HERTZ = 230.0, 5.0, 50
DIVIDER, SHUNT = 416.7, 250e-6


def mains(ns, known={}):  # noqa: B006 — that is its memory, for the wave comes again each 20 ms
    """What the front end makes of VOLTS and AMPERES in phase."""
    at = ns % (1_000_000_000 // HERTZ)
    if at not in known:
        if len(known) > 200:
            known.clear()
        sine = 2**0.5 * math.sin(2e-9 * math.pi * HERTZ * at)
        known[at] = VOLTS / DIVIDER * sine, AMPERES * SHUNT * sine
    return known[at]


def install(seen=mains, kind=FastPort):
    """seen(ns) → volts at both inputs; the FastPort, or one of its `kind`, which the board gets for its FramePort."""
    chip = Ads131m02(seen)
    chip.now_ns = chip.next_ns = world.now_us() * 1000
    chip.reset(250_000)
    port = kind(chip)
    port.now = lambda: controller.now_us  # or it would run after itself where frames take longer to make than to come
    dma.world_sources[port.source] = port
    ads131m02_pio.FramePort = lambda *pins, **named: port
    machine.Pin(SYNC).world_watch = port.sync_is
    return port
