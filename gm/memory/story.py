"""The story so far, for those who come back to it: told in the narration's own sentences, never clipped."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from gm.domain.play import Beat
from gm.memory.chronicle import LOW, Past, choose
from gm.memory.gists import first_sentences, shorten

TOLD_LENGTH = 200
"""Characters that a beat may take, unless its first sentence alone is longer."""
LATE: Final = 0.6
"""Share of a recap for the last beats, in the words that they were told in."""
_UNSPACED: Final = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]+"
)
_ASKED: Final = re.compile(r"[\"“„«「『]([^\"“”„«»「」『』]{3,200}[?？])[\"“”»」』]")
_DICE: Final = re.compile(r" \[[^\[\]]{1,60}: [^\[\]]{1,60}\](?= \u2014|$)")
"""What a gist says of a check: ` [Persuade: Success]`."""
_GIST: Final = 240
"""Characters of a beat that is told by its gist."""
_LONGEST = 600
_BY_NARRATION = 6
"""How many of the last beats are told by their narration; those before them by their gist."""


def story_beats(beats: Sequence[Beat]) -> tuple[Beat, ...]:
    """The beats in which something came to pass. Asides and attempts that could not be made leave no gist."""
    return tuple(beat for beat in beats if beat.gist.strip() and beat.narration.strip())


def length(text: str) -> int:
    """Words of a text; in scripts without spaces two characters are one."""
    unspaced = sum(len(found) for found in _UNSPACED.findall(text))
    return len(_UNSPACED.sub(" ", text).split()) + (unspaced + 1) // 2


@dataclass(frozen=True, slots=True)
class Told:
    """A piece of a recap, and the turns that it tells of."""

    text: str
    first: int
    last: int


def retold(beats: Sequence[Beat], past: Past, words: int, *, by_gist: bool = False) -> tuple[Told, ...]:
    """The story so far in about so many words, oldest first: the last beats in the words they were told in (`by_gist`:
    in short, with what players said), those before them by gist, and what is over by its summaries. `beats`: the
    latest; `past`: what there is of those before them."""
    story = story_beats(beats)
    late: list[Told] = []
    room = int(words * LATE)
    for beat in reversed(story[-_BY_NARRATION:]):
        text = shorten(" ".join(beat.gist.split()), _GIST) if by_gist else told(beat.narration)
        room -= length(text)
        if late and room < 0:
            break
        late.insert(0, Told(text, beat.number, beat.number))
    if not late:
        return ()
    left = words - sum(length(each.text) for each in late)
    found: list[Told] = []
    if left > 0:
        for ref in choose(past, late[0].first, kept=None, budget=int(left / LOW) + 1, size=length):
            first, last, rows = past.told(ref)
            found += [Told(text, first, last) for row in rows if (text := _row(ref, row, story))]
    return (*found, *late)


def _row(ref: str, row: str, story: Sequence[Beat]) -> str:
    """A line of the chronicle for people: dice are not read out; what was merely tried is as it was told then."""
    if ref.startswith("g") and "\u2014" not in row and " \u00b7 " not in row:
        beat = next((beat for beat in story if f"g{beat.number}" == ref), None)
        return told(beat.narration) if beat is not None else ""
    return _DICE.sub("", whole_gist(row))


def asked_last(narration: str) -> str:
    """The last question that somebody asks aloud in a telling; '' if nobody does."""
    found = _ASKED.findall(narration)
    return " ".join(found[-1].split()) if found else ""


def told(narration: str) -> str:
    """The first whole sentences of a telling, up to where nobody is left in the middle of a speech."""
    found = first_sentences(narration, TOLD_LENGTH)
    if not _is_cut(found, narration) and found.count('"') % 2 == 0:
        return found
    starts = [" ".join(part) for part in _starts(sentences(narration))]
    whole = [start for start in starts if start.count('"') % 2 == 0 and start.count("“") == start.count("”")]
    fitting = [start for start in whole if len(start) <= TOLD_LENGTH]
    return fitting[-1] if fitting else next((start for start in whole if len(start) <= _LONGEST), found)


def sentences(text: str) -> tuple[str, ...]:
    """The text in sentences, each with its closing quotation marks; line breaks end one as well."""
    found = (re.findall(r".+?(?:[.!?…。！？]+[\"'”’»)]*(?=\s|$)|$)", line) for line in text.splitlines())
    return tuple(part.strip() for line in found for part in line if part.strip())


def _starts(parts: Sequence[str]) -> list[Sequence[str]]:
    return [parts[: count + 1] for count in range(len(parts))]


def _is_cut(found: str, text: str) -> bool:
    flat = " ".join(text.split())
    return found.endswith("…") and not flat.startswith(found)


def whole_gist(gist: str) -> str:
    """A gist without the part at its end that was cut off, if something stands before it."""
    parts = gist.split(" · ")
    while len(parts) > 1 and parts[-1].endswith("…"):
        parts.pop()
    text = " · ".join(parts)
    if not text.endswith("…"):
        return text
    sentences = re.findall(r".+?[.!?。！？][\"'”’»)]*(?=\s|$)", text)
    return "".join(sentences).strip() or text
