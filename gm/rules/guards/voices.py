"""The words of `voice_words` with the names of one party, compiled."""

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from gm.rules.guards.said import QUOTED
from gm.rules.guards.voice_words import AND, WORDS, YOU

_UNNAMED: Final = frozenset({"es", "ru"})
"""Languages in which the verb alone says who is meant."""


@dataclass(frozen=True, slots=True)
class Voices:
    """The patterns of one language with the names of one party, ready to be searched."""

    speaks: re.Pattern[str]
    decides: re.Pattern[str]
    feels: re.Pattern[str]
    agrees: re.Pattern[str]
    tags: re.Pattern[str]
    maybe: re.Pattern[str]
    plans: re.Pattern[str]
    subject: re.Pattern[str]
    """What stands in every sentence that tells something for one of them."""


@lru_cache(maxsize=64)
def voices(language: str, names: Collection[str]) -> Voices | None:
    """The patterns for a language (`de`, `pt-BR`) and these folded names; None for a language that is not known."""
    key = language.split("-")[0].casefold()
    known = WORDS.get(key)
    if known is None:
        return None
    listed = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True)) or "(?!)"
    start = rf"(?:^|[,;:.!?—–()*_\n{QUOTED}]\s*"
    start += rf"|\b(?:{AND[key]})\s+)" if key in AND else r"|\s)"
    blanks = {"you": f"(?:{YOU[key]}|{listed})", "thou": YOU[key], "name": f"(?:{listed})", "start": start, "q": QUOTED}

    def one_of(patterns: tuple[str, ...]) -> re.Pattern[str]:
        made = [unicodedata.normalize("NFKC", pattern).format(**blanks) for pattern in patterns]
        return re.compile("|".join(made) or "(?!)")

    return Voices(
        one_of(known.speaks),
        one_of(known.decides),
        one_of(known.feels),
        one_of(known.agrees),
        one_of((known.tags,)),
        re.compile(r"\s*" + unicodedata.normalize("NFKC", known.maybe)),
        re.compile(unicodedata.normalize("NFKC", known.plans)),
        re.compile("" if key in _UNNAMED else unicodedata.normalize("NFKC", blanks["you"])),
    )
