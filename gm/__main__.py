"""`python -m gm` is the command `gm`."""

import sys

from gm.cli.main import run

if __name__ == "__main__":
    sys.exit(run())
