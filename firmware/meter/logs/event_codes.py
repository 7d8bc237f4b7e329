"""Every event the meter logs, in one table: code, what `old` and `new` of its record hold, and the text for people.

Reference table of event loggers: status log 99.98.2, clock adjustments 99.98.3, load-profile changes 99.98.10.
What they hold: seconds (since 2000 UTC) and numbers have 4 bytes, little endian; texts are ASCII; - is nothing.
"""

_TABLE = """\
1 text firmware start
2 seconds power failure
3 seconds clock set
4 text configuration
5 text setting
6 number billing stop
7 number load profile set up anew
16 - cover opened
17 - cover closed
18 - seal opened
19 - seal closed
20 - magnetic field
21 - magnetic field gone
22 - clock lost its time
23 - clock valid
32 number stored record damaged
33 text sealed part changed
34 text sealed part taken over
35 text calibration changed
36 number samples lost
37 - calibration
38 number access refused, client
39 text firmware verified
40 text firmware activated
41 text firmware rolled back
42 text firmware refused
43 - fault
44 - fault gone
45 text self-test
46 text error
50 number breaker command
51 number breaker button
52 - breaker does not move, should be
53 - breaker has moved, is
54 number breaker not as it was left
56 - current behind the open breaker
57 - no voltage behind the closed breaker
58 - voltage behind the open breaker
60 text top-up
61 text credit set
62 text top-up refused
63 text top-up again
64 - credit low
65 - credit used up, cut-off deferred
66 - credit used up
67 - reduced load over
68 text prepayment
80 - terminal cover opened
81 - terminal cover closed
82 - current reversed
83 - current no longer reversed
84 - current without voltage
85 - current without voltage has ended
86 number worn, percent
87 number clock goes wrong, s in an hour
"""

START = 1  # what: reset cause where it was not the supply; old: version, new: checksum of the sealed part
POWER = 2  # old: when it had gone, new: when it returned
CLOCK = 3
CONFIGURATION = 4  # argument: which one, 0 for the type number
SETTING = 5  # any other register or setting that was written; what: which one, ~ for the middle of a long name
BILLING = 6  # argument: why (registers/billing.py), new: number of the stop
PROFILE = 7  # argument: reason as in the reference table, old and new: period in s
COVER_OPEN, COVER_CLOSED = 16, 17
SEAL_OPEN, SEAL_CLOSED = 18, 19
MAGNET_ON, MAGNET_OFF = 20, 21
CLOCK_LOST, CLOCK_VALID = 22, 23
MEMORY_FAULT = 32  # argument: 0 found at the start, 1 since; new: how many records
LEGAL_FAULT = 33  # old: checksum it should have, new: checksum it has, in hexadecimal; registering goes on
LEGAL_SEALED = 34  # checksums taken for right, with the seal open: old of the room, new of the calibration record
CALIBRATION_FAULT = 35  # as LEGAL_FAULT
SAMPLES_LOST = 36  # new: how many since the start
CALIBRATED = 37
REFUSED = 38  # what: password, tag or replay; argument: client; new: how many since the start
FIRMWARE_GOOD = 39  # an image was found good; old: version that runs, new: version in the image
FIRMWARE_ACTIVE = 40  # old: version before, new: version that has run for a minute
FIRMWARE_BACK = 41  # old: version that did not do, new: version that runs instead
FIRMWARE_REFUSED = 42  # old: version in the image, new: why
FAULT, FAULT_GONE = 43, 44  # what: name of the fault (registers/status.py)
SELF_TEST = 45  # old: start or command, new: PASS or the faults as register 199.3.0 shows them
ERROR = 46  # of a port; what: which port, old: kind of the error, new: its text
TOP_UP = 60  # what: token, old and new: Wh bought less Wh consumed
CREDIT_SET = 61  # the same
TOKEN_REFUSED = 62  # what: why, old: token and kWh
TOKEN_AGAIN = 63  # one that had been taken; old: token and kWh
CREDIT_LOW, CUT_DEFERRED, USED_UP, REDUCED_OVER = 64, 65, 66, 67  # of prepayment; used up: the supply is cut for it
PREPAYMENT = 68  # old: off, or what the credit was, as in TOP_UP; new: on or off

BREAKER_COMMAND, BREAKER_BUTTON = 50, 51  # argument: the command; old, new: state (control/breaker.py)
BREAKER_FAULT, BREAKER_GOOD = 52, 53  # what: open or closed
BREAKER_FOUND = 54  # at a start; old: state that was kept, new: what its contacts make of it
BREAKER_CURRENT, BREAKER_DEAD, BREAKER_ALIVE = 56, 57, 58  # what its position does not explain
TERMINAL_OPEN, TERMINAL_CLOSED = 80, 81
REVERSED_ON, REVERSED_OFF = 82, 83
LINK_ON, LINK_OFF = 84, 85
WORN = 86  # argument: 0 register memory, 1 flash of the logs
CLOCK_OFF = 87  # old: seconds by the samples, new: by the clock


def about(code):
    """(what old and new hold, text) of a code; one that this firmware does not know holds numbers."""
    start = "%d " % code
    for row in _TABLE.split("\n"):
        if row.startswith(start):
            form, _, text = row[len(start) :].partition(" ")
            return form, text
    return "number", "event %d" % code
