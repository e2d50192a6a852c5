"""Where the summaries of one branch are written: by the scribe's route, asked once for a span, or by code that picks
sentences. What a process that was killed left is finished without asking again."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from gm.domain.calls import CallPurpose, Candidate, Category, Role
from gm.domain.campaign import Campaign
from gm.domain.chronicle import BELOW, Span, Summary
from gm.domain.content_tags import tag_of
from gm.domain.play import Beat, Game
from gm.domain.words import Phrases
from gm.memory.cast import names_of
from gm.memory.extract import BUDGETS, open_questions, scene_text, whole_text
from gm.memory.fact_notes import NOTES_SCHEMA
from gm.memory.prose import prose_text
from gm.memory.scribe import Account, KeepFacts, ask, read_reply
from gm.play.bounds import load_played
from gm.play.judging import OF_SUMMARIES, checkers, judge
from gm.play.parts import EngineParts
from gm.prompting.summary import REPLY, SummaryBrief, assemble_summary
from gm.prompting.templates import TemplateSet
from gm.rules.safety.finding import bounds_of
from gm.store.calls import load_calls, load_reply
from gm.store.summaries import ChronicleState, load_chronicle, load_faces, load_summaries
from gm.store.summary_writes import claim_summary, count_asked, finish_summary, record_summary, take_over_claim
from gm.store.table_settings import load_table
from gm.store.turns import load_beats

SHARE: Final = 0.1
"""Calls of a model a turn, at most."""
PROSE_BEAT: Final = 4
PROSE_MOST: Final = 240
"""Tokens more for each passage of a scene that is written together, where nothing but its words says what happened; and
the most that such a summary may have."""
LEAST: Final = 6
"""Turns of a span that a model is asked for."""
BACKLOG: Final = 120
"""Spans that ended longer ago are summed up without a model: an old game is not bought once more."""


def scribes(parts: EngineParts) -> tuple[Candidate, ...]:
    """Who is asked for summaries: a route of the scribe's own alone; nobody stands in."""
    route = parts.door.routes.routes.get(Role.SCRIBE)
    return () if route is None else tuple(each for each in route.candidates if each.backend != "offline")


class Desk:
    """Where the summaries of one branch are written."""

    def __init__(self, parts: EngineParts, game: Game, branch_id: int, keep_facts: KeepFacts) -> None:
        self._parts = parts
        self._game = game
        self._branch = branch_id
        self._keep_facts = keep_facts
        self._campaign: Campaign | None = None

    async def finish_without(self, claimed: Summary) -> None:
        """Write what was claimed without asking again: from the reply, if it had arrived. Who claimed it and was gone
        before a call was as much as begun has bought nothing: then it is asked now."""
        brief = await self._brief(claimed.span)
        async with self._parts.database.begin() as db:
            mine = await take_over_claim(db, claimed.id, gone=claimed.owner, owner=self._parts.owner)
            await db.commit()
        if not mine:
            return
        async with self._parts.database.read() as db:
            reply = await load_reply(db, claimed.span.last_turn, Role.SCRIBE, claimed.id)
            calls = await load_calls(db, turn_id=claimed.span.last_turn)
        if scribes(self._parts) and not any(c.role == Role.SCRIBE and c.asking == claimed.id for c in calls):
            await self._ask(claimed.id, claimed.span, brief)
            return
        await self._finish(claimed.id, claimed.span, brief, None if reply is None else read_reply(reply, brief))

    async def write(self, found: ChronicleState, span: Span) -> bool:
        """Write one span; False if another process is at it."""
        brief = await self._brief(span)
        if not brief.text.strip():  # nothing of it is to be read any more: it counts as told
            return await self._record(found, span, "")
        if not await self._may_ask(found, span):
            return await self._record(found, span, self._extract(brief), open_questions(brief.beats))
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
            return await self._record(found, span, self._extract(brief), open_questions(brief.beats))
        await self._ask(number, span, brief)
        return True

    async def _record(self, found: ChronicleState, span: Span, text: str, threads: Sequence[str] = ()) -> bool:
        async with self._parts.database.begin() as db:
            number = await record_summary(
                db,
                self._branch,
                span,
                text,
                threads,
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
        purpose = await self._purpose(number, span)
        told = await ask(self._parts.door, prompt, brief, purpose=purpose, candidates=candidates)
        await self._finish(number, span, brief, told)

    async def _finish(self, number: int, span: Span, brief: SummaryBrief, told: Account | None) -> None:
        """The summary and what was noted beside it, together or not at all."""
        if told is not None and await self._is_kept_out(number, span, told):
            told = None
        keep = await self._keep_facts(self._branch, span, told.facts) if told is not None and told.facts else None
        async with self._parts.database.begin() as db:
            if told is None:
                kept = await finish_summary(db, number, "extractive", self._extract(brief), open_questions(brief.beats))
            else:
                text = bounds_of(await self._cast()).clean(told.text)
                kept = await finish_summary(db, number, "model", text, told.threads)
            if kept and keep is not None:
                await keep(db)
            await db.commit()

    async def _is_kept_out(self, number: int, span: Span, told: Account) -> bool:
        """Whether the host's checker, where there is one, keeps a model's summary out of the chronicle."""
        if not checkers(self._parts):
            return False
        campaign, purpose = await self._cast(), await self._purpose(number, span)
        found = await judge(
            self._parts,
            campaign,
            "\n".join((told.text, *told.threads)),
            purpose,
            asking=OF_SUMMARIES + number,
            stage="summary",
            templates=TemplateSet(self._parts.shipped, campaign.templates),
        )
        return found.keeps_out(self._parts)

    async def _purpose(self, number: int, span: Span) -> CallPurpose:
        """A reply that has arrived is kept with the last turn of the span, by the number of the summary."""
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
            turn_id=span.last_turn,
            player=None,
            attempt=number,
            data_policy="any" if faces <= {"terminal"} else "no_training",
            content_tag=tag_of(Category.MEMORY, rating=campaign.rating),
            rating=campaign.rating,
            account=account.name if account is not None else None,
        )

    async def _brief(self, span: Span) -> SummaryBrief:
        campaign = await self._cast()
        beats: tuple[Beat, ...] = ()
        parts: tuple[Summary, ...] = ()
        async with self._parts.database.read() as db:
            if span.level == "scene":
                beats = await load_beats(
                    db, self._branch, first=span.first_number, last=span.last_number, lane=((span.scene, None),)
                )
                # all of the party read it: of what some of them did elsewhere it holds that they went
                beats = tuple(beat if beat.went is None else beat.as_seen_from_afar() for beat in beats)
            else:
                state = await load_chronicle(db, self._branch)
                inside = [
                    each.id
                    for each in state.summaries
                    if each.span.level == BELOW[span.level]
                    and each.span.scene == span.scene
                    and span.holds(each.span.first_number)
                ]
                parts = tuple(sorted(await load_summaries(db, inside), key=lambda each: each.span.first_number))
            is_prose = (await load_table(db, self._game.id)).mode == "coauthor"
        brief = SummaryBrief(span.level, campaign.language, beats, parts, is_prose=is_prose)
        return replace(brief, names=_names_in(brief.text, names_of(campaign)), campaign=campaign)

    def _extract(self, brief: SummaryBrief) -> str:
        count, budget = self._parts.counter.count, BUDGETS[brief.level]
        if brief.level == "scene" and brief.is_prose:
            longer = min(PROSE_MOST, budget + PROSE_BEAT * len(brief.beats))
            names = names_of(brief.campaign) if brief.campaign is not None else brief.names
            return prose_text(brief.beats, names, brief.language, count, longer)
        if brief.level == "scene":
            return scene_text(brief.beats, brief.names, count, budget)
        return whole_text([part.text for part in brief.parts], brief.names, count, budget)

    async def _cast(self) -> Campaign:
        if self._campaign is None:
            async with self._parts.database.read() as db:
                self._campaign = await load_played(db, self._parts, self._game)
        return self._campaign


def _names_in(text: str, names: Sequence[str]) -> tuple[str, ...]:
    hits = {hit.tag for hit in Phrases((name, name) for name in names).hits(text)}
    return tuple(name for name in names if name in hits)
