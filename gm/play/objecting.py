""" "That is wrong, because …": a ruling is reconsidered once, and what was said stays with it as a precedent.

The adjudicator is asked again on the world as it was before the turn, with what is said against its ruling, and is not
told what the dice showed. Ruled otherwise, the turn is taken back and made anew in one step of the database: with the
same words, the new ruling, and the dice that had fallen. A crash leaves the old turn or the new one.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Final

from gm.domain.calls import Role
from gm.domain.errors import EffectError, Refused
from gm.domain.objections import Objection, ObjectionView
from gm.domain.play import Game, Lease, Scene, SceneState, Stage, Turn
from gm.domain.ruling import Ruling
from gm.domain.ruling_brief import RulingBrief
from gm.play.adjudicate import Ruled, adjudicate
from gm.play.briefs import remembering, ruling_brief
from gm.play.declared import declared_here
from gm.play.held_up import open_to
from gm.play.holding import SceneHolds
from gm.play.loading import load_state
from gm.play.lore import lore_of_ruling
from gm.play.parts import EngineParts, Face
from gm.play.pausing import need_going
from gm.play.recalling import precedents, recall
from gm.play.screening import screen_words
from gm.play.steering import SET_ASIDE
from gm.play.timeline import need_words
from gm.play.whispers import last_whisper, last_whispers, timeless, whispered
from gm.rules.looking.rules import rules_named
from gm.rules.reconsidering import differs, in_short
from gm.store.calls import close_lost
from gm.store.games import load_scene
from gm.store.objections import load_objection, record_objection
from gm.store.sealed import record_seal
from gm.store.sessions import lock_sittings
from gm.store.steers import is_set_aside
from gm.store.turns import load_last_turn, load_turn, record_ruling, record_turn
from gm.store.undo import undo_turn

CarryOn = Callable[[Game, Scene, Turn, Face], Awaitable[Turn]]
LONGEST: Final = 600
"""Characters of an objection."""
_BY_HAND: Final = ("copilot", "assist")


@dataclass(frozen=True, slots=True)
class Reconsidered:
    """What came of an objection."""

    objection: Objection
    turn: Turn
    """What was objected to; where it was ruled otherwise, what is to be played in its place."""
    old: Turn
    """What was objected to."""
    given: Ruling
    """The ruling as it was."""
    alone: str | None = None
    """The character whose whisper it is, and who alone learns of it; None: everybody's."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """What a player says against a ruling and the game master has yet to decide."""

    turn: Turn
    objection: Objection
    alone: str | None = None
    """The character whose whisper was ruled on; None: everybody may know that it waits."""


class ObjectionDesk:
    """What is said against rulings."""

    def __init__(self, parts: EngineParts, holds: SceneHolds, carry_on: CarryOn) -> None:
        self._parts = parts
        self._holds = holds
        self._carry_on = carry_on

    async def waiting(self, game: Game, *, scene_key: str = "main") -> tuple[Waiting, ...]:
        """What players say against the last ruling, and against those on their own last whispers, and the game master
        has yet to decide: for them alone."""
        async with self._parts.database.read() as db:
            scene = await load_scene(db, game.branch_id, scene_key)
            last = await load_last_turn(db, game.branch_id, scene=scene_key)
            turns = [(None, last), *(await last_whispers(db, game, scene)).items()]
            said = [(turn, await load_objection(db, turn.id), alone) for alone, turn in turns if turn is not None]
        return tuple(Waiting(turn, kept[0], who) for turn, kept, who in said if kept and kept[0].said == "asked")

    async def is_asked(self, turn_id: int) -> bool:
        """Whether something that was said against a turn's ruling is undecided."""
        async with self._parts.database.read() as db:
            found = await load_objection(db, turn_id)
        return found is not None and found[0].said == "asked"

    async def object(
        self,
        game: Game,
        because: str,
        player: str,
        *,
        leads: bool,
        expected: int | None = None,
        scene_key: str = "main",
        alone: str | None = None,
    ) -> Reconsidered:
        """Have the last ruling of a scene looked at again. Where it changes, the turn is taken back, and what comes
        in its place is there to be played (`play`, or the next `resume`).

        `player` is the speaker's id at their face, `leads`: they run the table, and decide where a person looks at each
        ruling; what others say there waits for the game master. `expected`: only if that turn is still the last.
        `alone`: the speaker's character, whose last whisper is meant; what becomes of it is as private as it was, and
        nobody but the game master learns that it waits.

        Raises:
            Refused: there is nothing to object to, it was reconsidered already, or they have not acted in it.
            HistoryConflict: later events stand on it.
        """
        scene = await self._scene(game, scene_key)
        if alone is not None:  # before anybody is asked why
            await self._need_whisper(game, scene, alone)
        because = await self._admitted(game, because)
        async with self._holds.hold(scene.id, on_wait=_nobody) as lease:
            turn = await self._open(game, scene, player, leads=leads, expected=expected, alone=alone)
            state = await load_state(self._parts, game, scene)
            by_hand = state.table.mode in _BY_HAND
            objection, waits = Objection(because=because), not leads and by_hand
            if not waits:
                await self._need_free(scene, lease, turn)
            async with self._parts.database.begin() as db:
                await record_objection(db, turn.id, objection, author=player)
                await db.commit()
            if waits:
                return Reconsidered(objection, turn, turn, turn.ruling or Ruling(), alone)
            return await self._look_again(game, scene, lease, state, turn, objection, player, alone)

    async def decide(
        self,
        game: Game,
        turn_id: int,
        *,
        stands: str | None,
        scene_key: str = "main",
    ) -> Reconsidered:
        """What the game master says to an objection that waits: it stands, and why (`stands`), or it is reconsidered.

        Raises:
            Refused: none waits any more, or the reason says what this table does not play.
        """
        await screen_words(self._parts, game, stands or "", said=True)
        await need_going(self._parts, game)
        scene = await self._scene(game, scene_key)
        async with self._holds.hold(scene.id, on_wait=_nobody) as lease:
            found = [each for each in await self.waiting(game, scene_key=scene_key) if each.turn.id == turn_id]
            if not found:
                raise Refused("No objection waits there.", key="objection.none")
            turn, objection, alone = found[0].turn, found[0].objection, found[0].alone
            async with self._parts.database.read() as db:
                kept = await load_objection(db, turn.id)
            player = kept[1] if kept is not None else None
            if stands is not None:
                answer = " ".join(stands.split())[:LONGEST]
                objection = objection.model_copy(update={"said": "stands", "answer": answer})
                await self._keep(turn.id, objection, player)
                return Reconsidered(objection, turn, turn, turn.ruling or Ruling(), alone)
            await self._need_free(scene, lease, turn)
            state = await load_state(self._parts, game, scene)
            return await self._look_again(game, scene, lease, state, turn, objection, player, alone)

    async def play(self, game: Game, made: Reconsidered, face: Face, *, scene_key: str = "main") -> Turn:
        """Play what was put right, to its end or until it waits for an answer."""
        return await self._carry_on(game, await self._scene(game, scene_key), made.turn, face)

    async def _admitted(self, game: Game, because: str) -> str:
        because = " ".join(because.replace("\x00", "").encode("utf-8", "replace").decode("utf-8").split())
        if not because:
            raise Refused("What is wrong with it?", remedy="Say why: because …", key="objection.nothing")
        if len(because) > LONGEST:
            raise Refused(f"An objection takes {LONGEST} characters.", key="input.long", most=LONGEST)
        await need_going(self._parts, game)
        await screen_words(self._parts, game, because, said=True)
        return because

    async def _open(
        self, game: Game, scene: Scene, player: str, *, leads: bool, expected: int | None, alone: str | None
    ) -> Turn:
        """The turn whose ruling they may object to. Raises Refused."""
        async with self._parts.database.read() as db:
            busy = [turn for turn in await open_to(db, scene.id, alone) if turn.kind == "action"]
            if alone is None:
                turn = await load_last_turn(db, scene.branch_id, scene=scene.key)
            else:
                turn = await last_whisper(db, game, scene, alone)
            said = await load_objection(db, turn.id) if turn is not None else None
            aside = turn is not None and await is_set_aside(db, turn.id)
        if alone is not None and busy:
            text = "A beat is open just now: your whisper can be looked at again once it is told."
            raise Refused(text, remedy="", key="objection.busy")
        if busy or turn is None or (expected is not None and turn.id != expected):
            raise Refused(
                "Only the last beat can be reconsidered, once it is told.", remedy="", key="objection.not_last"
            )
        if aside:
            raise Refused(SET_ASIDE, key="undo.set_aside")
        need_words(turn)
        if turn.kind != "action" or turn.ruling is None or not turn.ruling.verdicts or turn.stage is not Stage.SETTLED:
            raise Refused("Nothing was ruled there.", key="objection.no_ruling")
        if not leads and player not in {entry.input.player for entry in turn.inputs}:
            raise Refused("Who acted in it can object, and the game master.", key="objection.not_yours")
        if turn.ruling_source == "gm":
            raise Refused("The game master ruled that: ask them.", key="objection.by_gm")
        if said is not None and (said[0].said != "asked" or (not leads and said[1] != player)):
            raise Refused("It was reconsidered already: once for each turn.", key="objection.once")
        return turn

    async def _need_whisper(self, game: Game, scene: Scene, who: str) -> None:
        async with self._parts.database.read() as db:
            if await last_whisper(db, game, scene, who) is None:
                text = "You have whispered nothing here that could be looked at again."
                raise Refused(text, remedy="/wrong alone means the last beat of all.", key="objection.no_whisper")

    async def _need_free(self, scene: Scene, lease: Lease, turn: Turn) -> None:
        """Raises Refused or HistoryConflict before anything is paid for: it could not be taken back, or its seed is
        known."""
        async with self._parts.database.begin() as db:  # tried out, and left
            session = await lock_sittings(db, turn.game_id)
            if session is None or session.id != turn.session_id:
                text = "The session of that turn is over, and its dice are known to all."
                raise Refused(text, remedy="It stays as it was.", key="objection.over")
            now = self._parts.clock.now()
            await undo_turn(db, lease, branch_id=scene.branch_id, turn_id=turn.id, now=now)

    async def _look_again(
        self,
        game: Game,
        scene: Scene,
        lease: Lease,
        state: SceneState,
        turn: Turn,
        objection: Objection,
        who: str | None,
        alone: str | None,
    ) -> Reconsidered:
        parts, given = await self._parts.of_game(game), turn.ruling or Ruling()
        before = _before(state, turn)
        await self._close_lost(turn)
        brief = await _brief(parts, before, turn, objection)
        if alone is not None:
            brief = await whispered(parts, game, alone, brief, but=turn.id)
        ruled = await adjudicate(parts, before, turn, brief)
        if alone is not None:
            ruled = replace(ruled, ruling=timeless(ruled.ruling))
        if not _granted(given, ruled.ruling):
            objection = objection.model_copy(update={"said": "stands", "answer": ruled.ruling.answer})
            await self._keep(turn.id, objection, who)
            return Reconsidered(objection, turn, turn, given, alone)
        objection = objection.model_copy(update={"said": "granted", "answer": ruled.ruling.answer})
        made = await self._put_right(scene, lease, turn, ruled, objection, who, alone)
        return Reconsidered(objection, made, turn, given, alone)

    async def _close_lost(self, turn: Turn) -> None:
        """Whoever asked about this turn before and died asks no more: we hold the lease."""
        async with self._parts.database.begin() as db:
            await close_lost(db, turn_id=turn.id, owner_gone=lambda _: True, now=self._parts.clock.now())
            await db.commit()

    async def _keep(self, turn_id: int, objection: Objection, who: str | None) -> None:
        async with self._parts.database.begin() as db:
            await record_objection(db, turn_id, objection, author=who)
            await db.commit()

    async def _put_right(
        self,
        scene: Scene,
        lease: Lease,
        turn: Turn,
        ruled: Ruled,
        objection: Objection,
        who: str | None,
        alone: str | None,
    ) -> Turn:
        """The old turn goes and the new one is there, ruled, in one commit of the database."""
        now = self._parts.clock.now()
        async with self._parts.database.begin() as db:
            session = await lock_sittings(db, turn.game_id)
            if session is None or session.id != turn.session_id:
                raise Refused("The session of that turn is over, and its dice are known to all.", key="objection.over")
            await undo_turn(db, lease, branch_id=scene.branch_id, turn_id=turn.id, now=now)
            made = await record_turn(
                db,
                scene=scene,
                session_id=turn.session_id,
                kind="action",
                input_ids=[entry.id for entry in turn.inputs],
                redo_of=turn.redo_of or turn.id,
                dice_of=turn.dice_uid,
                attempt=turn.attempt,
                now=now,
            )
            if alone is not None:  # before anybody else can see it
                await record_seal(db, turn.game_id, made.id, alone, "whisper")
            ruling = ruled.ruling.model_copy(update={"objection": "", "answer": ""})
            await record_ruling(db, lease, made.id, ruling, source=ruled.source)
            for each in (turn.id, made.id):
                await record_objection(db, each, objection, author=who)
            await db.commit()
        self._parts.gists.clear()
        self._parts.told.clear()
        async with self._parts.database.read() as db:
            return await load_turn(db, made.id, branch_id=scene.branch_id)

    async def _scene(self, game: Game, key: str) -> Scene:
        async with self._parts.database.read() as db:
            return await load_scene(db, game.branch_id, key)


def _granted(given: Ruling, made: Ruling) -> bool:
    if made.objection == "stands" or not made.verdicts:
        return False
    return differs(given, made) or (made.objection == "granted" and given.verdicts != made.verdicts)


def _before(state: SceneState, turn: Turn) -> SceneState:
    """The scene as the turn was ruled on. Where later events have moved the same, as it is now."""
    changes = turn.outcome.changes if turn.outcome is not None else ()
    try:
        return replace(state, world=state.world.apply(change.inverse() for change in reversed(changes)))
    except EffectError:
        return state


async def _brief(parts: EngineParts, before: SceneState, turn: Turn, objection: Objection) -> RulingBrief:
    """What the adjudicator was given then, with what is said against its ruling, and nothing of what came of it."""
    bare = replace(ruling_brief(before, turn), declared=await declared_here(parts, before))
    past = await recall(parts, before, bare, role=Role.ADJUDICATOR)
    past = replace(past, transcript=tuple(beat for beat in past.transcript if beat.number < turn.number))
    full = remembering(bare, past, await lore_of_ruling(parts, before, turn))
    said = ObjectionView(
        objection.because,
        turn.ruling or Ruling(),
        in_short(turn.ruling or Ruling()),
        rules_named(before.campaign, objection.because),
    )
    return replace(full, precedents=await precedents(parts, before, full), objection=said)


async def _nobody() -> None:
    """Nobody needs to be told that we wait."""
