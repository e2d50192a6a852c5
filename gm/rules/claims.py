"""A player's line that makes something true: `I declare that the rafters are rotten`, or `aspect: rotten rafters`."""

import re
from dataclasses import dataclass
from typing import Final

from gm.domain.ruleset import Ruleset

MOST: Final = 200
_SAYS: Final = re.compile(
    r"^(?:"
    r"(?:i )?declare that|let it be known that|it is (?:a )?fact that|"
    r"(?:ich )?(?:erkläre|bestimme|behaupte),? dass|(?:yo )?declaro que|"
    r"(?:я )?(?:объявляю|заявляю|утверждаю),? что|我?(?:宣布|声明|设定)|(?:ฉัน|ผม|ดิฉัน)?(?:ประกาศ|กำหนด)ว่า"
    r")[\s,:：，]*(?P<words>\S.*)$",
    re.IGNORECASE | re.DOTALL,
)
_NAMED: Final = re.compile(r"^(?P<name>[^:：]{2,40})[:：]\s*(?P<words>\S.*)$", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Claim:
    """What is claimed, and as which of the kit's declarations."""

    declaration: str
    words: str


def claim_of(text: str, ruleset: Ruleset) -> Claim | None:
    """The declaration that a line makes; None where it makes none, or the kit lets nobody declare anything."""
    if ruleset.authority != "shared" or not ruleset.declarations:
        return None
    line = text.strip()
    named = _NAMED.match(line)
    if named is not None:
        word = named["name"].strip().casefold()
        known = next((each for each in ruleset.declarations if word in (each.id, each.name.casefold())), None)
        if known is not None:
            return Claim(known.id, named["words"].strip()[:MOST])
    said = _SAYS.match(line)
    return Claim(ruleset.declarations[0].id, said["words"].strip()[:MOST]) if said is not None else None
