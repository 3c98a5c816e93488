"""``coach chat``: the interview line by line, for plain terminals, screen readers and pipes."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from typing import TYPE_CHECKING

from coach.chat_answers import AnswerTalk
from coach.chat_background import INTERRUPTED, in_background
from coach.chat_form import FormTalk
from coach.chat_notes import NoteTalk
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
from coach.text import clean, fold_space, one_line

if TYPE_CHECKING:
    from coach.interview.session import Interview
    from coach.pack.form import FilledForm
    from coach.store.records import Form
    from coach.store.store import Store
    from coach.workspace import Workspace

LAST = "last"
"""Stands for the open interview that was used last."""


class _Left(Exception):
    """The person left the conversation."""


def run_chat(
    workspace: Workspace,
    *,
    form: Form,
    resume: str | None = None,
    talks: Mapping[str, Talk] | None = None,
    filled: FilledForm | None = None,
    alone: bool = False,
) -> None:
    """Interview on standard input and output, write the plan, and let people work on it.

    Args:
        workspace: Where everything comes from.
        form: Form of a new interview.
        resume: Id of a session to go on with, a beginning of it, or ``last``.
        talks: Talks about the finished plan, by the name of their command.
        filled: A form whose answers are given to the questions that they are for.
        alone: Ask nobody: what the form does not answer is left open. So it is, too, where
            standard input is no terminal.

    Raises:
        CoachError: there is no such session, or answers cannot be saved.
    """
    speak(workspace.settings.language)
    still, texts = workspace.settings.reduced_motion, load_texts()
    console = Console(sys.stdin, sys.stdout, still=still)
    where = texts.where(one_line(workspace.settings.remote_host))
    if workspace.store.notice:
        console.line(clean(workspace.store.notice))
    for notice in workspace.wording.notices:
        console.line(clean(notice))
    if resume is None:
        minutes = texts.minutes_short if form == "short" else texts.minutes_full
        console.line(texts.welcome.format(minutes=minutes, where=where))
        interview = workspace.new_interview(form)
    else:
        found = _newest_open(workspace.store) if resume == LAST else resume
        interview = workspace.open_interview(workspace.store.session(found).id)
        console.line(texts.resumed.format(where=where))
    console.line()
    chat = Chat(workspace, interview, console, texts, talks or {})
    if filled is not None:
        chat.use_form(filled, alone=alone)
    chat.run()


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
        self._finished = interview.finished
        answers = AnswerTalk(workspace.store, interview, texts, say=self._say, play=self._play)
        notes = NoteTalk(workspace.agenda, interview, texts, say=self._say, play=self._play)
        self._said = {**answers.commands, **notes.commands}
        self._form: FormTalk | None = None
        self._stays = True

    def use_form(self, filled: FilledForm, *, alone: bool) -> None:
        """Take answers from a form; say what of it cannot be used.

        Args:
            filled: The form.
            alone: Ask nobody, and end when the plan is written.
        """
        self._stays = not alone
        self._form = FormTalk(
            self._interview,
            filled,
            self._texts.form,
            alone=alone or not sys.stdin.isatty(),
            say=self._say,
            play=self._play,
        )
        self._form.begin()

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
                if self._form:
                    self._form.end()
            plan_id = self._write_plan()
        except (_Left, KeyboardInterrupt):
            self._console.erase()
            text = self._texts.plan_interrupted if self._finished else self._texts.goodbye
            self._console.line()
            self._console.line(text.format(id=self._interview.session_id))
        else:
            if self._stays:
                PlanTalk(self._workspace, plan_id, self._console, self._texts, self._talks).run()

    # The conversation

    def _talk(self) -> None:
        while not self._finished:
            self._show_progress(only_new=True)
            taken = self._form.take_turn() if self._form else "asks"
            if taken == "stops":
                raise _Left
            if taken == "answered":
                continue
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
            "/time": lambda: self._show_progress(only_new=False),
            "/finish": lambda: self._play(self._interview.finish),
            "/quit": self._leave,
        }
        if not rest.strip() and name.lower() in plain:
            plain[name.lower()]()
        elif name.lower() in self._said:
            self._said[name.lower()](rest.strip())
        else:
            self._say(self._texts.unknown_command.format(command=one_line(name, limit=40)))

    def _leave(self) -> None:
        raise _Left

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
