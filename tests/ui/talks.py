"""The real interview on a scripted engine, for tests of what the page does with it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from coach.config import Settings
from coach.workspace import Workspace
from tests.interview.helpers import NoLibrary, Reading
from tests.scripted import ScriptedEngine
from tests.ui.pictures import PictureApp

WORK = "I plan the rota for the ward and send it out on Mondays."
NURSES = "The nurses on ward 3. When it is late they miss their bus."
STOCK = "I keep the stock list of the ward and order what runs out."
NOTES = {
    WORK: {"role": ["plan the rota for the ward"], "outputs": ["send it out on Mondays"]},
    NURSES: {"customers": ["The nurses on ward 3"], "if_late": ["they miss their bus"]},
    STOCK: {"role": ["keep the stock list of the ward"], "outputs": ["order what runs out"]},
}


def workspace(home: Path) -> Workspace:
    """Return a workspace whose model notes what ``NOTES`` says."""
    home.mkdir(parents=True, exist_ok=True)
    model = home / "model.gguf"
    model.touch()
    engine = ScriptedEngine(Reading(NOTES))
    opened = Workspace(Settings(home=home, model=str(model)), engine=engine)
    opened.__dict__["library"] = NoLibrary()
    return opened


def app(home: Path, **options: Any) -> PictureApp:
    """Return the interface on such a workspace."""
    return PictureApp(workspace(home), **options)  # type: ignore[arg-type]
