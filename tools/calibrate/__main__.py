"""`python -m tools.calibrate PORT STEP …`: see cli.py."""

from tools.calibrate.cli import main

if __name__ == "__main__":
    main()
