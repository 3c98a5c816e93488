"""Messages about the illness, pregnancy or addiction of the employee or of a person they name.

What nurses, pharmacists or HR say about their patients and forms is their work; a cold, a sick day
or a leave says next to nothing about somebody's health. Both are left alone.
"""

from __future__ import annotations

from coach.interview.people import MATE, NAME, NEAR
from coach.interview.rules import any_holds, rules

_PERSON = (
    rf"(?:\bi|\b(?:my|our) (?:\w+ )?(?:{MATE}|{NEAR})|\bone of (?:my|our) (?:{MATE}|girls|guys)|"
    rf"\b(?:a|the) (?:\w+ )?(?:colleague|co-?worker|team ?mate|boss|foreman|supervisor)|\b{NAME})"
    r"(?: (?:here|there|(?-i:[A-Z][a-zà-ÿ]+)|from \w+|in \w+|too|also|still|now|just|already|"
    r"really|always))?"
)
_NOT_MINE = (
    r"(?! (patients?|residents?|clients?|customers?|people|persons?|ward|unit|cases?|forms?|"
    r"screenings?|research|care|clinic|centre|center|nurses?|team|group|course|training|teams|"
    r"lists?|charts?|register|centres|medication|meds|drugs|supplies|specialists?|of luck)\b)"
)
"""What follows when an illness only names somebody's field of work."""
_ILLNESS = (
    r"(?:cancer|leuk(?:a)?emia|(?:brain )?tumou?r|depression|burn-?out|bipolar(?: disorder)?|"
    r"schizophrenia|anxiety(?: disorder)?|panic attacks?|ptsd|adhd|autism|asperger'?s?|dyslexia|"
    r"epilepsy|diabetes|multiple sclerosis|parkinson'?s?|alzheimer'?s?|dementia|hiv|aids|"
    r"hepatitis|asthma|crohn'?s?|arthritis|rheumatism|lupus|migraines?|slipped disc|hernia|"
    r"herniated disc|heart (?:attack|disease|condition|problems?|failure|surgery)|stroke|"
    r"high blood pressure|back (?:pain|problems?)|infertility|miscarriage|stillbirth|abortion|"
    r"eating disorder|anorexia|bulimia|tinnitus|fibromyalgia|endometriosis|long covid|psychosis|"
    r"chronic (?:pain|illness|disease|fatigue)|mental (?:illness|health problems?)|"
    r"(?:nervous|mental) breakdown|drinking problem|alcohol problem|drug problem|addiction|"
    r"kidney (?:failure|disease)|incontinence|pregnancy)"
)
_IS = (
    r"(?:'m|'s| am| is| was| has been| have been|'ve been| became| becomes| got| gets| feels?)"
    r"(?: (?:a|an|not|very|so|too|quite|clinically|completely|totally|often|still|again|now|"
    r"already|secretly|four|five|six|seven|eight|nine|\d|months|weeks|hiv|recovering|dry|heavy|"
    r"medically|officially)){0,3}"
)
_HAS = (
    r"(?:'ve got|'ve had|'ve| have had| has had| have| has| had| got| suffers?(?: from)?|"
    r" suffered(?: from)?| struggles?(?: with)?| lives? with| deals? with| fights?| battles?|"
    r" died (?:of|from)|(?:'s| is| was) dying (?:of|from)|(?:'s| is|'m| am) having| recover(?:s|"
    r"ed|ing) from|(?:'m|'s| am| is| was| were| went| has been| "
    r"have been|'ve been)(?: \w+)? (?:off|out|away|sick|ill|home|diagnosed|treated|in treatment|"
    r"in therapy|struggling|suffering|recovering)(?: \w+)? (?:with|from|for|because of|due to))"
)
_BETWEEN = (
    r"(?: (?:a|an|the|been|severe|bad|mild|small|big|chronic|some|recurrent|really|breast|lung|"
    r"skin|prostate|bowel|type|1|2|one|two|often|regularly|regular|terrible|strong|early|late|"
    r"clinical|serious|difficult|risky|his|her|my|from|with|now|always|diagnosed|known|second|"
    r"first)){0,4}"
)
_RULES = rules(
    rf"{_PERSON}{_HAS}{_BETWEEN} {_ILLNESS}\b{_NOT_MINE}",
    rf"{_PERSON}{_IS} (pregnant|depressed|bipolar|schizophrenic|autistic|dyslexic|epileptic|"
    rf"diabetic|alcoholic|anorexic|hiv[- ]positive|burn(t|ed)[- ]?out|terminally ill|"
    rf"mentally ill|seriously ill|chronically ill|a drug addict|an addict|infertile|"
    rf"positive|deaf|blind|disabled)\b{_NOT_MINE}",
    r"^(?!(?:\w+s|patient|client|woman|she|he|it|who|somebody|someone|nobody|everyone|everybody|"
    r"each|one|customer|resident|applicant|if|that|this|there)\b)\w+ is pregnant\b",
    rf"{_PERSON}( \w+)? (was|were|am|is|been|got|get)( \w+)? diagnosed\b",
    rf"{_PERSON}{_IS} addicted to (alcohol|drugs?|pills|cocaine|heroin|"
    r"gambling|painkillers|opioids|cannabis|weed|pornography|sleeping pills)\b",
    rf"{_PERSON}.{{0,30}} (he|she|they) (has|have|had|is|was){_BETWEEN} "
    rf"({_ILLNESS}|pregnant)\b{_NOT_MINE}",
    rf"{_PERSON} had a breakdown\b.{{0,40}}\b(off|away|sick|hospital|months|weeks|clinic|therapy)",
    r"\bi('m| am) in (the|my) (\w+) month\b|\bmy baby (comes|is due|is coming)\b",
    r"\bi('ve got| have) (a )?(bad|broken|damaged|ruined) (back|knees?|hips?|shoulder|heart|"
    r"lungs?)\b",
    r"\bi (wear|have|use|carry) (a|an|my) (insulin pump|pacemaker|stoma|prosthesis|epi-?pen)\b",
    rf"{_PERSON}{_IS} (in rehab|in detox|on (antidepressants|chemo\w*|methadone|insulin|"
    rf"dialysis(?! duty)|medication for)|in (a |the )?(psychiatric|psychiatry|mental) ?\w*|"
    rf"expecting a (baby|child))\b",
    rf"{_PERSON}( \w+)? (drinks?|drank) too much\b(?! (coffee|tea|water|cola))",
    r"\bi( have to| need to| must)? (take|inject|need|use) (my )?(antidepressants?|insulin|lithium|"
    r"ritalin|methadone|chemo\w*|sleeping pills|anti-?anxiety \w+|beta ?blockers)\b",
    rf"\bmy (own |chronic |severe |bad |alcohol |drug )?({_ILLNESS}|illness|pregnancy|alcoholism|"
    rf"chemo\w*|"
    rf"disability|psychiatrist|psychotherapy|suicide attempt)\b{_NOT_MINE}",
    r"\b(i|we|she|he) (\w+ )?lost (my|our|her|the|a) baby\b",
    r"\bmy (own )?(back|knees?|shoulders?|hips?|neck|spine|wrists?) "
    r"((really|always) )?(hurts?|ache|aches|(is|are) (broken|ruined|destroyed|damaged|finished))\b",
    rf"{_PERSON} (goes|go|went) to (aa|alcoholics anonymous|a psychiatrist|a psychologist|"
    rf"dialysis|chemo\w*)\b",
    rf"{_PERSON}{_IS} (in (a |the )?(\w+ )?(clinic|hospital)) .{{0,30}}\b(because of|for|with) "
    rf"(my|his|her) \w+",
)


def is_health(said: list[str]) -> bool:
    """Return whether a message tells about the health of the employee or of a person they name.

    Args:
        said: Sentences of a message, from ``plain_sentences``.
    """
    return any_holds(_RULES, said)
