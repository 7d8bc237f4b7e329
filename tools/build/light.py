"""Settings of a meter whose compiled files are loaded into the heap, as by a stock MicroPython."""

# without a breaker and without voltage quality (firmware/meter/config/defaults.py), else as the default is
SETTINGS = {"type_number": "686-18BK433010", "voltage_quality": 0}
