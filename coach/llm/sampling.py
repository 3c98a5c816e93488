"""Picking the next token: the most likely, drawn by temperature, or within what may be said."""

from __future__ import annotations

import codecs
import ctypes
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from llama_cpp import llama_cpp as api
from llama_cpp.llama_grammar import json_schema_to_gbnf

from coach.llm.context import Logits
from coach.llm.copying import Copying

CANDIDATES = 64
"""Most likely tokens that are tried before the whole vocabulary is."""
MIN_PROBABILITY = 0.05
"""With a temperature, tokens less likely than this share of the best are not drawn."""


class NothingAllowedError(Exception):
    """No token can follow; a grammar that cannot be finished."""


@dataclass
class Sampling:
    """How an answer is generated; see ``coach.llm.engine.Request``."""

    max_tokens: int
    temperature: float = 0.0
    seed: int = 0
    stop: Sequence[str] = ()
    json_schema: dict[str, Any] | None = None
    quote_from: str | None = None
    begin: str = ""


class Words(Protocol):
    """The vocabulary, as far as picking needs it."""

    vocab: Any
    n_vocab: int

    def piece(self, token: int) -> bytes:
        """Return the bytes of a token; nothing for control tokens."""
        ...

    def tokenize(self, text: str) -> list[int]:
        """Return the tokens of a text."""
        ...


class Picker:
    """Picks from the whole vocabulary.

    Args:
        sampling: Temperature and seed.
    """

    def __init__(self, sampling: Sampling) -> None:
        self._temperature = sampling.temperature
        self._random = np.random.default_rng(sampling.seed)

    @property
    def finished(self) -> bool:
        """Whether the answer is whole, so that no token can follow."""
        return False

    def forced(self) -> list[int]:
        """Return tokens that must come next; they count as picked."""
        return []

    def pick(self, logits: Logits) -> int:
        """Return the next token for the logits of the last one.

        Raises:
            NothingAllowedError: see there.
        """
        return int(self._ranked(logits).argmax())

    def close(self) -> None:
        """Free what the picker holds."""

    def _ranked(self, logits: Logits) -> Logits:
        """Return the logits, disturbed so that their order is a draw where there is a temperature.

        Adding Gumbel noise and taking the highest is the same as drawing from the softmax.
        """
        if self._temperature <= 0:
            return logits
        floor = logits.max() + np.log(MIN_PROBABILITY) * max(self._temperature, 1e-6)
        noise = self._random.gumbel(size=logits.shape)
        drawn = logits / self._temperature + noise
        return np.where(logits >= floor, drawn, logits - 1e4).astype(np.float32)

    @staticmethod
    def _in_order(ranked: Logits, test: Callable[[Any], int | None]) -> int:
        """Return what ``test`` finds first among the tokens, best first."""
        # Nearly always the best one will do, and sorting is what takes the time.
        token = test(np.array([ranked.argmax()]))
        if token is not None:
            return token
        best = np.argpartition(ranked, -CANDIDATES)[-CANDIDATES:]
        token = test(best[np.argsort(-ranked[best])])
        if token is None:
            token = test(np.argsort(-ranked))
        if token is None:
            raise NothingAllowedError
        return token


class SchemaPicker(Picker):
    """Picks what a JSON schema allows, by llama.cpp's grammar sampler.

    Args:
        sampling: The schema, temperature and seed.
        words: The vocabulary.
    """

    def __init__(self, sampling: Sampling, words: Words) -> None:
        super().__init__(sampling)
        grammar = json_schema_to_gbnf(json.dumps(sampling.json_schema))
        self._grammar = api.llama_sampler_init_grammar(words.vocab, grammar.encode(), b"root")

    def pick(self, logits: Logits) -> int:
        """Return the next token; see ``Picker.pick``."""
        ranked = self._ranked(logits)
        token = self._in_order(ranked, lambda tokens: self._first_allowed(tokens, ranked))
        api.llama_sampler_accept(self._grammar, token)
        return token

    def close(self) -> None:
        """Free the grammar."""
        if self._grammar is not None:
            api.llama_sampler_free(self._grammar)
            self._grammar = None

    def _first_allowed(self, tokens: Any, ranked: Logits) -> int | None:  # noqa: ANN401
        data = (api.llama_token_data * len(tokens))(
            *(api.llama_token_data(int(t), float(ranked[t]), 0.0) for t in tokens)
        )
        array = api.llama_token_data_array(data, len(tokens), -1, False)
        api.llama_sampler_apply(self._grammar, ctypes.byref(array))
        for entry in data:
            if entry.logit != float("-inf"):
                return int(entry.id)
        return None


class CopyPicker(Picker):
    """Picks quotes; see ``coach.llm.copying``.

    Args:
        sampling: Schema (a list of strings for each key), text, temperature and seed.
        words: The vocabulary.
    """

    def __init__(self, sampling: Sampling, words: Words) -> None:
        super().__init__(sampling)
        keys = list((sampling.json_schema or {})["properties"])
        self._words = words
        self._copying = Copying(keys, sampling.quote_from or "")
        self._places = self._copying.begin

    @property
    def finished(self) -> bool:
        """Whether the object is closed."""
        return self._copying.finished(self._places)

    def forced(self) -> list[int]:
        """Return the tokens of what can come only one way.

        The last of them stays out: the model may know a token that holds its bytes and more.
        """
        text = self._copying.forced(self._places).decode("ascii", "ignore")
        tokens = self._words.tokenize(text)[:-1] if text else []
        self._accept(tokens)
        return tokens

    def pick(self, logits: Logits) -> int:
        """Return the next token; see ``Picker.pick``."""
        token = self._in_order(self._ranked(logits), self._first_allowed)
        self._accept([token])
        return token

    def _first_allowed(self, tokens: Any) -> int | None:  # noqa: ANN401 - an array of numpy
        for token in tokens:
            piece = self._words.piece(int(token))
            if piece and self._copying.advance(self._places, piece):
                return int(token)
        return None

    def _accept(self, tokens: Sequence[int]) -> None:
        for token in tokens:
            self._places = self._copying.advance(self._places, self._words.piece(token))


def picker_for(sampling: Sampling, words: Words) -> Picker:
    """Return the picker that keeps to what a request allows."""
    if sampling.json_schema is None:
        return Picker(sampling)
    if sampling.quote_from is not None:
        return CopyPicker(sampling, words)
    return SchemaPicker(sampling, words)


class PieceDecoder:
    """Turns the bytes of tokens into text; a letter may be spread over several tokens."""

    def __init__(self, words: Words) -> None:
        self._words = words
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")

    def text(self, tokens: Sequence[int]) -> str:
        """Return the text that ``tokens`` complete."""
        return "".join(self._decoder.decode(self._words.piece(token)) for token in tokens)
