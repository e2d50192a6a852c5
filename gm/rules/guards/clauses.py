"""What the guards that know the engine's values share: where a clause may begin, who a player's character is called,
which sentences only suppose. Each compiles its own patterns from these, once a telling."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Final

from gm.domain.words import fold, unspaced
from gm.rules.guards.said import QUOTED
from gm.rules.guards.voice_words import AND, YOU

NEVER: Final = re.compile(r"(?!)")
ADVERB: Final = r"(?:(?:\w+ly|then|now|both|simply|just|finally|only|still)\s+)?"
_SUPPOSES: Final = {
    "en": r"\b(?:would|could|might|may|must|should|will|if|as\s+if|as\s+though|not|never|almost|nearly|"
    r"until|before|unless|"
    r"wants?|wish(?:es)?|dreams?|think|believe|once|used\s+to|remember\w*|years?|ago|had|when|like|imagine|"
    r"seems?|want|"
    r"story|tale|portrait|painting|statue|memory)\b|n['’]t\b",
    "de": r"\b(?:würde\w*|könnte\w*|wenn|falls|als\s+ob|nicht|nie|fast|beinahe|bevor|bis|will|einst|früher|"
    r"hatte|wie|soll\w*|"
    r"erinner\w*|kein\w*)\b",
    "ru": r"\b(?:бы|если|не|никогда|почти|едва|пока|хочет|хотел\w*|когда-то|раньше|помн\w+|словно|будто|как)\b",
    "es": r"\b(?:si|podría\w*|no|nunca|casi|antes|hasta|quiere|quería|recuerd\w+|había|como|cuando|jamás)\b",
    "zh": r"如果|要是|假如|没有?|不|差点|几乎|仿佛|好像|似乎|曾|当年|想要",
    "ja": r"もし|ない|かのよう|ように|かつて|昔|たい",
    "th": r"ถ้า|หาก|ไม่|เกือบ|ราวกับ|เหมือน|เคย|อยาก",
}  # fmt: skip
_ARTICLES: Final = frozenset(
    [
        "the",
        "a",
        "an",
        "some",
        "der",
        "die",
        "das",
        "den",
        "dem",
        "ein",
        "eine",
        "einen",
        "el",
        "la",
        "los",
        "las",
        "un",
        "una",
        "unos",
        "unas",
    ]
)


def language_key(language: str) -> str:
    """`de-AT` → `de`."""
    return language.split("-")[0].casefold()


def start_of(key: str) -> str:
    """A pattern for where a clause may begin in this language."""
    start = rf"(?:^|[,;:.!?—–()*_\n{QUOTED}]\s*"
    return start + (rf"|\b(?:{AND[key]})\s+)" if key in AND else r"|\s)")


def you_of(key: str, names: Iterable[str]) -> str:
    """A pattern for a player's character as the subject of a clause."""
    return f"(?:{'|'.join((YOU.get(key, NEVER.pattern), *escaped(names)))})"


def bare(name: str) -> str:
    """A folded name without its article."""
    folded = fold(name)
    first, _, rest = folded.partition(" ")
    return rest if rest and first in _ARTICLES else folded


def escaped(names: Iterable[str]) -> list[str]:
    """Folded names for a pattern, the longest first; whole words where words are divided."""
    listed = sorted({name for name in names if name.strip()}, key=len, reverse=True)
    return [re.escape(name) if unspaced(name) else rf"\b{re.escape(name)}\b" for name in listed]


def any_of(names: Iterable[str]) -> str:
    """A pattern for any of these; one that never matches for none."""
    return f"(?:{'|'.join(escaped(names)) or NEVER.pattern})"


@lru_cache(maxsize=256)
def compiled(patterns: Sequence[str], **blanks: str) -> re.Pattern[str]:
    """One pattern of several in folded form, with their blanks filled."""
    made = [unicodedata.normalize("NFKC", pattern).format(**blanks) for pattern in patterns]
    return re.compile("|".join(made) or NEVER.pattern)


@lru_cache(maxsize=16)
def supposing(key: str) -> re.Pattern[str]:
    """What makes of a sentence something that is not said to be so."""
    return re.compile(unicodedata.normalize("NFKC", _SUPPOSES.get(key, NEVER.pattern)))
