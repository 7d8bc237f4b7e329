"""Clients that nobody here wrote, on a line to a simulated meter."""
