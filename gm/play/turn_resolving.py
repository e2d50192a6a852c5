"""A turn's dice and changes: ruled → resolved, or parked with a question that its dice or its table asks.

What the ruling relied on is checked again, by the commit it was read at, when the changes are written. What falls is in
the ledger from then on, whatever becomes of the turn.
"""

from collections.abc import Sequence
from dataclasses import replace

from gm.domain.approval import Overruled
from gm.domain.dice import RollRecord
from gm.domain.effects import Change
from gm.domain.errors import Conflict
from gm.domain.play import Parked, SceneState, Stage, StoredRoll, Turn, TurnOutcome
from gm.domain.ruling import Ruling
from gm.play.across import without_effect
from gm.play.apart import acting_elsewhere, people_of
from gm.play.approving import overruled
from gm.play.briefs import Resolved, resolved_views, ruling_brief
from gm.play.conflicts import in_turn, refuse_moved
from gm.play.directing import opens_of
from gm.play.loading import load_state
from gm.play.lore import lore_of_turn
from gm.play.order import in_order
from gm.play.questions_due import with_deadline
from gm.play.turn_draft import ToDraft, TurnDraft
from gm.play.turn_in_play import TurnInPlay
from gm.play.views import outcome_line
from gm.play.whispers import seal_learned, uncounted
from gm.play.witnessing import known_from_afar, witnesses_of
from gm.rules.draws import KeyedDice
from gm.rules.resolution import rolls_of
from gm.rules.resolve import resolve_turn
from gm.rules.together import resolved_together
from gm.store.history import commit_changes
from gm.store.outbox import NARRATION_PART, record_parts
from gm.store.rolls import load_rolls
from gm.store.scenes import record_opened
from gm.store.sessions import load_seed
from gm.store.turns import record_outcome


class TurnResolving:
    """Rolls for one turn, and changes the world by it."""

    def __init__(self, this: TurnInPlay, draft: TurnDraft) -> None:
        self._this = this
        self._draft = draft

    async def resolve(self, *, again: bool, as_it_is: bool) -> Parked | None:
        """Roll and change the world, or park with a question. `again`: it has met a conflict before. `as_it_is`: it is
        worked out on the world as it is, whatever the ruling stood on.

        Raises:
            Conflict: the world has moved on under the turn, see `gm.play.conflicts`.
        """
        this = self._this
        ruled_on = this.before or await load_state(this.parts, this.game, this.scene)
        async with in_turn(this.parts, ruled_on, again=again) as state:
            found = await self._resolve_on(state, state if as_it_is else ruled_on)
        if isinstance(found, ToDraft):  # a model is asked: other scenes do not wait for it
            return await self._draft.propose(found)
        return found

    async def _resolve_on(self, state: SceneState, ruled_on: SceneState) -> Parked | ToDraft | None:
        this = self._this
        sources = tuple(entry.input.source_id for entry in this.turn.inputs)
        async with this.parts.database.read() as db:
            seed = await load_seed(db, this.turn.session_id)
        dice = KeyedDice(seed, turn_uid=this.turn.dice_uid, attempt=this.turn.attempt, source_ids=sources)
        opens = opens_of(this.turn)
        hand = await overruled(this.parts, this.turn)

        def resolved_with(choices: dict[str, str], on: SceneState = state) -> TurnOutcome | Parked:
            def resolved(ruling: Ruling) -> TurnOutcome | Parked:
                return resolve_turn(on, ruling, dice, choices, session_opens=opens, hand=hand)

            return resolved_together(on, this.turn, choices, dice, resolved)

        def then() -> tuple[Change, ...]:
            found = resolved_with(this.turn.choices, ruled_on)
            return found.changes if isinstance(found, TurnOutcome) else ()

        result = resolved_with(this.turn.choices)
        while this.alone and isinstance(result, Parked):  # nobody may see that something is being asked
            this.turn = replace(this.turn, choices={**this.turn.choices, result.key: result.default})
            result = resolved_with(this.turn.choices)
        if isinstance(result, Parked):
            async with this.parts.database.read() as db:
                result = await with_deadline(db, result, state, this.parts.clock.now())
            await this.park(result, await self._fresh(result.rolls, sources, hand))
            return result
        result = await self._with_all_else(state, result, dice)
        refuse_moved(result.changes, state, ruled_on.tip_seq, then)
        rolls = await self._fresh((*rolls_of(result.checks), *result.rolls), sources, hand)
        after = replace(state, world=state.world.apply(result.changes))
        turn = replace(this.turn, outcome=_heard(state, after, this.turn, result))
        return await self._happen(state, after, turn, rolls)

    async def _with_all_else(self, state: SceneState, result: TurnOutcome, dice: KeyedDice) -> TurnOutcome:
        """What comes of the turn with what its words call up, and what it means for scenes and an order."""
        this = self._this
        if this.alone:
            result = uncounted(result, this.scene.key)
        lore = await lore_of_turn(this.parts, state, this.turn, result, dice, alone=this.alone)
        result = without_effect(this.turn, lore)
        return in_order(state, this.turn, result, alone=this.alone is not None)

    async def _happen(
        self, state: SceneState, after: SceneState, turn: Turn, rolls: Sequence[StoredRoll]
    ) -> ToDraft | None:
        """Let it be so, or give what the game master is to see first."""
        this = self._this
        outcome = turn.outcome or TurnOutcome()
        resolved = resolved_views(state, after.world, turn, this.bare or ruling_brief(state, turn))
        if await self._draft.is_due(turn, outcome):
            this.before, this.after, this.resolved = state, after, resolved
            return ToDraft(turn, rolls)
        this.unveil()
        seq = await self._commit(state, after, turn, resolved, rolls)
        this.turn = replace(turn, stage=Stage.RESOLVED, commit_seq=seq)
        this.before, this.after, this.resolved = state, after, resolved
        return None

    async def _commit(
        self, state: SceneState, after: SceneState, turn: Turn, resolved: Resolved, rolls: Sequence[StoredRoll]
    ) -> int:
        """One commit of history: the changes, the dice, who was there. Gives its place on the branch."""
        this, outcome = self._this, turn.outcome or TurnOutcome()
        line = "" if opens_of(turn) else outcome_line(resolved.checks, resolved.changes)  # nobody was there to see it
        now = this.parts.clock.now()
        async with this.parts.database.begin() as db:
            seq = await commit_changes(
                db,
                this.lease,
                branch_id=this.scene.branch_id,
                scene_id=this.scene.id,
                turn_id=turn.id,
                kind="turn",
                changes=outcome.changes,
                read_seq=state.tip_seq,
                now=now,
            )
            there = frozenset({this.alone}) if this.alone else witnesses_of(state, after, turn)
            went = None if this.alone else known_from_afar(state, after, turn)
            await record_outcome(
                db, this.lease, turn.id, outcome, rolls=rolls, seq=seq, line=line, witnesses=there, went=went
            )
            await record_parts(db, this.lease, turn.id, [(NARRATION_PART, "narration")])
            await seal_learned(db, after, turn, outcome, this.alone)
            await record_opened(db, this.scene, outcome.changes)
            await db.commit()
        return seq

    async def _fresh(
        self, records: Sequence[RollRecord], sources: tuple[str, ...], hand: Overruled | None
    ) -> list[StoredRoll]:
        """These rolls without those that the ledger holds since the turn was parked. Where a game master has ruled
        otherwise since (`hand`), what fell may not count any more, and stays in the ledger.

        Raises:
            Conflict: what fell then would fall otherwise now; the turn is ruled again, with new dice.
        """
        kept: list[RollRecord] = []
        turn = self._this.turn
        if turn.choices or self._this.stops.draft or self._this.resumed:
            async with self._this.parts.database.read() as db:
                stored = await load_rolls(db, self._this.game.id, turn_id=turn.id)
            kept = [roll.record for roll in stored if roll.attempt == turn.attempt]
        if hand is None and any(record not in records for record in kept):
            raise Conflict("The world has moved on since these dice fell.")
        return [
            StoredRoll(turn.session_id, turn.id, turn.dice_uid, turn.attempt, sources, record)
            for record in records
            if record not in kept
        ]


def _heard(before: SceneState, after: SceneState, turn: Turn, result: TurnOutcome) -> TurnOutcome:
    """With who may be heard in its telling: who was there before it or is there after it."""
    beside = people_of(after, acting_elsewhere(after, turn))
    heard = dict.fromkeys(who for who in (*before.present(), *after.present(), *beside) if before.campaign.npc(who))
    return result.model_copy(update={"present": tuple(heard)})
