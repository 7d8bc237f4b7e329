"""Runs on MicroPython: the loop in bytecode whose price on a Cortex-M0+ is known (frame.TURN)."""

# pyright: reportAttributeAccessIssue=false

import time
from array import array

TURNS = 1000


def quickest(run, *arguments):
    """Microseconds of a call, of twenty the least."""
    took = []
    for _ in range(20):
        began = time.ticks_us()
        run(*arguments)
        took.append(time.ticks_diff(time.ticks_us(), began))
    return min(took)


def multiply_add(a, b, count):
    total = 0
    k = 0
    while k < count:
        total += a[k] * b[k]
        k += 1
    return total


def a_turn():
    """Microseconds of a turn of the loop."""
    numbers = array("H", range(TURNS))
    return quickest(multiply_add, numbers, numbers, TURNS) / TURNS
