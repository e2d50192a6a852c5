"""Whether the narrator asks the players what they do ("What do you do next?"): a telling ends without being told to.

Only the bare question, by the narrator, to "you" or to a player's character by name. What people of the scene ask, and
what nobody knows of what you will do, passes. English, German, Spanish, Russian, Chinese, Japanese, Thai.
"""

import re
from collections.abc import Iterable
from typing import Final

from gm.domain.guards import GuardKind
from gm.domain.words import fold
from gm.rules.guards.clauses import any_of, compiled, language_key
from gm.rules.guards.said import QUOTED, Said
from gm.rules.guards.voice_words import YOU

_BEGIN: Final = r"(?:^|(?<=[,;:.!?…—–\-\n。，！？" + QUOTED + r"])|(?<=[)*_]))[\s*_]*"
_END: Final = r"[\s*_]*$"
_PLAIN: Final = str.maketrans("，？！：；ё", ",?!:;е")
_EN_THING: Final = (
    r"(?:do|say|respond|react|reply|answer|proceed|choose|decide|go\s+about\s+it|handle\s+(?:this|it)|"
    r"tell\s+(?:him|her|them))"
)
_ASKS: Final = {
    "en": (
        r"(?:(?:so|and|now|well|then)[,\s]+){{0,2}}(?:what|how)\s+(?:now\s+)?(?:do|does|will|would|shall|are|is)\s+"
        r"(?:the\s+\w+\s+of\s+)?{who}(?:\s+(?:and|or)\s+{who})*\s+(?:(?:all|both|now|next|then|each|like\s+to|want\s+to|wish\s+to|plan\s+to|going\s+to|"
        r"choose\s+to)\s+)*" + _EN_THING +
        r"(?:\s+(?:now|next|then|here|first|about\s+(?:it|this|that)|to\s+(?:him|her|them|that|this)))*\s*\?",
        r"(?:so|and|now)?[,\s]*what\s+(?:is|will\s+be)\s+your\s+(?:next\s+)?(?:move|response|answer|decision|choice)\s*\?",
        r"(?:the\s+(?:choice|decision|next\s+move)\s+is\s+yours|(?:it\s+is|it['’]s)\s+(?:up\s+to\s+you|your\s+(?:move|turn|call))|your\s+move)"
        r"(?:\s+now)?\s*[.!]",
    ),
    "de": (
        r"(?:(?:also|und|nun|so)[,\s]+)?(?:was|wie)\s+(?:tust|tut|machst|macht|willst|wollt|möchtest|möchtet|wirst|werdet|unternimmst|"
        r"unternehmt|sagst|sagt|antwortest|antwortet|reagierst|reagiert|entscheidest|entscheidet|gehst|geht)\s+{who}"
        r"(?:\s+(?:jetzt|nun|als\s+nächstes|dann|dazu|darauf|damit|tun|machen|sagen|vor|dich|euch|unternehmen|antworten|reagieren))*\s*\?",
        r"die\s+(?:entscheidung|wahl)\s+liegt\s+(?:nun\s+|jetzt\s+)?bei\s+(?:dir|euch)\s*[.!]",
    ),
    "es": (
        r"(?:(?:y|entonces|ahora)[,\s]+)?¿?\s*(?:(?:y|entonces|ahora)[,\s]+){{0,2}}(?:qué|cómo)\s+(?:(?:haces|hacéis|harás|haréis|dices|decís|respondes|respondéis|"
        r"reaccionas|reaccionáis|decides|decidís|procedes)|(?:hace|hacen|hará|harán|hacer)\s+{who}|(?:vas|vais|quieres|queréis|piensas)\s+(?:a\s+)?"
        r"(?:hacer|decir|responder))(?:\s+(?:ahora|después|entonces|a\s+continuación|al\s+respecto|vosotr[oa]s|tú))*\s*\?",
        r"la\s+(?:decisión|elección)\s+es\s+(?:tuya|vuestra)\s*[.!]",
    ),
    "ru": (
        r"(?:(?:итак|и|ну|теперь|так)[,\s]+)?(?:что|как)\s+(?:(?:же|теперь|дальше)\s+)?(?:{who}\s+)?(?:(?:теперь|дальше|сейчас)\s+)?"
        r"(?:делаешь|делаете|сделаешь|сделаете|предпримешь|предпримете|ответишь|ответите|скажешь|скажете|поступишь|поступите|"
        r"реагируешь|реагируете|(?:будешь|будете)\s+делать)(?:\s+(?:дальше|теперь|сейчас|ты|вы))*\s*\?",
        r"(?:(?:итак|и|ну|теперь|так)[,\s]+)?(?:что|как)\s+(?:(?:теперь|дальше)\s+)?(?:делает|делают|сделает|ответит|скажет|поступит|"
        r"(?:будет|будут)\s+делать)\s+{who}(?:\s+(?:дальше|теперь|сейчас))*\s*\?",
        r"(?:ваши|твои)\s+действия\s*\?",
        r"(?:выбор|решение|слово)\s+(?:теперь\s+)?за\s+(?:тобой|вами)\s*[.!]",
    ),
    "zh": (
        r"(?:那么|现在|接下来|此刻|于是)?[,，]?{who}(?:接下来|现在|此刻)?(?:会|要|打算|想要?|将|准备|该|决定)?"
        r"(?:怎么做|怎么办|做什么|怎样做|如何行动|如何应对|如何回应|怎么回应|如何选择|怎么选)呢?\s*[?？]",
        r"(?:选择权|决定权)(?:在|就在)(?:你们?|您)(?:的)?手[中上里][。.!！]",
    ),
    "ja": (
        r"(?:さて|では|それでは|さあ|次に)?[、,]?(?:{who}(?:さん)?は)?[、,]?(?:次に|これから|ここで|次は)?[、,]?"
        r"(?:どうしますか|どうされますか|どう動きますか|どう行動しますか|何をしますか)[?？。]?",
        r"(?:さて|では|それでは|さあ)?[、,]?(?:{who}は)[、,]?(?:次に|これから)?(?:どうする|何をする)(?:のか)?[?？]",
    ),
    "th": (
        r"(?:(?:แล้ว|ตอนนี้|ต่อไป|จากนี้)\s*)?{who}\s*(?:จะ|อยากจะ|ต้องการจะ|ต้องการ)\s*ทำ(?:อย่างไร|อะไร|ยังไง)"
        r"(?:ต่อไป|ต่อ|กันดี|ดี|กัน)*\s*[?？]?",
    ),
}  # fmt: skip


class Asks:
    """`names`: of the players' characters."""

    kind: GuardKind = "asks"

    def __init__(self, language: str, names: Iterable[str]) -> None:
        key = language_key(language)
        listed = YOU.get(key, r"(?!)")
        who = f"(?:{listed}|{any_of(fold(name) for name in names)})"
        begin = _BEGIN if key != "th" else _BEGIN.replace("(?:^|", r"(?:^|(?<!ว่า)(?<=\s)|", 1)
        patterns = tuple(f"{begin}(?:{each}){_END}" for each in _ASKS.get(key, ()))
        self._pattern = compiled(patterns, who=who)
        plain = "|".join(pattern.format(who=who) for pattern in patterns) or "(?!)"
        self._as_written = re.compile(f"{self._pattern.pattern}|{plain}", re.IGNORECASE)
        """The same for the text as it stands, letter by letter."""

    def found(self, said: Said) -> bool:
        """Whether it ends with such a question."""
        return self._pattern.search(said.told) is not None

    def mend(self, said: Said) -> str:
        """What stands before the question; '' where nothing does."""
        found = self._as_written.search(said.text.translate(_PLAIN))
        before = said.text[: found.start()].rstrip(" ,;:*_-—–，") if found is not None else ""
        if not re.search(r"\w", before):
            return ""
        ends = before[-1] in ".!?…。！？\n" or "\u0e00" <= before[-1] <= "\u0eff"
        space = said.text[len(said.text.rstrip()) :]
        return f"{before}{'' if ends else '。' if ord(before[-1]) > 0x2E80 else '.'}{space}"
