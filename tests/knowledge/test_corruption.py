"""Whatever happens to an index: the next search is right again, and no document is lost.

Each case is one of those that were seen with Chroma (the index is a cache, so that the truth is
never in it). Both indexes are damaged in turn: that of the passages that come with the program,
and that of one's own documents.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from coach.config import Settings
from coach.knowledge import chroma
from coach.knowledge.embedding import Embedder
from coach.knowledge.library import Library
from coach.store.documents import DocumentStore, NewDocument, StoredPart
from tests.knowledge.shelves import settings_at

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

ANIMALS = "zebra otter heron badger falcon gecko walrus beaver lemur magpie".split()
ROOT = Path(__file__).parents[2]
SHELVES = ("shipped", "own")


def save(settings: Settings, name: str, texts: Sequence[str]) -> str:
    with closing(DocumentStore(settings.library_database)) as store:
        document = NewDocument(path=f"/{name}", name=name, sha256=name, kind="text")
        parts = [StoredPart(number=n, heading="", place="", text=t) for n, t in enumerate(texts, 1)]
        return store.save(document, parts)


def about(animal: str) -> list[str]:
    return [
        f"The {animal} desk takes back pallets. Ring the {animal} desk before noon.",
        f"Nobody but the {animal} team signs for it. The {animal} team meets on Monday.",
    ]


@pytest.fixture(scope="session")
def whole_home(shelf: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with sound indexes of the shelf and of ten documents; tests copy it."""
    settings = settings_at(tmp_path_factory.mktemp("whole"))
    for animal in ANIMALS:
        save(settings, f"{animal}.txt", about(animal))
    with closing(Library(settings, folder=shelf)) as library:
        library.rebuild()
    return settings.home


@pytest.fixture
def whole(whole_home: Path, coach_home: Path) -> Settings:
    """Settings of a data folder of this test with sound indexes."""
    shutil.copytree(whole_home / "index", coach_home / "index")
    shutil.copy(whole_home / "library.sqlite3", coach_home / "library.sqlite3")
    return settings_at(coach_home)


def documents(settings: Settings) -> tuple[list[str], str]:
    with closing(DocumentStore(settings.library_database)) as store:
        return [document.name for document in store.all()], store.fingerprint()


def check_right(library: Library) -> None:
    """Every passage and every document is found, from the first search on."""
    for animal in ANIMALS:
        sources = [hit.passage.source for hit in library.search(f"when is the {animal} desk open")]
        assert sources[0] == f"{animal}.txt"
    shipped = library.list()
    assert len(shipped) == 20
    for passage in shipped:
        hits = library.search(f"who needs the {passage.id}")
        assert passage.id in [hit.passage.id for hit in hits[:2]]


def root_of(settings: Settings, which: str) -> Path:
    return settings.index_folder if which == "shipped" else settings.index_folder / "own"


def build_of(root: Path) -> Path:
    (build,) = root.glob("build-*")
    return build


def vectors(build: Path) -> Path:
    return next(folder for folder in build.iterdir() if folder.is_dir())


def flip(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)


def rewrite(root: Path, **fields: object) -> None:
    file = root / "manifest.json"
    manifest = json.loads(file.read_text(encoding="utf-8"))
    file.write_text(json.dumps({**manifest, **fields}), encoding="utf-8")


def rewrite_source(root: Path, **fields: object) -> None:
    source = json.loads((root / "manifest.json").read_text(encoding="utf-8"))["source"]
    rewrite(root, source={**source, **fields})


def cut(file: Path, share: float) -> None:
    os.truncate(file, int(file.stat().st_size * share))


def newer_database(root: Path) -> None:
    """Say in Chroma's own tables that a later version has been at work."""
    with closing(sqlite3.connect(build_of(root) / chroma.DATABASE)) as database:
        database.execute(
            "INSERT INTO migrations VALUES"
            " ('sysdb', 9999, '09999-later.sqlite.sql', 'SELECT 1', '0123456789abcdef')"
        )
        database.execute("UPDATE migrations SET hash = 'ff' WHERE version = 1")
        database.commit()


def forget_vectors(root: Path) -> None:
    """Delete the vectors and their mention: what is left looks whole and finds a part."""
    shutil.rmtree(vectors(build_of(root)))
    rewrite(root, chroma={})


def forget_rows(root: Path) -> None:
    """Take rows out of the collection by Chroma's own means, and bring the checksums up to date."""
    build = build_of(root)
    client = chroma.connect(build)
    (collection,) = client.list_collections()
    collection.delete(ids=collection.get(limit=10, include=[])["ids"])
    client.close()
    rewrite(root, chroma=chroma.vector_files(build))


def exact_vectors_of_others(root: Path) -> None:
    """Put the vectors of the rows in another order, with the right checksum."""
    import numpy as np

    file = build_of(root) / "vectors.npy"
    np.save(file, np.load(file)[::-1].copy())
    sums = json.loads((root / "manifest.json").read_text(encoding="utf-8"))["exact"]
    rewrite(root, exact={**sums, file.name: hashlib.sha256(file.read_bytes()).hexdigest()})


DAMAGES: dict[str, Callable[[Path], object]] = {
    "database cut in half": lambda root: cut(build_of(root) / chroma.DATABASE, 0.5),
    "database cut by a little": lambda root: cut(build_of(root) / chroma.DATABASE, 0.95),
    "database deleted": lambda root: (build_of(root) / chroma.DATABASE).unlink(),
    "database empty": lambda root: os.truncate(build_of(root) / chroma.DATABASE, 0),
    "database of noise": lambda root: (build_of(root) / chroma.DATABASE).write_bytes(b"noise" * 99),
    "database of a newer Chroma": newer_database,
    "vector folder deleted": lambda root: shutil.rmtree(vectors(build_of(root))),
    # Chroma would end the whole process on the next two.
    "vectors cut": lambda root: os.truncate(vectors(build_of(root)) / "data_level0.bin", 1_000),
    "one bit of the links": lambda root: flip(vectors(build_of(root)) / "link_lists.bin"),
    "one bit of the vectors": lambda root: flip(vectors(build_of(root)) / "data_level0.bin"),
    "vectors lost without a trace": forget_vectors,
    "rows lost without a trace": forget_rows,
    "exact vectors deleted": lambda root: (build_of(root) / "vectors.npy").unlink(),
    "exact vectors cut": lambda root: cut(build_of(root) / "vectors.npy", 0.5),
    "one bit of the exact vectors": lambda root: flip(build_of(root) / "vectors.npy"),
    "exact vectors of other rows": exact_vectors_of_others,
    "build deleted": lambda root: shutil.rmtree(build_of(root)),
    "manifest of noise": lambda root: (root / "manifest.json").write_bytes(b"\xff{"),
    "manifest deleted": lambda root: (root / "manifest.json").unlink(),
    "manifest of other passages": lambda root: rewrite_source(root, fingerprint="0" * 64),
    "manifest of an older program": lambda root: rewrite_source(root, format=1),
    "manifest of a newer Chroma": lambda root: rewrite_source(root, chroma="99.0.0"),
    "manifest of another embedding": lambda root: rewrite_source(root, embedding="0" * 64),
    "manifest that names another build": lambda root: rewrite(root, folder="build-000000000000"),
}


@pytest.mark.parametrize("which", SHELVES)
@pytest.mark.parametrize("damage", DAMAGES)
def test_damage_is_found_and_mended(
    damage: str, which: str, whole: Settings, shelf: Path, caplog: pytest.LogCaptureFixture
) -> None:
    before = documents(whole)
    root = root_of(whole, which)
    build = build_of(root)
    DAMAGES[damage](root)
    check_mended(whole, shelf, caplog)
    assert documents(whole) == before
    assert not build.exists()
    assert json.loads((root / "manifest.json").read_text())["folder"] == build_of(root).name


def check_mended(settings: Settings, shelf: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Searches are right, one index was built and the log says so, and then all is in order."""
    with (
        closing(Library(settings, folder=shelf)) as library,
        caplog.at_level(logging.INFO, logger="coach"),
    ):
        check_right(library)
    assert caplog.text.count("index built with") == 1
    caplog.clear()
    with (
        closing(Library(settings, folder=shelf)) as library,
        caplog.at_level(logging.INFO, logger="coach"),
    ):
        assert library.ready()
        assert library.search("the zebra desk")[0].passage.source == "zebra.txt"
    assert "index built with" not in caplog.text


class Mirrored(Embedder):
    """Another embedding function under the same name: its vectors mean something else."""

    def embed(
        self, texts: Sequence[str], progress: Callable[[int], None] | None = None
    ) -> NDArray[np.float32]:
        vectors: NDArray[np.float32] = super().embed(texts, progress)[:, ::-1].copy()
        return vectors


def test_vectors_of_another_embedding_under_the_same_name(
    whole: Settings, shelf: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Chroma would mix both without a word; here even the manifest says that all is well."""
    before = documents(whole)
    shutil.rmtree(whole.index_folder / "own")
    with closing(Library(whole, folder=shelf, embedder=Mirrored(whole))) as library:
        library.rebuild_own()
        assert library.ready()
    check_mended(whole, shelf, caplog)
    assert documents(whole) == before


def test_an_index_that_fails_while_it_is_open(
    whole: Settings, shelf: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    from coach.knowledge.index import Index

    nearest = Index.nearest
    failing = [True]

    def fails_once(self: Index, *some: object) -> list[str]:
        if failing.pop() if failing else False:
            raise chroma.IndexFailure("the disk is gone")
        return nearest(self, *some)  # type: ignore[arg-type]

    monkeypatch.setattr(Index, "nearest", fails_once)
    with closing(Library(whole, folder=shelf)) as library:
        check_right(library)
    assert caplog.text.count("the index failed and is built anew: the disk is gone") == 1


_BUILD = """
import sys
from pathlib import Path
from coach.config import Settings
from coach.knowledge.library import Library

def wait(done, total):
    print("in the middle", flush=True)
    sys.stdin.read()

library = Library(Settings(home=Path(sys.argv[1])), folder=Path(sys.argv[2]))
getattr(library, sys.argv[3])(wait)
"""


def start(program: str, settings: Settings, shelf: Path, *more: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", program, str(settings.home), str(shelf), *more],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )


@pytest.mark.parametrize("before", ["index there", "index missing"])
@pytest.mark.parametrize("method", ["rebuild", "rebuild_own"])
def test_killed_in_the_middle_of_a_build(
    method: str, before: str, whole: Settings, shelf: Path
) -> None:
    kept = documents(whole)
    root = root_of(whole, "own" if method == "rebuild_own" else "shipped")
    if before == "index missing":
        shutil.rmtree(root)
    with start(_BUILD, whole, shelf, method) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "in the middle\n"
        process.kill()
        process.wait()
    assert len([*root.glob("build-*")]) == (2 if before == "index there" else 1)
    with closing(Library(whole, folder=shelf)) as library:
        check_right(library)
    assert documents(whole) == kept
    assert build_of(root).name == json.loads((root / "manifest.json").read_text())["folder"]


_READ = """
import sys
from pathlib import Path
from coach.config import Settings
from coach.knowledge.library import Library

library = Library(Settings(home=Path(sys.argv[1])), folder=Path(sys.argv[2]))
print("open", flush=True)
for line in sys.stdin:
    print(library.search(line)[0].passage.source, flush=True)
library.close()
"""


def test_another_process_writes_while_this_one_reads(whole: Settings, shelf: Path) -> None:
    """With Chroma alone the reader sees what was, and rows are lost once it writes."""
    with start(_READ, whole, shelf) as reader:
        assert reader.stdin is not None
        assert reader.stdout is not None

        def ask(animal: str) -> str:
            assert reader.stdin is not None
            assert reader.stdout is not None
            reader.stdin.write(f"when is the {animal} desk open\n")
            reader.stdin.flush()
            return reader.stdout.readline().strip()

        try:
            assert reader.stdout.readline() == "open\n"
            assert ask("zebra") == "zebra.txt"
            with closing(Library(whole, folder=shelf)) as library:
                for animal in ("hedgehog", "pelican"):
                    save(whole, f"{animal}.txt", about(animal))
                    library.rebuild()
                    assert ask(animal) == f"{animal}.txt"
                    assert ask("otter") == "otter.txt"
                    check_right(library)
        finally:
            reader.communicate(timeout=60)
    assert reader.returncode == 0
    with closing(Library(whole, folder=shelf)) as library:
        assert library.ready()
        check_right(library)


def test_documents_that_come_and_go_elsewhere(whole: Settings, shelf: Path) -> None:
    """One library is open all the time; another one of the same data folder changes documents."""
    first = Library(whole, folder=shelf)
    second = Library(whole, folder=shelf)
    query = "when is the hedgehog desk open"
    with closing(DocumentStore(whole.library_database)) as store:
        for document in store.all():
            store.remove(document.id)
        second.rebuild_own()
        assert not [h for h in first.search("the zebra desk") if "zebra" in h.passage.text]
        assert "hedgehog.txt" not in [hit.passage.source for hit in first.search(query)]
        document_id = save(whole, "hedgehog.txt", about("hedgehog"))
        second.rebuild_own()
        assert first.search(query)[0].passage.source == "hedgehog.txt"
        store.remove(document_id)
        second.rebuild_own()
        assert "hedgehog.txt" not in [hit.passage.source for hit in first.search(query)]
    first.close()
    second.close()
