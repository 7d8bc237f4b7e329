"""Every register of the meter, one line each: code, unit, how to read it, who may write it.

Codes as IEC 62056-61 (B = 0); quadrant energies and powers as in the reference table of registers.
"""

from meter.metrology.calibration import STEPS
from meter.metrology.harmonics import ORDERS
from meter.registers.bank import Bank

PASSWORD_1 = 1  # access level of the programming mode's password


def build(settings, energy, window, harmonics, tariff, hours, status, clock, calibrator, version):
    """The Bank. clock: utc() and normal(), each (seconds since 2000, valid); calibrator: read(), write(text),
    report(step).
    """
    bank = Bank()
    add = bank.add
    add("1-0:0.0.1", "", lambda: settings.meter_number, kind="number", digits=8)
    add("1-0:96.1.0", "", lambda: settings.serial, kind="text")
    add("1-0:0.2.0", "", lambda: version, kind="text")

    add("1-0:1.8.0", "Wh", energy.a_plus.read, kind="energy", legal=True)  # A+ (QI + QIV)
    add("1-0:2.8.0", "Wh", energy.a_minus.read, kind="energy")  # A- (QII + QIII)
    add("1-0:3.8.0", "varh", energy.r_plus.read, kind="energy")  # R+ (QI + QII)
    add("1-0:4.8.0", "varh", energy.r_minus.read, kind="energy")  # R- (QIII + QIV)
    for k in range(4):
        add("1-0:%d.8.0" % (5 + k), "varh", energy.r[k].read, kind="energy")  # R1 … R4
    add("1-0:15.8.0", "Wh", energy.a_sum.read, kind="energy")  # |A+| + |A-|

    add("1-0:1.7.0", "W", lambda: max(0, window.p_mw), -3)  # P+
    add("1-0:2.7.0", "W", lambda: max(0, -window.p_mw), -3)  # P-
    add("1-0:3.7.0", "var", lambda: max(0, window.q_mvar), -3)  # Q+
    add("1-0:4.7.0", "var", lambda: max(0, -window.q_mvar), -3)  # Q-
    add("1-0:9.7.0", "VA", lambda: window.s_mva, -3)
    add("1-0:13.7.0", "", lambda: window.pf_milli, -3)
    add("1-0:13.7.1", "", lambda: window.dpf_milli, -3)  # of the fundamental
    add("1-0:14.7.0", "Hz", lambda: window.f_mhz, -3)
    add("1-0:32.7.0", "V", lambda: window.v_rms_mv, -3)
    add("1-0:31.7.0", "A", lambda: window.i_rms_ua, -6)

    add("1-0:32.7.124", "%", lambda: harmonics.thd_v, -2)  # THD; E = 1 to 40 are the orders (IEC 62056-61)
    add("1-0:31.7.124", "%", lambda: harmonics.thd_i, -2)
    bank.add_family("1-0:32.7.", "V", ORDERS, lambda order: harmonics.volts[order], -3)
    bank.add_family("1-0:31.7.", "A", ORDERS, lambda order: harmonics.amps[order], -6)

    add("1-0:129.0.0", "", tariff.read, kind="number", digits=1, level=PASSWORD_1, write=tariff.write)
    add("1-0:199.0.0", "", calibrator.read, kind="text", level=PASSWORD_1, write=calibrator.write)
    bank.add_family("1-0:199.1.", "", len(STEPS), lambda k: calibrator.report(STEPS[k - 1]), kind="text")
    add("0-0:96.8.0", "h", hours.read)
    add("1-0:97.97.0", "", status.read, kind="flags", digits=8)
    add("0-0:1.0.0", "", clock.utc, kind="clock", level=PASSWORD_1)
    add("0-0:0.9.1", "", clock.normal, kind="time")
    add("0-0:0.9.2", "", clock.normal, kind="date")
    return bank
