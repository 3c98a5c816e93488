"""Lives that write the library: documents are added and removed, and their index is built."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

from campaigns.life import Ack, holding, start_again

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_CANARY = "the copper owl sorts nineteen ledgers"
_PARTS = 12


class _Marks:
    """An embedding that needs no model: near to a text is only the same text."""

    def installed(self) -> bool:
        """It needs nothing."""
        return True

    def embed(
        self,
        texts: Sequence[str],
        progress: object = None,  # noqa: ARG002 - as the real one has it
    ) -> NDArray[np.float32]:
        """Return a vector for each text, drawn by its checksum."""
        import numpy as np

        found = []
        for text in texts:
            seed = int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")
            vector = np.random.default_rng(seed).normal(size=384).astype(np.float32)
            found.append(vector / np.linalg.norm(vector))
        return np.stack(found)


class Documents:
    """A document is added and indexed, then another one is removed."""

    def prepare(self, home: Path) -> None:
        """Add one, with its index."""
        self._add(home, "first")
        with closing(_shelf(home)) as shelf:
            shelf.rebuild()

    def live(self, home: Path, ack: Ack) -> None:
        """Add the second, remove the first."""
        self._add(home, "second")
        ack("second")
        with closing(_shelf(home)) as shelf:
            shelf.rebuild()
            ack("index")
        with closing(_documents(home)) as store:
            store.remove(next(one.id for one in store.all() if one.name == "first"))
        ack("removed")
        with closing(_shelf(home)) as shelf:
            shelf.rebuild()

    def check(self, home: Path, acks: Sequence[Any]) -> Iterator[str]:
        """What is kept is found by its own words; what was removed is in no byte."""
        yield from start_again(home)
        with closing(_documents(home)) as store:
            names = {one.name for one in store.all()}
            texts = [part.text for one in store.all() for part in store.parts(one.id)]
        if not names or ("second" in acks and "second" not in names):
            yield f"there are only {names}"
        if "removed" in acks and "first" in names:
            yield "what was removed is there"
        if len(texts) != _PARTS * len(names):
            yield f"{len(texts)} parts of {_PARTS * len(names)}"
        with closing(_shelf(home)) as shelf:
            for text in texts[::7]:
                hits = shelf.search(text, _Marks().embed([text])[0], None)
                if not any(hit.passage.text == text for hit in hits):
                    yield "a part is not found by its own words"
        with closing(_shelf(home)) as shelf:  # a second start finds nothing to mend
            shelf.search("rota", _Marks().embed(["rota"])[0], None)
        builds = [*(home / "index" / "own").glob("build-*")]
        if len(builds) != 1:
            yield f"{len(builds)} builds of the index are left"
        if "first" not in names and (left := holding(home, _CANARY)):
            yield f"what was removed is in {left}"

    def _add(self, home: Path, name: str) -> None:
        from coach.store.documents import NewDocument, StoredPart

        words = _CANARY if name == "first" else "the rota of the porters"
        parts = [
            StoredPart(number=n, heading=f"{name} {n}", place="", text=f"{n}: {words} {name}. " * 9)
            for n in range(1, _PARTS + 1)
        ]
        document = NewDocument(path=f"/{name}", name=name, sha256=name[0] * 64, kind="Markdown")
        with closing(_documents(home)) as store:
            store.save(document, parts)


def _documents(home: Path) -> Any:  # noqa: ANN401 - imported late
    from coach.store.documents import DocumentStore

    return DocumentStore(home / "library.sqlite3")


def _shelf(home: Path) -> Any:  # noqa: ANN401 - imported late
    from coach.knowledge.index import Index
    from coach.knowledge.shelf import Shelf
    from coach.knowledge.sources import OwnDocuments

    index = Index(home / "index" / "own", _Marks())  # type: ignore[arg-type]
    return Shelf(OwnDocuments(home / "library.sqlite3"), index)


LIVES = {"documents": Documents()}
