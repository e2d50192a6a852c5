"""How the same beat is told differently: keyed rotation through phrases, and a memory of what was said.

Rotation is by turn number, not by chance. A bank of n phrases is shuffled once per game (keyed by the brief's seed)
and walked one step a turn; where the sizes of the banks in one sentence have no common divisor, their combination
comes round only after the product of the sizes (the Chinese remainder theorem). So sentences differ over hundreds of
turns although the narrator is given only the recent ones.
"""

import hashlib
import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

GRAM: Final = 6
"""Length in words of the runs that must not recur in more than a few turns."""

_WORD: Final = re.compile(r"[^\W_]+(?:['’\-][^\W_]+)*")
_SENTENCE: Final = re.compile(r".+?(?:[.!?…。！？]+\u00a0?[\"'”’»“)\]]*(?=\s|$)|[。！？]|$)", re.DOTALL)


def words(text: str) -> list[str]:
    """The words of a text, case-folded, without punctuation."""
    return _WORD.findall(text.casefold())


def sentences(text: str) -> list[str]:
    """The sentences of a text in order, trimmed; closing quotation marks stay with theirs."""
    return [piece for match in _SENTENCE.finditer(text) if (piece := match.group().strip())]


def normal(sentence: str) -> str:
    """A sentence as it is compared: its words alone."""
    return " ".join(words(sentence))


def grams(text: str) -> list[str]:
    """All runs of `GRAM` words, in order."""
    found = words(text)
    return [" ".join(found[i : i + GRAM]) for i in range(len(found) - GRAM + 1)]


@lru_cache(maxsize=1024)
def _traces(text: str) -> tuple[frozenset[str], frozenset[str]]:
    return frozenset(normal(sentence) for sentence in sentences(text)), frozenset(grams(text))


@lru_cache(maxsize=8192)
def _shuffled(seed: str, salt: str, size: int) -> tuple[int, ...]:
    key = f"{seed}\x1f{salt}\x1f".encode()
    return tuple(sorted(range(size), key=lambda i: hashlib.blake2b(key + str(i).encode(), digest_size=8).digest()))


@dataclass(frozen=True, slots=True)
class Rotation:
    """Where this telling stands in every cycle. `step` grows by one a turn; redos and rewordings jump."""

    seed: str
    step: int

    @classmethod
    def of(cls, seed: str, turn: int, attempt: int, alternative: int) -> "Rotation":
        """The rotation of one telling of one turn."""
        return cls(seed, turn + 1009 * attempt + 2003 * alternative)

    def index(self, salt: str, size: int, shift: int = 0) -> int:
        """A position in a bank of phrases: one further each turn."""
        return _shuffled(self.seed, salt, size)[(self.step + shift) % size]

    def skewed(self, salt: str, size: int, shift: int = 0) -> int:
        """A position in a pool whose size we do not choose (exits, items): also shifts by one each time round, so
        that it never runs in step with a bank."""
        at = self.step + shift
        return _shuffled(self.seed, salt, size)[(at + at // size) % size]

    def order(self, salt: str, size: int) -> tuple[int, ...]:
        """All positions in the game's fixed shuffled order."""
        return _shuffled(self.seed, salt, size)


@lru_cache(maxsize=16)
def _merged(narrations: tuple[str, ...]) -> tuple[frozenset[str], Counter[str]]:
    """Sentences, and in how many of these narrations each run of words stands."""
    traces = [_traces(text) for text in narrations]
    return frozenset().union(*(trace[0] for trace in traces)), Counter(gram for trace in traces for gram in trace[1])


class Memory:
    """What was said in the beats at hand and in this one so far.

    `older` narrations stay the same from turn to turn, so they are looked through once. `complete` is False when there
    are beats that are in neither.
    """

    def __init__(self, recent: tuple[str, ...], older: tuple[str, ...] = (), *, complete: bool = True) -> None:
        self.complete = complete
        self.beats = len(recent) + len(older)
        self._old_sentences, self._old_grams = _merged(older)
        traces = [_traces(text) for text in recent]
        self._sentences = [trace[0] for trace in traces]
        self._grams = [trace[1] for trace in traces]
        self._own_sentences: set[str] = set()
        self._own_grams: set[str] = set()

    def said(self, sentence: str) -> bool:
        """Whether this very sentence was said before, in an earlier beat or in this one."""
        plain = normal(sentence)
        if plain in self._own_sentences or plain in self._old_sentences:
            return True
        return any(plain in beat for beat in self._sentences)

    def worn(self, text: str, limit: int = 1) -> bool:
        """Whether a run of six words in it has been in `limit` earlier beats already, or stands in this one."""
        return any(gram in self._own_grams or self._count(gram, limit) >= limit for gram in grams(text))

    def _count(self, gram: str, enough: int) -> int:
        count = self._old_grams[gram]
        for beat in self._grams:
            if count >= enough:
                break
            count += gram in beat
        return count

    def fresh(self, text: str, limit: int = 2) -> bool:
        """Whether every sentence of it is new and none of its runs is worn."""
        return not any(self.said(sentence) for sentence in sentences(text)) and not self.worn(text, limit)

    def note(self, text: str) -> None:
        """Remember what this beat has just said."""
        self._own_sentences.update(normal(sentence) for sentence in sentences(text))
        self._own_grams.update(grams(text))
