"""Whether a player's character uses a thing of the campaign that nobody of the party has, or is given one that the
engine did not give. Only things that the campaign names, by their whole name; only by plain verbs.

Languages: English, German, Spanish, Chinese, Japanese, Thai. Russian is left out: its names change with the case.
"""

from collections.abc import Iterable
from typing import Final

from gm.domain.guards import GuardKind
from gm.domain.words import fold, unspaced
from gm.rules.guards.clauses import ADVERB, any_of, bare, compiled, language_key, start_of, supposing, you_of
from gm.rules.guards.said import Said

_USES: Final = {
    "en": (
        r"{start}{you}\s+" + ADVERB + r"(?:draws?|drew|unsheathes?d?|raises?d?|lights?|lit|uncorks?(?:ed)?|"
        r"drinks?|drank|pulls?\s+out|"
        r"pulled\s+out|takes?\s+out|took\s+out|produces?d?|swings?|swung|fires?d?|holds?\s+up|held\s+up|"
        r"brandish(?:es|ed)?|"
        r"throws?|threw)\s+(?:your|his|her|their|the)\s+{item}(?!\s*['’]s)",
    ),
    "de": (r"{start}{you}\s+(?:ziehst|zieht|hebst|hebt|entzündest|entzündet|trinkst|trinkt|zückst|zückt|"
    r"schwingst|schwingt)\s+(?:deine?n?|seine?n?|ihre?n?)\s+{item}",),
    "es": (r"{start}(?:tú\s+)?(?:sacas|desenvainas|enciendes|bebes|levantas|blandes|lanzas)\s+tu\s+{item}",),
    "zh": (r"你(?:们)?(?:立刻|随即|从怀里|从包里)?(?:拔出|点燃|喝下|掏出|举起|挥动|使用)了?(?:你的|自己的)?{item}",),
    "ja": (r"あなたは(?:自分の)?{item}を(?:抜|灯|飲|取り出|掲げ|振る|使)",),
    "th": (r"(?:คุณ|เจ้า)\s*(?:ชัก|จุด|ดื่ม|ชู|เหวี่ยง|ใช้|หยิบ){item}(?:ของคุณ|ของเจ้า)?",),
}  # fmt: skip
_GETS: Final = {
    "en": (
        r"{start}{you}\s+" + ADVERB + r"(?:pockets?(?:ed)?|picks?\s+up|picked\s+up|takes?|took|"
        r"gains?(?:ed)?|receives?d?|finds?\s+and\s+takes?)\s+"
        r"(?:the|an?|his|her|their)\s+{item}(?!\s*['’]s)",
        r"\b(?:gives?|gave|hands?|handed|passes|passed|tosses|tossed)\s+{you}\s+(?:the|an?|his|her|their)\s+{item}",
        r"\b(?:gives?|gave|hands?|handed|passes|passed|tosses|tossed)\s+(?:the|an?|his|her|"
        r"their)\s+{item}\s+to\s+{you}",
    ),
    "de": (
        r"{start}{you}\s+(?:nimmst|nimmt|steckst|steckt|erhältst|erhält)\s+(?:den|die|das|eine?n?)\s+{item}",
        r"\b(?:gibt|reicht|überreicht|wirft)\s+(?:dir|euch)\s+(?:den|die|das|seine?n?|ihre?n?|eine?n?)\s+{item}",
    ),
    "es": (
        r"{start}(?:tú\s+)?(?:coges|tomas|recoges|guardas|recibes)\s+(?:el|la|los|las|una?)\s+{item}",
        r"\b(?:te|os|les)\s+(?:da|entrega|pasa|lanza)\s+(?:el|la|los|las|una?|su)\s+{item}",
    ),
    "zh": (r"你(?:们)?(?:拿起|捡起|收起|收下|得到|获得|"
    r"拿走)了?(?:那|这|一)?[把个张根条只本块枚盏串封件支瓶]?{item}", r"(?:递给|交给|送给)了?你(?:那|这|"
    r"一)?[把个张根条只本块枚盏串封件支瓶]?{item}"),
    "ja": (r"あなたは{item}を(?:手に入れ|拾|しまう|受け取|懐に)", r"{item}をあなたに(?:渡|手渡|くれ)"),
    "th": (r"(?:คุณ|เจ้า)\s*(?:เก็บ|ได้รับ|รับเอา|คว้า){item}", r"(?:ยื่น|ให้|ส่ง){item}(?:ให้|แก่)(?:คุณ|เจ้า)"),
}  # fmt: skip


class Gear:
    """`nowhere`: names of things that nobody of the party has and that do not lie here; `not_theirs`: of those that
    nobody of the party has, wherever they are. What changed hands in this turn is in neither."""

    kind: GuardKind = "gear"

    def __init__(
        self,
        language: str,
        names: Iterable[str],
        nowhere: Iterable[str],
        not_theirs: Iterable[str],
        at_hand: Iterable[str],
    ) -> None:
        key = language_key(language)
        start, you = start_of(key), you_of(key, [fold(name) for name in names])
        held = [bare(name) for name in at_hand]
        absent, others = _apart(nowhere, held), _apart(not_theirs, held)
        self._uses = compiled(_USES.get(key, ()), start=start, you=you, item=any_of(absent))
        self._gets = compiled(_GETS.get(key, ()), start=start, you=you, item=any_of(others))
        self._supposes = supposing(key)

    def found(self, said: Said) -> bool:
        """Whether something is used or got that is not there, or was not given."""
        hit = self._uses.search(said.told) or self._gets.search(said.told)
        return hit is not None and not said.asks and not self._supposes.search(said.told)

    def mend(self, said: Said) -> str:
        """Nothing of it is left."""
        return ""


def _apart(names: Iterable[str], held: list[str]) -> list[str]:
    """Those that cannot be taken for a thing that is at hand: no common noun, none within the other."""
    nouns = {name.split()[-1] for name in held if name.split()}
    found = []
    for name in (bare(each) for each in names):
        close = any(name in each or each in name for each in held)
        if len(name) > (1 if unspaced(name) else 2) and not close and name.split()[-1] not in nouns:
            found.append(name)
    return found
