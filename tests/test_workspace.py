from __future__ import annotations

from pathlib import Path

from coach.config import Settings
from coach.workspace import PREPARED, Workspace
from tests.scripted import ScriptedEngine


def test_a_damaged_mark_of_what_was_prepared_counts_as_none(tmp_path: Path) -> None:
    settings, engine = Settings(home=tmp_path), ScriptedEngine()
    settings.prefix_folder.mkdir()
    mark = settings.prefix_folder / PREPARED
    mark.write_bytes(b"\xff\xfe\x00")
    workspace = Workspace(settings, engine=engine)
    workspace.prepare_model()
    prepared = len(engine.prepared)
    assert prepared
    workspace.prepare_model()
    assert len(engine.prepared) == prepared
