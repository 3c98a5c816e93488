"""The first sections: my work, my customers, the one in focus, what they care about."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from coach.plan import choosing
from coach.plan.dates import past_words
from coach.plan.hearing import is_called_last, is_concluded, when_heard
from coach.plan.material import Material
from coach.plan.model import AnswerSource, Statement
from coach.plan.words import Said, is_own_sentence, listed, short_name
from coach.text import fold_space

MAX_CUSTOMERS = 3
MAX_BRIEF_WORDS = 10
"""Somebody described in more words is not named among the others."""


def work(material: Material) -> Iterator[Statement]:
    """What I do, what others get from me, who they are, what happens when it is late."""
    roles = material.fresh("work", "role")
    for role in [_with_subject(material, role) for role in roles[:1]]:
        if is_own_sentence(role.text) and role.verbatim:
            yield material.statement("work.sentence", role, words=role.text)
        else:
            yield from material.quote("work.role", [role])
    outputs = material.fresh("work", "outputs")
    yield from material.quote("work.outputs", outputs)
    if not roles and not outputs:
        yield material.statement("work.unknown", *material.unknown("work", "outputs"))
    yield from _customers(material)
    yield from material.quote("work.late", material.fresh("customers", "if_late"))


def customer(material: Material) -> Iterator[Statement]:
    """The one customer to focus on, why, and who benefits in the end."""
    focus = material.focus
    if focus is None:
        yield material.statement("customer.none", *material.unknown("focus", "customer"))
    elif short_name(focus.text) is None:
        yield from material.quote("customer.quoted", [focus])
    elif material.said("focus", "customer"):
        more = focus.quoted if len(focus.text.split()) > len(material.customer.split()) else ""
        yield material.statement("customer.focus", focus, quoted=more)
    else:
        yield material.statement("customer.first_named", focus)
    if focus is not None:
        yield from material.quote("customer.why", material.fresh("focus", "why"))
    ends = sorted(
        material.fresh("end_customer", "end_customer"),
        key=lambda words: not is_called_last(words, material.said_in(words)),
    )
    name = short_name(ends[0].text) if ends else None
    if name and focus is not None and len(name.split()) == len(ends[0].text.split()):
        yield material.statement("customer.chain", focus, ends[0], end=name)
    else:
        yield from material.quote("customer.end", ends)
    yield from material.quote("customer.value", material.fresh("end_customer", "value"))


def needs(material: Material) -> Iterator[Statement]:
    """What the customer cares about, each heard or assumed, and a recent case."""
    material.fresh("needs", "needs")
    sources = [words for words in material.fresh("needs", "source") if not words.denied]
    sources += [words for words in material.said("needs", "needs") if words.told_only]
    heard = [need for need in material.needs if not need.guess]
    for need in material.needs:
        if need.guess:
            concluded = heard and is_concluded(need, material.said_in(need))
            wording = "needs.concluded" if concluded else "needs.assumed"
            for statement in material.quote(wording, [need]):
                yield statement.model_copy(update={"kind": "needs.assumed"})
        else:
            near = [words for words in sources if len(heard) == 1 or _same_turn(words, need)]
            dated = when_heard(need, near, material.said_in(need))
            sources = [words for words in sources if not dated or words != dated[1]]
            note = f"“{dated[0]}”" if dated else ""
            extra = [dated[1]] if dated else []
            yield material.statement("needs.heard", need, *extra, quoted=need.quoted, when=note)
    telling = [words for words in sources if not words.told_only or past_words(words.text)]
    if heard:
        yield from material.quote("needs.source", telling)
    if not material.needs:
        yield material.statement("needs.none", *material.unknown("needs", "needs"))
    events, asked = material.fresh("moment", "event"), material.turns_about("moment")
    yield from material.quote("needs.moment", choosing.asked_about(events, asked))
    yield from material.quote("needs.effect", material.fresh("moment", "effect"))


def _customers(material: Material) -> Iterator[Statement]:
    everyone = material.fresh("customers", "customers")
    called = {name: words for words in reversed(everyone) if (name := short_name(words.text))}
    named = [(words, name) for name, words in reversed(called.items())]
    shown, rest = named[:MAX_CUSTOMERS], [words for words, _ in named[MAX_CUSTOMERS:]]
    if shown:
        names = listed([name for _, name in shown])
        yield material.statement("work.customers", *(words for words, _ in shown), names=names)
    unnamed = [words for words in everyone if not short_name(words.text)]
    if unnamed and not shown:
        yield material.statement("work.customers", unnamed[0], names=unnamed[0].quoted)
        unnamed = []
    brief = [words for words in unnamed if len(words.text.split()) <= MAX_BRIEF_WORDS]
    yield from material.quote("work.others", [*rest, *brief])


def _with_subject(material: Material, role: Said) -> Said:
    """Return "I fix lifts" for "fix lifts" when that is how it was said."""
    source = role.source
    answer = material.answers.get(source.turn, "") if source.type == "answer" else ""
    longer = f"I {role.text}"
    if not role.verbatim or longer not in fold_space(answer) or source.type != "answer":
        return role
    quote = AnswerSource(turn=source.turn, quote=longer)
    return replace(role, text=longer, source=quote)


def _same_turn(words: Said, other: Said) -> bool:
    mine, theirs = words.source, other.source
    return mine.type == theirs.type == "answer" and mine.turn == theirs.turn
