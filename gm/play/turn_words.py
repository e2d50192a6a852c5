"""A turn's words: what its narrator is told, the telling itself, and what a table has seen of one that breaks off.

Nothing is committed here but that last: who asks for the words keeps them (`turn_telling`, `turn_draft`).
"""

import asyncio
import contextlib
from dataclasses import replace

from gm.domain.brief import NarrationBrief
from gm.domain.calls import Role
from gm.domain.errors import StaleFence
from gm.domain.events import SentenceReleased
from gm.domain.play import SceneState, TurnOutcome
from gm.play.approving import drafted_before, unseen
from gm.play.asides import with_asides
from gm.play.briefs import Resolved, narration_brief, remembering
from gm.play.checking import tell_checked
from gm.play.checkpoints import Checkpoints
from gm.play.declared import declared_here
from gm.play.learning import lessons_of, news
from gm.play.lore import lore_views
from gm.play.narrate import Told, reworded
from gm.play.recalling import recall
from gm.play.spotlight import quiet_one
from gm.play.steering import is_steered
from gm.play.tellings import told_before
from gm.play.told_how import liked_passages, voice_of
from gm.play.turn_in_play import TurnInPlay
from gm.play.whispers import whispered, with_own_whispers
from gm.store.unfinished_words import load_shown, record_shown


class TurnWords:
    """Has one turn told."""

    def __init__(self, this: TurnInPlay) -> None:
        self._this = this

    async def tell(self, *, alternative: int, how: str, hidden: bool = False) -> Told:
        """Tell the turn: the first time (`alternative` 0), or again in other words, as `how` asks. Each sentence is
        shown as it comes, or none is (`hidden`)."""
        this = self._this
        before, after = await this.states()
        brief = await self._brief(before, after, await this.in_words())
        if alternative and hidden:
            brief = await drafted_before(this.parts, brief, this.turn, how, alternative)
        elif alternative:
            brief = await told_before(this.parts, reworded(brief, how, alternative), this.turn)

        seen = ""

        async def release(text: str) -> None:
            nonlocal seen
            await this.show(SentenceReleased(this.turn.id, text))
            seen += text
            checkpoints.note(seen)

        async def keep(text: str) -> None:
            await self._keep_shown(alternative, text)

        checkpoints = Checkpoints(keep)
        async with this.parts.database.read() as db:
            shown = await load_shown(db, this.turn.id, alternative=alternative)
        to = unseen if hidden else release
        try:
            told = await this.unless_laid(
                tell_checked(this.parts, after, this.turn, brief, to, asking=alternative, shown=shown)
            )
        except asyncio.CancelledError:
            if seen.strip():
                await asyncio.shield(self._keep_shown(alternative, seen))
            raise
        finally:
            await checkpoints.close()
        for count in told.guards:
            this.parts.watch.guarded(count)
        return told

    async def _brief(self, before: SceneState, after: SceneState, resolved: Resolved) -> NarrationBrief:
        """What the narrator is told of the turn, and of what came before it."""
        this = self._this
        bare = narration_brief(after, this.turn, resolved, before=before)
        bare = replace(bare, voice=voice_of(after, await liked_passages(this.parts, after)))
        bare = await with_asides(this.parts, after, bare)
        bare = replace(bare, declared=await declared_here(this.parts, after))
        past = await recall(this.parts, after, bare, role=Role.NARRATOR, turn_id=this.turn.id)
        past = replace(past, transcript=tuple(beat for beat in past.transcript if beat.number < this.turn.number))
        came = this.turn.outcome.lore if this.turn.outcome else ()
        brief = remembering(bare, past, lore_views(after.campaign, came, after.known_by_all_present()))
        brief = replace(brief, steered=await is_steered(this.parts, after, this.turn))
        brief = replace(brief, quiet=await quiet_one(this.parts, after, this.turn))
        if this.alone:
            brief = await whispered(this.parts, this.game, this.alone, brief)
            lessons = lessons_of(before, after.world, this.turn, this.turn.outcome or TurnOutcome(), (this.alone,))
            brief = replace(brief, lessons=lessons, learned=news(lessons))
        elif this.turn.kind == "action":
            brief = await with_own_whispers(this.parts, after, brief)
        return brief

    async def _keep_shown(self, alternative: int, seen: str) -> None:
        """The telling is broken off: what the table has seen of it stays as it is."""
        this = self._this
        with contextlib.suppress(StaleFence):
            async with this.parts.database.begin() as db:
                await record_shown(db, this.lease, this.turn.id, alternative=alternative, text=seen)
                await db.commit()
