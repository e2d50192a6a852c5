"""What is remembered of a game, for whoever looks: facts, what is pinned, what is found. Read in one short transaction.

Everything is filtered here, by what the characters of the one who looks know; faces filter nothing (promise 9).
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from gm.domain.campaign import Campaign
from gm.domain.errors import NotFound, Refused
from gm.domain.facts import HEARD, Fact
from gm.domain.play import Beat, Game
from gm.domain.state import WorldState
from gm.memory.knowing import authored_facts, facts_known
from gm.play.parts import EngineParts
from gm.store.facts import load_facts
from gm.store.history import load_world
from gm.store.marks import Mark, load_marks, load_numbers
from gm.store.own import load_cast
from gm.store.turns import load_beats
from gm.store.tx import Db
from gm.store.witnesses import load_witnesses


@dataclass(frozen=True, slots=True)
class Reader:
    """Who looks. `player`: their id at their face; `characters`: ids of those whom they play."""

    player: str
    characters: tuple[str, ...] = ()
    is_gm: bool = False
    """A game master may know all and do all."""

    @property
    def knowers(self) -> frozenset[str] | None:
        """For whom it is recalled; None: a game master."""
        return None if self.is_gm else frozenset(self.characters)


@dataclass(frozen=True, slots=True)
class PinnedTurn:
    """A turn that the table has pinned, with the line that stands for it. `knowers`: who was there or was told; empty:
    not known, all of the party."""

    turn_id: int
    number: int
    text: str
    after: int
    """Number of the last turn when it was pinned."""
    knowers: tuple[str, ...] = ()
    players: tuple[str, ...] = ()
    """Players whose words are in it (for erasure)."""


@dataclass(frozen=True, slots=True)
class Memories:
    """What is kept of a game, unfiltered."""

    campaign: Campaign
    world: WorldState
    facts: tuple[Fact, ...]
    pins: tuple[PinnedTurn, ...]
    marks: tuple[Mark, ...]
    last: int
    """Number of the last turn that was told; 0 before the first."""
    minutes: int

    def facts_for(self, reader: Reader) -> tuple[Fact, ...]:
        """The facts that this reader may know: what is kept of the game, then the campaign's own that came out."""
        among = None if reader.is_gm else reader.characters
        authored = authored_facts(self.campaign, self.world, among)
        shown = facts_known(self.campaign, self.world, self.facts, reader.knowers)
        return (*shown, *(self._marked(fact) for fact in authored if not self._has(fact.what, "hide")))

    def pins_for(self, reader: Reader) -> tuple[PinnedTurn, ...]:
        """The pinned turns that this reader's characters were there for, or were told of."""
        return tuple(pin for pin in self.pins if reader.is_gm or self.was_there(pin, reader.characters))

    def was_there(self, pin: PinnedTurn, characters: Sequence[str]) -> bool:
        """Whether one of these characters was there, or was told."""
        return any(self.knows_turn(pin.turn_id, pin.knowers, each) for each in characters)

    def knows_turn(self, turn_id: int, witnesses: Collection[str], character: str) -> bool:
        """Whether a character was there in a turn, or was told of it."""
        there = character in witnesses if witnesses else self.campaign.character(character) is not None
        return there or self.world.is_set(f"character:{character}", f"{HEARD}/{turn_id}")

    def need(self, reader: Reader, ref: str) -> Fact:
        """The fact that is called so. Raises NotFound also for one that this reader does not know of."""
        wanted = ref.strip().removeprefix("#")
        for fact in self.facts_for(reader):
            if fact.ref == wanted:
                return fact
        raise NotFound(
            f'There is no fact "{wanted[:40]}".', remedy="`list` shows them.", key="memory.none", name=wanted[:40]
        )

    def _has(self, what: str, mark: str) -> bool:
        return any(each.what == what and each.mark == mark for each in self.marks)

    def _marked(self, fact: Fact) -> Fact:
        pin = next((each for each in self.marks if each.what == fact.what and each.mark == "pin"), None)
        return fact if pin is None else replace(fact, pinned=True, pinned_after=pin.after)


async def load_memories(parts: EngineParts, game: Game) -> Memories:
    """What is kept of a game, on the branch that play goes on in."""
    async with parts.database.read() as db:
        campaign = await load_cast(db, game)
        tip = await load_world(db, game.branch_id)
        marks = await load_marks(db, game.id)
        facts = await load_facts(db, game.branch_id, marks)
        newest = await load_beats(db, game.branch_id, limit=1)
        pins = await pinned_turns(db, game.branch_id, marks)
    last = newest[-1].number if newest else 0
    minutes = tip.world.number("world", "minutes")
    return Memories(campaign, tip.world, facts, pins, marks, last, minutes)


async def pinned_turns(db: Db, branch_id: int, marks: Sequence[Mark]) -> tuple[PinnedTurn, ...]:
    """The pinned turns that stand on a branch and are not hidden, in the order in which they were pinned."""
    hidden = {mark.what for mark in marks if mark.mark == "hide"}
    pins = [mark for mark in marks if mark.mark == "pin" and mark.what.startswith("turn:") and mark.what not in hidden]
    ids = {int(mark.what.partition(":")[2]): mark.after for mark in pins}
    numbers = await load_numbers(db, tuple(ids))
    found = []
    for turn_id, after in ids.items():
        number = numbers.get(turn_id, 0)
        beat = next(
            (b for b in await load_beats(db, branch_id, first=number, last=number) if b.turn_id == turn_id), None
        )
        if beat is not None:
            witnesses = await load_witnesses(db, turn_id)
            found.append(PinnedTurn(turn_id, number, line_of(beat), after, witnesses, beat.players))
    return tuple(found)


def line_of(beat: Beat) -> str:
    """The line that stands for a turn."""
    return " ".join((beat.gist or beat.narration).split())[:300]


def turn_named(ref: str) -> int | None:
    """The number of the turn that is meant by `turn 12`, `turn:12` or `t12`; None: it names a fact."""
    word = ref.strip().casefold()
    for start in ("turn:", "turn ", "turn", "t"):
        rest = word.removeprefix(start).strip()
        if rest != word and rest.isascii() and rest.isdecimal():
            return min(int(rest), 2**31)
    return None


def need_gm(reader: Reader) -> None:
    """Raises Refused for who is no game master."""
    if not reader.is_gm:
        raise Refused("Only a game master can do that.", key="memory.gm_only")
