"""The command behind `make run`: starts the simulated meter, shows it, and says how it ended."""

import contextlib
import json
import os
import socket
import sys
import tempfile
import time
from collections.abc import Sequence
from typing import Any

import click
from rich.console import Console

from tools.bench import figures, optical
from tools.bench.child import Child, Event, InterpreterError
from tools.bench.live import Screen
from tools.bench.options import Settings, keep_settings, make_directory, options, prepare, settings
from tools.bench.plain import Headless, Plain, say
from tools.bench.session import Outcome, Session
from tools.bench.terminal import interrupts, keyboard
from tools.cycles.build import BuildError
from tools.scenario.fields import ScenarioError

BAD_REQUEST = 2  # exit status: options, files or ports that cannot be used
FAILED = 1  # exit status: the firmware itself failed
INTERRUPTED = 130  # exit status, as shells have it
TEMPORARY = "registers were in a temporary directory, gone now (--state DIR keeps them)"


class OneLine(click.Command):
    """A command whose errors are one line, `quadrant: …`, on standard error."""

    def main(self, args: Sequence[str] | None = None, prog_name: str | None = None, **extra: Any) -> Any:
        extra["standalone_mode"] = False
        try:
            status = super().main(args, prog_name, **extra)
        except click.ClickException as error:
            complain(error.format_message())
            status = BAD_REQUEST
        sys.exit(status)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except (BuildError, InterpreterError) as error:
            raise click.ClickException(str(error)) from None
        except OSError as error:
            if not error.filename:
                raise
            raise click.ClickException(f"{error.filename}: {(error.strerror or str(error)).lower()}") from None
        except KeyboardInterrupt:
            complain("interrupted")
            return INTERRUPTED


def complain(text: str) -> None:
    """One line on standard error."""
    say("quadrant: " + " ".join(text.split()), sys.stderr)


@click.command(cls=OneLine, context_settings={"help_option_names": ["-h", "--help"]})
@options
def main(**given: Any) -> int:
    """Run the meter firmware on a simulated board and show it live.

    Keys: b button, B button held 6 s, c cover, t terminal cover, m magnet, s seal, 1-4 tariff inputs, q or Ctrl-C quit.
    """
    headless = given["headless"]
    outcome, registers = measure(given, view(headless, given["speed"]))
    status = verdict(outcome)
    if status == 0 and outcome.summary:
        farewell(outcome.summary, registers, headless, bool(given["seconds"]))
    return status


def view(headless: bool, speed: float) -> Headless:
    """What shows the meter: nothing, the live panel, or plain text where there is no screen."""
    if headless:
        return Headless()
    if sys.stdout.isatty() and os.environ.get("TERM", "dumb") not in ("dumb", "unknown"):
        return Screen(Console(highlight=False), speed)
    return Plain()


def measure(given: Settings, shown: Headless) -> tuple[Outcome, str]:
    """Run the meter with the parsed options; how it ended, and a line on where its registers are.

    Raises click.ClickException when it cannot be started.
    """
    chosen = settings(given)
    try:
        of_scenario = prepare(chosen)
    except ScenarioError as error:
        raise click.ClickException(str(error)) from None
    kept = chosen["state"]
    with contextlib.ExitStack() as stack:
        if kept:
            make_directory(kept)
        else:
            chosen["state"] = stack.enter_context(tempfile.TemporaryDirectory(prefix="quadrant-"))
        keep_settings(chosen["state"], of_scenario, f"{chosen['scenario']}: setting:")
        keep_settings(chosen["state"], given.get("given_settings", ()))
        bell = stack.enter_context(interrupts())
        try:
            outcome = _run(chosen, shown, bell)
        except (InterpreterError, ScenarioError) as error:
            raise click.ClickException(str(error)) from None
    return outcome, f"registers saved in {kept}" if kept else TEMPORARY


def _run(chosen: Settings, shown: Headless, bell: socket.socket) -> Outcome:
    with contextlib.ExitStack() as stack:
        head = None
        if chosen["optical"] == "pty":
            head = stack.enter_context(contextlib.closing(optical.PseudoTerminal()))
            chosen["optical"] = f"fd:{head.master}"
        child = stack.enter_context(contextlib.closing(Child(chosen, [head.master] if head else [])))
        stack.enter_context(shown)
        if head:
            shown.show({"ev": "optical", "text": head.path}, time.monotonic())
        return Session(child, shown, stack.enter_context(keyboard()), bell).run()


def verdict(outcome: Outcome) -> int:
    """Exit status of a run; what went wrong is said on standard error."""
    if outcome.error:
        complain(outcome.error)
        return BAD_REQUEST
    if outcome.stray:
        say("\n".join(outcome.stray), sys.stderr)
        complain("the meter firmware failed, see above")
        return FAILED
    if outcome.status != 0 or not outcome.summary:
        complain(ending(outcome.status))
        return FAILED
    return 0


def farewell(summary: Event, registers: str, headless: bool, timed: bool) -> None:
    """Say where the registers are; the summary as JSON comes last on standard output."""
    talk = sys.stderr if headless else sys.stdout
    if headless or timed:
        say(registers, talk)
        say(json.dumps(summary))
    else:
        say("  ".join(f"{label} {number} {unit}" for label, number, unit in figures.registers(summary)), talk)
        say(registers, talk)


def ending(status: int | None) -> str:
    """What an unexpected end of the firmware means."""
    if status is None:
        return "the meter did not end in time and was killed; its registers are as last saved"
    if status < 0:
        return f"the meter firmware was killed by signal {-status}"
    if status > 0:
        return f"the meter firmware ended with status {status}"
    return "the meter firmware ended without a summary"
