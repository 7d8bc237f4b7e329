"""What a board has of heap, C stack and flash, and what the firmware takes of it, worked out on the PC."""
