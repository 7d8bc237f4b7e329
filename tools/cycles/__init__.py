"""Cycles of the kernels on a Cortex-M0+, counted on the PC: `.mpy` reader, emulated core, timing table."""
