"""The embedding: texts become vectors whose angle says how near they are in meaning.

all-MiniLM-L6-v2 in 8-bit weights, computed with onnxruntime and its own tokenizer.
"""

from __future__ import annotations

import hashlib
import logging
import os
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

from coach.config import Settings
from coach.errors import CoachError, DamagedFileError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

WEIGHTS_FOLDER = "minilm"
MODEL_FILE = "model.onnx"
MODEL_SHA256 = "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6"
TOKENIZER_FILE = "tokenizer.json"
TOKENIZER_SHA256 = "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037"

EMBEDDING_SHA256 = hashlib.sha256(f"{MODEL_SHA256}{TOKENIZER_SHA256}".encode()).hexdigest()
"""Names the vector space: vectors of different spaces must never meet in one index."""

DIMENSIONS = 384
MAX_TOKENS = 256
"""Longest text in tokens; the model was trained with it, and the rest is cut."""
_BATCH_TOKENS = 256
"""Tokens that are computed at once: with more of them the processor's cache is too small."""
_FEW_TOKENS = 64
"""So few are not worth dividing among threads."""
_SLAB = 1_000
"""Texts that are cut into tokens at once; what they are cut into takes far more memory."""
_THREADS = 2

_log = logging.getLogger(__name__)


class Embedder:
    """Turns texts into vectors; loads its weights at the first use. Safe for threads."""

    def __init__(self, settings: Settings) -> None:
        self._folder = settings.models_folder / WEIGHTS_FOLDER
        self._lock = threading.Lock()
        # Always the same threads: the C library gives each new one memory of its own to allocate
        # from, and keeps what was once needed there.
        self._pool = ThreadPoolExecutor(_THREADS, thread_name_prefix="embedding")
        self._session: Any = None
        self._tokenizer: Any = None

    def installed(self) -> bool:
        """Return whether the weights are there; whether they are sound shows at loading."""
        return all((self._folder / name).is_file() for name in (MODEL_FILE, TOKENIZER_FILE))

    def embed(
        self, texts: Sequence[str], progress: Callable[[int], None] | None = None
    ) -> NDArray[np.float32]:
        """Return one vector of unit length per text, as an array of shape (n, 384).

        Args:
            texts: Any texts; beyond 256 tokens the rest is not looked at.
            progress: Called after each batch with the number of texts done so far.

        Raises:
            CoachError: the weights are not there.
            DamagedFileError: the weights are not what their checksum says.
        """
        import numpy as np

        self._load()
        vectors = np.zeros((len(texts), DIMENSIONS), dtype=np.float32)
        # Texts of like length together: a batch is padded to its longest text.
        order = sorted(range(len(texts)), key=lambda index: len(texts[index]))
        done = 0
        for start in range(0, len(order), _SLAB):
            places = order[start : start + _SLAB]
            for batch, found in self._embed_slab([texts[index] for index in places]):
                vectors[[places[index] for index in batch]] = found
                done += len(batch)
                if progress:
                    progress(done)
        return vectors

    def _embed_slab(self, texts: list[str]) -> Iterator[tuple[list[int], NDArray[np.float32]]]:
        """Yield batches of texts, by their places, and their vectors.

        Batches are computed side by side, each in one thread: that is a fifth quicker than one
        after the other in two threads each.
        """
        tokens = [encoding.ids for encoding in self._tokenizer.encode_batch(texts)]
        batches = _batches([len(ids) for ids in tokens])
        if len(batches) == 1:
            yield batches[0], self._embed_batch([tokens[index] for index in batches[0]])
            return
        running: deque[tuple[list[int], Future[NDArray[np.float32]]]] = deque()
        for batch in batches:
            # Few at once: another call in between waits for no more than these.
            if len(running) > _THREADS:
                yield _finished(running)
            some = [tokens[index] for index in batch]
            running.append((batch, self._pool.submit(self._embed_batch, some)))
        while running:
            yield _finished(running)

    def _embed_batch(self, tokens: list[list[int]]) -> NDArray[np.float32]:
        """Mean pooling over the tokens that are not padding, then unit length."""
        import numpy as np

        longest = max(len(ids) for ids in tokens)
        ids = np.zeros((len(tokens), longest), dtype=np.int64)
        mask = np.zeros_like(ids)
        for place, text in enumerate(tokens):
            ids[place, : len(text)] = text
            mask[place, : len(text)] = 1
        inputs = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        (states,) = self._session.run(
            ["last_hidden_state"], {name: inputs[name] for name in self._inputs}
        )
        weights = mask[:, :, None].astype(np.float32)
        pooled = (states * weights).sum(axis=1) / weights.sum(axis=1)
        unit: NDArray[np.float32] = pooled / np.linalg.norm(pooled, axis=1, keepdims=True)
        return unit

    def _load(self) -> None:
        with self._lock:
            if self._session is not None:
                return
            # Read once, so that the bytes that are checked are the bytes that are used.
            model = _read(self._folder / MODEL_FILE, MODEL_SHA256)
            tokenizer = _read(self._folder / TOKENIZER_FILE, TOKENIZER_SHA256)
            # Set before the imports; afterwards these have no effect.
            os.environ["ORT_DISABLE_TELEMETRY"] = "1"
            os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
            import onnxruntime
            from tokenizers import Tokenizer

            options = onnxruntime.SessionOptions()
            options.intra_op_num_threads = 1
            options.inter_op_num_threads = 1
            options.log_severity_level = 3
            # The arena keeps what long texts once needed; without it everything is as quick.
            options.enable_cpu_mem_arena = False
            session = onnxruntime.InferenceSession(
                model, sess_options=options, providers=["CPUExecutionProvider"]
            )
            self._inputs = [entry.name for entry in session.get_inputs()]
            self._tokenizer = Tokenizer.from_str(tokenizer.decode("utf-8"))
            self._tokenizer.enable_truncation(max_length=MAX_TOKENS)
            self._tokenizer.no_padding()
            self._session = session
            _log.info("embedding loaded")


def _finished(
    running: deque[tuple[list[int], Future[NDArray[np.float32]]]],
) -> tuple[list[int], NDArray[np.float32]]:
    """Wait for the first of what runs, and return it with its places."""
    batch, future = running.popleft()
    return batch, future.result()


def _batches(lengths: list[int]) -> list[list[int]]:
    """Put texts of like length together, by their places.

    Args:
        lengths: How many tokens each text has.
    """
    most = min(_BATCH_TOKENS, max(_FEW_TOKENS, sum(lengths) // _THREADS))
    batches: list[list[int]] = []
    for place in sorted(range(len(lengths)), key=lambda index: lengths[index]):
        if not batches or (len(batches[-1]) + 1) * lengths[place] > most:
            batches.append([])
        batches[-1].append(place)
    return batches


def _read(path: Path, sha256: str) -> bytes:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise CoachError(
            "The search model of the library is not installed.", "Run 'coach setup' to get it."
        ) from error
    if hashlib.sha256(content).hexdigest() != sha256:
        raise DamagedFileError(
            f"The file {path.name} of the library's search model is damaged.",
            "Run 'coach setup' to get it again.",
        )
    return content
