"""What the model worded for a plan that is not saved yet: drafting goes on where it stopped.

Everything else in a plan is written by code in milliseconds, so only the model's part is kept.
"""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Mapping
from typing import TYPE_CHECKING

from pydantic import TypeAdapter, ValidationError

from coach.errors import CoachError
from coach.llm.prompts import Prompt
from coach.llm.task import Outcome

if TYPE_CHECKING:
    from coach.store.store import Store

_OUTCOME: TypeAdapter[Outcome[str]] = TypeAdapter(Outcome[str])

_log = logging.getLogger(__name__)


class KeptWordings:
    """The outcomes of the model's tasks for one session, on disk as soon as each is there.

    The store deletes them when the session's plan is saved, and with the session.

    Args:
        store: Where they are kept.
        session_id: The session that the plan is written of.
        model: What the model is called; another one is asked anew.
    """

    def __init__(self, store: Store, session_id: str, model: str) -> None:
        self._store = store
        self._session_id = session_id
        self._model = model
        self._outcomes = store.wordings(session_id)

    def find(self, prompt: Prompt, given: Mapping[str, str]) -> Outcome[str] | None:
        """Return what became of a task before, or None when it was not done.

        Args:
            prompt: The task's prompt; another version of it is another task.
            given: Everything of the notes that the wording or its checks depend on.
        """
        try:
            return _OUTCOME.validate_json(self._outcomes.get(self._key(prompt, given), ""))
        except ValidationError:
            return None

    def keep(self, prompt: Prompt, given: Mapping[str, str], outcome: Outcome[str]) -> None:
        """Save what became of a task; a failure (a full disk, say) only costs time later."""
        key, text = self._key(prompt, given), _OUTCOME.dump_json(outcome).decode()
        self._outcomes[key] = text
        try:
            self._store.keep_wording(self._session_id, key, text)
        except CoachError as error:
            _log.warning("a wording could not be kept: %s", error.message)

    def _key(self, prompt: Prompt, given: Mapping[str, str]) -> str:
        parts = [self._model, prompt.id, prompt.version, sorted(given.items())]
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()
