"""Fake of module `esp32`: what a meter uses of it."""

from soc.esp_rmt import RMT  # noqa: F401
