from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from coach.config import Settings
from coach.errors import CoachError, DamagedFileError
from coach.knowledge.embedding import MODEL_FILE, TOKENIZER_FILE, WEIGHTS_FOLDER, Embedder


def test_vectors_have_unit_length_and_their_texts_order(embedder: Embedder) -> None:
    texts = ["late again " * 400, "", "a", *(f"text number {number}" for number in range(40))]
    vectors = embedder.embed(texts)
    assert vectors.shape == (43, 384)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    for index in (0, 1, 2, 42):
        alone = embedder.embed([texts[index]])[0]
        assert float(alone @ vectors[index]) > 0.999


def test_near_in_meaning_is_near_in_angle(embedder: Embedder) -> None:
    one, same, other = embedder.embed(
        ["The parcel came too late.", "The delivery was delayed.", "The soup tastes good."]
    )
    assert one @ same > one @ other + 0.2


def test_how_texts_are_put_together_makes_no_difference(embedder: Embedder) -> None:
    """Long and short ones, more than are cut into tokens at once, each at its own place."""
    texts = [
        f"Desk {number} waits " + "for the night shift " * (number % 7) for number in range(30)
    ]
    told: list[int] = []
    many = embedder.embed([*texts, *("Short." for _ in range(1_000)), "late " * 300], told.append)
    alone = np.array([embedder.embed([text])[0] for text in texts])
    assert np.allclose(many[:30], alone, atol=1e-4)
    assert told[-1] == 1_031
    assert told == sorted({*told})


def test_whoever_stops_in_between_waits_for_nothing_more(
    embedder: Embedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Stopped(Exception):
        pass

    told: list[int] = []
    computed: list[int] = []
    plain = embedder._embed_batch

    def counted(tokens: list[list[int]]) -> Any:
        computed.append(len(tokens))
        return plain(tokens)

    def stop(done: int) -> None:
        told.append(done)
        raise Stopped

    monkeypatch.setattr(embedder, "_embed_batch", counted)
    with pytest.raises(Stopped):
        embedder.embed([f"The parcel {number} is late." for number in range(200)], stop)
    assert len(told) == 1
    # No more than was in hand, and the next call finds nothing before it.
    assert len(computed) <= 3
    assert embedder._pool._work_queue.qsize() <= 3


def test_the_threads_are_always_the_same(embedder: Embedder) -> None:
    texts = [f"The parcel {number} is late." for number in range(60)]

    def threads() -> set[int | None]:
        own = embedder._pool._threads
        return {thread.ident for thread in own}

    embedder.embed(texts)
    first = threads()
    for _ in range(3):
        embedder.embed(texts)
    assert threads() == first


def test_no_texts_give_no_vectors(embedder: Embedder) -> None:
    assert embedder.embed([]).shape == (0, 384)


def test_missing_weights_say_what_to_do(coach_home: Path) -> None:
    embedder = Embedder(Settings(home=coach_home))
    assert not embedder.installed()
    with pytest.raises(CoachError, match="coach setup"):
        embedder.embed(["text"])


@pytest.mark.parametrize("name", [MODEL_FILE, TOKENIZER_FILE])
def test_damaged_weights_are_found_before_they_are_used(settings: Settings, name: str) -> None:
    file = settings.models_folder / WEIGHTS_FOLDER / name
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.unlink()  # a link to the real file
    file.write_bytes(content)
    with pytest.raises(DamagedFileError, match=name):
        Embedder(settings).embed(["text"])
