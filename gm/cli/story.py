"""The story so far, for those who come back to it: told in the narration's own sentences, never clipped."""

import re
from collections.abc import Sequence

from gm.domain.play import Beat
from gm.memory.gists import first_sentences

TOLD_LENGTH = 200
"""Characters that a beat may take, unless its first sentence alone is longer."""
_LONGEST = 600
_BY_NARRATION = 6
"""How many of the last beats are told by their narration; those before them by their gist."""


def story_beats(beats: Sequence[Beat]) -> tuple[Beat, ...]:
    """The beats in which something came to pass. Asides and attempts that could not be made leave no gist."""
    return tuple(beat for beat in beats if beat.gist.strip() and beat.narration.strip())


def recap_rows(beats: Sequence[Beat]) -> tuple[str, ...]:
    """A paragraph a beat, oldest first: older ones by gist, the last few by the first sentences of their telling."""
    story = story_beats(beats)
    older, late = story[:-_BY_NARRATION], story[-_BY_NARRATION:]
    return (*(_in_short(beat) for beat in older), *(told(beat.narration) for beat in late))


def _in_short(beat: Beat) -> str:
    """Its gist, if that says what came of it; else how its telling begins."""
    return whole_gist(beat.gist) if "\u2014" in beat.gist else told(beat.narration)


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
