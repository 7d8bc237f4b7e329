"""What happens to the simulated meter: scenario files and steady loads become the track that its board plays.

Read and worked out here, because the heap of the simulated board belongs to the meter.
"""
