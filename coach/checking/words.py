"""Words that the checker knows, from ``prompts/checking/support.yaml``, and their base forms."""

from __future__ import annotations

from functools import lru_cache

from pydantic import BaseModel, ConfigDict, field_validator

from coach.llm.prompts import load_file

_LISTS = (
    "self",
    "other",
    "light",
    "weak",
    "negations",
    "hedges",
    "conditions",
    "amounts",
    "directions",
    "order",
    "units",
    "said",
    "told",
    "wishes",
    "promises",
    "before_verbs",
    "prepositions",
    "articles",
    "auxiliaries",
    "pasts",
    "beliefs",
    "causes",
    "doubts",
    "uses",
)


class Vocabulary(BaseModel):
    """Lists of ordinary words; the file says what each is."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    short_forms: dict[str, tuple[str, ...]]
    irregular: dict[str, tuple[str, ...]]
    synonyms: tuple[tuple[str, ...], ...]
    same_directions: tuple[tuple[str, ...], ...]
    opposites: tuple[tuple[str, ...], ...]
    frames: tuple[tuple[str, ...], ...]
    self: frozenset[str]
    other: frozenset[str]
    light: frozenset[str]
    weak: frozenset[str]
    negations: frozenset[str]
    hedges: frozenset[str]
    conditions: frozenset[str]
    amounts: frozenset[str]
    directions: frozenset[str]
    order: frozenset[str]
    units: frozenset[str]
    said: frozenset[str]
    told: frozenset[str]
    wishes: frozenset[str]
    promises: frozenset[str]
    modals: dict[str, frozenset[str]]
    before_verbs: frozenset[str]
    prepositions: frozenset[str]
    articles: frozenset[str]
    auxiliaries: frozenset[str]
    pasts: frozenset[str]
    beliefs: frozenset[str]
    causes: frozenset[str]
    doubts: frozenset[str]
    uses: frozenset[str]
    problems: dict[str, str]

    @field_validator("short_forms", "irregular", mode="before")
    @classmethod
    def _split_values(cls, value: dict[str, str]) -> dict[str, tuple[str, ...]]:
        return {key: tuple(words.split()) for key, words in value.items()}

    @field_validator("synonyms", "same_directions", "opposites", "frames", mode="before")
    @classmethod
    def _split_lines(cls, value: list[str]) -> tuple[tuple[str, ...], ...]:
        return tuple(tuple(line.split()) for line in value)

    @field_validator("modals", mode="before")
    @classmethod
    def _split_groups(cls, value: dict[str, str]) -> dict[str, frozenset[str]]:
        return {key: frozenset(words.split()) for key, words in value.items()}

    @field_validator(*_LISTS, mode="before")
    @classmethod
    def _split_words(cls, value: str) -> frozenset[str]:
        return frozenset(value.split())


@lru_cache(maxsize=1)
def vocabulary() -> Vocabulary:
    """Return the words that the checker knows."""
    return load_file("checking/support", Vocabulary)


@lru_cache(maxsize=20_000)
def base(word: str) -> str:
    """Return the base form of a word in lower case: that of ``sent`` is that of ``send``."""
    import snowballstemmer

    word = word.removesuffix("'s").replace("'", "")
    return str(snowballstemmer.stemmer("english").stemWord(_bases().get(word, word)))


@lru_cache
def bases(name: str) -> frozenset[str]:
    """Return the base forms of one of the lists of the vocabulary."""
    words: frozenset[str] = getattr(vocabulary(), name)
    return frozenset(base(word) for word in words)


@lru_cache(maxsize=1)
def synonyms() -> dict[str, frozenset[str]]:
    """Return the base forms that mean nearly the same as a base form."""
    return _linked(vocabulary().synonyms)


@lru_cache(maxsize=1)
def opposites() -> dict[str, frozenset[str]]:
    """Return the base forms that mean the opposite of a base form."""
    return _linked(vocabulary().opposites)


@lru_cache(maxsize=1)
def same_directions() -> dict[str, frozenset[str]]:
    """Return the directions that may stand for a direction."""
    return _linked(vocabulary().same_directions)


@lru_cache(maxsize=1)
def kinds() -> dict[str, str]:
    """Return the kind of each word that is in a list (``coach.checking.tokens.Token.kind``)."""
    known = vocabulary()
    found: dict[str, str] = {}
    for kind, words in [
        ("negation", known.negations),
        ("amount", known.amounts),
        ("condition", known.conditions),
        ("hedge", known.hedges),
        ("direction", known.directions),
        ("light", known.light),
    ]:
        for word in sorted(words):
            found.setdefault(word, kind)
            if not word.endswith("ly"):  # "exactly" is an amount, "exact" is not
                found.setdefault(base(word), kind)
    return found


@lru_cache(maxsize=20_000)
def misspelt(one: str, other: str) -> bool:
    """Return whether two words of five letters or more differ by one that is wrong or moved."""
    if min(len(one), len(other)) < 5 or abs(len(one) - len(other)) > 1 or one[0] != other[0]:
        return False
    if not (one.isalpha() and other.isalpha()):
        return False
    short, long = sorted((one, other), key=len)
    start = 0
    while start < len(short) and short[start] == long[start]:
        start += 1
    if len(short) < len(long):
        return short[start:] == long[start + 1 :]
    moved = short[start + 1 : start + 2] + short[start : start + 1] + short[start + 2 :]
    return short[start + 1 :] == long[start + 1 :] or moved == long[start:]


@lru_cache(maxsize=1)
def _bases() -> dict[str, str]:
    return {form: word for word, forms in vocabulary().irregular.items() for form in forms}


def _linked(lines: tuple[tuple[str, ...], ...]) -> dict[str, frozenset[str]]:
    linked: dict[str, set[str]] = {}
    for line in lines:
        forms = {base(word) for word in line}
        for form in forms:
            linked.setdefault(form, set()).update(forms - {form})
    return {form: frozenset(others) for form, others in linked.items()}
