"""Registers of the voltage quality, of a meter that watches it; rows as in catalogue.py, loaded as functions.py."""

from meter.registers.functions import setting

# counters, registers 133.0.x (quality/occurrences.py)
COUNTERS = b"\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c\x0e\x0f\x10\x13\x14\x15"
# settings: a text takes less of the heap than a table
_VOLTAGE = "high_v low_v deviation_s power_fault_s high_mean_v low_mean_v mean_s outage_v outage_s \
quality_hysteresis_permille occurrences_stored dip_percent swell_percent interruption_percent"


def rows(meter):
    """Yield (whether it is of what the memory keeps, row) for each."""
    counts = meter.quality.counts
    for k in COUNTERS:
        yield True, ("1-0:133.0.%d" % k, "", lambda k=k: counts[k], 0, "number", 4)
    k = 12  # the first four are of the reference, the others the manufacturer's
    for name in _VOLTAGE.split():
        unit, kind = ("V", "value") if name.endswith("_v") else ("", "number")
        yield False, setting(meter, "1-0:134.0.%d" % k if k < 16 else "1-0:199.7.%d" % (k - 15), name, unit, kind, 0)
        k += 1
