"""Accuracy: error curves and influence tests of the meter's measuring chain, as a test laboratory takes them.

Each board model is calibrated by the firmware's own procedure and then measures known inputs for a minute a point.
An error is the registers' energy against the ideal input's, which is worked out here from its Fourier components.
"""
