"""A turn in the hands of this process, under its scene's lease: what its stages hand on to one another.

All of it but the card could be read again from the store: a crash resumes from there (promise 5).
"""

from collections.abc import Coroutine, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from gm.domain.events import TurnEvent
from gm.domain.play import Game, Lease, Parked, Scene, SceneState, Stage, StoredRoll, Turn
from gm.domain.ruling_brief import RulingBrief
from gm.domain.speakers import Speaker, speakers_of
from gm.play.announcing import before_turn
from gm.play.approving import Stops, VeiledFace
from gm.play.briefs import Resolved, resolved_views, ruling_brief
from gm.play.cards import Card
from gm.play.loading import load_state
from gm.play.parts import EngineParts, Face
from gm.store.table_settings import load_table
from gm.store.turns import record_parked

T = TypeVar("T")


class TurnInPlay:
    """One turn as it stands now (`turn`), what was read for it, and who is shown it."""

    def __init__(
        self, parts: EngineParts, game: Game, scene: Scene, lease: Lease, turn: Turn, face: Face, alone: str | None
    ) -> None:
        self.parts = parts
        self.game = game
        self.scene = scene
        self.lease = lease
        self.turn = turn
        self.alone = alone
        """The character who alone knows of the turn; None: it is everybody's."""
        self.card = Card(turn.id)
        """Laid, it stops this turn: see `gm.play.cards`."""
        self.resumed = False
        """Whether it goes on from where a process left it, or an answer found it."""
        self.stops = Stops()
        """Where it waits for a game master."""
        self.before: SceneState | None = None
        self.after: SceneState | None = None
        self.bare: RulingBrief | None = None
        """What was ruled on, without anything remembered."""
        self.resolved: Resolved | None = None
        self._face = self._open_face = face

    async def begin(self) -> None:
        """Take the purse of its game, and what the table has agreed on. From here on the table sees nothing that a game
        master has yet to approve."""
        self.parts = await self.parts.of_game(self.game)
        async with self.parts.database.read() as db:
            table = await load_table(db, self.game.id)
        self.stops = Stops.of(table, self.turn)
        if self.turn.stage in (Stage.RECEIVED, Stage.RULED):
            self.veil()

    async def show(self, event: TurnEvent) -> None:
        """Show it to whom the turn is shown."""
        await self._face.show(event)

    def veil(self) -> None:
        """Where a draft is to be approved, the table sees that the turn was heard, and that it waits."""
        self._face = VeiledFace(self._open_face) if self.stops.draft else self._open_face

    def unveil(self) -> None:
        """The game master has spoken: the table sees all."""
        self._face = self._open_face

    def stop_here(self) -> None:
        """Raises CardLaid. The author's opening is read out whole: it stays in history, and its words go after."""
        if self.turn.kind != "opening":
            self.card.check()

    async def unless_laid(self, work: Coroutine[Any, Any, T]) -> T:
        """What takes long, and is broken off by a card. Raises CardLaid."""
        return await (work if self.turn.kind == "opening" else self.card.unless_laid(work))

    async def park(self, parked: Parked, rolls: Sequence[StoredRoll]) -> None:
        """Let the turn wait; dice that fell before the question are in the ledger from now on."""
        now = self.parts.clock.now()
        async with self.parts.database.begin() as db:
            await record_parked(db, self.lease, self.turn.id, parked, choices=self.turn.choices, rolls=rolls, now=now)
            await db.commit()
        self.turn = replace(self.turn, parked=parked, status="parked")

    def unread(self) -> None:
        """What it was ruled on is read anew."""
        self.before = self.bare = None

    async def states(self) -> tuple[SceneState, SceneState]:
        """The state before and after this turn's changes, also when it is told later by another process."""
        if self.before is None or self.after is None:
            self.after = await load_state(self.parts, self.game, self.scene)
            self.before = before_turn(self.after, self.turn)
        return self.before, self.after

    async def in_words(self) -> Resolved:
        """What came of it, as it is put into words."""
        if self.resolved is None:
            before, after = await self.states()
            self.resolved = resolved_views(before, after.world, self.turn, ruling_brief(before, self.turn))
        return self.resolved

    async def speakers(self) -> tuple[Speaker, ...]:
        """Who may be heard in this turn's telling: the same people whenever and by whomever it is told."""
        _, after = await self.states()
        return speakers_of(after.campaign, self.turn.outcome.present if self.turn.outcome else ())
