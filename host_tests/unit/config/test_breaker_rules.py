"""Settings of the breaker: their limits, and what they must be beside each other."""

from meter.config.settings import ConfigError, Settings


def refusal(**given):
    try:
        Settings(given)
    except ConfigError as error:
        return str(error)
    return ""


def test_delivered_values():
    found = Settings()
    assert (found.limit_k1, found.limit_t3, found.connect_wait_s, found.reconnection, found.basis) == (10, 30, 60, 0, 0)
    assert (found.threshold_low, found.threshold_high, found.emergency) == (0, 0, None)
    assert (found.over_voltage_v, found.over_voltage_s, found.over_voltage_back_v) == (285, 1, 265)


def test_basis_is_jj():
    for jj in (0, 1, 7, 23, 39, 64, 99 - 8):
        if not jj & 8:
            assert Settings({"configuration": ["1-1-000-00-2", "000-01-01-1", "%02d-0-00-0-00" % jj, "000-000-00",
                                               "000"]}).basis == jj  # fmt: skip


def test_factors_fall_and_times_rise():
    for factors in ((10, 10, 10), (99, 50, 0), (20, 15, 11), (0, 0, 0)):
        assert refusal(limit_k1=factors[0], limit_k2=factors[1], limit_k3=factors[2]) == ""
    for factors in ((10, 11, 10), (10, 10, 11), (0, 0, 1), (9, 10, 10)):
        said = refusal(limit_k1=factors[0], limit_k2=factors[1], limit_k3=factors[2])
        assert said == "limit_k: must be k3 <= k2 <= k1"
    for times in ((0, 0, 0), (5, 30, 300), (30, 30, 65535)):
        assert refusal(limit_t1=times[0], limit_t2=times[1], limit_t3=times[2]) == ""
    for times in ((31, 30, 30), (0, 31, 30), (5, 4, 300)):
        said = refusal(limit_t1=times[0], limit_t2=times[1], limit_t3=times[2])
        assert said == "limit_t: must be t1 <= t2 <= t3"


def test_ranges():
    for name, lowest, highest in (
        ("limit_k1", 10, 99), ("limit_t3", 30, 65535), ("connect_wait_s", 0, 65535), ("reconnection", 0, 1),
        ("threshold_low", 0, 80), ("threshold_high", 0, 80), ("threshold_emergency", 0, 80),
        ("over_voltage_v", 266, 320), ("over_voltage_s", 1, 3600), ("over_voltage_back_v", 250, 270),
        ("over_voltage_back_s", 1, 3600),
    ):  # fmt: skip
        assert refusal(**{name: lowest}) == refusal(**{name: highest}) == "", name
        assert name in refusal(**{name: highest + 1}), name
        assert refusal(**{name: -1}).startswith(name[:7])
    assert refusal(over_voltage_v=265) == "over_voltage_back_v: must be below over_voltage_v"


def test_the_emergency_profile():
    assert Settings({"emergency_profile": "7,820540800,3600"}).emergency == (7, 820_540_800, 3600)
    assert refusal(emergency_groups=["0", "7", "65535"]) == ""
    for wrong in ("7", "7,1", "7,1,2,3", "x,1,2", "7,-1,2", "65536,1,2", "7,4294967296,1", "7,1,4294967296", "7,,1",
                  "7,99999999999,1"):  # fmt: skip
        assert refusal(emergency_profile=wrong) == "emergency_profile: must be GROUP,BEGIN,SECONDS", wrong
    for wrong in ("", "x", "-1", "65536", "07", "99999999"):
        assert refusal(emergency_groups=[wrong]) == "emergency_groups: %s is no number to 65535" % wrong
    assert refusal(emergency_groups=[str(k) for k in range(9)]) == "emergency_groups: at most 8"
