"""A turn's ruling: received → ruled. What is at stake is asked for, and stored before any die falls.

No transaction is open while a model is asked (promise 4). What players changed or took back meanwhile counts.
"""

from dataclasses import replace

from gm.domain.calls import Role
from gm.domain.events import RulingStarted, TurnWithdrawn
from gm.domain.play import ReceivedInput, SceneState, Stage
from gm.domain.ruling_brief import RulingBrief
from gm.play.adjudicate import Ruled, adjudicate, has_reader, is_plain
from gm.play.briefs import remembering, ruling_brief
from gm.play.declared import declared_here
from gm.play.directing import direct
from gm.play.loading import load_state
from gm.play.lore import lore_of_ruling
from gm.play.recalling import precedents, recall
from gm.play.triage import is_quiet
from gm.play.turn_in_play import TurnInPlay
from gm.play.unruled import unruled
from gm.play.whispers import timeless, whispered, with_own_whispers
from gm.store.amends import lock_inputs
from gm.store.turns import record_retry, record_ruling
from gm.store.tx import Db
from gm.store.undo import undo_turn


class TurnRuling:
    """Asks what the rules should decide about one turn."""

    def __init__(self, this: TurnInPlay) -> None:
        self._this = this
        self._quiet = False
        """A small model has said that nothing is at stake."""

    async def rule(self) -> None:
        """Have the turn ruled. It stays received where it was said otherwise meanwhile: then it is to be ruled anew. Of
        one that was taken back nothing is left: it is undone."""
        this = self._this
        state = this.before = await load_state(this.parts, this.game, this.scene)
        ruled = await self._ruled(state)
        ruling = timeless(ruled.ruling) if this.alone else ruled.ruling
        async with this.parts.database.begin() as db:
            standing = await lock_inputs(db, this.turn.id)
            if standing != this.turn.inputs:
                await self._said_otherwise(db, standing)
                return
            await record_ruling(db, this.lease, this.turn.id, ruling, source=ruled.source)
            await db.commit()
        this.turn = replace(this.turn, ruling=ruling, ruling_source=ruled.source, stage=Stage.RULED)

    async def _ruled(self, state: SceneState) -> Ruled:
        """The ruling, by whom this turn asks: the world's own moves, code, or the adjudicator."""
        this = self._this
        plain = await unruled(this.parts, state, this.turn)
        if this.turn.kind == "world":
            this.bare = ruling_brief(state, this.turn)
            return Ruled(*await this.unless_laid(direct(this.parts, state, this.turn)))
        if plain is not None:
            this.bare = ruling_brief(state, this.turn)
            return Ruled(plain, "code")
        brief = await self._brief(state)
        if brief.inputs and not self._is_plain(brief):
            await this.show(RulingStarted(this.turn.id))
        return await this.unless_laid(adjudicate(this.parts, state, this.turn, brief, quiet=self._quiet))

    async def _said_otherwise(self, db: Db, standing: tuple[ReceivedInput, ...] | None) -> None:
        """What the ruling answers was changed or taken back meanwhile: it is ruled anew, or not played at all."""
        this = self._this
        this.unread()
        if standing is not None:
            await record_retry(db, this.lease, this.turn.id)
            await db.commit()
            this.turn = replace(this.turn, inputs=standing, attempt=this.turn.attempt + 1, choices={})
            return
        branch, now = this.scene.branch_id, this.parts.clock.now()
        await undo_turn(db, this.lease, branch_id=branch, turn_id=this.turn.id, now=now)
        await db.commit()
        this.turn = replace(this.turn, inputs=(), status="undone")
        await this.show(TurnWithdrawn(this.turn.id))

    async def _brief(self, state: SceneState) -> RulingBrief:
        """What the adjudicator is told: no more than code needs, where nothing is at stake."""
        this = self._this
        bare = this.bare = replace(ruling_brief(state, this.turn), declared=await declared_here(this.parts, state))
        self._quiet = False
        if this.turn.kind != "action" or self._is_plain(bare):
            return bare
        self._quiet = await this.unless_laid(is_quiet(this.parts, state, this.turn, bare))
        if self._quiet:
            return bare
        past = await recall(this.parts, state, bare, role=Role.ADJUDICATOR, turn_id=this.turn.id)
        full = remembering(bare, past, await lore_of_ruling(this.parts, state, this.turn))
        full = replace(full, precedents=await precedents(this.parts, state, full))
        if this.alone:
            return await whispered(this.parts, this.game, this.alone, full)
        return await with_own_whispers(this.parts, state, full)

    def _is_plain(self, brief: RulingBrief) -> bool:
        return self._quiet or is_plain(brief, reader=has_reader(self._this.parts))
