"""What six players and their game master do at a table, step by step: a pure function of its numbers."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

from gm.bench.six import PLAYERS
from gm.domain.table import ABSENT, CONTROLS, MODES, Absent, Control, Mode

DEADLINE: Final = 600
TURNING: Final = 10
"""Steps after which the table's rule for the absent is another one."""
Kind = Literal["take", "drop", "give", "pump", "wait", "look", "nod", "ask", "search", "kind", "unkind", "plain"]
_WORDS: Final[dict[Kind, str]] = {
    "take": "I take a {thing}",
    "drop": "I drop the {thing}",
    "give": "I give the {thing} to {to}",
    "pump": "I work the pump",
    "wait": "I wait",
    "look": "I look at the planks",
    "nod": "I nod",
    "ask": "I ask Wen what hums down there",
    "search": "I search the planks",
    "kind": "Thank you, Wen.",
    "unkind": "Wen, you liar!",
    "plain": "Wen, how deep is it?",
}
_DONE: Final[tuple[Kind, ...]] = ("take", "take", "drop", "give", "pump", "wait", "look", "nod", "ask", "search")
_UNSEEN: Final[tuple[Kind, ...]] = ("take", "take", "drop", "give", "wait", "look", "search")
_SAID: Final[tuple[Kind, ...]] = ("kind", "kind", "kind", "unkind", "plain")
_ASIDES: Final = ("((how late is it?))", "OOC: how late is it?", "// how late is it?")


@dataclass(frozen=True, slots=True)
class Deed:
    """Something that a player does, or (in talk) says."""

    kind: Kind
    thing: str = ""
    to: str = ""

    @property
    def words(self) -> str:
        """How it is typed."""
        return _WORDS[self.kind].format(thing=self.thing, to=self.to.title())


STANDING: Final = {"ada": Deed("take", "rope"), "bo": Deed("drop", "rope"), "cy": Deed("take", "lamp")}
"""What some of them do while they are away; the others stay close and wait."""


@dataclass(frozen=True, slots=True)
class Way:
    """How a table plays: who runs it, and whose turn it is."""

    mode: Mode
    control: Control

    @property
    def name(self) -> str:
        """How it is called in reports."""
        return f"{self.mode}-{self.control}"

    @property
    def mastered(self) -> bool:
        """Whether a human game master has the last word."""
        return self.mode in ("copilot", "assist")

    def player(self, character: str) -> str:
        """Who plays that character: alone at a table, one person plays all of them."""
        return "sol" if self.mode == "solo" else character


WAYS: Final = tuple(Way(mode, control) for mode in MODES for control in CONTROLS)
"""All of them: each control makes sense in each mode."""


@dataclass(frozen=True, slots=True)
class Said:
    """One input. `deed`: None for talk across the table. `then`: what its player does to it a little later."""

    source: str
    who: str
    deed: Deed | None
    text: str
    then: Deed | None = None
    back: bool = False
    """It is taken back a little later."""


@dataclass(frozen=True, slots=True)
class Step:
    """What happens between two rests: words, then whoever is ready, then perhaps the deadline."""

    number: int
    said: tuple[Said, ...]
    here: tuple[str, ...]
    """Who is not away, in the order in which they say that they are ready."""
    hold: str = ""
    """Who asks for time first."""
    slow: bool = False
    """The game master does not come to it: what waits for them goes on waiting."""
    hand: str = ""
    """To whom the game master gives a chit, once all is played."""
    whisper: Said | None = None
    """What somebody does of which nobody else learns, once all others have spoken, before the game master looks."""

    @property
    def absent(self) -> Absent:
        """What becomes of those who say nothing."""
        return ABSENT[self.number // TURNING % len(ABSENT)]


class Chance:
    """Choices that follow from a name."""

    def __init__(self, name: str) -> None:
        self._name, self._at = name, 0

    def below(self, most: int) -> int:
        """A number from 0 to below `most`."""
        self._at += 1
        return number_of(f"{self._name}:{self._at}") % most

    def pick(self, items: Sequence[str]) -> str:
        """One of them."""
        return items[self.below(len(items))]

    def shuffled(self, items: Sequence[str]) -> list[str]:
        """The items in another order."""
        left = list(items)
        return [left.pop(self.below(len(left))) for _ in range(len(left))]


def number_of(name: str) -> int:
    """A large number that follows from a name."""
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big")


@dataclass
class _Writer:
    """Writes a script."""

    way: Way
    chance: Chance
    unseen: Chance
    """For what is whispered: the rest of the script is the same with it and without."""
    queue: list[str] = field(default_factory=list)
    """Who is next to act (free) or to be away: all as often as all others."""
    slow: bool = False

    def step(self, number: int, *, last: bool) -> Step:
        """The next step."""
        was_slow = self.slow
        self.slow = self.way.mastered and self.way.control != "initiative" and not last and self.chance.below(4) == 0
        asks = not (was_slow or self.slow)  # a question to one player holds nobody else up: what follows would overtake
        if self.way.control == "free":
            here = self._next(1 + self.chance.below(3))
        else:
            away = self._next(1) if self.chance.below(3) == 0 else []
            here = [who for who in self.chance.shuffled(PLAYERS) if who not in away]
        said = [self._said(f"{number}.{at}", who, asks) for at, who in enumerate(here)]
        said += self._besides(number, said, asks)
        return Step(
            number,
            tuple(said),
            tuple(here),
            hold=here[-1] if self.chance.below(5) == 0 else "",
            slow=self.slow,
            hand=self.chance.pick(PLAYERS) if not self.slow and self.chance.below(5) == 0 else "",
            whisper=self._whisper(number, here) if self.way.mode == "copilot" else None,
        )

    def _whisper(self, number: int, here: Sequence[str]) -> Said | None:
        if self.unseen.below(3):
            return None
        kind = _UNSEEN[self.unseen.below(len(_UNSEEN))]
        deed = Deed(kind, self.unseen.pick(("rope", "lamp")), self.unseen.pick(PLAYERS))
        return Said(f"{number}.s", self.unseen.pick(here), deed, f"{deed.words}. {mark_of(f'{number}.s')}.")

    def _next(self, count: int) -> list[str]:
        while len(self.queue) < count:
            self.queue += self.chance.shuffled(PLAYERS)
        found = list(dict.fromkeys(self.queue[:count]))
        del self.queue[: len(found)]
        return found

    def _besides(self, number: int, said: list[Said], asks: bool) -> list[Said]:
        """Now and then somebody says it otherwise, takes it back, or asks across the table."""
        at = self.chance.below(len(said))
        one = said[at]
        match self.chance.below(8):
            case 0:
                return [Said(f"{number}.a", one.who, None, self.chance.pick(_ASIDES))]
            case 1 if self.way.control == "free":
                return [Said(f"{number}.w", one.who, Deed("nod"), "I change my mind about all of it", back=True)]
            case 1:
                said[at] = Said(one.source, one.who, one.deed, one.text, back=True)
            case 2:
                said[at] = Said(one.source, one.who, one.deed, one.text, then=self._deed(asks))
            case 3 if self.way.control != "free":
                return [self._said(f"{number}.again", one.who, asks)]
        return []

    def _said(self, source: str, who: str, asks: bool) -> Said:
        deed = self._deed(asks)
        return Said(source, who, deed, deed.words)

    def _deed(self, asks: bool) -> Deed:
        kind = _SAID[self.chance.below(len(_SAID))] if self.way.mode == "npc" else None
        while kind is None or (kind == "pump" and not asks):
            kind = _DONE[self.chance.below(len(_DONE))]
        return Deed(kind, self.chance.pick(("rope", "lamp")), self.chance.pick(PLAYERS))


def script_of(way: Way, steps: int, seed: str = "1") -> tuple[Step, ...]:
    """The script. Everybody is as active as everybody else."""
    writer = _Writer(way, Chance(f"{way.name}:{seed}"), Chance(f"{way.name}:{seed}:whispers"))
    return tuple(writer.step(number, last=number == steps - 1) for number in range(steps))


def mark_of(source: str) -> str:
    """A word that nobody else says, of what is whispered under this name."""
    return f"zqw{source.partition('.')[0]}q"


def chosen(source: str, reason: str) -> str:
    """What a player answers who is asked about what they did: whether to roll for the stakes, which thing to take."""
    number = number_of(f"{source}:{reason}")
    return ("back_off" if number % 4 == 0 else "accept") if reason == "stakes" else ("pearl", "shell")[number % 2]


Word = Literal["approve", "impossible", "words", "tell", "plain", "draft", "edit", "reword"]
_AT: Final[dict[str, tuple[Word, ...]]] = {
    "ruling": ("approve", "approve", "approve", "impossible", "words", "tell"),
    "draft": ("approve", "approve", "approve", "edit", "edit", "reword", "tell"),
    "open": ("tell", "tell", "plain", "draft"),
}


def word_of(source: str, stop: str, draft: int) -> Word:
    """What the game master says to a beat (by its first input) that waits for them, at its so-manieth draft."""
    words = _AT[stop]
    return words[number_of(f"{source}:{stop}:{draft}") % len(words)]
