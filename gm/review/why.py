"""Why a turn came out as it did: what the models were given, the ruling, the rolls, the changes, the calls and cost."""

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from gm.domain.campaign import Campaign
from gm.domain.effects import Change
from gm.domain.errors import NotFound
from gm.domain.guards import GuardCount
from gm.domain.health import CallEvent
from gm.domain.objections import Reason
from gm.domain.play import Game, Turn
from gm.domain.prompt import Layer
from gm.lore.campaign import lore_of
from gm.review.audience import change_row, known_to_all, moods_seen, public_changes
from gm.review.calls import answered_by, call_row, english_calls
from gm.review.guards import guard_rows, load_guarded
from gm.review.looking_back import turn_to_read
from gm.review.lookups import load_looked_up, looked_up_rows
from gm.review.meanwhile import move_rows
from gm.review.memories import MemoryReason, load_memories, memory_row
from gm.review.prompts import SentSection, load_sent
from gm.review.reasons import reason_rows
from gm.review.rulings import Say, english, ruling_rows
from gm.review.transcript import TranscriptTurn, question_rows, transcript_turn, turn_heading
from gm.review.trouble import event_row
from gm.review.withheld import is_withheld
from gm.rules.combat.playing import with_creatures
from gm.rules.tongues import campaign_in
from gm.store.calls import ModelCall, load_calls
from gm.store.health import load_call_events
from gm.store.history import load_world
from gm.store.objections import load_reason
from gm.store.own import load_cast
from gm.store.turns import load_beats
from gm.store.tx import Db

GM_ROLES = ("adjudicator", "director", "scribe", "triage", "tagger", "checker")
"""Roles whose prompts hold what is for the game master alone."""


ALWAYS = "always there"
"""Why a constant entry came up."""


@dataclass(frozen=True, slots=True)
class CallTrace:
    """A model call and what it was sent. `sections` is None where it is for the game master alone."""

    call: ModelCall
    sections: tuple[SentSection, ...] | None
    layers: tuple[tuple[str, int], ...]
    """(layer, tokens)."""


@dataclass(frozen=True, slots=True)
class LoreReason:
    """A lore entry that the narrator was given, and why. With spoilers also what only the adjudicator was given
    (`secret`), and what was called up and did not come."""

    id: str
    title: str
    why: str
    came: bool = True
    secret: bool = False


@dataclass(frozen=True, slots=True)
class Why:
    """Everything that explains one turn, as far as its reader may know."""

    campaign: Campaign
    turn: TranscriptTurn
    ruling: tuple[str, ...]
    ruling_source: str
    """`model`, `offline` or `code`, as it was recorded; '' before there is a ruling."""
    ruled_by: str
    """Who ruled, in words, with who could not and why; '' before there is a ruling."""
    changes: tuple[Change, ...]
    lore: tuple[LoreReason, ...]
    memories: tuple[MemoryReason, ...]
    """Passages of the past that were recalled for it."""
    calls: tuple[CallTrace, ...]
    narration_source: str
    guards: tuple[GuardCount, ...]
    """What the guards did about the telling."""
    looked_up: tuple[str, ...]
    """What the adjudicator looked up; empty without `spoilers`."""
    look_ups: int
    """How often it looked something up."""
    told_by: str
    """Who told it, in words, with who could not and why; '' before it is told."""
    trouble: tuple[CallEvent, ...]
    """What went wrong with its calls, and what was done about it."""
    author: str | None
    """The player who wrote the telling by hand, by their id at their face; None: no person, or not known."""
    spoilers: bool
    reason: Reason | None = None
    """Why it was ruled so, where somebody said it: an objection, or, with spoilers, who overruled."""


async def load_why(
    db: Db,
    game: Game,
    *,
    number: int | None,
    spoilers: bool,
    say: Say = english,
    called: Say = english_calls,
    language: str = "",
    scene: str | None = None,
) -> Why:
    """The explanation of the turn of that number; or of the one that waits for an answer, or of the last one.

    `scene`: key of the scene that the reader plays in: others' turns are not theirs. None: they read every scene's.

    `say`, `called`: the phrases of a ruling, and about calls, in the reader's language; `language`: that language, for
    the kit's words; '': the campaign's own.

    Raises:
        NotFound: there is no such turn. Refused: it was set aside.
    """
    cast = await load_cast(db, game)
    world = (await load_world(db, game.branch_id)).world
    campaign = with_creatures(cast, world)
    campaign = campaign_in(campaign, language) if language else campaign
    turn = await turn_to_read(db, game, world, number or None, scene=scene, spoilers=spoilers)
    if turn is None:
        raise NotFound("Nothing has been played yet.", key="turn.nothing")
    if not spoilers and await is_withheld(db, game, turn):
        turn = replace(turn, ruling=None, ruling_source="", outcome=None)
        return _withheld(campaign, turn)
    beats = await load_beats(db, game.branch_id, first=turn.number, last=turn.number)
    own = next((beat for beat in beats if beat.turn_id == turn.id), None)
    asked = await load_calls(db, turn_id=turn.id)
    calls = tuple([await _trace(db, call, spoilers) for call in asked])
    changes = turn.outcome.changes if turn.outcome else ()
    checks = turn.outcome.checks if turn.outcome else ()
    known = known_to_all(campaign, world)
    seen = await _moods_seen(db, game, changes, own.place) if own is not None else ()
    return Why(
        campaign=campaign,
        turn=transcript_turn(campaign, turn, own.outcome_line if own is not None else None),
        ruling=(
            *ruling_rows(
                campaign,
                turn.ruling,
                spoilers=spoilers,
                checks=checks,
                choices=turn.choices,
                changes=turn.outcome.changes if turn.outcome else None,
                say=say,
            ),
            *(move_rows(campaign, turn) if spoilers else ()),
        )
        if turn.ruling
        else (),
        ruling_source=turn.ruling_source,
        ruled_by=answered_by(turn.ruling_source, asked, "adjudicator", called) if turn.ruling else "",
        looked_up=await load_looked_up(db, asked) if spoilers else (),
        look_ups=sum(call.tools_called for call in asked),
        changes=tuple(changes) if spoilers else public_changes(campaign, changes, witnessed=seen, known=known),
        lore=_lore(campaign, turn, calls, known=None if spoilers else known),
        memories=await load_memories(db, turn.id, spoilers=spoilers),
        calls=calls,
        narration_source=turn.narration_source,
        guards=await load_guarded(db, turn.id, alternative=turn.alternative, spoilers=spoilers),
        told_by=answered_by(turn.narration_source, asked, "narrator", called) if turn.narration_source else "",
        trouble=await load_call_events(db, turn_id=turn.id),
        author=turn.narration_author,
        spoilers=spoilers,
        reason=await load_reason(db, turn.id, spoilers=spoilers),
    )


def _withheld(campaign: Campaign, turn: Turn) -> Why:
    """That it waits for the game master, and nothing else."""
    return Why(
        campaign=campaign,
        turn=transcript_turn(campaign, turn, None),
        ruling=(),
        ruling_source="",
        ruled_by="",
        changes=(),
        lore=(),
        memories=(),
        calls=(),
        narration_source="",
        guards=(),
        looked_up=(),
        look_ups=0,
        told_by="",
        trouble=(),
        author=None,
        spoilers=False,
    )


async def _moods_seen(db: Db, game: Game, changes: tuple[Change, ...], place: str) -> tuple[str, ...]:
    """Whose change of mood the party saw; where they stand is read only if somebody's mood has changed."""
    if not any(change.path == "attitude" or change.path.startswith("toward/") for change in changes):
        return ()
    return moods_seen((await load_world(db, game.branch_id)).world, changes, place)


async def _trace(db: Db, call: ModelCall, spoilers: bool) -> CallTrace:
    sections = await load_sent(db, call.id)
    layers = {layer: sum(s.tokens for s in sections if s.layer == layer) for layer in Layer}
    shown = sections if spoilers else None if call.role in GM_ROLES else _without_names(sections)
    return CallTrace(call, shown, tuple((layer.name.lower(), tokens) for layer, tokens in layers.items() if tokens))


def _lore(
    campaign: Campaign, turn: Turn, calls: tuple[CallTrace, ...], *, known: frozenset[str] | None
) -> tuple[LoreReason, ...]:
    """What the narrator was given, and why it came up: of that, what is everyone's or `known`. None: all that the turn
    remembers of its lore."""
    entries = lore_of(campaign).entries
    keys = {section.key for trace in calls if trace.call.role == "narrator" for section in trace.sections or ()}
    always = tuple(
        LoreReason(entry.id, entry.title, ALWAYS)
        for entry in entries.values()
        if entry.standing and entry.audience == "everyone" and {"canon/lore", f"canon/lore/{entry.id}"} & keys
    )
    notes = turn.outcome.lore if turn.outcome is not None else ()
    there = [(entries[note.id], note) for note in notes if note.id in entries]
    return always + tuple(
        LoreReason(note.id, entry.title, note.why, note.came, note.reader == "gm")
        for entry, note in there
        if known is None
        or (note.came and note.reader == "table" and (entry.audience == "everyone" or note.id in known))
    )


def lore_row(entry: LoreReason) -> str:
    """`Old Tib: "bell" was mentioned`, with what only the game master may know marked."""
    marks = [mark for mark, has in (("GM only", entry.secret), ("kept out", not entry.came)) if has]
    return f"{entry.title}{' (' + ', '.join(marks) + ')' if marks else ''}: {entry.why}"


def why_rows(why: Why, changes: Sequence[str] = (), *, prompts: bool = True) -> Iterator[str]:
    """The explanation as plain lines. `changes`: those of the turn in words; raw paths follow with spoilers only.

    Without `prompts` what the calls were sent is left out.
    """
    yield turn_heading(why.turn)
    yield from (f"> {speaker}: {words or '(erased)'}" for speaker, words in why.turn.lines)
    if why.ruling:
        yield f"Ruling (by {why.ruled_by}):"
        yield from (f"  {row}" for row in why.ruling)
    yield from reason_rows(why.reason)
    yield from looked_up_rows(why.looked_up, why.look_ups, spoilers=why.spoilers)
    if why.turn.dice:
        yield "Rolls:"
        yield from (f"  {roll}" for roll in why.turn.dice)
    yield from question_rows(why.turn.parked)
    if changes:
        yield "Changes:"
        yield from (f"  {change}" for change in changes)
    if why.spoilers and why.changes:
        yield "Changes, as they are stored:"
        yield from (f"  {change_row(change)}" for change in why.changes)
    if why.told_by:
        yield f"Told by: {why.told_by}" + (f" ({why.author})" if why.author else "")
    if why.guards:
        yield "Guards:"
        yield from (f"  {row}" for row in guard_rows(why.guards))
    if why.lore:
        yield "Lore:"
        yield from (f"  {lore_row(entry)}" for entry in why.lore)
    if why.memories:
        yield "Remembered:"
        yield from (f"  {memory_row(memory)}" for memory in why.memories)
    for trace in why.calls:
        yield call_row(trace.call)
        if prompts:
            yield from _section_rows(trace)
    yield from (event_row(event) for event in why.trouble)
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
    """The same, with canon and lore in one row a kind: their keys would name what its reader has not met yet."""
    rows: list[SentSection] = []
    for section in sections:
        parts = section.key.split("/")
        if len(parts) < 3 or (parts[0] != "canon" and parts[:2] != ["tail", "lore"]):
            rows.append(section)
            continue
        key = "/".join(parts[:2])
        if rows and rows[-1].key == key:
            rows[-1] = replace(rows[-1], tokens=rows[-1].tokens + section.tokens)
        else:
            rows.append(replace(section, key=key))
    return tuple(rows)
