"""A turn before its table: how it came out is announced, then its telling is shown and kept. resolved → narrated.

The words come from `gm.play.turn_words`, or from the draft that a game master has approved.
"""

from dataclasses import replace

from gm.domain.errors import Refused
from gm.domain.events import NarrationFinished, NarrationStarted, SentenceReleased, StoryEnded
from gm.domain.play import Stage, TurnOutcome
from gm.play.announcing import announcement
from gm.play.approving import WORDED_BY_HAND, approved, told_from
from gm.play.bounds import log_guards
from gm.play.directing import meanwhile_text
from gm.play.loading import load_state
from gm.play.narrate import Told
from gm.play.turn_in_play import TurnInPlay
from gm.play.turn_words import TurnWords
from gm.play.unruled import gist_in_mode
from gm.play.watched import stage_watched
from gm.store.approvals import drop_drafts
from gm.store.guards import record_guards
from gm.store.turns import record_narration
from gm.store.tx import Db
from gm.store.unfinished_words import drop_shown


class TurnTelling:
    """Tells one turn to those who are shown it."""

    def __init__(self, this: TurnInPlay, words: TurnWords) -> None:
        self._this = this
        self._words = words
        self._announced = False

    async def announce(self) -> None:
        """Show dice and outcome: now, while the narrator writes."""
        this = self._this
        resolved = await this.in_words()
        before, after = await this.states()
        self._announced = True
        turn = replace(this.turn, outcome=this.turn.outcome or TurnOutcome())
        await this.show(announcement(before, after, turn, resolved))

    async def narrate(self) -> None:
        """Tell it for the first time: the draft that was approved, or as a narrator words it."""
        this = self._this
        if not self._announced and this.turn.kind == "action":
            await self.announce()
        if not await self._goes_unseen():
            await this.show(NarrationStarted(this.turn.id, this.resumed, await this.speakers()))
        draft = await approved(this.parts, this.turn)
        if draft is None:
            told = await self._words.tell(alternative=0, how="")
        else:
            told = told_from(draft)
            if told.text:
                await this.show(SentenceReleased(this.turn.id, told.text))
        author = draft.author if draft is not None else None
        gist = await self._gist(told)
        async with this.parts.database.begin() as db:
            await record_narration(
                db, this.lease, this.turn.id, text=told.text, source=told.source, gist=gist, author=author
            )
            await self._told(db, told, alternative=0)
            await drop_drafts(db, this.turn.id)
            await db.commit()
        this.turn = replace(
            this.turn,
            narration=told.text,
            narration_source=told.source,
            narration_author=author,
            alternatives=1,
            stage=Stage.NARRATED,
        )
        if not await self._goes_unseen():
            await self._finish(told)

    async def reword(self, how: str) -> None:
        """Tell the turn again in other words; outcome and dice stay. The earlier telling is kept.

        Raises:
            Refused: what is told at this table is the game master's to word.
        """
        this = self._this
        alternative = this.turn.alternatives
        if this.stops.draft:
            raise Refused(WORDED_BY_HAND, key="approval.words")
        await this.show(NarrationStarted(this.turn.id, speakers=await this.speakers()))
        with stage_watched(this.parts.watch, "reword"):
            told = await self._words.tell(alternative=alternative, how=how)
        gist = await self._gist(told)
        async with this.parts.database.begin() as db:
            await record_narration(
                db, this.lease, this.turn.id, text=told.text, source=told.source, gist=gist, alternative=alternative
            )
            await self._told(db, told, alternative=alternative)
            await db.commit()
        this.turn = replace(
            this.turn,
            narration=told.text,
            narration_source=told.source,
            alternative=alternative,
            alternatives=alternative + 1,
        )
        await self._finish(told)

    async def show_again(self) -> None:
        """The telling was committed, but the process ended before it was known to be shown."""
        this = self._this
        text = this.turn.narration or ""
        if await self._goes_unseen():
            return
        await self.announce()
        if this.turn.kind == "gm":
            spoken = any(not entry.input.is_silent for entry in this.turn.inputs)  # is shown as an input
            await self._finish(Told("" if spoken else text, this.turn.narration_source))
            return
        await this.show(NarrationStarted(this.turn.id, True, await this.speakers()))
        await this.show(SentenceReleased(this.turn.id, text))
        await self._finish(Told(text, this.turn.narration_source))

    async def _gist(self, told: Told) -> str:
        this = self._this
        return gist_in_mode((await this.states())[1], this.turn, await this.in_words(), told.text)

    async def _told(self, db: Db, told: Told, *, alternative: int) -> None:
        """What is kept beside a telling: what the guards did. What was kept of it unfinished goes."""
        this = self._this
        await record_guards(db, this.turn.id, alternative, told.guards)
        await log_guards(db, this.parts, this.turn, told.guards)
        await drop_shown(db, this.turn.id)

    async def _goes_unseen(self) -> bool:
        """Whether the world moved, and nobody could notice it: then nothing is shown."""
        this = self._this
        if this.turn.kind != "world":
            return False
        outcome = this.turn.outcome or TurnOutcome()
        _, after = await this.states()
        return outcome.ending is None and not meanwhile_text(after, outcome)

    async def _finish(self, told: Told) -> None:
        this = self._this
        told_as = (told.text, told.source, told.note, told.refused, told.about)
        await this.show(NarrationFinished(this.turn.id, *told_as))
        if this.turn.outcome and this.turn.outcome.ending:
            state = await load_state(this.parts, this.game, this.scene)
            ending = next((end for end in state.campaign.endings if end.id == this.turn.outcome.ending), None)
            if ending is not None:
                await this.show(StoryEnded(this.turn.id, ending.title))
