"""Targets of the fuzzing that take a text: cleaning, languages, signs of what is meant, checks."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from functools import lru_cache

from campaigns.fuzz_case import Target, must, must_be_shown
from campaigns.fuzz_seeds import PROMPTS, answers, files
from campaigns.hostile import decoded

TODAY = dt.date(2026, 11, 23)
_LONG = 20_000


def _said(data: bytes) -> str:
    """Return a case as what reaches the rooms above: an answer, cleaned and cut."""
    from coach.text import MAX_ANSWER_CHARACTERS, clean

    return clean(decoded(data), limit=MAX_ANSWER_CHARACTERS).strip()


def _halves(text: str) -> tuple[str, str]:
    """Return a text as two: at a mark that cases may hold, else in the middle."""
    before, mark, after = text.partition("=>")
    return (before, after) if mark else (text[: len(text) // 2], text[len(text) // 2 :])


def clean_text(data: bytes) -> None:
    """What is cleaned steers no terminal, stays as it is when cleaned again, and loses no word."""
    from coach.text import clean, find_quote, harmless, numbers, one_line, sentences, words

    raw = decoded(data)
    text = clean(raw)
    must_be_shown(text, "clean")
    must(clean(text) == text, "clean is not done at once")
    line = one_line(raw)
    must_be_shown(line, "one_line", lines=False)
    must(len(line) <= 200 and not re.search(r"[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]", line), "a line")
    must(one_line(line) == line, "one_line is not done at once")
    typed = harmless(raw)
    must("\x1b" not in typed and "\x9b" not in typed and "\x00" not in typed, "harmless")
    typed.encode("utf-8")
    said = sentences(text)
    must(words(" ".join(said)) == words(text), "a word that is lost between sentences")
    must(all(sentence in text for sentence in said), "a sentence that was not said")
    quote, source = _halves(text)
    found = find_quote(quote, source)
    must(found is None or found in source, "a quote that was not said")
    found = find_quote(text[len(text) // 3 : 2 * len(text) // 3], text)
    must(found is None or (found in text and words(found)), "a quote that was not said")
    numbers(text)


def show_text(data: bytes) -> None:
    """What the full screen shows of a text has no markup, and nothing that steers a terminal."""
    from coach.ui.show import line, plain

    text = decoded(data)
    for content in (plain(text), line(text), plain(text, limit=100)):
        must(not content.spans, "a style that somebody typed")
        must_be_shown(content.plain, "the screen")


def wrap(data: bytes) -> None:
    """The line mode writes every word, in order, however the pieces fall."""
    import io

    from coach.console import Console
    from coach.text import clean

    text = clean(decoded(data))[:4000]
    out = io.StringIO()
    console = Console(io.StringIO(), out)
    console.terminal = True
    pieces = re.findall(r".{1,7}", text, re.DOTALL)
    for piece in pieces:
        console.write(piece)
    console.end_line()
    must(re.sub(r"\s", "", out.getvalue()) == re.sub(r"\s", "", text), "a word that was not said")


def identify(data: bytes) -> None:
    """The language of a message is a code, or none."""
    from coach.interview.languages import other_language

    code = other_language(_said(data))
    must(code is None or re.fullmatch("[a-z]{2}", code), f"the language {code!r}")


@lru_cache
def _listeners() -> tuple[Callable[[str], object], ...]:
    """Return everything that looks for signs in a whole answer."""
    from coach.interview import (
        agreement,
        anchoring,
        asides,
        correction_words,
        cues,
        findings,
        gaps,
        hard,
        hardreplies,
        hearsay,
        message_kind,
        no_more,
        placing,
        revising,
        signals,
        specifics,
        speech,
        standing,
        turns,
        wording,
    )
    from coach.interview.sensitive import sensitive_kind

    return (
        signals.signal_of,
        signals.not_understood,
        signals.is_vague,
        signals.names_someone,
        sensitive_kind,
        hard.wants_something_else,
        hardreplies.without_health,
        hardreplies.without_orders,
        agreement.agrees,
        agreement.agrees_first,
        agreement.wants_change,
        anchoring.anchor_of_answer,
        asides.is_aside,
        asides.parted,
        correction_words.means_something,
        correction_words.only_guessed,
        correction_words.can_be_added,
        correction_words.clause_of,
        correction_words.contradicts,
        findings.is_everyone,
        gaps.blames,
        gaps.is_general,
        hearsay.report_in,
        hearsay.knows_from,
        hearsay.without_denial,
        hearsay.denies_hearing,
        hearsay.reports_hearing,
        message_kind.signs,
        no_more.says_no_more,
        no_more.without_no_more,
        placing.signs,
        revising.revision_in,
        specifics.signs,
        speech.speeches,
        standing.clauses,
        standing.explains,
        standing.without_order,
        turns.spoken_to,
        wording.split_question,
        *(lambda text, topic=topic: cues.speaks_of(topic, text) for topic in ("needs", "commit")),
    )


def listen(data: bytes) -> None:
    """No answer, however odd or long, holds up what looks for signs in it."""
    text = _said(data)
    for listener in _listeners():
        listener(text)


def listen_twice(data: bytes) -> None:
    """What compares two texts says only what stands in them."""
    from coach.interview import anchoring, carried, choosing, durations, hearsay, roles
    from coach.interview.correction_words import new_words
    from coach.interview.standing import denied, named_by, says_again, touches_any
    from coach.interview.wording import anchor_problem, nearly_same, problem_with
    from coach.text import fold_space

    quote, answer = _halves(_said(data)[:6_000])
    for amount in durations.amounts(quote, answer):
        must(amount in answer or amount in quote, "an amount that was not said")
    people = [quote[:60], answer[:60]]
    chosen = choosing.chosen_in(answer, people)
    must(chosen is None or any(chosen in one for one in (*people, fold_space(answer))), "nobody")
    choosing.changed_choice(answer, people[0], people)
    new = new_words(quote, answer)
    must(new is None or new in answer, "words that were not said")
    anchor = anchoring.anchor(quote, answer)
    must(anchor is None or "\n" not in anchor, "an anchor of two lines")
    anchoring.anchor_at(quote, answer)
    roles.as_role(quote, answer)
    roles.places_of(quote, answer)
    hearsay.heard_from_customer(quote, answer)
    carried.called_useless(quote, answer)
    carried.tells_how_well(quote, answer)
    denied(answer)
    named_by(quote, people)
    says_again(quote, answer)
    touches_any(quote, people)
    nearly_same(quote, answer)
    anchor_problem(quote, answer)
    problem_with(quote, answer=answer, heard=answer, earlier=[answer])


def check_claims(data: bytes) -> None:
    """A claim that nothing supports never passes; none holds up the checks."""
    from coach.checking.claims import Claim, Ground, Quote, problems
    from coach.checking.support import support
    from coach.checking.wording import names, quantities

    text, source = _halves(_said(data)[:3_000])
    told = support(text, source)
    must(told is not None, "no answer of the check")
    names(text)
    quantities(text)
    claim = Claim(text=text, quotes=(Quote(1, text[:80]),))
    found = problems(claim, Ground(answers={1: source}))
    must(isinstance(found, list), "no list of problems")
    if text[:80].strip() and text[:80] not in source and not _same_words(text[:80], source):
        must(found, "a quote from nowhere passes")


def _same_words(quote: str, source: str) -> bool:
    from coach.text import fold_space, words

    wanted, have = words(quote), words(source)
    near = fold_space(quote).casefold() in fold_space(source).casefold()
    return near or not wanted or " ".join(wanted) in " ".join(have)


def tell_time(data: bytes) -> None:
    """Days, times, figures and durations in a text are possible ones, or none."""
    from coach.plan import dates, evidence, perspective, words
    from coach.plan.export.times import clock_time
    from coach.review.figures import figures

    text = _said(data)
    day = dates.named(text, TODAY)
    must(day is None or isinstance(day, dt.date), "no day")
    dates.after(text, TODAY)
    dates.past_words(text)
    clock_time(text)
    for figure in figures(text, TODAY):
        must(figure.value == figure.value and abs(figure.value) != float("inf"), "no figure")
    short = words.short_name(text)
    must(short is None or "\n" not in short, "a name of two lines")
    words.sentence(text)
    words.is_own_sentence(text)
    evidence.shortened(text)
    evidence.names_place(text)
    evidence.names_amount_of_time(text)
    customer = text[:30]
    perspective.seen_by_employee(text, customer)
    perspective.yes_no(text, customer)
    perspective.given(text, customer)
    perspective.as_done(text)
    perspective.asked_for(text)
    perspective.in_the_past(text)
    perspective.last_time(text, customer)


def rehearse(data: bytes) -> None:
    """What is said in a rehearsal is read as a turn, and a customer's voice adds no line."""
    from coach.practice.customer import Customer
    from coach.practice.open_form import as_guess, first_of, opened
    from coach.practice.turns import kind_of, read_turn
    from coach.practice.voice import as_sentence, in_their_voice

    text = _said(data)[:6_000]
    read_turn(text)
    kind_of(text)
    opened(text)
    as_guess(text)
    first_of(text)
    as_sentence(text)
    in_their_voice(text, Customer(text[:20].strip()))


def answer_seeds() -> list[bytes]:
    """Return answers, and pairs of them with the mark between two halves."""
    said = answers()
    pairs = [a[:200] + b"=>" + b for a, b in zip(said[::3], said[1::3], strict=False)]
    return [*said, *pairs]


_texts = files(PROMPTS / "topics", "*.yaml")

TARGETS = (
    Target("text: cleaning", clean_text, answer_seeds, 2_500, 350_000, small=100),
    Target("text: what the screen shows", show_text, answer_seeds, 2_000, 80_000, small=40),
    Target("text: lines of the line mode", wrap, answer_seeds, 1_000, 8_000, small=15),
    Target("text: its language", identify, answer_seeds, 1_000, 1_000, small=10),
    Target("answers: signs of what is meant", listen, answer_seeds, 700, 600, small=8),
    Target("answers: two compared", listen_twice, answer_seeds, 700, 1_200, small=8),
    Target("answers: days, times, figures", tell_time, answer_seeds, 1_200, 3_000, small=10),
    Target("checks of claims", check_claims, answer_seeds, 700, 1_000, small=8),
    Target("rehearsal: what is said", rehearse, answer_seeds, 1_000, 8_000, small=10),
)
