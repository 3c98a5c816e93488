"""A plan without the names of people and organisations.

Names are known by their place (the customer, the end customer, suppliers) or by their capital
letter. At the beginning of a sentence every word has one; there a word counts as a name when it
stands with a capital letter elsewhere, speaks ("Priya wants"), or is no word of the program's own
texts.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from functools import lru_cache
from typing import Any

from coach.checking.vocabulary import vocabulary
from coach.checking.wording import names as named_within
from coach.config import shipped_folder
from coach.llm.prompts import render
from coach.plan.dates import DAYS, MONTHS
from coach.plan.export.labels import labels
from coach.plan.export.page import letters, plain
from coach.plan.export.parties import parties
from coach.plan.model import Plan, Report
from coach.text import STOP_WORDS

_WORD = re.compile(r"(?<![\w'’-])[^\W\d_][\w'’-]*")
_POSSESSIVE = re.compile(r"['’]s?$")
_ADDRESS = re.compile(
    r"(?:https?://|www\.)\S+|(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)*", re.IGNORECASE
)
_STARTS = re.compile(r"(?:^|[.!?…]\s|[:;]\s[“\"]|[“\"(])\s*$")
_UNTOUCHED = frozenset({"id", "session", "kind", "type", "created", "day", "version", "turn"})
_EARLIER = {"__all__": {"statements": {"__all__": {"was"}}}}
_TITLES = r"(?:(?:Mrs?|Ms|Dr|Prof|Sir|Miss)\.? )?"
_BETWEEN = r"(?:[ -]| (?:de|van|von|der|den|la|di|da|bin|al) )"


def without_names(plan: Plan, *, keep: Collection[str] = ()) -> Plan:
    """Return the plan with roles where names stood: the same role for the same name everywhere.

    Passages of the library keep their authors; documents of an organisation lose their names. The
    report of the checks and earlier wordings are left out: they may hold what nobody looked at.

    Args:
        plan: The plan.
        keep: Names that stay, as ``names_of`` has them.
    """
    shipped = _shipped_passages()
    own = {id for id in plan.passages if id not in shipped}
    replace = name_replacer(plan, keep)
    roles = labels().roles
    data = plan.model_copy(update={"report": Report()}).model_dump(
        mode="json", exclude={"left_out": True, "change": True, "sections": _EARLIER}
    )
    data["title"] = replace(data["title"])
    data["dates"] = _walked(data["dates"], replace)
    for section in data["sections"]:
        for statement in section["statements"]:
            ids = {source.get("id") for source in statement["sources"]} - {None}
            if statement["kind"] == "sources.passage" and ids & own:
                statement["text"] = f"{roles.document}."
            elif not _cites_library(statement, ids - own):
                statement.update(_walked(statement, replace))
    for passage_id in own:
        data["passages"][passage_id] |= {"title": roles.document, "source": roles.document_source}
    for field in data.keys() - {"title", "dates", "sections", "passages", "report"}:
        data[field] = data[field] if field in _UNTOUCHED else _walked(data[field], replace)
    return Plan.model_validate(data)


def _cites_library(statement: dict[str, Any], shipped: set[str]) -> bool:
    """Return whether a statement is nothing but words of the program's own library."""
    quoted = statement["kind"].startswith(("passage", "sources"))
    return bool(shipped) and quoted and not statement.get("edited")


def _walked(value: Any, change: Callable[[str], str]) -> Any:  # noqa: ANN401 - JSON
    """Return a JSON value with all texts changed that are for reading."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, list):
        return [_walked(one, change) for one in value]
    if isinstance(value, dict):
        return {k: v if k in _UNTOUCHED else _walked(v, change) for k, v in value.items()}
    return value


def names_of(plan: Plan) -> dict[str, str]:
    """Return the single names in a plan, each with the role that stands for it."""
    _, tokens = _party_roles(plan)
    _add_others(list(_texts(plan)), tokens)
    return tokens


def is_ordinary(word: str) -> bool:
    """Return whether a word is one of the program's own texts in small letters, so no name."""
    return _stem(_bare(word)) in _ordinary()


def name_replacer(plan: Plan, keep: Collection[str] = ()) -> Callable[[str], str]:
    """Return what puts roles where a plan's names stand; see ``without_names``."""
    phrases, tokens = _party_roles(plan)
    _add_others(list(_texts(plan)), tokens)
    tokens = {token: role for token, role in tokens.items() if token not in keep}
    phrases = {p: role for p, role in phrases.items() if not {*keep} & {*_capitals(p)}}
    roles = {**{_key(phrase): role for phrase, role in phrases.items()}, **_keys(tokens)}
    found = sorted(phrases, key=len, reverse=True)
    alternatives = [rf"{_TITLES}(?i:{_spaced(phrase)})" for phrase in found]
    if tokens:
        name = "|".join(
            f"(?i:{re.escape(token)})" if _stem(token) not in _ordinary() else re.escape(token)
            for token in sorted(tokens, key=len, reverse=True)
        )
        one = rf"(?:{name})(?!\w)"
        alternatives.append(rf"{_TITLES}(?:[A-Z]\. )*{one}(?:{_BETWEEN}(?<!\w){one})*")
    pattern = re.compile(rf"(?<!\w)(?:{'|'.join(alternatives)})(?!\w)") if alternatives else None

    def role_of(match: re.Match[str]) -> str:
        role = roles.get(_key(match.group()))
        if role is None:
            role = next(roles[_key(w)] for w in _WORD.findall(match.group()) if _key(w) in roles)
        start = _STARTS.search(match.string[: match.start()])
        return role[0].upper() + role[1:] if start else role

    def replace(text: str) -> str:
        text = _ADDRESS.sub(labels().roles.address, plain(text))
        return pattern.sub(role_of, text) if pattern else text

    return replace


def _party_roles(plan: Plan) -> tuple[dict[str, str], dict[str, str]]:
    """Return the roles of the parties that have names: by whole phrase, and by single name."""
    roles, found = labels().roles, parties(plan)
    phrases: dict[str, str] = {}
    tokens: dict[str, str] = {}

    def add(phrase: str, role: str) -> bool:
        """Note a phrase and its names; return whether the role is now in use."""
        own = _capitals(phrase)
        if not own or phrase in phrases or _is_trade(phrase, own):
            return False
        known = next((tokens[word] for word in own if word in tokens), None)
        phrases[phrase] = known or role
        for word in own:
            tokens.setdefault(word, known or role)
        return known is None

    add(found.customer, roles.customer)
    add(found.end, roles.end)
    number = 1
    for customer in found.customers:
        role = render(roles.other_customer, {"letter": letters(number).upper()})
        number += add(customer, role)
    number = 0
    for supplier in found.suppliers:
        letter = letters(number).upper()
        role = render(roles.other_supplier, {"letter": letter}) if number else roles.supplier
        number += add(supplier, role)
    return phrases, tokens


def _add_others(texts: list[str], tokens: dict[str, str]) -> None:
    """Give a role to all other names; names that stand side by side have one."""
    candidates = {word for text in texts for word in _inside(text)}
    candidates |= {word for text in texts for word in _at_starts(text)}
    count = 0
    for text in texts:
        for run in _runs(text, candidates | tokens.keys()):
            fresh = [word for word in run if word not in tokens]
            role = next((tokens[word] for word in run if word in tokens), None)
            if fresh and role is None:
                role = render(labels().roles.name, {"letter": letters(count).upper()})
                count += 1
            for word in fresh:
                tokens[word] = role or ""


def _texts(plan: Plan) -> Iterator[str]:
    """Yield all texts of a plan in which somebody may be named."""
    yield plain(plan.title)
    for date in plan.dates:
        yield plain(date.title)
    for section in plan.sections:
        for statement in section.statements:
            if not statement.kind.startswith(("passage", "sources")):
                yield plain(statement.text)
            for source in statement.sources:
                if source.type == "answer":
                    yield plain(source.quote)


def _inside(text: str) -> Iterator[str]:
    """Yield the words that have a capital letter within a sentence."""
    for word in named_within(text):
        yield from _names_only([word])


def _at_starts(text: str) -> Iterator[str]:
    """Yield the words at the beginning of a sentence that look like names."""
    words = list(_WORD.finditer(text))
    for number, match in enumerate(words):
        if not match.group()[0].isupper() or not _STARTS.search(text[: match.start()]):
            continue
        following = words[number + 1].group() if number + 1 < len(words) else ""
        speaks = following in labels().speaks and not match.group().endswith("s")
        if speaks or _stem(_bare(match.group())) not in _ordinary():
            yield from _names_only([match.group()])


def _capitals(phrase: str) -> list[str]:
    found = [word for word in _WORD.findall(phrase) if word[0].isupper()]
    return list(_names_only(found))


def _is_trade(phrase: str, capitals: list[str]) -> bool:
    """Return whether a party is called by what they are: "Site foremen", "Passengers"."""
    first, *rest = phrase.split()
    if capitals != [first] or _stem(first) not in _ordinary():
        return False
    return rest[0] not in STOP_WORDS if rest else first.endswith("s")


def _names_only(words: Iterable[str]) -> Iterator[str]:
    """Yield words without 's that may be names: no days, months, or short forms that all know."""
    known = {*DAYS, *MONTHS, *vocabulary().capitals, *labels().ordinary}
    for word in words:
        name = _bare(word)
        plural = name.removesuffix("s")
        if len(name) > 1 and not {name, plural} & known and name.lower() not in STOP_WORDS:
            yield name


def _runs(text: str, names: Iterable[str]) -> Iterator[list[str]]:
    """Yield names that stand side by side, such as a first and a last name."""
    wanted = set(names)
    run: list[str] = []
    end = 0
    for match in _WORD.finditer(text):
        name = _bare(match.group())
        if run and (name not in wanted or text[end : match.start()] not in (" ", "-")):
            yield run
            run = []
        if name in wanted:
            run, end = [*run, name], match.end()
    if run:
        yield run


@lru_cache(maxsize=1)
def _ordinary() -> frozenset[str]:
    """Return the stems of the words that the program's own texts have in small letters."""
    folders = (shipped_folder("prompts"), shipped_folder("knowledge"))
    files = [*folders[0].rglob("*.yaml"), *folders[1].glob("*/*.md")]
    words = {w for file in files for w in _WORD.findall(file.read_text(encoding="utf-8"))}
    return frozenset(_stem(word) for word in words if word.islower()) | STOP_WORDS


@lru_cache(maxsize=1)
def _shipped_passages() -> frozenset[str]:
    return frozenset(file.stem for file in shipped_folder("knowledge").glob("*/*.md"))


@lru_cache(maxsize=4096)
def _stem(word: str) -> str:
    import snowballstemmer

    return str(snowballstemmer.stemmer("english").stemWord(word.lower()))


def _bare(word: str) -> str:
    return _POSSESSIVE.sub("", word).strip("'’-")


def _key(text: str) -> str:
    return plain(text).casefold()


def _keys(tokens: dict[str, str]) -> dict[str, str]:
    return {_key(token): role for token, role in tokens.items()}


def _spaced(phrase: str) -> str:
    return r"\s+".join(re.escape(word) for word in phrase.split())
