"""What the firmware image for this board freezes: the port's own, the meter and drivers, and the board."""

# pyright: reportUndefinedVariable=false

include("$(PORT_DIR)/boards/manifest.py")
include("../../firmware/manifest.py")
module("board.py")
