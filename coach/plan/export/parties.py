"""Who a plan is about: the customer in focus, who benefits in the end, other customers, suppliers.

They are read from the statements and the words that these rest on, so that any saved plan has them.
"""

from __future__ import annotations

from dataclasses import dataclass

from coach.plan.export.labels import labels
from coach.plan.model import AnswerSource, Plan, Statement
from coach.plan.words import first_name, short_name
from coach.text import clean, fold_space

_MARKS = ' .,;:!?"“”'


@dataclass(frozen=True)
class Parties:
    """The parties as they are called in the plan; an empty text is not known.

    Attributes:
        me: The employee's own words for their work.
        customer: The customer in focus.
        end: Who benefits in the end.
        customers: All customers that the plan names.
        suppliers: Whom the employee depends on.
    """

    me: str
    customer: str
    end: str
    customers: tuple[str, ...]
    suppliers: tuple[str, ...]


def parties(plan: Plan) -> Parties:
    """Return whom a plan names."""
    return Parties(
        me=next(iter(_told(plan, "work.role", "work.sentence")), ""),
        customer=_customer(plan),
        end=_end(plan),
        customers=_names(plan, "customer.focus", "customer.first_named", "work.customers"),
        suppliers=_names(plan, "suppliers.who"),
    )


def _customer(plan: Plan) -> str:
    """Return how the plan calls the customer in focus."""
    for statement in _statements(plan, "customer.focus", "customer.first_named"):
        for quote in _quotes(statement):
            name = first_name(short_name(quote) or "")
            if name and name in fold_space(statement.text):
                return name
    if plan.statements("customer.none"):
        return ""
    titled = _after_colon(plan.title)
    if titled and titled != labels().roles.customer:
        return titled
    return next(iter(_told(plan, "customer.quoted")), "")


def _end(plan: Plan) -> str:
    """Return how the plan calls whoever benefits in the end."""
    for statement in _statements(plan, "customer.chain"):
        for quote in _quotes(statement)[1:]:
            name = short_name(quote)
            if name and name in fold_space(statement.text):
                return name
    told = _told(plan, "customer.end")
    return (short_name(told[0]) or told[0]) if told else ""


def _names(plan: Plan, *kinds: str) -> tuple[str, ...]:
    """Return the short names in the words that statements of these kinds rest on."""
    found = [short_name(quote) for s in _statements(plan, *kinds) for quote in _quotes(s)]
    return tuple(dict.fromkeys(name for name in found if name))


def _told(plan: Plan, *kinds: str) -> list[str]:
    """Return the words of statements that only pass on what the employee said or typed."""
    found = []
    for statement in _statements(plan, *kinds):
        quotes = [quote for quote in _quotes(statement) if quote in fold_space(statement.text)]
        found += quotes or [_after_colon(statement.text)]
    return [text for text in found if text]


def _statements(plan: Plan, *kinds: str) -> list[Statement]:
    return [statement for kind in kinds for statement in plan.statements(kind)]


def _quotes(statement: Statement) -> list[str]:
    sources = (s for s in statement.sources if isinstance(s, AnswerSource))
    return [fold_space(clean(source.quote)) for source in sources]


def _after_colon(text: str) -> str:
    return fold_space(clean(text)).partition(": ")[2].strip(_MARKS)
