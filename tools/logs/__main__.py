"""`python -m tools.logs`."""

from tools.logs.cli import main

if __name__ == "__main__":
    main()
