"""Plain words by which a table steers the telling: "skip ahead", "cut to the harbour". In six languages.

Only a whole line that begins so is one; "I cut to the left" is something that a character does.
"""

import re
from typing import Final

from gm.domain.brief import Direction
from gm.domain.campaign import Campaign
from gm.domain.words import Phrases, fold

_SKIP: Final = (
    r"(?:let'?s |we |can we |please )?skip (?:ahead|forward|this|to the (?:next|good)\b.*)|fast[- ]forward",
    r"(?:lass uns |wir )?(?:vorspulen|überspring\w*|spring\w* (?:wir )?weiter|spulen? (?:wir )?vor)",
    r"(?:vamos a |podemos )?(?:salt[ae](?:r|mos)?|avan[zc][ae](?:r|mos)?) (?:adelante|hacia adelante|esto|la escena)",
    r"(?:давай(?:те)? )?(?:пропуст\w+|промота\w+|перемота\w+)(?: вперед| это| сцену)?",
    r"快进|跳过(?:这[里段])?|跳到后面",
    r"ข้ามไป(?:ข้างหน้า|เลย)?|ข้ามฉากนี้",
)
_CUT: Final = (
    r"(?:let'?s |can we )?(?:cut|jump|skip) to(?: where| when)?[: ]+(?P<to_en>.+)",
    r"schnitt (?:zu[mr]?|auf|nach)[: ]+(?P<to_de>.+)|(?:wir )?spring\w* (?:wir )?(?:zu[mr]?|nach)[: ]+(?P<to_de2>.+)",
    r"(?:corte a(?:l)?|corta(?:mos)? a(?:l)?|salta(?:mos)? a(?:l)?)[: ]+(?P<to_es>.+)",
    r"(?:смена сцены|переход|перейдем) (?:к|в|на)[: ]+(?P<to_ru>.+)",
    r"(?:切到|切换到|镜头转到|跳到)[：: ]*(?P<to_zh>.+)",
    r"(?:ตัดไปที่|ตัดฉากไปที่|ข้ามไปที่)[: ]*(?P<to_th>.+)",
)
_SKIPS: Final = re.compile("|".join(f"(?:{each})" for each in _SKIP))
_CUTS: Final = re.compile("|".join(f"(?:{each})" for each in _CUT))
LONGEST: Final = 160
"""Characters that a line may have to be taken for a direction."""


def read_direction(text: str) -> Direction | None:
    """The direction that a plain line is, or None."""
    line = fold(text).strip(" .!。！…()")
    if not line or len(line) > LONGEST:
        return None
    found = _CUTS.fullmatch(line)
    if found is not None:
        to = next(value for value in found.groupdict().values() if value)
        return Direction("cut", text.strip(" .!。！…()")[-len(to) :] if len(text) >= len(to) else to)
    return Direction("skip") if _SKIPS.fullmatch(line) else None


def place_named(campaign: Campaign, words: str, known: frozenset[str]) -> str | None:
    """Id of the known place that the words of a cut name, if they name just one."""
    names = [
        (name, place.id) for place in campaign.places if place.id in known for name in (place.name, *place.aliases)
    ]
    names += [(each, place) for name, place in names if (each := _bare(name)) != name]
    found = {hit.tag for hit in Phrases(names).hits(words)}
    return found.pop() if len(found) == 1 else None


def _bare(name: str) -> str:
    """Without a leading article: "The Shed" is meant by "the back shed" as well."""
    first, _, rest = name.partition(" ")
    return rest if rest and first.casefold() in ("the", "der", "die", "das", "el", "la", "los", "las") else name
