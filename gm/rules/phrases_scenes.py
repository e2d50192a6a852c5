"""What is said where scenes part and meet, in the languages of the shipped kit, else in English."""

from collections.abc import Sequence
from typing import Final

from gm.rules.phrases import tongue

_SAID: Final = {
    "en": {
        "parts": "{who} set off for {place}; the others stay.",
        "steps_aside": "{who} step aside to be by themselves.",
        "meets": "{who} come together with the others: {place}.",
        "alone": "Does {who} go alone, or do all go together? Here, too: {place}.",
    },
    "de": {
        "parts": "{who}: auf dem Weg nach „{place}“; die anderen bleiben.",
        "steps_aside": "{who}: beiseite, für sich allein.",
        "meets": "{who}: wieder bei den anderen, {place}.",
        "alone": "Geht {who} allein, oder gehen alle zusammen? Auch hier: {place}.",
    },
    "es": {
        "parts": "{who}: camino de {place}; los demás se quedan.",
        "steps_aside": "{who}: a un lado, por su cuenta.",
        "meets": "{who}: de nuevo con los demás en {place}.",
        "alone": "¿Va {who} a solas, o van todos juntos? También aquí: {place}.",
    },
    "ru": {
        "parts": "{who}: в путь, {place}; остальные остаются.",
        "steps_aside": "{who}: в стороне, отдельно от остальных.",
        "meets": "{who}: снова вместе с остальными, {place}.",
        "alone": "{who}: в путь в одиночку или все вместе? Здесь ещё: {place}.",
    },
    "zh": {
        "parts": "{who}动身前往{place}，其他人留下。",
        "steps_aside": "{who}走到一旁，单独行动。",
        "meets": "{who}在{place}与其他人会合。",
        "alone": "{who}独自去，还是大家一起去？这里还有：{place}。",
    },
    "th": {
        "parts": "{who}ออกเดินทางไป{place} คนอื่น ๆ อยู่ที่เดิม",
        "steps_aside": "{who}แยกออกไปอยู่กันตามลำพัง",
        "meets": "{who}มาพบกับคนอื่น ๆ ที่{place}",
        "alone": "{who}จะไปคนเดียว หรือไปด้วยกันหมด? ที่นี่ยังมี: {place}",
    },
}
_ONE: Final = {
    "parts": "{who} sets off for {place}; the others stay.",
    "steps_aside": "{who} steps aside to be alone.",
    "meets": "{who} comes back to the others: {place}.",
    "alone": "Does {who} go alone, or do all go together? Here, too: {place}.",
}

_ANSWERS: Final = {
    "en": ("Alone", "All together"),
    "de": ("Allein", "Alle zusammen"),
    "es": ("A solas", "Todos juntos"),
    "ru": ("В одиночку", "Все вместе"),
    "zh": ("独自去", "一起去"),
    "th": ("ไปคนเดียว", "ไปด้วยกันหมด"),
}


def together_words(language: str) -> tuple[str, str]:
    """How *alone* and *all together* are offered."""
    return _ANSWERS[tongue(language)]


def scene_phrase(key: str, language: str, *, who: Sequence[str], place: str) -> str:
    """One sentence about these people, by name."""
    spoken = tongue(language)
    names = ("、" if spoken == "zh" else ", ").join(who)
    if spoken == "en":
        names = " and ".join(filter(None, (", ".join(who[:-1]), who[-1])))
        return (_ONE[key] if len(who) == 1 else _SAID["en"][key]).format(who=names, place=place)
    return _SAID[spoken][key].format(who=names, place=place)
