"""Who a sentence is about: people at work, people of one's own life, people that the work is for.

Parts of patterns for the rules on sensitive messages; the groups capture nothing.
"""

from __future__ import annotations

NEAR = (
    r"(?:husband|wife|partner|boyfriend|girlfriend|ex|mother|mum|mom|father|dad|stepfather|"
    r"parents|son|daughter|child|kid|baby|brother|sister|friend|uncle|aunt|cousin|neighbou?r)"
)
"""People of one's own life."""
MATE = (
    r"(?:boss|bosses|manager|managers|supervisor|team ?lead(?:er)?|shift ?lead(?:er)?|foreman|"
    r"line ?manager|head|chief|chef|director|ceo|deputy|colleagues?|co-?workers?|workmates?|"
    r"team ?mates?|trainer|mentor|apprentice|trainee|intern|owner|buyer|driver|assistant|"
    r"secretary|planner|accountant|bookkeeper|storekeeper|technician|mechanic|nurse|teacher|"
    r"predecessor|successor|mate|superior|clerk|receptionist|engineer|operator|cook|cleaner|porter)"
)
"""People of one's own organisation."""
NAME = (
    r"(?:(?:mr|mrs|ms|dr)\.? \w+(?: from \w+)?|(?-i:(?!(?:The|This|That|It|He|She|They|We|You|Who|"
    r"What|Nobody|Every|Everyone|Everybody|Somebody|Someone|Anyone|Whoever|One|Each|If|When|"
    r"Sometimes|There|Here|And|But|Or|So|Then|Also|Patients?|Clients?|Customers?|Residents?|"
    r"Sales|Market|Business|Production|Line|Police|My|Our|Your|His|Her|Their|A|An|In|On|At|As|"
    r"People|Parents|Pupils|Students|Staff|Guests?|Passengers?)\b)[A-Z][a-zà-ÿ]+))"
)
"""A name with its capital, or with a title; words that often begin a sentence are none."""
_STRANGERS = (
    r"guests?|passengers?|pupils?|students?|inmates?|prisoners?|visitors?|callers?|shop ?lifters?|"
    r"thie(?:f|ves)|burglars?|robbers?|offenders?|suspects?|fraudsters?|scammers?|criminals?|"
    r"claimants?|insured|tenants?|applicants?|animals?|children|kids|drunks|players?|citizens?|"
    r"dealers?|smugglers?|residents?"
)
STRANGERS = rf"\b(?:{_STRANGERS})\b"
"""People whose misdeeds are ordinary work for somebody."""
CLIENTS = rf"\b(?:{_STRANGERS}|patients?|clients?|customers?|users?)\b"
"""People whom the work is for or about; what they do or suffer is ordinary in many jobs."""
