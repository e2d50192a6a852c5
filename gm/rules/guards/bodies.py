"""Whether a sentence lets somebody act or speak who is dead or lies unconscious, or kills somebody who lives.

By names only ("the old "
"man" is nobody), and only by plain verbs at the beginning of a clause. Who died or fell in this
very turn may do things in it; whoever lives on after death (a ghost) is left out by whoever makes the guard. Languages:
English, German, Spanish, Russian, Chinese, Japanese, Thai.
"""

import re
from collections.abc import Iterable
from typing import Final

from gm.domain.guards import GuardKind
from gm.domain.words import fold
from gm.rules.guards.clauses import NEVER, any_of, compiled, language_key, start_of, supposing
from gm.rules.guards.said import QUOTED, Said
from gm.rules.guards.voice_words import WORDS
from gm.rules.guards.voicing import LABEL

_STIRS: Final = {
    "en": (
        r"{start}{name}\s+(?:\w+ly\s+)?(?:nod(?:s|ded)?|smile[sd]?|grin(?:s|ned)?|laugh(?:s|ed)?|"
        r"stand(?:s)?\s+up|stood\s+up|"
        r"walk(?:s|ed)?|shrug(?:s|ged)?|looks?\s+up|looked\s+up|frown(?:s|ed)?|point(?:s|ed)|lunge[sd]?|"
        r"attack(?:s|ed)?|"
        r"swings?|swung|draws?|drew|grab(?:s|bed)?|shakes?\s+(?:his|her|their)\s+head|steps?\s+forward|gets?\s+up)\b",
    ),
    "de": (
        r"{start}{name}\s+(?:nickt|lächelt|grinst|lacht|steht\s+auf|erhebt\s+sich|geht|tritt\s+vor|"
        r"zuckt\s+mit|seufzt|greift\s+an|"
        r"schüttelt\s+den|runzelt|zieht)\b",
    ),
    "es": (
        r"{start}{name}\s+(?:asiente|sonríe|ríe|se\s+ríe|se\s+levanta|camina|ataca|se\s+encoge|suspira|"
        r"niega\s+con|frunce)\b",
    ),
    "ru": (
        r"{start}{name}\s+(?:кивает|кивнула?|улыбается|улыбнул(?:ся|ась)|смеется|встает|поднимается|идет|"
        r"шагает|нападает|вздыхает|"
        r"пожимает|хмурится|качает\s+головой)\b",
    ),
    "zh": (r"{name}(?:点点?头|点了点头|笑了|微微?一?笑|站起|"
    r"走[过来向]|摇摇?头|摇了摇头|叹了?口气|耸耸?肩|挥[起剑刀])",),
    "ja": (r"{name}[はが](?:ゆっくり|静かに)?(?:うなず|頷|笑|微笑|立ち上が|歩|肩をすくめ|首を振|ため息)",),
    "th": (r"{name}\s*(?:พยักหน้า|ยิ้ม|หัวเราะ|ลุกขึ้น|เดิน|ถอนหายใจ|ส่ายหน้า|ยักไหล่)",),
}  # fmt: skip
_DIES: Final = {
    "en": (
        r"{start}{name}\s+(?:\w+ly\s+)?(?:(?:is|lies|falls|drops|collapses|lay|"
        r"fell)\s+(?:\w+\s+)?dead\b(?!\s+(?:tired|drunk|asleep|serious|calm|certain|sure|set|quiet|silent|"
        r"still|weight|ahead|right|wrong|on\s+time)\b)|dies\b|died\b|"
        r"is\s+(?:killed|slain)\b)",
        r"\b(?:kills|killed|slays|slew|killing|slaying)\s+{name}",
    ),
    "de": (r"{start}{name}\s+(?:ist\s+(?:\w+\s+)?tot\b|stirbt\b|liegt\s+tot\b|fällt\s+tot\b|wird\s+getötet\b)",),
    "es": (r"{start}{name}\s+(?:muere\b|murió\b|está\s+muert[oa]\b|cae\s+muert[oa]\b|yace\s+muert[oa]\b)",),
    "ru": (r"{start}{name}\s+(?:умирает|умерла?|мертва?|погибает|погибла?|падает\s+замертво)\b",),
    "zh": (r"{name}(?:已经)?(?:死了|当场毙命|断了气|断气|倒地身亡|已死|毙命)",),
    "ja": (r"{name}[はが](?:死ん|息絶え|絶命|死亡)",),
    "th": (r"{name}\s*(?:ตายแล้ว|สิ้นใจ|เสียชีวิต|ตายลง)",),
}  # fmt: skip
_YOU_DIE: Final = {
    "en": (r"{start}you\s+(?:die|died|are\s+dead)\b",),
    "de": (r"{start}du\s+(?:stirbst|bist\s+tot)\b",),
    "es": (r"{start}(?:tú\s+)?(?:mueres|estás\s+muert[oa])\b",),
    "ru": (r"{start}ты\s+(?:умираешь|мертва?|погибаешь)\b",),
    "zh": (r"你(?:已经)?(?:死了|断了气)",),
    "ja": (r"あなたは(?:死ん|息絶え)",),
    "th": (r"(?:คุณ|เจ้า)\s*(?:ตายแล้ว|สิ้นใจ)",),
}  # fmt: skip


class Bodies:
    """`still`: names of those who could do nothing before this turn and cannot now; `alive`: of those who live.

    `nobody_fell`: no player's character is dead, or died in this turn."""

    kind: GuardKind = "body"

    def __init__(self, language: str, still: Iterable[str], alive: Iterable[str], *, nobody_fell: bool = False) -> None:
        key = language_key(language)
        self._still = frozenset(fold(name) for name in still)
        names, start = any_of(self._still), start_of(key)
        self._acts = compiled(_STIRS.get(key, ()), name=names, start=start) if self._still else NEVER
        self._speaks = _speaking(key, names, start) if self._still else NEVER
        living = any_of(fold(name) for name in alive)
        self._dies = compiled(_DIES.get(key, ()), name=living, start=start)
        self._you_die = compiled(_YOU_DIE.get(key, ()), start=start) if nobody_fell else NEVER
        self._supposes = supposing(key)

    def found(self, said: Said) -> bool:
        """Whether somebody does what they cannot, or dies who does not."""
        label = LABEL.match(said.text) if self._still and not said.in_speech else None
        if label and fold(label["name"].strip()) in self._still:
            return True
        told = said.told
        if self._still and QUOTED in told and self._speaks.search(told):
            return not self._supposes.search(told)
        hit = self._acts.search(told) or self._dies.search(told) or self._you_die.search(told)
        return hit is not None and not said.asks and not self._supposes.search(told)

    def mend(self, said: Said) -> str:
        """Nothing of it is left."""
        return ""


def _speaking(key: str, names: str, start: str) -> re.Pattern[str]:
    """Speech of theirs: the same words as for a player's character, without "you"."""
    known = WORDS.get(key)
    if known is None:
        return NEVER
    patterns = tuple(each for each in known.speaks if "{you}" in each or "{name}" in each)
    return compiled(patterns, you=names, name=names, start=start, q=QUOTED)
