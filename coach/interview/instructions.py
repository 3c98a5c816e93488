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
    r"(^|\n)\s*(user|human)\s*:.{0,400}\n\s*(assistant|ai|coach)\s*:|"
    r"""["']role["']\s*:\s*["'](system|assistant|user)["']""",
    re.IGNORECASE,
)
"""Marks of models' own formats; they mean nothing in an employee's answer."""

_POLITE = (
    r"^(?:(?:ok|okay|so|now|and|then|hey|hi|hello|coach|please|just|first|instead|well|no|new rule|"
    r"as an ai|dear \w+)[,:.!]? ){0,4}"
)
_ASKED = (
    r"(?:(?:can|could|would|will) (?:you|u) (?:please |also |just |now )?|"
    r"i (?:want|need|would like|order|command) you to |you (?:must|will) now |"
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
    rf"{_ORDER}forget (that )?you('re| are) ",
    rf"{_ORDER}(reveal|print|leak|output) the (prompt|instructions?|rules) (you|that you)\b",
    rf"{_ORDER}(reply|answer|respond) (only )?with (only )?(the )?(word|words|yes|no|json)\b",
    r"\bwith my home ?work\b|^what is \d[\d.,]* ?% of\b",
    rf"{_ORDER}(ignore|disregard|forget) everything (above|before|i said|that|you)\b",
    r"\b(you (are|were) )?(now |in |enter(ing)? |enable |activate )(dan|developer|god|debug|admin|"
    r"jailbreak|unrestricted|root) ?mode\b|\bjail ?break\b(?= (mode|you|yourself|prompt))|"
    r"\bdan\b(?= and you)",
    # Another role, another way to speak.
    rf"{_POLITE}you(?:'re| are) (now|no longer|not) (a |an |my |the )?(?!right|wrong|there|clear|"
    r"listening|sure|welcome|helping|understanding|making|asking|serious|getting|human|real|late)"
    r"\w+",
    rf"{_ORDER}(pretend|imagine|suppose|assume) (that )?(you|to be|you're)\b",
    rf"{_ORDER}(act|behave|speak|talk|answer|reply|respond|write) (to me )?(as|like) (a|an|my|if|"
    rf"the|"
    r"though|one)\b(?! (link|bridge|buffer|contact|backup|go|team|rule))",
    rf"{_ORDER}(play|be) (the role of|the part of|my (lawyer|doctor|boss|friend|girlfriend|"
    rf"boyfriend|"
    r"therapist|teacher|assistant|translator|customer))\b",
    r"\blet'?s (do a |play |have )?(a )?(role ?-?play|game|quiz|chess|hangman|something else)\b|"
    r"\blet'?s (talk|chat|speak) about (something else|football|politics|you|the weather|music|"
    r"love)\b",
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
    r"\b(what|which)('s| is| are| was| were| does) (your|the hidden|the secret|"
    r"the system) (\w+ )?(system )?"
    r"(prompts?|instructions?|rules|programming)\b",
    r"\bwhat (were|are|have) you (been )?(told|instructed|programmed|ordered) to\b",
    rf"{_POLITE}(repeat after me|say exactly|say the word|say \"|repeat the (words|text|sentence))",
    r"\b(what|which) (instructions?|rules|prompt|orders) (did|do|were|have) (they|you|your)\b",
    rf"{_ORDER}(obey|serve) me\b|\b(you|answer|reply|act|"
    rf"respond)\b.{{0,30}}\bwithout (any )?(limits|"
    r"restrictions|filters?|rules|censorship)\b",
    # A text or a piece of work for the employee.
    rf"{_POLITE}(only )?(respond|answer|reply|speak|talk) (to me )?(only )?in (json|xml|yaml|"
    rf"rhymes?|"
    r"capital letters|emojis?|verse|haikus?|german|french|spanish|italian|polish|dutch|klingon)\b"
    r"(?!.{0,40}\b(when|if|customers?|they|them)\b)",
    rf"{_POLITE}(write|draft|compose) (an?|the) (e-?mail|letter|message) to my (landlord|"
    rf"girlfriend|"
    r"boyfriend|wife|husband|mother|father|bank|teacher|professor|ex|friend|neighbou?r|mum|dad)\b",
    rf"{_POLITE}{_ASKED}do my \w+|{_POLITE}do my (home ?work|tax\w*|job for me)\b",
    r"^how (do i|do you|can i|to) (cook|bake|fix my|install|lose weight|make money|invest|hack|"
    r"get a (girlfriend|boyfriend|visa|loan)|build a|learn)\b",
    r"^(which|what|who) is (better|best|stronger|faster|cheaper)\b.{0,40}\bor\b.{0,30}\?",
    rf"{_POLITE}help me (to )?(write|draft|translate|solve|find|learn|code|choose|(with )?my)\b"
    r"(?!.{0,30}\b(plan|answer|question|customers?)\b)",
    rf"{_POLITE}(do|solve|answer|give|help|finish)\b.{{0,30}}\b(home ?work|exam questions?)\b",
    rf"{_POLITE}(suggest|recommend|find|name|list)( me)? (a|an|some|the best|good|three|five|ten) "
    r"(\w+ )?(restaurants?|hotels?|films?|movies?|books?|recipes?|songs?|presents?|holidays?)\b",
    rf"{_POLITE}tell me (who (will|won|is)|what (the|is) (weather|time|capital)|about (yourself|"
    rf"the "
    r"weather|football|politics|the war|history|love|sex))\b",
    rf"{_POLITE}(write|fill|make|put|invent)\b.{{0,60}}\b(make (them|it|the rest) up|"
    r"invent (them|it|the rest))\b",
    rf"{_POLITE}(write|draft|compose|create|generate|make|give|tell|sing|send|prepare|find|"
    rf"recommend|"
    rf"show|code|program) (me|us) (a|an|some|the|my|another|one|two|three|"
    rf"\d+) ?(\w+ ){{0,3}}({_TEXT}|"
    r"riddle|tips|advice|investment|restaurant|hotel|film|movie|book|picture|image|drawing)\b",
    rf"{_POLITE}(write|draft|compose|finish|improve|correct|rewrite|translate|answer|proofread) my "
    rf"(\w+ )?{_TEXT}\b",
    rf"(?:{_POLITE}|\b(?:and|or|then) ){_ASKED}(write|draft|compose|create|generate|make|translate|"
    rf"summari[sz]e|explain|code|program|solve|calculate|fix|recommend|sing|tell|give|order|book|"
    rf"send|call|draw|search|google|look up)\b(?!.{{0,40}}\b(plan|question|example|interview|"
    rf"customer|"
    r"that again|it again|mean|notes?|this step|means?)\b)(?! (that|it|this)( down| to me| again|"
    r" please)?[?.!]*$)",
    r"^please (write|draft|compose|translate|summari[sz]e|solve|calculate|code|recommend|sing|"
    r"generate|order|book|draw)\b(?!.{0,30}\b(plan|interview)\b)",
    rf"{_POLITE}(write|compose|create|generate|draft|sing) (a|an|some) (\w+ ){{0,2}}(poem|haiku|"
    rf"story|"
    r"song|joke|limerick|essay|novel|rap|fairy tale|python|javascript|java|sql|html|regex|code|"
    r"cover letter|love letter|(python|shell|bash|sql) (script|program|function|query))\b",
    rf"{_POLITE}translate (this|the following|these|that)\b.{{0,40}}\b(into|to|in) (english|german|"
    r"french|spanish|italian|polish|dutch|portuguese|turkish|russian|chinese|arabic|japanese)\b",
    rf"{_POLITE}(summari[sz]e|rewrite|rephrase|proofread|solve|calculate|compute) (this|"
    rf"the following|"
    r"the text|these|that)\b",
    # Facts about the world; questions about the interview are answered elsewhere.
    r"^(so |and |but |hey |ok |tell me,? )?(what|who|when|where|how|which)('?s| is| was| are|"
    r" were) the "
    r"(capital|population|president|chancellor|prime minister|king|queen|pope|weather|time|date|"
    r"meaning of life|square root|distance|height|speed of light|best (film|movie|restaurant|"
    r"football\w*|team)|highest|tallest|largest|biggest (country|city|ocean|planet)|temperature "
    r"(in|outside)|news|score|stock price|exchange rate|currency|longest river)\b",
    r"^(so |and |but |hey )?(who|which team|which country|what country) (won|invented|wrote|"
    r"discovered|"
    r"painted|composed|founded|directed|killed|was the first|is the (president|king|queen|pope|"
    r"richest))\b",
    r"^(what is|what's|how much is|calculate|compute|solve)[: ]+\(?[\d(][\d.,]*\s*(x|\*|\+|-|/|"
    r"times|plus|"
    r"minus|divided by|squared|to the power)",
    r"^solve (this|the|for|x)\b",
    r"^(how|who|where) (old|tall|far|big|deep|high|heavy) is (the|a|an) (?!list|report|"
    r"customer)\w+",
    r"^(do you (like|love|believe in|have) (a |any )?(football|music|god|pizza|cats|dogs|"
    r"girlfriend|"
    r"feelings|politics)|what is your favou?rite)\b",
    # The result instead of the work.
    rf"{_POLITE}(set|mark|rate|score|grade|change|fill|give) (all|every|each|the|my|me|yourself|"
    rf"in)\b"
    r".{0,50}\b(excellent|full (marks|points|score)|highest|maximum|perfect|ten out of ten|10/10|"
    r"40 "
    r"(of|out of) 40|100 ?%)",
)


def wants_something_else(text: str) -> bool:
    """Return whether a message tries to make the coach do something else than the interview.

    Args:
        text: What the employee typed, cleaned.
    """
    return bool(_TEMPLATE.search(text)) or any_holds(_RULES, plain_sentences(text))
