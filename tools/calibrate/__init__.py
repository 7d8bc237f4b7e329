"""Calibrate: takes a meter through its calibration over the optical port, and shows how on a simulated one.

The meter does the work and keeps the result (firmware/meter/config/calibrator.py); from here it gets what a reference
meter reads, or what its counted pulses amount to.
"""
