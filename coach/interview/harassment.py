"""Messages about harassment, bullying, threats or discrimination that somebody at work suffers.

Those whose job it is to take complaints, to train or to advise speak about it without suffering
it, and customers who shout are many people's ordinary day; both are left alone, blows are not.
"""

from __future__ import annotations

from coach.interview.people import CLIENTS, MATE, NAME
from coach.interview.rules import any_holds, rules

_TASK = (
    r"\b(complaints?|cases?|(harassment|conduct|diversity|awareness) trainings?|records? (of|on)|"
    r"statistics|polic(y|ies)|works council needs|"
    r"i (advise|counsel|investigate|train|teach|support|help|handle|process|document)|"
    r"(women|men|people|employees|those|pupils|staff|victims) who (were|are|was|have|had|get))\b"
)
"""Somebody's task is to deal with it."""
_WHO = (
    rf"(?:\b(?:he|she|they|who|somebody|someone|(?:a|the|my|our|one of the|his|her) (?:\w+ )"
    rf"{{0,2}}(?:{MATE}|owner|doctor|guys?|men|man|woman|women|people|others|ones|team|lads)|"
    rf"{NAME}|"
    rf"{MATE}|people|the others|everybody|everyone|men|guys)"
    r"(?: (?:here|always|often|also|still|even|just|sometimes|constantly|regularly|really|who|"
    r"from \w+|in my "
    r"team|at work|keeps?|kept|started to|likes to|tried to|tries to|has|have|had)){0,3})"
)
_WHOM = (
    r"(?:me|us|her|him|(?:my|our) (?:colleagues?|co-?workers?|team ?mates?|girls|women|"
    r"apprentices?|"
    r"trainees?)|(?:the|our|a|some) (?:new |young |other |older |agency |foreign )?(?:girls?|"
    r"women|woman|trainees?|apprentices?|interns?|temps?|colleagues?|workers|foreigners|people|"
    r"cleaners|staff)|people|others|trainees|apprentices|women|everybody|everyone|somebody)"
)
_BODY = (
    r"(?:breasts?|boobs?|bottom|butt|bum|ass|arse|legs?|thighs?|knees?|waist|hair|hips?|chest|"
    r"body|skirt|private parts)"
)
_BULLIES = (
    r"(?:bull(?:y|ies|ied|ying)|mob(?:s|bed|bing)?|harass(?:es|ed|ing)?|humiliat(?:e|es|ed|ing)|"
    r"belittl(?:e|es|ed|ing)|intimidat(?:e|es|ed|ing)|blackmail(?:s|ed|ing)?|degrad(?:e|es|ed)|"
    r"molest(?:s|ed|ing)?|grop(?:e|es|ed|ing)|stalk(?:s|ed|ing)?|abus(?:e|es|ed|ing))"
)
_INSULTS = (
    r"(?:insult(?:s|ed|ing)?|swears? at|spits? (?:at|on)|threaten(?:s|ed|ing)?|ridicules?|mocks?|"
    r"laugh(?:s|ing)? at|picks? on|mak(?:es|e|ing) fun of|made fun of|whistles? at)"
)
_TRAITS = (
    r"(?:woman|women|girl|female|mother|black|brown|white|asian|african|arab|muslim|jewish|jew|"
    r"christian|hindu|sikh|gay|lesbian|bi|queer|trans|foreign|foreigner|foreigners|immigrant|"
    r"refugee|disabled|in a wheelchair|old|too old|pregnant|turkish|polish|romanian|indian|"
    r"chinese|russian|roma)"
)
_OWN_TRAIT = (
    r"(?:skin(?: colou?r)?|religion|faith|accent|gender|origin|nationality|headscarf|hijab|"
    r"disability|age|race|colou?r|sexuality|body|weight|looks)"
)
_ILL_TREATED = (
    r"\b(not|never|n't|no|worst|worse|less|refuse[ds]?|passed over|fired|paid|ignored?|excluded?|"
    r"leaves? (me|us) out|left out|lower|discriminat\w+|only get|bad shifts)\b"
)

_ANYBODY = rules(
    # Hands, blows and sexual advances, whoever does it.
    rf"(?<!it )(?<!that )(?<!really )\b(touch(es|ed|ing)?|grab(s|bed|bing)?|pinch(es|ed)?|"
    rf"strok(es|ed|ing)|squeez(es|ed)|slap(s|ped)?|rub(s|bed)) (me\b(?! (as|when the|how|deep))|"
    rf"(my|her|their) {_BODY}\b)",
    r"\b(touch(es|ing)|grop(es|ing)|grabs|grabbing|kiss(es|ing)|hugs|hugging) (the |our |all |"
    r"young "
    r"|female |new ){0,3}(women|girls|trainees|interns|apprentices)\b",
    r"\b(if|unless)\b.{0,20}\b(go out|sleep|go on a date|have dinner|have a drink) with (him|her)\b"
    r".{0,60}\b(promotion|contract|job|forget|career|shift|raise)\b",
    r"\bthreat(en|ens|ened|ening|s) to (fire|sack|beat|hurt|ruin|expose|report) (me|us|her|him)\b",
    r"\b(spreads?|spreading|tells?|telling) (lies|rumou?rs|stories) about (me|us|my)\b",
    r"\bkeeps? (asking me out|texting me|calling me at (home|night)|touching|following me)\b",
    r"\b(my mistakes|me|at me)\b.{0,25}\bin front of (everyone|everybody|all|the (whole )?(team|"
    r"group))\b"
    r".{0,30}\b(laugh\w*|stupid|idiot|shout\w*|scream\w*)",
    r"\b(threw|throws?|thrown)\b.{0,25} at (me|us)\b",
    rf"\bhands? (on|up|under|around) (my|her) ({_BODY}|shoulders?)\b",
    r"\b(tried to|tries to|wants to|wanted to) kiss (me|her)\b",
    r"\b(want(s|ed)?|asks?( me)? for|asked( me)? for|demands?|expects?) (to have )?sex\b|"
    r"\bto sleep with (him|her)\b.{0,30}\b(job|contract|promotion|or|if)\b",
    r"\b(send(s|ing)?|sent|shows?|showed) (me |us |her |the \w+ )?(\w+ )?(naked|nude|dirty|porn\w*|"
    r"dick|sexual) ?(pictures?|photos?|pics?|videos?|messages|texts|jokes)?\b(?! (rags|dishes))",
    r"\bpush(ed|es) me (against|into|down|to the (wall|floor|ground))\b",
    r"\b(punche[sd]|beat up|spat (at|on)|spits (at|on)|kicked) me\b",
    rf"\b(he|she|{MATE}|{NAME})( \w+)? (hits?|slaps?|kicks?|beats?|slapped) {_WHOM}\b"
    r"(?! (with (work|questions|emails)|up (for|with)|to (it|the)|by|in the (table|game)))",
    unless=_TASK + r"|\b(child|children|kids|toddlers?|residents?|patients?|dogs?|horses?)\b",
)
_SUFFERED = rules(
    rf"\b(i|we|i'm|i've|we're|she|he|{NAME}|colleagues?|girl|woman|trainee|apprentice)"
    r"( (am|is|are|was|were|be|being|been|have|has|had|get|gets|got|getting|feel|often|always|"
    r"constantly|sexually|verbally|racially)){1,4} "
    r"(bullied|mobbed|harassed|groped|molested|stalked|humiliated|blackmailed|intimidated|"
    r"threatened|insulted|discriminated( against)?)\b",
    rf"{_WHO} (is |are |was |were )?({_BULLIES}) {_WHOM}\b",
    r"\bdiscriminat(e|es|ed|ing|ion) against (me|us|women|foreigners|her|him)\b",
    r"\b(i|me|my|he|she|we|they|boss|manager|gets?|makes?|made|full of)\b.{0,40}\b"
    r"(sexist|racist|dirty|lewd|homophobic|anti-?semitic|transphobic|sexual|obscene) "
    r"(messages?|jokes?|remarks?|comments?|names|e-?mails?|slurs?|insults?|advances|things)\b",
    r"\bsexual(ly)? (harass\w+|assault\w*|abus\w+)\b.{0,20}\b(me|by|her|us|at work|here)\b",
    r"\b(jokes?|comments?|remarks?)\b (about|on|over) (me and )?(my|her|our) "
    rf"({_OWN_TRAIT}|language|country|english|wife|clothes|breasts|private life)\b",
    rf"\bbecause (of my ({_OWN_TRAIT})|(i'?m|i am|she is|she's|he is|we are|my wife is) "
    rf"(a |an |so |too |from )?({_TRAITS}))\b(?=.*{_ILL_TREATED})",
    rf"{_ILL_TREATED}.{{0,80}}\bbecause (of my ({_OWN_TRAIT})|(i'?m|i am|she is|she's|he is|we are)"
    rf" (a |an |so |too |from )?({_TRAITS}))\b",
    r"\b(monkey (noises|sounds)|swastikas?|hitler (salute|jokes?)|nazi (jokes?|salute))\b",
    r"\btold (me )?(that )?(i'?m|i am|i was) too (old|fat|foreign|brown|ugly|female)\b",
    r"\b(to punish|punish(es|ed|ing)?) (me|us)\b|\btreats? (me|us|them|people) like "
    r"(slaves?|animals?|dirt|dogs?|shit|a slave|an animal)\b",
    r"\bmak(e|es|ing) (my|her|his|our) life (a |into a )?(living )?(hell|miserable|misery)\b",
    rf"\b(afraid|scared|frightened) of (my|our|the|a|this) (\w+ )?({MATE})\b",
    unless=_TASK,
)
_AT_WORK = rules(
    rf"{_WHO} ({_INSULTS}) {_WHOM}\b(?! (to|with) (leave|cancel|go|stop|a lawyer|legal))",
    r"\bcall(s|ed|ing)? (me|us|her|him|(the|our|all) (women|girls|foreigners|trainees)) "
    r"(bad |ugly |dirty |terrible )?names\b",
    r"\bcall(s|ed|ing)? (me|us|her|him|(the|our|all) (women|girls|foreigners|trainees)) "
    r"(a |an )?(\w+ )?(bitch|slut|whore|idiots?|stupid|retard\w*|pigs?|cows?|monkeys?|gyps(y|ies)|"
    r"fat|fatty|ugly|useless|terrorist|sluts|bitches|faggot)\b",
    rf"{_WHO} (screams?|screaming|screamed|shouts?|shouting|yells?|yelled|shouted) at "
    rf"{_WHOM}\b.{{0,60}}\b(insult\w*|every ?day|in front of|names|stupid|all the time|always|"
    rf"daily|for nothing|idiots?|calls?|cry)\b",
    rf"{_WHO} (follows?|following|followed|waits? for|stares? at|"
    rf"watch(es)?) me\b.{{0,20}}\b(home|car|"
    r"around|after work|parking|toilets?|changing|all the time|every)\b",
    rf"{_WHO} ({_INSULTS}) (how i|the way i|my ({_OWN_TRAIT}|english))\b",
    rf"\bmy (\w+ )?{MATE}\b.{{0,30}}\b(makes|made) me cry\b|"
    rf"\bcry\b.{{0,30}}\bbecause of my {MATE}\b",
    rf"{_WHO} (hides?|hid|steals?|breaks?|destroys?) my (tools|things|food|clothes|locker|phone)\b"
    r".{0,30}\b(laugh\w*|fun|bull\w+|mob\w*|every)\b",
    r"\b(no ?body|no one) (here )?(talks|speaks|eats) (to|with) me\b.{0,30}\b(since|because)\b",
    unless=_TASK + "|" + CLIENTS,
)


def is_harassment(said: list[str]) -> bool:
    """Return whether somebody at work is harassed, bullied, threatened or discriminated against.

    Args:
        said: Sentences of a message, from ``plain_sentences``.
    """
    return any_holds((*_ANYBODY, *_SUFFERED, *_AT_WORK), said)
