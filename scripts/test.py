"""Set up what the tests need, then run pytest: ``python3 scripts/test.py ARGUMENTS``."""

import os
import sys

if sys.version_info < (3, 7):
    sys.exit("Coach needs Python 3.10 to 3.13. Start it with one of these, e.g. python3.12.")

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from bootstrap.main import run_tests

if __name__ == "__main__":
    sys.exit(run_tests(sys.argv[1:]))
