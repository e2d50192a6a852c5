"""After a turn is delivered: what is over is summed up. Nobody waits for it, and nothing of it is lost by a crash.

What is due is read from the store each time, so that whoever comes next goes on where a process was killed. A model is
asked once for a span at most, and for one turn in ten at most; otherwise, and without a scribe's route, code picks the
sentences.
"""

import asyncio
import contextlib
import logging
from collections.abc import Coroutine, Sequence
from dataclasses import replace
from typing import Any, Final
from weakref import WeakValueDictionary

from gm.domain.calls import CallPurpose, Candidate, Category, Role
from gm.domain.campaign import Campaign
from gm.domain.chronicle import BELOW, Span, Summary
from gm.domain.errors import GmError
from gm.domain.play import Beat, Game
from gm.domain.words import Phrases
from gm.memory.extract import BUDGETS, scene_text, whole_text
from gm.memory.fact_notes import NOTES_SCHEMA
from gm.memory.scribe import KeepFacts, ask, keep_none
from gm.memory.spans import arc_spans, scene_spans, session_spans
from gm.play.adjudicate import CONTENT_TAG
from gm.play.parts import EngineParts
from gm.play.vectors import EVERY as VECTORS
from gm.play.vectors import embeds, make_vectors
from gm.prompting.summary import REPLY, SummaryBrief, assemble_summary
from gm.prompting.templates import TemplateSet
from gm.store.own import load_cast
from gm.store.summaries import ChronicleState, load_chronicle, load_faces, load_summaries
from gm.store.summary_writes import claim_summary, count_asked, finish_summary, record_summary
from gm.store.turns import load_beats

EVERY: Final = 4
"""Turns between two looks at what is over."""
SHARE: Final = 0.1
"""Calls of a model a turn, at most."""
LEAST: Final = 6
"""Turns of a span that a model is asked for."""
BACKLOG: Final = 120
"""Spans that ended longer ago are summed up without a model: an old game is not bought once more."""
AT_ONCE: Final = 60
"""Spans that are written after one turn, at most."""
PATIENCE: Final = 8.0
"""Seconds that a process which ends waits for a summary that is under way."""
_log = logging.getLogger("gm.play")


class Settling:
    """What is done in the background of one process's games."""

    def __init__(self, parts: EngineParts) -> None:
        self._parts = parts
        self._tasks: set[asyncio.Task[None]] = set()
        self._vectors: set[int] = set()
        """Games whose vectors are being made."""
        self._locks: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()
        self.keep_facts: KeepFacts = keep_none
        """Takes what a model noted beside its summaries."""

    async def after(self, game: Game, branch_id: int, number: int | None = None) -> None:
        """A turn of that number was delivered (None: a sitting was closed). Where a model may be asked, it goes on in
        the background."""
        if number is not None and number % EVERY:
            return
        parts = await self._parts.of_game(game)
        if embeds(parts) and (number is None or number % VECTORS == 0) and game.id not in self._vectors:
            self._vectors.add(game.id)
            self._in_background(self._make_vectors(parts, game, branch_id))
        if not scribes(parts):
            await self._quietly(parts, game, branch_id)
            return
        self._in_background(self._quietly(parts, game, branch_id))

    def _in_background(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _make_vectors(self, parts: EngineParts, game: Game, branch_id: int) -> None:
        try:
            await make_vectors(parts, game, branch_id)
        except GmError as error:  # recall goes by words as far as there are none
            _log.warning("vectors of %s were not made: %s", game.name, error)
        finally:
            self._vectors.discard(game.id)

    async def drain(self, seconds: float = PATIENCE) -> None:
        """Wait for what is under way; what takes longer is left, and code writes it another time."""
        if not self._tasks:
            return
        _, late = await asyncio.wait(set(self._tasks), timeout=seconds)
        for task in late:
            task.cancel()
        for task in late:
            with contextlib.suppress(asyncio.CancelledError):
                await task

    async def _quietly(self, parts: EngineParts, game: Game, branch_id: int) -> None:
        try:
            async with self._locks.setdefault(branch_id, asyncio.Lock()):
                await settle(parts, game, branch_id, self.keep_facts)
        except GmError as error:  # the turn is played, and what is due stays due
            _log.warning("the chronicle of %s was not written: %s", game.name, error)


def scribes(parts: EngineParts) -> tuple[Candidate, ...]:
    """Who is asked for summaries: a route of the scribe's own alone; nobody stands in."""
    route = parts.door.routes.routes.get(Role.SCRIBE)
    return () if route is None else tuple(each for each in route.candidates if each.backend != "offline")


async def settle(parts: EngineParts, game: Game, branch_id: int, keep_facts: KeepFacts = keep_none) -> None:
    """Write what is due on a branch: scenes first, then what is made of them."""
    desk = _Desk(parts, game, branch_id, keep_facts)
    for _ in range(AT_ONCE):
        async with parts.database.read() as db:
            found = await load_chronicle(db, branch_id)
        left = next((each for each in found.summaries if _is_left(parts, each)), None)
        if left is not None:
            await desk.finish_without(left)
            continue
        span = next(iter(due(found)), None)
        if span is None or not await desk.write(found, span):
            return


def _is_left(parts: EngineParts, summary: Summary) -> bool:
    """Whether it was claimed by a process that is gone, or by this one before it was interrupted."""
    return summary.source == "claimed" and (summary.owner == parts.owner or parts.owner_gone(summary.owner))


def due(found: ChronicleState) -> tuple[Span, ...]:
    """Spans that are over and not written, those first that others are made of."""
    spans = {level: [each.span for each in found.summaries if each.span.level == level] for level in ("scene", *BELOW)}
    written = {each.span for each in found.summaries if each.source != "claimed"}
    scenes = scene_spans(found.loose, spans["scene"])
    if scenes:
        return scenes
    ready = [span for span in spans["scene"] if span in written]
    pending = [*found.loose]
    sessions = (
        session_spans(ready, spans["session"], closed=found.closed, loose=pending, ending=found.ending)
        if len(ready) == len(spans["scene"])
        else ()
    )
    if sessions:
        return sessions
    told = [span for span in spans["session"] if span in written]
    return arc_spans(told, spans["arc"], ending=found.ending) if len(told) == len(spans["session"]) else ()


class _Desk:
    """Where the summaries of one branch are written."""

    def __init__(self, parts: EngineParts, game: Game, branch_id: int, keep_facts: KeepFacts) -> None:
        self._parts = parts
        self._game = game
        self._branch = branch_id
        self._keep_facts = keep_facts
        self._campaign: Campaign | None = None

    async def finish_without(self, claimed: Summary) -> None:
        """Write what was claimed without asking anybody (again)."""
        brief = await self._brief(claimed.span)
        async with self._parts.database.begin() as db:
            await finish_summary(db, claimed.id, "extractive", self._extract(brief))
            await db.commit()

    async def write(self, found: ChronicleState, span: Span) -> bool:
        """Write one span; False if another process is at it."""
        brief = await self._brief(span)
        if not brief.text.strip():  # nothing of it is to be read any more: it counts as told
            return await self._record(found, span, "")
        if not await self._may_ask(found, span):
            return await self._record(found, span, self._extract(brief))
        async with self._parts.database.begin() as db:
            number = await claim_summary(
                db,
                self._branch,
                span,
                game_id=found.game_id,
                seen_seq=found.tip_seq,
                owner=self._parts.owner,
                now=self._parts.clock.now(),
            )
            await db.commit()
        if number is None:
            return await self._record(found, span, self._extract(brief))
        await self._ask(number, span, brief)
        return True

    async def _record(self, found: ChronicleState, span: Span, text: str) -> bool:
        async with self._parts.database.begin() as db:
            number = await record_summary(
                db,
                self._branch,
                span,
                text,
                game_id=found.game_id,
                seen_seq=found.tip_seq,
                now=self._parts.clock.now(),
            )
            await db.commit()
        return number is not None

    async def _may_ask(self, found: ChronicleState, span: Span) -> bool:
        if not scribes(self._parts) or span.turns < LEAST or found.last_number - span.last_number > BACKLOG:
            return False
        async with self._parts.database.read() as db:
            asked = await count_asked(db, found.game_id)
        return asked + 1 <= SHARE * found.last_number

    async def _ask(self, number: int, span: Span, brief: SummaryBrief) -> None:
        candidates = scribes(self._parts)
        window = min(candidates[0].context_window, self._parts.prompt_tokens)
        campaign = await self._cast()
        prompt = assemble_summary(
            brief,
            templates=TemplateSet(self._parts.shipped, campaign.templates),
            counter=self._parts.counter,
            window=window,
            reply_tokens=min(candidates[0].max_output, REPLY, window // 4),
            facts=NOTES_SCHEMA,
        )
        told = await ask(self._parts.door, prompt, brief, purpose=await self._purpose(span), candidates=candidates)
        async with self._parts.database.begin() as db:
            if told is None:
                kept = await finish_summary(db, number, "extractive", self._extract(brief))
            else:
                kept = await finish_summary(db, number, "model", told.text, told.threads)
            await db.commit()
        if kept and told is not None and told.facts:
            await self._keep_facts(self._branch, span, told.facts)

    async def _purpose(self, span: Span) -> CallPurpose:
        async with self._parts.database.read() as db:
            faces = await load_faces(db, self._branch, span.first_number, span.last_number)
        campaign, account = await self._cast(), self._parts.account
        return CallPurpose(
            role=Role.SCRIBE,
            category=Category.MEMORY,
            payer=self._parts.payer,
            game_id=self._game.id,
            campaign=campaign.slug,
            scene_id=None,
            turn_id=None,
            player=None,
            attempt=1,
            data_policy="any" if faces <= {"terminal"} else "no_training",
            content_tag="adult" if campaign.rating == "adult" else CONTENT_TAG,
            rating=campaign.rating,
            account=account.name if account is not None else None,
        )

    async def _brief(self, span: Span) -> SummaryBrief:
        campaign = await self._cast()
        beats: tuple[Beat, ...] = ()
        parts: tuple[Summary, ...] = ()
        async with self._parts.database.read() as db:
            if span.level == "scene":
                beats = await load_beats(db, self._branch, first=span.first_number, last=span.last_number)
            else:
                state = await load_chronicle(db, self._branch)
                inside = [
                    each.id
                    for each in state.summaries
                    if each.span.level == BELOW[span.level] and span.holds(each.span.first_number)
                ]
                parts = tuple(sorted(await load_summaries(db, inside), key=lambda each: each.span.first_number))
        brief = SummaryBrief(span.level, campaign.language, beats, parts)
        return replace(brief, names=_names_in(brief.text, names_of(campaign)))

    def _extract(self, brief: SummaryBrief) -> str:
        count, budget = self._parts.counter.count, BUDGETS[brief.level]
        if brief.level == "scene":
            return scene_text(brief.beats, brief.names, count, budget)
        return whole_text([part.text for part in brief.parts], brief.names, count, budget)

    async def _cast(self) -> Campaign:
        if self._campaign is None:
            async with self._parts.database.read() as db:
                self._campaign = await load_cast(db, self._game)
        return self._campaign


def names_of(campaign: Campaign) -> tuple[str, ...]:
    """Everybody and everything that a story can name."""
    found = [pc.name for pc in campaign.characters]
    for npc in campaign.npcs:
        found += [npc.name, *npc.aliases]
    found += [place.name for place in campaign.places] + [item.name for item in campaign.items]
    return tuple(dict.fromkeys(name for name in found if name))


def _names_in(text: str, names: Sequence[str]) -> tuple[str, ...]:
    hits = {hit.tag for hit in Phrases((name, name) for name in names).hits(text)}
    return tuple(name for name in names if name in hits)
