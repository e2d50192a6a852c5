"""Who speaks within a narration: the words that stand beside a quotation, in any script. Pure.

No name is known here: of `Ilse says: "…"` the whole clause is given. What of it is a name shows when it is looked for.
"""

import re
from typing import Final

_QUOTED: Final = re.compile(r"\"[^\"\n]+\"|“[^”\n]+”|„[^“”\n]+[“”]|«[^»\n]+»|「[^」\n]+」|『[^』\n]+』")
_END: Final = re.compile(r"[.!?…。！？\n\"“”„«»「」『』]")
_STRIP: Final = " \t:：,，。—–-"
_LABEL: Final = re.compile(r"^[^\W\d][\w’' -]{0,30}(?=:\s)", re.MULTILINE)
"""A name before what is said, as in a play: `Ilse: Come in.`"""
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
    return tuple(found)


def _last(clause: str) -> str:
    return " ".join(word[-LETTERS:] if not word.isascii() else word for word in clause.split()[-WORDS:])


def _first(clause: str) -> str:
    return " ".join(word[:LETTERS] if not word.isascii() else word for word in clause.split()[:WORDS])
