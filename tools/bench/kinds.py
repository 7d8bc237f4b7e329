"""Kinds of option values: what is accepted on the command line, and what the firmware gets from it."""

import math
from typing import Any

import click

from tools.bench import optical
from tools.scenario.meter import moment, setting


class Number(click.FloatRange):
    """A finite number in a range (click's own lets nan through)."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        number = super().convert(value, param, ctx)
        if not math.isfinite(number):
            self.fail(f"{value} is not a number to measure with", param, ctx)
        return number


class Speed(click.ParamType):
    """Times real time; `max` is 0, as the firmware wants it."""

    name = "N|max"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        if value == "max":
            return 0.0
        try:
            speed = float(value)
        except ValueError:
            speed = 0.0
        if not (speed > 0 and math.isfinite(speed)):
            self.fail(f"{value!r} is neither a number above 0 nor max", param, ctx)
        return speed


class Moment(click.ParamType):
    """ISO date and time (UTC unless it has an offset) as seconds since 2000-01-01 00:00:00 UTC."""

    name = "iso"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        if isinstance(value, int):
            return value
        try:
            return moment(value)
        except ValueError as error:
            self.fail(str(error), param, ctx)


class Setting(click.ParamType):
    """NAME=VALUE of the meter's settings, a text as it is and anything else as JSON; gives the pair."""

    name = "name=value"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, Any]:
        if isinstance(value, tuple):
            return value
        try:
            return setting(value)
        except ValueError as error:
            self.fail(str(error), param, ctx)


class Address(click.ParamType):
    """HOST:PORT or, where `pty` is taken too, that."""

    name = "host:port"

    def __init__(self, pty: bool) -> None:
        self._pty = pty

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        try:
            if value == "pty" and not self._pty:
                raise optical.AddressError("'pty' is not HOST:PORT")
            return optical.check(value)
        except optical.AddressError as error:
            self.fail(str(error), param, ctx)
