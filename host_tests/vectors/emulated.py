"""The kernels as ARMv6-M code in the emulated core, to be called like the Python functions."""

import functools

from tools.cycles import build, recipes
from tools.cycles.core import Core

KERNEL = recipes.METROLOGY / "kernel.py"


class Emulated:
    """A Viper function on the emulated core: what it stores comes back into the caller's buffers."""

    def __init__(self, core: Core):
        self._core = core

    def __call__(self, *arguments):
        result = self._core.viper(*arguments)
        buffers = [argument for argument in arguments if not isinstance(argument, int)]
        for buffer, after in zip(buffers, result.buffers, strict=True):
            if after:
                memoryview(buffer).cast("B")[:] = after
        return result.value


@functools.cache
def kernel(name: str) -> Emulated:
    """The kernel `name`, compiled on first use."""
    return Emulated(_cores()[name])


@functools.cache
def _cores():
    return {name: core for file in recipes.FILES for name, core in build.viper(file).items()}
