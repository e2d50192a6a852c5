"""Words of our own about attempts: the attempt as a phrase, and why something cannot be, in the campaign's language."""

import re
from types import MappingProxyType
from typing import Final, Literal

Why = Literal["no_way", "locked", "not_here", "not_held", "fixed", "nobody", "danger"]

MAX_PHRASE: Final = 90
"""Characters of an intent phrase."""

_OPENINGS: Final = re.compile(
    r"^(?:(?:ok(?:ay)?|so|then|well|now|also|und|dann|also|nun|тогда|ну|итак|那么|然后|好)[,\s]+)*"
    r"(?:(?:(?:my character|i'd like to|i would like to|i want to|i am going to|i'm going to|i will|i'll|i'm|i am|i|"
    r"we'll|we will|we|let me|let's|let us)\s+(?:(?:try|tries|attempt|attempts|decide|decides) to\s+|just\s+)?|"
    r"(?:try|attempt) to\s+)"
    r"|(?:ich (?:versuche|möchte|will|werde)[,\s]+|ich\s+|wir\s+)"
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
_FIRST_PERSON: Final = re.compile(r"\b(myself|my|me)\b", re.IGNORECASE)
_END: Final = re.compile(r"[.!?。！？…]+(?:\s|$)|[。！？]")

_REFUSALS: Final = MappingProxyType(
    {
        "en": {
            "no_way": "No way leads from here to {name}.",
            "locked": "{reason}",
            "not_here": "There is no {name} here to take.",
            "not_held": "{name} is not theirs to give.",
            "fixed": "{name} does not let itself be carried away.",
            "nobody": "There is no such opponent here.",
            "danger": "Nobody can rest here now.",
        },
        "de": {
            "no_way": "Von hier führt kein Weg zu: {name}.",
            "locked": "{reason}",
            "not_here": "Hier liegt nichts dergleichen: {name}.",
            "not_held": "Das ist nicht zur Hand: {name}.",
            "fixed": "Das lässt sich nicht forttragen: {name}.",
            "nobody": "Einen solchen Gegner gibt es hier nicht.",
            "danger": "Hier kommt jetzt niemand zur Ruhe.",
        },
        "ru": {
            "no_way": "Отсюда туда дороги нет: {name}.",
            "locked": "{reason}",
            "not_here": "Здесь этого нет: {name}.",
            "not_held": "Этого нет под рукой: {name}.",
            "fixed": "Это не унести: {name}.",
            "nobody": "Такого противника здесь нет.",
            "danger": "Здесь сейчас не отдохнуть.",
        },
        "zh": {
            "no_way": "这里没有路通往{name}。",
            "locked": "{reason}",
            "not_here": "这里没有{name}可拿。",
            "not_held": "手上没有{name}。",
            "fixed": "{name}带不走。",
            "nobody": "这里没有这样的对手。",
            "danger": "现在这里无法休息。",
        },
        "th": {
            "no_way": "จากที่นี่ไม่มีทางไป{name}",
            "locked": "{reason}",
            "not_here": "ที่นี่ไม่มี{name}ให้หยิบ",
            "not_held": "ไม่มี{name}อยู่ในมือ",
            "fixed": "{name}ยกไปไม่ได้",
            "nobody": "ที่นี่ไม่มีคู่ต่อสู้เช่นนั้น",
            "danger": "ตอนนี้ที่นี่พักไม่ได้",
        },
    }
)


def refusal(why: Why, language: str, *, name: str = "", reason: str = "") -> str:
    """Why an attempt cannot be, in the campaign's language, else in English."""
    table = _REFUSALS.get(language.split("-")[0].lower(), _REFUSALS["en"])
    return table[why].format(name=name, reason=reason)


def intent_phrase(text: str, pronouns: str = "they/them") -> str:
    """A player's line as an attempt, without its subject: "I try to slip past the guard." → "slip past the guard".

    Nothing is added: the first sentence, without "I" and "I try to", in the third person, cut to MAX_PHRASE.
    """
    plain = " ".join(text.split())
    ends = [found.start() for found in _END.finditer(plain) if found.start() > 0]
    if ends:
        plain = plain[: ends[0]]
    rest = _OPENINGS.sub("", plain, count=1).strip()
    plain = (rest or plain).strip(" \t,;:-")
    him, his, himself = _PERSONS.get(pronouns.split("/")[0].strip().lower(), _PERSONS["they"])
    swaps = {"me": him, "my": his, "myself": himself}
    plain = _FIRST_PERSON.sub(lambda found: swaps[found.group().lower()], plain)
    if len(plain) > MAX_PHRASE:
        cut = plain[:MAX_PHRASE]
        plain = cut.rsplit(" ", 1)[0] if " " in cut else cut
    return plain[:1].lower() + plain[1:] if plain[:2] != plain[:2].upper() else plain
