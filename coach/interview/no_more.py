"""Polite ways to say "nothing more from me": no answer, and nothing to note or to say again."""

from __future__ import annotations

import re

from coach.text import fold_space, sentences, words

MAX_WORDS = 24
"""A longer sentence says something besides."""
_LONGEST_END = 250
"""Characters of so many words, and of the signs between them."""

_LEAD = (
    r"(?:(?:well|hm+|um+|uh+|er|oh|ok|okay|so|and|but|no|nope|yes|yeah|right|look|sorry|anyway|"
    r"honestly|frankly|really|actually|unfortunately|thanks|thank you|alas|otherwise|i think|"
    r"i guess|i suppose|i believe|i fear|i'm afraid|i am afraid|i'm sorry|to be honest|tbh|"
    r"as i said|like i said|as far as i know|afraid|for my part|from my side|from me|for now|"
    r"then|ah|"
    r"good question|other than that|apart from that|beyond that|more than that|besides|"
    r"i would say|i'd say|truth is|believe me|hand on heart|pardon)[,. ]+)*"
)
_DAYS = r"(?!(?:mon|tues|wednes|thurs|fri|satur|sun)day)"
_ABOUT = (
    rf"(?:(?:on|about|regarding|concerning) {_DAYS}[\w'-]+(?: [\w'-]+){{0,4}}"
    r"|(?:for|to|from|of|with|at|in) (?:this|that|it|them|him|her|these|those|now|today|you|me|us|"
    r"here|my (?:side|end|part|head|mind)|the (?:moment|time being)|(?:this|that|the|your|these) "
    r"(?:one|question|topic|point|subject|matter|part|front|issue|area|stage|regard|case)))"
)
_NOT_ELSE = r"(?! (?:on|about) (?!this\b|that\b|it\b|my |the (?:topic|question|subject|point)))"
"""Not "that's all on the form"."""
_TAIL = (
    rf"(?:[, ]+(?:{_ABOUT}|really|honestly|sorry|i'm sorry|i'm afraid|i am afraid|i fear|i think|"
    r"i guess|i suppose|i believe|unfortunately|now|today|here|there|right now|so far|thanks|"
    r"thank you|then|to be honest|tbh|please|you know|else|anymore|any more|at all|folks|mate|"
    r"i would say|i'd say|as i said|for sure|truly|alas|myself|personally|off the top of my head|"
    r"offhand|frankly|actually|basically|too|either|even if i wanted to|however hard i think))*"
    r"[ .!…]*$"
)
_I = r"(?:i|we)"
_HAVE = (
    rf"(?:that |what )?{_I}(?:'ve| have|'d| had)? "
    r"(?:really |honestly |currently |still )?(?:(?:got|have|"
    r"had|know|knew|remember|recall|can|could|wanted|want|need|took|wrote down|found|collected|"
    r"heard)\b)?"
    r"(?: (?:(?:to |even )?(?:say|tell|give|offer|add|think of|remember|recall|report|provide|"
    r"share|come up with|go on|name|contribute|do|know))\b(?: you)?)?"
)
_PUT = (
    r"(?:really |about |just |pretty much |basically |honestly |more or less |roughly |nearly |"
    r"truly |probably |practically )*"
)
_THATS = (
    rf"(?:(?:that|this|it(?= ?.{{1,6}}(?:all|everything) (?:that )?{_I}\b))"
    rf"(?:'s| is| was|s| will be|'ll be| would be|'d be) {_PUT})"
)
_ADD = r"(?:add|say|tell(?: you)?|give(?: you)?|offer(?: you)?|report|contribute|share|mention)"
_CANT = r"(?:can't|cannot|can not|couldn't|could not|won't|wouldn't|am not able to|'m not able to)"
_NO_MORE = re.compile(
    rf"^{_LEAD}(?:"
    # That's all (the figures) I have; that is about it; that's everything from me.
    rf"{_THATS}(?:all|it|everything|the lot|the whole of it|all of it|what)"
    rf"(?: (?:the|my|of the|of my|these) (?:[\w'-]+ ){{0,3}}[\w'-]+(?= (?:that )?{_I}\b))?"
    rf"(?: (?=(?:that |what )?{_I}\b){_HAVE}| there is(?: (?:to|from) [\w ]{{1,20}})?|{_NOT_ELSE})"
    # As far as I can go; the best I can do; where my knowledge ends.
    rf"|{_THATS}?(?:as (?:far|much|good|exact|precise|specific|close) as|"
    rf"the (?:most|best|furthest)|the limit of what|the end of what) "
    rf"(?:it gets|(?:that )?{_I}(?: (?:can|could|know|have|will|'ll|am "
    r"able to)|'m able to)?(?: (?:go|say|tell|give|offer|do|get|manage|add|be|make it|remember))?"
    r"(?: you)?)"
    rf"|(?:{_THATS}where (?:it|my \w+)|my (?:knowledge|wisdom|memory|insight)) "
    r"(?:ends|stops|runs out)"
    # That's the whole story; I think that covers it; there isn't more I could tell you.
    rf"|{_THATS}(?:the (?:whole|full|entire) (?:story|picture|list|truth)|my lot|me done)"
    rf"|(?:that|this) (?:covers|sums up) (?:it|everything|all)(?: up)?"
    rf"|(?:there(?:'s| is| isn't| is not|'s not)) (?:any |anything |much |really )*(?:more|else)"
    rf" (?:that )?{_I} (?:can|could|know|would) ?(?:{_ADD})?"
    rf"|{_I}(?:'ve| have)? (?:now )?(?:covered|been through|run out of|ran out of) (?:it all|all|"
    rf"everything|things to say|words|answers|ideas|examples|figures|numbers)(?: {_HAVE})?"
    rf"|{_I} {_CANT} be (?:any )?(?:more|much more) (?:exact|precise|specific|detailed|concrete)"
    r"(?: than (?:that|this))?"
    rf"|{_I} (?:only know|know only|can only say|only have|have only)(?: got)? "
    r"(?:that|this)(?: much)?"
    # Nothing to add; I have no more figures; nothing else from me; no more on that.
    rf"|(?:there(?:'s| is) |{_I}(?:'ve| have|'ve got| have got| really have|)? ?(?:got )?)?"
    rf"(?:really |absolutely )?(?:nothing|not(?:hing)? much|no more|nothing more|"
    rf"nothing else|nothing further|little|not a lot)"
    r"(?: (?:more|else|further|left|new|useful|other|worthwhile))*"
    rf"(?: (?:[\w'-]+ )?(?:to {_ADD}|(?:that )?{_I} (?:can|could) {_ADD}|(?:comes?|springs?) to "
    r"(?:my )?mind|occurs to me))"
    r"|(?:nothing|no)(?: (?:more|else|further|other))+(?: (?!than\b|late\b)[\w'-]+){0,2}?"
    rf" {_ABOUT}"
    rf"|(?:there(?:'s| is) |{_I}(?:'ve| have)(?: got)? )?(?:nothing|no)(?: (?:else|more|further|"
    r"other))(?: (?:comments?|details?|figures?|numbers?|information|info|facts?|remarks?|"
    r"thoughts?|words?|input|data|points?|ideas?|examples?|answers?))?"
    # I've told you what I know.
    rf"|{_I}(?:'ve| have|'d)? ?(?:already |just |now |pretty much )*(?:told|said|given|shared|"
    rf"listed|named|mentioned|written|shown)(?: you)? (?:(?:pretty much |about |really )?"
    rf"(?:all|everything|what|as much as|whatever)(?: (?:the|my) [\w'-]+(?= (?:that )?{_I}\b))?"
    rf"(?: (?:there is to (?:say|"
    rf"tell|know)|{_HAVE}))?)"
    rf"|(?:now )?you(?:'ve| have)?(?: got| heard| had| know)?(?: now)? (?:it all|everything|all|"
    rf"the lot|what)(?:(?: the [\w'-]+)? (?:that )?{_I}(?:'ve| have)? ?"
    rf"(?:know|have|got|can|could)\b(?: {_ADD})?|(?=(?: now| then)?[ .!]*$))"
    # I can't say more; more than that I don't know.
    rf"|{_I}(?:'m)? ?(?:really |honestly |just |simply )?{_CANT} "
    rf"(?:really |honestly |possibly |truthfully )?{_ADD}(?: (?:any|anything|"
    r"much|a lot|any thing|no))?(?: (?:more|further|else|beyond that|beyond this))(?: [\w'-]+"
    r"(?= (?:on|about|than)\b))?(?: than (?:that|this))?"
    rf"|{_I} (?:don't|do not|dont) (?:really )?(?:have|know)(?: (?:any|anything|much|a lot))? "
    r"(?:more|further|else)(?: [\w'-]+)?(?: than (?:that|this))?"
    rf"|{_I} (?:know|have)(?: got)? (?:no|nothing) (?:more|further|else)(?: [\w'-]+)?"
    r"(?: than (?:that|this))?"
    rf"|{_I} (?:don't|do not|dont|can't|cannot|couldn't) (?:know|say|tell(?: you)?)"
    r"(?= *(?:more than that)?$)"
    rf"|(?:more|further) than (?:that|this),? {_I} (?:don't|do not|{_CANT}|really can't) "
    rf"(?:know|go|{_ADD})"
    # Let's leave it at that; I'm out of figures.
    rf"|(?:{_I}(?:'d|'ll| would| will)? (?:rather )?|let's |let us |(?:can|could|may) we )?"
    r"(?:leave|keep) (?:it|this|that) (?:at that|there|here|as it is)"
    rf"|(?:i'm|i am|we're|we are) (?:(?:all |quite )?(?:out of|through with|done with|finished "
    r"with|at the end of)) (?:[\w'-]+ ){0,2}(?:answers?|ideas?|figures?|numbers?|words|examples?|"
    r"facts?|details?|this|that|it|my (?:knowledge|wisdom|latin)|one|question|topic)"
    rf"){_TAIL}"
)
_FILLER = re.compile(
    r"(?:(?:well|hm+|um+|oh|ok|okay|so|no|nope|yes|yeah|right|sorry|honestly|really|thanks|"
    r"thank you|good question|i'm afraid|i'm sorry|pardon|alas|unfortunately|to be honest|fine|"
    r"please|anyway|as i said|like i said|i think|i guess|but|and)[ ,.!…-]*)+$"
)
_JOINT = re.compile(r"[,;]\s+|\s[-–—]\s|\s(?=(?:but|and)\s)")


def says_no_more(text: str) -> bool:
    """Return whether a text says nothing but that there is nothing more to say.

    Args:
        text: A message, a sentence or a clause.
    """
    said = sentences(_plain(text))
    return any(_is_no_more(s) for s in said) and all(
        _is_no_more(s) or _FILLER.match(s) is not None for s in said
    )


def without_no_more(text: str) -> str:
    """Return a text without the sentences, and the ends of sentences, that say "no more".

    Args:
        text: A message or a part of one, on one line.
    """
    every = sentences(text)
    kept = [_beginning(s) for s in every]
    if kept != every:
        # What stands beside it says nothing either: "Good question. That's all I have."
        kept = [s for s in kept if _FILLER.match(_plain(s)) is None]
    return " ".join(s for s in kept if s)


def is_in_no_more(phrase: str, text: str) -> bool:
    """Return whether a phrase stands where a text only says that there is no more to say."""
    held = [s for s in sentences(fold_space(text)) if phrase in s]
    return bool(held) and all(
        phrase not in _beginning(s) or _FILLER.match(_plain(s)) is not None for s in held
    )


def _beginning(sentence: str) -> str:
    """Return a sentence up to where it only says that there is no more."""
    if _is_no_more(_plain(sentence)):
        return ""
    # A longer end says more than that, and looking at each takes the square of the time.
    for joint in _JOINT.finditer(sentence, max(0, len(sentence) - _LONGEST_END)):
        if _is_no_more(_plain(sentence[joint.end() :])):
            return sentence[: joint.start()]
    return sentence


def _is_no_more(plain: str) -> bool:
    return len(words(plain)) <= MAX_WORDS and _NO_MORE.match(plain) is not None


def _plain(text: str) -> str:
    return fold_space(text).lower().replace("’", "'")
