"""What every board offers the meter, as data: the parts, and what each of them must have.

`missing(board)` holds a board against it; meanings and units stand in the drivers' docstrings.
"""

PARTS = {
    "sampler": ("rate", "lost", "codes", "read", "age_us"),
    "clock": ("read", "set", "trim"),
    "memory": ("size", "page", "endurance", "read", "write"),
    "files": ("read", "write"),
    "logs": ("names", "read", "append", "remove", "total"),
    "firmware": ("room", "code", "found", "stage", "confirm", "restart"),
    "lcd": ("show", "answers"),
    "relay": ("set", "closed", "load_voltage"),
    "red_led": ("set",),
    "optical": ("read", "write", "set_line"),
    "network": ("read", "write", "drop", "send_to"),
    "button": ("pushes", "held_ms"),
    "cover": ("closed",),
    "terminal_cover": ("closed",),
    "magnet": ("present",),
    "seal": ("closed",),
    "tariff_inputs": ("levels",),
    "pulse_input": ("taken",),
    "thermometer": ("read", "answers"),
    "watchdog": ("feed",),
    "supply": ("returned",),
    "console": ("window", "note", "refuse", "stopped"),
    "calibration": ("v_full_uv", "i_full_na", "delay_ns", "noise_na", "copy", "pack", "unpack"),
}
MAY_BE_NONE = ("network",)
PAIRS = {"leds": ("pulse", "steady"), "s0": ("pulse",)}  # of outputs: active, reactive
NUMBERS = ("nominal_mv", "nominal_mhz")


def missing(board):
    """What `board` lacks, a text each; an empty list for a board that the meter can run on."""
    found = []
    for name in NUMBERS:
        if not isinstance(getattr(board, name, None), int):
            found.append("%s: not there, or no integer" % name)
    for name in sorted(PARTS):
        if getattr(board, name, ()) is not None or name not in MAY_BE_NONE:
            found += _lacks(name, getattr(board, name, None), PARTS[name])
    for name in sorted(PAIRS):
        pair = getattr(board, name, None)
        if not isinstance(pair, tuple) or len(pair) != 2:
            found.append("%s: not there, or no pair" % name)
            continue
        for which in (0, 1):
            found += _lacks("%s[%d]" % (name, which), pair[which], PAIRS[name])
    return found


def _lacks(name, part, wanted):
    if part is None:
        return ["%s: not there" % name]
    return ["%s: no %s" % (name, member) for member in wanted if not hasattr(part, member)]
