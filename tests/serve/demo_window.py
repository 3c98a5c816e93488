"""The demo interview in a window, as a process: ``python -m tests.serve.demo_window``."""

from __future__ import annotations

import sys
from contextlib import closing
from typing import TYPE_CHECKING, cast

from coach.config import load_settings
from coach.ui.app import CoachApp
from coach.ui.set_up import Needs
from tests.ui import demo

if TYPE_CHECKING:
    from coach.workspace import Workspace

if __name__ == "__main__":
    with closing(demo.workspace(load_settings().home)) as workspace:
        app = CoachApp(cast("Workspace", workspace), look=Needs)  # nothing is missing
        app.run()
        sys.exit(app.return_code)
