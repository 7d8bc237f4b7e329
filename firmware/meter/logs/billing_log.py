"""The billing log (98.1.0): all values of the datasheet's list, of one moment, at each billing stop.

Depth 36. A record's payload: why the stop was made, then the values of VALUES in that order.
"""

from meter.registers.billing import COUNTS
from meter.registers.demand import MINUS_P, MINUS_Q, PLUS_P, PLUS_Q, TARIFF_1, TARIFF_2

DEPTH = 36
VALUE = 5  # bytes of a value
# codes as in the bank; a maximum is followed by its time, seconds since 2000 UTC
VALUES = (
    "1.8.0", "2.8.0", "3.8.0", "4.8.0",
    "1.8.1", "1.8.2", "1.8.3", "1.8.4", "3.8.1", "3.8.2", "3.8.3", "3.8.4",
    "1.6.0", "1.6.0", "1.6.1", "1.6.1", "1.6.2", "1.6.2", "2.6.0", "2.6.0", "3.6.0", "3.6.0", "4.6.0", "4.6.0",
    "1.2.0", "2.2.0", "3.2.0", "4.2.0", "96.8.0", "0.1.0", "96.51.2", "0.128.1",
)  # fmt: skip
SIZE = 1 + VALUE * len(VALUES)
_MAXIMA = (PLUS_P, TARIFF_1, TARIFF_2, MINUS_P, PLUS_Q, MINUS_Q)


def record(meter, why):
    """The payload of a stop of `meter` that is about to be made: it counts itself, and its maxima are accumulated."""
    energies, demand = meter.energies, meter.demand
    found = [energies.total(which) for which in range(4)]
    for which in (0, 2):
        found += [energies.read(which, tariff) for tariff in range(1, 5)]
    for which in _MAXIMA:
        found += demand.maximum(which)
    found += demand.added()
    found += (meter.hours.read(), (meter.billing.count + 1) % COUNTS, demand.above, meter.pulse_input.read())
    payload = bytes((why,))
    for value in found:
        payload += value.to_bytes(VALUE, "little")
    return payload


def values(payload):
    """(why, values in the order of VALUES) of a record."""
    return payload[0], [int.from_bytes(payload[k : k + VALUE], "little") for k in range(1, len(payload), VALUE)]
