from __future__ import annotations

import json
import shutil
import threading
from pathlib import Path

import filelock
import pytest

from coach.errors import CoachError
from coach.knowledge import index as index_module
from coach.knowledge.chroma import IndexFailure, failures
from coach.knowledge.embedding import Embedder
from coach.knowledge.index import Index, Row

ROWS = [
    Row(f"{name}/alias/0", name, topic, "alias", text)
    for name, topic, text in (
        ("rota", "paper", "The rota comes too late."),
        ("soup", "food", "The soup is cold."),
        ("bread", "food", "The bread is old."),
    )
]


@pytest.fixture
def index(tmp_path: Path, embedder: Embedder) -> Index:
    return Index(tmp_path / "index", embedder)


def builds(root: Path) -> set[str]:
    return {folder.name for folder in root.glob("build-*")}


def test_finds_the_nearest_rows_first(index: Index, embedder: Embedder) -> None:
    index.open("one", ROWS)
    query = embedder.embed(["My shift plan was delayed."])[0]
    assert index.nearest(query, 3)[0] == "rota/alias/0"
    assert set(index.nearest(query, 3, {"food"})) == {"soup/alias/0", "bread/alias/0"}
    assert index.nearest(query, 3, {"nothing"}) == []
    similarities = index.similarities(query, ["rota/alias/0", "soup/alias/0"])
    expected = embedder.embed([ROWS[0].text])[0] @ query
    assert similarities.keys() == {"rota/alias/0", "soup/alias/0"}
    assert similarities["rota/alias/0"] == pytest.approx(float(expected), abs=1e-4)
    index.close()


def test_is_built_once_and_again_when_the_passages_change(index: Index, tmp_path: Path) -> None:
    root = tmp_path / "index"
    assert not index.current("one")
    index.open("one", ROWS)
    assert index.current("one")
    first = builds(root)
    index.open("one", ROWS)
    assert builds(root) == first
    assert not index.current("two")
    index.open("two", ROWS[:2])
    assert index.current("two")
    assert len(builds(root)) == 1
    assert builds(root) != first
    index.close()


def test_an_index_of_another_chroma_is_not_opened(index: Index, tmp_path: Path) -> None:
    index.open("one", ROWS)
    index.close()
    file = tmp_path / "index" / "manifest.json"
    manifest = json.loads(file.read_text(encoding="utf-8"))
    manifest["source"]["chroma"] = "99.0"
    file.write_text(json.dumps(manifest), encoding="utf-8")
    assert not index.current("one")


def test_a_manifest_cannot_lead_out_of_its_folder(index: Index, tmp_path: Path) -> None:
    index.open("one", ROWS)
    index.close()
    file = tmp_path / "index" / "manifest.json"
    manifest = json.loads(file.read_text(encoding="utf-8"))
    shutil.copytree(tmp_path / "index" / manifest["folder"], tmp_path / "outside")
    manifest["folder"] = "../outside"
    file.write_text(json.dumps(manifest), encoding="utf-8")
    assert not index.current("one")


def test_what_others_still_read_is_not_removed(tmp_path: Path, embedder: Embedder) -> None:
    root = tmp_path / "index"
    reader, writer = Index(root, embedder), Index(root, embedder)
    query = embedder.embed(["soup"])[0]
    reader.open("one", ROWS)
    writer.rebuild("one", ROWS)
    assert len(builds(root)) == 2
    assert reader.nearest(query, 1) == writer.nearest(query, 1) == ["soup/alias/0"]
    reader.close()
    writer.rebuild("one", ROWS)
    assert len(builds(root)) == 1
    writer.close()
    assert not list(root.rglob("use-*"))


def test_a_build_that_is_broken_off_leaves_the_old_one(index: Index, tmp_path: Path) -> None:
    root = tmp_path / "index"
    index.open("one", ROWS)
    before = builds(root)

    class Stopped(Exception):
        pass

    def stop(done: int, total: int) -> None:
        assert (done, total) == (3, 3)
        raise Stopped

    with pytest.raises(Stopped):
        index.rebuild("one", ROWS, stop)
    assert builds(root) == before
    assert index.current("one")
    index.close()


def test_a_second_writer_is_told_to_wait(
    index: Index, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index_module, "_LOCK_SECONDS", 0.05)
    (tmp_path / "index").mkdir()
    with (
        filelock.FileLock(tmp_path / "index" / "index.lock"),
        pytest.raises(CoachError, match="Another Coach"),
    ):
        index.open("one", ROWS)
    index.open("one", ROWS)
    index.close()


def test_two_that_find_it_missing_build_it_once(tmp_path: Path, embedder: Embedder) -> None:
    root = tmp_path / "index"
    indexes = [Index(root, embedder) for _ in range(2)]
    totals: list[int] = []
    together = threading.Barrier(2)

    def open_one(index: Index) -> None:
        together.wait(timeout=60)
        index.open("one", ROWS, lambda done, _: totals.append(done))

    threads = [threading.Thread(target=open_one, args=(index,)) for index in indexes]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    query = embedder.embed(["soup"])[0]
    assert [index.nearest(query, 1) for index in indexes] == [["soup/alias/0"]] * 2
    assert totals == [len(ROWS)]
    for index in indexes:
        index.close()


def test_a_folder_that_cannot_be_written_is_reported(tmp_path: Path, embedder: Embedder) -> None:
    (tmp_path / "index").write_text("a file", encoding="utf-8")
    with pytest.raises(CoachError, match="index"):
        Index(tmp_path / "index", embedder).open("one", ROWS)


def test_a_panic_of_the_native_part_is_a_failure_and_stopping_is_not() -> None:
    class PanicException(BaseException):
        pass

    with pytest.raises(IndexFailure, match="PanicException"), failures():
        raise PanicException("newer data")
    with pytest.raises(KeyboardInterrupt), failures():
        raise KeyboardInterrupt
