"""The rules for the twenty points: what of each stands in a plan, and what is missing.

The number is that of the rubric: 2 when all of its elements are there, 1 when one is missing. Where
the plan only suggests what its owner has to say, the element is missing. Lines that the owner added
count by the words that the hints ask for.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from coach.checking.wording import NUMBER_WORDS
from coach.plan.evidence import (
    GUESSED,
    Evidence,
    around_quotes,
    from_owner,
    lead,
    names_amount_of_time,
    names_place,
    quote_of,
    quoted,
    quotes,
)

MOST = 2
MAX_WORDS = 1300
MOST_ACTIONS = 3
TOO_MANY_ACTIONS = 5
FIRST_STEP_DAYS = 7


class Found(NamedTuple):
    """What a rule found: the points, what is missing for more, and the words it is about."""

    points: int
    missing: str = ""
    what: str = ""


ALL = Found(MOST)


def _find(*parts: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(parts)})", re.IGNORECASE)


_DAY_PARTS = r"(?:shift|day|night|week|month|quarter|year|hour|morning|afternoon|evening|weekday"
_DAY_PARTS += r"|round|(?:mon|tues|wednes|thurs|fri|satur|sun)day)s?\b"
_OFTEN = _find(
    rf"(?:every|each|per) (?:other |second |third |single |few |working |\w+ )?{_DAY_PARTS}",
    r"(?:daily|weekly|monthly|quarterly|yearly|hourly|nightly)\b",
    rf"(?:once|twice|times|[\w.,]+) (?:a|an) {_DAY_PARTS}",
    r"(?:mornings|evenings|nights|weekdays|(?:mon|tues|wednes|thurs|fri|satur|sun)days)\b",
)
_BECAUSE = _find("because", "since", "so that", "why", r"as (?:she|he|they|it)\b")
_IN_THE_END = _find("in the end", "at the end", "finally", "benefits?", "end customers?")
_MEANS = _find("means?", "so that", "because", "for them", "can then")
_LABEL = _find(
    r"(?:not yet )?heard", "said", "says", "told", "tells", "asked", "wrote", "guess", "assum",
    "i think", "i suppose", "i believe",
)  # fmt: skip
_WHEN_WRONG = _find(r"(?:when|if|whenever) ", "otherwise", "without it")
_GUESS = _find("guess", "proves right", "assum", "i think")
_COUNTED = _find("count", "measure", r"how (?:often|many|much|long)", "note every", "number of")
_CLOCK_STARTS = _find("start", "begin", r"from (?:when|the moment)")
_CLOCK_STOPS = _find("stop", "end", "until")
_EACH = re.compile(r"\b(?:every|each) (?!times?\b|days?\b)\w", re.IGNORECASE)
"""Says what is counted one by one."""
_FIGURE = _find(
    r"\d", rf"(?:one|none|nobody|never|always|noon|midnight|{'|'.join(sorted(NUMBER_WORDS))})\b"
)
_SHARED = _find(
    "said", "says", "told", "tells", "agreed", "together", "with", "provisional", "confirmed", "set"
)
_WORSE = _find("what else gets slower or worse")
"""The program's guard for any need, which names nothing."""
_GUARD = _find("also watch", "watch", "must not", "not get worse", "guard", "keep an eye")
_CAUSE = _find("cause", "because", "in the way")
_CHECKED = _find("note", "check", "test", "watch", "look", "saw", "counted", "ask", "compare")
_EXPECTED = _find("i expect", "expect to see", "will see", "should see", "predict")
_ADAPT = _find("if i do not", "if i don['’]t", "if not", r"i (?:stop|change)", "otherwise")
_ASK = _find("ask", "request", "i need", "would like from")
_GIVE = _find("give", "show", "share", "offer", "help", "teach", "lend", "bring", "tell", "explain")
_BEFORE_STOPPING = _find("ask")
_SAY = _find("say", "want them", "think of me", "known for")
_INVITE = _find("invit", "would like to (?:talk|meet|understand)", "could we")
_CLOSED = re.compile(r"^(?:is|are|was|were|do|does|did|can|could|will|would|have|has|should)\b")
_EVERYBODY = re.compile(r"^(?:everyone|everybody|anyone|anybody|all|people|the whole)\b", re.I)


def _customers(plan: Evidence) -> Found:
    own = plan.own("customer")
    described = plan.all("customer.quoted")
    everybody = [s for s in described if _EVERYBODY.match(quote_of(s))]
    chosen = plan.any("customer.focus") or bool(own) or len(described) > len(everybody)
    why = plan.any("customer.why") or bool(plan.own("customer", _BECAUSE))
    if chosen:
        return ALL if why else Found(1, "why")
    if everybody:
        return Found(0, "everyone", quote_of(everybody[0]))
    named = plan.any("customer.first_named", "work.customers")
    named = named or bool(plan.answered("customers", "customers"))
    return Found(1, "choice") if named else Found(0, "none")


def _output(plan: Evidence) -> Found:
    named = plan.all("work.outputs", "work.sentence", "work.role")
    own = plan.own("work")
    often = [s for s in [*named, *own] if _OFTEN.search(s.text)]
    if often and (plan.any("work.outputs") or _OFTEN.search("\n".join(s.text for s in own))):
        return ALL
    if not named and not own:
        return Found(0, "none")
    outputs = plan.all("work.outputs") or own
    return Found(1, "often" if outputs else "none", quote_of(outputs[0]) if outputs else "")


def _end_customer(plan: Evidence) -> Found:
    answers = plan.answered("end_customer", "end_customer")
    answers += plan.answered("end_customer", "end_customer", GUESSED)
    own = plan.own("customer", _IN_THE_END)
    ends = [*plan.all("customer.end"), *answers, *own]
    values = [*plan.all("customer.value"), *plan.own("customer", _MEANS)]
    if plan.any("customer.chain"):
        return ALL
    if not ends and not plan.any("customer.value"):
        return Found(0, "none")
    if not ends:
        return Found(1, "end", quote_of(plan.all("customer.value")[0]))
    if not values and not any(_MEANS.search(s.text) for s in own):
        return Found(1, "value", quote_of(ends[0]))
    linked = plan.any("customer.focus", "customer.first_named", "customer.quoted")
    linked = linked or len(plan.own("customer")) > len(own)
    return ALL if linked else Found(1, "link")


def _voice(plan: Evidence) -> Found:
    heard = [*plan.all("needs.heard"), *quoted(plan.own("needs"))]
    if not heard:
        return ALL if plan.any("needs.none", "needs.assumed") else Found(0, "none")
    undated = [s for s in heard if not plan.is_dated(s)]
    if undated:
        return Found(1, "day", quote_of(undated[0]))
    loose = [s for s in heard if s not in quoted(heard)]
    return Found(1, "words", quote_of(loose[0])) if loose else ALL


def _fact_or_guess(plan: Evidence) -> Found:
    lines = [s for s in plan.own("needs") if not _WHEN_WRONG.search(s.text)]
    lines += [s for s in plan.all("needs.heard", "needs.assumed") if s.edited]
    unlabelled = [s for s in lines if not _LABEL.search(s.text)]
    if unlabelled:
        return Found(1, "label", quote_of(unlabelled[0]))
    if lines or plan.any("needs.heard", "needs.assumed"):
        return ALL
    return Found(int(plan.any("needs.none")), "none")


def _consequence(plan: Evidence) -> Found:
    slots = (("customers", "if_late"), ("moment", "effect"))
    stated = plan.all("needs.effect", "work.late")
    stated += [s for slot in slots for s in plan.answered(*slot)]
    stated += plan.own("needs", _WHEN_WRONG) + plan.own("work", _WHEN_WRONG)
    if stated:
        needs = plan.any("needs.heard", "needs.assumed") or plan.own("needs", _LABEL)
        return ALL if needs else Found(1, "need", quote_of(stated[0]))
    guessed = [s for slot in slots for s in plan.answered(*slot, GUESSED)]
    return Found(1, "guess", quote_of(guessed[0])) if guessed else Found(0, "none")


def _requirement(plan: Evidence) -> Found:
    measures = plan.all("requirements.measure") + plan.own("requirements", _COUNTED)
    guesses = plan.all("requirements.guess")
    measures += [s for s in guesses if s.edited and not _GUESS.search(s.text)]
    if quoted(measures):
        return ALL
    if measures:
        return Found(1, "quote", quote_of(measures[0]))
    return Found(1, "guess", quote_of(guesses[0])) if guesses else Found(0, "none")


def _definition(plan: Evidence) -> Found:
    lines = plan.all("requirements.definition")
    own = plan.own("requirements", _CLOCK_STARTS)
    lines += [s for s in own if _CLOCK_STOPS.search(s.text)]
    if not lines:
        return Found(1 if own else 0, "none")
    measures = plan.all("requirements.measure", "requirements.guess")
    counted = "\n".join(around_quotes(s) for s in [*lines, *measures, *plan.own("requirements")])
    return ALL if _EACH.search(counted) else Found(1, "case")


def _baseline(plan: Evidence) -> Found:
    if plan.plan.measurements or plan.any("requirements.counted", "requirements.count"):
        return ALL
    told = plan.all("requirements.baseline", "learned.count") + plan.own("requirements")
    told += plan.answered("evidence", "baseline")
    for line in told:
        counts = line.edited and _COUNTED.search(line.text) and plan.has_day(line.text)
        today = not line.edited or re.search(r"\b(?:today|now|so far|last)\b", line.text, re.I)
        if counts or (today and _FIGURE.search(line.text)):
            return ALL
    words = [s for s in told if not s.edited]
    return Found(1, "figure", quote_of(words[0])) if words else Found(0, "none")


def _target(plan: Evidence) -> Found:
    drafted = plan.all("requirements.target")
    own = [s for s in drafted if s.edited] + plan.own("requirements", _FIGURE)
    own = [s for s in own if not _COUNTED.search(s.text) and _FIGURE.search(s.text)]
    shared = [s for s in own if _SHARED.search(s.text) or plan.customer in s.text]
    if shared or (drafted and (own or plan.any("requirements.words"))):
        return ALL
    if own:
        return Found(1, "shared", quote_of(own[0]))
    return Found(1, "figure") if drafted else Found(0, "none")


def _guard(plan: Evidence) -> Found:
    guards = plan.all("requirements.guard") + plan.own("requirements", _GUARD)
    vague = [s for s in guards if not s.edited and _WORSE.search(s.text)]
    if len(guards) > len(vague):
        return ALL
    return Found(1, "vague") if vague else Found(0, "none")


def _cause(plan: Evidence) -> Found:
    own = plan.own("actions", _CAUSE)
    tested = plan.all("actions.cause") + plan.answered("helpful", "obstacle")
    tested += [s for s in own if _CHECKED.search(s.text)]
    if tested:
        return ALL
    named = own + plan.answered("helpful", "obstacle", GUESSED) + plan.all("learned.obstacle")
    if named:
        return Found(1, "test", quote_of(named[0]))
    asks_first = plan.any("actions.ask", "actions.find", "answered.heard")
    return Found(int(asks_first and not plan.any("actions.help", "actions.try")), "none")


def _actions(plan: Evidence) -> Found:
    first = plan.all("actions.first", "actions.first_by", "actions.ask", "actions.find")
    tests = plan.all("actions.try", "actions.help")
    own = [
        s
        for s in plan.own("actions")
        if not any(cue.search(s.text) for cue in (_CAUSE, _EXPECTED, _ADAPT))
    ]
    every = [*first, *tests, *own]
    kept = plan.all("actions.kept")
    if not every:
        return Found(1, "own") if kept else Found(0, "none")
    if len(every) > MOST_ACTIONS:
        return Found(0 if len(every) > TOO_MANY_ACTIONS else 1, "many", quote_of(every[-1]))
    undated = [s for s in own if not plan.has_day(s.text)]
    if undated:
        return Found(1, "day", quote_of(undated[0]))
    mine = [*own, *kept, *(s for s in [*first, *tests] if s.edited or from_owner(s))]
    return ALL if mine else Found(1, "own")


def _first_step(plan: Evidence) -> Found:
    steps = plan.all("actions.first", "actions.first_by", "actions.ask", "actions.find")
    steps = [s for s in steps if s.edited or s.kind in ("actions.first", "actions.first_by")]
    steps += [s for s in plan.own("actions") if plan.has_day(s.text) and names_place(s.text)]
    if not steps:
        suggested = plan.any("actions.ask", "actions.find")
        return Found(1, "own") if suggested else Found(0, "none")
    first, talk = steps[0], [s for s in plan.all("conversation.next") if " by " not in lead(s)]
    day = plan.date("first_step")
    if day and not first.edited and (day.day - plan.plan.created.date()).days > FIRST_STEP_DAYS:
        return Found(1, "late", quote_of(first))
    dated = plan.has_day(first.text) if first.edited else first.kind == "actions.first"
    placed = names_place(first.text if first.edited else "\n".join(quotes(first)))
    placed = placed or any(names_place("\n".join(quotes(s))) for s in talk)
    if dated and placed:
        return ALL
    missing = "place" if dated else "day" if placed else "both"
    return Found(1, missing, quote_of(first))


def _stop(plan: Evidence) -> Found:
    own = plan.own("stop")
    what = plan.all("stop.what") + plan.answered("stop", "stop")
    what += [s for s in own if not _BEFORE_STOPPING.search(s.text)]
    if not what:
        return Found(0, "none")
    timed = [*plan.all("stop.what", "stop.time"), *own]
    if not any(names_amount_of_time(s.text) for s in timed):
        return Found(1, "time", quote_of(what[0]))
    asked = plan.any("stop.ask") or bool(plan.own("stop", _BEFORE_STOPPING))
    # What a review says was left out has been tried; what they told of it was asked.
    tried = any(s.reviewed for s in plan.all("stop.what"))
    asked = asked or tried or bool(plan.answered("stop", "stop"))
    return ALL if asked else Found(1, "ask", quote_of(what[0]))


def _conversation(plan: Evidence) -> Found:
    asked = plan.all("conversation.question") + plan.own("conversation", re.compile(r"\?"))
    questions = [s for s in asked if not (s.edited and _CLOSED.match(s.text.lower()))]
    invited = plan.any("conversation.invitation") or bool(plan.own("conversation", _INVITE))
    if not questions:
        return Found(1 if invited else 0, "none")
    if not 5 <= len(questions) <= 8:
        return Found(1, "few" if len(questions) < 5 else "many")
    if not invited:
        return Found(1, "invitation")
    known = plan.any("customer.focus", "customer.first_named", "customer.quoted")
    known = known or bool(
        plan.customer or plan.own("customer") or plan.own("conversation", _INVITE)
    )
    return ALL if known else Found(1, "whom")


def _reputation(plan: Evidence) -> Found:
    said = plan.all("reputation.say") + plan.answered("reputation", "reputation")
    said += plan.own("reputation", _SAY)
    shown = plan.all("reputation.behaviour")
    shown += [s for s in plan.own("reputation") if not _SAY.search(s.text)]
    if said and shown:
        return ALL
    if said:
        return Found(1, "behaviour", quote_of(said[0]))
    return Found(1, "say") if shown else Found(0, "none")


def _suppliers(plan: Evidence) -> Found:
    asked = plan.any("suppliers.request", "suppliers.quoted") or plan.own("suppliers", _ASK)
    asked = asked or plan.answered("suppliers", "request")
    given = plan.any("suppliers.contribution") or [
        s for s in plan.own("suppliers", _GIVE) if not _ASK.search(s.text)
    ]
    if asked and given:
        return ALL
    if asked:
        return Found(1, "contribution")
    who = plan.all("suppliers.who") + plan.answered("suppliers", "supplier")
    what = quote_of(who[0]) if who else ""
    return Found(1, "request", what) if given else Found(0, "request" if who else "none", what)


def _review(plan: Evidence) -> Found:
    days = [s for s in plan.own("review") if plan.has_day(s.text)]
    if not days and not (plan.any("review.study") and plan.any("review.act")):
        return Found(0, "none")
    own = plan.own("actions", _EXPECTED) + plan.own("review", _EXPECTED)
    own += [s for s in plan.all("actions.expect") if s.edited]
    if not (own or plan.any("actions.sign") or plan.answered("commit", "sign")):
        return Found(1, "expect", plan.need)
    adapts = plan.any("actions.adapt") or plan.own("actions", _ADAPT) or plan.own("review", _ADAPT)
    return ALL if adapts else Found(1, "adapt")


def _traceable(plan: Evidence) -> Found:
    sections = plan.plan.sections
    statements = [s for section in sections for s in section.statements]
    unsupported = [s for s in statements if not s.sources and not s.edited]
    if not statements or unsupported:
        return Found(0, "none", quote_of(unsupported[0]) if unsupported else "")
    if sum(len(s.text.split()) for s in statements) <= MAX_WORDS:
        return ALL
    longest = max(sections, key=lambda one: sum(len(s.text.split()) for s in one.statements))
    return Found(1, "long", longest.title)


RULES: dict[str, Callable[[Evidence], Found]] = {
    "customers": _customers,
    "output": _output,
    "end_customer": _end_customer,
    "voice": _voice,
    "fact_or_guess": _fact_or_guess,
    "consequence": _consequence,
    "requirement": _requirement,
    "definition": _definition,
    "baseline": _baseline,
    "target": _target,
    "guard": _guard,
    "cause": _cause,
    "actions": _actions,
    "first_step": _first_step,
    "stop": _stop,
    "conversation": _conversation,
    "reputation": _reputation,
    "suppliers": _suppliers,
    "review": _review,
    "traceable": _traceable,
}
"""The rule of each point by its id."""
