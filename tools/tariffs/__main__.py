"""`python -m tools.tariffs FILE`: see cli.py."""

from tools.tariffs.cli import main

if __name__ == "__main__":
    main()
