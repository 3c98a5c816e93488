"""Messages that name or hint at wrongs of people at work: fraud, theft, bribes, forged records.

Also safety switched off on purpose, and drink or drugs on duty. Those who look for such things
(auditors, insurers, police, guards) and what strangers do are left alone, and so is every safe way
to take off a guard.
"""

from __future__ import annotations

from coach.interview.people import MATE, NAME, STRANGERS
from coach.interview.rules import any_holds, rules

_TASK = (
    r"\b(investigat\w*|detect\w*|prevent\w*|audit(s|ed|ing|or|ors)?|insurer|insurance company|"
    r"police|detectives?|court|lawyers?|hot ?line|polic(y|ies)|training|teach|train|"
    r"look(s|ing)? (for|out)|check (whether|if|for|that)|search(es|ing)? for|"
    r"cases?|claims? (for|of|department)|alerts?|customs|inspectors? (find|look)|whether|"
    r"to stop (people|them)|so that nobody|make sure)\b|\b(people|those|anybody|anyone|"
    r"someone) who\b"
)
"""Somebody's task is to find it or to keep it from happening."""
_ADVERBS = (
    r"(?: (?:here|who|always|often|also|still|even|just|sometimes|regularly|really|probably|"
    r"secretly|"
    r"simply|all|usually|in \w+|from \w+|on \w+|has|have|had|is|are|was|were|been|keeps?)){0,3}"
)
_INSIDER = (
    rf"(?:(?:\b(?:my|our|the|a|one|another|some|his|her|two|three|this|old|of (?:my|our|the)) "
    rf"(?:\w+ ){{0,2}}(?:{MATE}|people|guys|men|others|ones)|\b{NAME}|\b{MATE}|"
    r"\b(?:somebody|someone|people|guys) (?:here|in (?:my|our|the)? ?\w+|from (?:our|my) \w+|on "
    r"\w+)|\b(?:company|firm|management|finance|accounting|purchasing)))"
)
_WE = rf"(?:\bi|\bwe|\bhe|\bshe|\bthey|{_INSIDER}){_ADVERBS}"
_THEY = rf"(?:\bhe|\bshe|\bthey|{_INSIDER}){_ADVERBS}"
_ORDERED = (
    r"\b(?:told|tells?|asks?|asked|wants?|wanted|forces?|forced|makes?|made|orders?|ordered|"
    r"have|has|had|need|let)(?: (?:me|us|them|him|her|everybody|people|the \w+))? (?:to )?"
)
_FORGE = (
    r"(?:fak(?:e|es|ed|ing)|falsif(?:y|ies|ied|ying)|forg(?:e|es|ed|ing)|manipulat(?:e|es|ed|ing)|"
    r"doctor(?:s|ed|ing)?|fiddl(?:e|es|ed|ing)(?: with)?|tamper(?:s|ed|ing)?(?: with)?|"
    r"fudg(?:e|es|ed|ing)|backdat(?:e|es|ed|ing)|invent(?:s|ed|ing)?|ma(?:ke|kes|de|king) up|"
    r"cook(?:s|ed|ing)?|massag(?:e|es|ed|ing)|embellish(?:es|ed)?)"
)
_RECORD = (
    r"(?:numbers?|figures?|records?|logs?|log ?books?|reports?|data|results?|protocols?|"
    r"documents?|certificates?|papers|receipts?|invoices?|hours|time ?sheets?|books|accounts|"
    r"signatures?|tests?|measurements?|temperatures?|dates?|readings?|statistics|check ?lists?|"
    r"inspections?|weights?|stock|documentation|balance|audit)"
)
_BETWEEN = r"(?: (?!nothing|no|never)\w+){0,3}"
_STEAL = r"(?:steals?|stole|stealing|stolen|embezzl(?:e|es|ed|ing)|pockets?|pocketed)"
_SAFETY = (
    r"(?:safety(?: \w+)?|light curtains?|interlocks?|guards?|sensors?|emergency (?:stop|button)|"
    r"alarms?|smoke detectors?|limiters?|tachographs?|lock-?outs?|two-?hand (?:switch|control)|"
    r"protection|door switch|barrier)"
)
_OFF = (
    r"(?:switch(?:es|ed|ing)?|turn(?:s|ed|ing)?|disabl(?:e|es|ed|ing)|bypass(?:es|ed|ing)?|"
    r"overrid(?:e|es|ing)|bridg(?:e|es|ed|ing)|tap(?:e|es|ed|ing)|remov(?:e|es|ed|ing)|"
    r"tak(?:e|es|ing)|took|jam(?:s|med)?|wedg(?:e|es|ed)|block(?:s|ed)?|cheat(?:s|ed)?|"
    r"unplug(?:s|ged)?|ignor(?:e|es|ed))"
)
_ON_PURPOSE = (
    r"(?:to (?:be|go|work|get|run) (?:\w+ )?(?:quicker|faster|done)|faster|quicker|"
    r"to save (?:time|money)|on purpose|(?:foreman|boss|manager|lead|supervisor|they) (?:wants?|"
    r"says|said|told|orders?|asked)|although|nobody (?:checks|sees|says|knows)|"
    r"to (?:reach|make|meet|hit) (?:the|our)|(?:does not|doesn't|never) stop|it slows|illegal)"
)
_DRINK = (
    r"(?:vodka|beers?|alcohol|whisky|whiskey|wine|schnapps|rum|drugs|cocaine|coke|weed|cannabis|"
    r"pot|joints?|speed|pills)"
)
_ON_DUTY = (
    r"(?:at work|on (?:the )?(?:job|shift|duty|site|nights?|machine)|(?:during|in|before|"
    r"on) (?:the|"
    r"his|her|our|their|every|each) ?(?:\w+ )?(?:shifts?|work|breaks?|duty|van|truck|cab|locker)|"
    r"while (?:driving|working)|(?:when|while) (?:he|she|they) (?:drives?|works?|operates?))"
)

_SIGN_BLINDLY = (
    r"(?:sign|tick|stamp|confirm|initial)(?:s|ed|ing)?\b.{0,60}\b(?:without (?:really |even |"
    r"ever )?"
    r"(?:look|check|test|inspect|do|read|measur|see|having look|having check)\w*|"
    r"(?:although|though|but|and) (?:nobody|no ?one|it was (?:not|never)|(?:we|i|they) never))"
)
_HIDE = (
    r"(?:hides?|hid|cover(?:s|ed)? up|conceal(?:s|ed)?)\b.{0,30}\b(?:losses|accidents?|defects?|"
    r"mistakes|errors|costs|leaks?|complaints) from (?:the )?(?:customers?|authorities|auditors?|"
    r"owner|bank|inspectors?|regulator)"
)
_RELABEL = (
    r"chang(?:e|es|ed|ing) the (?:dates?|labels?|results?|readings?) (?:on|of|"
    r"in) (?:the )?(?:expired|"
    r"old|bad|failed|rotten)"
)
_UNSAFE = (
    rf"{_OFF} (?:off |down |up |over |out )?(?:the |our |all )?(?:\w+ )?{_SAFETY}\b"
    rf".{{0,60}}\b{_ON_PURPOSE}"
)
_ANYBODY_DOES = (
    # Records.
    rf"{_FORGE}{_BETWEEN} {_RECORD}\b",
    _SIGN_BLINDLY,
    r"(?:write|writes|wrote|enter|enters|fill in|put|note)\b.{0,80}\b(?:temperature|log|protocol|"
    r"check ?list|readings?|inspection|measurements?|values?)\b.{0,80}\bwithout (?:really |even |"
    r"ever )?(?:measur|check|look|test|read|do)\w*",
    r"mov(?:e|es|ed|ing) (?:the )?(?:invoices?|costs?|sales|bookings?|orders?|losses)\b.{0,60}\b"
    r"(?:on purpose|look (?:good|better)|bonus|hide)",
    _HIDE,
    _RELABEL,
    r"(?:skips?|skipped|never (?:do|did|does)|don'?t do)\b.{0,50}\b(?:(?:sign|tick|stamp)(?:s|"
    r"ed)?\b"
    r".{0,15}\b(?:anyway|it)\b|(?:write|say|wrote|note|report)s? (?:down )?that (?:we|they|it)\b)",
    r"(?:accepts?|takes?|gets?|receives?) (?:\w+ )?(?:gifts?|presents?|holidays?|trips?)\b.{0,25}\b"
    r"(?:supplier|vendor|contractor)s?\b.{0,15}\b(?:so|to get|for|because|and)\b",
    r"(?:bill|charge|invoice|claim)(?:s|d|ed)?\b.{0,60}\b(?:never (?:happened|took place|existed|"
    r"(?:did|done|gave|given|delivered|made))|(?:we|they) (?:never|did not|didn't) (?:do|did|make|"
    r"give|deliver|gave))\b",
    # Bribes and fraud.
    r"(?:takes?|took|accept(?:s|ed)?|pays?|paid|gets?|got|gives?|gave|receives?|asks? for|wants?|"
    r"expects?)(?: \w+){0,2} (?:bribes?|kick ?backs?|back-?handers?|hush money|"
    r"money (?:back|under the table)|envelopes?(?: \w+)? (?:of|with) (?:cash|money))\b",
    r"brib(?:e|es|ed|ing) (?:the |our |an? |some )?(?:\w+ )?(?:inspectors?|officials?|officers?|"
    r"buyers?|mayor|doctors?|customs|authorities|suppliers?)\b",
    r"commit(?:s|ted|ting)?(?: \w+)? fraud\b",
    # Safety and surroundings.
    _UNSAFE,
    r"(?:dump(?:s|ed)?|pour(?:s|ed)?|tip(?:s|ped)?|bury|buries|burns?)\b.{0,30}\b(?:oil|waste|"
    r"chemicals?|acid|paint|asbestos|solvents?|sludge)\b.{0,25}\b(?:river|drain|lake|woods?|"
    r"forest|field|sewer|ground|sea|creek|stream)\b",
    r"(?:sells?|sold|serves?|ships?|deliver|use)\b.{0,30}\b(?:expired|rotten|spoiled|out of date|"
    r"past (?:its|their) date) (?:meat|food|medicine|goods|products)\b.{0,40}\b(?:label\w*|date|"
    r"knows?|anyway|customers)",
    rf"(?:send|ship|sell|use|deliver|bill|sold|sent)\b.{{0,40}}\b(?:forged|faked?|false|"
    rf"falsified) {_RECORD}",
)
"""Wrongs that the employee may also tell of themselves ("we", "I")."""
_OTHERS_DO = (
    # Theft, also of wages.
    rf"{_STEAL}\b(?! the (?:show|march))",
    r"takes?\b.{0,30}\bhome\b.{0,20}\bsells?\b",
    r"(?:puts?|takes?|took|keeps?|moves?)(?: \w+){0,2} (?:money|cash|tips)\b.{0,25}\b(?:aside|"
    r"(?:his|her|their) (?:own )?(?:pockets?|account)|(?:himself|herself|themselves)|"
    r"(?:from|out of) the (?:till|register|safe|box|cash))",
    r"(?:delet|remov|cut|steal|eras)\w* (?:our|my|the|all|some) (?:\w+ )?(?:overtime|wages?|tips?|"
    r"extra hours)\b",
    r"sells?\b.{0,20}\b(?:diesel|fuel|petrol|copper|scrap|metal|tools|material|medicine|pills)\b"
    r".{0,25}\b(?:from the|out of the|privately|on the side|for (?:himself|herself|themselves)|"
    r"keeps)\b",
    r"(?:pays?|paid)\b.{0,25}\bcash\b.{0,20}\b(?:without (?:papers|contract|tax|invoice)|no tax)",
    r"(?:copies|copied|takes?|took|downloads?) .{0,20}\bdata\b.{0,15}\b(?:sells?|sold)\b",
    r"(?:writes?|orders?|prints?|approves?|books?|pays?)(?: \w+)? (?:prescriptions?|bonus(?:es)?|"
    r"drugs|"
    r"medicine|money|overtime) (?:for|to) (?:himself|herself|themselves)\b",
    # Favours, cheating, expenses.
    r"(?:clocks?|clocked|punch(?:es)?|stamps?|badges?|checks?) in for (?:others|his|her|their|a |"
    r"each other|some|people)",
    r"us(?:es?|ed|ing) my (?:login|password|account|signature|badge|card|"
    r"stamp)\b.{0,20}\b(?:approve|"
    r"sign|order|book|pay|release)\w*",
    r"(?:knows?|knew)\b.{0,50}\b(?:not (?:certified|safe|tested|approved|clean)|defective|"
    r"contaminated|dangerous)\b.{0,40}\b(?:anyway|ships?|sells?|still|does nothing|keeps?)\b",
    r"smells? of (?:alcohol|drink|beer|vodka|wine|weed)\b",
    r"(?:gives?|gave|hands?)(?: \w+){0,3} (?:contracts?|orders?|jobs?|work|deals?) to (?:his|her|"
    r"their) (?:own )?(?:brothers?|sister|wife|husband|sons?|daughter|cousins?|nephew|family|"
    r"friends?|company|firm)\b",
    r"(?:cheats?|cheated|defrauds?|deceives?|rips? off|overcharges?) (?:the |our |on )?(?:\w+ )?"
    r"(?:customers?|clients?|tax|taxes|patients?|insurance|government|state|authorities|"
    r"inspectors?|auditors?|health fund)\b",
    r"(?:claim(?:s|ed)?|charge[sd]?|bills?|books?|booked|puts?|expenses?)(?: (?:his|her|their|the|"
    r"all|own)){0,3} (?:private|personal|family|holiday|own)\b.{0,50}\b(?:as|to|on|through|under) "
    r"(?:the |our )?(?:travel|company|expenses?|business|firm|department|costs?|card)",
    # Drink and drugs on duty.
    rf"(?:is|are|was|were|comes?|came|shows up|drives?|drove|works?|turns up)(?: \w+){{0,2}} "
    rf"(?:drunk|stoned|high|on drugs|intoxicated|tipsy)(?: \w+){{0,2}} {_ON_DUTY}",
    r"(?:comes?|came|shows up|turns up|works?|drives?|drove)(?: \w+){0,2} "
    r"(?:drunk|stoned|on drugs)\b",
    r"(?:is|are)(?: often| always| mostly)? (?:drunk|stoned|on drugs)\b.{0,25}\b(?:every|most|"
    r"again|by (?:noon|lunch|ten|nine)|all (?:day|night)|half)",
    rf"(?:drinks?|drank|drinking|smokes?|smoked|takes?|sniffs?|deals?) (?:\w+ )?{_DRINK}\b"
    rf".{{0,30}}\b{_ON_DUTY}",
    rf"(?:drinks?|drank|drinking) {_ON_DUTY}",
)
"""Wrongs of others; of oneself these words mostly mean something else."""
_SAID = (
    rf"{_ORDERED}(?:{_FORGE}{_BETWEEN} {_RECORD}\b|{_SIGN_BLINDLY}|{_UNSAFE}|{_HIDE}|{_RELABEL})",
    r"\b(?:makes?|made|told|tells?|forces?|forced|orders?|ordered|wants?) (?:me|us|them|everybody|"
    r"people)(?: to)?\b.{0,40}\bwithout (?:a |the |any |our )?(?:\w+ )?(?:harness|guards?|"
    r"permits?|masks?|helmets?|licen[cs]e|safety|gloves|lock-?out|protection|brakes)\b",
    rf"\b{_RECORD} (?:is|are|was|were|get|gets)(?: (?:all|simply|just|often|mostly|"
    rf"always))? (?:made up|"
    r"faked?|falsified|forged|fabricated|invented|manipulated|backdated)\b",
    rf"\b{_SAFETY}\b.{{0,25}}\b(?:was|were|is|are|got) (?:\w+ )?(?:removed|switched off|taken off|"
    rf"disabled|bypassed|taped|bridged|turned off)\b.{{0,50}}\b{_ON_PURPOSE}",
    r"\b(?:second|two|double) (?:sets? of )?books\b",
    r"\b(?:supplier|vendor|contractor|dealer)s?\b.{0,30}\b(?:they |who )?(?:sends?|pays?|paid|"
    r"gives?|"
    r"gave|buys?|bought) (?:him|her|them|my boss|our buyer)\b.{0,30}\b(?:holidays?|trips?|gifts?|"
    r"watch|tickets|money|cash|car|envelope)",
    r"\b(?:employees|workers|people|names|suppliers|companies) (?:who|that|which) (?:do not|don't) "
    r"exist\b",
    r"\b(?:involved in|part of) (?:a |the )?(?:\w+ )?fraud\b",
    r"\b(?:evad(?:e|es|ing)|dodg(?:e|es|ing)) (?:\w+ )?tax(?:es)?\b|\binsider trading\b",
    r"\b(?:paid|pays?|paying|sells?|work)\b.{0,20}\b(?:off the books|under the table)\b",
    r"\b(?:what (?:he|she|they|we) (?:do|does|are doing|is doing)|this|that|it)(?:'s| is)"
    r"(?: really| actually| simply)? (?:illegal|against the law|criminal|a crime)\b",
)
_WRONGS = rules(
    rf"{_WE} (?:{'|'.join(_ANYBODY_DOES)})",
    rf"{_THEY} (?:{'|'.join(_OTHERS_DO)})",
    *_SAID,
    unless=_TASK + "|" + STRANGERS,
)


def is_misconduct(said: list[str]) -> bool:
    """Return whether a message names or hints at a wrong that somebody at work does.

    Args:
        said: Sentences of a message, from ``plain_sentences``.
    """
    return any_holds(_WRONGS, said)
