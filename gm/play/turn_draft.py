"""A turn's draft, in `copilot` and where a game master asks for one: its words are written for them, before any of it
has happened. See `gm.play.approving` for what a table sees until they have spoken."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from gm.domain.approval import approved_draft
from gm.domain.play import Parked, StoredRoll, Turn, TurnOutcome
from gm.play.approving import draft_of, drafted, is_shown
from gm.play.turn_in_play import TurnInPlay
from gm.play.turn_words import TurnWords
from gm.play.watched import stage_watched
from gm.store.approvals import count_drafts, record_draft
from gm.store.turns import record_parked


@dataclass(frozen=True, slots=True)
class ToDraft:
    """What a draft is to be written of: the turn with what would come of it, and the dice that fell for that."""

    turn: Turn
    rolls: Sequence[StoredRoll]


class TurnDraft:
    """Proposes one turn to the game master."""

    def __init__(self, this: TurnInPlay, words: TurnWords) -> None:
        self._this = this
        self._words = words
        self._how = ""
        self.asked = False
        """The game master has asked for a draft."""

    def ask(self, how: str) -> None:
        """The game master wants one, worded so ('': as it comes)."""
        self._how, self.asked = how, True

    async def is_due(self, turn: Turn, outcome: TurnOutcome) -> bool:
        """Whether what came of a turn is to be proposed before it happens: nothing that tells it is approved yet."""
        if not (self._this.stops.draft or self.asked):  # asked for after the table went on without approval, too
            return False
        draft = await drafted(self._this.parts, turn, approved_draft(turn), outcome)
        return (draft is None or self.asked) and is_shown(turn, outcome)

    async def propose(self, of: ToDraft) -> Parked:
        """Write a draft for the game master and wait for their word. The dice are kept, what they decide is not yet."""
        this, turn = self._this, of.turn
        this.turn, outcome = turn, turn.outcome or TurnOutcome()
        async with this.parts.database.read() as db:
            number = await count_drafts(db, turn.id)
        with stage_watched(this.parts.watch, "narrate"):
            told = await self._words.tell(alternative=number, how=self._how, hidden=True)
        this.turn, self._how, self.asked = replace(turn, outcome=None), "", False
        now = this.parts.clock.now()
        parked = this.stops.question(number, now)
        async with this.parts.database.begin() as db:
            await record_draft(db, this.lease, turn.id, draft_of(told, outcome))
            await record_parked(db, this.lease, turn.id, parked, choices=turn.choices, rolls=of.rolls, now=now)
            await db.commit()
        this.turn = replace(this.turn, parked=parked, status="parked")
        return parked
