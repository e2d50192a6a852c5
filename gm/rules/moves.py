"""What factions do between two sessions: chosen by weight where no model is asked, and checked where one was. Pure.

A director asks and does not decide: each move is a few effects of kinds that work off-stage, held to what exists. No
player character is touched, nothing that is hidden is told, nobody is hurt out of sight.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from gm.domain.campaign import Campaign, Faction
from gm.domain.dice import Dice, RollRecord
from gm.domain.effects import ChangeQuest, DrawTable, Effect, Later, Move, OpenExit, SetFlag, ShiftAttitude, TickClock
from gm.domain.living import FactionMove
from gm.domain.play import SceneState
from gm.domain.ruling import WorldMove
from gm.domain.state import WorldState
from gm.rules.dice import roll
from gm.rules.safety.finding import bounds_of
from gm.rules.shingles import shingles_of, told_in
from gm.rules.world import exit_between, holds

DIRECTED: Final = (TickClock, SetFlag, Move, ShiftAttitude, OpenExit, Later, ChangeQuest, DrawTable)
"""Effects that a director may ask for."""
MOST_EFFECTS: Final = 3
MOST_WORDS: Final = 60
"""Words of a rumour."""


def is_moved(campaign: Campaign) -> bool:
    """Whether anybody may do something between two sessions: a faction with moves, or a clock that a session moves."""
    return any(faction.moves for faction in campaign.factions) or any("session" in c.on for c in campaign.clocks)


def open_moves(campaign: Campaign, world: WorldState, faction: Faction) -> tuple[FactionMove, ...]:
    """The authored moves that a faction can make now, and that this table plays."""
    bounds = bounds_of(campaign)
    return tuple(
        move
        for move in faction.moves
        if holds(move.when, campaign, world)
        and bounds.touched(move.rumour) is None
        and not (move.once and world.is_set(f"move:{faction.id}:{move.id}", "done"))
    )


def authored_moves(
    campaign: Campaign, world: WorldState, dice: Dice
) -> tuple[tuple[WorldMove, ...], tuple[RollRecord, ...]]:
    """One move of each faction that has any, by weight, and the dice that chose: purpose `faction:<id>`."""
    moves: list[WorldMove] = []
    rolls: list[RollRecord] = []
    for faction in campaign.factions:
        found = open_moves(campaign, world, faction)
        if not found:
            continue
        record = roll(f"1d{sum(move.weight for move in found)}", dice, purpose=f"faction:{faction.id}")
        rolls.append(record)
        left = record.total
        for move in found:
            left -= move.weight
            if left <= 0:
                moves.append(of_author(faction, move))
                break
    return tuple(moves), tuple(rolls)


def of_author(faction: Faction, move: FactionMove) -> WorldMove:
    """An authored move as it is made."""
    return WorldMove(faction=faction.id, move=move.id, effects=move.effects, rumour=move.rumour, reason=move.reason)


def with_authored(moves: Sequence[WorldMove], campaign: Campaign) -> tuple[WorldMove, ...]:
    """The moves; those that cite an authored one with its effects, and its rumour and reason where none is given."""
    done = []
    for each in moves:
        faction = next((f for f in campaign.factions if f.id == each.faction), None)
        move = next((m for m in faction.moves if m.id == each.move), None) if faction and each.move else None
        if faction is not None and move is not None:
            written = of_author(faction, move)
            more = {"effects": written.effects, "rumour": each.rumour or written.rumour}
            each = each.model_copy(update={**more, "reason": each.reason or written.reason})
        done.append(each)
    return tuple(done)


def validate_moves(moves: Sequence[WorldMove], state: SceneState) -> tuple[str, ...]:
    """What is wrong with a director's moves, in sentences it can act on. Empty: they can be made."""
    campaign = state.campaign
    factions = {faction.id: faction for faction in campaign.factions}
    problems: list[str] = []
    seen: set[str] = set()
    for number, each in enumerate(moves, start=1):
        found: list[str] = []
        faction = factions.get(each.faction)
        if faction is None:
            found.append(f"there is no faction {each.faction!r}; there is {', '.join(factions) or 'none'}")
        elif each.faction in seen:
            found.append(f"{each.faction} moves twice: one move each")
        elif each.move and each.move not in [move.id for move in open_moves(campaign, state.world, faction)]:
            found.append(f"{each.faction} cannot make the move {each.move!r} now")
        seen.add(each.faction)
        found += _of_effects(each, state) if not each.move else ()
        found += _of_words(each.rumour, state)
        problems += [f"move {number}: {problem}" for problem in found]
    return tuple(problems)


def _of_effects(move: WorldMove, state: SceneState) -> Iterator[str]:
    if len(move.effects) > MOST_EFFECTS:
        yield f"{len(move.effects)} effects are too many: at most {MOST_EFFECTS}"
    for effect in move.effects:
        for problem in _wrong(effect, state):
            yield f"{effect.kind}: {problem}"


def _wrong(effect: Effect, state: SceneState) -> Iterator[str]:
    campaign = state.campaign
    if not isinstance(effect, DIRECTED):
        yield "nothing that happens out of sight of the players"
        return
    match effect:
        case TickClock() if campaign.clock(effect.clock) is None or abs(effect.by) > 2:
            yield f"there is no clock {effect.clock!r}" if campaign.clock(effect.clock) is None else "by 2 at most"
        case SetFlag() if all(flag.id != effect.flag for flag in campaign.flags):
            yield f"there is no flag {effect.flag!r}"
        case Move() if campaign.npc(effect.character) is None or campaign.place(effect.place) is None:
            yield "only people of the cast are moved, no player character, and to places that there are"
        case ShiftAttitude() if campaign.npc(effect.npc) is None:
            yield f"there is no NPC {effect.npc!r}"
        case OpenExit() if exit_between(campaign, effect.place, effect.to) is None:
            yield f"no way leads from {effect.place!r} to {effect.to!r}"
        case DrawTable() if campaign.table(effect.table) is None:
            yield f"there is no table {effect.table!r}"
        case ChangeQuest() | Later():
            yield from _wrong_in_time(effect, state)
        case _:
            return


def _wrong_in_time(effect: ChangeQuest | Later, state: SceneState) -> Iterator[str]:
    if isinstance(effect, ChangeQuest):
        if state.campaign.quest(effect.quest) is None:
            yield f"there is no quest {effect.quest!r}"
        elif effect.to not in ("offered", "failed") or effect.objective is not None:
            yield "a quest is only offered or failed behind the players' backs"
        return
    if not effect.days and not effect.hours:
        yield "it needs days or hours"
    for inner in effect.effects:
        problems = ["puts nothing off itself"] if isinstance(inner, Later) else _wrong(inner, state)
        yield from problems


def _of_words(rumour: str, state: SceneState) -> Iterator[str]:
    if len(rumour.split()) > MOST_WORDS:
        yield f"the rumour is longer than {MOST_WORDS} words"
    known = shingles_of(tuple(state.campaign.facts().items()))
    for fact in sorted(told_in(rumour, known) - state.known_by_all_present()) if rumour else ():
        yield f"the rumour tells the secret {fact!r}: say only what could be seen or heard"
