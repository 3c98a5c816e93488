"""Whether a message refuses to answer, or says that there is nothing to say.

A message is taken apart into clauses. One must refuse; what stands beside it may give a reason, but
must not answer. Examples are in ``prompts/interview/messages.yaml``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from coach.interview.no_more import says_no_more
from coach.text import STOP_WORDS, words

MAX_WORDS = 28
"""A longer message says something, whatever it begins with."""
MAX_REASON_WORDS = 16
"""Longest reason that may follow."""

_LEAD = (
    r"^(?:(?:well|hm+|um+|uh+|er|oh|ok(?:ay)?|so|and|but|sorry|honestly|frankly|really|"
    r"actually|look|"
    r"listen|please|pls|no|nah|nope|yeah|i (?:think|guess|mean)|to be honest|tbh|truth is|"
    r"i'?m sorry|"
    r"i'?m afraid|thanks|thank you|can we|could we|may i|can i|could you|can you|let'?s|let us|"
    r"let me|"
    r"i'?ll|i will|i would|i'?d|i have to|have to|just|simply|maybe|then|for now|right now|now|"
    r"today|"
    r"good question|that|this)[, ]+)*"
)
_END = r"(?=[.,!]|$| (?:please|pls|thanks|thank|for|now|today|here|because|and|sorry|then)\b)"
_NOT = (
    r"(?:do not|don'?t|dont|did not|didn'?t|cannot|can'?t|cant|can not|could not|couldn'?t|couldnt|"
    r"wouldn'?t|would not|must not|mustn'?t|haven'?t|havent|am not able to|'?m not able to)"
)
_WONT = (
    r"(?:will not|won'?t|wont|would not|wouldn'?t|am not|'?m not|not|am not going to|"
    r"'?m not going to|not going to|not gonna|'?m not gonna)"
)
_TELLING = (
    r"(?:answer(?:ing)?|say(?:ing)?(?! (?:no|yes|sorry|hello)\b)|tell(?:ing)?(?! (?:them|him|"
    r"her|the|people|my|our)\b)|"
    r"talk(?:ing)?|name|naming|shar(?:e|ing)|discuss(?:ing)?|comment(?:ing)?|promis(?:e|ing)|"
    r"commit(?:ting)?|judg(?:e|ing)|point(?:ing)?|singl(?:e|ing)|disclos(?:e|ing)|repeat(?:ing)?|"
    r"writ(?:e|ing) (?:about|that|this|it|down)|playing|go(?:ing)? (?:into|there|back)|"
    r"guess(?:ing)?|"
    r"speculat(?:e|ing)|set a (?:day|date)|set(?:ting)? (?:a|any) (?:day|date)|"
    r"give (?:you )?(?:a|any))"
)

_WILL_NOT = re.compile(
    _LEAD + r"(?:"
    rf"(?:skip|pass|next|jump over|move on)(?: (?:on )?(?:this|that|it|the|these|to|one|with|over|"
    rf"question|topic|one|here)\b)*(?: (?:question|one|topic|part|next))*(?: on)?{_END}"
    r"|(?:leave|drop)(?: out)? (?:that|this|it|me|the (?:question|topic|part))(?: (?:question|"
    r"topic|part|one|field))?"
    r"(?: (?:out|open|blank|empty|alone|aside|about .{1,30}))?(?=[.,!]|$| (?:please|pls|thanks|"
    r"for)\b)"
    r"|leave out the (?:question|topic|part)\b"
    rf"|(?:would |'?d )?(?:much )?(?:rather|prefer)(?: to)? (?:not|leave|skip|"
    rf"keep)(?: to)?(?: {_TELLING}|{_END})"
    r"|(?:would |'?d )?(?:much )?rather (?:leave|skip|keep) (?:that|this|it)\b"
    rf"|(?:i )?{_NOT} (?:really )?(?:want|wish|like|care|feel like|intend|plan|"
    rf"have)(?: to)?(?: (?:\w+ )?{_TELLING}|{_END}|"
    r" to do (?:this|that|it)|$)"
    rf"|(?:i )?{_NOT} (?:answer|disclose|discuss|share|comment|trust (?:this|you|it)|"
    rf"do (?:this|that) |"
    r"make promises|feel comfortable|have the (?:energy|time|nerve|patience)|"
    r"need to know (?:that|this))"
    r"|(?:i )?(?:don'?t|dont|do not|couldn'?t|can'?t|can not) (?:give a|care|be bothered|care less|"
    r"be asked)\b(?! (?:for|about (?:the|my|our) (?:patients|people|customers)))"
    rf"|(?:i )?{_WONT} {_TELLING}"
    rf"|(?:i )?(?:won'?t|will not|wont){_END}"
    r"|(?:i )?(?:refuse|decline)(?= to|[.,!]|$)"
    r"|(?:i'?m |i am )?not (?:comfortable|interested|in the mood|willing|ready|allowed|"
    r"in a position|free)"
    r"(?=[.,!]|$| (?:to|in (?:this|that)|with (?:this|that)|talking|saying|sharing|naming|"
    r"answering|for)\b)"
    rf"|not (?:this (?:one|week|time|question)|now|today|something i (?:will|want|can)){_END}|"
    rf"not to (?:you|a)\b"
    r"|not something i (?:will|want to|would)"
    r"|(?:i'?ll |i will |i'?d |i would )?(?:keep|leave) (?:that|this|it)(?: one)? (?:to|"
    r"for) (?:myself|me)\b"
    r"|(?:that'?s |that is |this is |it'?s |it is |gets |too |a bit |rather |very |all |"
    r"makes me )*(?:private|"
    r"personal|confidential|secret|classified|uncomfortable)(?=[.,!]|$| (?:matter|for me|to me|"
    r"between|and)\b)"
    r"|(?:that'?s |that is |this is |it'?s |is |what i .{1,40} is )?(?:none of your|not your|"
    r"nobody'?s|"
    r"no ?one'?s|my own) (?:business|stuff|concern)\b|mind your own\b"
    r"|no comment\b|(?:give|ask) me (?:a different|another|something (?:else|different)|the next)"
    r"|(?:another|a different|the next|next) (?:question|one|topic)\b|"
    r"ask (?:me )?(?:something else|"
    r"someone else|somebody else|me nothing)|(?:you can )?leave (?:this|that|it)(?: field|"
    r" one)? (?:empty|blank|"
    r"out|open)|(?:just )?(?:write|put)(?: down)? \W?(?:unknown|nothing|no answer|not known|n/?a)\b"
    r"|(?:what (?:a |an )?)?(?:stupid|silly|dumb|ridiculous|idiotic|pointless) (?:question|stuff)"
    r"|(?:what )?(?:nonsense|rubbish|bullshit|bla)\b|who cares\b|whatever(?=[.,!]|$)|get lost|"
    r"go away|"
    r"leave me (?:alone|in peace)|shut up|stop (?:asking|bothering|this)\b|meh\b"
    r"|(?:i'?ve had )?enough (?:about|of) (?:this|that|them|it|the|these|your)\b"
    r"|(?:i'?m |i am )?(?:too )?(?:tired|exhausted)(?=[.,!]|$| (?:of (?:this|these|your)|for|"
    r"today|now|to)\b)"
    r"|no (?:energy|strength|time|patience|nerves?|desire|interest)(?=[.,!]|$| (?:left|"
    r"for (?:this|that|it)|now|today|in)\b)"
    r"|for legal reasons|data protection(?=[.,!]|$)|no names\b|no thanks?(?: you)?\b|"
    r"(?:maybe )?later(?=[.,!]|$)"
    r"|you (?:won'?t|will not|don'?t) (?:get|need|have)\b|i give up\b"
    r")"
)
"""Does not want to."""
_CANNOT = re.compile(
    _LEAD + r"(?:"
    r"(?:i )?(?:really |honestly |have |'?ve |got )*(?:absolutely )?(?:no|not a|"
    r"not the (?:slightest|"
    r"faintest|foggiest)|without a?|haven'?t (?:got )?(?:a|any|the)|don'?t have (?:a|any|the)) "
    r"(?:\w+ )?(?:idea|clue|opinion|thoughts?|notion|inkling|memory|answer)\b"
    rf"|(?:i |we )?(?:really |honestly |just |simply )?{_NOT} (?:really |even |honestly |possibly |"
    r"exactly |actually )?(?:know(?! (?:them|him|her|people) (?:all|well))|"
    r"say(?! (?:no|yes|sorry|hello|goodbye|when)\b)|tell(?! (?:them|him|her|the|people|my|our|"
    r"anyone)\b)|"
    r"think(?= of| any|[.,!]|$)|remember|recall|name|answer|imagine|judge|come up with|"
    r"put a|give (?:you|that|it)|help you|the (?:faintest|slightest|foggiest))\b"
    r"|(?:dunno|idk|beats me|search me|who knows|god knows|clueless|not sure|unsure|"
    r"not certain|hard|difficult|impossible|tricky|tough)(?! (?:to (?:reach|get|read|find|please|"
    r"open|work)|for them|for her|for him|work|times?|day))\b"
    r"|how (?:should|would|could|am) i (?:supposed to )?know"
    r"|(?:nothing|none|nobody|no ?one|nowhere|no (?:one|body)|not (?:much|really|any|anything|"
    r"anyone|"
    r"that i))\b(?: (?:else|more|special|unusual|new|really|specific|particular|in particular|much|"
    r"comes?|came|springs?|to|that i|i (?:can|could|know|want|remember)|at the moment|"
    r"right now|now|"
    r"lately|happened|from (?:me|my side)|at all|on my (?:mind|list)|here|there|today|so far|yet|"
    r"this (?:week|month|year)|last (?:week|month)|wrong|"
    r"bad|big|worth|interesting|occurs|i'?d|i would|need(?:s|ed)? to (?:go|stop|change)))*"
    r"(?=[.,!]|$)"
    r"|(?:nothing|nobody|no ?one)(?: \w+)? (?:i|that i) (?:can|could)\b"
    r"|(?:nothing|nobody|no ?one) (?:special|unusual|new|else|comes|came|springs|occurs|happened)\b"
    r"|(?:i )?(?:have |'?ve )?never (?:really |even )?(?:thought|wondered|considered|asked myself|"
    r"looked at it|cared)\b"
    r"|(?:my )?(?:head|mind|brain) (?:is |'?s |goes |went )?(?:totally |completely )?(?:empty|"
    r"blank)"
    r"|(?:i'?m |i am )?(?:drawing a )?blank\b"
    r"|(?:i )?(?:forgot|forget|have forgotten)\b(?! (?:to|the|her|his|their|my|our|about))"
    r"|(?:that'?s |that is |it'?s |this is |is )?(?:way |far |too )*(?:above|beyond|outside|"
    r"over) my "
    r"(?:pay|level|head|desk|job|area|grade|station)|not my (?:level|job|area|department|call|"
    r"business|place)\b|(?:that'?s |that is )?(?:way |far )?too far (?:away )?from (?:me|my)\b"
    r"|(?:you |you'?d )?(?:would |'?d )?(?:have to|need to|must|should|better) ask (?:my|the|"
    r"our|them|him|"
    r"her|someone|somebody)\b|(?:that'?s |that is )?a question for\b"
    r"|(?:still )?(?:the )?same(?: answer| thing)?(?: (?:as|like) (?:before|above|the last|"
    r"already))?"
    r"(?=[.,!]|$| again| one\b)|see above|as (?:i )?(?:said|before|above)\b.{0,12}$"
    r"|asked and answered(?=[.,!]|$)"
    r"|(?:i )?(?:have |'?ve )?(?:already |just )?(?:said|told you|answered|explained|wrote)"
    r"(?: you)?(?: that| this| it| all| everything)?(?: already| before| two questions ago|"
    r" earlier| above)|you have (?:that|it|this) already|already (?:said|answered|told)\b"
    r"|(?:there'?s |there is |i (?:have|see|know|got) |we have )?(?:nothing|none|"
    r"no more(?=[.,!]|$| (?:to|of|from|on|here|for)\b)|not anything)\b(?: (?:more|else|to|like|of)"
    r"\b)?(?: \w+){0,3}(?=[.,!]|$)"
    r"|(?:that'?s|that is|that was|this is) (?:all|it|everything)(?! (?:they|she|he|we|the|"
    r"(?:on|about) (?!this|that|it)|there is (?:in|on|for|at) |"
    r"i (?!have|know|can|could|got|remember|wanted|had))\b)\b"
    r"|not applicable\b|(?:that |it )?does(?:n'?t| not) apply\b|no (?:stories|complaints|ideas|"
    r"wishes)\b"
    r"|(?:there'?s |there is |i have )?no (?:such (?:thing|person|day)|particular (?:day|time|"
    r"person)|one)\b"
    r"|(?:everything|all)(?: is| runs|'?s)? (?:good|fine|ok|okay|well)(?=[.,!]|$)"
    r"|(?:i'?m )?stuck(?=[.,!]|$)|(?:that'?s |it'?s )?too (?:complicated|hard|"
    r"difficult)(?=[.,!]|$| for me)"
    r"|total(?:ly)? blank|(?:i )?(?:haven'?t|havent|have not) (?:given|thought)\b|(?:my )?brain is"
    r"|n/?a\b|(?:it )?depends(?=[.,!]|$)"
    r"|(?:it'?s |it is |all |everything'?s |everything is )+(?:good|fine|ok|okay) (?:as|like|"
    r"the way) "
    r"(?:it|they|things)"
    r")"
)
"""Does not know, or has nothing to say."""
_TURNS = re.compile(
    r"\b(but (?!this|that|no)|maybe (?!later)|perhaps|probably|i guess|i suppose|i think|"
    r"i'?d say|i would say|except|only|"
    r"apart from|other than|roughly|about \d|say|most likely|presumably|could be|might be|"
    r"unless|i'?d (pick|choose|take|go|start|name|put|ask)|"
    r"my guess|guess|instead|if anything|at least|although|though|more than|less than)\b"
)
"""An answer follows after all."""
_REASON = re.compile(
    r"^(?:i|i'?m|i'?ve|i'?d|we|it|it'?s|that|that'?s|this|too|so|sorry|because|since|as|not|no|"
    r"honestly|really|thanks|thank|please|you|ask|what|how|why|which|who|where|when|"
    r"if|whether|my|the way|to be|there|let|long|all|for|from|at|right|now|anymore|next|skip|pass|"
    r"just|same|before|any|here|either|move|go|continue|without|with|he|she|they|don'?t|never|"
    r"already|stop|pls|today|tbh|lol)\b"
)
"""How a reason begins, or what a refusal is about."""
_MAY_ASK = re.compile(
    r"\b(skip|pass|move on|another question|next (question|one|topic)|"
    r"do i have to\? no|how (should|would|could) i know|who knows|who cares)\b"
)
"""Refuses, even as a question."""
_FILLER = frozenset(
    "well really honestly hm hmm um uh er sorry please pls right maybe perhaps guess idk no nope "
    "sure question questions answer anything know remember comes mind moment today here thanks "
    "special else more now nothing none yet idea lol tbh ok okay".split()
)
_SKIPS = re.compile(
    r"\b(skip\w*|pass|next|move on|jump over|rather not|prefer not|private|personal|confidential|"
    r"none of your business|no comment|don'?t want to|dont want to|leave (that|this|it)|another "
    r"question|a different question|something else|not comfortable|not interested)\b"
)

_NO_THANKS = re.compile(r"\bno, (thank you|thanks)\b")
_POLITE = re.compile(
    _LEAD
    + r"(?:(?:i |we )?(?:really |do |very much |quite |fully )*(?:understand|appreciate|see|know|"
    r"get|realise|realize|respect|value|understood)\b.{0,40}\b(?:ask|asking|asked|question|mean|interest|"
    r"offer|need this|care|concern)"
    r"|(?:that is |that's |it is |it's |this is )?(?:very |so |really |most |rather )*"
    r"(?:kind|nice|thoughtful|sweet|decent|good (?:of you|thought|question))(?: of you)?"
    r"(?: to \w+)?"
    r"|(?:it's |that's |it is |that is )?a (?:very |perfectly )?(?:good|fair|kind|reasonable|nice) "
    r"(?:question|thought|offer|point))$"
)
"""Says something kind about the question before it refuses."""

Refusal = Literal["declines", "skips"]


def refusal_in(plain: str) -> Refusal | None:
    """Return whether a message declines or wants to go on, or None when it says something.

    Args:
        plain: The message in lower case, with plain apostrophes and single blanks.
    """
    if says_no_more(plain):
        return "declines"
    if len(words(plain)) > MAX_WORDS or ("?" in plain and not _MAY_ASK.search(plain)):
        return None
    joined = _NO_THANKS.sub(r"no \1", plain)
    clauses = [
        c.strip(" \"'()-–—") for c in re.split(r"[.!?;:,]+\s*|\s[-–—]\s|\s(?=but\b)", joined)
    ]
    clauses = [clause for clause in clauses if words(clause)]
    first = next((n for n, c in enumerate(clauses) if _refuses(c)), None)
    if first is None and _is_polite_no(clauses):
        return "declines"
    before = clauses if first is None else clauses[:first]
    if first is None or any(_answers(c) and not _POLITE.match(c) for c in before):
        return None
    about = _after(clauses[first])
    if _TURNS.search(about) or re.search(r"\d", about):
        return None
    strong = any(_WILL_NOT.match(clause) for clause in clauses)
    if any(_answers(c, reasons=True, strong=strong) for c in clauses[first + 1 :]):
        return None
    return "skips" if strong and _SKIPS.search(plain) else "declines"


def _is_polite_no(clauses: Sequence[str]) -> bool:
    """Return whether a message is kind about the question and says no: "Thanks, but no"."""
    kind, last = clauses[:-1], clauses[-1:]
    return (
        bool(kind)
        and last in (["no"], ["but no"])
        and all(
            _POLITE.match(c) or re.fullmatch(r"(?:many )?thank(?:s| you)(?: .{0,20})?", c)
            for c in kind
        )
    )


def _refuses(clause: str) -> bool:
    return bool(_WILL_NOT.match(clause) or _CANNOT.match(clause))


def _after(clause: str) -> str:
    """Return what a refusing clause says behind its refusal."""
    found = _WILL_NOT.match(clause) or _CANNOT.match(clause)
    return clause[found.end() :].strip() if found else clause


def _answers(clause: str, *, reasons: bool = False, strong: bool = False) -> bool:
    """Return whether a clause says something that can be worked with.

    Args:
        clause: A clause beside the one that refuses.
        reasons: Whether it may give the reason for a refusal before it, or say what that is about.
        strong: Whether that one does not want to answer; then nearly anything is a reason.
    """
    said = [w for w in words(clause) if w not in STOP_WORDS and w not in _FILLER]
    if not said:
        return False
    if _TURNS.search(clause) or re.search(r"\d", clause):
        return not (strong and not re.search(r"\d", clause) and len(words(clause)) <= 6)
    if not reasons or len(words(clause)) > MAX_REASON_WORDS:
        return True
    return not (strong or _refuses(clause) or _REASON.match(clause))
