"""The employee's words as the customer would say them: "he waits for me" is "I wait for you".

Rules, because a small model confuses who is who. Where a rule would have to guess, there is no
such sentence, and the rehearsal says so instead of putting it into the customer's mouth.
"""

from __future__ import annotations

import re

from coach.practice.customer import Customer
from coach.text import fold_space, words

MAX_WORDS = 40

_YOURS = {
    "i": "you", "me": "you", "my": "your", "mine": "yours", "myself": "yourself",
    "we": "you", "us": "you", "our": "your", "ours": "yours", "ourselves": "yourselves",
    "i'm": "you're", "i've": "you've", "i'd": "you'd", "i'll": "you'll",
    "we're": "you're", "we've": "you've", "we'd": "you'd", "we'll": "you'll",
}  # fmt: skip
_ONE: dict[str, str] = {
    "he": "I", "she": "I", "they": "I", "him": "me", "them": "me", "his": "my", "their": "my",
    "theirs": "mine", "himself": "myself", "herself": "myself", "themselves": "myself",
    "he's": "I'm", "she's": "I'm", "they're": "I'm", "he'd": "I'd", "she'd": "I'd",
    "they'd": "I'd", "he'll": "I'll", "she'll": "I'll", "they'll": "I'll", "they've": "I've",
    "hers": "mine",
}  # fmt: skip
_MANY: dict[str, str] = {
    "they": "we", "them": "us", "their": "our", "theirs": "ours", "themselves": "ourselves",
    "they're": "we're", "they'd": "we'd", "they'll": "we'll", "they've": "we've",
}  # fmt: skip
_OF = {
    "he": frozenset("he him his himself he's he'd he'll".split()),
    "she": frozenset("she her hers herself she's she'd she'll".split()),
    "they": frozenset("they them their theirs themselves they're they'd they'll they've".split()),
}
_POSSESSIVES = {"he": {"his"}, "she": {"her"}, "they": {"their", "he", "she", "his", "her"}}
"""Words by which those are meant who speak "in her words"; one of several may be he or she."""
_IRREGULAR = {
    "has": "have", "is": "am", "does": "do", "goes": "go", "was": "was", "isn't": "am not",
    "hasn't": "haven't", "doesn't": "don't", "says": "say", "are": "am", "were": "was",
    "aren't": "am not", "weren't": "wasn't",
}  # fmt: skip
_ADVERBS = frozenset(
    "also always never often only just usually still mostly really sometimes mainly then "
    "even already rarely hardly simply".split()
)
_NO_NOUN = frozenset(
    "the a an to on in at by for from with about what when where who how why that if whether and "
    "or but so because again before after until every each this last next on it them some any "
    "more less very too there here now then not".split()
)
"""Words before which "her" is who, and not whose."""
_NOT_S = frozenset("this his its was yes always us plus less perhaps besides".split())
_TOKEN = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*|[^\w]+|_+")
_SAY = (
    r"(?:said|says|say|told|tells|tell|asked|asks|ask|wrote|writes|complained|complains|"
    r"mentioned|shouted|keeps? (?:saying|asking|telling))"
)
_SPEECH = re.compile(
    rf"^(?P<lead>.*?\b{_SAY}\b[^:\"“]{{0,40}}?)(?::\s*[\"“]?|[\"“])(?P<speech>[^\"”]+)",
    re.IGNORECASE | re.DOTALL,
)
_WORDS_SPEECH = re.compile(
    r"^(?P<lead>.*?\b(?:his|her|their) (?:own )?words\b[^:\"“]{0,30}?|.*?\basked for one thing)"
    r"(?::\s*[\"“]?|[\"“])(?P<speech>[^\"”]+)",
    re.IGNORECASE | re.DOTALL,
)
_INDIRECT = re.compile(
    rf"^(?:(?:well|yes|no|and|but|so|also|because)[, ]+)*(?P<who>\w+)(?: \w+)?? {_SAY}"
    r"(?: (?:me|us|so|it))?(?: (?:yesterday|once|again|(?:last|on) \w+))?"
    r"(?: that|,)? (?=(?:he|she|they|it|the|his|her|their|there|my|i|we)(?:'\w+)?\b)",
    re.IGNORECASE,
)
_LEAD = re.compile(
    r"^(?:(?:and|but|so|well|also|ok|okay|yes|no|honestly|right|because|that|then|mostly|maybe|"
    r"perhaps|probably|of course|(?:that|it) would be|would be|"
    r"i (?:think|guess|suppose|believe|assume|imagine|bet|would say)|"
    r"i'd say|my guess is|the (?:problem|trouble|thing) is|what gets in the way is|"
    r"what would help is)(?: that)?[, ]+)+(?=\w)",
    re.IGNORECASE,
)
_TAIL = re.compile(
    r"[,;]? (?:but|though|although) (?:(?:he|she|they|i|nobody) (?:\w+ )?(?:never|not|didn['’]t|"
    r"haven['’]t|hasn['’]t|did not|have not|has not|only) .*|that is (?:only )?my .*|"
    r"that['’]s my .*)$"
    r"|,? (?:i (?:think|guess|suppose|believe|assume)|probably|maybe|perhaps)\s*$",
    re.IGNORECASE,
)
_SECOND_VERB = re.compile(
    r"\bI [^.;]*\b(?:and|or|but) (?:then )?(?!as\b)[a-z]{2,}[^s\W]s "
    r"(?:me|you|the|a|it|to|in|on|for)\b"
)
_VERBS = frozenset(
    """is was has had does did can could will would needs wants needed wanted said told says gets
    got uses used waits waited""".split()
)
_BEFORE_WHOM = frozenset("left leave keep keeps kept keeping saw see have had let make".split())
_THEM_AS_WE = re.compile(r"^(?:they|their|if|when|without|until|as soon as)\b", re.IGNORECASE)


def own_speech(sentence: str, customer: Customer) -> str | None:
    """Return what the customer says in a sentence that quotes them, or None.

    Args:
        sentence: Words of the employee, such as "He told me: call me first."
        customer: Who the customer is; what others said is not theirs.
    """
    found = _SPEECH.match(sentence) or _WORDS_SPEECH.match(sentence)
    if found is None:
        return None
    lead = words(found["lead"])
    if not lead or {"i", "we"} & set(_subjects(lead)):
        return None
    if not (_called(customer) | _POSSESSIVES[customer.pronoun]) & set(lead):
        return None
    return as_sentence(found["speech"])


def is_reported(sentence: str, customer: Customer) -> bool:
    """Return whether a sentence says that the customer said something."""
    called = "|".join(re.escape(word) for word in sorted(_called(customer)) if word)
    return bool(re.search(rf"\b(?:{called})\b(?: \w+)? {_SAY}\b", sentence, re.IGNORECASE))


def in_their_voice(
    text: str, customer: Customer, *, we_both: bool = False, they_others: bool = False
) -> str | None:
    """Return words of the employee as the customer would say them, or None when that is unclear.

    Args:
        text: A sentence or a part of one.
        customer: Who the customer is.
        we_both: Whether the employee's "we" is the two of them.
        they_others: Whether "they" are others than the customer.
    """
    text = _bare(fold_space(text).replace("’", "'"), customer)
    if not words(text) or len(words(text)) > MAX_WORDS or '"' in text or "?" in text:
        return None
    if re.search(r"\b(?:you|your|yours|yourself)\b", text, re.IGNORECASE):
        return None  # nobody in particular, or somebody else
    turned = _Turning(text, customer, we_both, they_others).run()
    return None if turned is None else as_sentence(turned)


def as_sentence(text: str) -> str | None:
    """Return words with a capital letter and a full stop, or None when there are none."""
    text = fold_space(text).strip(" .,;:!-–—\"“”'")
    if not words(text):
        return None
    return f"{text[0].upper()}{text[1:]}."


def _bare(text: str, customer: Customer) -> str:
    """Return words without who reports them and how sure the employee is."""
    text = _LEAD.sub("", text.strip(" .,;:!"))
    found = _INDIRECT.match(text)
    if found and words(found["who"])[0] in _called(customer):
        text = text[found.end() :]
    return _TAIL.sub("", _LEAD.sub("", text)).strip(" .,;:!")


def _called(customer: Customer) -> set[str]:
    """Return the words by which the employee may mean the customer."""
    return {customer.pronoun, "they", *(words(customer.name) if customer.named else ())}


def _subjects(lead: list[str]) -> list[str]:
    """Return the words before the verb of saying in its own clause."""
    start = max((n for n, word in enumerate(lead) if word in ("and", "but", "when")), default=-1)
    return lead[start + 1 : start + 3]


class _Turning:
    """One text on its way from the employee's mouth to the customer's."""

    def __init__(self, text: str, customer: Customer, we_both: bool, they_others: bool) -> None:
        self._tokens: list[str] = _TOKEN.findall(text)
        self._lowered = {token.lower() for token in self._tokens}
        self._customer = customer
        self._theirs = _OF[customer.pronoun]
        self._we_both = we_both
        # "They" is the customer's side at the head of a clause; elsewhere it may be others.
        head = bool(_THEM_AS_WE.match(text))
        self._they = _MANY if customer.group or (head and customer.pronoun != "they") else _ONE
        theirs = customer.group or head or customer.pronoun == "they"
        self._turns_they = theirs and not they_others

    def run(self) -> str | None:
        """Return the turned text, or None when it is unclear who is who."""
        out: list[str] = []
        subject = ""
        name = words(self._customer.name) if self._customer.named else []
        for place, token in enumerate(self._tokens):
            lowered = token.lower()
            if not words(token):
                out.append(token)
                subject = subject if token.isspace() else ""
                continue
            if name and lowered.removesuffix("'s") == name[-1]:
                turned = self._name(place, lowered)
            elif name and lowered in name[:-1]:
                continue  # "Sister Agnes": the last word stands for both
            else:
                turned = self._word(place, lowered)
            if turned is None:
                return None
            if turned:
                out.append(turned)
                subject = turned if turned in ("I", "you") else ""
            else:
                out.append(self._verb(token, subject))
                subject = subject if lowered in _ADVERBS else ""
        text = fold_space("".join(out))
        both = bool(name) and {name[-1], f"{name[-1]}'s"} & self._lowered
        if both and self._theirs & self._lowered:
            return None  # "she had to explain it to Walter": one of them is somebody else
        return None if _coordinated(text) else text

    def _word(self, place: int, word: str) -> str | None:
        """Return what a word becomes; empty when it stays, None when that is unclear."""
        if word in ("we", "us", "our", "ours") and self._we_both:
            return word
        if word in _YOURS:
            return _YOURS[word]
        if word in _OF["they"]:
            return self._they[word] if self._turns_they else ""
        if word not in self._theirs:
            return ""
        if word == "her":
            return "my" if self._owns(place) else "me"
        return _ONE.get(word, word)

    def _name(self, place: int, word: str) -> str | None:
        after, before = self._near(place, 1), self._near(place, -1)
        if word.endswith("'s"):
            return "my"
        if after in _VERBS:
            return "I"
        if after in ("and", "or") or before == "and":
            return None
        starts = before in ("", "when", "if", "because", "that", "then", "before", "until", "so")
        starts = starts or (place <= 2 and before == words(self._customer.name)[0])
        if starts and after and after not in _NO_NOUN:
            return "I"
        return None if not before or (starts and not after) else "me"

    def _owns(self, place: int) -> bool:
        after = self._near(place, 1)
        joined = place + 1 < len(self._tokens) and self._tokens[place + 1] == " "
        waiting = after.endswith("ing") and self._near(place, -1) in _BEFORE_WHOM
        return bool(after) and joined and after not in _NO_NOUN and not waiting

    def _near(self, place: int, step: int) -> str:
        """Return the word before or after a place; empty at the ends."""
        place += step
        while 0 <= place < len(self._tokens):
            if words(self._tokens[place]):
                return self._tokens[place].lower()
            place += step
        return ""

    def _verb(self, token: str, subject: str) -> str:
        """Return a word that follows "I" or "you" in the form that fits there."""
        lowered = token.lower()
        if subject == "you":
            return {"am": "are", "was": "were", "wasn't": "weren't"}.get(lowered, token)
        if subject != "I" or lowered in _ADVERBS or lowered in _NOT_S:
            return token
        if lowered in _IRREGULAR:
            return _IRREGULAR[lowered]
        if lowered.endswith("ies") and len(lowered) > 4:
            return token[:-3] + "y"
        if re.search(r"(?:ss|sh|ch|x|z|o)es$", lowered):
            return token[:-2]
        plain = lowered.endswith("s") and not lowered.endswith("ss") and len(lowered) > 2
        return token[:-1] if plain else token


def _coordinated(text: str) -> bool:
    """Return whether a second verb may still have the form that fits "he" and "she"."""
    return bool(_SECOND_VERB.search(text))
