"""``coach chat``: the interview line by line, for plain terminals, screen readers and pipes."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from typing import TYPE_CHECKING, NamedTuple

from coach.chat_answers import AnswerTalk
from coach.chat_background import INTERRUPTED, in_background
from coach.chat_plan import PlanTalk, Talk
from coach.chat_texts import ChatTexts, load_texts
from coach.console import Console
from coach.errors import CoachError, NotFoundError
from coach.interview.events import (
    AnswerChanged,
    Event,
    Finished,
    PassageFound,
    ReplyWords,
    Said,
    Trouble,
    Working,
)
from coach.languages import speak
from coach.text import clean, counted, fold_space, one_line

if TYPE_CHECKING:
    from coach.interview.notes import Fact
    from coach.interview.session import Interview
    from coach.store.records import Form
    from coach.store.store import Store
    from coach.workspace import Workspace

LAST = "last"
"""Stands for the open interview that was used last."""


class _Left(Exception):
    """The person left the conversation."""


class _Noted(NamedTuple):
    topic: str
    slot: str
    fact: Fact


def run_chat(
    workspace: Workspace,
    *,
    form: Form,
    resume: str | None = None,
    talks: Mapping[str, Talk] | None = None,
) -> None:
    """Interview on standard input and output, write the plan, and let people work on it.

    Args:
        workspace: Where everything comes from.
        form: Form of a new interview.
        resume: Id of a session to go on with, a beginning of it, or ``last``.
        talks: Talks about the finished plan, by the name of their command.

    Raises:
        CoachError: there is no such session, or answers cannot be saved.
    """
    speak(workspace.settings.language)
    still, texts = workspace.settings.reduced_motion, load_texts()
    console = Console(sys.stdin, sys.stdout, still=still)
    where = texts.where(one_line(workspace.settings.remote_host))
    if workspace.store.notice:
        console.line(clean(workspace.store.notice))
    if resume is None:
        minutes = texts.minutes_short if form == "short" else texts.minutes_full
        console.line(texts.welcome.format(minutes=minutes, where=where))
        interview = workspace.new_interview(form)
    else:
        found = _newest_open(workspace.store) if resume == LAST else resume
        interview = workspace.open_interview(workspace.store.session(found).id)
        console.line(texts.resumed.format(where=where))
    console.line()
    Chat(workspace, interview, console, texts, talks or {}).run()


def _newest_open(store: Store) -> str:
    for session in store.sessions():
        if session.status == "open":
            return session.id
    raise NotFoundError("There is no interview to go on with.", "Begin one with: coach chat")


class Chat:
    """One interview in one conversation by lines."""

    def __init__(
        self,
        workspace: Workspace,
        interview: Interview,
        console: Console,
        texts: ChatTexts,
        talks: Mapping[str, Talk],
    ) -> None:
        self._workspace = workspace
        self._interview = interview
        self._console = console
        self._texts = texts
        self._talks = talks
        self._streamed = ""
        self._passages: list[PassageFound] = []
        self._shown_topic = ""
        self._listed: list[_Noted] | None = None
        self._finished = interview.finished
        self._answers = AnswerTalk(
            workspace.store, interview, texts, say=self._say, play=self._play
        )

    def run(self) -> None:
        """Talk until the interview is finished or the person leaves; then of the plan.

        Raises:
            CoachError: something cannot be saved and nobody is there to try again.
        """
        try:
            if not self._finished:
                self._show_draft()
                self._play(self._interview.start)
                self._talk()
            plan_id = self._write_plan()
        except (_Left, KeyboardInterrupt):
            self._console.erase()
            text = self._texts.plan_interrupted if self._finished else self._texts.goodbye
            self._console.line()
            self._console.line(text.format(id=self._interview.session_id))
        else:
            PlanTalk(self._workspace, plan_id, self._console, self._texts, self._talks).run()

    # The conversation

    def _talk(self) -> None:
        while not self._finished:
            self._show_progress(only_new=True)
            typed = self._read()
            if typed is None:
                raise _Left
            try:
                self._take(clean(typed).strip())
            except CoachError as error:
                if not self._console.terminal:
                    raise
                self._say(self._texts.not_saved.format(problem=clean(str(error))))

    def _read(self) -> str | None:
        try:
            return self._console.read(self._texts.you, self._texts.more)
        except KeyboardInterrupt:
            unsent = clean("\n".join(self._console.unsent))
            if unsent:
                self._workspace.store.save_draft(self._interview.session_id, unsent)
            return None

    def _take(self, text: str) -> None:
        if not text:
            self._say(self._texts.empty)
        elif text.startswith("//"):
            self._answer(text[1:])
        elif text.startswith("/"):
            self._command(text)
        else:
            self._answer(text)

    def _answer(self, text: str) -> None:
        self._play(lambda: self._interview.answer(text))

    def _command(self, text: str) -> None:
        name, _, rest = text.partition(" ")
        plain: dict[str, Callable[[], None]] = {
            "/help": lambda: self._say(self._texts.help),
            "/keep": lambda: self._play(self._interview.keep),
            "/skip": lambda: self._play(self._interview.skip),
            "/back": lambda: self._play(self._interview.back),
            "/heard": self._show_heard,
            "/time": lambda: self._show_progress(only_new=False),
            "/finish": lambda: self._play(self._interview.finish),
            "/quit": self._leave,
        }
        if not rest.strip() and name.lower() in plain:
            plain[name.lower()]()
        elif name.lower() in self._answers.commands:
            self._answers.commands[name.lower()](rest.strip())
        elif name.lower() == "/correct":
            self._correct(rest)
        elif name.lower() == "/remove":
            self._remove(rest)
        elif name.lower() == "/said":
            self._show_quote(rest)
        else:
            self._say(self._texts.unknown_command.format(command=one_line(name, limit=40)))

    def _leave(self) -> None:
        raise _Left

    # What was heard

    def _noted(self) -> list[_Noted]:
        return [_Noted(*entry) for entry in self._interview.notes.everything()]

    def _show_heard(self) -> None:
        self._listed = self._noted()
        if not self._listed:
            self._say(self._texts.heard_nothing)
            return
        self._console.line(self._texts.heard_title)
        topic = ""
        for number, noted in enumerate(self._listed, start=1):
            topic_title, slot_title = self._titles(noted)
            if noted.topic != topic:
                topic = noted.topic
                self._console.line(topic_title)
            line = self._texts.heard_line.format(
                number=number, slot=slot_title, value=one_line(noted.fact.value, limit=400)
            )
            self._console.line(line + getattr(self._texts.status, noted.fact.status))
        self._console.line()

    def _titles(self, noted: _Noted) -> tuple[str, str]:
        topic = self._workspace.agenda.topic(noted.topic)
        slots = {slot.id: slot.title for slot in topic.slots}
        return topic.title, slots.get(noted.slot, noted.slot)

    def _correct(self, rest: str) -> None:
        number, _, value = rest.strip().partition(" ")
        place = counted(number)
        if place is None or not value.strip():
            self._say(self._texts.correct_usage)
        elif self._change(place, fold_space(value)):
            shown = one_line(value, limit=400)
            self._say(self._texts.corrected.format(number=place, text=shown))

    def _remove(self, rest: str) -> None:
        place = counted(rest)
        if place is None:
            self._say(self._texts.remove_usage)
        elif self._change(place, None):
            self._say(self._texts.removed.format(number=place))

    def _show_quote(self, rest: str) -> None:
        """Show the words that a note comes from."""
        listed = self._noted() if self._listed is None else self._listed
        number = counted(rest) or 0
        if not number:
            self._say(self._texts.said_usage)
        elif number > len(listed):
            self._say(self._texts.no_such_note.format(number=number))
        else:
            quote = one_line(listed[number - 1].fact.quote, limit=400)
            self._say(self._texts.said.format(quote=quote))

    def _change(self, number: int, value: str | None) -> bool:
        """Change a note by the number that was last shown; return whether it was there."""
        listed = self._noted() if self._listed is None else self._listed
        if not 1 <= number <= len(listed):
            self._say(self._texts.no_such_note.format(number=number))
            return False
        noted = listed[number - 1]
        if noted not in self._noted():
            self._say(self._texts.note_changed)
            return False
        self._play(lambda: self._interview.correct(noted.topic, noted.slot, noted.fact, value))
        return True

    # What the coach says

    def _play(self, begin: Callable[[], Iterator[Event]]) -> None:
        """Show what the interview tells while it works; Ctrl-C ends the model's part of it.

        Raises:
            CoachError: the interview could not go on.
            _Left: Ctrl-C was pressed a second time.
        """
        self._streamed = ""
        self._passages = []
        interrupted = False
        with closing(in_background(begin)) as happening:
            for item in happening:
                if item is not INTERRUPTED:
                    self._show(item)
                    continue
                self._interview.cancel()
                if interrupted:
                    raise _Left
                interrupted = True
                self._console.line()
                self._console.line(self._texts.interrupted)
        self._console.erase()

    def _show(self, event: object) -> None:
        if isinstance(event, Working):
            self._console.passing(getattr(self._texts.working, event.work))
        elif isinstance(event, ReplyWords):
            self._show_words(clean(event.text))
        elif isinstance(event, Said):
            self._show_said(clean(event.text))
        elif isinstance(event, PassageFound):
            self._passages.append(event)
        elif isinstance(event, Trouble):
            self._say(clean(event.message))
        elif isinstance(event, AnswerChanged):
            words = self._texts.answers
            self._say(words.changed if event.changed else words.undone)
        elif isinstance(event, Finished):
            self._finished = True

    def _show_words(self, words: str) -> None:
        if not self._streamed:
            self._console.write(self._texts.coach)
        self._streamed += words
        self._console.write(words)

    def _show_said(self, text: str) -> None:
        """Write what was not streamed yet of a message, and end it."""
        if text.startswith(self._streamed):
            if not self._streamed:
                self._console.write(self._texts.coach)
            self._console.line(text[len(self._streamed) :])
        elif fold_space(text) == fold_space(self._streamed):
            self._console.end_line()
        else:
            self._console.end_line()
            self._console.line(self._texts.coach + text)
        self._streamed = ""
        for passage in self._passages:
            title, source = one_line(passage.title), one_line(passage.source)
            self._console.line(self._texts.passage.format(title=title, source=source))
        self._passages = []
        self._console.line()

    def _say(self, text: str) -> None:
        if self._streamed:
            self._console.end_line()
            self._streamed = ""
        self._console.line(text)
        self._console.line()

    def _show_progress(self, *, only_new: bool) -> None:
        progress = self._interview.progress()
        if only_new and progress.topic == self._shown_topic:
            return
        self._shown_topic = progress.topic
        line = self._texts.progress.format(
            done=progress.done,
            total=progress.total,
            title=one_line(progress.title),
            minutes=self._texts.minutes(progress.minutes_left),
        )
        self._console.line(line)

    def _show_draft(self) -> None:
        store, session_id = self._workspace.store, self._interview.session_id
        draft = store.draft(session_id)
        if draft:
            self._say(self._texts.draft.format(text=clean(draft)))
            store.save_draft(session_id, "")

    # The plan

    def _write_plan(self) -> str:
        """Draft the plan, go on with one that was stopped, or say where it is; return its id.

        Raises:
            _Left: Ctrl-C was pressed.
        """
        session_id = self._interview.session_id
        try:
            found = self._workspace.store.plan(session_id)
        except NotFoundError:
            return self._draft_plan(session_id)
        self._say(self._texts.plan_there.format(id=found.info.id))
        return found.info.id

    def _draft_plan(self, session_id: str) -> str:
        from coach.plan.export.markdown import to_markdown
        from coach.plan.model import Plan, Section

        plan_id = session_id
        begun = self._workspace.store.wordings(session_id)
        self._console.line(self._texts.plan_goes_on if begun else self._texts.plan_begins)
        with closing(in_background(lambda: self._workspace.draft_plan(session_id))) as happening:
            self._console.passing(self._texts.working.planning)
            for item in happening:
                if item is INTERRUPTED:
                    self._interview.cancel()
                    raise _Left
                if isinstance(item, Section):
                    self._console.line(self._texts.plan_section.format(title=one_line(item.title)))
                    self._console.passing(self._texts.working.planning)
                elif isinstance(item, Plan):
                    plan_id = item.id
                    self._console.line()
                    self._console.line(clean(to_markdown(item)).rstrip())
                    self._console.line()
                    self._console.line(self._texts.plan_kept.format(id=item.id))
        return plan_id
