"""`python -m tools.quality`."""

from tools.quality.cli import main

if __name__ == "__main__":
    main()
