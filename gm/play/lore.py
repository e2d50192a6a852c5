"""Which lore a turn brings up, for whom, and what lasts of it.

Two readers: the table (what the narrator may be given: what all present characters may know) and the game master. What
the one may not read is not there for them: it is not looked at, and calls up nothing. The timers of what everyone may
know come from the table's scan, those of what is secret from the game master's, so that no timer tells of a secret.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, TypeVar

from gm.domain.brief import LoreView, NarrationBrief
from gm.domain.calls import Role
from gm.domain.campaign import Campaign
from gm.domain.dice import Dice
from gm.domain.effects import Change
from gm.domain.lore import LoreNote, LoreResult, LoreScan, Said, Timer
from gm.domain.lorebooks import OWN
from gm.domain.play import Beat, SceneState, Turn, TurnOutcome
from gm.domain.ruling_brief import RulingBrief
from gm.domain.scenes import lane_of
from gm.lore.campaign import CampaignLore, is_compiled, lore_of
from gm.lore.scan import scan_lore
from gm.play.from_afar import as_known, readers_of
from gm.play.lore_marks import heard, mark_changes, marked, switched_off, timer_changes, timers
from gm.play.parts import EngineParts
from gm.play.views import character_name
from gm.prompting.layout import lore_room
from gm.prompting.sections import WRAPPING
from gm.rules.draws import KeyedDice
from gm.rules.world import change
from gm.store.sessions import load_seed
from gm.store.turns import load_beats

_TITLE: Final = 8
"""Tokens allowed for an entry's title."""
_MOST_KEPT_OUT: Final = 40
"""Entries that were kept out of which a turn remembers why."""
_LARGE: Final = 300
"""Entries from which on compiling is noticed."""
_UNSEEDED: Final = "00" * 32
"""What a dry run draws with: its draws are not those of the turn that will be played."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What is looked through: the words of now, and the beats before, the newest last."""

    inputs: tuple[tuple[str, str], ...]
    """(speaker, words)."""
    beats: tuple[Beat, ...]


async def lore_of_turn(
    parts: EngineParts, state: SceneState, turn: Turn, result: TurnOutcome, dice: Dice, *, alone: str | None = None
) -> TurnOutcome:
    """The outcome with the lore that comes up in it, and with what lasts of that among its changes. Of what a character
    whispers (`alone`) it lasts that they have met it: no timer of the scene's tells anybody else of it.

    What the turn has revealed counts as known. Without lore that has to be looked for the outcome is what it was.
    """
    lore = await _compiled(state.campaign)
    if turn.kind != "action" or not lore.sought:
        return result
    said = await _heard(parts, state, turn, lore)
    after = SceneState(
        state.game, state.session, state.scene, state.campaign, state.world.apply(result.changes), state.tip_seq
    )
    look = _Look(parts, after, lore, said, dice)
    secret = lore.secret - after.known_by_all_present()
    table = look.scan(Role.NARRATOR, hidden=secret)
    master = look.scan(Role.ADJUDICATOR, hidden=frozenset()) if secret else None
    changes = look.lasting(table, master, secret) if alone is None else look.met(table, (alone,))
    notes = _notes(lore, table, master, secret)
    return result.model_copy(update={"changes": (*result.changes, *changes), "lore": notes})


async def lore_of_ruling(parts: EngineParts, state: SceneState, turn: Turn) -> tuple[LoreView, ...]:
    """What the adjudicator is given: drawn as the turn will draw, and of everything there is."""
    if not (await _compiled(state.campaign)).sought:
        return ()
    async with parts.database.read() as db:
        seed = await load_seed(db, turn.session_id)
    sources = tuple(entry.input.source_id for entry in turn.inputs)
    dice = KeyedDice(seed, turn_uid=turn.dice_uid, attempt=turn.attempt, source_ids=sources)
    return (await _views_now(parts, state, turn, Role.ADJUDICATOR, dice))[0]


Brief = TypeVar("Brief", NarrationBrief, RulingBrief)


async def with_lore_of_preview(parts: EngineParts, state: SceneState, turn: Turn, brief: Brief) -> Brief:
    """The brief with what a turn with these words would bring now, and what it would not; draws fall otherwise than
    they will."""
    role = Role.NARRATOR if isinstance(brief, NarrationBrief) else Role.ADJUDICATOR
    dice = KeyedDice(_UNSEEDED, turn_uid=turn.uid, attempt=1, source_ids=())
    came, out = await _views_now(parts, state, turn, role, dice)
    return replace(brief, lore=came, lore_out=out)


async def _views_now(
    parts: EngineParts, state: SceneState, turn: Turn, role: Role, dice: Dice
) -> tuple[tuple[LoreView, ...], tuple[LoreNote, ...]]:
    """What a role is given, and what was kept out of that."""
    lore = await _compiled(state.campaign)
    if not lore.sought:
        return (), ()
    said = await _heard(parts, state, turn, lore)
    hidden = lore.secret - state.known_by_all_present() if role is Role.NARRATOR else frozenset[str]()
    found = _Look(parts, state, lore, said, dice).scan(role, hidden=hidden)
    notes = [LoreNote(id=each.rule.id, why=each.why) for one in found for each in one.active]
    out = tuple(LoreNote(id=each.id, why=each.why, came=False) for one in found for each in one.missed)
    return lore_views(state.campaign, notes, frozenset(lore.entries)), out


async def _compiled(campaign: Campaign) -> CampaignLore:
    """The campaign's lore. A large book takes half a second to compile, once: others' turns go on meanwhile."""
    if is_compiled(campaign) or len(campaign.lore) + sum(len(book.rules) for book in campaign.books) < _LARGE:
        return lore_of(campaign)
    return await asyncio.to_thread(lore_of, campaign)


def lore_views(campaign: Campaign, notes: Sequence[LoreNote], known: frozenset[str]) -> tuple[LoreView, ...]:
    """What came up for the table, as prompts take it; of that, what is everyone's or `known`."""
    entries = lore_of(campaign).entries
    came = [(entries[note.id], note) for note in notes if note.came and note.reader == "table" and note.id in entries]
    return tuple(
        LoreView(entry.id, entry.title, entry.text, note.why, entry.where)
        for entry, note in came
        if not entry.standing and (entry.audience == "everyone" or entry.id in known)
    )


async def _heard(parts: EngineParts, state: SceneState, turn: Turn, lore: CampaignLore) -> Heard:
    beats: tuple[Beat, ...] = ()
    if lore.depth > 1:
        lane = lane_of(state.world, state.scene.key)
        async with parts.database.read() as db:
            beats = await load_beats(db, state.scene.branch_id, last=turn.number - 1, limit=lore.depth - 1, lane=lane)
            beats = await as_known(db, state, beats, readers_of(state, [each.input.character for each in turn.inputs]))
    inputs = tuple((_speaker(state.campaign, each.input.character), each.input.text) for each in turn.inputs)
    return Heard(inputs, tuple(beat for beat in beats if beat.narration or beat.kind == "gm"))


def _speaker(campaign: Campaign, character: str | None) -> str:
    return character_name(campaign, character) if character else ""


def messages(said: Heard, *, st: bool, names: bool) -> tuple[Said, ...]:
    """The talk, newest first. Ours is counted in beats: the words of now are one, and what was told each time. In
    SillyTavern's way every line is one, players' and narrator's."""
    if not st:
        now = "\n".join(f"{who}: {words}" if names and who else words for who, words in said.inputs)
        return (Said(text=now), *(Said(text=beat.narration, assistant=True) for beat in reversed(said.beats)))
    lines = [Said(text=words, name=who) for who, words in reversed(said.inputs)]
    for beat in reversed(said.beats):
        lines.append(Said(text=beat.narration, assistant=True))
        lines += [Said(text=words, name=who) for who, words in reversed(beat.inputs)]
    return tuple(lines)


class _Look:
    """A turn's scans: for each reader, of each book."""

    def __init__(self, parts: EngineParts, state: SceneState, lore: CampaignLore, said: Heard, dice: Dice) -> None:
        self.parts, self.state, self.lore, self.said, self.dice = parts, state, lore, said, dice
        campaign, world = state.campaign, state.world
        self.off = switched_off(campaign, world)
        self.forced = marked(campaign, world, "forced")
        self.timers = timers(campaign, world, state.scene.key) if lore.timed else ()
        self.beats = heard(world, state.scene.key)
        here = state.present()
        self.here = (*here, *(character_name(campaign, who) for who in here))

    def scan(self, role: Role, *, hidden: frozenset[str]) -> tuple[LoreResult, ...]:
        """What comes up for a reader who may not know `hidden`: a result for each kind of book."""
        limit = self.parts.window(role) - self.parts.reply_tokens(role)
        left = lore_room(role, limit, self.state.campaign)
        hidden |= self.off
        found: list[LoreResult] = []
        for book in self.lore.books:
            st = book.options.profile == "st"
            scan = LoreScan(
                messages=messages(self.said, st=st, names=book.options.names),
                total=2 * self.beats + 1 if st else self.beats + 1,
                present=self.here,
                greeting=0,
                hidden=hidden,
                forced=self.forced - hidden,
                standing=self.lore.standing,
            )
            running = [t for t in self.timers if t.rule in book.by_id and t.rule not in hidden]
            one = scan_lore(book, scan, dice=self.dice, count=self._count, budget=left, timers=running)
            found.append(one)
            spent = sum(self._count(e.rule.content) for e in one.active if e.rule.id not in self.lore.standing)
            left = max(1, left - spent)
        return tuple(found)

    def _count(self, text: str) -> int:
        return self.parts.counter.count(text) + WRAPPING + _TITLE

    def lasting(
        self, table: tuple[LoreResult, ...], master: tuple[LoreResult, ...] | None, secret: frozenset[str]
    ) -> tuple[Change, ...]:
        """What the world keeps: timers, who has met what, that what was called for has come."""
        state, world = self.state, self.state.world
        made: list[Change] = []
        if self.lore.timed:
            now: list[Timer] = [t for one in table for t in one.timers if t.rule not in secret]
            now += [t for one in master or () for t in one.timers if t.rule in secret]
            asleep = [t for t in self.timers if t.rule in self.off or t.rule not in self.lore.entries]
            made += timer_changes(world, state.scene.key, self.timers, (*now, *asleep))
            made += change(world, f"lore:{OWN}", f"heard/{state.scene.key}", self.beats + 1)
        made += mark_changes(world, sorted(self.forced), "forced", on=False)
        return (*made, *self.met(table, state.present()))

    def met(self, table: tuple[LoreResult, ...], who: Sequence[str]) -> tuple[Change, ...]:
        """That what came up for the table came up before these characters, so far as they are players'."""
        state, made = self.state, list[Change]()
        came = [each.rule.id for one in table for each in one.active if each.rule.id not in self.lore.standing]
        for each in who:
            if state.campaign.character(each) is not None:
                made += mark_changes(state.world, came, f"met/{each}", on=True)
        return tuple(made)


def _notes(
    lore: CampaignLore,
    table: tuple[LoreResult, ...],
    master: tuple[LoreResult, ...] | None,
    secret: frozenset[str],
) -> tuple[LoreNote, ...]:
    """What the turn remembers of its lore: what came, then what was kept out."""
    came = [
        LoreNote(id=each.rule.id, why=each.why)
        for one in table
        for each in one.active
        if each.rule.id not in lore.standing
    ]
    known = {note.id for note in came} | lore.standing
    came += [
        LoreNote(id=each.rule.id, why=each.why, reader="gm")
        for one in master or ()
        for each in one.active
        if each.rule.id not in known
    ]
    out = [LoreNote(id=each.id, why=each.why, came=False) for one in table for each in one.missed]
    out += [
        LoreNote(id=each.id, why=each.why, reader="gm", came=False)
        for one in master or ()
        for each in one.missed
        if each.id in secret
    ]
    return (*came, *out[:_MOST_KEPT_OUT])
