"""Holds a week of a simulated meter's voltage against EN 50160, from the meter's own counters and events."""
