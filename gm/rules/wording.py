"""A player's line as the phrase for an attempt."""

import re
from types import MappingProxyType
from typing import Final

MAX_PHRASE: Final = 90
"""Characters of an intent phrase."""

_OPENINGS: Final = re.compile(
    r"^(?:(?:ok(?:ay)?|so|then|well|now|also|und|dann|also|nun|тогда|ну|итак|那么|然后|好)[,\s]+)*"
    r"(?:(?:(?:my character|i'd like to|i would like to|i want to|i am going to|i'm going to|i will|i'll|i'm|i am|i|"
    r"we'll|we will|we|let me|let's|let us)\s+(?:(?:try|tries|attempt|attempts|decide|decides) to\s+|just\s+)?|"
    r"(?:try|attempt) to\s+)"
    r"|(?:ich (?:versuche|möchte|will|werde)[,\s]+|ich\s+|wir\s+)"
    r"|(?:(?:yo |nosotr[oa]s )?(?:intent(?:o|amos)|trat(?:o|amos) de|pruebo a|quiero|queremos|voy a|vamos a)\s+|"
    r"(?:yo|nosotr[oa]s)\s+)"
    r"|(?:(?:я|мы)\s+(?:(?:пытаюсь|попробую|пробую|хочу|буду|попытаюсь)\s+)?|(?:пытаюсь|попробую)\s+)"
    r"|(?:我们?(?:想要|想|要|试着|试图|尝试)?)|(?:(?:ฉัน|ผม|ดิฉัน|เรา)(?:พยายาม|อยาก|จะ)*))",
    re.IGNORECASE,
)
_PERSONS: Final = MappingProxyType(
    {
        "he": ("him", "his", "himself"),
        "she": ("her", "her", "herself"),
        "it": ("it", "its", "itself"),
        "they": ("them", "their", "themself"),
    }
)
_OTHER_ME: Final = frozenset({"es", "fr", "it", "pt"})
_FIRST_PERSON: Final = re.compile(r"\b(myself|my|me)\b", re.IGNORECASE)
_END: Final = re.compile(r"[.!?。！？…]+(?:\s|$)|[。！？]")


def intent_phrase(text: str, pronouns: str = "they/them", language: str = "en") -> str:
    """A player's line as an attempt, without its subject: "I try to slip past the guard." → "slip past the guard".

    `language`: the campaign's; where "me" is a word of its own ("me acerco"), no person is changed.

    Nothing is added: the first sentence, without "I" and "I try to", in the third person, cut to MAX_PHRASE.
    """
    plain = " ".join(text.split())
    ends = [found.start() for found in _END.finditer(plain) if found.start() > 0]
    if ends:
        plain = plain[: ends[0]]
    rest = _OPENINGS.sub("", plain, count=1).strip()
    plain = (rest or plain).strip(" \t,;:-")
    if language.split("-")[0].lower() not in _OTHER_ME:
        plain = _in_third_person(plain, pronouns)
    if len(plain) > MAX_PHRASE:
        cut = plain[:MAX_PHRASE]
        plain = cut.rsplit(" ", 1)[0] if " " in cut else cut
    return plain[:1].lower() + plain[1:] if plain[:2] != plain[:2].upper() else plain


def _in_third_person(plain: str, pronouns: str) -> str:
    him, his, himself = _PERSONS.get(pronouns.split("/")[0].strip().lower(), _PERSONS["they"])
    swaps = {"me": him, "my": his, "myself": himself}
    return _FIRST_PERSON.sub(lambda found: swaps[found.group().lower()], plain)
