"""Checks on each sentence of a narration before anyone sees it. A sentence passes, is mended, or is cut.

The checks themselves are in `gm.rules.guards`, one file each; here they are put together for one telling and asked in
turn. Guards never call a model. What each knows and does not know: `docs/play/guards.md`.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Protocol

from gm.domain.guards import GuardAction, GuardCount, GuardKind
from gm.rules.guards.markup import Markup
from gm.rules.guards.repeating import Repeats
from gm.rules.guards.restating import Restates
from gm.rules.guards.said import Said, Speech
from gm.rules.guards.voicing import Voicings
from gm.rules.guards.words import measure
from gm.rules.safety.finding import Bounds
from gm.rules.shingles import Shingle, shingles, shingles_of

_MASS = re.compile(r"@(everyone|here)\b", re.IGNORECASE)
LONGEST = 2.0
"""Times the target length after which a telling ends with its sentence."""
LEAST_ROOM = 70
"""Words that a telling may always be longer than its target."""
NEAR_END = 0.9
"""Share of that length from which on it ends with its paragraph."""


@dataclass(frozen=True, slots=True)
class Guarded:
    """What became of a sentence. `text` is '' if it was cut; `hits` say which guards acted, and how."""

    text: str
    hits: tuple[GuardCount, ...] = ()
    stop: bool = False
    """Nothing after this sentence may be shown: the model writes for the players, or without end."""


class Contradicts(Protocol):
    """A guard that compares a sentence with what the engine holds."""

    kind: GuardKind

    def found(self, said: Said) -> bool:
        """Whether the engine knows better."""
        ...

    def mend(self, said: Said) -> str:
        """The sentence put right; '' where it has to go."""
        ...


@dataclass(slots=True)
class NarrationGuard:
    """The guards of one narration. It remembers what it has passed: one is made for each telling."""

    hidden: frozenset[str] = frozenset()
    shingles: Mapping[Shingle, frozenset[str]] = field(default_factory=dict)
    """Runs of words → the facts whose text they stand in (`shingles_of`)."""
    open: frozenset[Shingle] = frozenset()
    """Runs that may be told whatever else they stand in: the players' own lines, what this ruling brings out."""
    voicings: Voicings | None = None
    repeats: Repeats | None = None
    restates: Restates | None = None
    contradicts: Sequence[Contradicts] = ()
    bounds: Bounds = field(default_factory=Bounds)
    """What this table does not play."""
    limit: float = float("inf")
    """Words (`measure`) after which the telling ends."""
    _speech: Speech = field(default_factory=Speech)
    _markup: Markup = field(default_factory=Markup)
    _length: float = 0.0
    _inside_cut: bool = False
    """A speech began in a sentence that was cut: the rest of it goes too."""

    @classmethod
    def of(
        cls,
        texts: Mapping[str, str],
        hidden: Iterable[str],
        *,
        open_texts: Iterable[str] = (),
        voicings: Voicings | None = None,
        repeats: Repeats | None = None,
        restates: Restates | None = None,
        contradicts: Sequence[Contradicts] = (),
        bounds: Bounds | None = None,
        limit: float = float("inf"),
    ) -> "NarrationGuard":
        """A guard of these texts (id → text), of which those in `hidden` may not be told; `open_texts` may be."""
        known = shingles_of(tuple(texts.items()))
        told = frozenset().union(*(_runs_of(text) & known.keys() for text in open_texts))
        kept = bounds or Bounds()
        return cls(frozenset(hidden), known, told, voicings, repeats, restates, contradicts, kept, limit)

    def is_theirs(self, speech: str) -> bool:
        """Whether a whole speech is a player's character's (`gm.play.speeches`)."""
        return self.voicings is not None and self.voicings.is_theirs(Speech().hear(speech))

    def is_tag(self, sentence: str) -> bool:
        """Whether a sentence says so of the speech before it."""
        return self.voicings is not None and self.voicings.is_tag(Speech().hear(sentence))

    def passed_before(self, text: str) -> None:
        """Words of this telling that the table has seen already."""
        said = self._hear(text)
        if self.repeats:
            self.repeats.passed(said)
        self._length += measure(text)

    def check(self, sentence: str, shown: str = "") -> Guarded:
        """The sentence as it may be shown, after `shown`."""
        said = self._hear(sentence)
        if self._inside_cut:
            self._inside_cut = said.speech_goes_on
            return Guarded("")
        if self._is_over(shown) and not said.in_speech:
            return Guarded("", (GuardCount("long", "stopped"),), stop=True)
        if self._markup.offers(sentence, shown):
            return Guarded("", (GuardCount("options", "stopped"),), stop=True)
        fault, stop = self._fault(said)
        if fault is not None:
            self._inside_cut = said.speech_goes_on
            closing = _closing(sentence) if said.in_speech and not said.speech_goes_on else ""
            return Guarded(closing, (GuardCount(fault, "stopped" if stop else "cut"),), stop)
        return self._mended(said)

    def _hear(self, sentence: str) -> Said:
        said = self._speech.hear(sentence)
        if self.voicings:
            self.voicings.hear(said)
        return said

    def _is_over(self, shown: str) -> bool:
        """Whether the telling has had its room; a paragraph is not begun shortly before."""
        near = NEAR_END if shown.endswith("\n") else 1.0
        return self._length >= near * self.limit

    def close(self) -> str:
        """What the telling still needs when it is over: marks that were left open."""
        return self._markup.close()

    def _fault(self, said: Said) -> tuple[GuardKind | None, bool]:
        """What cannot be mended in a sentence, and whether the telling ends with it."""
        touch = self.bounds.touched(said.text)
        if touch is not None:
            return touch, False
        if self._leaks(said.text):
            return "leak", False
        if self.repeats and self.repeats.is_asked(said):
            return None, False
        voiced = self.voicings.found(said) if self.voicings else None
        if voiced is not None:
            return voiced
        for each in self.contradicts:
            if each.found(said) and not each.mend(said):
                return each.kind, False
        if self.restates and self.restates.found(said):
            return "restates", False
        if self.repeats and self.repeats.found(said):
            return "repeats", False
        return None, False

    def _leaks(self, text: str) -> bool:
        """Whether a run of it stands in hidden texts only."""
        runs = (run for run in shingles(text) if run in self.shingles and run not in self.open)
        return any(self.shingles[run] <= self.hidden for run in runs)

    def _mended(self, said: Said) -> Guarded:
        text, kinds = said.text, list[GuardKind]()
        asked = self.repeats is not None and self.repeats.is_asked(said)
        for each in () if asked else self.contradicts:
            if each.found(said) and (better := each.mend(said)) != text:
                text, kinds = better, [*kinds, each.kind]
                said = Said(text, said.told, said.quotes, said.in_speech, said.speech_goes_on, said.first)
        plain = _MASS.sub(lambda found: f"@\u200b{found[1]}", text)
        if plain != text:
            text, kinds = plain, [*kinds, "mention"]
        marked = self._markup.mend(text)
        if marked != text:
            text, kinds = marked, [*kinds, "markup"]
        if self.repeats:
            self.repeats.passed(said)
        self._length += measure(text)
        return Guarded(text, tuple(GuardCount(kind, "mended") for kind in kinds))


@lru_cache(maxsize=512)
def _runs_of(text: str) -> frozenset[Shingle]:
    return frozenset(shingles(text))


def _closing(sentence: str) -> str:
    """The mark that ends the speech in which a cut sentence began, and the space behind the sentence."""
    found = re.search(r"[\"”“»«」』’]", sentence)
    return f"{found.group()}{sentence[len(sentence.rstrip()) :]}" if found else ""


def counted(hits: Mapping[tuple[GuardKind, GuardAction, str], int]) -> tuple[GuardCount, ...]:
    """The sums of a telling, in a fixed order."""
    return tuple(GuardCount(kind, action, count, model) for (kind, action, model), count in sorted(hits.items()))
