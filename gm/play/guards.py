"""Checks on each sentence of a narration before anyone sees it. A sentence passes, is mended, or is cut.

Today: game-master-only text (by shingles of its words: a paraphrase can pass), mass mentions, and a model that goes on
to write the players' next move. Guards never call a model.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from gm.rules.shingles import Shingle, shingles_of, told_in

_MASS = re.compile(r"@(everyone|here)\b", re.IGNORECASE)
_SPEAKER = re.compile(r"^\s*[*_]*(?P<name>[^:：\n*_]{1,40})[*_]*\s*[:：]")


@dataclass(frozen=True, slots=True)
class Guarded:
    """What became of a sentence. `text` is '' if it was cut; `hits` names the guards that acted."""

    text: str
    hits: tuple[str, ...] = ()
    stop: bool = False
    """Nothing after this sentence may be shown: the model writes for the players."""


@dataclass(frozen=True, slots=True)
class NarrationGuard:
    """The guards of one narration: no text of a hidden fact, no words of these player characters."""

    hidden: frozenset[str] = frozenset()
    shingles: Mapping[Shingle, frozenset[str]] = field(default_factory=dict)
    """Runs of words → the facts whose text they stand in (`shingles_of`)."""
    player_names: frozenset[str] = field(default_factory=frozenset)

    @classmethod
    def of(cls, texts: Mapping[str, str], hidden: Iterable[str], player_names: Iterable[str] = ()) -> "NarrationGuard":
        """A guard of these texts (id → text), of which those in `hidden` may not be told."""
        names = frozenset(name.casefold() for name in player_names)
        return cls(frozenset(hidden), shingles_of(tuple(texts.items())), names)

    def check(self, sentence: str) -> Guarded:
        """The sentence as it may be shown."""
        speaker = _SPEAKER.match(sentence)
        if speaker and speaker["name"].strip().casefold() in (self.player_names | {"player", "user"}):
            return Guarded("", ("player_voice",), stop=True)
        if self.hidden & told_in(sentence, self.shingles):
            return Guarded("", ("leak",))
        mended = _MASS.sub(lambda found: f"@\u200b{found[1]}", sentence)
        return Guarded(mended, ("mention",) if mended != sentence else ())
