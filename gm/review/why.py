"""Why a turn came out as it did: what the models were given, the ruling, the rolls, the changes, the calls and cost."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from gm.domain.campaign import Campaign
from gm.domain.effects import Change
from gm.domain.errors import NotFound
from gm.domain.play import Beat, Game, Turn
from gm.domain.prompt import Layer
from gm.lore.activation import activate
from gm.review.audience import change_row, public_changes, ruling_rows
from gm.review.prompts import SentSection, load_sent
from gm.review.transcript import TranscriptTurn, transcript_turn, turn_heading
from gm.store.calls import ModelCall, load_calls
from gm.store.campaigns import load_campaign
from gm.store.turns import load_beats, load_last_turn, load_turn_by_number
from gm.store.tx import Db

GM_ROLES = ("adjudicator", "director", "scribe")
"""Roles whose prompts hold what is for the game master alone."""
LOOK_BACK = 12
"""How many turns before this one are searched for what called lore up."""


@dataclass(frozen=True, slots=True)
class CallTrace:
    """A model call and what it was sent. `sections` is None where it is for the game master alone."""

    call: ModelCall
    sections: tuple[SentSection, ...] | None
    layers: tuple[tuple[str, int], ...]
    """(layer, tokens)."""


@dataclass(frozen=True, slots=True)
class LoreReason:
    """A lore entry that the narrator was given, and why."""

    id: str
    title: str
    why: str


@dataclass(frozen=True, slots=True)
class Why:
    """Everything that explains one turn, as far as its reader may know."""

    turn: TranscriptTurn
    ruling: tuple[str, ...]
    ruling_source: str
    changes: tuple[Change, ...]
    lore: tuple[LoreReason, ...]
    calls: tuple[CallTrace, ...]
    narration_source: str
    spoilers: bool


async def load_why(db: Db, game: Game, *, number: int | None, spoilers: bool) -> Why:
    """The explanation of the turn of that number, or of the last one.

    Raises:
        NotFound: there is no such turn.
    """
    campaign = await load_campaign(db, game.campaign_version)
    turn = await load_turn_by_number(db, game.branch_id, number) if number else await load_last_turn(db, game.branch_id)
    if turn is None:
        raise NotFound("Nothing has been played yet.")
    beats = await load_beats(db, game.branch_id, first=max(1, turn.number - LOOK_BACK), last=turn.number)
    line = next((beat.outcome_line for beat in beats if beat.turn_id == turn.id), None)
    calls = tuple([await _trace(db, call, spoilers) for call in await load_calls(db, turn_id=turn.id)])
    changes = turn.outcome.changes if turn.outcome else ()
    return Why(
        turn=transcript_turn(campaign, turn, line),
        ruling=ruling_rows(campaign, turn.ruling, spoilers=spoilers) if turn.ruling else (),
        ruling_source=turn.ruling_source,
        changes=tuple(changes) if spoilers else public_changes(campaign, changes),
        lore=_lore(campaign, turn, tuple(beat for beat in beats if beat.number < turn.number), calls),
        calls=calls,
        narration_source=turn.narration_source,
        spoilers=spoilers,
    )


async def _trace(db: Db, call: ModelCall, spoilers: bool) -> CallTrace:
    sections = await load_sent(db, call.id)
    layers = {layer: sum(s.tokens for s in sections if s.layer == layer) for layer in Layer}
    shown = sections if spoilers else None if call.role in GM_ROLES else _without_names(sections)
    return CallTrace(call, shown, tuple((layer.name.lower(), tokens) for layer, tokens in layers.items() if tokens))


def _lore(
    campaign: Campaign, turn: Turn, before: tuple[Beat, ...], calls: tuple[CallTrace, ...]
) -> tuple[LoreReason, ...]:
    """The entries that were in a prompt which this reader may see, and what called them up."""
    constant = {entry.id for entry in campaign.lore if entry.constant and entry.audience == "everyone"}
    keys = {section.key for trace in calls for section in trace.sections or ()}
    given = {key.rpartition("/")[2] for key in keys if "lore/" in key}
    given |= constant if "canon/lore" in keys else set()
    texts = [*(entry.input.text for entry in turn.inputs), *(beat.narration for beat in reversed(before))]
    everything = frozenset(entry.id for entry in campaign.lore)
    called = activate(campaign.lore, texts, known=everything, limit=len(everything))
    reasons = {view.id: view.why for view in called}
    return tuple(
        LoreReason(entry.id, entry.title, "always there" if entry.constant else reasons.get(entry.id, "in the canon"))
        for entry in campaign.lore
        if entry.id in given
    )


def why_rows(why: Why) -> Iterator[str]:
    """The explanation as plain lines."""
    yield turn_heading(why.turn)
    yield from (f"> {speaker}: {words or '(erased)'}" for speaker, words in why.turn.lines)
    if why.ruling:
        yield f"Ruling (by {why.ruling_source or 'nobody yet'}):"
        yield from (f"  {row}" for row in why.ruling)
    if why.turn.dice:
        yield "Rolls:"
        yield from (f"  {roll}" for roll in why.turn.dice)
    if why.changes:
        yield "Changes:"
        yield from (f"  {change_row(change)}" for change in why.changes)
    if why.lore:
        yield "Lore:"
        yield from (f"  {entry.title}: {entry.why}" for entry in why.lore)
    for trace in why.calls:
        yield call_row(trace.call)
        yield from _section_rows(trace)
    if why.narration_source:
        yield f"Told by: {why.narration_source}"
    if not why.spoilers:
        yield "(What only the game master knows is left out; gm log --why --spoilers shows it.)"


def _section_rows(trace: CallTrace) -> Iterator[str]:
    if trace.sections is None:
        parts = ", ".join(f"{layer} {tokens}" for layer, tokens in trace.layers)
        yield f"  tokens by layer: {parts}"
        return
    for key, group in itertools.groupby(trace.sections, key=lambda section: section.key):
        yield f"  {sum(section.tokens for section in group):>6} {key}"


def _without_names(sections: tuple[SentSection, ...]) -> tuple[SentSection, ...]:
    """The same, with the canon in one row a kind: its keys would name people that nobody has met yet."""
    rows: list[SentSection] = []
    for section in sections:
        parts = section.key.split("/")
        if parts[0] != "canon" or len(parts) < 3:
            rows.append(section)
            continue
        key = "/".join(parts[:2])
        if rows and rows[-1].key == key:
            rows[-1] = replace(rows[-1], tokens=rows[-1].tokens + section.tokens)
        else:
            rows.append(replace(section, key=key))
    return tuple(rows)


def call_row(call: ModelCall) -> str:
    """`Call: narrator (narration) mistral… ok: 812 in (640 cached), 140 out, $0.0004, 2.1 s`."""
    cached = f" ({call.cached_tokens:,} cached)" if call.cached_tokens is not None else ""
    latency = f", {call.latency_ms / 1000:.1f} s" if call.latency_ms else ""
    error = f" ({call.error})" if call.error else ""
    tokens = f"{_count(call.prompt_tokens)} in{cached}, {_count(call.completion_tokens)} out, "
    if call.prompt_tokens is None and call.completion_tokens is None:
        tokens = ""
    return (
        f"Call: {call.role} ({call.category}) {call.model}, {call.status}{error}: {tokens}{money(call.cost)}{latency}"
    )


def money(amount: float | None) -> str:
    """US dollars as people read them; unknown is said, not shown as 0."""
    if amount is None:
        return "cost unknown"
    if amount == 0:
        return "$0"
    return f"${amount:.2f}" if amount >= 0.1 else f"${amount:.6f}".rstrip("0")


def _count(tokens: int | None) -> str:
    return "?" if tokens is None else f"{tokens:,}"


def why_json(why: Why) -> dict[str, Any]:
    """The explanation as JSON values."""
    return {
        "turn": why.turn.number,
        "status": why.turn.status,
        "lines": [{"speaker": speaker, "text": words} for speaker, words in why.turn.lines],
        "ruling": list(why.ruling),
        "ruling_source": why.ruling_source,
        "rolls": list(why.turn.dice),
        "changes": [change.model_dump(mode="json") for change in why.changes],
        "lore": [{"id": entry.id, "title": entry.title, "why": entry.why} for entry in why.lore],
        "calls": [_trace_json(trace) for trace in why.calls],
        "narration_source": why.narration_source,
        "spoilers": why.spoilers,
    }


def _trace_json(trace: CallTrace) -> dict[str, Any]:
    call = trace.call
    return {
        "id": call.id,
        "role": call.role,
        "category": call.category,
        "model": call.model,
        "status": call.status,
        "prompt_tokens": call.prompt_tokens,
        "cached_tokens": call.cached_tokens,
        "completion_tokens": call.completion_tokens,
        "cost": call.cost,
        "latency_ms": call.latency_ms,
        "error": call.error,
        "layers": dict(trace.layers),
        "sections": [{"key": s.key, "tokens": s.tokens} for s in trace.sections]
        if trace.sections is not None
        else None,
    }
