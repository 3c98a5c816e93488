"""The conversation with the customer, the suppliers, what is not known, the sources."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from coach.llm.prompts import render
from coach.plan import choosing
from coach.plan.appointment import Appointment
from coach.plan.dates import DAYS, MONTHS
from coach.plan.hearing import is_concluded, when_heard
from coach.plan.material import Material
from coach.plan.material_texts import Unknown, questions, texts
from coach.plan.model import Source, Statement, SuggestionSource
from coach.plan.perspective import asked_for, last_time
from coach.plan.words import Said, short_name

MAX_QUESTIONS = 7
FEW_QUESTIONS = 5
"""Questions of a short plan."""
MAX_UNKNOWN = 6
GREETING_WORDS = 3


def conversation(material: Material) -> Iterator[Statement]:
    """How we talk today, the next talk, a written invitation, open questions."""
    calendar = material.calendar
    usual, talks = choosing.to_talk(
        material.fresh("conversation", "today"),
        material.fresh("conversation", "next"),
        material.today,
    )
    yield from material.quote("conversation.today", usual)
    if talks:
        key = "conversation.next" if calendar.named_talk else "conversation.someday"
        yield from material.quote(key, talks)
    else:
        yield material.statement("conversation.ask")
    yield _invitation(material, talks if calendar.named_talk else [])
    for question, sources in _questions(material):
        yield material.statement(
            "conversation.question", *sources, SuggestionSource(), question=question
        )


def _invitation(material: Material, talks: Sequence[Said]) -> Statement:
    """Return the invitation, with the hour and the place that the employee named for the talk."""
    told = [need for need in material.needs if not need.guess and need.direct][:1]
    dated = [when_heard(need, [], material.said_in(need)) for need in told]
    heard = [found for found in dated if found is not None]
    meeting = Appointment.of(". ".join(words.text for words in talks), material.customer)
    return material.statement(
        "conversation.invitation",
        *told,
        *(words for _, words in heard),
        *(talks if meeting != Appointment() else []),
        SuggestionSource(),
        quoted=told[0].quoted if told else "",
        when=f" {_inside(heard[0][0])}" if heard else "",
        greeting=_greeting(material),
        day=material.calendar.say(material.calendar.talk) if talks else "",
        hour=meeting.hour,
        night=meeting.night,
        place=meeting.place,
        length=meeting.length,
    )


def _inside(when: str) -> str:
    """Return words such as "Last Monday" as they stand within a sentence."""
    first = when.split(" ", maxsplit=1)[0]
    return when if first in (*DAYS, *MONTHS) else f"{when[0].lower()}{when[1:]}"


def suppliers(material: Material) -> Iterator[Statement]:
    """One request to those I depend on, and one contribution."""
    who = material.fresh("suppliers", "supplier")
    asked, given = choosing.asked_of_suppliers(
        material.fresh("suppliers", "request"), material.fresh("suppliers", "contribution")
    )
    asked = [words for words in asked if not any(words.text in gift.text for gift in given)]
    asked = choosing.requests_first(asked, {words.text: material.said_in(words) for words in asked})
    yield from material.quote("suppliers.who", who)
    for words in asked[:1]:
        name = short_name(who[0].text) if who else None
        whom = "" if who else texts().suppliers
        if choosing.complains(words, material.said_in(words)):
            yield from material.quote("suppliers.talk", [words], whom=whom)
            continue
        request = material.wording.request(
            supplier=name or texts().colleague, request=asked_for(words.text)
        )
        if request is None:
            yield from material.quote("suppliers.quoted", [words], whom=whom)
        else:
            yield material.statement(
                "suppliers.request", words, SuggestionSource(), request=request, whom=whom
            )
    if asked:
        yield material.statement("suppliers.fair")
    elif not who:
        yield material.statement(
            "suppliers.none", *material.unknown("suppliers", "supplier"), SuggestionSource()
        )
    if given:
        yield from material.quote("suppliers.contribution", given)
    else:
        yield material.statement("suppliers.share")


def unknown(material: Material) -> Iterator[Statement]:
    """What to go and ask, whom and by when."""
    guesses = [need for need in material.needs if need.guess]
    guesses.sort(key=lambda need: is_concluded(need, material.said_in(need)))
    for need in guesses[:1]:
        yield material.statement(
            "unknown.guess",
            need,
            SuggestionSource(),
            quoted=need.quoted,
        )
    missing = [
        item
        for item in questions().unknown
        if material.asks(item.topic, item.slot) and not material.said(item.topic, item.slot)
    ]
    for item in missing[:MAX_UNKNOWN]:
        yield _open_question(material, item)
    if not missing:
        yield material.statement("unknown.none")
    yield from material.quote("unknown.missed", material.fresh("missed", "missed"))


def _open_question(material: Material, item: Unknown) -> Statement:
    sources = material.unknown(item.topic, item.slot)
    if item.whom == "self":
        return material.statement("unknown.look", *sources, question=item.question)
    whom = material.customer
    if item.whom == "supplier":
        who = material.said("suppliers", "supplier")
        whom = (short_name(who[0].text) if who else None) or texts().suppliers
    return material.statement("unknown.ask", *sources, question=item.question, whom=whom)


def _greeting(material: Material) -> str:
    """Return the customer's name when it is one, for a greeting."""
    name = material.customer
    parts = name.split()
    fits = material.focus is not None and len(parts) <= GREETING_WORDS
    return name if fits and all(part[0].isupper() for part in parts) else ""


def _questions(material: Material) -> Iterator[tuple[str, list[Source]]]:
    """Yield the open questions, those that fit this customer first."""
    stock = questions().conversation
    chosen: list[tuple[str, list[Said]]] = []
    if material.needs:
        need = material.needs[0]
        question = material.yes_no(need)
        asked = last_time(question, material.customer) if question else None
        chosen.append((asked or stock["last_time"], [need] if asked else []))
        again = "heard_again" if need.direct else "heard"
        key = "guess" if need.guess else again
        chosen.append((render(stock[key], {"quoted": need.quoted}), [need]))
    else:
        chosen += [(stock["last_time"], []), (stock["matters"], [])]
    chosen.append((material.kind.question, []))
    if not material.said("moment", "effect"):
        chosen.append((stock["effect"], []))
    if not material.said("end_customer", "end_customer"):
        chosen.append((stock["end_customer"], []))
    idea = [words for words in material.said("helpful", "help")[:1] if material.test(words)]
    if idea and choosing.can_be_shown(idea[0]) and not material.thin:
        chosen.append((render(stock["idea"], {"quoted": idea[0].quoted}), idea))
    chosen += [(stock["unused"], []), (stock["help"], [])]
    most = FEW_QUESTIONS if material.thin else MAX_QUESTIONS
    for question, said in [*chosen[: most - 1], (stock["missed"], [])]:
        yield question, [words.source for words in said]


def sources(material: Material, cited: list[tuple[str, str, str]]) -> Iterator[Statement]:
    """Yield what stands behind the plan: my answers and the cited passages.

    Args:
        material: What the plan is made of.
        cited: Id, title and source of each cited passage.
    """
    from coach.plan.model import PassageSource

    yield material.statement("sources.answers")
    for passage_id, title, source in cited:
        yield Statement(
            text=render(
                texts().statements["sources.passage"],
                {"title": title, "source": source.rstrip(".")},
            ),
            sources=[PassageSource(id=passage_id)],
            kind="sources.passage",
        )
