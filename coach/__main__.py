"""The program: the commands, and the full screen when none is given."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from coach import cli

if TYPE_CHECKING:
    from coach.workspace import Workspace


def main() -> int:
    """Run ``coach`` with the arguments of the process and return its exit status."""
    return cli.main(open_screen=_open_screen)


def _open_screen(workspace: Workspace) -> None:
    from coach.ui.app import run

    run(workspace)


if __name__ == "__main__":
    sys.exit(main())
