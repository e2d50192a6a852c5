"""What six players do in each turn control, step by step: a pure function of its numbers, with what must come of it."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from gm.bench.six import PLAYERS

Way = Literal["free", "round", "initiative"]
Fate = Literal["answered", "replaced", "withdrawn"]
LINES: Final = (
    "I search the planks for a loose one",
    "I ask Wen what hums down there",
    "I listen at the edge without a sound",
    "I wait and watch the rope",
    "I examine the marks on the wood",
    "I wave to the others",
    "I try to persuade Wen to tell me the truth",
    "I nod and say nothing",
)
DEADLINE: Final = 600


@dataclass(frozen=True, slots=True)
class Said:
    """One input. `then`: what its player does to it before it is ruled on."""

    source: str
    player: str
    text: str
    then: str = ""
    """New words, `-` to take it back, or '' to leave it."""
    fate: Fate = "answered"
    aside: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """What happens between two rests: words, then whoever is ready, then perhaps the deadline."""

    number: int
    said: tuple[Said, ...]
    ready: tuple[str, ...] = ()
    late: bool = False
    """Whether somebody is away, so that only the deadline goes on."""


class Chance:
    """Choices that follow from a name."""

    def __init__(self, name: str) -> None:
        self._name, self._at = name, 0

    def below(self, most: int) -> int:
        """A number from 0 to below `most`."""
        self._at += 1
        digest = hashlib.sha256(f"{self._name}:{self._at}".encode()).digest()
        return int.from_bytes(digest[:8], "big") % most

    def shuffled(self, items: Sequence[str]) -> list[str]:
        """The items in another order."""
        left = list(items)
        return [left.pop(self.below(len(left))) for _ in range(len(left))]


def script_of(way: Way, steps: int, seed: str = "1") -> tuple[Step, ...]:
    """The script. Everybody is as active as everybody else."""
    chance = Chance(f"{way}:{seed}")
    make = {"free": _free, "round": _round, "initiative": _initiative}[way]
    queue: list[str] = []
    return tuple(make(chance, number, queue) for number in range(steps))


def _said(chance: Chance, number: int, at: int, player: str, **more: object) -> Said:
    text = LINES[chance.below(len(LINES))]
    return Said(f"{number}.{at}", player, f"{text}, for the {number}th time", **more)  # type: ignore[arg-type]


def _free(chance: Chance, number: int, queue: list[str]) -> Step:
    """One to three of them at once; some edit or take back what they said, some ask across the table."""
    count = 1 + chance.below(3)
    while len(queue) < count:
        queue += chance.shuffled(PLAYERS)
    players = list(dict.fromkeys(queue[:count]))
    del queue[: len(players)]
    said = [_said(chance, number, at, player) for at, player in enumerate(players)]
    extra = chance.below(10)
    if extra == 0:
        said.append(Said(f"{number}.a", players[0], "((how late is it?))", aside=True))
    if extra == 1:
        said.append(Said(f"{number}.w", players[0], "I change my mind about all of it", then="-", fate="withdrawn"))
    if extra == 2:
        first = said[0]
        said[0] = Said(first.source, first.player, first.text, then=f"{first.text}, and slowly")
    return Step(number, tuple(said))


def _round(chance: Chance, number: int, queue: list[str]) -> Step:
    """All declare but for those who are away; some say it otherwise before the end."""
    order = chance.shuffled(PLAYERS)
    while len(queue) < 1:
        queue += chance.shuffled(PLAYERS)
    away = [queue.pop(0)] if chance.below(3) == 0 else []
    here = [who for who in order if who not in away]
    said = [_said(chance, number, at, who) for at, who in enumerate(here)]
    extra = chance.below(4)
    if extra == 0:
        again = said[0]
        said[0] = Said(again.source, again.player, again.text, fate="replaced")
        said.append(_said(chance, number, 90, again.player))
    if extra == 1:
        said.append(Said(f"{number}.a", here[-1], "OOC: how late is it?", aside=True))
    return Step(number, tuple(said), ready=tuple(here), late=bool(away))


def _initiative(chance: Chance, number: int, queue: list[str]) -> Step:
    """All speak once, in any order; now and then somebody is away, or says it otherwise."""
    order = chance.shuffled(PLAYERS)
    while len(queue) < 1:
        queue += chance.shuffled(PLAYERS)
    away = [queue.pop(0)] if chance.below(4) == 0 else []
    here = [who for who in order if who not in away]
    said = [_said(chance, number, at, who) for at, who in enumerate(here)]
    if chance.below(4) == 0:
        said.append(Said(f"{number}.a", here[0], "// how late is it?", aside=True))
    return Step(number, tuple(said), late=bool(away))
