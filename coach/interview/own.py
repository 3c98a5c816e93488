"""An organisation's own wording: questions, titles and closing words in the place of the shipped.

It stands in a folder of its own, in files that hold only what differs:

- ``topics/<id>.yaml``: ``title``, ``opening``, ``again``, and ``probes`` by the name of what they
  ask for (``if_late``; ``needs+`` for more of it, ``needs!general`` for what is wrong with it).
- ``stages.yaml``: ``titles`` by the id of the stage.
- ``closing.yaml``: ``complete``, ``asked``, ``tired``.

Whatever the model is told stays as it is. A file that breaks a rule is named with what is wrong,
and none of it is used.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from coach.files import load_yaml
from coach.interview.agenda import TOPIC_IDS, Agenda, Closing, Topic, load_agenda
from coach.interview.flow import load_flow
from coach.interview.own_texts import own_texts
from coach.interview.question_rules import (
    VARIANTS,
    WHO,
    closing_problems,
    question_problems,
    title_problems,
)
from coach.interview.wording import share_words, split_question, words_that_count
from coach.llm.prompts import Model, render
from coach.text import one_line

STAGES, CLOSING, TOPICS = "stages.yaml", "closing.yaml", "topics"
MAX_BYTES = 100_000
"""Largest file that is read; a topic's takes 3 kB."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _OwnTopic(_Strict):
    title: str | None = None
    opening: list[str] | None = None
    again: list[str] | None = None
    probes: dict[str, list[str]] = Field(default_factory=dict)


class _OwnStages(_Strict):
    titles: dict[str, str]


@dataclass(frozen=True)
class Checked:
    """What was found in one file.

    Attributes:
        file: Its name inside the folder.
        problem: What is wrong with it, in a sentence or more; empty when it is used.
    """

    file: str
    problem: str = ""


@dataclass(frozen=True)
class Own:
    """The agenda with an organisation's own wording in it.

    Attributes:
        agenda: What the coach asks.
        files: What was found in the folder, file by file.
    """

    agenda: Agenda
    files: tuple[Checked, ...] = ()

    @property
    def notices(self) -> list[str]:
        """What people must be told: a sentence for each file that is not used."""
        notice = own_texts().notice
        return [notice.format(file=f.file, problem=f.problem) for f in self.files if f.problem]


class _WrongError(Exception):
    """A file that cannot be used, with the reasons for people."""


def with_own(agenda: Agenda, folder: Path) -> Own:
    """Return the agenda with what a folder says instead.

    Args:
        agenda: The one that comes with the program.
        folder: The organisation's folder; one that is not there is named as a problem.
    """
    if not folder.is_dir():
        problem = own_texts().check.no_folder.format(folder=one_line(str(folder)))
        return Own(agenda, (Checked(one_line(folder.name), problem),))
    found = []
    files = [*folder.glob("*.y*ml"), *folder.glob("*/*.y*ml")]
    for file in sorted(file for file in files if file.is_file()):
        name = one_line(file.relative_to(folder).as_posix())
        try:
            agenda = _applied(agenda, name, file)
        except _WrongError as error:
            found.append(Checked(name, str(error)))
        else:
            found.append(Checked(name))
    return Own(agenda, tuple(found))


def shipped_files() -> dict[str, dict[str, object]]:
    """Return what files would hold that change nothing, by their name inside the folder."""
    agenda, flow = load_agenda(), load_flow()
    files: dict[str, dict[str, object]] = {
        f"{TOPICS}/{topic.id}.yaml": {
            "title": topic.title,
            "opening": topic.opening,
            "again": topic.again,
            "probes": {probe.key: probe.ask for probe in topic.probes},
        }
        for topic in agenda.all_topics
    }
    files[STAGES] = {"titles": {stage.id: stage.title for stage in agenda.stages}}
    files[CLOSING] = {
        "complete": flow.closing,
        "asked": flow.closing_asked,
        "tired": flow.closing_tired,
    }
    return files


def _applied(agenda: Agenda, name: str, file: Path) -> Agenda:
    """Return the agenda with one file in it.

    Raises:
        _WrongError: the file cannot be used.
    """
    topic_id = name.removeprefix(f"{TOPICS}/").removesuffix(".yaml")
    if name == STAGES:
        return _with_stages(agenda, _read(file, _OwnStages))
    if name == CLOSING:
        return _with_closing(agenda, _read(file, Closing))
    if name == f"{TOPICS}/{topic_id}.yaml" and topic_id in TOPIC_IDS:
        return _with_topic(agenda, agenda.topic(topic_id), _read(file, _OwnTopic))
    raise _WrongError(own_texts().files.unknown_file)


def _with_topic(agenda: Agenda, topic: Topic, own: _OwnTopic) -> Agenda:
    texts, known = own_texts().files, {probe.key for probe in topic.probes}
    for key in own.probes:
        if key not in known:
            listed = ", ".join(sorted(known))
            raise _WrongError(texts.no_probe.format(name=one_line(key, limit=40), known=listed))
    given = {"opening": own.opening, "again": own.again, **own.probes}
    new = {where: asks for where, asks in given.items() if asks is not None}
    before = _by_place(topic)
    # What stands there in the shipped wording, too, keeps the rules.
    fresh = [ask for where, asks in new.items() for ask in asks if ask not in before[where]]
    problems = list(_rules(title_problems, [own.title] if own.title is not None else []))
    for where, asks in new.items():
        if len(asks) != VARIANTS or len(set(asks)) != VARIANTS:
            problems.append(texts.count.format(where=where, count=len(set(asks))))
    problems += _rules(question_problems, fresh)
    changed = topic.model_copy(
        update={
            "title": topic.title if own.title is None else own.title,
            "opening": new.get("opening", topic.opening),
            "again": new.get("again", topic.again),
            "probes": [
                probe.model_copy(update={"ask": own.probes.get(probe.key, probe.ask)})
                for probe in topic.probes
            ],
        }
    )
    topics = [changed if each.id == topic.id else each for each in agenda.all_topics]
    with_it = agenda.model_copy(update={"all_topics": topics})
    if not problems:
        problems += _alike(fresh, with_it)
    _refuse(problems)
    return with_it


def _with_stages(agenda: Agenda, own: _OwnStages) -> Agenda:
    known = [stage.id for stage in agenda.stages]
    for name in own.titles:
        if name not in known:
            listed, shown = ", ".join(known), one_line(name, limit=40)
            raise _WrongError(own_texts().files.no_stage.format(name=shown, known=listed))
    _refuse(_rules(title_problems, own.titles.values()))
    stages = [
        stage.model_copy(update={"title": own.titles.get(stage.id, stage.title)})
        for stage in agenda.stages
    ]
    return agenda.model_copy(update={"stages": stages})


def _with_closing(agenda: Agenda, own: Closing) -> Agenda:
    given = own.model_dump(exclude_none=True)
    _refuse(_rules(closing_problems, given.values()))
    return agenda.model_copy(update={"closing": own})


def _rules(check: Callable[[str], list[str]], asks: Iterable[str]) -> Iterator[str]:
    """Yield a sentence for each rule that a text breaks."""
    texts = own_texts()
    for text in asks:
        for name in check(text):
            shown = one_line(text, limit=80)
            yield texts.files.rule.format(text=shown, rule=texts.rules[name])


def _alike(asks: Sequence[str], agenda: Agenda) -> Iterator[str]:
    """Yield a sentence for each new question that is asked elsewhere in nearly the same words."""
    texts = [text for topic in agenda.all_topics for text in questions_of(topic)] if asks else []
    questions = [(text, _words(text)) for text in texts]
    for ask in asks:
        here = _words(ask)
        twins = [text for text, theirs in questions if share_words(here, theirs)]
        if len(twins) > 1:  # it is one of them itself
            other = next((text for text in twins if text != ask), ask)
            shown, twin = one_line(ask, limit=80), one_line(other, limit=80)
            yield own_texts().files.alike.format(text=shown, other=twin)


def _by_place(topic: Topic) -> dict[str, list[str]]:
    """Return the reviewed questions of a topic by where they stand in its file."""
    probes = {probe.key: probe.ask for probe in topic.probes}
    return {"opening": topic.opening, "again": topic.again, **probes}


def questions_of(topic: Topic) -> list[str]:
    """Return every reviewed question of a topic."""
    return [ask for asks in _by_place(topic).values() for ask in asks]


def _words(text: str) -> frozenset[str]:
    return words_that_count(split_question(render(text, {"who": WHO[0]}))[1])


def _refuse(problems: Iterable[str]) -> None:
    told = list(problems)
    if told:
        raise _WrongError(" ".join(told))


def _read(file: Path, model: type[Model]) -> Model:
    texts = own_texts().files
    try:
        with file.open("rb") as opened:
            content = opened.read(MAX_BYTES + 1)
        if len(content) > MAX_BYTES:
            raise _WrongError(texts.large.format(kilobytes=MAX_BYTES // 1000))
        return model.model_validate(load_yaml(content.decode("utf-8")))
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise _WrongError(texts.form.format(reason=one_line(f"{place}: {first['msg']}."))) from None
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise _WrongError(texts.form.format(reason=one_line(str(error)))) from None
