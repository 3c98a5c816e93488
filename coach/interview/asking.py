"""Wording the next follow-up: the model's own words when they pass, a reviewed probe when not."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from coach.interview.agenda import Probe, Topic
from coach.interview.events import Origin
from coach.interview.wording import nearly_same, problem_with, split_question
from coach.llm.engine import Engine, Message, Request
from coach.llm.prompts import Example, Prompt, load_prompt, render
from coach.llm.task import Task, text_task
from coach.text import content_words, fold_space

ASK_CHARACTERS = 600
"""How much of a long answer the model sees when it words a follow-up: its end counts most."""
SAME_QUESTION = 0.80
"""Cosine from which two questions count as the same; the bar of the metric is 0.85."""

_UNKNOWN = "\0"
"""Stands in the template for what is not known yet."""

Similar = Callable[[str, Sequence[str]], float]
"""Returns the highest cosine between a question and earlier ones, from -1 to 1."""


@dataclass(frozen=True)
class Wording:
    """A follow-up and who worded it."""

    text: str
    origin: Origin


class Asker:
    """Words questions: reviewed ones with names filled in, and the model's follow-ups.

    Args:
        engine: The model.
        similar: How alike a question is to earlier ones, by the product's embedding.
    """

    def __init__(self, engine: Engine, similar: Similar) -> None:
        self._engine = engine
        self._similar = similar
        self._prompt = load_prompt("interview/ask")

    def task(self, topic: Topic) -> Task[str]:
        """Return the wording task with the topic's own examples."""
        examples = [
            Example(
                user=render(self._prompt.user, {"answer": e.answer, "missing": e.missing}),
                assistant=e.reply,
            )
            for e in topic.ask
        ]
        prompt: Prompt = self._prompt.model_copy(
            update={"id": f"ask.{topic.id}", "examples": examples}
        )
        return text_task(prompt, retries=1)

    def prefix(self, topic: Topic) -> list[Message]:
        """Return the fixed messages for a topic."""
        return self.task(topic).prefix()

    def follow_up(
        self,
        topic: Topic,
        probe: Probe,
        *,
        answer: str,
        heard: str,
        earlier: Sequence[str],
        names: Mapping[str, str],
        anchor: str | None = None,
        pick: int = 0,
    ) -> Wording:
        """Return a follow-up for a gap.

        Args:
            topic: What is talked about.
            probe: The gap, with reviewed wordings for it.
            answer: The employee's last message.
            heard: All that the employee has said, for checking names and numbers.
            earlier: Questions that were asked before.
            names: Variables of the reviewed wordings.
            anchor: What the reply begins with, when that is shown already; else the model words
                its own.
            pick: Which reviewed wording to prefer when the model's own do not pass.

        Raises:
            EngineError: the model stopped answering.
            Cancelled: the call was cancelled.
        """
        foreign = _words_of_examples(topic) - content_words(heard)

        def check(text: str) -> str | None:
            problem = problem_with(text, answer=answer, heard=heard, earlier=earlier)
            if problem is None and content_words(text) & foreign:
                problem = "a word of an example"
            if problem is None and self._similar(split_question(text)[1], earlier) >= SAME_QUESTION:
                problem = "asks again what was asked before"
            return problem

        variables = {"answer": _shown(answer), "missing": probe.missing}
        outcome = self.task(topic).run(self._engine, variables, [check], begin=anchor or "")
        if outcome.value is not None:
            return Wording(outcome.value, "model")
        return self.reviewed(probe.ask, earlier=earlier, names=names, anchor=anchor, pick=pick)

    def opening(self, topic: Topic, answer: str) -> Request:
        """Return the wording request as far as it is known while ``answer`` is being typed."""
        prefix = self.prefix(topic)
        known = render(self._prompt.user, {"answer": _shown(answer), "missing": _UNKNOWN})
        message = Message("user", known.partition(_UNKNOWN)[0].rpartition("\n")[0].strip())
        return Request([*prefix, message], fixed=len(prefix))

    def reviewed(
        self,
        variants: Sequence[str],
        *,
        earlier: Sequence[str],
        names: Mapping[str, str],
        pick: int = 0,
        anchor: str | None = None,
    ) -> Wording:
        """Return the reviewed wording least like what was asked before.

        Args:
            variants: Templates to choose from.
            earlier: Questions that were asked before.
            names: Variables of the templates.
            pick: Which variant to prefer when none was asked before; so that two interviews differ.
            anchor: What is shown before it.
        """
        filled = [render(variant, names).strip() for variant in variants]
        if anchor:
            filled = [f"{anchor} {text}" for text in filled]
        start = pick % len(filled)
        ordered = filled[start:] + filled[:start]
        questions = [split_question(text)[1] for text in ordered]
        fresh = [
            text
            for text, question in zip(ordered, questions, strict=True)
            if not any(nearly_same(question, other) for other in earlier)
        ]
        candidates = fresh or ordered
        if not earlier or len(candidates) == 1:
            return Wording(candidates[0], "stock")
        for text in candidates:
            if self._similar(split_question(text)[1], earlier) < SAME_QUESTION:
                return Wording(text, "stock")
        best = min(candidates, key=lambda t: self._similar(split_question(t)[1], earlier))
        return Wording(best, "stock")


def _shown(answer: str) -> str:
    """Return as much of an answer as the model sees."""
    return fold_space(answer)[-ASK_CHARACTERS:]


def _words_of_examples(topic: Topic) -> set[str]:
    """Return words of the made-up answers that the examples of a topic show the model.

    A small model sometimes carries them over into what it says to somebody else.
    """
    theirs = {word for example in topic.ask for word in content_words(example.answer)}
    ours = {word for probe in topic.probes for word in content_words(probe.missing)}
    for probe in topic.probes:
        ours |= {word for ask in probe.ask for word in content_words(ask)}
    return theirs - ours - _COMMON


_COMMON = frozenset(
    "day days week weeks month year people work works last next before matters".split()
)
