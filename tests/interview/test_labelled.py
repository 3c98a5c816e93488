"""How well answers are read that nobody looked at while the reading was made.

The bars are those of the issue that asked for it; the figures reached stand in docs/interview.md.
"""

from __future__ import annotations

import pytest

from coach.interview.agenda import load_agenda
from coach.interview.message_kind import Listener
from coach.interview.placing import Placer
from coach.interview.reading import Reader
from coach.interview.specifics import Specifics
from coach.knowledge.library import Library
from coach.llm.engine import Engine
from tests.interview.labels import SET_ASIDE, load
from tests.interview.scoring import score
from tests.models import settings_with_models

pytestmark = [pytest.mark.default_model, pytest.mark.timeout(2400)]


def test_answers_that_were_set_aside(
    default_engine: Engine, tmp_path_factory: pytest.TempPathFactory
) -> None:
    library = Library(settings_with_models(tmp_path_factory.mktemp("labelled")))
    reader, agenda = Reader(default_engine, Placer(library)), load_agenda()
    scored = score(
        load(SET_ASIDE),
        lambda topic, answer: reader.read(agenda.topic(topic), answer, 1),
        Listener(library).signal_of,
        Specifics(library).says_nothing,
    )
    figures = scored.figures()
    print(figures)
    assert figures["precision"] >= 0.90
    assert figures["recall"] >= 0.85
    assert figures["vague"] >= 0.90
    assert figures["heard"] >= 0.85
    assert figures["signal_asks_back"] >= 0.95
    assert figures["signal_refuses"] >= 0.95
