"""Write the vectors that come with the passages (coach/knowledge/shipped.py).

Run after a change of passages; a test says when it is time:

    python scripts/vectors.py
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from coach.config import load_settings
from coach.knowledge.embedding import Embedder
from coach.knowledge.index import rows_of
from coach.knowledge.passages import load_passages
from coach.knowledge.shipped import FILE, write_shipped

KNOWLEDGE = Path(__file__).resolve().parents[1] / "knowledge"


def main() -> None:
    """Embed the text of every row and write the file."""
    texts = [row.text for passage in load_passages(KNOWLEDGE) for row in rows_of(passage)]
    texts = sorted(set(texts))
    vectors = Embedder(load_settings()).embed(texts)
    write_shipped(KNOWLEDGE, texts, vectors)
    print(f"{len(texts)} vectors, {(KNOWLEDGE / FILE).stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
