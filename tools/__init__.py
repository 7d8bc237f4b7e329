"""Tools that run on the PC (CPython): nothing here is part of the firmware."""
