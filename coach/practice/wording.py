"""What the customer answers: the model's wording of facts when it passes, else reviewed text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal

from coach.checking.wording import echo_problem, names, quantities, unsupported_words
from coach.interview.wording import nearly_same
from coach.llm.engine import Engine, Message, Request
from coach.llm.prompts import load_prompt
from coach.llm.task import Task, text_task
from coach.practice.customer import Customer
from coach.practice.facts import Known
from coach.practice.texts import fill, texts
from coach.text import STOP_WORDS, content_words, find_quote, sentences, words

Origin = Literal["stock", "model"]

MAX_WORDS = 45
MAX_SENTENCES = 3
QUESTION_CHARACTERS = 300
"""How much of a question the model sees."""
NEW_WORDS = 0.2
"""Share of the meaning words of a reply that may stand in no fact and not in the question."""

_REACH = 5
"""How many words after "I" its verb may come: "I had to order"."""
_SAME_RUN = 5
"""So many words of the question in a row, "I" and "you" left out, are the question said back."""
_FIRST = frozenset("i me my mine we us our ours i'm i've i'd i'll we're we've we'd we'll".split())
_SECOND = frozenset("you your yours you're you've you'd you'll".split())
_SWAPPED = (_FIRST | _SECOND) - {"we", "us", "our", "ours"}
"""Words that mean another in another's mouth; "we" may be the two of them."""
_HARMLESS = "meant because really need matter happen mean bother trouble know wait work"
"""Words that a reply may add: they say nothing that could be wrong."""
_COMMITS = re.compile(
    r"\b(?:i|we)(?:'ll| will| shall| promise| agree| accept)\b|\b(?:i|we) can (?:send|give|make|do|"
    r"help|meet|try|show|tell|come|bring|arrange|offer)\b|\blet's\b|\bcount on\b|\bnext (?:week|"
    r"time|month|year)\b|\b(?:i'd|i would|we'd|we would) be (?:happy|glad)\b|\bdeal\b|\bsee you\b",
    re.IGNORECASE,
)
_MACHINE = re.compile(
    r"\b(?:ai|a\.i|language model|assistant|program|chatbot|facts?|notes|rehearsal|role|"
    r"customer|employee|question|instructions?|thank|thanks|sorry|happy to|glad to|feel free|"
    r"of course|certainly|let me know)\b",
    re.IGNORECASE,
)
_MARKS = re.compile(r"[\"“”<>{}\[\]()*#_=|\\?]")
_HE_SHE = re.compile(r"\b(?:he|she|him|his|her|hers)\b", re.IGNORECASE)
_IF = frozenset("if when unless whenever until without would".split())
_PARTS = re.compile(r"[.,;]|\b(?:and|but|so|because)\b", re.IGNORECASE)
_I_TO = re.compile(r"\b(?:i|we)(?:'d)?(?: \w+){0,3} to (\w+)")
_LOWERED = frozenset(
    """the a an my our your his her their if when we you it they there this that don't by in on at
    with about every each one two""".split()
)
"""First words that no name begins with."""
_NOT = frozenset(
    """not no never nobody nothing none cannot without don't doesn't didn't isn't aren't wasn't
    weren't can't couldn't won't wouldn't hasn't haven't hadn't shouldn't""".split()
)


@dataclass(frozen=True)
class Reply:
    """What the customer says, and who worded it."""

    text: str
    origin: Origin


@dataclass(frozen=True)
class Given:
    """What a reply may rest on.

    Attributes:
        facts: What it is to say.
        question: The employee's question.
        typed: All that the employee has typed in this rehearsal.
        earlier: What the customer has said before.
        customer: Who speaks.
    """

    facts: Sequence[Known]
    question: str
    typed: str = ""
    earlier: Sequence[str] = ()
    customer: Customer = field(default_factory=Customer)

    @property
    def text(self) -> str:
        """The facts as one text."""
        return " ".join(fact.voiced for fact in self.facts if fact.voiced)


@lru_cache(maxsize=1)
def task() -> Task[str]:
    """Return the task that words a reply."""
    return text_task(load_prompt("practice/customer"))


def prefix() -> list[Message]:
    """Return the fixed messages, for engines that prepare them ahead of use."""
    return task().prefix()


def ahead() -> Request:
    """Return a request for the state of the fixed messages."""
    fixed = prefix()
    return Request(fixed, fixed=len(fixed))


def worded(engine: Engine, given: Given) -> str | None:
    """Return the model's wording, or None when none passed.

    Raises:
        EngineError: the model stopped answering.
        Cancelled: the call was cancelled.
    """
    variables = {"facts": given.text, "question": given.question[:QUESTION_CHARACTERS]}
    return task().run(engine, variables, [lambda text: problem_with(text, given)]).value


def stock(given: Given) -> Reply:
    """Return a fact in a reviewed frame."""
    fact = given.facts[0]
    frame, said = texts().fallback[fact.slot], fact.voiced or fact.quote
    return Reply(fill(frame, fact=inside(said) if ":" in frame else said), "stock")


def inside(sentence: str) -> str:
    """Return a sentence as it stands after a colon."""
    first = sentence.partition(" ")[0].lower()
    return sentence[0].lower() + sentence[1:] if first in _LOWERED else sentence


def told_in(text: str, facts: Sequence[Known]) -> list[Known]:
    """Return the facts of which a reply says at least half."""
    have = _stems(text)
    return [
        fact
        for fact in facts
        if fact.voiced and len(_stems(fact.voiced) & have) * 2 >= len(_stems(fact.voiced))
    ]


def problem_with(text: str, given: Given) -> str | None:
    """Return why a wording must not be shown, or None when it may."""
    return (
        _manner(text, given)
        or _form(text, given)
        or _grounding(text, given)
        or _who(text, given.text)
        or _polarity(text, given)
        or _whole(text, given)
        or ("said before" if any(nearly_same(text, other) for other in given.earlier) else None)
    )


def _form(text: str, given: Given) -> str | None:
    said = sentences(text)
    if len(words(text)) > MAX_WORDS or len(said) > MAX_SENTENCES:
        return "too long"
    if len(words(text)) < 2:
        return "hardly an answer"
    if _MARKS.search(text):
        return "a mark or a question"
    # "It took eight days" can be anybody's.
    plain = _stems(text) <= _stems(f"{given.text} {_HARMLESS}")
    if not plain and not set(words(text)) & (_FIRST | _SECOND):
        return "not in the first person"
    return None


def _manner(text: str, given: Given) -> str | None:
    plain, facts = text.replace("’", "'"), given.text.lower()
    if any(found.group().lower() not in facts for found in _COMMITS.finditer(plain)):
        return "a commitment"
    if any(found.group().lower() not in facts for found in _MACHINE.finditer(plain)):
        return "out of the role"
    if any(found.group().lower() not in words(facts) for found in _HE_SHE.finditer(plain)):
        return "a he or she from nowhere"
    own = words(given.customer.name) if given.customer.named else []
    if own and own[-1] in words(text) and own[-1] not in words(facts):
        return "speaks of the customer by name"
    return None


def _grounding(text: str, given: Given) -> str | None:
    heard = f"{given.text}\n{given.question}\n{given.typed}"
    if quantities(text) - quantities(heard):
        return "a number from nowhere"
    known = set(words(heard)) | _FIRST
    if any(not set(words(name)) <= known for name in names(text)):
        return "a name from nowhere"
    have = _stems(text)
    if len(have & _stems(given.text)) * 2 <= len(have) and not _verbatim(text, given):
        return "nothing of the facts"
    wished = given.facts[0].slot in ("helpful.help", "needs.needs")
    if "help" in have - _stems(given.text) and not wished:
        return "tells what is no wish as one"
    if _parrots(text, given.question):
        return "the question said back"
    near = f"{given.text} {given.question} {_HARMLESS}"
    if unsupported_words(text, near, share=NEW_WORDS):
        return "words from nowhere"
    examples = [example.assistant for example in task().prompt.examples]
    return "an echo of an example" if echo_problem(text, examples, near, run=4) else None


def _parrots(text: str, question: str) -> bool:
    """Return whether a reply says the question back.

    Three words with "you" or "me" in them are enough: said by the other one they mean another.
    """
    have, asked = words(text), f" {' '.join(words(question))} "
    runs = (have[n : n + 3] for n in range(len(have) - 2))
    if any(set(r) & _SWAPPED and f" {' '.join(r)} " in asked for r in runs):
        return True
    persons = _FIRST | _SECOND
    bare = [word for word in have if word not in persons]
    asked = f" {' '.join(word for word in words(question) if word not in persons)} "
    ends = range(_SAME_RUN, len(bare) + 1)
    return any(f" {' '.join(bare[end - _SAME_RUN : end])} " in asked for end in ends)


def _who(text: str, facts: str) -> str | None:
    """Check that what "I" did and have is not what "you" did and have."""
    asked = {have[0] for one in sentences(facts) if (have := words(one))} - _LOWERED - _FIRST
    wanted = _I_TO.findall(text.lower())
    if any(word in asked for word in wanted):
        return "mixes up who is who"  # "Tell me first" is not "I want to tell you first"
    mine, theirs = _persons(facts)
    my_said, their_said = _persons(text)
    if (my_said - mine) & theirs or (their_said - theirs) & mine:
        return "mixes up who is who"
    return None


def _persons(text: str) -> tuple[set[str], set[str]]:
    """Return what "I" and "we" are or do or have, and what "you" are, do or have."""
    first: set[str] = set()
    second: set[str] = set()
    for sentence in sentences(text):
        have = words(sentence)
        for place, word in enumerate(have):
            if word in _FIRST | _SECOND:
                after = have[place + 1 : place + 1 + _REACH]
                doing = next((w for w in after if w not in STOP_WORDS), None)
                near = {f">{_stem(doing)}"} if doing else set()
                near |= {f"{_stem(have[place - 1])}<"} if place else set()
                (first if word in _FIRST else second).update(near)
    return first, second


def _polarity(text: str, given: Given) -> str | None:
    """Check that nothing is denied, affirmed or made certain that is not so in the facts."""
    unused = given.facts[0].slot == "stop.stop" and not _verbatim(text, given)
    if unused and not set(words(text)) & (_NOT | {"stop", "without"}):
        return "what is not needed is told as needed"
    for part in _PARTS.split(text):
        best = _nearest(part, _PARTS.split(given.text))
        if best and bool(set(words(best)) & _NOT) != bool(set(words(part)) & _NOT):
            return "turned into its opposite"
    for sentence in sentences(text):
        best = _nearest(sentence, sentences(given.text), least=1)
        if best and set(words(best)) & _IF:
            if not set(words(sentence)) & _IF:
                return "a case that may be is told as one that is"
            # "If it stood there, it would help me": the question asked for that.
            helps = {"help"} if given.facts[0].slot == "helpful.help" else set()
            if _stems(sentence) - _stems(given.text) - helps:
                return "a case that is not in the facts"
    return None


def _whole(text: str, given: Given) -> str | None:
    """Check that a reply says most of a clause: "the centre" is not "phoning the centre"."""
    have = _stems(text)
    clauses = [stems for part in _PARTS.split(given.text) if (stems := _stems(part))]
    said = any(len(stems & have) * 2 > len(stems) for stems in clauses)
    return None if said or not clauses else "a piece of a fact"


def _nearest(part: str, facts: Sequence[str], *, least: int = 2) -> str | None:
    """Return the part of the facts that shares most words with a part of a reply, if any."""
    have = _stems(part)
    best = max(facts, key=lambda fact: len(_stems(fact) & have))
    return best if len(_stems(best) & have) >= least else None


def _stems(text: str) -> set[str]:
    return {_stem(word) for word in content_words(text)}


@lru_cache(maxsize=4096)
def _stem(word: str) -> str:
    import snowballstemmer

    return str(snowballstemmer.stemmer("english").stemWord(word))


def _verbatim(text: str, given: Given) -> bool:
    return any(find_quote(text, fact.voiced) for fact in given.facts if fact.voiced)
