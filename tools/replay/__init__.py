"""Replay: a recorded waveform through the front-end model and the meter's own firmware.

The recording is read and checked, resampled without aliasing to the instants the sampler would have sampled, and
played by the simulated board; what comes back is the firmware's summary and, where wished, every window.
"""
