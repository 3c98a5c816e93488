"""Accept how all pages and dialogs look now: make the pictures of tests/ui/__snapshots__ anew.

Run from the top of a checkout, in its environment, and look at what changed before you commit it:
python scripts/screens.py
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TEST = "tests/ui/test_screens.py"


def main() -> int:
    """Run the test that compares the pictures, and let it keep what it sees."""
    command = [sys.executable, "-m", "pytest", "-q", TEST, "--snapshot-update"]
    return subprocess.run(command, cwd=ROOT, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
