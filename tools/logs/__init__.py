"""Shows the logs of a simulated meter: load profile, analysis logger, billing stops, events, voltage quality, cuts."""
