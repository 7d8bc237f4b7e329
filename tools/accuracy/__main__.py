"""`python -m tools.accuracy`: see cli.py for the options."""

from tools.accuracy.cli import main

if __name__ == "__main__":
    main()
