"""A sentence as guards look at it: what the narrator says, apart from what is said in it.

Quotation marks of all kinds are followed across sentences, up to the end of a paragraph; so are lines of dialogue that
begin with a dash. What stands in them is somebody's speech: most guards leave it alone.
"""

import re
from dataclasses import dataclass, field
from typing import Final

from gm.domain.words import fold

QUOTED: Final = "\ue000"
"""Stands for a stretch of speech in `Said.told`."""
_CLOSERS: Final = {
    "“": "”",
    "„": "“”",
    "‚": "‘’",
    "‘": "’",
    "«": "»",
    "»": "«",
    "‹": "›",
    "「": "」",
    "『": "』",
    '"': '"',
}
_SINGLE: Final = re.compile(r"(?<![\w'])'(?=\w)((?:[^'\n]|(?<=\w)'(?=\w))*[,.!?…])'(?!\w)")
"""A stretch in plain single quotes: it ends behind a comma or a stop, so that no apostrophe is taken for one."""
_DASHES: Final = "—–"
_MARKS: Final = re.compile(f"[{''.join(_CLOSERS)}{_DASHES}\n]")


@dataclass(frozen=True, slots=True)
class Said:
    """One sentence. `told` is folded, without speech; `quotes` are the stretches of speech, as written."""

    text: str
    told: str
    quotes: tuple[str, ...] = ()
    in_speech: bool = False
    """Whether it begins inside of somebody's speech."""
    speech_goes_on: bool = False
    """Whether its end is inside of somebody's speech."""
    first: bool = False
    """Whether it is the narration's first."""

    @property
    def asks(self) -> bool:
        """Whether the narrator's part of it is a question."""
        return self.told.rstrip(" \n*_" + QUOTED).endswith(("?", "？"))


@dataclass(slots=True)
class Speech:
    """Follows who speaks through the sentences of one narration."""

    _closers: str = ""
    _dash: bool = False
    """In a line of dialogue that began with a dash."""
    _begun: bool = False
    _line_start: bool = True
    _told: list[str] = field(default_factory=list)
    _quotes: list[str] = field(default_factory=list)
    _now: list[str] = field(default_factory=list)

    def hear(self, sentence: str) -> Said:
        """The next sentence."""
        in_speech, first = self._speaking, not self._begun and bool(sentence.strip())
        self._begun = self._begun or first
        if not self._speaking and not _MARKS.search(sentence.rstrip("\n")) and "'" not in sentence:
            return self._plain(sentence, first)
        self._told, self._quotes, self._now = [], [], []
        text = sentence if self._speaking or "'" not in sentence else _SINGLE.sub(r"“\1”", sentence)
        for at, char in enumerate(text):
            self._take(char, text, at)
        goes_on = self._speaking
        if goes_on:
            self._end_speech()
        told = fold("".join(self._told)).strip()
        return Said(sentence, told, tuple(self._quotes), in_speech, goes_on, first)

    def _plain(self, sentence: str, first: bool) -> Said:
        """A sentence without any speech, as most are: nothing of it has to be looked at letter by letter."""
        ends = sentence.endswith("\n")
        self._line_start = ends or (self._line_start and not sentence.strip(" *_>"))
        self._dash_line = self._dash_line and not ends
        return Said(sentence, fold(sentence).strip(), (), False, False, first)

    @property
    def _speaking(self) -> bool:
        return bool(self._closers) or self._dash

    def _take(self, char: str, text: str, at: int) -> None:
        if char == "\n":
            self._line_break(text, at)
        elif self._closers:
            self._in_quote(char, text, at)
        elif char in _DASHES and (self._line_start or (self._dash_line and self._sets_off(text, at))):
            self._toggle_dash()
        elif self._dash:
            self._now.append(char)
        elif char in _CLOSERS:
            self._closers = _CLOSERS[char]
        else:
            self._told.append(char)
        self._line_start = char == "\n" or (self._line_start and (char.isspace() or char in "*_>"))

    _dash_line: bool = False

    def _toggle_dash(self) -> None:
        if self._dash:
            self._end_speech()
        self._dash, self._dash_line = not self._dash, True

    @staticmethod
    def _sets_off(text: str, at: int) -> bool:
        """Whether a dash in a line of dialogue goes from speech to telling or back."""
        before = text[at - 1] if at else " "
        return before.isspace() or before in ',.!?…»"'

    def _in_quote(self, char: str, text: str, at: int) -> None:
        inside = char == "’" and text[at + 1 : at + 2].isalpha()
        if char in self._closers and not inside:
            self._closers = ""
            self._end_speech()
        else:
            self._now.append(char)

    def _line_break(self, text: str, at: int) -> None:
        if self._dash:
            self._end_speech()
        self._dash = self._dash_line = False
        if self._closers and text[at + 1 : at + 2] == "\n":  # a speech of several paragraphs opens each anew
            self._closers = ""
            self._end_speech()
        (self._now if self._closers else self._told).append("\n")

    def _end_speech(self) -> None:
        self._quotes.append("".join(self._now))
        self._now = []
        self._told.append(QUOTED)
