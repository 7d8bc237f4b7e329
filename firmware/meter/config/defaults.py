"""What settings there are, and what each is unless it is given; loaded and dropped with the other rules (settings.py).

One text, for a dictionary would lie in the heap. A row says whether parts read the setting when they need it (live), or
the meter is set up anew after a change; its name; and its default: a whole number with lowest and highest value,
= and a text, or : and a list of texts. Volts are given for 230 V and scaled with the board's nominal voltage.
"""

_TABLE = (
    "\n"
    "anew type_number =686-18BK4C3010\n"
    "anew configuration :1-1-018-00-2 000-01-01-1 00-0-01-0-00 000-000-00 000\n"  # codes.py
    "live meter_number 0 0 99999999\n"
    "anew serial =00000001\n"
    "anew type =QUADRANT-1\n"  # identification on the optical port
    "anew maker =QDT\n"
    "anew password =00000000\n"
    "anew voltage_limit_v 160 0 400\n"  # of the display's L1; given for 230 V, scaled with the board's nominal voltage
    "anew cutoff_ma 10 1 100\n"  # registration cut-off: this current, and the power that it makes at nominal voltage
    "anew voltage_quality 1 0 1\n"  # 0: dips, deviations, outages, counters, harmonics are left out
    "live dip_percent 80 10 95\n"  # of the nominal voltage: Urms(1/2) for dips, swells and interruptions
    "live swell_percent 120 105 140\n"
    "live interruption_percent 5 1 20\n"
    "live power_threshold_w 99000 0 100000\n"  # above it, an integration period is counted
    "anew pulse_input_divisor_milli 1000 100 1000000\n"  # pulses to a unit of NN: 0.100 to 1000.000
    "live clock_trim_ppb 0 -25000 25000\n"  # what the clock's crystal is corrected by
    "anew dlms_codes 0 0 1\n"  # 1: logical names and rules of the original's channel 1
    "live dlms_password =12345\n"  # low level security of the reading clients
    "live encryption_key =000102030405060708090A0B0C0D0E0F\n"  # global unicast encryption key of security suite 0
    "live authentication_key =D0D1D2D3D4D5D6D7D8D9DADBDCDDDEDF\n"
    "live master_key =00112233445566778899AABBCCDDEEFF\n"  # what new keys come wrapped with
    "live security_policy 3\n"  # of the management client: 1 authenticated, 3 encrypted too
    "live hdlc_address 32 16 125\n"  # lower address
    "live hdlc_inactivity_s 20 0 65535\n"  # 0: never
    "live push_to =\n"  # HOST:PORT; empty: to whoever listens at the optical port
    "live push_at :\n"  # HH:MM in normal time
    "live push_objects :8,0-0:1.0.0,2 3,1-0:1.8.0,2 3,1-0:2.8.0,2 3,1-0:1.7.0,2 3,1-0:2.7.0,2\n"
    "live limit_k1 10 0 99\n"
    "live limit_k2 10 0 99\n"
    "live limit_k3 10 0 99\n"
    "live limit_t1 30 0 65535\n"
    "live limit_t2 30 0 65535\n"
    "live limit_t3 30 0 65535\n"
    "live connect_wait_s 60 0 65535\n"
    "live reconnection 0 0 1\n"
    "live threshold_low 0 0 80\n"
    "live threshold_high 0 0 80\n"
    "live threshold_emergency 0 0 80\n"
    "live over_voltage_v 285 260 320\n"
    "live over_voltage_s 1 1 3600\n"
    "live over_voltage_back_v 265 250 270\n"
    "live over_voltage_back_s 60 1 3600\n"
    "live emergency_profile =\n"  # GROUP,BEGIN,SECONDS: begin in s since 2000 UTC; empty: none
    "live emergency_groups :\n"  # numbers of the groups that this meter is in
    "live tamper_latched 0 0 1\n"  # 1: magnet and open covers show until they are acknowledged (96.10.2)
    "anew mode_select 1 0 2\n"  # of EN 62056-21 at the optical port: 0 none, 1 modes A and C, 2 mode D0 too
    "anew d0_period 0 0 17280\n"  # of readouts that nobody asks for, in 5 s; 0: none
    "anew d0_speed 3 0 5\n"  # of these, a Z code: 2400 Bd
    "live high_v 253 233 276\n"  # of values of a second, ± 10 %
    "live low_v 207 184 227\n"
    "live deviation_s 600 0 65535\n"  # beyond them, before it is reported
    "live power_fault_s 180 0 65535\n"  # of an outage, before it is reported
    "live high_mean_v 253 233 276\n"  # of mean windows
    "live low_mean_v 207 184 227\n"
    "live mean_s 600 10 1800\n"
    "live outage_v 160 50 160\n"
    "live outage_s 1 0 1800\n"  # an outage is longer
    "live quality_hysteresis_permille 20 0 100\n"  # of the nominal voltage, at every limit
    "live occurrences_stored 1 0 2\n"  # 0 daily, 1 weekly, 2 monthly
    "anew analysis_period_s 900\n"
    "anew analysis :1.7.0 2.7.0 3.7.0 4.7.0 32.25.0 31.25.0\n"
    "anew automatic :1.8.0 2.8.0 3.8.0 4.8.0 1.7.0 2.7.0 32.7.0 31.7.0 0.9.1\n"
    "anew manual :1.8.0 2.8.0 3.8.0 4.8.0 1.8.1 1.8.2 1.8.3 1.8.4 5.8.0 6.8.0 7.8.0 8.8.0 15.8.0 1.6.0 "
    "1.6.0/date 1.6.0/time 1.2.0 0.1.0 1.7.0 2.7.0 3.7.0 4.7.0 9.7.0 13.7.0 13.7.1 14.7.0 32.7.0 31.7.0 "
    "96.8.0 0.128.1 97.97.0 0.9.1 0.9.2 0.0.1 96.54.1 0.2.0 dcon test\n"
    "anew readout :0.0.1 97.97.0 1.8.0 1.8.1 1.8.2 2.8.0 2.8.1 2.8.2 3.8.0 3.8.1 3.8.2 4.8.0 4.8.1 4.8.2 "
    "5.8.0 6.8.0 7.8.0 8.8.0 1.6.0 1.6.1 1.6.2 2.6.0 1.2.0 2.2.0 3.6.0 3.2.0 4.6.0 4.2.0 1.7.0 2.7.0 "
    "3.7.0 4.7.0 13.7.0 14.7.0 32.7.0 31.7.0 129.0.0 0.1.0 96.8.0 1.0.0\n"
    "live working_days =12345\n"  # on which prepayment may cut the supply: cut_rules.py
    "live exception_days =\n"
    "live no_cut_slot =\n"
    "live low_max_days 0 0 255\n"  # of reduced load after it; 0: none
    "live credit_alarm_kwh 10 0 9999\n"  # 0: none
)
_LIVE_CODES = ("configuration 1", "configuration 4")


def names():
    """Yield the name of every setting."""
    at = 1
    while at < len(_TABLE):
        yield _TABLE[at + 5 : _TABLE.find(" ", at + 5)]
        at = _TABLE.find("\n", at) + 1


def known(name):
    """Whether there is a setting of this name."""
    return " " not in name and (_TABLE.find("\nlive %s " % name) >= 0 or _TABLE.find("\nanew %s " % name) >= 0)


def default(name):
    """What the setting `name` is unless it is given."""
    value = _value(name)
    if value[0] == ":":
        return listed(name)
    return value[1:] if value[0] == "=" else int(value.split(" ")[0])


def listed(name):
    """The texts of a list, unless it is given."""
    value = _value(name)[1:]
    return tuple(value.split(" ")) if value else ()


def limits(name):
    """(lowest, highest) of a whole number; None where rules.py knows which it may be."""
    value = _value(name).split(" ")
    return (int(value[1]), int(value[2])) if len(value) > 1 else None


def live(name):
    """Whether parts read it whenever they need it; name: also `configuration 1` to `configuration 5`."""
    return name in _LIVE_CODES or _TABLE.find("\nlive %s " % name) >= 0


def _value(name):
    begin = _TABLE.find(" %s " % name) + len(name) + 2
    return _TABLE[begin : _TABLE.find("\n", begin)]
