"""The path of one turn, driven from the last stage that was committed to the next, until it is delivered or parked.

Between two stages nothing is held in memory that could not be read again: a crash resumes here (promise 5). No
transaction is open while a model is asked (promise 4). Each stage is a file of its own:

    turn_in_play    what the stages hand on to one another
    turn_ruling     received → ruled
    turn_resolving  ruled → resolved, or parked with a question
    turn_draft      proposed to the game master first, where they asked for that
    turn_words      what the narrator is told, and the words that come of it
    turn_telling    resolved → narrated: announced, shown, kept; told anew
"""

from dataclasses import replace

from gm.domain.approval import approval_question
from gm.domain.errors import Conflict
from gm.domain.events import TurnParked
from gm.domain.play import Game, Lease, Parked, Scene, Stage, Turn
from gm.play.approving import ruling_waits
from gm.play.cards import Card
from gm.play.conflicts import ATTEMPTS, TRIES, is_harmless
from gm.play.parts import EngineParts, Face
from gm.play.turn_draft import TurnDraft
from gm.play.turn_in_play import TurnInPlay
from gm.play.turn_resolving import TurnResolving
from gm.play.turn_ruling import TurnRuling
from gm.play.turn_telling import TurnTelling
from gm.play.turn_words import TurnWords
from gm.play.watched import stage_watched
from gm.store.calls import close_lost
from gm.store.outbox import NARRATION_PART, record_sent
from gm.store.turns import record_delivered, record_retry, record_settled


class TurnRun:
    """Carries a turn through its stages, under its scene's lease."""

    def __init__(
        self,
        parts: EngineParts,
        game: Game,
        scene: Scene,
        lease: Lease,
        turn: Turn,
        face: Face,
        alone: str | None = None,
    ) -> None:
        this = self._this = TurnInPlay(parts, game, scene, lease, turn, face, alone)
        words = TurnWords(this)
        self._draft = TurnDraft(this, words)
        self._ruling = TurnRuling(this)
        self._resolving = TurnResolving(this, self._draft)
        self._telling = TurnTelling(this, words)
        self._rulings = 0
        """How often it was ruled again because the world had changed."""
        self._again_on_it = False
        """Whether it has met a conflict."""
        self._as_it_is = False
        """Whether it is worked out on the world as it is, whatever the ruling stood on."""

    @property
    def card(self) -> Card:
        """Laid, it stops this run: see `gm.play.cards`."""
        return self._this.card

    async def play(self, *, resumed: bool = False) -> Turn:
        """Carry the turn on from where it stands. Returns it delivered, or parked."""
        this = self._this
        this.resumed = resumed
        await this.begin()
        if resumed:
            await self._close_lost()
        if this.stops.words and not self._draft.asked:
            return await self._ask_master(approval_question(None, open_=True))
        for left in range(TRIES, -1, -1):
            this.stop_here()
            while this.turn.stage is Stage.RECEIVED and this.turn.status != "undone":
                with stage_watched(this.parts.watch, "rule"):
                    await self._ruling.rule()
            if this.turn.stage is not Stage.RULED:
                break
            if ruling_waits(this.stops, this.turn):
                return await self._ask_master(this.stops.question(None, this.parts.clock.now()))
            try:
                with stage_watched(this.parts.watch, "resolve"):
                    if await self._resolve() is not None:
                        return this.turn
                break
            except Conflict as conflict:
                await self._again(conflict, left)
        this.stop_here()
        if this.turn.stage is Stage.RESOLVED:
            with stage_watched(this.parts.watch, "narrate"):
                await self._telling.narrate()
        elif this.turn.stage is Stage.NARRATED:
            await self._telling.show_again()
        if this.turn.stage is Stage.NARRATED:
            with stage_watched(this.parts.watch, "deliver"):
                await self._deliver()
        return this.turn

    async def redraft(self, how: str) -> Turn:
        """Draft what waits for the game master, anew or for the first time, for them alone. Earlier drafts are kept."""
        self._draft.ask(how)
        return await self.play(resumed=True)

    async def reword(self, how: str) -> Turn:
        """Tell the turn again in other words; outcome and dice stay. The earlier telling is kept."""
        await self._this.begin()
        await self._telling.reword(how)
        return self._this.turn

    async def _close_lost(self) -> None:
        """Calls of this turn that died with their process are closed with an estimate. We hold the lease, so whoever
        made them can write no more."""
        this = self._this
        async with this.parts.database.begin() as db:
            await close_lost(db, turn_id=this.turn.id, owner_gone=lambda _: True, now=this.parts.clock.now())
            await db.commit()

    async def _resolve(self) -> Parked | None:
        """Roll and change the world, and show what came of it: the outcome, or the question that it waits with."""
        this = self._this
        parked = await self._resolving.resolve(again=self._again_on_it, as_it_is=self._as_it_is)
        if parked is not None:
            await this.show(TurnParked(this.turn.id, parked))
        elif this.turn.kind == "action" and this.resolved and this.turn.outcome:
            await self._telling.announce()
        return parked

    async def _ask_master(self, parked: Parked) -> Turn:
        """Let the turn wait for the game master."""
        await self._this.park(parked, ())
        await self._this.show(TurnParked(self._this.turn.id, parked))
        return self._this.turn

    async def _again(self, conflict: Conflict, left: int) -> None:
        """The world has moved on under the turn: see `gm.play.conflicts`. Raises Conflict when nothing helps."""
        if not left:
            raise conflict
        self._again_on_it = True
        if self._as_it_is or is_harmless(conflict):  # seen where other processes play scenes of the same game
            return
        self._rulings += 1
        self._as_it_is = self._rulings >= ATTEMPTS
        await self._retry()

    async def _retry(self) -> None:
        """Have it ruled once more, as a new attempt with new dice."""
        this = self._this
        this.unread()
        async with this.parts.database.begin() as db:
            await record_retry(db, this.lease, this.turn.id)
            await db.commit()
        this.turn = replace(
            this.turn, stage=Stage.RECEIVED, attempt=this.turn.attempt + 1, ruling=None, choices={}, parked=None
        )
        this.veil()

    async def _deliver(self) -> None:
        this = self._this
        now = this.parts.clock.now()
        async with this.parts.database.begin() as db:
            await record_sent(db, this.turn.id, NARRATION_PART, None, now)
            await record_delivered(db, this.lease, this.turn.id, now)
            # Gists are made with the telling; summaries are due by what the store holds (`gm.play.settling`).
            await record_settled(db, this.turn.id)
            await db.commit()
        this.turn = replace(this.turn, stage=Stage.SETTLED, status="done")
