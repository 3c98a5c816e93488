"""The shipped passages keep the rules of docs/knowledge.md."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import combinations

import pytest

from coach.config import shipped_folder
from coach.knowledge.passages import Passage, load_passages, sentences
from coach.text import content_words, words
from tests.readability import reading_grade

TOPICS = frozenset(
    """next-process mapping end-customer asking voice-of-the-customer ctq needs service-quality
    moments waste stopping seeing pdsa a3-kata measures system planning-quality agreements
    suppliers shared-framework""".split()
)

JOBS = frozenset(
    """accountant agent analyst assistant auditor bookkeeper buyer caretaker cleaner clerk coder
    controller cook developer dispatcher draughtsman inspector lead manager mechanic nurse
    officer planner porter secretary supervisor technician toolmaker
    translator waiter""".split()
)

TO_DO = frozenset(
    """ask book choose decide draw finish fill give go keep list look mark name plan plot put
    send show start stop swap take tell think try write""".split()
)

KNOWN_ERRORS = (
    r"faster horse",
    r"in god we trust",
    r"perfectly designed",
    r"\bgandhi\b",
    r"you can(?:no|')t manage what you can(?:no|')t measure",
    r"eight wastes",
    r"pdca[^.]*deming[^.]*1950",
    r"six sigma[^.]*197\d",
    r"kiichiro[^.]*found",
)


PASSAGES = load_passages(shipped_folder("knowledge"))
each_passage = pytest.mark.parametrize("passage", PASSAGES, ids=lambda passage: passage.id)


def runs(text: str, length: int) -> set[tuple[str, ...]]:
    """Return every run of ``length`` words of ``text``."""
    found = words(text)
    return {tuple(found[i : i + length]) for i in range(len(found) - length + 1)}


def jobs(text: str) -> list[str]:
    """Return the kinds of job that ``text`` names, in order."""
    singular = (re.sub(r"ies$", "y", word).removesuffix("s") for word in words(text))
    return [word for word in singular if word in JOBS]


def repeated(values: Sequence[str]) -> list[str]:
    return [value for value, count in Counter(map(str.casefold, values)).items() if count > 1]


def test_every_topic_has_at_least_three_passages() -> None:
    count = Counter(passage.topic for passage in PASSAGES)

    assert set(count) == TOPICS
    assert {topic: n for topic, n in count.items() if n < 3} == {}
    assert len(PASSAGES) >= 60


def test_titles_and_aliases_are_unique() -> None:
    assert repeated([passage.title for passage in PASSAGES]) == []
    assert repeated([alias for passage in PASSAGES for alias in passage.aliases]) == []


@each_passage
def test_id_says_the_topic(passage: Passage) -> None:
    assert passage.id.startswith(f"{passage.topic}-")


@each_passage
def test_length(passage: Passage) -> None:
    assert 120 <= len(passage.text.split()) <= 220


@each_passage
def test_reading_level(passage: Passage) -> None:
    assert reading_grade(passage.text) <= 9
    assert max(len(sentence.split()) for sentence in sentences(passage.text)) <= 45


@each_passage
def test_plain_paragraphs(passage: Passage) -> None:
    paragraphs = passage.text.split("\n\n")

    assert 3 <= len(paragraphs) <= 6
    assert not [part for part in paragraphs if "\n" in part or re.match(r"[#>*|`\-\d]", part)]
    assert not re.search(r"https?://|[*_`<>\[\]{}]", passage.text)


@each_passage
def test_lay_words_lead_to_it(passage: Passage) -> None:
    assert len(passage.keywords) >= 3
    assert len(passage.aliases) >= 3
    assert all(3 <= len(alias.split()) <= 30 for alias in passage.aliases)


@each_passage
def test_source_names_a_work_and_its_year(passage: Passage) -> None:
    assert re.search(r"\b(?:19|20)\d\d\b", passage.source)
    assert len(content_words(passage.source)) >= 3


@each_passage
def test_example_is_from_a_named_kind_of_job(passage: Passage) -> None:
    assert jobs(passage.text)


@each_passage
def test_ends_in_something_to_do_or_ask(passage: Passage) -> None:
    last = passage.text.split("\n\n")[-1]
    named = {words(sentence)[0] for sentence in sentences(last)} | set(words(last))

    assert "?" in last or named & TO_DO


@each_passage
def test_known_errors_are_not_repeated(passage: Passage) -> None:
    text = passage.text.replace("’", "'").lower()

    assert [error for error in KNOWN_ERRORS if re.search(error, text)] == []


def test_the_guide_lists_every_source() -> None:
    guide = (shipped_folder("knowledge").parent / "docs" / "knowledge.md").read_text("utf-8")
    listed = re.findall(r"^- (.+) \([a-z0-9, -]+\)$", guide.partition("## Sources")[2], re.M)

    assert set(listed) == {passage.source for passage in PASSAGES}


def test_no_near_duplicates() -> None:
    meaning = {passage.id: content_words(passage.text) for passage in PASSAGES}
    phrases = {passage.id: runs(passage.text, 9) for passage in PASSAGES}
    alike = [
        (one, other)
        for one, other in combinations(meaning, 2)
        if len(meaning[one] & meaning[other]) > 0.4 * min(len(meaning[one]), len(meaning[other]))
        or phrases[one] & phrases[other]
    ]

    assert alike == []


def test_examples_come_from_many_jobs() -> None:
    first = Counter(jobs(passage.text)[0] for passage in PASSAGES if jobs(passage.text))

    assert len(first) >= 20
    assert max(first.values()) <= len(PASSAGES) / 6
