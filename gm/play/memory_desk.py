"""What people do with what is remembered: look, search, add, correct, pin, lock, hide, tell on. Every face calls these.

Players pin and share what their characters know, and correct or hide what they wrote themselves; a game master may do
all of it. Nothing here is bought.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from gm.domain.effects import Effect, Reveal, Tell
from gm.domain.errors import NotFound, Refused
from gm.domain.facts import MOST_PINS, Audience, Fact, NewFact, mark_of_turn
from gm.domain.memory import Memory, RecallQuery
from gm.domain.play import Beat, Game, SceneState
from gm.domain.words import fold
from gm.memory.question_words import topic_of
from gm.memory.terms import terms
from gm.memory.wording import read_fact
from gm.play.memories import Memories, PinnedTurn, Reader, load_memories, need_gm, turn_named
from gm.play.parts import EngineParts
from gm.play.screening import screen_words
from gm.play.vectors import with_meaning
from gm.store.facts import record_fact
from gm.store.marks import MarkKind, drop_mark, record_mark
from gm.store.turns import load_beats
from gm.store.tx import Db
from gm.store.witnesses import load_witnesses

_FOUND: Final = 8
"""Facts that a search shows."""
_AUTHORED: Final = 5
"""The campaign's own facts (secrets and lore that came out) that a list shows; a search finds the others."""
_LOCKED: Final = "That is locked: a game master keeps it as it is."


@dataclass(frozen=True, slots=True)
class Listed:
    """What a reader is shown: facts, and the turns that are pinned."""

    facts: tuple[Fact, ...]
    pins: tuple[PinnedTurn, ...] = ()
    folded: int = 0
    """How many of the campaign's own are left out: a search finds them."""


@dataclass(frozen=True, slots=True)
class Looked:
    """What a search found: facts, and passages of turns and old chats, best first."""

    facts: tuple[Fact, ...] = ()
    memories: tuple[Memory, ...] = ()


class MemoryDesk:
    """What faces call about a game's memory."""

    def __init__(self, parts: EngineParts) -> None:
        self._parts = parts

    async def kept(self, game: Game) -> Memories:
        """What is kept of a game, unfiltered: for who filters it, and for names."""
        return await load_memories(self._parts, game)

    async def listed(self, game: Game, reader: Reader) -> Listed:
        """What is kept: pinned facts first, then the table's own by weight and age, then some of the campaign's."""
        kept = await load_memories(self._parts, game)
        facts = sorted(kept.facts_for(reader), key=lambda f: (not f.pinned, bool(f.authored), -f.importance, f.number))
        authored = [fact for fact in facts if fact.authored and not fact.pinned]
        shown = facts[: len(facts) - len(authored) + _AUTHORED]
        return Listed(tuple(shown), kept.pins_for(reader), len(facts) - len(shown))

    async def search(self, game: Game, reader: Reader, wanted: str, *, limit: int = 5) -> Looked:
        """The facts and passages that fit the words best, of those that this reader may know."""
        kept = await load_memories(self._parts, game)
        language = kept.campaign.language
        asked = set(terms(topic_of(wanted, language) or wanted, language))  # "the" stands in every fact
        scored = [(len(asked & set(terms(fact.text, language))), fact) for fact in kept.facts_for(reader)]
        facts = [fact for score, fact in sorted(scored, key=lambda pair: -pair[0]) if score]
        return Looked(tuple(facts[:_FOUND]), await self._passages(game, reader, wanted, limit))

    async def _passages(self, game: Game, reader: Reader, wanted: str, limit: int) -> tuple[Memory, ...]:
        query = RecallQuery(wanted, knowers=reader.knowers, limit=limit)
        query = await with_meaning(await self._parts.of_game(game), game, game.branch_id, query)
        return (await self._parts.recall.search(game, game.branch_id, query)).memories

    async def add(
        self,
        game: Game,
        reader: Reader,
        typed: str,
        *,
        audience: Audience = "party",
        knowers: tuple[str, ...] = (),
        importance: int = 2,
        turn: int | None = None,
    ) -> int:
        """Keep a fact; gives its number. A game master's is canon, a player's hearsay. `turn`: the number of the one
        that it comes from, which then takes it along when it is undone.

        Raises:
            Refused: it is empty, too long, or the engine's own; a player may not write it for those. NotFound: no turn.
        """
        await screen_words(self._parts, game, typed, said=True)
        kept = await load_memories(self._parts, game)
        if not reader.is_gm:
            _for_oneself(reader, audience, knowers)
        beat = None if turn is None else await self._beat(game, kept, reader, turn)
        subject, relation, rest = read_fact(kept.campaign, typed)
        fact = NewFact(
            rest,
            subject,
            relation,
            standing="canon" if reader.is_gm else "told",
            audience=audience,
            knowers=knowers,
            importance=importance,
            valid_from=kept.minutes if beat is None else beat.minutes,
            writer="gm" if reader.is_gm else "player",
            author=reader.player,
        )
        async with self._parts.database.begin() as db:
            number = await record_fact(
                db,
                game.id,
                game.branch_id,
                fact,
                turn_id=None if beat is None else beat.turn_id,
                now=self._parts.clock.now(),
            )
            await db.commit()
        return number

    async def correct(self, game: Game, reader: Reader, ref: str, typed: str) -> Fact:
        """Word a fact anew, from now on; gives it as it was. What it said before stays in history.

        Raises:
            NotFound: none is called so. Refused: it is locked, somebody else's, or the campaign's own.
        """
        await screen_words(self._parts, game, typed, said=True)
        kept = await load_memories(self._parts, game)
        old = _owned(kept, reader, ref)
        subject, relation, rest = read_fact(kept.campaign, typed)
        fact = NewFact(
            rest,
            subject,
            relation,
            standing="canon" if reader.is_gm else old.standing,
            audience=old.audience,
            knowers=old.knowers,
            importance=old.importance,
            valid_from=kept.minutes,
            writer="gm" if reader.is_gm else "player",
            author=reader.player,
        )
        async with self._parts.database.begin() as db:
            await record_fact(db, game.id, game.branch_id, fact, replaces=old, now=self._parts.clock.now())
            await db.commit()
        return old

    async def pin(self, game: Game, reader: Reader, ref: str) -> bool:
        """Keep a fact or a turn in every prompt. False if it is pinned already.

        Raises:
            NotFound: none is called so. Refused: so many are pinned already.
        """
        kept = await load_memories(self._parts, game)
        what = await self._what(game, kept, reader, ref)
        if sum(mark.mark == "pin" for mark in kept.marks) >= MOST_PINS:
            text = f"{MOST_PINS} things are pinned already."
            raise Refused(text, remedy="Unpin one first.", key="memory.full", most=MOST_PINS)
        return await self._mark(game, reader, what, "pin", kept.last)

    async def unpin(self, game: Game, reader: Reader, ref: str) -> bool:
        """Take a pin away. False if there was none. Raises NotFound, Refused."""
        kept = await load_memories(self._parts, game)
        what = await self._what(game, kept, reader, ref)
        pin = next((mark for mark in kept.marks if mark.what == what and mark.mark == "pin"), None)
        if pin is not None and not reader.is_gm and pin.player != reader.player:
            raise Refused("Somebody else has pinned it.", key="memory.others_pin")
        return await self._unmark(game, what, "pin")

    async def lock(self, game: Game, reader: Reader, ref: str, *, on: bool = True) -> bool:
        """Let nobody but a game master supersede a fact. False if nothing changes. Raises NotFound, Refused."""
        need_gm(reader)
        kept = await load_memories(self._parts, game)
        fact = kept.need(reader, ref)
        if on:
            return await self._mark(game, reader, fact.what, "lock", kept.last)
        return await self._unmark(game, fact.what, "lock")

    async def forget(self, game: Game, reader: Reader, ref: str) -> bool:
        """Leave a fact or a turn out of all recollection from now on. What was said stays in the log, and nothing is
        erased. False if it was left out already.

        Raises:
            NotFound: none is called so. Refused: it is locked, or not one's own; turns are for game masters.
        """
        kept = await load_memories(self._parts, game)
        number = turn_named(ref)
        if number is not None:
            need_gm(reader)
            what = mark_of_turn((await self._beat(game, kept, reader, number)).turn_id)
        else:
            what = _owned(kept, reader, ref, rewording=False).what
        await self._unmark(game, what, "pin")
        return await self._mark(game, reader, what, "hide", kept.last)

    async def recollect(self, game: Game, reader: Reader, ref: str) -> bool:
        """Take a fact or turn that was forgotten back into recollection. False if it was not. Raises Refused."""
        need_gm(reader)
        number = turn_named(ref)
        if number is None:
            word = ref.strip().removeprefix("#")
            return await self._unmark(game, f"fact:{word}", "hide") or await self._unmark(
                game, f"authored:{word}", "hide"
            )
        kept = await load_memories(self._parts, game)
        return await self._unmark(game, mark_of_turn((await self._beat(game, kept, reader, number)).turn_id), "hide")

    async def shared(
        self, game: Game, state: SceneState, reader: Reader, ref: str, to: str
    ) -> tuple[Effect | Tell, ...]:
        """What telling somebody (a character's id) of a fact or a turn changes: to be laid on the game as a hand, which
        undo takes back.

        Raises:
            NotFound: none is called so. Refused: they are not here, or a player has nobody here who could tell.
        """
        kept = await load_memories(self._parts, game)
        number = turn_named(ref)
        fact = None if number is not None else kept.need(reader, ref)
        beat = None if number is None else await self._beat(game, kept, reader, number)
        if not reader.is_gm:
            here = state.present()
            if to not in here or not any(each in here for each in reader.characters):
                raise Refused("They are not here.", key="memory.not_here")
        if fact is not None and fact.authored:
            return (Reveal(fact=fact.authored, to=(to,)),)
        if fact is not None:
            return (Tell(what="fact", number=fact.number, to=(to,)),)
        return (Tell(what="turn", number=beat.turn_id if beat is not None else 1, to=(to,)),)

    async def _what(self, game: Game, kept: Memories, reader: Reader, ref: str) -> str:
        number = turn_named(ref)
        if number is None:
            return kept.need(reader, ref).what
        return mark_of_turn((await self._beat(game, kept, reader, number)).turn_id)

    async def _beat(self, game: Game, kept: Memories, reader: Reader, number: int) -> Beat:
        """A told turn by its number. Raises NotFound also for one that this reader's characters know nothing of."""
        async with self._parts.database.read() as db:
            for beat in await load_beats(db, game.branch_id, first=number, last=number):
                if reader.is_gm or await _may_read(db, kept, beat, reader):
                    return beat
        raise NotFound(f"There is no turn {number}.", key="turn.none", number=number)

    async def _mark(self, game: Game, reader: Reader, what: str, mark: MarkKind, after: int) -> bool:
        async with self._parts.database.begin() as db:
            now = self._parts.clock.now()
            done = await record_mark(db, game.id, what, mark, player=reader.player, after=after, now=now)
            await db.commit()
        self._forget_caches()
        return done

    def _forget_caches(self) -> None:
        self._parts.gists.clear()
        self._parts.told.clear()

    async def _unmark(self, game: Game, what: str, mark: MarkKind) -> bool:
        async with self._parts.database.begin() as db:
            done = await drop_mark(db, game.id, what, mark)
            await db.commit()
        self._forget_caches()
        return done


async def _may_read(db: Db, kept: Memories, beat: Beat, reader: Reader) -> bool:
    return _was_there(kept, beat, await load_witnesses(db, beat.turn_id), reader)


def _was_there(kept: Memories, beat: Beat, witnesses: Collection[str], reader: Reader) -> bool:
    return any(kept.knows_turn(beat.turn_id, witnesses, each) for each in reader.characters)


def _owned(kept: Memories, reader: Reader, ref: str, *, rewording: bool = True) -> Fact:
    """A fact that this reader may change. Raises NotFound, Refused."""
    fact = kept.need(reader, ref)
    if fact.authored and (rewording or not reader.is_gm):
        text = "The campaign's author wrote that; it stays as it is."
        raise Refused(text, key="memory.authored")
    if fact.locked and not reader.is_gm:
        raise Refused(_LOCKED, key="memory.locked")
    if not reader.is_gm and fact.author != reader.player:
        raise Refused("Only who wrote it, or a game master, can change that.", key="memory.not_yours")
    return fact


def _for_oneself(reader: Reader, audience: Audience, knowers: tuple[str, ...]) -> None:
    """Raises Refused where a player writes for others than the table or their own characters."""
    alone = audience == "named" and bool(knowers) and set(knowers) <= set(reader.characters)
    if not (alone or (audience == "party" and not knowers)):
        raise Refused("Only a game master can do that.", key="memory.gm_only")


def seen_people(state: SceneState) -> tuple[tuple[str, str], ...]:
    """(id, name) of those whom a player can see: the party, and whoever is here."""
    here = state.present()
    party = [(pc.id, pc.name) for pc in state.campaign.characters if state.is_playing(pc.id)]
    return (*party, *((npc.id, npc.name) for npc in state.campaign.npcs if npc.id in here))


def who_named(state: SceneState, typed: str) -> str:
    """The id of the character who is called so, of those that a player can see: the party, and whoever is here.

    Raises:
        NotFound: nobody is called so.
    """
    word = fold(typed.strip())
    seen = seen_people(state)
    exact = [each for each, name in seen if word in (fold(each), fold(name))]
    fitting = exact or [each for each, name in seen if word and fold(name).startswith(word)]
    if len(fitting) == 1:
        return fitting[0]
    names = ", ".join(name for _, name in seen)
    raise NotFound(
        f'There is no "{typed[:60]}" here.',
        remedy=f"There are: {names}.",
        key="reach.none",
        name=typed[:60],
        names=names,
    )
