"""Keeps somebody's speech together until it is known whose it is: of "“We go. It is late,” you say" that comes last.

A speech behind a name and a colon goes on sentence by sentence, as does all that is no speech.
"""

from collections.abc import Iterator
from typing import Final, Protocol

from gm.rules.guards.said import QUOTED, Speech
from gm.rules.guards.voicing import LABEL

LONGEST: Final = 900
"""Characters that are kept together at most: who talks for so long has been named."""


class Attributes(Protocol):
    """Who knows whose words are whose."""

    def is_theirs(self, speech: str) -> bool:
        """Whether a whole speech, with what its sentences tell around it, is a player's character's."""
        ...

    def is_tag(self, sentence: str) -> bool:
        """Whether a sentence says of the speech before it that a player's character said it."""
        ...


class Speeches:
    """Between the sentences of a stream and its guard."""

    def __init__(self, whose: Attributes) -> None:
        self._whose = whose
        self._speech = Speech()
        self._kept: list[str] = []
        self._open = False
        """Inside of a speech that is kept."""

    def add(self, sentence: str) -> Iterator[str]:
        """What may go on now: sentences, and whole speeches of players' characters, each as one."""
        said = self._speech.hear(sentence)
        if self._open:
            self._kept.append(sentence)
            if said.speech_goes_on and sum(map(len, self._kept)) < LONGEST:
                return
            self._open = False
            if said.speech_goes_on or said.told != QUOTED or _ends_paragraph(sentence):
                yield from self.rest()
            return
        if self._kept:
            if not said.quotes and self._whose.is_tag(sentence):
                whole, self._kept = "".join((*self._kept, sentence)), []
                yield whole
                return
            yield from self.rest()
        bare = said.told == QUOTED and not _ends_paragraph(sentence)
        if not said.in_speech and (said.speech_goes_on or bare) and not LABEL.match(sentence):
            self._kept, self._open = [sentence], said.speech_goes_on
        else:
            yield sentence

    def rest(self) -> Iterator[str]:
        """What is kept, as it goes on if nothing follows."""
        kept, self._kept, self._open = self._kept, [], False
        whole = "".join(kept)
        yield from [whole] if len(kept) > 1 and self._whose.is_theirs(whole) else kept


def _ends_paragraph(sentence: str) -> bool:
    return sentence.endswith("\n")
