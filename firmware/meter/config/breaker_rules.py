"""What settings of the breaker must be beside each other (reference table of the disconnect registers)."""

from meter.config.settings import ConfigError

GROUPS = 8  # of emergency_groups


def check_breaker(settings):
    """Raises ConfigError. Gives `settings` its attribute `emergency`."""
    if not settings.limit_k3 <= settings.limit_k2 <= settings.limit_k1:
        raise ConfigError("limit_k: must be k3 <= k2 <= k1")
    if not settings.limit_t1 <= settings.limit_t2 <= settings.limit_t3:
        raise ConfigError("limit_t: must be t1 <= t2 <= t3")
    if settings.over_voltage_back_v >= settings.over_voltage_v:
        raise ConfigError("over_voltage_back_v: must be below over_voltage_v")
    for group in settings.emergency_groups:
        if not digits(group) or len(group) > 5 or str(int(group)) != group or int(group) > 0xFFFF:
            raise ConfigError("emergency_groups: %s is no number to 65535" % group)
    if len(settings.emergency_groups) > GROUPS:
        raise ConfigError("emergency_groups: at most %d" % GROUPS)
    settings.emergency = None
    if settings.emergency_profile:
        parts = settings.emergency_profile.split(",")
        if len(parts) != 3 or not all(digits(part) and len(part) <= 10 for part in parts):
            raise ConfigError("emergency_profile: must be GROUP,BEGIN,SECONDS")
        settings.emergency = group, begin, seconds = tuple([int(part) for part in parts])
        if group > 0xFFFF or begin > 0xFFFFFFFF or seconds > 0xFFFFFFFF:
            raise ConfigError("emergency_profile: must be GROUP,BEGIN,SECONDS")


def digits(text):
    """Whether `text` is one decimal digit or more and nothing else."""
    return len(text) > 0 and all("0" <= c <= "9" for c in text)
