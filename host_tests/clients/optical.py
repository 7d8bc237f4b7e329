"""A simulated meter with its optical head on TCP, and characters of that stream, as EN 62056-21 ends them."""

import select
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

from clients.meter import free_address

ROOT = Path(__file__).parents[2]
START = 60  # seconds until the meter listens: its firmware may have to be compiled first


@contextmanager
def listening(*options):
    """(host, port) of the optical head of a meter with a steady load, started as `make run` does; it ends well."""
    where = free_address()
    command = [sys.executable, "-m", "tools.bench", "--headless", "--load", "5", "--optical", "%s:%d" % where, *options]
    pipes = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "bufsize": 0}
    meter = subprocess.Popen(command, cwd=ROOT, **pipes)
    line = b""
    while b"listening on" not in line:  # what it notes at its start comes first
        ready, _, _ = select.select([meter.stderr], [], [], START)
        assert ready, "the meter does not start"
        line = meter.stderr.readline()
        assert line, "the meter ended"
    yield where
    assert meter.poll() is None, f"the meter died: {meter.stderr.read()}"
    meter.terminate()
    meter.communicate()
    assert meter.returncode == 0


def receive(connection, ending):
    """Characters up to `ending`."""
    received = b""
    while not received.endswith(ending):
        more = connection.recv(1)
        assert more, received
        received += more
    return received


def receive_block(connection):
    """A block with its check character."""
    return receive(connection, b"\x03") + connection.recv(1)
