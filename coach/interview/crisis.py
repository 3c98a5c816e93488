"""Messages of somebody whose life may be in danger: their own, or that of a person near to them.

These rules would rather be wrong than miss one. What people whose work is with death, violence or
despair say about it (wards, crisis lines, police) is left alone, and so is what is only a way to
speak ("the deadline kills me").
"""

from __future__ import annotations

from coach.interview.people import MATE, NEAR
from coach.interview.rules import any_holds, rules

_OTHERS = (
    r"\b(patients?|callers?|clients?|residents?|inmates?|prisoners?|pupils?|students?|customers?|"
    r"passengers?|teenagers?|veterans?|offenders?|suspects?|relatives|families|"
    r"(people|someone|those|anyone|somebody|persons?|men|women) who|prevention|hot ?line|"
    r"help ?line|risk assessments?|statistics|counsellors?|on the (line|tracks?))\b"
)
"""People that a job is about, not people of one's own life."""
_I = (
    r"\bi(?:'m|'ve|'d|'ll|m)?(?: (?:am|have|had|was|will|would|could|might|just|really|only|often|"
    r"always|sometimes|still|do|feel|keep|can)){0,3}"
)
_WISH = (
    r"(?:want|wanna|wish|would like|'d like|hope|love|ready|decided|prefer|going|rather|"
    r"feel like|feels like)"
)
_THINK = r"(?:think|thinking|thought|thoughts|imagine|imagining|dream|dreaming|idea)"
_NOT = r"(?:don'?t|dont|do not|no longer|not|never)"
_MYSELF = r"my ?sel(?:f|ve)"
_HARM = r"(?:hurt|hurting|harm|harming|cut|cutting|burn|burning)"
_HIGH = r"(?:roof|bridge|ledge|balcony|cliff|window|tower|building|train|tram|truck|floor|tracks)"
_WEAPON = r"(?:knife|gun|weapon|axe|pistol)"

_OWN = (
    # The deed in plain words; what follows may show that it is only a way to speak.
    rf"\b(kil+|kil+ing|kil+ed|hang|hanging|hung|shoot|shooting|drown|drowning|poison|stab|strangle)"
    rf" {_MYSELF}\b(?! (in the foot|to (meet|get|finish|make|keep|reach|do|deliver|please|hit|be)|"
    r"here\b|laughing|trying|for (the|this|them|that|a|these)|over (the|this|it)|"
    r"with (work|overtime|paper\w*)|on (the|that|a|this) |up\b|out\b))",
    r"\b(end|ending|ended|take|taking|took|finish) my (own |whole )?life\b"
    r"(?! (insurance|in my))",
    r"\bend(ing)? (it all|everything (tonight|today|now|for good)|it (tonight|for ?ever))\b",
    rf"{_I}( \w+){{0,2}} suicidal\b(?! (patients?|people|callers?|clients?|residents?))",
    r"\b(i have|i've|i had|i get|i have had|my( own)?|having) (\w+ )?sui?cid\w* "
    r"(thoughts?|ideas?|feelings|plans?)\b(?! of (patients|residents|clients|people))",
    # Wanting to be dead.
    rf"{_I}( \w+)? ?{_WISH}( just| really| only)?( to)? (die|be dead|dying)\b"
    r"(?! (of|laughing|than|at home|in peace|from))",
    rf"{_I}( \w+)? {_THINK}( \w+)? (of|about) (dying|being dead)\b(?! (people|patients|residents))",
    r"\bi( just| really|'ve| have)?( often| always)? wanted to die\b",
    r"\b(wish|if|easier|better)\b.{0,25}\bi (was|were|am|would be|wasn'?t|weren'?t)( \w+)? "
    r"(dead|alive|never born|no longer here|not here any ?more)\b(?! (tired|sure|slow|easy))",
    r"\bi (will not|won'?t|may not|might not|do not expect to) be alive\b",
    rf"\b{_NOT} want to be here any ?more\b(?! in (this|the))",
    r"\bmy own death\b|\bdeath would be (a|my|the) (relief|way out|peace)",
    r"\b(do|doing|done) something (bad |stupid )?to my ?self\b",
    r"\bif i (did not|didn'?t) exist\b|\bleave this life\b|\bgive up on (my )?life\b",
    rf"\b({_WISH}|{_THINK})\b.{{0,40}}\b(to be|being) dead\b(?! (tired|sure|slow|easy|on))",
    r"\bi( really)? (can'?t|cannot|can not) (go|carry) on( any ?more| any longer| living)?[.!]?$",
    r"\bi (see|have|find) no (other )?way out( any ?more| for me)?[.!]?$",
    r"\bi\b.{0,30}\b(disappear|sleep) for ?ever\b",
    # Harm to oneself; accidents at work are left out.
    rf"{_I}( started| began| want| need)?( to| been| again)? ?self[- ]?harm(ed|ing)?\b"
    r"(?! (patients|cases|risk))",
    rf"\b{_HARM} {_MYSELF} (on purpose|deliberately|at night|to feel|every night|again[.!]?$)",
    rf"\b({_WISH}|{_THINK}|urge|started?|starting|need|plan)( \w+){{0,2}} {_HARM} {_MYSELF}\b"
    r"(?! (on|with the|off|in) )",
    r"\b(start(ed)?|keep|kept|want|used|going|again)\b.{0,15}\b(cut|cutting|slit|burn) "
    r"my (arms?|wrists?|legs?|skin)\b(?! (on|with the|at|off) )",
    r"\b(cut|slit|slash|open|cutting)( open)? my (wrists?|veins)\b",
    r"\bi\b.{0,25}\b(take|took|taking|swallow(ed)?)( \w+){0,3} (pills|tablets)\b"
    r".{0,40}\b(over|end|die|dead|for ?ever|tonight|peace|goodbye)\b",
    r"\bi\b.{0,20}\boverdosed?\b",
    r"\bi (just |have |already )*swallowed\b.{0,30}\b(box|bottle|packet|pack|paracetamol|bleach)\b",
    rf"\bi\b.{{0,30}}\b({_WISH}|{_THINK})\b.{{0,20}}\bdriv(e|ing) off the (road|bridge|cliff)\b",
    r"\b(how|when|where) (and (how|when|where) )?i (will|would|am going to) (do it|die)[.!]?$",
    rf"\b(i|me)\b.{{0,30}}\b({_WISH}|{_THINK})\b.{{0,30}}\bjump(ing)?\b.{{0,30}}\b{_HIGH}\b",
    rf"\b(i|me)\b.{{0,40}}\b({_WISH}|{_THINK}|wonder)\b.{{0,40}}\b(in front of|under) (a|the) "
    r"(train|tram|truck|lorry|bus|car|subway|metro|traffic)\b",
    r"\b(hope|wish)\b.{0,40}\b(crash(es|ed)? with me|hits? me|kills me|ran me over|"
    r"with me in it)\b",
    rf"\b({_WISH}|{_THINK}( of| about)?) ending it\b(?! (here|now|with|after|before))",
    r"\b(wrote|written|write|writing) (\w+ ){0,2}(goodbye|farewell|suicide) (letters?|notes?)\b",
    r"\btried (it|that|once)\b.{0,20}\bwith (tablets|pills|a rope|a knife|gas)\b",
    rf"\bi('ve| have|'m| am| keep)( \w+)? {_HARM} {_MYSELF}\b(?! (on|with the|in the|at) )",
    rf"{_I}( should| may as well| might as well| deserve to| better)( just| really)? "
    r"(die|be dead|not exist|not live|not be alive)\b(?! (of|laughing|if|when|for))",
    r"\b(lost|lose|no) (the|my|all|any)? ?(will|wish|desire|strength) to live\b",
    r"\bi('m| am) (done|finished) with (my )?(life|living|this world)\b|\bleave this world\b",
    r"\bi('m| am)( only| just)? a burden (to|for|on) (everyone|everybody|my (family|kids|wife)|"
    r"all)",
    r"\bi (hate|cannot stand|can'?t stand) (being alive|living)\b",
    r"\b(can'?t|cannot) live( like this| any ?more| with this pain|[.!]|$)",
    r"\bi (have|get|had|am having)( \w+)? dark thoughts\b|\bmy thoughts (of|about) (death|dying)\b",
    r"\bi (just |only )?(want|wish) (to (disappear|vanish|not exist)|not to exist|"
    r"i could disappear)"
    r"\b(?! from (the|this) (list|meeting|mail))",
    r"\b(why|what) (should )?i (should )?(keep |go on |am still |still )(liv(e|ing)|alive|be alive)"
    r"( for)?\b(?! (in|near|here|there|with|at))",
    rf"\bi\b.{{0,30}}\b{_HIGH}\b.{{0,40}}\b{_THINK}\b.{{0,20}}\bjump(ing)?\b",
    rf"\bi\b.{{0,30}}\b({_WISH}|{_THINK})\b.{{0,30}}\b(driv|crash|steer)\w*\b.{{0,25}}"
    r"\binto (a|the) (tree|wall|bridge|pillar|lorry|truck)\b",
)
_SAID = (
    r"\b((want|going|plan|tried|try|like|thinking|think|thought|consider\w*)( to| of| about)?"
    r"( commit| my)?|commit(ted|ting)?) sui?cide\b"
    r"(?! (prevention|watch|risk|line|hot|help|cases?|notes?|rates?))",
    rf"^(just )?{_WISH} (to )?(die|be dead)\b"
    r"(?! (of|laughing|than|at home|in peace|with dignity|from))",
    rf"\b{_NOT}( \w+){{0,2}} (want|wish|like|need)( to)? "
    r"(live( any ?more| any longer| like this| with this pain| and| but| because)\b|live([.,!]|$)|"
    r"be alive|exist|(live|be) (on|in) this (earth|world))",
    r"(\bnever|\bnot|n't)( want to| to)?( ever)? wake up\b"
    r"(?! (at|so|before|early|in time|for|when|the|by))",
    r"\bnever (been|was|were) born\b",
    r"\b(no|any|not a|what) (reason|point|sense|will|strength|energy) (to|in|of|for) "
    r"(go on |going on |keep |carry on )?(liv(e|ing)|be(ing)? alive|stay(ing)? alive)\b",
    r"\bno (reason|point|sense) (to|in) (go|going|carry|carrying) on( any ?more)?[.!]?$",
    r"\b(nothing|nobody|no one) (left )?to live for\b",
    r"\blife( \w+)? (is|has|seems|feels|isn'?t|hasn'?t)( \w+)? "
    r"(not worth|worth living|worthless|no (sense|meaning|point|value)|pointless|meaningless)",
    r"\b(tired|sick) of (my )?(life|living|being alive)\b(?! (insurance|in|with|out))",
    rf"\b(everyone|everybody|world|family|kids|children|{NEAR})\b.{{0,30}}"
    r"\bbetter (off )?without me\b|\b(they|all|people)\b.{0,30}\bbetter off without me\b",
    r"\b(nobody|no ?one|who|anybody|anyone)\b.{0,30}\b(notice[sd]?|cares?|miss(es)?|cry)\b"
    r".{0,20}\bi (died?|(was|were|am) (dead|gone)|disappear(ed)?)\b(?! for)",
)
_SOMEBODY_NEAR = (
    rf"\b(({MATE}|{NEAR})\b.{{0,40}}|(he|she|(?-i:[A-Z][a-z]+)) (\w+ )?)"
    r"\b(wants?|wanted|going|plans?|threaten(s|ed)|tried|tries|will|would|wanna|might|about|"
    r"talk(s|ed)? (of|about)|think(s|ing)? (of|about)) (to )?(kill|killing|hang|hanging|shoot|"
    r"shooting|hurt|hurting|harm|harming) (him|her|them) ?sel(f|ves)\b(?! (on|with) )",
    rf"\b(my|our|a|the) (\w+ )?({MATE}|{NEAR})\b.{{0,30}}\b(suicidal|"
    r"(wants|wanted|wishes) to (die|be dead)|commit(ted)? suicide|attempted suicide|"
    r"(take|took|end|ended) (his|her|their) (own )?life)\b",
)
_ACUTE = (
    r"\bi('m| am)( \w+){0,2} in( \w+)? danger\b(?! (of|to|that|when))",
    r"\bi\b.{0,15}(\bnot|n't)( feel(ing)?)? safe( here)? "
    r"(at home|right now|with (him|her|them)|tonight)\b",
    r"\b(threaten(s|ed|ing)?|tried|tries|swore|wants|says? (he|she|they)( will|'ll)?|"
    r"said (he|she|they)( would|'d| will)?)( to)? (kill|murder) me\b"
    r"(?! (if|for|because|when|over))",
    rf"\b{NEAR}\b.{{0,30}}\b(going to|will) (kill|murder) me\b(?! (if|for|because|when|over))",
    r"\b(shoot|stab|strangle|rape)( \w+)? me\b(?! (an?|the|over) )",
    r"\b(rape[sd]|strangled) me\b|\bi (was|have been|got) raped\b",
    rf"\b(my|our) ({NEAR})\b.{{0,20}}\b(hits?|beats?|chokes?|kicks?|kicked|punche[sd]|hurts?|"
    r"rapes?) (me|us|my|the (kids|children))\b",
    r"\b(afraid|scared|frightened)( \w+)? to go home\b",
    rf"\b(he|she|someone|somebody|man|woman|{MATE}|{NEAR})\b.{{0,25}}"
    rf"\b(waiting|outside|standing|stands|waits)\b.{{0,25}}\bwith a {_WEAPON}\b",
    r"\b(is|'s) (a |some |this )?(man|woman|person|guy|someone|somebody|student|patient)( \w+)? "
    rf"with a {_WEAPON}\b",
    r"\b(someone|somebody|man|guy|woman|student|employee|colleague)( \w+){0,2} has a (gun|"
    r"pistol)\b",
    rf"\b(he|she|{NEAR})\b.{{0,10}}\b(choked|strangled|beat|beats|hits?) me\b.{{0,30}}"
    r"\b(last night|yesterday|at home|tonight|this morning|when (he|she) (drinks|is drunk))\b",
    rf"\b(threaten(s|ed)|attacked|came at) (me|us)( \w+)? with (a|his|her) {_WEAPON}\b",
    rf"\b(not safe|afraid|help|scared|hiding)\b.{{0,40}}\bhas a {_WEAPON}\b",
    r"\b(will|'ll|want to|going to) (bring|take) (a|my) (gun|weapon|pistol) to work\b",
)
_OTHER_LANGUAGES = (
    r"\b(mich umbringen|bringe? mich um|mir das leben nehmen|nicht mehr leben|selbstmord|"
    r"(will|möchte) sterben|suizidgedanken|suizid begehen|(lieber|wäre ich) tot)\b",
    r"\b(veux mourir|me suicider|me tuer|en finir avec la vie|mettre fin à mes jours|"
    r"(envie de|veux plus) vivre)\b",
    r"\b(quiero morir(me)?|suicidarme|matarme|no quiero (seguir )?viv(ir|iendo)|"
    r"quitarme la vida)\b",
    r"\b(voglio morire|uccidermi|suicidarmi|ammazzarmi|non voglio più vivere|"
    r"togliermi la vita|farla finita)\b",
    r"\b(quero morrer|me matar|matar-me|suicidar-me|me suicidar|não quero (mais )?viver|"
    r"tirar a minha vida)\b",
    r"\b(wil (ik )?(dood|sterven)|zelfmoord|mezelf van kant|wil niet meer leven|"
    r"eind(e)? aan mijn leven)\b",
    r"\b(chcę umrzeć|chcę się zabić|się zabiję|nie chcę (już )?żyć|samobójstwo|"
    r"odebrać sobie życie)\b",
    r"\b(хочу умереть|покончить с собой|не хочу (больше )?жить|убить себя)\b",
    r"\b(ölmek istiyorum|intihar et\w*)\b",
    r"想死|自杀|不想活|死にたい|自殺|죽고 싶|자살|أريد أن أموت|انتحر",
)
"""The plainest ways to say it where somebody falls back on their own language."""
_RULES = (
    *rules(*_OWN, *_ACUTE, *_OTHER_LANGUAGES),
    *rules(*_SAID, unless=_OTHERS),
    *rules(*_SOMEBODY_NEAR, unless=_OTHERS),
)


def is_crisis(said: list[str]) -> bool:
    """Return whether somebody may be in danger of their life.

    Args:
        said: Sentences of a message, from ``plain_sentences``.
    """
    return any_holds(_RULES, said)
