"""How long a search takes: in the library as it comes, and in one of thousands of passages.

The large library is made of the shipped one: its sentences are put together anew, each with a mark
that makes its text a text of its own. Like the documents that people add, these passages have no
aliases. Computing the embeddings of so many sentences would take many minutes; so a text gets the
vector of the sentence that it is made of, moved by a random step. What a search does, from the
embedding of the query to the ranking, is the program's own code.
"""

from __future__ import annotations

import itertools
import random
import re
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from coach.config import Settings
from coach.knowledge.embedding import DIMENSIONS, Embedder
from coach.knowledge.index import rows_of
from coach.knowledge.library import Library
from coach.knowledge.passages import Passage, sentences

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SENTENCES = (11, 16)
"""Fewest and most sentences of a made passage: four of five shipped ones lie between."""
STEP = 0.5
"""Length of the random step, beside vectors of length 1."""

MIN_WORDS = 5
"""Shorter sentences ("Fine.") are left out: they hardly occur outside of conversations."""

_MARK = re.compile(r" \(item (\d+)\)")


@dataclass(frozen=True)
class Searches:
    """Seconds of each search.

    Attributes:
        passages: Size of the library.
        seconds: One value a query.
        build_seconds: How long the index took to make; 0 when it was there.
    """

    passages: int
    seconds: list[float]
    build_seconds: float = 0.0


def time_searches(library: Library, queries: Sequence[str]) -> list[float]:
    """Return the seconds of each search; one before them opens the library."""
    library.search(queries[0])
    seconds = []
    for query in queries:
        began = time.perf_counter()
        library.search(query)
        seconds.append(time.perf_counter() - began)
    return seconds


def search_shipped(settings: Settings, queries: Sequence[str]) -> Searches:
    """Search the library that comes with the program.

    Raises:
        CoachError: the library cannot be used.
    """
    with closing(Library(settings)) as library:
        return Searches(len(library.list()), time_searches(library, queries))


def search_made(
    settings: Settings,
    queries: Sequence[str],
    folder: Path,
    *,
    count: int,
    progress: Callable[[int, int], None] | None = None,
) -> Searches:
    """Make a library of ``count`` passages in ``folder`` and search it.

    Args:
        settings: Where the weights of the embedding are.
        queries: What is searched.
        folder: An empty folder.
        count: How many passages are made.
        progress: Told how many rows of the index are done, and of how many.

    Raises:
        CoachError: the library cannot be used.
    """
    with closing(Library(settings)) as shipped:
        sources = shipped.list()
    for passage in make_passages(sources, count):
        _write(folder / "knowledge", passage)
    embedder = MadeEmbedder(settings, sources)
    own = settings.model_copy(update={"home": folder})
    with closing(Library(own, folder=folder / "knowledge", embedder=embedder)) as library:
        began = time.perf_counter()
        library.rebuild(progress)
        built = time.perf_counter() - began
        return Searches(count, time_searches(library, queries), built)


def make_passages(sources: Sequence[Passage], count: int) -> list[Passage]:
    """Return passages put together from sentences of ``sources``, the same ones each time."""
    chosen = random.Random(count)
    marks = itertools.count()
    lines = [line for passage in sources for line in sentences(passage.text)]
    lines = [line for line in lines if len(line.split()) >= MIN_WORDS]
    made = []
    for number in range(count):
        source = sources[number % len(sources)]
        text = chosen.sample(lines, chosen.randint(*SENTENCES))
        changes = {
            "id": f"{source.topic}-made{number}",
            "title": _marked(source.title, next(marks)),
            "text": " ".join(_marked(line, next(marks)) for line in text),
            "aliases": [],
        }
        made.append(source.model_copy(update=changes))
    return made


def _marked(text: str, number: int) -> str:
    """Return ``text`` with a number of its own after its first word."""
    first, _, rest = text.partition(" ")
    return f"{first} (item {number}) {rest}".rstrip()


def _write(folder: Path, passage: Passage) -> None:
    import yaml

    file = folder / passage.topic / f"{passage.id}.md"
    file.parent.mkdir(parents=True, exist_ok=True)
    front = yaml.safe_dump(passage.model_dump(exclude={"text"}), allow_unicode=True)
    file.write_text(f"---\n{front}---\n{passage.text}\n", encoding="utf-8")


class MadeEmbedder(Embedder):
    """Makes the vectors of made texts out of those of their sources; the rest is as always."""

    def __init__(self, settings: Settings, sources: Sequence[Passage]) -> None:
        super().__init__(settings)
        self._texts = {row.text for passage in sources for row in rows_of(passage)}
        self._texts |= {line for passage in sources for line in sentences(passage.text)}
        self._wholes = {f"{p.title}. {p.method}. ": rows_of(p)[0].text for p in sources}
        self._known: dict[str, NDArray[np.float32]] = {}

    def embed(
        self, texts: Sequence[str], progress: Callable[[int], None] | None = None
    ) -> NDArray[np.float32]:
        """Return one vector of unit length per text; see ``Embedder.embed``."""
        import numpy as np

        sources = [self._source(text) for text in texts]
        unknown = [text for text in dict.fromkeys(sources) if text not in self._known]
        computed = dict(zip(unknown, super().embed(unknown), strict=True))
        self._known.update({text: computed[text] for text in unknown if text in self._texts})
        vectors = np.zeros((len(texts), DIMENSIONS), dtype=np.float32)
        for place, (text, source) in enumerate(zip(texts, sources, strict=True)):
            vector = self._known[source] if source in self._known else computed[source]
            mark = _MARK.search(text)
            vectors[place] = vector if mark is None else _moved(vector, int(mark[1]))
        if progress:
            progress(len(texts))
        return vectors

    def _source(self, text: str) -> str:
        """Return the shipped text that a made one comes from; any other text as it is."""
        plain = _MARK.sub("", text)
        if plain == text or plain in self._texts:
            return plain
        return next((self._wholes[t] for t in self._wholes if plain.startswith(t)), text)


def _moved(vector: NDArray[np.float32], seed: int) -> NDArray[np.float32]:
    """Return a vector of length 1 at about 27 degrees from ``vector``."""
    import numpy as np

    step = np.random.default_rng(seed).standard_normal(DIMENSIONS).astype(np.float32)
    moved = vector + STEP * step / np.linalg.norm(step)
    unit: NDArray[np.float32] = moved / np.linalg.norm(moved)
    return unit
