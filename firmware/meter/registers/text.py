"""Registers as people read them: fixed digits, decimals cut off and never rounded up, units with their prefix.

One form for the display and for the optical readout (reference table "fields": energy 7.0 or 6.1, power 2.3).
"""

from meter.clock.calendar import from_seconds

# unit in the bank → (unit shown, powers of ten between them, digits before and after the point)
_SHOWN = {
    "Wh": ("kWh", 3, 7, 0),
    "varh": ("kvarh", 3, 7, 0),
    "W": ("kW", 3, 2, 3),
    "var": ("kvar", 3, 2, 3),
    "VA": ("kVA", 3, 2, 3),
    "V": ("V", 0, 3, 1),
    "A": ("A", 0, 3, 2),
    "Hz": ("Hz", 0, 2, 2),
    "h": ("h", 0, 7, 0),
    "%": ("%", 0, 3, 2),
    "": ("", 0, 1, 3),
}
DEMAND = (5, 3)
ACCUMULATED = (6, 3)  # in the readout; the display has eight digits


def fixed(number, scaler, before, after):
    """`number` · 10**scaler with `before` digits, a point and `after` digits; digits too many on the left go."""
    shift = scaler + after
    digits = abs(number) * 10**shift if shift >= 0 else abs(number) // 10**-shift
    text = "%0*d" % (before + after, digits % 10 ** (before + after))
    if after:
        text = text[:before] + "." + text[before:]
    return "-" + text if number < 0 else text


def shown(entry, energy, accumulated=DEMAND):
    """(value, unit) of an entry as text; energy, accumulated demand: digits before and after the point."""
    kind = entry.kind
    value = entry.read()
    if kind == "demand":
        value = value[0]
    if kind == "text":
        return value, entry.unit
    if kind == "number":
        return "%0*d" % (entry.digits, value), entry.unit
    if kind == "flags":
        return "".join(["1" if value >> k & 1 else "0" for k in range(entry.digits - 1, -1, -1)]), ""
    if kind in ("clock", "time", "date"):
        return _moment(kind, value[0]), ""
    unit, prefix, before, after = _SHOWN[entry.unit]
    if kind == "energy":
        before, after = energy
    elif kind == "demand":
        before, after = DEMAND
    elif kind == "accumulated":
        before, after = accumulated
    return fixed(value, entry.scaler - prefix, before, after), unit


def stamp(entry, part, zone_hours):
    """The `part`, time or date, of a maximum in normal time; zeros while there is none."""
    seconds = entry.read()[1]
    return _moment(part, seconds + 3600 * zone_hours) if seconds else "00:00:00"


def readout(entry, energy=(7, 2)):
    """(value, unit) for an EN 62056-21 data set; energies as 7.2, the resolution of the original's readout list."""
    return shown(entry, energy, ACCUMULATED)


def _moment(kind, seconds):
    year, month, day, hour, minute, second = from_seconds(max(0, seconds))  # a lost clock, west of Greenwich
    if kind == "time":
        return "%02d:%02d:%02d" % (hour, minute, second)
    if kind == "date":
        return "%02d:%02d:%02d" % (year % 100, month, day)
    return "%02d%02d%02d%02d%02d%02d" % (year % 100, month, day, hour, minute, second)
