"""Settings of a meter whose compiled files are loaded into a small heap, as by a stock MicroPython on a Pico."""

# without a breaker and without voltage quality (firmware/meter/config/defaults.py), else as the default is
SETTINGS = {"type_number": "686-18BK433010", "voltage_quality": 0}
WHOLE = 320 * 1024  # bytes of heap with which all of it has room, and a DLMS client (boards/*/budget.json)
