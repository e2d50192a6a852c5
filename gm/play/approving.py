"""Where a turn stops for a human game master, and what a table sees until then: that it was heard, and that it waits.

Until the game master has spoken nothing of the turn has happened: no change is committed, no outcome is kept, no word
is told. Dice that fell for a draft are in the ledger, so that nobody can draw them twice.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from gm.domain.approval import (
    RULING,
    Draft,
    DraftGuard,
    Overruled,
    approval_question,
    approved_draft,
    due_at,
    waits_for_words,
)
from gm.domain.brief import NarrationBrief
from gm.domain.events import InputReceived, TurnEvent, TurnParked, TurnQueued, TurnWithdrawn
from gm.domain.guards import GuardCount
from gm.domain.play import Parked, Scene, Stage, Turn, TurnOutcome
from gm.domain.ruling import Ruling
from gm.domain.table import TableSettings
from gm.play.narrate import Told, reworded
from gm.play.parts import EngineParts, Face
from gm.play.tellings import in_prompt
from gm.store.approvals import load_draft, load_latest_draft, load_overruled, record_more_inputs
from gm.store.sealed import load_whisperer
from gm.store.turns import load_unfinished
from gm.store.tx import Db

WORDED_BY_HAND: Final = "What is told here is the game master's to word: they can edit it."
_SEEN: Final = (InputReceived, TurnQueued, TurnParked, TurnWithdrawn)


@dataclass(frozen=True, slots=True)
class Stops:
    """Where one turn stops, by how the table plays as it begins to be played."""

    ruling: bool = False
    draft: bool = False
    words: bool = False
    """Before anything else: nothing is asked of a model, the game master speaks (mode `assist`)."""
    hours: int = 0
    """After how many hours what waits is approved as it stands. 0: never."""

    @staticmethod
    def of(table: TableSettings, turn: Turn) -> "Stops":
        """What players do is looked at first, and what the world does by itself; the author's opening
        and a game master's hand are not."""
        if turn.kind not in ("action", "world") or table.mode not in ("copilot", "assist"):
            return Stops()
        asked = turn.kind == "action"
        both = asked and table.mode == "copilot" and table.approve == "both"
        words = asked and table.mode == "assist" and turn.stage is Stage.RECEIVED
        return Stops(
            ruling=both, draft=True, words=words, hours=table.approve_after_hours if table.mode == "copilot" else 0
        )

    def question(self, draft: int | None, now: datetime) -> Parked:
        """The stop at the ruling, or at the draft of this number."""
        return approval_question(draft, deadline=due_at(self.hours, now))


class VeiledFace:
    """The table's face while the game master has yet to speak: words are received, and that is all."""

    def __init__(self, face: Face) -> None:
        self._face = face

    async def show(self, event: TurnEvent) -> None:
        """Show what gives nothing away."""
        if isinstance(event, _SEEN):
            await self._face.show(event)


def ruling_waits(stops: Stops, turn: Turn) -> bool:
    """Whether the game master is to see this ruling before any die falls. One that decides nothing is not shown by
    itself: the draft shows it."""
    return stops.ruling and RULING not in turn.choices and decides(turn.ruling)


def is_shown(turn: Turn, outcome: TurnOutcome) -> bool:
    """Whether there is anything of a turn to be looked at: the world may have stood still."""
    moved = any(change.entity.startswith("move:") for change in outcome.changes)
    return turn.kind != "world" or moved or bool(outcome.notes) or bool(turn.ruling and turn.ruling.moves)


def decides(ruling: Ruling | None) -> bool:
    """Whether a ruling decides anything: a check, a change, a refusal, an order in a fight."""
    return ruling is not None and any(
        not each.possible or each.check or each.effects or each.outcomes or each.action or each.challenge
        for each in ruling.verdicts
    )


async def drafted(parts: EngineParts, turn: Turn, number: int | None, outcome: TurnOutcome) -> Draft | None:
    """The approved draft of that number, if it still tells what comes of the turn: the world may have moved on."""
    if number is None:
        return None
    async with parts.database.read() as db:
        draft = await load_draft(db, turn.id, number)
    return draft if draft is not None and draft.outcome in (None, outcome) else None


async def drafted_before(
    parts: EngineParts, brief: NarrationBrief, turn: Turn, how: str, number: int
) -> NarrationBrief:
    """A beat of which a draft is there, for the next one of that number. What tells the same outcome is worded anew,
    with the earlier words before it; where the game master has ruled otherwise since, or the world has moved, it is
    told as if for the first time."""
    async with parts.database.read() as db:
        latest = await load_latest_draft(db, turn.id)
    same = latest is not None and latest[1].outcome == turn.outcome
    if latest is None or not same:
        return reworded(brief, how, number) if how else replace(brief, alternative=number)
    return replace(reworded(brief, how, number), replaces=in_prompt(latest[1].text))


async def approved(parts: EngineParts, turn: Turn) -> Draft | None:
    """The draft that the game master has approved for this turn, if it has one."""
    number = approved_draft(turn)
    return await drafted(parts, turn, number, turn.outcome or TurnOutcome()) if number is not None else None


async def overruled(parts: EngineParts, turn: Turn) -> Overruled | None:
    """What a game master ruled by hand in this turn, if one did."""
    if turn.ruling_source != "gm":
        return None
    async with parts.database.read() as db:
        return await load_overruled(db, turn.id)


def draft_of(told: Told, outcome: TurnOutcome) -> Draft:
    """A telling that is kept for the game master."""
    guards = tuple(DraftGuard(kind=g.kind, action=g.action, count=g.count, model=g.model) for g in told.guards)
    return Draft(text=told.text, source=told.source, outcome=outcome, note=told.note, guards=guards)


def told_from(draft: Draft) -> Told:
    """A draft that was approved, as what was told."""
    guards = tuple(GuardCount(each.kind, each.action, each.count, each.model) for each in draft.guards)  # type: ignore[arg-type]
    return Told(draft.text, draft.source, draft.note, guards=guards)


async def said_more(db: Db, scene: Scene, input_ids: Sequence[int]) -> Turn | None:
    """The beat that waits for the game master's own words, with these inputs in it as well; None: there is none. What
    one alone has whispered nobody adds to."""
    for turn in await load_unfinished(db, scene.id):
        if waits_for_words(turn) and await load_whisperer(db, turn.id) is None:
            return await record_more_inputs(db, turn.id, input_ids)
    return None


async def unseen(text: str) -> None:
    """Where a draft is told: to nobody."""
