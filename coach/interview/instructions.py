"""Messages that try to make the coach do something else than hold the interview.

Only what is said to the coach counts: an order, a request for a text or a fact, a pasted prompt.
What the employee says about instructions, prompts and letters of their own work does not.
"""

from __future__ import annotations

import re

from coach.interview.rules import any_holds, plain_sentences, rules

_TEMPLATE = re.compile(
    r"<\|[a-z_ ]{2,20}\|>|<\|?(im_start|im_end|endoftext|eot_id|system|assistant)\|?>|"
    r"\[/?INST\]|<<?/?SYS>>?|</s>|"
    r"(^|\n)\s*#{2,}\s*(instructions?|system|assistant|response|input|prompt)\b|"
    r"(^|\n)\s*(begin|end|new) (system )?prompt\b|"
    r"(^|\n)\s*\[?(system|developer|admin)( message| prompt| note)?\]?\s*[:>]\s*(?=.{0,120}\b(you|"
    r"your|user|ignore|assistant|interview|prompt|respond|reply|output|print|override|model)\b)|"
    r"(^|\n)\s*(user|human)\s*:.{0,400}\n\s*(assistant|ai|coach)\s*:",
    re.IGNORECASE,
)
"""Marks of models' own formats; they mean nothing in an employee's answer."""

_POLITE = (
    r"^(?:(?:ok|okay|so|now|and|then|hey|hi|hello|coach|please|just|first|instead|well|no|new rule|"
    r"as an ai|dear \w+)[,:.!]? ){0,4}"
)
_ASKED = (
    r"(?:(?:can|could|would|will) (?:you|u) (?:please |also |just |now )?|"
    r"i (?:want|need|would like|order|command) you to |you (?:must|should|have to|will|shall) (?:now )?|"
    r"your (?:new )?(?:task|job|role) is to )"
)
_ORDER = rf"(?:{_POLITE}(?:{_ASKED})?|\b(?:and|then|please|now|{_ASKED})[, ]*)"
_RULES_OF_COACH = (
    r"(?:instructions?|rules?|prompts?|guidelines?|directions?|programming|system prompt|training|"
    r"restrictions?|guards?|limits?|commands?|messages?|orders|questions|role|purpose)"
)
_BEFORE = r"(?:previous|prior|above|earlier|preceding|initial|original|former|given|other|system)"
_TEXT = (
    r"(?:poems?|haikus?|stor(?:y|ies)|songs?|rap|jokes?|limericks?|essays?|novels?|"
    r"(?:cover |love )?letters?|e-?mails?|mails?|messages?|speech|cv|resume|code|programs?|"
    r"scripts?|functions?|python|java|javascript|sql|html|regex|recipes?|blog(?: posts?)?|tweets?|"
    r"homework|thesis|application|press release|advert|reviews?|summary|translation|fairy tale)"
)
_FOR_ME = r"(?:me|us|my|for me)"

_RULES = rules(
    # Away with what the coach was told.
    rf"{_ORDER}(ignore|disregard|forget|override|bypass|skip|drop|delete|break|erase) "
    rf"(all |any |everything |of |the |these |those |that |about ){{0,3}}"
    rf"((your|{_BEFORE}) (\w+ )?{_RULES_OF_COACH}|{_RULES_OF_COACH} (above|before|you (were|got|"
    r"have|had)|given)|above|(everything|all|anything) (above|before|else|you (know|were|have))|"
    r"interview|coaching|being a coach|that you are)\b",
    r"^(please )?(ignore|disregard|forget) (all|any)( the| of the)? "
    r"(instructions?|rules?|prompts?|guidelines?)\b(?! (on|in|from|of|for) )",
    rf"{_ORDER}(ignore|disregard|forget) everything (above|before|i said|that|you)\b",
    r"\b(you (are|were) )?(now |in |enter(ing)? |enable |activate )(dan|developer|god|debug|admin|"
    r"jailbreak|unrestricted|root) ?mode\b|\bjail ?break\b(?= (mode|you|yourself|prompt))|\bdan\b(?= and you)",
    # Another role, another way to speak.
    rf"{_POLITE}you(?:'re| are) (now|no longer|not) (a |an |my |the )?(?!right|wrong|there|clear|"
    r"listening|sure|welcome|helping|understanding|making|asking|serious|getting|human|real|late)"
    r"\w+",
    rf"{_ORDER}(pretend|imagine|suppose|assume) (that )?(you|to be|you're)\b",
    rf"{_ORDER}(act|behave|speak|talk|answer|reply|respond|write) (to me )?(as|like) (a|an|my|if|the|"
    r"though|one)\b(?! (link|bridge|buffer|contact|backup|go|team|rule))",
    rf"{_ORDER}(play|be) (the role of|the part of|my (lawyer|doctor|boss|friend|girlfriend|boyfriend|"
    r"therapist|teacher|assistant|translator|customer))\b",
    r"\blet'?s (do a |play |have )?(a )?(role ?-?play|game|quiz|chess|hangman|something else)\b|"
    r"\blet'?s (talk|chat|speak) about (something else|football|politics|you|the weather|music|love)\b",
    r"\b(from now on|starting now|henceforth|as an ai\b.{0,10})[,:]? ?(please |only |always )*"
    r"(you|answer|reply|respond|speak|talk|write|say|end|begin|call me|use only|act|give)\b"
    r"(?!.{0,40}\b(customers?|they|them|her|him)\b)",
    rf"{_POLITE}(end|begin|start|finish) (each|every|all)( of)?( your)? (message|answer|reply|"
    r"sentence|question|response)s? (with|in|by)\b",
    rf"{_POLITE}(override|sudo|admin override|system override|new (rule|instructions?|task|role|"
    r"orders?))[:,!]",
    # What the coach was told, word by word.
    rf"{_ORDER}(print|show|reveal|repeat|output|display|tell|give|list|leak|copy|quote|paste|say) "
    r"(me |us |out )?(all |of |the |exact |full |whole |first |word for word ){0,4}((your|hidden|"
    r"secret|system|initial|internal) (\w+ ){0,2}(prompts?|instructions?|configuration|guidelines?|"
    r"system message|context|passwords?|api keys?|training data|rules)|"
    r"((the )?(prompt|words|text|messages?)|everything) above)\b",
    r"\b(what|which) (is|are|was|were|does) (your|the hidden|the secret|the system) (\w+ )?(system )?"
    r"(prompts?|instructions?|rules|programming)\b",
    r"\bwhat (were|are|have) you (been )?(told|instructed|programmed|ordered) to\b",
    rf"{_POLITE}(repeat after me|say exactly|say the word|say \"|repeat the (words|text|sentence))",
    # A text or a piece of work for the employee.
    rf"{_POLITE}(write|draft|compose|create|generate|make|give|tell|sing|send|prepare|find|recommend|"
    rf"show|code|program) (me|us) (a|an|some|the|my|another|one|two|three|\d+) ?(\w+ ){{0,3}}({_TEXT}|"
    r"riddle|tips|advice|investment|restaurant|hotel|film|movie|book|picture|image|drawing|list of)\b",
    rf"{_POLITE}(write|draft|compose|finish|improve|correct|rewrite|translate|answer|proofread) my "
    rf"(\w+ )?{_TEXT}\b",
    rf"(?:{_POLITE}|\b(?:and|or|then) ){_ASKED}(write|draft|compose|create|generate|make|translate|"
    rf"summari[sz]e|explain|code|program|solve|calculate|fix|recommend|sing|tell|give|order|book|"
    rf"send|call|draw|search|google|look up)\b(?!.{{0,40}}\b(plan|question|example|interview|customer|"
    r"that again|it again|mean|notes?|this step|means?)\b)(?! (that|it|this)( to me| again| please)?[?.!]*$)",
    r"^please (write|draft|compose|translate|summari[sz]e|solve|calculate|code|recommend|sing|"
    r"generate|order|book|draw)\b(?!.{0,30}\b(plan|interview)\b)",
    rf"{_POLITE}(write|compose|create|generate|draft|sing) (a|an|some) (\w+ ){{0,2}}(poem|haiku|story|"
    r"song|joke|limerick|essay|novel|rap|fairy tale|python|javascript|java|sql|html|regex|code|"
    r"cover letter|love letter|(python|shell|bash|sql) (script|program|function|query))\b",
    rf"{_POLITE}translate (this|the following|these|that)\b.{{0,40}}\b(into|to|in) (english|german|"
    r"french|spanish|italian|polish|dutch|portuguese|turkish|russian|chinese|arabic|japanese)\b",
    rf"{_POLITE}(summari[sz]e|rewrite|rephrase|proofread|solve|calculate|compute) (this|the following|"
    r"the text|these|that)\b",
    # Facts about the world; questions about the interview are answered elsewhere.
    r"^(so |and |but |hey |ok |tell me,? )?(what|who|when|where|how|which)('?s| is| was| are| were) the "
    r"(capital|population|president|chancellor|prime minister|king|queen|pope|weather|time|date|"
    r"meaning of life|square root|distance|height|speed of light|best (film|movie|restaurant|"
    r"football\w*|team)|highest|tallest|largest|biggest (country|city|ocean|planet)|temperature "
    r"(in|outside)|news|score|stock price|exchange rate|currency|longest river)\b",
    r"^(so |and |but |hey )?(who|which team|which country|what country) (won|invented|wrote|discovered|"
    r"painted|composed|founded|directed|killed|was the first|is the (president|king|queen|pope|"
    r"richest))\b",
    r"^(what is|what's|how much is|calculate|compute|solve)[: ]+\(?[\d(][\d.,]*\s*(x|\*|\+|-|/|times|plus|"
    r"minus|divided by|squared|to the power)",
    r"^solve (this|the|for|x)\b",
    r"^(how|who|where) (old|tall|far|big|deep|high|heavy) is (the|a|an) (?!list|report|customer)\w+",
    r"^(do you (like|love|believe in|have) (a |any )?(football|music|god|pizza|cats|dogs|girlfriend|"
    r"feelings|politics)|what is your favou?rite)\b",
    # The result instead of the work.
    rf"{_POLITE}(set|mark|rate|score|grade|change|fill|give) (all|every|each|the|my|me|yourself|in)\b"
    r".{0,50}\b(excellent|full (marks|points|score)|highest|maximum|perfect|ten out of ten|10/10|40 "
    r"(of|out of) 40|100 ?%)",
)


def wants_something_else(text: str) -> bool:
    """Return whether a message tries to make the coach do something else than the interview.

    Args:
        text: What the employee typed, cleaned.
    """
    return bool(_TEMPLATE.search(text)) or any_holds(_RULES, plain_sentences(text))
