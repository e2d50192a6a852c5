"""How strong a text is, by plain words: what a rating does not allow, and what none allows.

Precision before recall: a word stands here only where it means one thing in all six languages. A checker model, where
the host sets one, reads the rest.
"""

import re
from functools import lru_cache
from typing import Final

from gm.domain.policy import RATINGS
from gm.domain.words import Phrases
from gm.rules.safety.topics import ASSAULT, EXPLICIT, GORE, listed

_STRONG: Final = (
    *GORE,
    *ASSAULT,
    *listed(
        "fuck*, motherfuck*, cunt, cunts, fick dich, gefickt, hurensohn*, joder, hijo de puta, puta madre, "
        "блять, сука блять, хуй*, хуев*, пизд*, ебат*, ебан*, 操你妈, 他妈的, 傻逼, เย็ดแม่, ควยไร"
    ),
)
"""Not for a story for teens."""
_ROUGH: Final = listed(
    "shit, bullshit, bitch, bitches, asshole*, bastard*, whore*, scheiße, arschloch, hure, mierda, "
    "cabrón, zorra, puta, дерьмо, сука, шлюха, 狗屎, 婊子, 混蛋, ไอ้เหี้ย, อีตัว, severed, corpse*, slaughter*, "
    "decapitat*, leiche*, cadáver*, обезглав*, 斩首, 尸体, ศพ"
)
"""Not for everyone."""
_BARRED: Final = {
    "everyone": (*_ROUGH, *_STRONG, *EXPLICIT),
    "teen": (*_STRONG, *EXPLICIT),
    "mature": EXPLICIT,
}
_CHILD: Final = Phrases(
    (word, True)
    for word in listed(
        "child, children, kid, kids, little girl*, little boy*, underage, schoolgirl*, schoolboy*, preteen*, "
        "toddler*, minor, loli, lolicon, shota, shotacon, kind, kinder, kleines mädchen, kleiner junge, "
        "minderjährig*, niño, niña, niños, niñas, menor de edad, ребенок, ребенка, ребенком, ребенку, детей, "
        "девочк*, мальчик*, несовершеннолетн*, 小孩, 孩子, 儿童, 幼女, 未成年, 萝莉, 正太, เด็ก, เด็กหญิง, เด็กชาย, ผู้เยาว์"
    )
)
_SEXUAL: Final = Phrases((word, True) for word in (*EXPLICIT, *ASSAULT))
_ALWAYS: Final = re.compile(
    r"\b(?:loli(?:con)?|shota(?:con)?|child porn\w*|kinderporn\w*)\b|幼女色情|儿童色情", re.IGNORECASE
)
_AGED: Final = re.compile(
    r"\b(?:[1-9]|1[0-7])[ -]?(?:years?[ -]?old|jährig\w*|jahre alt|años|лет)\b|(?<!\d)(?:[1-9]|1[0-7]) ?(?:岁|歲|ขวบ)",
    re.IGNORECASE,
)


@lru_cache(maxsize=8)
def _barred(rating: str) -> Phrases[bool]:
    return Phrases((word, True) for word in _BARRED.get(rating, ()))


def stronger_than(text: str, rating: str) -> bool:
    """Whether a text holds words that a story of this rating does not. `adult` bars none."""
    return rating in RATINGS and bool(_barred(rating).hits(text))


def never(text: str) -> bool:
    """Whether a text is sexual about children: at no table, whatever its rating."""
    if _ALWAYS.search(text):
        return True
    return bool((_CHILD.hits(text) or _AGED.search(text)) and _SEXUAL.hits(text))
