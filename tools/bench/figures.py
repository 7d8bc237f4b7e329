"""Numbers of a snapshot as a person reads them. Only whole numbers come in; nothing is measured here."""

from tools.bench.child import Event

# label, key of the snapshot, divisor, decimals, unit, with sign
QUANTITIES = (
    ("U", "v_rms_mv", 1_000, 2, "V", False),
    ("I", "i_rms_ua", 1_000_000, 4, "A", False),
    ("P", "p_mw", 1_000, 1, "W", True),
    ("Q", "q_mvar", 1_000, 1, "var", True),
    ("S", "s_mva", 1_000, 1, "VA", False),
    ("PF", "pf_milli", 1_000, 3, "", True),
    ("f", "f_mhz", 1_000, 3, "Hz", False),
)
REGISTERS = (
    ("A+", "a_plus_uwh", "kWh"),
    ("A-", "a_minus_uwh", "kWh"),
    ("R+", "r_plus_uvarh", "kvarh"),
    ("R-", "r_minus_uvarh", "kvarh"),
)
SUMMARY = (
    *("v_rms_mv", "i_rms_ua", "p_mw", "q_mvar", "s_mva", "pf_milli", "f_mhz"),
    *("a_plus_uwh", "a_minus_uwh", "r_plus_uvarh", "r_minus_uvarh"),
    *("pulses", "windows", "samples", "lost_samples", "seconds_milli"),
)
MICRO_PER_KILO = 1_000_000_000
QUADRANTS = {(True, True): "I", (False, True): "II", (False, False): "III", (True, False): "IV"}


def quantities(snapshot: Event) -> list[tuple[str, str, str]]:
    """(label, number, unit) of each instantaneous value."""
    return [
        (label, f"{snapshot[key] / divisor:{'+' if signed else ''}z.{decimals}f}", unit)
        for label, key, divisor, decimals, unit, signed in QUANTITIES
    ]


def energy(micro: int) -> str:
    """Micro-units (µWh, µvarh) as kilo-units with six decimals, cut off as a register does."""
    return f"{micro // MICRO_PER_KILO}.{micro % MICRO_PER_KILO // 1000:06d}"


def registers(snapshot: Event) -> list[tuple[str, str, str]]:
    """(label, number, unit) of each energy register."""
    return [(label, energy(snapshot[key]), unit) for label, key, unit in REGISTERS]


def quadrant_name(snapshot: Event) -> str:
    """QI to QIV of the load (IEC 62053-23: QI is P+ Q+, then counter-clockwise), empty for less than can be shown."""
    p, q = round(snapshot["p_mw"] / 100), round(snapshot["q_mvar"] / 100)
    return "Q" + QUADRANTS[p >= 0, q >= 0] if p or q else ""


def elapsed(milliseconds: int) -> str:
    """Simulated time since the start, h:mm:ss."""
    seconds = milliseconds // 1000
    return f"{seconds // 3600}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
