"""`python -m tools.bench`: see cli.py for the options."""

from tools.bench.cli import main

if __name__ == "__main__":
    main()
