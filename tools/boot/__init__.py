"""A real board's start on this PC: its own boot.py and main.py over the models of its chips."""
