"""Checks on each sentence of a narration before anyone sees it. A sentence passes, is mended, or is cut.

Today: game-master-only text (by shingles of its words: a paraphrase can pass), mass mentions, and a model that goes on
to write the players' next move. Guards never call a model.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

SHINGLE = 6
"""Words in a row that must coincide with a secret's text before a sentence counts as leaking it."""

_WORD = re.compile(r"\w+")
_MASS = re.compile(r"@(everyone|here)\b", re.IGNORECASE)
_SPEAKER = re.compile(r"^\s*\**(?P<name>[^:\n*]{1,40})\**:\**\s")


@dataclass(frozen=True, slots=True)
class Guarded:
    """What became of a sentence. `text` is '' if it was cut; `hits` names the guards that acted."""

    text: str
    hits: tuple[str, ...] = ()
    stop: bool = False
    """Nothing after this sentence may be shown: the model writes for the players."""


@dataclass(frozen=True, slots=True)
class NarrationGuard:
    """The guards of one narration. `hidden` are texts that those present may not know."""

    shingles: frozenset[tuple[str, ...]] = frozenset()
    player_names: frozenset[str] = field(default_factory=frozenset)

    @classmethod
    def of(cls, hidden: Iterable[str], player_names: Iterable[str]) -> "NarrationGuard":
        """A guard against these hidden texts, and against speaking for these player characters."""
        shingles: set[tuple[str, ...]] = set()
        for text in hidden:
            shingles |= _shingles(text)
        return cls(frozenset(shingles), frozenset(name.casefold() for name in player_names))

    def check(self, sentence: str) -> Guarded:
        """The sentence as it may be shown."""
        speaker = _SPEAKER.match(sentence)
        if speaker and speaker["name"].strip().casefold() in (self.player_names | {"player", "user"}):
            return Guarded("", ("player_voice",), stop=True)
        if self.shingles & _shingles(sentence):
            return Guarded("", ("leak",))
        mended = _MASS.sub(lambda found: f"@\u200b{found[1]}", sentence)
        return Guarded(mended, ("mention",) if mended != sentence else ())


def _shingles(text: str) -> set[tuple[str, ...]]:
    words = [word.casefold() for word in _WORD.findall(text)]
    return {tuple(words[at : at + SHINGLE]) for at in range(len(words) - SHINGLE + 1)}
