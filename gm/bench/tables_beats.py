"""Which beats must come of a script, and of which words each: worked out from the script alone, without the engine."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from gm.bench.six import PLAYERS
from gm.bench.tables_script import STANDING, Deed, Said, Step, Way

_STAYS: Final = Deed("look")
"""Staying close takes as long as a look."""
_FOLLOWS: Final = Deed("nod")


@dataclass(frozen=True, slots=True)
class Act:
    """One input as it must be answered. `deed`: None for talk across the table."""

    source: str
    who: str
    deed: Deed | None


@dataclass
class Beat:
    """One beat as it must be played."""

    step: int
    acts: list[Act]
    order: tuple[str, ...] = ()
    """In an order of turns: who comes when, after this beat `up`, in this `round`, so many having been `passed`."""
    up: str = ""
    round: int = 0
    passed: int = 0
    alone: bool = False
    """It was whispered: whoever did alone learns of it, it takes no time and nobody's turn."""

    @property
    def key(self) -> tuple[str, ...]:
        """The inputs that it answers."""
        return tuple(act.source for act in self.acts)


@dataclass
class Beats:
    """All beats of a script, in order, and where the order of turns stands in the end."""

    beats: list[Beat] = field(default_factory=list)
    up: str = ""
    round: int = 1
    passed: int = 0


def beats_of(way: Way, steps: Sequence[Step], order: Sequence[str]) -> Beats:
    """The beats. `order`: whom the dice have put first, second, …; it counts in an order of turns only."""
    found = Beats(up=order[0] if order else "")
    if way.control == "initiative":
        row = _Row(way, found, tuple(order))
        for step in steps:
            row.step(step)
        return found
    waiting: list[Beat] = []
    for step in steps:
        made = _free(way, step, waiting) if way.control == "free" else _round(way, step, waiting)
        waiting = [*waiting, *made] if step.slow else []
        found.beats += [*made, *_whispered(step)]
    return found


def _whispered(step: Step) -> list[Beat]:
    return [] if step.whisper is None else [Beat(step.number, [_as_it_is(step.whisper)], alone=True)]


def _at_once(way: Way, step: Step, acts: list[Act], waiting: Sequence[Beat]) -> list[Beat]:
    """What need not wait is a beat; where the game master tells all in their own words, it joins what waits for
    them."""
    if way.mode == "assist" and waiting and acts:
        waiting[0].acts += acts
        return []
    return [Beat(step.number, acts)] if acts else []


def _free(way: Way, step: Step, waiting: Sequence[Beat]) -> list[Beat]:
    acts = [_as_it_ends(said) for said in step.said if not said.back]
    return _at_once(way, step, acts, waiting)


def _round(way: Way, step: Step, waiting: Sequence[Beat]) -> list[Beat]:
    made: list[Beat] = []
    declared: list[Act] = []
    for said in step.said:
        if said.deed is None:
            made += _at_once(way, step, [_as_it_is(said)], [*waiting, *made] if waiting else [])
            continue
        declared = [act for act in declared if act.who != said.who] + [_as_it_is(said)]
    for said in step.said:
        if said.back:
            declared = [act for act in declared if act.source != said.source]
        elif said.then is not None:
            declared = [replace(act, deed=said.then) if act.source == said.source else act for act in declared]
    here = {act.who for act in declared} | set(step.here)
    if declared:
        declared += [act for who in PLAYERS if who not in here for act in _absent(way, step, who)]
        made.append(Beat(step.number, declared))
    return made


def _absent(way: Way, step: Step, who: str) -> list[Act]:
    source = f"away.{who}"
    match step.absent:
        case "skip":
            return []
        case "party":
            return [Act(source, who, _in_mode(way, _FOLLOWS))]
        case "default":
            return [Act(source, who, _in_mode(way, STANDING.get(who, _STAYS)))]


def _in_mode(way: Way, deed: Deed) -> Deed:
    """In talk all that is neither kind nor unkind is the same."""
    return Deed("plain") if way.mode == "npc" else deed


def _as_it_is(said: Said) -> Act:
    return Act(said.source, said.who, said.deed)


def _as_it_ends(said: Said) -> Act:
    return Act(said.source, said.who, said.deed if said.then is None else said.then)


@dataclass
class _Row:
    """Six in an order: whoever is up is answered, the words of the others wait for their place."""

    way: Way
    found: Beats
    order: tuple[str, ...]
    waiting: dict[str, Act] = field(default_factory=dict)

    def step(self, step: Step) -> None:
        """What comes of one step."""
        for said in step.said:
            self._say(step, _as_it_is(said))
        for said in step.said:
            act = self.waiting.get(said.who)
            if act is None or act.source != said.source:
                continue  # it was answered, and stays as it was
            if said.back:
                del self.waiting[said.who]
            elif said.then is not None:
                self.waiting[said.who] = replace(act, deed=said.then)
        self.found.beats += _whispered(step)
        while self.waiting:  # whoever is up says nothing until the deadline
            acts = _absent(self.way, step, self.found.up)
            self._moves_on(step, acts, absent=True)
            self._release(step)

    def _say(self, step: Step, act: Act) -> None:
        if act.deed is None:
            self._beat(step, [act])
        elif act.who == self.found.up and act.who not in self.waiting:
            self._moves_on(step, [act])
            self._release(step)
        else:
            self.waiting[act.who] = act

    def _release(self, step: Step) -> None:
        while (act := self.waiting.pop(self.found.up, None)) is not None:
            self._moves_on(step, [act])

    def _moves_on(self, step: Step, acts: list[Act], *, absent: bool = False) -> None:
        found = self.found
        at = self.order.index(found.up) + 1
        found.round += at // len(self.order)
        found.up = self.order[at % len(self.order)]
        found.passed = found.passed + 1 if absent else 0
        if acts:
            self._beat(step, acts)

    def _beat(self, step: Step, acts: list[Act]) -> None:
        found = self.found
        found.beats.append(Beat(step.number, acts, self.order, found.up, found.round, found.passed))
