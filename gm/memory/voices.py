"""Who speaks within a narration: the words that stand beside a quotation, in any script, and whoever reports. Pure.

No name is known here: of `Ilse says: "…"` the whole clause is given. What of it is a name shows when it is looked for.
"""

import re
from typing import Final

from gm.memory.reporting import reporters

_QUOTED: Final = re.compile(r"\"[^\"\n]+\"|“[^”\n]+”|„[^“”\n]+[“”]|«[^»\n]+»|「[^」\n]+」|『[^』\n]+』")
_END: Final = re.compile(r"[.!?…。！？\n\"“”„«»「」『』]")
_STRIP: Final = " \t:：,，。—–-"
_SIGNS: Final = "\u0900-\u0dff\u0e31-\u0e4e\u0eb1-\u0ece\u102b-\u109f\u17b4-\u17d3"
"""Vowel signs, which stand within words and that `re` counts as no letters."""
_LABEL: Final = re.compile(
    rf"^[^\W\d][\w{_SIGNS}’' -]{{0,30}}(?=:\s)|^[^\W\d_][^\W_问問]{{0,7}}(?=：[^“「『\n])", re.MULTILINE
)
"""A name before what is said, as in a play: `Ilse: Come in.`, `伊尔莎：请进。`; not whoever is asked."""
WORDS: Final = 4
"""Words of a clause, those nearest to the quotation; a name is seldom further away."""
LETTERS: Final = 16
"""The same in letters, where words are not divided."""


def voices(text: str) -> tuple[str, ...]:
    """The clauses that say who speaks, each once, in their order."""
    found: dict[str, None] = dict.fromkeys(match.group() for match in _LABEL.finditer(text))
    for quoted in _QUOTED.finditer(text):
        before = _END.split(text[max(0, quoted.start() - 120) : quoted.start()].rstrip(_STRIP))[-1].strip(_STRIP)
        if before:
            found[_last(before)] = None
        inner, after = quoted.group()[1:-1].rstrip(), text[quoted.end() : quoted.end() + 80]
        if inner.endswith((",", "!", "?", "，", "！", "？", "…")) or after[:1] in (",", "，"):
            clause = _END.split(after.lstrip(_STRIP))[0] if "\n" not in after[:2] else ""
            if clause.strip():
                found[_first(clause.strip(_STRIP))] = None
    found |= dict.fromkeys(reporters(text))
    return tuple(found)


def _last(clause: str) -> str:
    return " ".join(word[-LETTERS:] if not word.isascii() else word for word in clause.split()[-WORDS:])


def _first(clause: str) -> str:
    return " ".join(word[:LETTERS] if not word.isascii() else word for word in clause.split()[:WORDS])
