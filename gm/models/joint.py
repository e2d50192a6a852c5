"""Where two pieces of a reply meet: whole words go out, and a continuation starts after the last of them.

A stream may die inside a word. Text is therefore handed on in whole words; the unfinished one is held and, if the
stream dies, forgotten: what was shown always ends at a place where the next model can begin. What that model repeats
of the words already shown is cut away.
"""

import unicodedata
from typing import Final

_LONGEST_WORD: Final = 60
_UNSPACED: Final = (
    (0x0E00, 0x0EFF),  # Thai, Lao
    (0x1000, 0x109F),  # Burmese
    (0x1780, 0x17FF),  # Khmer
    (0x2E80, 0xA4CF),  # ideographs, kana, Yi
    (0xF900, 0xFAFF),
    (0xFF00, 0xFFEF),
    (0x20000, 0x3FFFF),
)
_JOINERS: Final = "'’-\u200d"
_SHORTEST_OVERLAP: Final = 4
"""Characters of a repetition that counts in a script without spaces."""
PARAGRAPH: Final = "\n\n"
_ENDERS: Final = '.!?…,;:"”’»'
_OPENERS: Final = "“„‘«‹"
_REPEAT_LIMIT: Final = 4000


def in_word(character: str) -> bool:
    """Whether this character belongs to a word that more characters may follow; not in scripts without spaces."""
    if character.isascii():
        return character.isalnum() or character in _JOINERS
    code = ord(character)
    if any(low <= code <= high for low, high in _UNSPACED):
        return False
    return character.isalnum() or character in _JOINERS or unicodedata.category(character).startswith("M")


class WholeWords:
    """Hands text on up to the last whole word, without the white space after it."""

    def __init__(self) -> None:
        self._held = ""

    def feed(self, text: str) -> str:
        """What can be shown now."""
        text = self._held + text
        end = len(text)
        lowest = max(0, end - _LONGEST_WORD)
        while end > lowest and in_word(text[end - 1]):
            end -= 1
        if end == lowest and end > 0:
            end = len(text)
        end = len(text[:end].rstrip())
        self._held = text[end:]
        return text[:end]

    def finish(self) -> str:
        """What is left: the reply ended here of its own accord."""
        held, self._held = self._held, ""
        return held


class Continuation:
    """Joins a continuation to the words that were shown, and drops what it repeats of them. Feed it whole words."""

    def __init__(self, shown: str) -> None:
        self._shown = shown
        self._words = shown.rstrip()
        self._buffer: str | None = ""

    def feed(self, text: str) -> str:
        """What can be shown now of the continuation."""
        if self._buffer is None:
            return text
        self._buffer += text
        seen = self._buffer.lstrip()
        if not seen or (len(seen) < _REPEAT_LIMIT and self._may_repeat(seen)):
            return ""
        return self._decide(seen)

    def finish(self) -> str:
        """The continuation is over: what was held while it might have been a repetition."""
        if self._buffer is None:
            return ""
        return self._decide(self._buffer.lstrip())

    def _may_repeat(self, seen: str) -> bool:
        """Whether all of it so far stands in the shown text: no telling yet."""
        return seen.rstrip() in self._words

    def _decide(self, seen: str) -> str:
        leading = (self._buffer or "")[: len(self._buffer or "") - len(seen)]
        self._buffer = None
        cut = self._overlap(seen)
        if cut:
            seen = seen[cut:]
            leading = seen[: len(seen) - len(seen.lstrip())]
            seen = seen.lstrip()
        if not seen:
            return ""
        return self._gap(leading, seen) + seen

    def _gap(self, leading: str, seen: str) -> str:
        """The white space between the shown words and what follows."""
        tail = self._shown[len(self._words) :]
        if not self._shown:
            return ""
        if "\n" in leading:
            return leading if not tail else leading[len(tail) :] if leading.startswith(tail) else ""
        if tail:
            return ""
        if leading or (in_word(self._words[-1:] or " ") and in_word(seen[0])):
            return " "
        begins = in_word(seen[0]) or seen[0] in _OPENERS or (seen[0] == '"' and self._closed())
        return " " if begins and self._ended() else ""

    def _ended(self) -> bool:
        """Whether a sentence or a speech ends with the shown words. A mark that opens one in English closes it in
        German: what the paragraph began with tells."""
        last, paragraph = self._words[-1], self._words.rpartition("\n")[2]
        return last in _ENDERS or (last == "“" and "„" in paragraph) or (last == "«" and "»" in paragraph)

    def _closed(self) -> bool:
        """Whether every speech in the last paragraph has ended: a plain quotation mark opens the next."""
        return self._words.rpartition("\n")[2].count('"') % 2 == 0

    def _overlap(self, seen: str) -> int:
        """Length of the longest beginning of `seen` that the shown words end with, on word boundaries."""
        for length in range(min(len(seen), len(self._words)), 0, -1):
            if not self._words.endswith(seen[:length]):
                continue
            before = self._words[-length - 1 : -length] or " "
            after = seen[length : length + 1] or " "
            first, last = seen[0], seen[length - 1]
            inside = (in_word(before) and in_word(first)) or (in_word(last) and in_word(after))
            spaced = in_word(first) or in_word(last)
            if not inside and (spaced or length >= _SHORTEST_OVERLAP):
                return length
        return 0


class Fresh:
    """Text that starts anew: `opening` stands before the first of it."""

    def __init__(self, opening: str = "") -> None:
        self._opening = opening

    def feed(self, text: str) -> str:
        """What can be shown now."""
        if not text:
            return ""
        opening, self._opening = self._opening, ""
        return opening + text

    def finish(self) -> str:
        """Nothing is ever held."""
        return ""


def close_off(shown: str) -> str:
    """What to put between words that broke off and a telling that starts anew: an ellipsis if inside a sentence."""
    words = shown.rstrip()
    if not words:
        return ""
    ended = words[-1] in '.!?…。！？”"»」』)*'
    return ("" if ended else "…") + PARAGRAPH
