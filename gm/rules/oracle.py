"""Yes or no, when nobody has prepared it: an oracle that answers by odds and one roll of a hundred. Pure.

chance      unlikely 25 · even 50 · likely 75 · (hardly 10, surely 90, or a number)
the roll    at or under the chance: yes. Its lowest fifth: yes, and more. Its highest fifth: yes, but.
            over it: no. The lowest fifth of that: no, but. The highest: no, and worse.
"""

import re
from typing import Final, Literal

from gm.domain.words import fold

Odds = Literal["hardly", "unlikely", "even", "likely", "surely"]
CHANCES: Final[dict[Odds, int]] = {"hardly": 10, "unlikely": 25, "even": 50, "likely": 75, "surely": 90}
Answer = Literal["yes_and", "yes", "yes_but", "no_but", "no", "no_and"]
LEAST, MOST = 1, 99
"""Chances, in a hundred, between which odds are odds."""

_WORDS: Final[dict[str, Odds]] = {
    **dict.fromkeys(("hardly", "kaum", "apenas", "вряд ли", "几乎不可能", "แทบไม่"), "hardly"),
    **dict.fromkeys(("unlikely", "unwahrscheinlich", "improbable", "маловероятно", "不太可能", "ไม่น่า"), "unlikely"),
    **dict.fromkeys(("even", "50/50", "fifty-fifty", "offen", "igual", "поровну", "一半", "ครึ่งๆ"), "even"),
    **dict.fromkeys(("likely", "wahrscheinlich", "probable", "вероятно", "很可能", "น่าจะ"), "likely"),
    **dict.fromkeys(
        ("surely", "almost certain", "fast sicher", "seguro", "почти наверняка", "几乎肯定", "แน่ๆ"), "surely"
    ),
}
SAID: Final[dict[str, dict[Answer, str]]] = {
    "en": {"yes_and": "Yes, and more than that.", "yes": "Yes.", "yes_but": "Yes, but.", "no_but": "No, but.",
           "no": "No.", "no_and": "No, and worse."},
    "de": {"yes_and": "Ja, und mehr als das.", "yes": "Ja.", "yes_but": "Ja, aber.", "no_but": "Nein, aber.",
           "no": "Nein.", "no_and": "Nein, und schlimmer."},
    "es": {"yes_and": "Sí, y algo más.", "yes": "Sí.", "yes_but": "Sí, pero.", "no_but": "No, pero.", "no": "No.",
           "no_and": "No, y algo peor."},
    "ru": {"yes_and": "Да, и даже больше.", "yes": "Да.", "yes_but": "Да, но.", "no_but": "Нет, но.", "no": "Нет.",
           "no_and": "Нет, и хуже того."},
    "zh": {"yes_and": "是，而且不止如此。", "yes": "是。", "yes_but": "是，但是。", "no_but": "不，但是。",
           "no": "不。", "no_and": "不，而且更糟。"},
    "th": {"yes_and": "ใช่ และยิ่งกว่านั้น", "yes": "ใช่", "yes_but": "ใช่ แต่", "no_but": "ไม่ แต่", "no": "ไม่",
           "no_and": "ไม่ และแย่กว่านั้น"},
}  # fmt: skip


def answer_of(rolled: int, chance: int) -> Answer:
    """What a roll of 1 to 100 says at a chance of so many in a hundred."""
    if rolled <= chance:
        if rolled <= chance / 5:
            return "yes_and"
        return "yes_but" if rolled > chance * 4 / 5 else "yes"
    over, rest = rolled - chance, 100 - chance
    if over <= rest / 5:
        return "no_but"
    return "no_and" if over > rest * 4 / 5 else "no"


def read_question(text: str) -> tuple[str, int]:
    """A question with its odds at the end (`is it locked? likely`, `… 30%`), as question and chance; even without."""
    line = " ".join(text.split()).rstrip(" .。")
    found = re.search(r"[\s,;:]+\(?(\d{1,2})\s*%\)?$", line)
    if found:
        return line[: found.start()].strip(), max(LEAST, min(MOST, int(found[1])))
    folded = fold(line)
    for word in sorted(_WORDS, key=len, reverse=True):
        plain = fold(word)
        if folded.endswith(plain) and len(folded) > len(plain) and not folded[-len(plain) - 1].isalpha():
            return line[: len(line) - len(word)].strip(" ,;:("), CHANCES[_WORDS[word]]
    return line, CHANCES["even"]


def said(answer: Answer, language: str) -> str:
    """The answer in words."""
    return SAID.get(language.split("-")[0].casefold(), SAID["en"])[answer]
