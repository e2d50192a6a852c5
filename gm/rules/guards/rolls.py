"""Whether a sentence tells a check, or its numbers, otherwise than the dice fell.

- "your attempt fails" or "you fail to" and the attempt's own words, where the one check of the turn was a clear
  success; the reverse where it was a clear failure. A sentence that takes it back ("but "
  "…") passes, as do setbacks and prices.
- Damage and hit points in figures that are none of this turn's: put right where only one can be meant, else cut.
- Asking the players for a roll, or naming dice and difficulty: the engine does that.

Languages: English, German, Spanish, Russian, Chinese, Japanese, Thai (Japanese and Thai without "you fail to").
"""

import re
import unicodedata
from collections.abc import Collection, Iterable
from typing import Final

from gm.domain.guards import GuardKind
from gm.domain.words import fold
from gm.rules.guards.clauses import ADVERB, NEVER, compiled, language_key, start_of, you_of
from gm.rules.guards.said import Said
from gm.rules.guards.words import content, shared

OVERLAP: Final = 0.5
"""Share of what "fails to …" names that must stand in the attempt."""
_FAILS: Final = {
    "en": (r"\b(?:your|their|his|her)\s+(?:attempt|effort)s?\s+(?:fails?|failed|comes?\s+to\s+nothing|"
    r"is\s+in\s+vain)\b",),
    "de": (r"\b(?:dein|euer)\s+versuch\s+(?:scheitert|misslingt|schlägt\s+fehl)\b",),
    "es": (r"\btu\s+intento\s+(?:fracasa|falla|es\s+en\s+vano)\b",),
    "ru": (r"\bтвоя\s+попытка\s+(?:проваливается|не\s+удается|терпит\s+неудачу)",),
    "zh": (r"你的(?:尝试|努力)(?:失败|没有成功|落空)",),
    "ja": (r"試みは(?:失敗|うまくいかな)",),
    "th": (r"ความพยายามของ(?:คุณ|เจ้า)(?:ล้มเหลว|ไม่สำเร็จ)",),
}  # fmt: skip
_FAILS_TO: Final = {
    "en": (r"{start}{you}\s+" + ADVERB + r"(?:fails?|failed)\s+to\s+(?P<{g}>[^,;.]+)",),
    "de": (r"\bes\s+gelingt\s+(?:dir|euch)\s+nicht\s*,\s*(?P<{g}>[^;.]+)", r"{start}{you}\s+schaff(?:st|"
    r"t)\s+es\s+nicht\s*,\s*(?P<{g}1>[^;.]+)"),
    "es": (r"\bno\s+(?:logras|consigues)\s+(?P<{g}>[^,;.]+)",),
    "ru": (r"\b(?:тебе|вам)\s+не\s+удается\s+(?P<{g}>[^,;.]+)",),
    "zh": (r"你(?:没能|未能|没有成功)(?P<{g}>[^,。;]+)",),
}  # fmt: skip
_WORKS: Final = {
    "en": (r"\b(?:your|their|his|her)\s+(?:attempt|effort)s?\s+(?:succeeds?|succeeded|works|pays?\s+off)\b",),
    "de": (r"\b(?:dein|euer)\s+versuch\s+(?:gelingt|glückt|hat\s+erfolg)\b",),
    "es": (r"\btu\s+intento\s+(?:tiene\s+éxito|funciona)\b",),
    "ru": (r"\bтвоя\s+попытка\s+(?:удается|увенчалась)",),
    "zh": (r"你的(?:尝试|努力)(?:成功|奏效)",),
    "ja": (r"試みは(?:成功|うまくいっ)",),
    "th": (r"ความพยายามของ(?:คุณ|เจ้า)(?:สำเร็จ|เป็นผล)",),
}  # fmt: skip
_WORKS_TO: Final = {
    "en": (
        r"{start}{you}\s+(?:(?:easily|finally|somehow|just|barely|quickly)\s+)?(?:manages?|"
        r"managed)\s+to\s+(?P<{g}>[^,;.]+)",
        r"{start}{you}\s+(?:succeeds?|succeeded)\s+in\s+(?P<{g}1>[^,;.]+)",
        r"{start}{you}\s+successfully\s+(?P<{g}2>[^,;.]+)",
    ),
    "de": (r"\bes\s+gelingt\s+(?:dir|euch)\s*,\s*(?P<{g}>[^;.]+)", r"{start}{you}\s+schaff(?:st|"
    r"t)\s+es\s*,\s*(?P<{g}1>[^;.]+)"),
    "es": (r"(?<!no\s)\b(?:logras|consigues)\s+(?P<{g}>[^,;.]+)",),
    "ru": (r"\b(?:тебе|вам)\s+удается\s+(?P<{g}>[^,;.]+)",),
    "zh": (r"你成功(?:地)?(?P<{g}>[^,。;]+)",),
}  # fmt: skip
_BUT: Final = re.compile(
    r"\b(?:but|yet|though|until|then|almost|nearly|aber|doch|но|однако|pero|aunque|casi)\b|但|却|差点|しかし|が、|แต่"
)
_ASKS: Final = re.compile(
    unicodedata.normalize(
        "NFKC",
        r"(?<!\w)\d*[dw]\d+(?:\s*[+-]\s*\d+)?(?!\w)|\bdc\s*\d+|\b(?:make|roll)\s+(?:an?|your|"
        r"me\s+an?)\s+(?:\w+\s+){0,3}"
        r"(?:check|saving\s+throw|save)\b|\broll\s+for\s+initiative\b|\b(?:würfle|"
        r"würfelt)\s+(?:bitte\s+)?(?:auf|eine)\b|"
        r"\b(?:haz|realiza|tira)\s+una?\s+(?:\w+\s+){0,3}(?:tirada|prueba|salvación)\b|"
        r"\b(?:сделай(?:те)?|брось(?:те)?|пройди(?:те)?)\s+(?:\w+\s+){0,2}(?:проверку|спасбросок|бросок)\b|"
        r"进行[^。,]{0,8}(?:检定|豁免)|掷[一个]*(?:骰|d20)|"
        r"(?:判定|セーヴ|セービングスロー)を(?:行|し|振)|ทอย(?:ลูก)?เต๋า",
    )
)
_UNITS: Final = (
    r"(?:points?\s+of\s+(?:\w+\s+)?damage|(?:\w+\s+)?damage\b|hit\s+points?|hp\b|(?:punkte?\s+)?schaden\b|"
    r"schadenspunkte?|trefferpunkte?|"
    r"puntos?\s+de\s+(?:daño|golpe|vida)|(?:единиц\w*|пункт\w*|очк\w*)\s+(?:урона|здоровья)|урона\b|"
    r"хит(?:ов|а)\b|点(?:伤害|生命|hp)|"
    r"(?:点の)?ダメージ|(?:แต้ม|หน่วย)?\s*(?:ความเสียหาย|พลังชีวิต))"
)
_AMOUNT: Final = re.compile(
    rf"(?<![A-Za-z0-9.,])(\d{{1,4}})\s*(?={unicodedata.normalize('NFKC', _UNITS)})", re.IGNORECASE
)


class Rolls:
    """`success`: how the one check of the turn came out, None where there was none, several, or something between.

    `attempt`: what was tried, in the player's and the ruling's words. `amounts`: numbers that are this turn's."""

    kind: GuardKind = "roll"

    def __init__(
        self,
        language: str,
        names: Iterable[str],
        *,
        success: bool | None = None,
        attempt: str = "",
        amounts: Collection[int] = (),
        hurt: Collection[int] = (),
    ) -> None:
        key = language_key(language)
        blanks = {"start": start_of(key), "you": you_of(key, [fold(name) for name in names]), "g": "rest"}
        plain, with_words = (_FAILS, _FAILS_TO) if success else (_WORKS, _WORKS_TO)
        known = success is not None
        self._plain = compiled(plain.get(key, ()), **blanks) if known else NEVER
        self._with_words = compiled(with_words.get(key, ()), **blanks) if known else NEVER
        self._attempt = content(attempt)
        self._amounts = frozenset(amounts) | frozenset(hurt)
        self._hurt = tuple(sorted(set(hurt)))

    def found(self, said: Said) -> bool:
        """Whether the dice know better."""
        if _ASKS.search(said.told) or self._wrong(said.told):
            return True
        if _BUT.search(said.told) or said.asks:
            return False
        if self._plain.search(said.told):
            return True
        hit = self._with_words.search(said.told)
        if hit is None:
            return False
        rest = next((group for group in hit.groups() if group), "")
        return shared(content(rest), self._attempt) >= OVERLAP

    def mend(self, said: Said) -> str:
        """The sentence with the one number that can be meant; '' where that is not its fault."""
        wrong = self._wrong(said.told)
        if not wrong or len(self._hurt) != 1 or len(wrong) != 1 or _ASKS.search(said.told) or said.quotes:
            return ""
        return _AMOUNT.sub(lambda found: found.group().replace(found[1], str(self._hurt[0]), 1), said.text)

    def _wrong(self, told: str) -> list[int]:
        """Numbers of damage or hit points that are none of this turn's."""
        if not any(char.isdigit() for char in told):
            return []
        return [int(each) for each in _AMOUNT.findall(told) if int(each) not in self._amounts]
