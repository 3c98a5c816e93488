"""Who is interviewed in a soak: the short personas in turn, in words that never come back."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator
from pathlib import Path

from coach.evaluate.personas import Persona, load_personas

_PERSONAS = Path(__file__).resolve().parents[2] / "tests" / "personas"
_MORE = (
    "It was {number} times for {name} this month.",
    "{name} from {place} told me so {number} days ago.",
    "Ask {name}, we have {number} of them in {place}.",
    "That is what {place} needs, about {number} a week.",
)
_SYLLABLES = ("ba", "do", "fen", "gil", "ka", "lor", "mi", "nu", "per", "ros", "ta", "vi")


def people(seed: int) -> Iterator[Persona]:
    """Yield personas without end.

    What is kept for a text, a word or a name must not grow with each of them; so every answer has
    a sentence more, with numbers and made-up names that no other interview has.

    Args:
        seed: Where the sentences are drawn from.
    """
    short = [one for one in load_personas(_PERSONAS) if one.form == "short"]
    for number, persona in enumerate(itertools.cycle(short)):
        drawn = random.Random(f"{seed}:{number}")
        answers = {
            topic: [f"{text} {_sentence(drawn)}" for text in texts]
            for topic, texts in persona.answers.items()
        }
        yield persona.model_copy(update={"answers": answers})


def _sentence(drawn: random.Random) -> str:
    def word() -> str:
        return "".join(drawn.choices(_SYLLABLES, k=3)).capitalize()

    return drawn.choice(_MORE).format(number=drawn.randint(2, 999), name=word(), place=word())
