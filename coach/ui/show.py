"""Foreign text made ready to be shown: cleaned, and never read as markup."""

from __future__ import annotations

import logging
import traceback
from datetime import datetime

from textual.content import Content

from coach.errors import CoachError
from coach.text import clean, one_line
from coach.ui.texts import texts

MUTED = "$foreground 75%"
"""Style of what matters less."""
OWN, TEAM = "own", "team"
"""Topics of the passages that people added; all others come with the program."""

_log = logging.getLogger(__name__)


def plain(text: str, style: str = "", *, limit: int | None = None) -> Content:
    """Return ``text`` as content without any markup, cleaned, in one style."""
    return Content.styled(clean(text, limit=limit), style)


def line(text: str, style: str = "", *, limit: int = 200) -> Content:
    """Return ``text`` as content on one line, shortened to ``limit`` characters."""
    return Content.styled(one_line(text, limit=limit), style)


def explain(error: BaseException) -> str:
    """Return what to tell people of ``error``.

    What has no words for people is logged by its place only: its message may hold an answer.
    """
    if isinstance(error, CoachError):
        return clean(str(error), limit=600)
    place = "".join(traceback.format_tb(error.__traceback__))
    _log.error("unexpected %s\n%s", type(error).__name__, place)
    return texts().errors.unexpected


def when(moment: datetime, now: datetime) -> str:
    """Return the local time of ``moment`` when it is the day of ``now``, else its day."""
    local, today = moment.astimezone(), now.astimezone()
    if local.date() == today.date():
        return f"{local:%H:%M}"
    return f"{local.day} {local:%b}" if local.year == today.year else f"{local:%Y-%m-%d}"
