"""`python -m tools.control`."""

from tools.control.cli import main

if __name__ == "__main__":
    main()
