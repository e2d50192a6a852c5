"""One turn, driven from the last stage that was committed to the next, until it is delivered or parked.

Between two stages nothing is held in memory that could not be read again: a crash resumes here (promise 5). No
transaction is open while a model is asked (promise 4).
"""

import asyncio
import contextlib
from collections.abc import Coroutine, Sequence
from dataclasses import replace
from typing import Any, Final, TypeVar

from gm.domain.approval import Overruled, approval_question, approved_draft
from gm.domain.brief import RulingBrief
from gm.domain.calls import Role
from gm.domain.dice import RollRecord
from gm.domain.effects import Change
from gm.domain.errors import Conflict, Refused, StaleFence
from gm.domain.events import (
    NarrationFinished,
    NarrationStarted,
    RulingStarted,
    SentenceReleased,
    StoryEnded,
    TurnParked,
    TurnWithdrawn,
)
from gm.domain.play import (
    Game,
    Lease,
    Parked,
    ReceivedInput,
    Scene,
    SceneState,
    Stage,
    StoredRoll,
    Turn,
    TurnOutcome,
)
from gm.domain.ruling import Ruling
from gm.domain.speakers import Speaker, speakers_of
from gm.play.across import without_effect
from gm.play.adjudicate import Ruled, adjudicate, has_reader, is_plain
from gm.play.announcing import announcement, before_turn
from gm.play.apart import acting_elsewhere, people_of
from gm.play.approving import (
    WORDED_BY_HAND,
    Stops,
    VeiledFace,
    approved,
    draft_of,
    drafted,
    drafted_before,
    is_shown,
    overruled,
    ruling_waits,
    told_from,
    unseen,
)
from gm.play.asides import with_asides
from gm.play.bounds import log_guards
from gm.play.briefs import Resolved, narration_brief, remembering, resolved_views, ruling_brief
from gm.play.cards import Card
from gm.play.checking import tell_checked
from gm.play.checkpoints import Checkpoints
from gm.play.conflicts import ATTEMPTS, TRIES, in_turn, is_harmless, refuse_moved
from gm.play.declared import declared_here
from gm.play.directing import direct, meanwhile_text, opens_of
from gm.play.loading import load_state
from gm.play.lore import lore_of_ruling, lore_of_turn, lore_views
from gm.play.narrate import Told, reworded
from gm.play.order import in_order
from gm.play.parts import EngineParts, Face
from gm.play.questions_due import with_deadline
from gm.play.recalling import precedents, recall
from gm.play.spotlight import quiet_one
from gm.play.steering import is_steered
from gm.play.tellings import told_before
from gm.play.told_how import liked_passages, voice_of
from gm.play.triage import is_quiet
from gm.play.unruled import gist_in_mode, unruled
from gm.play.views import known_texts, outcome_line
from gm.play.watched import stage_watched
from gm.play.whispers import learned_by, seal_learned, timeless, uncounted, whispered, with_own_whispers
from gm.play.witnessing import witnesses_of
from gm.rules.draws import KeyedDice
from gm.rules.resolution import rolls_of
from gm.rules.resolve import resolve_turn
from gm.rules.together import resolved_together
from gm.store.amends import lock_inputs
from gm.store.approvals import count_drafts, drop_drafts, record_draft
from gm.store.calls import close_lost
from gm.store.guards import record_guards
from gm.store.history import commit_changes
from gm.store.outbox import record_parts, record_sent
from gm.store.rolls import load_rolls
from gm.store.scenes import record_opened
from gm.store.sessions import load_seed
from gm.store.table_settings import load_table
from gm.store.turns import (
    record_delivered,
    record_narration,
    record_outcome,
    record_parked,
    record_retry,
    record_ruling,
    record_settled,
)
from gm.store.tx import Db
from gm.store.undo import undo_turn
from gm.store.unfinished_words import drop_shown, load_shown, record_shown

T = TypeVar("T")
NARRATION_PART: Final = 1


class TurnRun:
    """A turn in the hands of this process, under its scene's lease."""

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
        self._parts = parts
        self._game = game
        self._scene = scene
        self._lease = lease
        self._face = face
        self._resumed = False
        self._announced = False
        self._before: SceneState | None = None
        self._after: SceneState | None = None
        self._bare: RulingBrief | None = None
        self._resolved: Resolved | None = None
        self._rulings = 0
        """How often it was ruled again because the world had changed."""
        self._again_on_it = False
        """Whether it has met a conflict."""
        self._as_it_is = False
        """Whether it is worked out on the world as it is, whatever the ruling stood on."""
        self._alone = alone
        """The character who alone knows of the turn; None: it is everybody's."""
        self._quiet = False
        """A small model has said that nothing is at stake."""
        self._stops = Stops()
        self._open_face = face
        self._how = ""
        """How a draft is to be worded, where one is asked for."""
        self._drafting: tuple[Turn, Sequence[StoredRoll]] | None = None
        """What a draft is to be written of."""
        self._asked = False
        """The game master has asked for a draft."""
        self.turn = turn
        self.card = Card(turn.id)
        """Laid, it stops this run: see `gm.play.cards`."""

    async def play(self, *, resumed: bool = False) -> Turn:
        """Carry the turn on from where it stands. Returns it delivered, or parked."""
        self._resumed = resumed
        self._parts = await self._parts.of_game(self._game)
        await self._mind_stops()
        if resumed:
            await self._close_lost()
        if self._stops.words and not self._asked:
            return await self._ask_master(approval_question(None, open_=True))
        for left in range(TRIES, -1, -1):
            self._stop_here()
            while self.turn.stage is Stage.RECEIVED and self.turn.status != "undone":
                with stage_watched(self._parts.watch, "rule"):
                    await self._rule()
            if self.turn.stage is not Stage.RULED:
                break
            if ruling_waits(self._stops, self.turn):
                return await self._ask_master(self._stops.question(None, self._parts.clock.now()))
            try:
                with stage_watched(self._parts.watch, "resolve"):
                    if await self._resolve() is not None:
                        return self.turn
                break
            except Conflict as conflict:
                await self._again(conflict, left)
        self._stop_here()
        if self.turn.stage is Stage.RESOLVED:
            with stage_watched(self._parts.watch, "narrate"):
                await self._narrate()
        elif self.turn.stage is Stage.NARRATED:
            await self._show_again()
        if self.turn.stage is Stage.NARRATED:
            with stage_watched(self._parts.watch, "deliver"):
                await self._deliver()
        return self.turn

    async def redraft(self, how: str) -> Turn:
        """Draft what waits for the game master, anew or for the first time, for them alone. Earlier drafts are kept."""
        self._how, self._asked = how, True
        return await self.play(resumed=True)

    async def _mind_stops(self) -> None:
        """From here on the table sees nothing that a game master has yet to approve."""
        async with self._parts.database.read() as db:
            table = await load_table(db, self._game.id)
        self._stops = Stops.of(table, self.turn)
        if self._stops.draft and self.turn.stage in (Stage.RECEIVED, Stage.RULED):
            self._face = VeiledFace(self._open_face)

    def _stop_here(self) -> None:
        """Raises CardLaid. The author's opening is read out whole: it stays in history, and its words go after."""
        if self.turn.kind != "opening":
            self.card.check()

    async def _unless_laid(self, work: Coroutine[Any, Any, T]) -> T:
        """What takes long, and is broken off by a card. Raises CardLaid."""
        return await (work if self.turn.kind == "opening" else self.card.unless_laid(work))

    async def _close_lost(self) -> None:
        """Calls of this turn that died with their process are closed with an estimate. We hold the lease, so whoever
        made them can write no more."""
        async with self._parts.database.begin() as db:
            await close_lost(db, turn_id=self.turn.id, owner_gone=lambda _: True, now=self._parts.clock.now())
            await db.commit()

    async def _rule(self) -> None:
        state = self._before = await load_state(self._parts, self._game, self._scene)
        plain = await unruled(self._parts, state, self.turn)
        if self.turn.kind == "world":
            self._bare = ruling_brief(state, self.turn)
            ruled = Ruled(*await self._unless_laid(direct(self._parts, state, self.turn)))
        elif plain is not None:
            self._bare, ruled = ruling_brief(state, self.turn), Ruled(plain, "code")
        else:
            brief = await self._ruling_brief(state)
            if brief.inputs and not self._is_plain(brief):
                await self._face.show(RulingStarted(self.turn.id))
            ruled = await self._unless_laid(adjudicate(self._parts, state, self.turn, brief, quiet=self._quiet))
        ruling = timeless(ruled.ruling) if self._alone else ruled.ruling
        async with self._parts.database.begin() as db:
            standing = await lock_inputs(db, self.turn.id)
            if standing != self.turn.inputs:
                await self._said_otherwise(db, standing)
                return
            await record_ruling(db, self._lease, self.turn.id, ruling, source=ruled.source)
            await db.commit()
        self.turn = replace(self.turn, ruling=ruling, ruling_source=ruled.source, stage=Stage.RULED)

    async def _said_otherwise(self, db: Db, standing: tuple[ReceivedInput, ...] | None) -> None:
        """What the ruling answers was changed or taken back meanwhile: it is ruled anew, or not played at all."""
        self._before = self._bare = None
        if standing is not None:
            await record_retry(db, self._lease, self.turn.id)
            await db.commit()
            self.turn = replace(self.turn, inputs=standing, attempt=self.turn.attempt + 1, choices={})
            return
        branch, now = self._scene.branch_id, self._parts.clock.now()
        await undo_turn(db, self._lease, branch_id=branch, turn_id=self.turn.id, now=now)
        await db.commit()
        self.turn = replace(self.turn, inputs=(), status="undone")
        await self._face.show(TurnWithdrawn(self.turn.id))

    async def _ruling_brief(self, state: SceneState) -> RulingBrief:
        bare = self._bare = replace(ruling_brief(state, self.turn), declared=await declared_here(self._parts, state))
        self._quiet = False
        if self.turn.kind != "action" or self._is_plain(bare):
            return bare
        self._quiet = await self._unless_laid(is_quiet(self._parts, state, self.turn, bare))
        if self._quiet:
            return bare
        past = await recall(self._parts, state, bare, role=Role.ADJUDICATOR, turn_id=self.turn.id)
        full = remembering(bare, past, await lore_of_ruling(self._parts, state, self.turn))
        full = replace(full, precedents=await precedents(self._parts, state, full))
        if self._alone:
            return await whispered(self._parts, self._game, self._alone, full)
        return await with_own_whispers(self._parts, state, full)

    def _is_plain(self, brief: RulingBrief) -> bool:
        return self._quiet or is_plain(brief, reader=has_reader(self._parts))

    async def _resolve(self) -> Parked | None:
        """Roll and change the world, or park with a question. What the ruling relied on is checked again, by the
        commit it was read at, when the changes are written."""
        ruled_on = self._before or await load_state(self._parts, self._game, self._scene)
        async with in_turn(self._parts, ruled_on, again=self._again_on_it) as state:
            parked = await self._resolve_on(state, state if self._as_it_is else ruled_on)
        if self._drafting is not None:  # a model is asked: other scenes do not wait for it
            drafting, self._drafting = self._drafting, None
            parked = await self._propose(*drafting)
        if parked is not None:
            await self._face.show(TurnParked(self.turn.id, parked))
        elif self.turn.kind == "action" and self._resolved and self.turn.outcome:
            await self._announce(self._resolved, self.turn.outcome)
        return parked

    async def _resolve_on(self, state: SceneState, ruled_on: SceneState) -> Parked | None:
        sources = tuple(entry.input.source_id for entry in self.turn.inputs)
        async with self._parts.database.read() as db:
            seed = await load_seed(db, self.turn.session_id)
        dice = KeyedDice(seed, turn_uid=self.turn.dice_uid, attempt=self.turn.attempt, source_ids=sources)
        opens = opens_of(self.turn)
        hand = await overruled(self._parts, self.turn)

        def resolved_with(choices: dict[str, str], on: SceneState = state) -> TurnOutcome | Parked:
            def resolved(ruling: Ruling) -> TurnOutcome | Parked:
                return resolve_turn(on, ruling, dice, choices, session_opens=opens, hand=hand)

            return resolved_together(on, self.turn, choices, dice, resolved)

        def then() -> tuple[Change, ...]:
            found = resolved_with(self.turn.choices, ruled_on)
            return found.changes if isinstance(found, TurnOutcome) else ()

        result = resolved_with(self.turn.choices)
        while self._alone and isinstance(result, Parked):  # nobody may see that something is being asked
            self.turn = replace(self.turn, choices={**self.turn.choices, result.key: result.default})
            result = resolved_with(self.turn.choices)
        if isinstance(result, Parked):
            async with self._parts.database.read() as db:
                result = await with_deadline(db, result, state, self._parts.clock.now())
            await self._park(result, await self._fresh(result.rolls, sources, hand))
            return result
        if self._alone:
            result = uncounted(result, self._scene.key)
        lore = await lore_of_turn(self._parts, state, self.turn, result, dice, alone=self._alone)
        result = without_effect(self.turn, lore)
        result = in_order(state, self.turn, result, alone=self._alone is not None)
        refuse_moved(result.changes, state, ruled_on.tip_seq, then)
        rolls = await self._fresh((*rolls_of(result.checks), *result.rolls), sources, hand)
        after = replace(state, world=state.world.apply(result.changes))
        beside = people_of(after, acting_elsewhere(after, self.turn))
        heard = dict.fromkeys(who for who in (*state.present(), *after.present(), *beside) if state.campaign.npc(who))
        result = result.model_copy(update={"present": tuple(heard)})
        turn = replace(self.turn, outcome=result)
        resolved = resolved_views(state, after.world, turn, self._bare or ruling_brief(state, turn))
        if self._stops.draft:
            draft = await drafted(self._parts, turn, approved_draft(turn), result)
            if (draft is None or self._asked) and is_shown(turn, result):
                self._before, self._after, self._resolved = state, after, resolved
                self._drafting = (turn, rolls)
                return None
            self._face = self._open_face
        line = "" if opens else outcome_line(resolved.checks, resolved.changes)  # nobody was there to see it
        now = self._parts.clock.now()
        async with self._parts.database.begin() as db:
            seq = await commit_changes(
                db,
                self._lease,
                branch_id=self._scene.branch_id,
                scene_id=self._scene.id,
                turn_id=turn.id,
                kind="turn",
                changes=result.changes,
                read_seq=state.tip_seq,
                now=now,
            )
            there = frozenset({self._alone}) if self._alone else witnesses_of(state, after, turn)
            await record_outcome(db, self._lease, turn.id, result, rolls=rolls, seq=seq, line=line, witnesses=there)
            await record_parts(db, self._lease, turn.id, [(NARRATION_PART, "narration")])
            await seal_learned(db, after, turn, result, self._alone)
            await record_opened(db, self._scene, result.changes)
            await db.commit()
        self.turn = replace(turn, stage=Stage.RESOLVED, commit_seq=seq)
        self._before, self._after, self._resolved = state, after, resolved
        return None

    async def _fresh(
        self, records: Sequence[RollRecord], sources: tuple[str, ...], hand: Overruled | None
    ) -> list[StoredRoll]:
        """These rolls without those that the ledger holds since the turn was parked. Where a game master has ruled
        otherwise since (`hand`), what fell may not count any more, and stays in the ledger.

        Raises:
            Conflict: what fell then would fall otherwise now; the turn is ruled again, with new dice.
        """
        kept: list[RollRecord] = []
        if self.turn.choices or self._stops.draft:
            async with self._parts.database.read() as db:
                stored = await load_rolls(db, self._game.id, turn_id=self.turn.id)
            kept = [roll.record for roll in stored if roll.attempt == self.turn.attempt]
        if hand is None and any(record not in records for record in kept):
            raise Conflict("The world has moved on since these dice fell.")
        turn = self.turn
        return [
            StoredRoll(turn.session_id, turn.id, turn.dice_uid, turn.attempt, sources, record)
            for record in records
            if record not in kept
        ]

    async def _propose(self, turn: Turn, rolls: Sequence[StoredRoll]) -> Parked:
        """Write a draft for the game master and wait for their word. The dice are kept, what they decide is not yet."""
        self.turn, outcome = turn, turn.outcome or TurnOutcome()
        async with self._parts.database.read() as db:
            number = await count_drafts(db, turn.id)
        with stage_watched(self._parts.watch, "narrate"):
            told, _ = await self._tell(alternative=number, how=self._how, hidden=True)
        self.turn, self._how, self._asked = replace(turn, outcome=None), "", False
        now = self._parts.clock.now()
        parked = self._stops.question(number, now)
        async with self._parts.database.begin() as db:
            await record_draft(db, self._lease, turn.id, draft_of(told, outcome))
            await record_parked(db, self._lease, turn.id, parked, choices=turn.choices, rolls=rolls, now=now)
            await db.commit()
        self.turn = replace(self.turn, parked=parked, status="parked")
        return parked

    async def _ask_master(self, parked: Parked) -> Turn:
        """Let the turn wait for the game master."""
        await self._park(parked, ())
        await self._face.show(TurnParked(self.turn.id, parked))
        return self.turn

    async def _park(self, parked: Parked, rolls: Sequence[StoredRoll]) -> None:
        """Let the turn wait; dice that fell before the question are in the ledger from now on."""
        now = self._parts.clock.now()
        async with self._parts.database.begin() as db:
            await record_parked(db, self._lease, self.turn.id, parked, choices=self.turn.choices, rolls=rolls, now=now)
            await db.commit()
        self.turn = replace(self.turn, parked=parked, status="parked")

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
        self._before = self._bare = None
        async with self._parts.database.begin() as db:
            await record_retry(db, self._lease, self.turn.id)
            await db.commit()
        self.turn = replace(
            self.turn, stage=Stage.RECEIVED, attempt=self.turn.attempt + 1, ruling=None, choices={}, parked=None
        )
        self._face = VeiledFace(self._open_face) if self._stops.draft else self._open_face

    async def _announce(self, resolved: Resolved, outcome: TurnOutcome) -> None:
        before, after = await self._states()
        self._announced = True
        shown = announcement(before, after, replace(self.turn, outcome=outcome), resolved)
        await self._face.show(shown)

    async def _narrate(self) -> None:
        if not self._announced and self.turn.kind == "action":
            await self._announce(await self._in_words(), self.turn.outcome or TurnOutcome())
        if not await self._goes_unseen():
            await self._face.show(NarrationStarted(self.turn.id, self._resumed, await self._speakers()))
        draft = await approved(self._parts, self.turn)
        if draft is None:
            told, resolved = await self._tell(alternative=0, how="")
        else:
            told, resolved = told_from(draft), await self._in_words()
            if told.text:
                await self._face.show(SentenceReleased(self.turn.id, told.text))
        gist = gist_in_mode((await self._states())[1], self.turn, resolved, told.text)
        author = draft.author if draft is not None else None
        async with self._parts.database.begin() as db:
            await record_narration(
                db, self._lease, self.turn.id, text=told.text, source=told.source, gist=gist, author=author
            )
            await record_guards(db, self.turn.id, 0, told.guards)
            await log_guards(db, self._parts, self.turn, told.guards)
            await drop_shown(db, self.turn.id)
            await drop_drafts(db, self.turn.id)
            await db.commit()
        self.turn = replace(
            self.turn,
            narration=told.text,
            narration_source=told.source,
            narration_author=author,
            alternatives=1,
            stage=Stage.NARRATED,
        )
        if not await self._goes_unseen():
            await self._finish(told)

    async def _goes_unseen(self) -> bool:
        """Whether the world moved, and nobody could notice it: then nothing is shown."""
        if self.turn.kind != "world":
            return False
        outcome = self.turn.outcome or TurnOutcome()
        _, after = await self._states()
        return outcome.ending is None and not meanwhile_text(after, outcome)

    async def reword(self, how: str) -> Turn:
        """Tell the turn again in other words; outcome and dice stay. The earlier telling is kept."""
        alternative = self.turn.alternatives
        self._parts = await self._parts.of_game(self._game)
        await self._mind_stops()
        if self._stops.draft:
            raise Refused(WORDED_BY_HAND, key="approval.words")
        await self._face.show(NarrationStarted(self.turn.id, speakers=await self._speakers()))
        with stage_watched(self._parts.watch, "reword"):
            told, resolved = await self._tell(alternative=alternative, how=how)
        gist = gist_in_mode((await self._states())[1], self.turn, resolved, told.text)
        async with self._parts.database.begin() as db:
            await record_narration(
                db, self._lease, self.turn.id, text=told.text, source=told.source, gist=gist, alternative=alternative
            )
            await record_guards(db, self.turn.id, alternative, told.guards)
            await log_guards(db, self._parts, self.turn, told.guards)
            await drop_shown(db, self.turn.id)
            await db.commit()
        self.turn = replace(
            self.turn,
            narration=told.text,
            narration_source=told.source,
            alternative=alternative,
            alternatives=alternative + 1,
        )
        await self._finish(told)
        return self.turn

    async def _finish(self, told: Told) -> None:
        told_as = (told.text, told.source, told.note, told.refused, told.about)
        await self._face.show(NarrationFinished(self.turn.id, *told_as))
        if self.turn.outcome and self.turn.outcome.ending:
            state = await load_state(self._parts, self._game, self._scene)
            ending = next((end for end in state.campaign.endings if end.id == self.turn.outcome.ending), None)
            if ending is not None:
                await self._face.show(StoryEnded(self.turn.id, ending.title))

    async def _tell(self, *, alternative: int, how: str, hidden: bool = False) -> tuple[Told, Resolved]:
        before, after = await self._states()
        resolved = await self._in_words()
        bare = narration_brief(after, self.turn, resolved, before=before)
        bare = replace(bare, voice=voice_of(after, await liked_passages(self._parts, after)))
        bare = await with_asides(self._parts, after, bare)
        bare = replace(bare, declared=await declared_here(self._parts, after))
        past = await recall(self._parts, after, bare, role=Role.NARRATOR, turn_id=self.turn.id)
        past = replace(past, transcript=tuple(beat for beat in past.transcript if beat.number < self.turn.number))
        came = self.turn.outcome.lore if self.turn.outcome else ()
        brief = remembering(bare, past, lore_views(after.campaign, came, after.known_by_all_present()))
        brief = replace(brief, steered=await is_steered(self._parts, after, self.turn))
        brief = replace(brief, quiet=await quiet_one(self._parts, after, self.turn))
        if self._alone:
            brief = await whispered(self._parts, self._game, self._alone, brief)
            facts = learned_by(self._alone, self.turn.outcome or TurnOutcome())
            brief = replace(brief, learned=known_texts(after.campaign, facts))
        elif self.turn.kind == "action":
            brief = await with_own_whispers(self._parts, after, brief)
        if alternative and hidden:
            brief = await drafted_before(self._parts, brief, self.turn, how, alternative)
        elif alternative:
            brief = await told_before(self._parts, reworded(brief, how, alternative), self.turn)

        seen = ""

        async def release(text: str) -> None:
            nonlocal seen
            await self._face.show(SentenceReleased(self.turn.id, text))
            seen += text
            checkpoints.note(seen)

        async def keep(text: str) -> None:
            await self._keep_shown(alternative, text)

        checkpoints = Checkpoints(keep)
        async with self._parts.database.read() as db:
            shown = await load_shown(db, self.turn.id, alternative=alternative)
        to = unseen if hidden else release
        try:
            told = await self._unless_laid(
                tell_checked(self._parts, after, self.turn, brief, to, asking=alternative, shown=shown)
            )
        except asyncio.CancelledError:
            if seen.strip():
                await asyncio.shield(self._keep_shown(alternative, seen))
            raise
        finally:
            await checkpoints.close()
        for count in told.guards:
            self._parts.watch.guarded(count)
        return told, resolved

    async def _keep_shown(self, alternative: int, seen: str) -> None:
        """The telling is broken off: what the table has seen of it stays as it is."""
        with contextlib.suppress(StaleFence):
            async with self._parts.database.begin() as db:
                await record_shown(db, self._lease, self.turn.id, alternative=alternative, text=seen)
                await db.commit()

    async def _show_again(self) -> None:
        """The telling was committed, but the process ended before it was known to be shown."""
        text = self.turn.narration or ""
        if await self._goes_unseen():
            return
        await self._announce(await self._in_words(), self.turn.outcome or TurnOutcome())
        if self.turn.kind == "gm":
            spoken = any(not entry.input.is_silent for entry in self.turn.inputs)  # is shown as an input
            await self._finish(Told("" if spoken else text, self.turn.narration_source))
            return
        await self._face.show(NarrationStarted(self.turn.id, True, await self._speakers()))
        await self._face.show(SentenceReleased(self.turn.id, text))
        await self._finish(Told(text, self.turn.narration_source))

    async def _in_words(self) -> Resolved:
        if self._resolved is None:
            before, after = await self._states()
            self._resolved = resolved_views(before, after.world, self.turn, ruling_brief(before, self.turn))
        return self._resolved

    async def _speakers(self) -> tuple[Speaker, ...]:
        """Who may be heard in this turn's telling: the same people whenever and by whomever it is told."""
        _, after = await self._states()
        return speakers_of(after.campaign, self.turn.outcome.present if self.turn.outcome else ())

    async def _states(self) -> tuple[SceneState, SceneState]:
        """The state before and after this turn's changes, also when it is told later by another process."""
        if self._before is None or self._after is None:
            self._after = await load_state(self._parts, self._game, self._scene)
            self._before = before_turn(self._after, self.turn)
        return self._before, self._after

    async def _deliver(self) -> None:
        now = self._parts.clock.now()
        async with self._parts.database.begin() as db:
            await record_sent(db, self.turn.id, NARRATION_PART, None, now)
            await record_delivered(db, self._lease, self.turn.id, now)
            # Gists are made with the telling; summaries are due by what the store holds (`gm.play.settling`).
            await record_settled(db, self.turn.id)
            await db.commit()
        self.turn = replace(self.turn, stage=Stage.SETTLED, status="done")
