"""Whether a message as a whole is written in another language than English.

English words that no other common language shares decide first, which costs nothing; only a message
nearly without them is given to a classifier (py3langid: naive Bayes over byte sequences, after Lui
and Baldwin 2012, "langid.py: An Off-the-shelf Language Identification Tool").
"""

from __future__ import annotations

import logging
import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

from coach.text import STOP_WORDS, words

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

MIN_WORDS = 4
"""Shorter messages are too often names or a single foreign word."""
MIN_UNSPACED_LETTERS = 8
"""The same for scripts without blanks, where a name has up to four letters."""
MAX_ENGLISH_SHARE = 0.1
"""With more English words than this, a message is English with foreign words in it."""
MIN_SMALL_SHARE = 0.4
"""With fewer words in small letters a message is a list of names, even in German."""
SURE = 0.6
"""Probability from which the classifier's first choice counts. On the labelled messages, other
languages have at least 0.9, lists of foreign names at most 0.5."""
READ_CHARACTERS = 2000
"""This much of a message is enough to know its language."""

_SHARED = frozenset(
    """a about all also am an as at be but by can do even ever for get go had has have he her here
    him how i if in into is it its just let like ll made make many may me mean might mine more most
    must my no not now of off ok on one or our out over own per people re really same say so still
    such t take tell time to two up us ve very want was way we well were what will won yes
    yet""".split()
)
_ENGLISH = STOP_WORDS - _SHARED
_UNSPACED = re.compile("[぀-ヿ㐀-䶿一-鿿฀-๿຀-໿က-႟ក-៿]")
_LANGUAGES = tuple(
    """en af sq ar hy az eu be bn bs bg ca zh hr cs da nl et fi fr ka de el gu he hi hu is id ga
    it ja kn kk ko lv lt mk ms ml mr mn ne no fa pl pt pa ro ru sr si sk sl so es sw sv tl ta te th
    tr uk ur uz vi cy""".split()
)
"""What employees are likely to write; regional ones would only take votes from these."""
_log = logging.getLogger(__name__)


def other_language(text: str) -> str | None:
    """Return the ISO 639-1 code of the language of a message when it is surely not English.

    Args:
        text: What the employee typed, cleaned. Names, lists, single foreign words and English with
            mistakes or foreign words in it give None.

    Returns:
        The code, or None.
    """
    text = text[:READ_CHARACTERS]
    foreign_script = _is_foreign_script(text)
    if not _is_long_enough(text) or (not foreign_script and _is_all_names(text)):
        return None
    said = words(text)
    if not foreign_script and sum(w in _ENGLISH for w in said) > MAX_ENGLISH_SHARE * len(said):
        return None
    identifier = _identifier()
    if identifier is None:
        return None
    code, probability = identifier.classify(text.lower())
    if code == "en" or (probability < SURE and not foreign_script):
        return None
    return str(code)


def _is_long_enough(text: str) -> bool:
    return len(text.split()) >= MIN_WORDS or len(_UNSPACED.findall(text)) >= MIN_UNSPACED_LETTERS


def _is_all_names(text: str) -> bool:
    starts = [word[0] for word in text.split() if word[0].isalpha()]
    small = sum(c.islower() for c in starts)
    return small < MIN_SMALL_SHARE * len(starts) and not text.isupper()


def _is_foreign_script(text: str) -> bool:
    letters = [c for c in text if c.isalpha()]
    latin = sum(c.isascii() or unicodedata.name(c, "").startswith("LATIN") for c in letters)
    return latin * 2 < len(letters)


@lru_cache(maxsize=1)
def _identifier() -> LanguageIdentifier | None:
    """Load the classifier: half a second and 100 MB, so only for a message that needs it."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    try:
        identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    except OSError:
        # Loading unpacks into a temporary file; on a full disk the interview goes on without.
        _log.warning("language classifier not loaded", exc_info=True)
        return None
    identifier.set_languages([c for c in _LANGUAGES if c in identifier.labels])
    return identifier
