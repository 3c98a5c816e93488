from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from coach.errors import Cancelled, NotFoundError
from coach.knowledge.own import OwnLibrary, Step


class Shelf:
    """Counts what is asked of a library."""

    def __init__(self) -> None:
        self.is_ready = True
        self.builds = 0

    def ready(self) -> bool:
        return self.is_ready

    def rebuild_own(self, progress: Callable[[int, int], None]) -> int:
        self.builds += 1
        progress(1, 2)
        progress(2, 2)
        return 0

    rebuild = rebuild_own


def never() -> bool:
    return False


@pytest.fixture
def shelf() -> Shelf:
    return Shelf()


@pytest.fixture
def own(shelf: Shelf, tmp_path: Path) -> OwnLibrary:
    return OwnLibrary(shelf, tmp_path / "library.sqlite3")  # type: ignore[arg-type]


@pytest.fixture
def papers(tmp_path: Path) -> Path:
    folder = tmp_path / "papers"
    folder.mkdir()
    for name in ("one.md", "two.md"):
        (folder / name).write_text(f"# Parcels\n\nWhat {name} says of parcels.\n", "utf-8")
    (folder / "scan.pdf").write_bytes(b"no pdf")
    (folder / "picture.png").touch()
    return folder


def add(own: OwnLibrary, path: Path, tell: Callable[[Step], None], **options: Any) -> list[str]:
    outcomes = own.add([path], tell=tell, cancelled=options.get("cancelled", never))
    return [f"{outcome.name}: {outcome.result}" for outcome in outcomes]


def test_looking_makes_no_file(own: OwnLibrary, tmp_path: Path) -> None:
    assert own.documents() == []
    assert [*tmp_path.iterdir()] == []


def test_each_file_is_named_while_it_is_read(own: OwnLibrary, shelf: Shelf, papers: Path) -> None:
    steps: list[Step] = []
    told = add(own, papers, steps.append)
    assert told == [
        "papers: left out",
        "one.md: added",
        "scan.pdf: left out",
        "two.md: added",
    ]
    reading = {step.name: (step.number, step.files) for step in steps if step.stage == "reading"}
    assert reading == {"one.md": (1, 3), "scan.pdf": (2, 3), "two.md": (3, 3)}
    assert [*dict.fromkeys(step.stage for step in steps)] == ["finding", "reading", "index"]
    assert steps[-1] == Step("index", done=2, total=2)
    assert [document.name for document in own.documents()] == ["one.md", "two.md"]


def test_nothing_new_needs_no_index(own: OwnLibrary, shelf: Shelf, papers: Path) -> None:
    add(own, papers, lambda _: None)
    add(own, papers, lambda _: None)
    assert shelf.builds == 1
    shelf.is_ready = False
    add(own, papers, lambda _: None)
    assert shelf.builds == 2, "one that was stopped before is made up for"


@pytest.mark.parametrize("stage", ["finding", "reading", "index"])
def test_it_can_be_stopped_at_every_stage(
    own: OwnLibrary, shelf: Shelf, papers: Path, stage: str
) -> None:
    steps: list[Step] = []
    with pytest.raises(Cancelled):
        add(own, papers, steps.append, cancelled=lambda: bool(steps) and steps[-1].stage == stage)
    assert bool(own.documents()) == (stage == "index")


def test_a_document_is_removed_and_its_file_stays(own: OwnLibrary, papers: Path) -> None:
    add(own, papers / "one.md", lambda _: None)
    (document,) = own.documents()
    assert own.passages(document.id)[0].source == "one.md, section Parcels"
    own.remove(document.id, tell=lambda _: None, cancelled=never)
    assert own.documents() == []
    assert (papers / "one.md").is_file()
    with pytest.raises(NotFoundError):
        own.passages(document.id)


def test_an_index_is_built_only_when_it_is_missing(own: OwnLibrary, shelf: Shelf) -> None:
    steps: list[Step] = []
    own.prepare(tell=steps.append, cancelled=never)
    assert not steps
    shelf.is_ready = False
    own.prepare(tell=steps.append, cancelled=never)
    assert steps[-1].total == 2
    with pytest.raises(Cancelled):
        own.prepare(tell=steps.append, cancelled=lambda: True)
