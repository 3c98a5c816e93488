"""What people are told about the team's library, from ``prompts/knowledge/team.yaml``."""

from __future__ import annotations

from functools import lru_cache
from typing import Literal

from pydantic import BaseModel, ConfigDict

from coach.errors import CoachError, NotFoundError
from coach.llm.prompts import load_file

Reason = Literal["unreachable", "refused", "unfit"]
"""Why a server gives no answer: not there, wants another key, or says what makes no sense."""


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class _Told(_Strict):
    """An error for people."""

    error: str
    remedy: str

    def raised(self, **values: object) -> CoachError:
        return CoachError(self.error.format(**values), self.remedy)

    def not_found(self, **values: object) -> NotFoundError:
        return NotFoundError(self.error.format(**values), self.remedy)


class _Failure(_Told):
    remark: str


class _Failures(_Strict):
    unreachable: _Failure
    refused: _Failure
    unfit: _Failure


class _Passages(_Strict):
    method: str
    source: str


class _Share(_Strict):
    announce: str
    who: str
    question: str
    done: str


class _Unshare(_Strict):
    done: str
    other: str
    question: str
    other_done: str
    none: str


class _List(_Strict):
    none: str
    line: str
    yours: str
    own_shared: str
    own_changed: str
    more: str


class _Doctor(_Strict):
    none: str
    some: str


class TeamTexts(_Strict):
    """Every text of the file; a missing or unknown one is an error."""

    passages: _Passages
    failures: _Failures
    no_server: _Told
    not_known: _Told
    away: _Told
    share: _Share
    unshare: _Unshare
    list: _List
    doctor: _Doctor

    def failure(self, reason: Reason) -> _Failure:
        """Return what people are told when the server gives no answer."""
        failure: _Failure = getattr(self.failures, reason)
        return failure


@lru_cache(maxsize=1)
def texts() -> TeamTexts:
    """Return the texts.

    Raises:
        DamagedFileError: the file is missing or does not have exactly the texts it should.
    """
    return load_file("knowledge/team", TeamTexts)
