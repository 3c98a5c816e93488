"""The log of a review: what was looked at, what happened, what was learned."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from coach.plan.dates import written
from coach.plan.material import Material
from coach.plan.model import Source, Statement, SuggestionSource
from coach.plan.words import Said, sentence
from coach.review.items import ACTED_ON
from coach.review.texts import fill, statement_texts, texts
from coach.review.words import LOG_WORDS, Answers, own_words, short
from coach.text import fold_space


def say(
    material: Material, key: str, *sources: Source | Said, kind: str = "", **variables: object
) -> Statement:
    """Return a statement in the reviewed wording of reviews.

    Args:
        material: Gives the customer and the days.
        key: Which wording.
        sources: What it rests on; the coach's suggestion when there is nothing.
        kind: The statement's kind, when it is not ``key``.
        variables: What the wording needs beside the customer and the days.
    """
    given = {"customer": material.customer, **material.calendar.written, **variables}
    given["today"] = written(material.today)
    text = sentence(fold_space(fill(statement_texts().statements[key], **given)))
    plain = [s.source if isinstance(s, Said) else s for s in sources]
    unique = [source for n, source in enumerate(plain) if source not in plain[:n]]
    return Statement(text=text, sources=unique or [SuggestionSource()], kind=kind or key)


def log(material: Material, answers: Sequence[Answers]) -> Iterator[Statement]:
    """Yield what was looked at, one or two statements each."""
    for one in answers:
        if one.item.group in ACTED_ON:
            yield from _acted_on(material, one)
        elif one.item.group == "measure" and one.counted is None:
            words = one.words("figure_again") or one.words("figure")
            if words is not None:
                yield say(material, "learned.count", words, quoted=words.quoted)


def _acted_on(material: Material, one: Answers) -> Iterator[Statement]:
    done, decision = one.chosen("done"), one.chosen("decision")
    if decision == "change" and one.words("change") is None:
        decision = "change_open"
    words = statement_texts()
    if done or decision:
        statement = one.item.statement
        subject = short(statement) if statement else None
        whole = own_words(statement)[0].text if statement and subject else ""
        yield say(
            material,
            "learned.outcome",
            *([subject] if subject else []),
            *one.choices,
            name=getattr(texts().names, one.item.group),
            quoted=subject.quoted if subject else "",
            cut=subject is not None and subject.text != whole,
            done=words.done.get(done, ""),
            decision=words.decision.get(decision, ""),
        )
    happened = one.words("happened", limit=LOG_WORDS)
    learned = one.words("learned", limit=LOG_WORDS)
    if happened or learned:
        yield say(
            material,
            "learned.words",
            *[said for said in (happened, learned) if said],
            happened=happened.quoted if happened else "",
            learned=learned.quoted if learned else "",
        )
    obstacle = one.words("obstacle")
    if obstacle:
        yield say(material, "learned.obstacle", obstacle, obstacle=obstacle.quoted)
