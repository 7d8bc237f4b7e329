"""Runs test files on MicroPython: `micropython run_on_micropython.py file …`.

Calls every `test_*` function of each file, prints a line for each and a traceback where one fails.
Exits with 1 on a failure, and for a file that cannot be loaded or has no tests.
"""

import gc
import sys
import time

# a heap that is swept only when it is full is searched through for room more and more slowly
TAKEN = 4 << 20


def load(path):
    """The names that a test file defines, whatever else is called by the same name."""
    names = {"__name__": path.split("/")[-1].split(".")[0], "__file__": path}
    with open(path) as source:
        exec(compile(source.read(), path, "exec"), names)
    return names


def attempt(label, call):
    """(whether `call` ended without an exception, what it returned); says so."""
    began = time.ticks_ms()
    try:
        result = call()
    except (Exception, SystemExit) as error:
        print("FAILED", label)
        sys.print_exception(error)
        return False, None
    print("ok     %s (%d ms)" % (label, time.ticks_diff(time.ticks_ms(), began)))
    return True, result


def run(path):
    """(passed, failed) of one file."""
    loaded, names = attempt(path, lambda: load(path))
    if not loaded:
        return 0, 1
    tests = sorted([name for name in names if name.startswith("test_")])
    if not tests:
        print("FAILED", path, "has no tests")
        return 0, 1
    passed = sum([attempt(name, names[name])[0] for name in tests])
    return passed, len(tests) - passed


def main(paths):
    """The exit status for all files."""
    passed = failed = 0
    for path in paths:
        good, bad = run(path)
        passed += good
        failed += bad
    print("%d passed, %d failed" % (passed, failed))
    return 1 if failed or not passed else 0


gc.threshold(TAKEN)
sys.path.pop(0)  # this file's own folder, where `scenario` is not the simulator's; MICROPYPATH says where to look
sys.exit(main(sys.argv[1:]))
