"""`python -m tools.replay`: see cli.py for the options."""

from tools.replay.cli import main

if __name__ == "__main__":
    main()
