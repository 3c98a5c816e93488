"""Before the model is there: the first questions are asked, and the answers wait to be read.

The first questions of the first topics are reviewed texts that need no model. What is answered is
saved like any answer, is noted as waiting in the state of the interview, and is read into the
notes when the model is there; what it leaves open is then asked as always.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from pydantic import BaseModel, ConfigDict

from coach.interview.agenda import Agenda, Topic
from coach.interview.asking import Asker
from coach.interview.events import Event
from coach.interview.flow import load_flow
from coach.interview.record import Record
from coach.interview.speaking import Draft, Speaker
from coach.llm.absent import AbsentEngine
from coach.llm.engine import Engine
from coach.llm.prompts import load_file, render
from coach.store.messages import Message


class EarlyTexts(BaseModel):
    """Reviewed texts; those with ``{{ … }}`` are templates."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    waiting: str
    welcome_back: str
    not_yet: str
    no_change: str
    no_correction: str
    here: str
    open: str


@lru_cache(maxsize=1)
def load_early() -> EarlyTexts:
    """Read the texts.

    Raises:
        DamagedFileError: the file is missing or does not have the agreed form.
    """
    return load_file("interview/early", EarlyTexts)


class Early:
    """Asks the first questions without a model.

    Args:
        record: Notes and state of the interview.
        agenda: Topics.
        asker: Has the reviewed questions.
        speaker: Shows and saves what is said.
        engine: The model, or what stands for one that is not there.
    """

    def __init__(
        self, record: Record, agenda: Agenda, *, asker: Asker, speaker: Speaker, engine: Engine
    ) -> None:
        self._record = record
        self._agenda = agenda
        self._asker = asker
        self._speaker = speaker
        self._engine = engine

    @property
    def no_model(self) -> bool:
        """Whether the model is not there yet."""
        return isinstance(self._engine, AbsentEngine)

    def keep(self, turn: int) -> None:
        """Let a saved answer wait for the model."""
        if turn not in self._record.state.early:
            self._record.state.early.append(turn)

    def waiting(self) -> list[Message]:
        """Return the answers that wait to be read, in order."""
        turns = self._record.state.early
        return [m for m in self._record.messages() if m.turn in turns] if turns else []

    @property
    def question_is_open(self) -> bool:
        """Whether the last of the first questions waits for its answer."""
        state = self._record.state
        return state.topic not in {*state.finished, *(m.topic for m in self.waiting())}

    def ask(self, draft: Draft, *, bridge: str | None = None) -> Iterator[Event]:
        """Ask the next of the first questions, or say that the rest must wait.

        Args:
            draft: The reply so far.
            bridge: Template of what is said before the question.
        """
        topic, state = self._next(), self._record.state
        if topic is None:
            yield from self.say(load_early().waiting, draft, bridge=bridge)
            return
        state.topic, state.asked_slot = topic.id, None
        question = self._asker.reviewed(
            topic.opening,
            earlier=state.questions,
            names={"who": load_flow().who_unknown},
            pick=state.variant,
        ).text
        text = question if bridge is None else render(bridge, {"question": question})
        yield from self._speaker.ask("question", "stock", f"{draft.shown} {text}".strip(), draft)

    def say(self, text: str, draft: Draft, *, bridge: str | None = None) -> Iterator[Event]:
        """Say something that is no question of a topic."""
        text = text if bridge is None else render(bridge, {"question": text})
        text = f"{draft.shown} {text}".strip()
        yield from self._speaker.say("clarification", "stock", text, draft)

    def _next(self) -> Topic | None:
        """Return the next topic whose first question needs nothing that must be heard before."""
        form = self._record.state.form
        asked = {*self._record.state.finished, *(m.topic for m in self.waiting())}
        for topic in self._agenda.topics(form):
            if topic.id not in asked:
                return topic
            if self._agenda.readback_after(topic.id, form):
                return None
        return None
