"""`python -m bot` is the command `munshi`."""

import sys

from bot.terminal.cli import main

if __name__ == "__main__":
    sys.exit(main())
