"""Who and what a line is aimed at that is not here: nobody present answers for them, and no way leads there by itself.

English lines alone: where nouns are told by their capitals or have none, a guess would be wrong too often.
"""

import re
from typing import Final

from gm.domain.words import fold
from gm.models.offline.telling import Telling
from gm.models.offline.variation import words
from gm.rules.lexicon import word_set

_TO_WHOM: Final = re.compile(
    r"\b(?:ask|tell|greet|thank|hail|question|answer|warn|"
    r"(?:talk|speak|call|shout|turn|whisper|nod|wave|sing|bow)(?: out| over| back| loudly| softly)? (?:to|for|with|at))"
    r" (?P<who>[A-Z][\w'’-]+(?: [A-Z][\w'’-]+)*|the [a-z][\w'’-]+(?: [a-z][\w'’-]+)?)"
)
_WHERE_TO: Final = re.compile(
    r"\b(?:go|walk|head|travel|run|ride|sail|return|march|hurry|wander|stroll)"
    r"(?: (?:off|back|over|on|down|up|out|straight|quickly|slowly))* (?:to|into|towards?|for) "
    r"(?:the |a |an |my |our )?(?P<where>[\w'’-]+(?: [\w'’-]+){0,2})",
    re.IGNORECASE,
)
_ANYBODY: Final = word_set(
    "room crowd others other table people company house men women man woman person two three them rest "
    "lot party group truth way story question name time world gods god air dark night i"
)
"""Words behind `the` that mean whoever is here, or nobody at all."""
_NOWHERE: Final = word_set(
    "bed sleep work side middle corner centre center wall walls floor edge end back front other left "
    "right next him her them it me us see look find get help ask talk speak listen wait"
)
"""Words behind `to` that lead about the room, or are no places."""


def aimed_at(telling: Telling, line: str) -> str:
    """Whom a line of talk names or calls by their trade: `party`, `here`, `elsewhere`; '' where it names nobody."""
    found = _TO_WHOM.search(line) if telling.english else None
    if found is None:
        return ""
    named = {each for each in words(fold(found["who"])) if each != "the"}
    if not named or (found["who"].startswith("the ") and named & _ANYBODY):
        return ""
    if any(named & set(words(f"{who.name} {' '.join(who.aliases)}".casefold())) for who in telling.brief.party):
        return "party"
    about = " ".join(
        f"{who.name} {' '.join(who.aliases)} {who.appearance} {who.concept} {who.persona}"
        for who in telling.brief.others
    )
    return "here" if named & set(words(about.casefold())) else "elsewhere"


def leads_away(telling: Telling, line: str) -> bool:
    """Whether a walk means a place of which nothing here is known."""
    found = _WHERE_TO.search(line) if telling.english else None
    if found is None:
        return False
    meant = set(words(found["where"].casefold()))
    brief = telling.brief
    room = [brief.place.name, brief.place.description, *brief.place.details, *brief.place.items]
    room += [f"{way.label} {way.to_name}" for way in brief.place.exits]
    room += [f"{who.name} {' '.join(who.aliases)} {who.appearance}" for who in (*brief.others, *brief.party)]
    room += telling.heard[-1:]
    return not meant & (_NOWHERE | set(words(" ".join(room).casefold())))
