"""A stand-in for MicroPython running the meter firmware: speaks its event lines, measures nothing.

Started by the bench as `fake_meter -X heapsize=… boards/sim/power.py ROM JSON…`, the JSON in pieces. As the world
beside it, it has nothing to say; asked by `-c` what compiled files it takes, it answers as the unix port.
$FAKE_METER names a way to fail. What it received is written to `received.json` in its state directory,
as a meter saves registers.
"""

import json
import math
import os
import select
import socket
import sys
import time
from pathlib import Path

VOLTS, AMPERES, PHASE = 230.0, 8.0, 0.5

LCD = {
    "ident": "1.8.0",
    "unit": "kWh",
    "arrows": ["+P", "+Q"],
    "tariff": 1,
    "triangle": False,
    "mains": "steady",
    "signs": [],
    "test": False,
}


def tell(kind, **fields):
    print(json.dumps({"ev": kind, **fields}), flush=True)


def open_optical(where):
    """Offer the optical head; an error event and status 2 when the port is taken."""
    if not where:
        return None
    if where.startswith("fd:"):
        if os.get_blocking(int(where[3:])):
            sys.exit("the optical head would block the meter")
        os.write(int(where[3:]), b"/QDT4\\fake\r\n")
        return None
    host, _, port = where.rpartition(":")
    try:
        server = socket.create_server((host, int(port)))
    except OSError as error:
        tell("error", text=f"optical port {where}: {error.strerror}")
        sys.exit(2)
    tell("optical", t=0, text="listening on %s:%d" % server.getsockname()[:2])
    return server


def figures(second):
    """Registers after `second` seconds of a steady inductive load."""
    p, q = VOLTS * AMPERES * math.cos(PHASE), VOLTS * AMPERES * math.sin(PHASE)
    return {
        "v_rms_mv": 230000,
        "i_rms_ua": 8000000,
        "p_mw": round(p * 1000),
        "q_mvar": round(q * 1000),
        "s_mva": round(VOLTS * AMPERES * 1000),
        "pf_milli": round(math.cos(PHASE) * 1000),
        "f_mhz": 50000,
        "a_plus_uwh": round(p * second / 3600 * 1e6),
        "a_minus_uwh": 0,
        "r_plus_uvarh": round(q * second / 3600 * 1e6),
        "r_minus_uvarh": 0,
        "pulses": int(p * second / 3600),
        "windows": second * 5,
        "samples": second * 4000,
        "lost_samples": 0,
        "seconds_milli": second * 1000,
    }


def wave(phase, peak):
    return [round(peak * math.sin(4 * math.pi * n / 80 - phase), 3) for n in range(80)]


def tell_second(second):
    t = second * 1000
    energy = figures(second)["a_plus_uwh"] // 100_000_000
    value = "%07d.%d" % divmod(energy, 10)
    tell("lcd", t=t, value=value, **LCD)
    tell("wave", t=t, v=wave(0, VOLTS * math.sqrt(2)), i=wave(PHASE, AMPERES * math.sqrt(2)))
    tell("snapshot", t=t, **figures(second))
    if second % 2 == 0:
        tell("pulse", t=t, out="led_active", width=30, after=40)
    if second == 1:
        tell("scenario", t=t, text="kettle on")


def main():
    if any(len(argument) > 255 for argument in sys.argv):
        sys.exit("FATAL: uncaught NLR")  # as MicroPython does
    if sys.argv[1] == "-c":
        print(2 << 10 | 6)  # x64
        return
    if Path(sys.argv[3]).name == "world.py":
        return
    options = json.loads("".join(sys.argv[5:]))
    way = os.environ.get("FAKE_METER", "")
    server = open_optical(options["optical"])
    if way == "crash":
        sys.exit('Traceback (most recent call last):\n  File "main.py", line 3\nMemoryError: allocating 512 bytes')
    if way == "refuse":
        tell("error", text="scenario line 3: unknown\nkey 'wats'")
        sys.exit(2)
    if way == "odd":
        tell("lcd", t=0, value="1")
    second, keys, eof = 0, "", False
    pause = 1 / options["speed"] if options["speed"] else 0
    while not eof and not (options["seconds"] and second >= options["seconds"]):
        if options["live"]:
            tell_second(second)
        second += 1
        deadline = time.monotonic() + pause
        while not eof and select.select([sys.stdin], [], [], max(0, deadline - time.monotonic()))[0]:
            data = os.read(sys.stdin.fileno(), 64).decode()
            eof = not data
            keys += data
            for key in data:
                tell("input", t=second * 1000, name="button" if key in "bB" else key, on=True)
    if way == "deaf":
        time.sleep(60)
    if server:
        server.close()
    received = {"keys": keys, "eof": eof, "options": options}
    Path(options["state"], "received.json").write_text(json.dumps(received))
    if way != "mute":
        tell("summary", t=second * 1000, **figures(second))
    sys.exit(int(way) if way.isdecimal() else 0)


if __name__ == "__main__":
    main()
