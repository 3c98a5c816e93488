"""Thousands of passages about another matter: sentences of the documentation of Python itself.

Each passage is put together from a few of these sentences, as a document is. To embed tens of
thousands of rows would take many minutes; so each sentence is embedded once, and a text of several
gets the middle of their vectors, which is near to what the embedding gives for it.
"""

from __future__ import annotations

import ast
import random
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from coach.config import Settings
from coach.knowledge.embedding import DIMENSIONS, Embedder
from coach.store.documents import DocumentStore, NewDocument, StoredPart

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SENTENCES = 3_000
A_PASSAGE = 2
A_DOCUMENT = 500
_MODULES = (
    "argparse asyncio codecs collections decimal email http logging tkinter turtle xml".split()
)
_END = re.compile(r"(?<=[.!?])\s+|\n\s*\n")


def add_crowd(settings: Settings, count: int) -> list[str]:
    """Add ``count`` passages as own documents; return the sentences that they are made of."""
    sentences = _sentences()
    chosen = random.Random(count)
    store = DocumentStore(settings.library_database)
    try:
        for start in range(0, count, A_DOCUMENT):
            parts = [
                StoredPart(
                    number=number,
                    heading="",
                    place=f"page {number}",
                    text=" ".join(chosen.sample(sentences, A_PASSAGE)),
                )
                for number in range(1, min(A_DOCUMENT, count - start) + 1)
            ]
            name = f"manual {start}"
            document = NewDocument(path=f"/{name}", name=name, sha256=name, kind="text", pages=None)
            store.save(document, parts)
    finally:
        store.close()
    return sentences


def _sentences() -> list[str]:
    """Return sentences from the documentation of the standard library, the same ones each time."""
    library = Path(ast.__file__).parent
    files = sorted(file for name in _MODULES for file in library.glob(f"{name}*/**/*.py"))
    files += sorted(library.glob("*.py"))
    found: dict[str, None] = {}
    for file in files:
        tree = ast.parse(file.read_text(encoding="utf-8", errors="replace"))
        for node in ast.walk(tree):
            if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef)):
                for part in _END.split(ast.get_docstring(node) or ""):
                    line = " ".join(part.split())
                    if 6 <= len(line.split()) <= 30 and re.fullmatch(r"[A-Z][^.!?]*\.", line):
                        found[line] = None
    return random.Random(0).sample(sorted(found), min(SENTENCES, len(found)))


class CrowdEmbedder(Embedder):
    """Makes the vectors of texts of several known sentences out of those of the sentences."""

    def __init__(self, settings: Settings, sentences: Sequence[str]) -> None:
        super().__init__(settings)
        self._sentences = [*sentences]
        self._known: dict[str, NDArray[np.float32]] = {}

    def embed(
        self, texts: Sequence[str], progress: Callable[[int], None] | None = None
    ) -> NDArray[np.float32]:
        """Return one vector of unit length per text; see ``Embedder.embed``."""
        import numpy as np

        if not self._known:
            vectors = super().embed(self._sentences)
            self._known = dict(zip(self._sentences, vectors, strict=True))
        result = np.zeros((len(texts), DIMENSIONS), dtype=np.float32)
        unknown = []
        for place, text in enumerate(texts):
            parts = [p for p in re.split(r"(?<=\.) (?=[A-Z])", text) if p in self._known]
            if parts and sum(len(part) for part in parts) >= len(text) * 0.8:
                mean = np.mean([self._known[part] for part in parts], axis=0)
                result[place] = mean / np.linalg.norm(mean)
            else:
                unknown.append(place)
        if unknown:
            result[unknown] = super().embed([texts[place] for place in unknown])
        if progress:
            progress(len(texts))
        return result
