"""Who says something where no quotation marks stand: "Onley admits that …", `店主は告げる。`, `คนขายบอกว่า `. Pure.

Narrators report as often as they quote. Whoever reports is known by what stands before a verb of saying, and that
something is said by how each language goes on: with "that", a comma, a sentence that tells nothing but who speaks. No
name is known here, and who is asked is never taken for who speaks: it stands after the verb.
"""

import re
from typing import Final

_SAYING_EN: Final = (
    "say|said|tell|told|warn|explain|admit|confess|promise|swear|swore|whisper|repl(?:y|ie)|answer|announce|mention|"
    "reveal|claim|insist|declare|report|mutter|shout|add|recall|remember"
)
_SAYING_DE: Final = (
    "sagt|erzählt|warnt|erklärt|gesteht|gestand|verspricht|versprach|schwört|schwor|flüstert|antwortet|verrät|verriet|"
    "behauptet|verkündet|berichtet|murmelt|ruft|rief|gibt zu|gab zu|meint"
)
_SAYING_RU: Final = (
    "говор|сказал|рассказ|предупре|объясн|призна|обеща|клян|покля|шепч|шепн|прошепт|отвеча|ответи|сообща|сообщи|"
    "утвержда|объявля|объяви|бормоч|крич|кричал|уверя"
)
_SAYING_ZH: Final = (
    "说|告诉|告知|警告|提醒|承认|坦白|解释|宣布|透露|回答|保证|发誓|声称|低语|"
    "嘱咐|交代|說|告訴|承認|解釋|宣佈|保證|發誓"
)
_SAYING_JA: Final = (
    "言|話|語|告げ|伝え|教え|警告|忠告|説明|答え|明か|打ち明け|認め|誓|約束|叫|"
    "囁|ささや|呟|つぶや|白状|告白|宣言|報告|断言|述べ|注意"
)
_SAYING_TH: Final = (
    "พูด|กล่าว|บอก|เตือน|เล่า|ตอบ|อธิบาย|ยืนยัน|สารภาพ|สัญญา|สาบาน|กระซิบ|ตะโกน|ประกาศ|รายงาน|เปิดเผย|ยอมรับ|พึมพำ|แจ้ง|ย้ำ|เอ่ย"
)
_NAME: Final = r"[^\W\d_a-zа-яßäöü][\w’'-]+"
_NAMES: Final = rf"({_NAME}(?: {_NAME}){{0,2}})"
"""One to three words that begin with a capital; "I" is too short."""
_SOME: Final = r"(?: [\w’'-]+){0,4}"
"""To whom it is said."""
_BEGINS: Final = r"(?:^|(?<=[。！？」』”\s]))"

_CHINESE: Final = rf"{_BEGINS}(?![我你您])(\w{{{{2,8}}}}?)(?:{_SAYING_ZH})[^，。：\n]{{{{0,8}}}}{{mark}}(?![“「『])"
_TOPIC: Final = rf"{_BEGINS}(?![私俺僕])([^\s、。「」はが]{{2,16}})[はが]"

_REPORTED: Final = (
    (" that ", rf"\b{_NAMES} (?:\w+ly )?(?:{_SAYING_EN})(?:s|es|ed|d)?\b{_SOME},? that\b"),
    (", dass ", rf"\b{_NAMES} (?:{_SAYING_DE})e?\b{_SOME}, dass\b"),
    (", что ", rf"\b{_NAMES} (?:{_SAYING_RU})\w*{_SOME}, что\b"),
    ("，", _CHINESE.format(mark="，")),
    ("：", _CHINESE.format(mark="：")),
    ("。", rf"{_TOPIC}、?[^。\n「」]{{2,80}}と(?:{_SAYING_JA})[^、。\n]{{0,6}}。"),
    # a sentence that tells nothing but who speaks, perhaps to whom
    ("。", rf"{_TOPIC}、?(?:[^\s、。「」をとで]{{1,10}}に)?(?:{_SAYING_JA})[^、。\n]{{0,6}}。(?=[^\s「『])"),
    ("ว่า", rf"(?:^|(?<=\s))([^\s“\"]{{2,24}}?)(?:{_SAYING_TH})(?:[^\s“\"]{{1,24}}?(?<!ก))?ว่า(?=[ \t]+[^\s“\"])"),
)
_PATTERNS: Final = tuple((mark, re.compile(pattern, re.MULTILINE)) for mark, pattern in _REPORTED)


def reporters(text: str) -> tuple[str, ...]:
    """Whoever reports something in a text, as it is written, each once, in no order that means anything."""
    found = (match.group(1) for mark, pattern in _PATTERNS if mark in text for match in pattern.finditer(text))
    return tuple(dict.fromkeys(found))
