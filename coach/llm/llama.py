"""llama.cpp from Python, as little of it as a coach needs. Runs in the engine's own process.

One sequence holds what was evaluated last; a request evaluates only the tokens by which it differs.
The state after a task's fixed messages is kept in a file and loaded in milliseconds
(28 KB a token, 10 ms for 1,500 tokens; research/engine.md).
"""

from __future__ import annotations

import codecs
import ctypes
import json
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import llama_cpp
import numpy as np
from llama_cpp import llama_cpp as api
from llama_cpp.llama_grammar import json_schema_to_gbnf

from coach.llm.grammar import quoting_grammar
from coach.llm.prefixes import PrefixFiles

PROMPT_CHUNK = 128
"""Prompt tokens between two looks at whether the call was cancelled: about a second of work."""
CANDIDATES = 64
"""Most likely tokens that are tried against a grammar before the whole vocabulary is."""
MIN_PROBABILITY = 0.05
"""With a temperature, tokens less likely than this share of the best are not drawn."""


class ModelLoadError(Exception):
    """The file is not a model that llama.cpp can load, or memory is short."""


class ContextFullError(Exception):
    """The prompt and its answer do not fit into the context."""


@dataclass
class Sampling:
    """How the next token is picked; see ``coach.llm.engine.Request``."""

    max_tokens: int
    temperature: float = 0.0
    seed: int = 0
    stop: Sequence[str] = ()
    json_schema: dict[str, Any] | None = None
    quote_from: str | None = None

    def grammar(self) -> str | None:
        """Return the grammar (GBNF) that the answer follows, or None for free text."""
        if self.json_schema is None:
            return None
        if self.quote_from is not None:
            return quoting_grammar(list(self.json_schema["properties"]), self.quote_from)
        return str(json_schema_to_gbnf(json.dumps(self.json_schema)))


class Llama:
    """A loaded model with one sequence.

    Args:
        path: A GGUF file.
        context_tokens: Size of the context in tokens.
        threads: Threads to compute with.
        prefixes: Where the states of fixed messages are kept, or None.

    Raises:
        ModelLoadError: see there.
    """

    def __init__(
        self, path: Path, *, context_tokens: int, threads: int, prefixes: PrefixFiles | None
    ) -> None:
        api.llama_backend_init()
        model_params = api.llama_model_default_params()
        model_params.n_gpu_layers = 0
        self._model = api.llama_model_load_from_file(os.fsencode(path), model_params)
        if not self._model:
            raise ModelLoadError(f"llama.cpp cannot load {path.name}")
        params = api.llama_context_default_params()
        params.n_ctx = context_tokens
        params.n_batch = params.n_ubatch = PROMPT_CHUNK
        params.n_threads = params.n_threads_batch = threads
        params.n_seq_max = 1
        self._ctx = api.llama_init_from_model(self._model, params)
        if not self._ctx:
            raise ModelLoadError("there is not enough memory for the model's context")
        self._vocab = api.llama_model_get_vocab(self._model)
        self._memory = api.llama_get_memory(self._ctx)
        self._n_vocab = api.llama_vocab_n_tokens(self._vocab)
        self._context_tokens = int(api.llama_n_ctx(self._ctx))
        self._evaluated: list[int] = []
        self._prefixes = prefixes
        self._template = self._load_template()

    # Text and tokens

    def _load_template(self) -> Any:  # noqa: ANN401 - a jinja2 template in llama_cpp's sandbox
        from llama_cpp.llama_chat_format import Jinja2ChatFormatter

        raw = api.llama_model_chat_template(self._model, None)
        template = raw.decode("utf-8", "replace") if raw else CHATML
        return Jinja2ChatFormatter(template=template, eos_token="", bos_token="")

    def render(self, messages: Sequence[dict[str, str]], *, answer: bool) -> str:
        """Return the text of a conversation as the model was trained on it.

        Args:
            messages: ``{"role", "content"}`` each; contents cannot contain control tokens.
            answer: Whether the text ends where the model is to go on.
        """
        safe = [{**m, "content": m["content"].replace("<|", "< |")} for m in messages]
        self._template.add_generation_prompt = answer
        return str(self._template(messages=safe).prompt)

    def tokenize(self, text: str) -> list[int]:
        """Return the tokens of a rendered conversation."""
        data = text.encode("utf-8", "replace")
        size = len(data) + 8
        buffer = (api.llama_token * size)()
        count = api.llama_tokenize(self._vocab, data, len(data), buffer, size, False, True)
        return list(buffer[:count])

    def _piece(self, token: int) -> bytes:
        buffer = ctypes.create_string_buffer(128)
        size = api.llama_token_to_piece(self._vocab, token, buffer, len(buffer), 0, False)
        return bytes(buffer.raw[: max(size, 0)])

    def split(self, messages: Sequence[dict[str, str]], fixed: int) -> tuple[list[int], list[int]]:
        """Return the tokens of the first ``fixed`` messages and those of the rest."""
        whole = self.render(messages, answer=True)
        head = self.render(messages[:fixed], answer=False) if fixed else ""
        if not whole.startswith(head):
            head = ""
        return self.tokenize(head) if head else [], self.tokenize(whole[len(head) :])

    # Evaluation

    def prepare(self, messages: Sequence[dict[str, str]], cancelled: Callable[[], bool]) -> None:
        """Evaluate fixed messages and keep their state."""
        text = self.render(messages, answer=False)
        self._evaluate_prefix(self.tokenize(text), cancelled)

    def _evaluate_prefix(self, head: list[int], cancelled: Callable[[], bool]) -> None:
        """Make the sequence begin with ``head``, from a file where there is one."""
        if not head or self._evaluated[: len(head)] == head:
            return
        if self._prefixes is not None and self._load_prefix(head):
            return
        self._evaluate(head, cancelled)
        # A cancelled evaluation ends early; half a state must not be kept as a whole one.
        if self._prefixes is not None and self._evaluated == head:
            self._save_prefix(head)

    def _load_prefix(self, head: list[int]) -> bool:
        path = self._prefixes.find(head) if self._prefixes else None
        if path is None:
            return False
        self._forget(0)
        buffer = (api.llama_token * len(head))()
        count = ctypes.c_size_t(0)
        size = api.llama_state_seq_load_file(
            self._ctx, os.fsencode(path), 0, buffer, len(head), ctypes.byref(count)
        )
        if size == 0 or list(buffer[: count.value]) != head:
            self._forget(0)
            path.unlink(missing_ok=True)
            return False
        self._evaluated = list(head)
        return True

    def _save_prefix(self, head: list[int]) -> None:
        assert self._prefixes is not None
        array = (api.llama_token * len(head))(*head)

        def write(path: Path) -> bool:
            return bool(
                api.llama_state_seq_save_file(self._ctx, os.fsencode(path), 0, array, len(head))
            )

        self._prefixes.save(head, write)

    def _forget(self, keep: int) -> None:
        """Drop everything evaluated after the first ``keep`` tokens."""
        if not api.llama_memory_seq_rm(self._memory, 0, keep, -1):
            api.llama_memory_clear(self._memory, True)
            keep = 0
        self._evaluated = self._evaluated[:keep]

    def _evaluate(self, tokens: list[int], cancelled: Callable[[], bool]) -> None:
        """Evaluate ``tokens`` as the whole sequence, reusing what it shares with the last."""
        common = 0
        for old, new in zip(self._evaluated, tokens, strict=False):
            if old != new:
                break
            common += 1
        # The last token is evaluated anew, because its logits are what comes next.
        common = min(common, len(tokens) - 1)
        self._forget(common)
        for start in range(len(self._evaluated), len(tokens), PROMPT_CHUNK):
            if cancelled():
                return
            self._decode(tokens[start : start + PROMPT_CHUNK])

    def _decode(self, tokens: list[int]) -> None:
        if len(self._evaluated) + len(tokens) > self._context_tokens:
            raise ContextFullError
        array = (api.llama_token * len(tokens))(*tokens)
        if api.llama_decode(self._ctx, api.llama_batch_get_one(array, len(tokens))) != 0:
            self._forget(0)
            raise ContextFullError
        self._evaluated.extend(tokens)

    def _logits(self) -> np.ndarray[Any, np.dtype[np.float32]]:
        pointer = api.llama_get_logits_ith(self._ctx, -1)
        return np.array(np.ctypeslib.as_array(pointer, shape=(self._n_vocab,)), dtype=np.float32)

    # Answers

    def generate(
        self,
        messages: Sequence[dict[str, str]],
        fixed: int,
        sampling: Sampling,
        cancelled: Callable[[], bool],
    ) -> Iterator[str]:
        """Yield the answer in pieces of text; ends silently when cancelled.

        Raises:
            ContextFullError: see there.
        """
        head, tail = self.split(messages, fixed)
        if len(head) + len(tail) + sampling.max_tokens > self._context_tokens:
            raise ContextFullError
        self._evaluate_prefix(head, cancelled)
        if cancelled():
            return
        self._evaluate(head + tail, cancelled)
        yield from hold_back(self._decoded(sampling, cancelled), sampling.stop)

    def _decoded(self, sampling: Sampling, cancelled: Callable[[], bool]) -> Iterator[str]:
        decoder = codecs.getincrementaldecoder("utf-8")("replace")
        picker = _Picker(self._vocab, self._n_vocab, sampling)
        try:
            for _ in range(sampling.max_tokens):
                if cancelled():
                    return
                token = picker.pick(self._logits())
                if api.llama_vocab_is_eog(self._vocab, token):
                    break
                piece = decoder.decode(self._piece(token))
                if piece:
                    yield piece
                self._decode([token])
        finally:
            picker.close()

    def choose(
        self,
        messages: Sequence[dict[str, str]],
        fixed: int,
        labels: Sequence[str],
        cancelled: Callable[[], bool],
    ) -> dict[str, float]:
        """Return the share of each label as the answer, from the likelihood of its tokens."""
        head, tail = self.split(messages, fixed)
        self._evaluate_prefix(head, cancelled)
        scores = []
        for label in labels:
            tokens = self.tokenize(label)
            score = 0.0
            sequence = head + tail
            for token in tokens:
                self._evaluate(sequence, cancelled)
                logits = self._logits().astype(np.float64)
                score += float(logits[token] - np.logaddexp.reduce(logits))
                sequence = [*sequence, token]
                if len({tuple(self.tokenize(other)[:1]) for other in labels}) == len(labels):
                    break
            scores.append(score)
        shares = np.exp(np.array(scores) - max(scores))
        shares /= shares.sum()
        return {label: float(share) for label, share in zip(labels, shares, strict=True)}


class _Picker:
    """Picks tokens: the most likely, or drawn by temperature; within a grammar where asked."""

    def __init__(self, vocab: Any, n_vocab: int, sampling: Sampling) -> None:  # noqa: ANN401
        self._n_vocab = n_vocab
        self._temperature = sampling.temperature
        self._random = np.random.default_rng(sampling.seed)
        self._grammar = None
        grammar = sampling.grammar()
        if grammar is not None:
            self._grammar = api.llama_sampler_init_grammar(vocab, grammar.encode(), b"root")

    def pick(self, logits: np.ndarray[Any, np.dtype[np.float32]]) -> int:
        """Return the next token for the logits of the last one."""
        ranked = logits
        if self._temperature > 0:
            floor = logits.max() + np.log(MIN_PROBABILITY) * max(self._temperature, 1e-6)
            noise = self._random.gumbel(size=logits.shape)
            drawn = logits / self._temperature + noise
            ranked = np.where(logits >= floor, drawn, logits - 1e4)
        if self._grammar is None:
            return int(ranked.argmax())
        best = np.argpartition(ranked, -CANDIDATES)[-CANDIDATES:]
        token = self._first_allowed(best[np.argsort(-ranked[best])], ranked)
        if token is None:
            token = self._first_allowed(np.argsort(-ranked), ranked)
        if token is None:
            raise ContextFullError
        api.llama_sampler_accept(self._grammar, token)
        return token

    def _first_allowed(
        self,
        tokens: np.ndarray[Any, np.dtype[np.int64]],
        ranked: np.ndarray[Any, np.dtype[np.float32]],
    ) -> int | None:
        """Return the first of ``tokens`` (best first) that the grammar allows."""
        data = (api.llama_token_data * len(tokens))(
            *(api.llama_token_data(int(t), float(ranked[t]), 0.0) for t in tokens)
        )
        array = api.llama_token_data_array(data, len(tokens), -1, False)
        api.llama_sampler_apply(self._grammar, ctypes.byref(array))
        for entry in data:
            if entry.logit != float("-inf"):
                return int(entry.id)
        return None

    def close(self) -> None:
        """Free the grammar."""
        if self._grammar is not None:
            api.llama_sampler_free(self._grammar)
            self._grammar = None


def hold_back(pieces: Iterator[str], stops: Sequence[str]) -> Iterator[str]:
    """Yield text up to the first of ``stops``, never a part of one.

    Args:
        pieces: Text as it is generated.
        stops: Texts that end it; empty ones are ignored.
    """
    wanted = [stop for stop in stops if stop]
    keep = max((len(stop) for stop in wanted), default=1) - 1
    pending = ""
    for piece in pieces:
        pending += piece
        ends = [place for stop in wanted if (place := pending.find(stop)) >= 0]
        if ends:
            if min(ends):
                yield pending[: min(ends)]
            return
        if len(pending) > keep:
            yield pending[: len(pending) - keep]
            pending = pending[len(pending) - keep :]
    if pending:
        yield pending


def quiet_log(write: Callable[[str], object]) -> Any:  # noqa: ANN401 - keep a reference to it
    """Send llama.cpp's own chatter to ``write``; the result must be kept alive."""

    @llama_cpp.llama_log_callback  # type: ignore[untyped-decorator, unused-ignore]
    def callback(_level: int, text: bytes, _data: ctypes.c_void_p) -> None:
        write(text.decode("utf-8", "replace"))

    api.llama_log_set(callback, ctypes.c_void_p(0))
    return callback


CHATML = (
    "{% for message in messages %}{{ '<|im_start|>' + message['role'] + '\n' + message['content']"
    " + '<|im_end|>' + '\n' }}{% endfor %}{% if add_generation_prompt %}"
    "{{ '<|im_start|>assistant\n' }}{% endif %}"
)
"""Used for models whose file has no chat template."""
