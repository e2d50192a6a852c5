"""Modes in which no rules are asked: what code rules there alone, and who tells the turn."""

from dataclasses import replace

from gm.domain.brief import Direction, NarrationBrief
from gm.domain.effects import Move
from gm.domain.play import SceneState, Turn
from gm.domain.ruling import Ruling, Verdict
from gm.domain.scenes import lane_of
from gm.memory.cast import names_of
from gm.memory.gists import MAX_CHARACTERS, first_sentences, gist_of, shorten
from gm.memory.prose import gist_of_prose
from gm.play.across import is_across
from gm.play.briefs import Resolved, direction_of, input_views
from gm.play.narrate import Told, narrate
from gm.play.npc_deeds import said_of_deeds
from gm.play.npc_ruling import npc_ruling
from gm.play.npc_speaking import speak_all
from gm.play.parts import EngineParts
from gm.play.releasing import Release
from gm.rules.combat.playing import is_on
from gm.rules.directions import place_named
from gm.rules.world import visible_exits
from gm.store.turns import load_beats

_BY_RULES = frozenset({"check", "command"})
"""Kinds of inputs that ask for the rules themselves, whatever the mode."""
_SKIPPED = 60
"""Minutes that pass where the table skips ahead."""
_NOTED = 150
"""Characters of a beat's line for what code told besides."""
_ANSWER = 160
"""Characters of what was told, in a gist."""


async def unruled(parts: EngineParts, state: SceneState, turn: Turn) -> Ruling | None:
    """The ruling of a turn in a mode without rules; None: the rules are asked, as in any game."""
    mode = state.table.mode
    steers = direction_of(turn)
    if turn.kind == "action" and steers is not None:
        return steered_ruling(state, turn, steers)
    if turn.kind != "action" or mode not in ("npc", "coauthor"):
        return None
    if not turn.inputs or any(entry.input.kind in _BY_RULES for entry in turn.inputs):
        return None
    if mode == "coauthor":
        return Ruling(verdicts=(), minutes=0)
    async with parts.database.read() as db:
        heard = await load_beats(
            db, state.scene.branch_id, last=turn.number - 1, limit=2, lane=lane_of(state.world, state.scene.key)
        )
    return npc_ruling(state, input_views(state.campaign, turn.inputs), heard, turn.number)


def steered_ruling(state: SceneState, turn: Turn, steers: Direction) -> Ruling:
    """What a direction does in the world: a cut to a known place brings the party there, a skip lets time pass."""
    if state.table.mode == "coauthor" or steers.kind == "other":
        return Ruling(verdicts=(), minutes=0)
    if steers.kind == "skip":
        return Ruling(verdicts=(), minutes=_SKIPPED)
    place = place_named(state.campaign, steers.to, _known_places(state))
    party = [who for who in state.present() if state.campaign.character(who)]
    if place is None or place == state.place_id or not party or is_on(state.world, state.scene.key):
        return Ruling(verdicts=(), minutes=5)
    moves = tuple(Move(character=who, place=place) for who in party)
    verdict = Verdict(input=len(turn.inputs), character=party[0], intent=f"go: {steers.to}"[:120], effects=moves)
    return Ruling(verdicts=(verdict,), minutes=10)


def _known_places(state: SceneState) -> frozenset[str]:
    """Where the party has been, and wherever open ways lead from here, one after the other: a cut spares the walk."""
    been = {place.id for place in state.campaign.places if state.world.is_set(f"place:{place.id}", "visited")}
    known, reached, ahead = state.known_by_all_present(), {state.place_id}, [state.place_id]
    while ahead:
        ways = visible_exits(state.campaign, state.world, ahead.pop(), known)
        further = {way.to for way in ways if not way.locked} - reached
        reached |= further
        ahead += further
    return frozenset(been | reached)


def gist_in_mode(state: SceneState, turn: Turn, resolved: Resolved, told: str) -> str:
    """The beat in one line: where nothing was ruled, what was said and what was answered or told."""
    verdicts = resolved.verdicts
    if is_across(turn) and not resolved.changes:
        return ""  # talk across the table is no part of the story
    if turn.ruling_source != "code" or state.table.mode not in ("npc", "coauthor") or resolved.checks:
        return _with_notes(gist_of(verdicts, resolved.changes, told, passage=resolved.passage), resolved.notes)
    wrote = " ".join(entry.input.text for entry in turn.inputs if entry.input.kind not in ("direct", "ooc"))
    if state.table.mode == "coauthor" and wrote:
        return gist_of_prose(wrote, told, names_of(state.campaign), state.campaign.language)
    said = gist_of(verdicts, resolved.changes, "") if verdicts else first_sentences(wrote, _ANSWER)
    if state.table.mode == "coauthor":
        # a direction says best what the passage is about; how it should sound is no part of the story
        said = shorten(" ".join(entry.input.text for entry in turn.inputs if entry.input.text != "…"), _ANSWER)
        return gist_of_prose(said, told, names_of(state.campaign), state.campaign.language)
    answered = first_sentences(told, _ANSWER)
    return shorten(" — ".join(part for part in (said, answered) if part), MAX_CHARACTERS)


def _with_notes(gist: str, notes: tuple[str, ...]) -> str:
    """The line with what code told besides: who or what was met on the road."""
    more = shorten(" ".join(note for note in notes if note not in gist), _NOTED)
    return f"{shorten(gist, MAX_CHARACTERS - len(more) - 3)} · {more}" if more and gist else gist or more


async def tell_in_mode(
    parts: EngineParts,
    state: SceneState,
    turn: Turn,
    brief: NarrationBrief,
    release: Release,
    *,
    asking: int,
    shown: str = "",
) -> Told:
    """Tell the turn as the mode has it: by the characters alone, or by the narrator."""
    asked = direction_of(turn) is not None
    asked = asked or any(entry.input.kind in _BY_RULES or entry.input.kind == "ooc" for entry in turn.inputs)
    if state.table.mode == "npc" and turn.kind == "action" and turn.inputs and not asked:
        told = await speak_all(parts, state, turn, brief, release, asking=asking)
        note, about = ("", "") if told.note else said_of_deeds(state, turn, told.text)
        return replace(told, note=note, about=about) if note else told
    return await narrate(parts, state, turn, brief, release, asking=asking, shown=shown)
