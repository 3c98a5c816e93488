"""What I will do, what I will stop, and when I look at it again."""

from __future__ import annotations

import re
from collections.abc import Iterator

from coach.llm.prompts import render
from coach.plan import choosing
from coach.plan.material import Material
from coach.plan.model import Statement, SuggestionSource
from coach.plan.words import Said, bare, sentence

_WARNING = re.compile(r"(?:don['’]t|do not|never) ", re.IGNORECASE)
"""The beginning of words that tell somebody off, and name nothing to look for."""


def actions(material: Material) -> Iterator[Statement]:
    """The first step within seven days, a small test, the cause, the prediction."""
    yield from _first_step(material)
    yield from material.quote("actions.needs", material.fresh("commit", "needs"))
    help = material.fresh("helpful", "help")
    yield from _test(material, help[:1])
    obstacles = material.fresh("helpful", "obstacle")
    if obstacles:
        yield material.statement(
            "actions.cause",
            obstacles[0],
            SuggestionSource(),
            quoted=obstacles[0].quoted,
            each=material.each,
        )
    signs = [bare(words, "if") for words in material.fresh("commit", "sign")]
    signs = [words for words in signs if not _WARNING.match(words.text)]
    if signs:
        yield from material.quote("actions.sign", signs)
    else:
        expect = render(material.kind.expect, {"customer": material.customer})
        counted = any(need.status == "heard" for need in material.needs)
        yield material.statement("actions.expect", expect=expect, question=counted)
    yield material.statement("actions.adapt")
    if not help or not obstacles:  # whoever has both knows what to try
        yield from material.tip("actions", help=_text(help), obstacle=_text(obstacles))


def stop(material: Material) -> Iterator[Statement]:
    """What I would stop, the time that frees, and whom I ask first."""
    things, times = choosing.to_stop(
        material.said("stop", "stop"), material.said("stop", "time"), material.turns_about("stop")
    )
    yield from material.quote("stop.what", things)
    if things:
        yield from material.quote("stop.time", material.unheard(times))
        yield material.statement("stop.ask")
        yield material.statement("stop.trial")
    else:
        yield material.statement("stop.none", *material.unknown("stop", "stop"), SuggestionSource())
        yield from material.tip("stop")
    for need in [need for need in material.needs if choosing.is_not_needed(need)][:1]:
        if not need.guess and len(material.needs) > 1:
            yield material.statement("stop.heard", need, SuggestionSource(), quoted=need.quoted)


def review(material: Material) -> Iterator[Statement]:
    """Plan, do, study, act, each with its day."""
    yield from material.quote("review.words", material.fresh("commit", "review"))
    for key in ("review.plan", "review.do", "review.study", "review.act"):
        yield material.statement(key, counted=bool(material.needs))


def _first_step(material: Material) -> Iterator[Statement]:
    calendar = material.calendar
    steps = material.fresh("commit", "first_step")
    if steps and not calendar.late_step:
        named = [] if calendar.named_first else [SuggestionSource()]
        quoted = ", ".join(step.quoted for step in steps[:3])
        key = "actions.first" if calendar.named_first else "actions.first_by"
        yield material.statement(key, *steps[:3], *named, quoted=quoted)
        return
    yield from material.quote("actions.later", steps)
    yield material.statement("actions.find" if material.focus is None else "actions.ask")


def _test(material: Material, help: list[Said]) -> Iterator[Statement]:
    """What would help, as a test in the model's wording or quoted."""
    for words in help:
        action = material.test(words)
        if action is None:
            yield material.statement("actions.help", words, SuggestionSource(), quoted=words.quoted)
        else:
            yield material.statement(
                "actions.try",
                words,
                SuggestionSource(),
                action=sentence(action),
            )


def _text(items: list[Said]) -> str:
    return items[0].text if items else ""
