"""Places where a statement joins words that the source does not join so."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from coach.checking.alignment import Step
from coach.checking.comparison import MEANT, Comparison, same_subject, subject
from coach.checking.found import Difference
from coach.checking.tokens import SELF, Token
from coach.checking.words import bases, same_directions

_SPEECH = ("say", "tell")
_JOINING = frozenset("when while because".split())
_QUOTING = frozenset("write word".split())
_PIVOTS = ("than", "instead", "before", "after", "because", "until")
_REACH = 10
"""How many words on each side of "than" and the like are compared."""


def joints(c: Comparison) -> Iterator[Difference]:
    """Find jumps, swaps and turned persons."""
    for step in c.alignment.steps:
        yield from _jump(c, step)
        yield from _instead(c, step)
        yield from _direction(c, step)
        yield from _owner(c, step)
        yield from _speaker(c, step)
        if _flipped(c, step):
            yield Difference("flip", c.statement[step.word].text)
    last = c.alignment.steps[-1:]
    if last and _ends_otherwise(c, last[0], c.alignment.tail):
        yield Difference("instead", c.statement[c.alignment.tail[0]].text, _after(c, last[0]))
    yield from _swapped(c)
    yield from _turned_over(c)


def _jump(c: Comparison, step: Step) -> Iterator[Difference]:
    token = c.statement[step.word]
    before = c.before(step)
    joined = before and step.jump and before.word == step.word - 1
    if joined and before and c.statement[before.word].kind == "negation":
        yield Difference("scope", token.text)
    if step.jump in ("seam", "clause"):
        yield Difference(step.jump, token.text)
    elif step.jump == "inside" and not _comes_back(c, step):
        yield Difference("inside", token.text)
        if token.kind == "number" or token.form in bases("units"):
            yield Difference("count", token.text)


def _comes_back(c: Comparison, step: Step) -> bool:
    """Return whether a jump goes back to where a moved phrase of place or time was put in."""
    if c.source[step.place].kind == "number":
        return False
    first = step
    before = c.before(step)
    while before:
        if before.place in (step.place - 1, step.place - 2):
            return True
        before = c.before(before)
    before = c.before(step)
    while before:
        first = before
        if first.jump:
            break
        before = c.before(first)
    return c.statement[first.word].kind == "direction"


def _instead(c: Comparison, step: Step) -> Iterator[Difference]:
    """Find words that stand where the source has others."""
    new = [
        c.statement[i]
        for i in step.new
        if c.statement[i].kind in MEANT
        and c.statement[i].form not in c.question
        and c.statement[i].text.lower() not in _JOINING
    ]
    gone = [c.source[j] for j in step.left_out if c.source[j].kind in MEANT]
    if new and gone:
        yield Difference("instead", new[-1].text, gone[-1].text)
    elif gone and _has_self(c.statement, step.new) and not _has_self(c.source, step.left_out):
        yield Difference("person", c.statement[step.new[-1]].text)
    before = c.before(step)
    if step.jump and before and _ends_otherwise(c, before, step.new):
        yield Difference("instead", c.statement[step.new[0]].text, _after(c, before))
    elif (step.jump or not before) and _begins_otherwise(c, step):
        yield Difference("instead", new[-1].text)


def _has_self(text: Sequence[Token], indexes: Sequence[int]) -> bool:
    return any(text[i].form == SELF for i in indexes)


def _ends_otherwise(c: Comparison, step: Step, new: Sequence[int]) -> bool:
    """Return whether a clause ends in new words where that of the source goes on otherwise."""
    return bool(_after(c, step)) and any(
        c.statement[i].clause == c.statement[step.word].clause
        and c.statement[i].kind in MEANT
        and c.statement[i].form not in c.question | bases("weak")
        for i in new
    )


def _begins_otherwise(c: Comparison, step: Step) -> bool:
    """Return whether a clause begins in new words where that of the source begins otherwise."""
    clause = c.source[step.place].clause
    gone = any(
        c.source[j].clause == clause and j not in c.used and c.source[j].kind in MEANT
        for j in range(step.place)
    )
    return gone and any(
        c.statement[i].clause == c.statement[step.word].clause
        and c.statement[i].kind in MEANT
        and c.statement[i].form not in c.question | bases("weak")
        for i in step.new
    )


def _after(c: Comparison, step: Step) -> str:
    """Return the first unused word that the clause of the source goes on with, or nothing."""
    clause = c.source[step.place].clause
    for place in range(step.place + 1, len(c.source)):
        token = c.source[place]
        if token.clause == clause and place not in c.used and token.kind in MEANT:
            return token.text
    return ""


def _direction(c: Comparison, step: Step) -> Iterator[Difference]:
    gone = [c.source[j] for j in step.left_out if c.source[j].kind == "direction"]
    for i in step.new:
        token = c.statement[i]
        if token.kind == "direction" and gone and c.before(step):
            near = same_directions().get(token.form, frozenset()) | {token.form}
            if not any(other.form in near for other in gone):
                yield Difference("direction", token.text, gone[0].text)
                return


def _owner(c: Comparison, step: Step) -> Iterator[Difference]:
    """Find words that now belong to something else: "Arno, who" for "Femke, who"."""
    token, before = c.statement[step.word], c.before(step)
    if not before:
        return
    gone = any(c.source[j].kind in MEANT for j in step.left_out)
    begins = c.statement[before.word].clause != token.clause
    if token.link == "who" and begins and (gone or step.jump):
        # "those who ..." and "note who ..." are taken over as a whole.
        copied = c.source[step.place].link == "who" and not gone
        if not copied and not _same_name_before(c, step):
            yield Difference("owner", token.text)
    elif gone and not step.new and c.statement[before.word].text.lower() == "because":
        # One of two causes is gone, and the other is not said to be one.
        yield Difference("owner", token.text)
    elif (
        gone
        and c.statement[before.word].kind == "direction"
        and before.word == step.word - 1
        and any(c.source[j].kind == "direction" for j in step.left_out)
    ):
        yield Difference("owner", token.text)


def _same_name_before(c: Comparison, step: Step) -> bool:
    """Return whether the last name before a word is the same in the statement and the source."""
    mine = [token.form for token in c.statement[: step.word] if token.form in c.names]
    theirs = [token.form for token in c.source[: step.place] if token.form in c.names]
    return bool(mine and theirs) and mine[-1] == theirs[-1]


def _speaker(c: Comparison, step: Step) -> Iterator[Difference]:
    """Find words of speech whose speaker, or whose content, is another one in the source."""
    token, before = c.statement[step.word], c.before(step)
    if token.form in _SPEECH and not c.after_to(token):
        mine = subject(c.statement, step.word)
        if (
            mine != SELF
            and not _speaks(c, step, mine)
            and not same_subject(c, step.word, step.place)
        ):
            yield Difference("speaker", token.text)
    elsewhere = step.jump and step.jump != "phrase" and not step.new
    if before and elsewhere and c.statement[before.word].form in _SPEECH:
        yield Difference("speaker", token.text)
    elif before and not step.new and c.statement[before.word].form in bases("beliefs"):
        # "She thinks it is loads. I feel it is only some" becomes "she thinks it is only some".
        far = c.source[before.place].sentence != c.source[step.place].sentence
        near = c.statement[before.word].sentence == token.sentence
        if far and near and subject(c.statement, before.word) != SELF:
            yield Difference("believer", token.text)


def _speaks(c: Comparison, step: Step, form: str) -> bool:
    """Return whether a word stands before the word of speech in its clause of the source too."""
    clause = c.source[step.place].clause
    return any(t.form == form and t.clause == clause for t in c.source[: step.place])


def _flipped(c: Comparison, step: Step) -> bool:
    """Return whether the persons right before a word are others than in the source."""
    if c.statement[step.word].kind == "person":
        return False
    mine = _persons(c.statement, step.word)
    theirs = _persons(c.source, step.place)
    if not mine or not theirs or mine & theirs:
        return False
    return not is_quoted(c.source, step.place)


def _persons(text: Sequence[Token], at: int) -> set[str]:
    found = set()
    for i in range(at - 1, -1, -1):
        if text[i].clause != text[at].clause:
            break
        if text[i].kind == "person":
            found.add(text[i].form)
        elif found or text[i].form not in bases("weak"):
            break
    return found


def is_quoted(source: Sequence[Token], place: int) -> bool:
    """Return whether a place stands in quotes or after "he told me,", where persons turn."""
    if source[place].quoted:
        return True
    for at in range(1, place + 1):
        token, before = source[at], source[at - 1]
        same = token.sentence == before.sentence == source[place].sentence
        begins = same and token.clause != before.clause and token.sign
        speaking = bases("told") | _QUOTING
        if begins and any(other.form in speaking for other in source[max(0, at - 6) : at]):
            return True
    return False


def _swapped(c: Comparison) -> Iterator[Difference]:
    """Find names that do each other's part."""
    named = c.names & {token.form for token in c.source} & {token.form for token in c.statement}
    for clause in dict.fromkeys(c.statement[step.word].clause for step in c.alignment.steps):
        mine = [t.form for t in c.statement if t.clause == clause and t.form in named]
        if not mine:
            continue
        there = _clause_of(c, clause, named)
        theirs = [t.form for t in c.source if t.clause == there and t.form in named]
        other = bool(theirs) and not set(mine) & set(theirs)
        other = other or (not theirs and _by_self(c, clause, there))
        turned = _turned(mine, theirs) and _apart(c, there, theirs) and not _turns(c)
        if other or turned:
            yield Difference("swapped", _text(c, mine[0]))


def _by_self(c: Comparison, clause: int, there: int) -> bool:
    """Return whether "I" do in the source what somebody with a name does in the statement."""
    mine = any(t.form == SELF for t in c.statement if t.clause == clause)
    acting = [
        i
        for i, token in enumerate(c.source)
        if token.clause == there and token.text.lower() in ("i", "we")
    ]
    elsewhere = any(t.text.lower() in ("i", "we") for t in c.statement)
    return bool(acting) and not mine and elsewhere and not is_quoted(c.source, acting[0])


def _clause_of(c: Comparison, clause: int, named: frozenset[str]) -> int:
    """Return the clause of the source of the first plain word of one of the statement, or -1."""
    for step in c.alignment.steps:
        token = c.statement[step.word]
        if token.clause == clause and token.kind == "content" and token.form not in named:
            return c.source[step.place].clause
    return -1


def _turned(mine: Sequence[str], theirs: Sequence[str]) -> bool:
    """Return whether two names stand in the other order."""
    both = [form for form in dict.fromkeys(mine) if form in theirs]
    return len(both) > 1 and both == [f for f in reversed(dict.fromkeys(theirs)) if f in both]


def _apart(c: Comparison, clause: int, named: Sequence[str]) -> bool:
    """Return whether a word stands between the names of a clause: they are no mere list."""
    inside = [token for token in c.source if token.clause == clause]
    at = [i for i, token in enumerate(inside) if token.form in named]
    return any(
        inside[i].kind == "content" and inside[i].form not in named for i in range(*_ends(at))
    )


def _ends(at: Sequence[int]) -> tuple[int, int]:
    return (at[0], at[-1]) if at else (0, 0)


def _turns(c: Comparison) -> bool:
    """Return whether the statement has a new word that turns a sentence: "by Tom", "from Tom"."""
    return any(c.statement[i].text.lower() in ("by", "from", "to", "for") for i in c.new)


def _text(c: Comparison, form: str) -> str:
    return next(token.text for token in c.statement if token.form == form)


def _turned_over(c: Comparison) -> Iterator[Difference]:
    """Find what stands on the other side of "than", "instead", "before" and the like."""
    for pivot in _PIVOTS:
        for left, right in _sides(c.whole, pivot):
            for before, after in _sides(c.given, pivot):
                if left & after - before - right and right & before - after - left:
                    yield Difference("turned", pivot)
                    return


def _sides(text: Sequence[Token], pivot: str) -> Iterator[tuple[frozenset[str], frozenset[str]]]:
    """Return the words that carry meaning before and after each pivot, in its sentence."""
    for at, token in enumerate(text):
        # "After mixing, it is good" is not turned round.
        if token.text.lower() == pivot and not (token.link == pivot and token.sign):
            near = range(max(0, at - _REACH), min(len(text), at + _REACH + 1))
            found = [i for i in near if text[i].sentence == token.sentence]
            meant = [i for i in found if text[i].kind in ("content", "name", "number") and i != at]
            yield (
                frozenset(text[i].form for i in meant if i < at),
                frozenset(text[i].form for i in meant if i > at),
            )
