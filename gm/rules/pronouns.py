"""A character's pronouns as players say them: one word will do, in the languages of the kit. Pure."""

import re
from typing import Final

from gm.rules.lexicon import word_set

USUAL: Final = "they/them"
"""Of whoever says nothing."""
_SAID: Final = {
    "he/him": word_set("he him his er ihn ihm él он его 他 m"),
    "she/her": word_set("she her hers sie ella она её ее 她 เธอ f"),
    "it/its": word_set("it its es оно 它 มัน"),
    USUAL: word_set("they them their elle они 他们 เขา"),
}
_BEHIND: Final = re.compile(r"^(?P<name>.*\S)\s*[(（]\s*(?P<said>[^()（）]{1,40}?)\s*[)）]\s*$")


def pronouns_of(said: str) -> str:
    """`she` → `she/her`; what names a pair already, or is unknown, as it is; `they/them` for nothing."""
    plain = " ".join(said.split())
    return _known(plain) or plain or USUAL


def _known(said: str) -> str:
    return next((pair for pair, words in _SAID.items() if said.casefold() in words), "")


def taken_from(name: str, about: str) -> tuple[str, str, str]:
    """Name, pronouns and who they are, where pronouns are said among them: `Bo (she), a ferryman`, `Bo, xe/xem, a
    ferryman`. '' where none are."""
    behind = _BEHIND.match(name)
    if behind is not None and _are(behind["said"]):
        return behind["name"], pronouns_of(behind["said"]), about
    first, comma, rest = about.partition(",")
    if comma and rest.strip() and _are(first):
        return name, pronouns_of(first), rest
    return name, "", about


def _are(said: str) -> bool:
    plain = said.strip()
    return bool(_known(plain)) or bool(re.fullmatch(r"[^\W\d_]{1,12}(?:/[^\W\d_]{1,12}){1,3}", plain))
