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
_FEW: Final = 3
"""Beats at the end that may take all the room, where no summary tells what was before."""
LATE_OF_MUCH: Final = 0.4
"""The same where summaries tell what was before: whoever comes back wants the story first, then its last lines."""
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
    """The story so far in about so many words, oldest first: what is over by its summaries, the last beats in the words
    they were told in (`by_gist`: in short, with what players said), those between by gist. `beats`: the latest; `past`:
    what there is of those before them."""
    story = story_beats(beats)
    over = max((each.span.last_number for each in past.summaries), default=0)
    fresh = [beat for beat in story[-_BY_NARRATION:] if beat.number > over] or list(story[-1:])
    late: list[Told] = []
    room = int(words * (LATE_OF_MUCH if over else LATE))
    for beat in reversed(fresh):
        text = shorten(" ".join(beat.gist.split()), _GIST) if by_gist else told(beat.narration)
        room -= length(text)
        short = not over and len(late) < _FEW and room >= int(words * LATE) - words  # there is nothing else to tell
        if late and room < 0 and not short:
            break
        late.insert(0, Told(text, beat.number, beat.number))
    if not late:
        return ()
    left = words - sum(length(each.text) for each in late)
    found: list[Told] = []
    if left > 0:
        before = max(late[0].first, over + 1)  # what sums up the last beat as well is told whole
        for ref in choose(past, before, kept=None, budget=int(left / LOW) + 1, size=length):
            first, last, rows = past.told(ref)
            if first < late[0].first:
                found += [Told(text, first, last) for row in rows if (text := _row(ref, row, story, by_gist))]
    if over and not any(each.first < each.last or each.first <= over for each in found):
        found = [*_begun(past, max(left, words // 2)), *found]
    return (*found, *late)


def _begun(past: Past, words: int) -> list[Told]:
    """What is over, where no summary has room whole: the first sentences of the longest and latest, at least one."""
    whole = max(past.summaries, key=lambda each: (each.span.turns, each.span.last_number))
    chosen: list[str] = []
    for sentence in sentences(whole.text):
        if chosen and length(" ".join((*chosen, sentence))) > words:
            break
        chosen.append(sentence)
    text = " ".join(chosen)
    return [Told(text, whole.span.first_number, whole.span.last_number)] if text else []


def _row(ref: str, row: str, story: Sequence[Beat], by_gist: bool) -> str:
    """A line of the chronicle for people: dice are not read out; what was merely tried, or is cut off, is as it was
    told then."""
    if ref.startswith("g"):
        beat = next((beat for beat in story if f"g{beat.number}" == ref), None)
        if beat is not None and not by_gist and "\u2026" in whole_gist(row):
            return told(beat.narration)
        if "\u2014" not in row and " \u00b7 " not in row:
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
