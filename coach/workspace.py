"""The one place that puts the rooms together: store, model, library, interview, plan, practice."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from coach.config import Settings

if TYPE_CHECKING:
    from coach.interview.agenda import Agenda, Form
    from coach.interview.own import Own
    from coach.interview.session import Interview
    from coach.knowledge.library import Library
    from coach.knowledge.own import OwnLibrary
    from coach.llm.engine import Engine, Message
    from coach.plan.model import Plan, Section
    from coach.plan.rewording import Reworded
    from coach.practice.rehearsal import Rehearsal
    from coach.store.key import Key
    from coach.store.store import Store

PREPARED = "prepared"
"""File beside the prefix states that says for what they were computed."""


class Workspace:
    """Everything of one person, opened when it is first used.

    Args:
        settings: Where things are and how they are set up.
        engine: A model to use instead of the one in the settings.
        key: What the interviews are encrypted with.
    """

    def __init__(
        self, settings: Settings, *, engine: Engine | None = None, key: Key | None = None
    ) -> None:
        self.settings = settings
        self._given = engine
        self._key = key

    @cached_property
    def store(self) -> Store:
        """Sessions and plans."""
        from coach.store.store import Store

        return Store(self.settings.database, self._key)

    @cached_property
    def engine(self) -> Engine:
        """The model; it loads with its first use.

        Raises:
            CoachError: the model file is missing or damaged, or does not fit into the free memory.
        """
        if self._given is not None:
            return self._given
        if self.settings.remote_url:
            from coach.llm.remote import RemoteEngine

            return RemoteEngine(self.settings)
        from coach.llm.catalogue import resolve_model
        from coach.llm.local import LocalEngine
        from coach.llm.memory import check_memory
        from coach.llm.tuning import load_tuning

        model = resolve_model(self.settings)
        # Told here too, before an interview begins that could not go on.
        check_memory(model.path, self.settings, load_tuning(self.settings))
        return LocalEngine(model.path, model.title, self.settings)

    @cached_property
    def library(self) -> Library:
        """Passages and the embedding."""
        from coach.knowledge.library import Library

        return Library(self.settings)

    @cached_property
    def own(self) -> OwnLibrary:
        """The documents that the person added."""
        from coach.knowledge.own import OwnLibrary

        return OwnLibrary(self.library, self.settings.library_database)

    @cached_property
    def wording(self) -> Own:
        """What the coach asks, with the organisation's own wording where there is some."""
        from coach.interview.agenda import load_agenda
        from coach.interview.own import Own, with_own

        folder = self.settings.prompts_folder
        return with_own(load_agenda(), folder) if folder else Own(load_agenda())

    @property
    def agenda(self) -> Agenda:
        """Topics of the interview."""
        return self.wording.agenda

    def new_interview(self, form: Form, *, early: bool = False) -> Interview:
        """Begin a session and return its interview.

        Args:
            form: Full or short.
            early: Begin before the model is there; see :meth:`open_interview`.

        Raises:
            CoachError: there is no model that can be used; no session is begun then.
        """
        if not early:
            _ = self.engine
        return self.open_interview(self.store.create_session(form), early=early)

    def open_interview(self, session_id: str, *, early: bool = False) -> Interview:
        """Return the interview of a session, which is held until the interview's ``leave``.

        Args:
            session_id: The session.
            early: Do without the model: the first questions are asked, and the answers wait. The
                interview goes on when it is opened again with the model.

        Raises:
            NotFoundError: there is no such session.
            CoachError: it is open in another window.
        """
        from coach.interview.session import Interview
        from coach.llm.absent import AbsentEngine

        session_id = self.store.session(session_id).id
        self.store.hold(session_id)
        try:
            return Interview(
                self.store,
                session_id,
                engine=AbsentEngine() if early else self.engine,
                library=self.library,
                agenda=self.agenda,
            )
        except BaseException:
            self.store.let_go(session_id)
            raise

    def draft_plan(self, session_id: str) -> Iterator[Section | Plan]:
        """Write the plan of a session section by section, save it, and yield it whole at last.

        A plan that was stopped goes on: the model is not asked again for what it has worded. What
        the owner changed in the plan before stays.

        Raises:
            NotFoundError: there is no such session.
            EngineError: the model stopped answering and could not be started again.
            Cancelled: the engine's ``cancel`` was called.
        """
        interview = self.open_interview(session_id)
        try:
            yield from self._drafted(interview)
        finally:
            self.store.let_go(interview.session_id)

    def _drafted(self, interview: Interview) -> Iterator[Section | Plan]:
        from coach.plan.carrying import carried, carried_section
        from coach.plan.drafting import draft_plan
        from coach.plan.kept import KeptWordings
        from coach.plan.model import Plan
        from coach.store.messages import standing

        session_id = interview.session_id
        parts = draft_plan(
            interview.notes,
            standing(interview.messages()),
            engine=self.engine,
            library=self.library,
            agenda=self.agenda,
            session=session_id,
            today=date.today(),
            kept=KeptWordings(self.store, session_id, self.engine.name),
        )
        for part in parts:
            before = self._plan_before(session_id)
            if isinstance(part, Plan):
                plan = carried(before, part) if before else part
                plan_id, version = self.store.save_plan(session_id, plan.model_dump_json())
                yield plan.model_copy(update={"id": plan_id, "version": version})
            else:
                yield carried_section(before, part) if before else part

    def _plan_before(self, session_id: str) -> Plan | None:
        from coach.errors import DamagedFileError, NotFoundError

        try:
            return self.plan(session_id)
        except (DamagedFileError, NotFoundError):
            return None

    def plan(self, plan_id: str, version: int | None = None) -> Plan:
        """Return a saved plan by its id or its session's, without a version the newest.

        Raises:
            NotFoundError: there is no such plan.
            DamagedFileError: what is stored is not a plan.
        """
        from coach.plan.versions import Versions

        return Versions(self.store, plan_id).get(version)

    def reword(
        self, plan: Plan, section_id: str, number: int | None, wish: str
    ) -> Iterator[Reworded]:
        """Let the model reword a statement, or all of a section; nothing is saved.

        Args:
            plan: The plan.
            section_id: Id of a section.
            number: The statement's place, from 1; without it all but the owner's own.
            wish: An offered wish, or free words.

        Raises:
            NotFoundError: there is no such section or statement.
            UsageError: the wish is empty or too long.
            EngineError: the model stopped answering.
            Cancelled: the engine's ``cancel`` was called.
        """
        from coach.plan.rewording import reword, rewordable

        messages = self.store.messages(plan.session)
        yield from reword(
            plan,
            section_id,
            rewordable(plan, section_id, number),
            wish,
            engine=self.engine,
            answers={m.turn: m.text for m in messages if m.speaker == "employee"},
        )

    def practice(self, plan: Plan) -> Rehearsal:
        """Return a rehearsal of the talk that a plan proposes; it keeps nothing.

        Raises:
            NotFoundError: the interview of the plan is no longer there.
            CoachError: there is no model that can be used.
        """
        from coach.interview.notes import Notes
        from coach.practice.rehearsal import Rehearsal

        snapshot = self.store.snapshot(plan.session)
        messages = self.store.messages(plan.session)
        return Rehearsal(
            Notes.model_validate_json(snapshot.notes) if snapshot else Notes(),
            {m.turn: m.text for m in messages if m.speaker == "employee"},
            plan,
            engine=self.engine,
            embed=self.library.embed,
        )

    def prepare_model(self, progress: Callable[[int, int], None] | None = None) -> None:
        """Compute the fixed part of every task once, so that no answer waits for it.

        A model on a server is left alone: nothing is sent before somebody answers.

        Args:
            progress: Told how many of how many are done; not called when all was done before.

        Raises:
            EngineError: the model could not be loaded.
        """
        if self.settings.remote_url:
            return
        prefixes = self._prefixes()
        mark = self.settings.prefix_folder / PREPARED
        wanted = self._fingerprint(prefixes)
        if mark.is_file() and mark.read_bytes() == wanted.encode():
            return
        for number, prefix in enumerate(prefixes):
            if progress is not None:
                progress(number, len(prefixes))
            self.engine.prepare([prefix])
        if progress is not None:
            progress(len(prefixes), len(prefixes))
        if mark.parent.is_dir():
            mark.write_text(wanted, encoding="utf-8")

    def _fingerprint(self, prefixes: list[list[Message]]) -> str:
        """Return what changes when any prepared state would have to be computed anew."""
        from coach.llm.tuning import load_tuning

        digest = hashlib.sha256(f"{self.engine.name}:{self.settings.model}".encode())
        tuning = load_tuning(self.settings)
        digest.update(f"{tuning.kv}:{tuning.flash_attention}".encode())
        for prefix in prefixes:
            for message in prefix:
                digest.update(f"{message.role}\0{message.content}\0".encode())
        return digest.hexdigest()

    def _prefixes(self) -> list[list[Message]]:
        from coach.interview.asking import Asker
        from coach.interview.corrector import Corrector
        from coach.interview.reading import Reader
        from coach.plan.tasks import prefixes as plan_prefixes
        from coach.practice.wording import prefix as practice_prefix

        reader, asker = Reader(self.engine), Asker(self.engine, lambda _question, _earlier: -1.0)
        prefixes = []
        for topic in self.agenda.all_topics:
            prefixes.append(reader.prefix(topic))
            if topic.probes:
                prefixes.append(asker.prefix(topic))
        prefixes.append(Corrector(self.engine).prefix())
        return [*prefixes, *plan_prefixes(), practice_prefix()]

    def close(self) -> None:
        """End the model's process and close what is open."""
        self.__dict__.pop("own", None)
        for name in ("engine", "library", "store"):
            opened = self.__dict__.pop(name, None)
            if opened is not None and opened is not self._given:
                opened.close()
