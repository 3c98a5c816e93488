"""llama.cpp from Python, as little of it as a coach needs. Runs in the engine's own process."""

from __future__ import annotations

import ctypes
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from statistics import median
from typing import Any

import llama_cpp
import numpy as np
from llama_cpp import llama_cpp as api

from coach.llm.context import Cancelled, Context, ContextFullError, Held, StoppedError, common
from coach.llm.prefixes import PrefixFiles
from coach.llm.sampling import PieceDecoder, Sampling, picker_for
from coach.llm.tuning import Tuning

AHEAD_TOKENS = 32
"""Tokens of a typed text that are evaluated between two looks at what came: half a second."""
MEASURED_TIMES = 3
"""How often a bare evaluation is repeated; the median counts."""


@dataclass
class Counted:
    """What one answer took.

    Attributes:
        new_tokens: Prompt tokens that were evaluated for it.
        prompt_seconds: From the call to the end of the prompt.
        first_seconds: From the call to the first piece.
        generated: Tokens that were generated, those that had no choice included.
        steps: Forward passes that generated them.
        decode_seconds: From the end of the prompt to the end of the answer.
    """

    new_tokens: int = 0
    prompt_seconds: float = 0.0
    first_seconds: float = 0.0
    generated: int = 0
    steps: int = 0
    decode_seconds: float = 0.0


class Llama:
    """A loaded model that answers.

    Args:
        path: A GGUF file.
        context_tokens: Size of the context of one task in tokens.
        tuning: How to run it.
        prefixes: Where the states of fixed messages are kept, or None.

    Raises:
        ModelLoadError: see ``coach.llm.context``.
    """

    def __init__(
        self, path: Path, *, context_tokens: int, tuning: Tuning, prefixes: PrefixFiles | None
    ) -> None:
        self._context = Context(
            path, context_tokens=context_tokens, tuning=tuning, prefixes=prefixes
        )
        self.vocab = self._context.vocab
        self.n_vocab = self._context.n_vocab
        self._template = self._load_template()
        self.piece = lru_cache(maxsize=self.n_vocab)(self._piece)

    # Text and tokens

    def _load_template(self) -> Any:  # noqa: ANN401 - a jinja2 template in llama_cpp's sandbox
        from llama_cpp.llama_chat_format import Jinja2ChatFormatter

        raw = api.llama_model_chat_template(self._context.model, None)
        template = raw.decode("utf-8", "replace") if raw else CHATML
        return Jinja2ChatFormatter(template=template, eos_token="", bos_token="")

    def render(self, messages: Sequence[dict[str, str]], *, answer: bool) -> str:
        """Return the text of a conversation as the model was trained on it.

        Args:
            messages: ``{"role", "content"}`` each; contents cannot contain control tokens.
            answer: Whether the text ends where the model is to go on.
        """
        safe = [{**m, "content": _harmless(m["content"])} for m in messages]
        self._template.add_generation_prompt = answer
        return str(self._template(messages=safe).prompt)

    def tokenize(self, text: str) -> list[int]:
        """Return the tokens of a rendered conversation."""
        data = text.encode("utf-8", "replace")
        size = len(data) + 8
        buffer = (api.llama_token * size)()
        count = api.llama_tokenize(self.vocab, data, len(data), buffer, size, False, True)
        return list(buffer[:count])

    def _piece(self, token: int) -> bytes:
        buffer = ctypes.create_string_buffer(128)
        size = api.llama_token_to_piece(self.vocab, token, buffer, len(buffer), 0, False)
        return bytes(buffer.raw[: max(size, 0)])

    def split(
        self, messages: Sequence[dict[str, str]], fixed: int, begin: str = ""
    ) -> tuple[list[int], list[int]]:
        """Return the tokens of the first ``fixed`` messages and those of the rest.

        Args:
            messages: The conversation.
            fixed: How many of them are the same every time.
            begin: What the answer begins with.
        """
        head, rest = self._split_text(messages, fixed)
        return self.tokenize(head) if head else [], self.tokenize(rest + _harmless(begin))

    def _split_text(self, messages: Sequence[dict[str, str]], fixed: int) -> tuple[str, str]:
        whole = self.render(messages, answer=True)
        head = self.render(messages[:fixed], answer=False) if fixed else ""
        if not whole.startswith(head):
            head = ""
        return head, whole[len(head) :]

    # Ahead of a call

    def prepare(self, messages: Sequence[dict[str, str]], cancelled: Cancelled) -> None:
        """Evaluate fixed messages and keep their state in a file; nothing when it is there."""
        head = self.tokenize(self.render(messages, answer=False))
        if not self._context.has_state(head):
            self._context.prepare(self._context.sequence(head, head), head, cancelled)

    def anticipate(
        self, messages: Sequence[dict[str, str]], fixed: int, cancelled: Cancelled
    ) -> None:
        """Evaluate a conversation whose last message may grow, up to its last whole word.

        Raises:
            StoppedError: it was cancelled; what is evaluated stays.
        """
        head, rest = self._split_text(messages, fixed)
        content = _harmless(messages[-1]["content"])
        known = rest[: rest.rfind(content)] + content.rpartition(" ")[0]
        prefix = self.tokenize(head) if head else []
        tokens = prefix + self.tokenize(known)
        held = self._context.sequence(prefix, tokens)
        # What is held already may be longer: the last word was typed again.
        if held.tokens[: len(tokens)] != tokens:
            self._context.prepare(held, prefix, cancelled)
            self._in_parts(held, tokens, cancelled)

    def _in_parts(self, held: Held, tokens: list[int], cancelled: Cancelled) -> None:
        """Evaluate part by part: each is kept, whatever comes, and what comes waits for one."""
        start = common(held.tokens, tokens) + AHEAD_TOKENS
        for end in range(start, len(tokens) + AHEAD_TOKENS, AHEAD_TOKENS):
            self._context.evaluate(held, [], tokens[:end], _never)
            if cancelled():
                raise StoppedError

    def complete(
        self,
        messages: Sequence[dict[str, str]],
        fixed: int,
        sampling: Sampling,
        cancelled: Cancelled,
    ) -> None:
        """Evaluate the whole prompt of a request that may be sent as it stands.

        Raises:
            StoppedError: it was cancelled; what is evaluated stays.
        """
        head, tail = self.split(messages, fixed, sampling.begin)
        tokens = head + tail + picker_for(sampling, self).forced()
        held = self._context.sequence(head, tokens)
        self._context.evaluate(held, head, tokens, cancelled)

    def forget(self) -> None:
        """Drop everything that was evaluated and is not in a file."""
        self._context.forget()

    # Answers

    def generate(
        self,
        messages: Sequence[dict[str, str]],
        fixed: int,
        sampling: Sampling,
        cancelled: Cancelled,
        counted: Counted | None = None,
    ) -> Iterator[str]:
        """Yield the answer in pieces of text; ends silently when cancelled.

        Raises:
            ContextFullError: the text does not fit into the context.
            NothingAllowedError: the grammar cannot be finished.
        """
        counted = counted or Counted()
        pieces = self._generated(messages, fixed, sampling, cancelled, counted)
        yield from hold_back(pieces, sampling.stop)

    def _generated(
        self,
        messages: Sequence[dict[str, str]],
        fixed: int,
        sampling: Sampling,
        cancelled: Cancelled,
        counted: Counted,
    ) -> Iterator[str]:
        began, before = time.perf_counter(), self._context.evaluated
        picker, decoder = picker_for(sampling, self), PieceDecoder(self)
        try:
            head, tail = self.split(messages, fixed, sampling.begin)
            forced = picker.forced()
            tokens = head + tail + forced
            if len(tokens) + sampling.max_tokens > self._context.tokens:
                raise ContextFullError
            held = self._context.sequence(head, tokens)
            self._context.evaluate(held, head, tokens, cancelled)
            counted.new_tokens = self._context.evaluated - before
            counted.prompt_seconds = counted.first_seconds = time.perf_counter() - began
            evaluated = time.perf_counter()
            yield decoder.text(forced)
            while not cancelled():
                token = picker.pick(self._context.logits())
                if api.llama_vocab_is_eog(self.vocab, token):
                    break
                if not counted.generated:
                    counted.first_seconds = time.perf_counter() - began
                new = [token, *picker.forced()]
                yield decoder.text(new)
                counted.generated += len(new)
                counted.decode_seconds = time.perf_counter() - evaluated
                if picker.finished or counted.generated >= sampling.max_tokens:
                    break
                self._context.decode(held, new)
                counted.steps += 1
        except StoppedError:
            return
        finally:
            picker.close()

    def choose(
        self,
        messages: Sequence[dict[str, str]],
        fixed: int,
        labels: Sequence[str],
        cancelled: Cancelled,
    ) -> dict[str, float]:
        """Return the share of each label as the answer, from the likelihood of its tokens.

        Raises:
            StoppedError: it was cancelled.
        """
        head, tail = self.split(messages, fixed)
        held = self._context.sequence(head, head + tail)
        first_tell = len({tuple(self.tokenize(label)[:1]) for label in labels}) == len(labels)
        scores = []
        for label in labels:
            score = 0.0
            sequence = head + tail
            for token in self.tokenize(label):
                self._context.evaluate(held, head, sequence, cancelled)
                logits = self._context.logits().astype(np.float64)
                score += float(logits[token] - np.logaddexp.reduce(logits))
                sequence = [*sequence, token]
                if first_tell:
                    break
            scores.append(score)
        shares = np.exp(np.array(scores) - max(scores))
        shares /= shares.sum()
        return {label: float(share) for label, share in zip(labels, shares, strict=True)}

    # Measuring

    def measure(self, prompt_tokens: int, steps: int) -> tuple[float, float]:
        """Return what the bare model takes here: seconds for a prompt, and for one step.

        Both are evaluated after what the last call left, in loops with nothing else in them, and
        dropped again.

        Args:
            prompt_tokens: Tokens evaluated at once.
            steps: Steps of one token each; the median counts.

        Raises:
            ContextFullError: there is no room.
        """
        held = self._context.latest()
        depth = len(held.tokens)
        token = held.tokens[-1] if held.tokens else 0
        prompts = []
        for _ in range(MEASURED_TIMES if prompt_tokens else 0):
            began = time.perf_counter()
            self._context.extend(held, [*held.tokens, *[token] * prompt_tokens], _never)
            prompts.append(time.perf_counter() - began)
            self._context.shorten(held, depth)
        single = []
        for _ in range(steps):
            began = time.perf_counter()
            self._context.decode(held, [token])
            single.append(time.perf_counter() - began)
        self._context.shorten(held, depth)
        return (median(prompts) if prompts else 0.0), (median(single) if single else 0.0)


def _never() -> bool:
    return False


def _harmless(content: str) -> str:
    """Return a message in which nothing reads as a control token."""
    return content.replace("<|", "< |")


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
