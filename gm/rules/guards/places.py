"""Whether the party is told to arrive where the engine did not bring it. By whole names of places, and plain verbs.

Languages: English, German, Spanish, Chinese, Japanese, Thai. Russian is left out: its names change with the case.
"""

from collections.abc import Iterable
from typing import Final

from gm.domain.guards import GuardKind
from gm.domain.words import fold
from gm.rules.guards.clauses import ADVERB, any_of, bare, compiled, language_key, start_of, supposing, you_of
from gm.rules.guards.said import Said

_ARRIVES: Final = {
    "en": (
        r"{start}(?:{you}|the\s+party)\s+" + ADVERB + r"(?:enters?(?:ed)?|arrives?d?\s+(?:at|in)|"
        r"reach(?:es|ed)?|steps?\s+(?:out\s+)?into|"
        r"stepped\s+(?:out\s+)?into|walks?\s+into|walked\s+into|returns?(?:ed)?\s+to|emerges?d?\s+(?:into|"
        r"in))\s+(?:the\s+)?{place}"
        r"(?=\s*(?:[,.;:!]|$|and\b|where\b|again\b|as\b|at\b|just\b|by\b))",
    ),
    "de": (
        r"{start}{you}\s+(?:betrittst|betritt|betretet|erreichst|erreicht)\s+(?:(?:den|die|"
        r"das)\s+)?{place}(?=\s*(?:[,.;:!]|$|und\b))",
        r"{start}{you}\s+(?:gehst|geht|kehrst|kehrt|trittst|tretet)\s+(?:zurück\s+)?(?:ins?|zum|zur|"
        r"in\s+(?:den|die|das))\s+{place}(?=\s*(?:[,.;:!]|$|und\b|zurück\b))",
    ),
    "es": (
        r"{start}(?:tú\s+)?(?:entras\s+en|llegas\s+al?|vuelves\s+al?|regresas\s+al?|"
        r"sales\s+al?)\s+(?:(?:el|la|los|las)\s+)?{place}(?=\s*(?:[,.;:!]|$|y\b|donde\b))",
    ),
    "zh": (r"你们?(?:终于|又|再次)?(?:来到|走进|进入|回到|抵达|踏入)了?{place}(?=[,。;!]|$|里|中)",),
    "ja": (r"あなた(?:たち)?は{place}(?:に(?:着|入|戻|足を踏み入)|へ(?:入|戻))",),
    "th": (r"(?:พวก)?(?:คุณ|เจ้า)\s*(?:เดิน)?(?:เข้าไปใน|มาถึง|กลับไปที่|เข้าสู่|ก้าวเข้าไปใน)\s*{place}",),
}  # fmt: skip


class Moves:
    """`elsewhere`: names of places where the party is not, and was not at the beginning of the turn either."""

    kind: GuardKind = "place"

    def __init__(self, language: str, names: Iterable[str], elsewhere: Iterable[str], here: Iterable[str]) -> None:
        key = language_key(language)
        near = {word for name in here for word in fold(name).split() if len(word) > 3} | {fold(name) for name in here}
        far = [bare(name) for name in elsewhere]
        apart = [name for name in far if name and not any(name in word or word in name for word in near)]
        you = you_of(key, [fold(name) for name in names])
        self._arrives = compiled(_ARRIVES.get(key, ()), start=start_of(key), you=you, place=any_of(apart))
        self._supposes = supposing(key)

    def found(self, said: Said) -> bool:
        """Whether the party moves where it does not."""
        hit = self._arrives.search(said.told)
        return hit is not None and not said.asks and not self._supposes.search(said.told)

    def mend(self, said: Said) -> str:
        """Nothing of it is left."""
        return ""
