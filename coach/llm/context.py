"""What the model has evaluated: a few sequences side by side, and states kept in files.

A request goes to the sequence that already holds most of it and evaluates only the tokens by which
it differs, so that the tasks of one turn do not push each other out.
"""

from __future__ import annotations

import ctypes
import os
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from llama_cpp import llama_cpp as api

from coach.llm.prefixes import PrefixFiles
from coach.llm.tuning import SEQUENCES, Tuning

ABORTABLE = 16
"""Batches of more tokens than this can be ended in their middle; shorter ones take 0.4 s at most.
Asking costs about 1 ms a batch."""
_ABORTED = 2
_KV_TYPES = {"f16": 1, "q8_0": 8}
"""GGML's numbers of the two precisions."""

Cancelled = Callable[[], bool]
Logits = np.ndarray[Any, np.dtype[np.float32]]


class ModelLoadError(Exception):
    """The file is not a model that llama.cpp can load, or memory is short."""


class ContextFullError(Exception):
    """The prompt and its answer do not fit into the context."""


class StoppedError(Exception):
    """The call was cancelled while tokens were evaluated."""


@dataclass
class Held:
    """One sequence: the tokens whose keys and values the model holds, and when it was last used."""

    number: int
    tokens: list[int] = field(default_factory=list)
    used: float = 0.0


class Context:
    """A loaded model and its sequences.

    Args:
        path: A GGUF file.
        context_tokens: Size of each sequence in tokens.
        tuning: How to run it.
        prefixes: Where the states of fixed messages are kept, or None.

    Raises:
        ModelLoadError: see there.
    """

    def __init__(
        self, path: Path, *, context_tokens: int, tuning: Tuning, prefixes: PrefixFiles | None
    ) -> None:
        api.llama_backend_init()
        model_params = api.llama_model_default_params()
        model_params.n_gpu_layers = 0
        model_params.use_extra_bufts = tuning.repack
        self.model = api.llama_model_load_from_file(os.fsencode(path), model_params)
        if not self.model:
            raise ModelLoadError(f"llama.cpp cannot load {path.name}")
        self._ctx = api.llama_init_from_model(self.model, _parameters(context_tokens, tuning))
        if not self._ctx:
            raise ModelLoadError("there is not enough memory for the model's context")
        self.vocab = api.llama_model_get_vocab(self.model)
        self.n_vocab = int(api.llama_vocab_n_tokens(self.vocab))
        self.tokens = int(api.llama_n_ctx_seq(self._ctx))
        self._memory = api.llama_get_memory(self._ctx)
        self._batch_tokens = tuning.ubatch
        self._batch = api.llama_batch_init(self._batch_tokens, 0, 1)
        self._prefixes = prefixes
        self._held = [Held(number) for number in range(SEQUENCES)]
        self.evaluated = 0

    def sequence(self, head: Sequence[int], tokens: Sequence[int]) -> Held:
        """Return the sequence to use for ``tokens``, which begin with the fixed ``head``."""
        best = max(self._held, key=lambda held: common(held.tokens, tokens))
        if common(best.tokens, tokens) < max(1, len(head)):
            best = min(self._held, key=lambda held: held.used)
        best.used = time.monotonic()
        return best

    def latest(self) -> Held:
        """Return the sequence that was used last."""
        return max(self._held, key=lambda held: held.used)

    def evaluate(
        self, held: Held, head: Sequence[int], tokens: list[int], cancelled: Cancelled
    ) -> None:
        """Make ``tokens`` the whole of a sequence; the logits after the last one are there then.

        Args:
            held: The sequence.
            head: The fixed part that ``tokens`` begin with; its state is loaded from a file, or
                kept in one.
            tokens: All tokens.
            cancelled: Asked now and then.

        Raises:
            ContextFullError: see there.
            StoppedError: see there.
        """
        self.prepare(held, head, cancelled)
        # The last token is evaluated anew, because its logits are what comes next.
        self._forget(held, min(common(held.tokens, tokens), len(tokens) - 1))
        self.extend(held, tokens, cancelled)

    def prepare(self, held: Held, head: Sequence[int], cancelled: Cancelled) -> None:
        """Make a sequence begin with ``head``, from its file where there is one."""
        if not head or held.tokens[: len(head)] == list(head):
            return
        if self._prefixes is not None and self._load(held, head):
            return
        self._forget(held, common(held.tokens, head))
        self.extend(held, head, cancelled)
        if self._prefixes is not None:
            self._prefixes.save(head, self._state(held))

    def has_state(self, head: Sequence[int]) -> bool:
        """Return whether the state of ``head`` is in a file."""
        return self._prefixes is None or self._prefixes.has(head)

    def decode(self, held: Held, tokens: Sequence[int], *, logits_from: int = -1) -> None:
        """Evaluate a few tokens after those of a sequence.

        Args:
            held: The sequence.
            tokens: The tokens, not more than a batch.
            logits_from: First token whose logits are wanted; -1 for the last one only.

        Raises:
            ContextFullError: see there.
            StoppedError: see there.
        """
        count, start = len(tokens), len(held.tokens)
        if start + count > self.tokens:
            raise ContextFullError
        first = count - 1 if logits_from < 0 else logits_from
        batch = self._batch
        batch.n_tokens = count
        for place, token in enumerate(tokens):
            batch.token[place] = token
            batch.pos[place] = start + place
            batch.n_seq_id[place] = 1
            batch.seq_id[place][0] = held.number
            batch.logits[place] = place >= first
        result = api.llama_decode(self._ctx, batch)
        if result == 0:
            held.tokens.extend(tokens)
            self.evaluated += count
            return
        self._forget(held, start)
        raise StoppedError if result == _ABORTED else ContextFullError

    def logits(self, place: int = -1) -> Logits:
        """Return the logits after a token of the last batch; shape (vocabulary,)."""
        pointer = api.llama_get_logits_ith(self._ctx, place)
        return np.array(np.ctypeslib.as_array(pointer, shape=(self.n_vocab,)), dtype=np.float32)

    def shorten(self, held: Held, keep: int) -> None:
        """Drop what a sequence holds after its first ``keep`` tokens."""
        self._forget(held, keep)

    def forget(self) -> None:
        """Drop what all sequences hold."""
        for held in self._held:
            self._forget(held, 0)

    def extend(self, held: Held, tokens: Sequence[int], cancelled: Cancelled) -> None:
        """Evaluate what ``tokens`` have beyond those of a sequence.

        Raises:
            ContextFullError: see there.
            StoppedError: see there.
        """
        if len(tokens) > self.tokens:
            raise ContextFullError
        abortable = len(tokens) - len(held.tokens) > ABORTABLE
        callback = api.ggml_abort_callback(lambda _: cancelled())
        if abortable:
            api.llama_set_abort_callback(self._ctx, callback, None)
        try:
            while len(held.tokens) < len(tokens):
                if cancelled():
                    raise StoppedError
                start = len(held.tokens)
                self.decode(held, tokens[start : start + self._batch_tokens])
        finally:
            if abortable:
                api.llama_set_abort_callback(self._ctx, api.ggml_abort_callback(), None)

    def _forget(self, held: Held, keep: int) -> None:
        if len(held.tokens) <= keep:
            # An aborted batch may have left cells behind.
            api.llama_memory_seq_rm(self._memory, held.number, len(held.tokens), -1)
            return
        if not api.llama_memory_seq_rm(self._memory, held.number, keep, -1):
            api.llama_memory_seq_rm(self._memory, held.number, -1, -1)
            keep = 0
        del held.tokens[keep:]

    def _load(self, held: Held, head: Sequence[int]) -> bool:
        data = self._prefixes.load(head) if self._prefixes is not None else None
        if data is None:
            return False
        self._forget(held, 0)
        buffer = (ctypes.c_uint8 * len(data)).from_buffer_copy(data)
        if api.llama_state_seq_set_data(self._ctx, buffer, len(data), held.number) != len(data):
            api.llama_memory_seq_rm(self._memory, held.number, -1, -1)
            return False
        held.tokens = list(head)
        return True

    def _state(self, held: Held) -> bytes:
        size = api.llama_state_seq_get_size(self._ctx, held.number)
        buffer = (ctypes.c_uint8 * size)()
        written = api.llama_state_seq_get_data(self._ctx, buffer, size, held.number)
        return bytes(memoryview(buffer)[:written])


def _parameters(context_tokens: int, tuning: Tuning) -> Any:  # noqa: ANN401 - a ctypes structure
    params = api.llama_context_default_params()
    params.n_ctx = context_tokens * SEQUENCES
    params.n_seq_max = SEQUENCES
    params.n_batch = params.n_ubatch = tuning.ubatch
    params.n_threads = tuning.threads
    params.n_threads_batch = tuning.batch_threads
    params.flash_attn_type = (
        api.LLAMA_FLASH_ATTN_TYPE_ENABLED
        if tuning.flash_attention
        else api.LLAMA_FLASH_ATTN_TYPE_DISABLED
    )
    params.type_k = params.type_v = _KV_TYPES[tuning.kv]
    return params


def common(one: Sequence[int], other: Sequence[int]) -> int:
    """Return how many leading tokens two lists share."""
    count = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        count += 1
    return count
