"""What may become of a player's character besides being played: run by another, parked, retired, dead, a ghost. Pure.

All of it stands in the world, so that undo, branches and verification hold for it. Who runs whom is kept as a
character's id (`gm` for the game master), never as a person's: history names nobody.

`character:<id>`: `parked` · `run_by` · `retired` · `ghost`
"""

from collections.abc import Iterator
from typing import Final

from gm.domain.effects import Change, Move, PassTime, Reveal
from gm.domain.errors import NotFound, Refused
from gm.domain.play import SceneState, TurnOutcome
from gm.domain.ruling import Verdict
from gm.domain.state import WorldState
from gm.domain.values import Scalar
from gm.rules.combat.playing import is_on
from gm.rules.joining import arrival_changes
from gm.rules.phrases_fates import fate_phrase
from gm.rules.turn_order import moved_on
from gm.rules.world import change

MASTER: Final = "gm"
"""Runs somebody's character who has none of their own."""


def is_parked(world: WorldState, character: str) -> bool:
    """Whether a character is out of the story for now, their player still at the table."""
    return world.is_set(f"character:{character}", "parked")


def is_ghost(world: WorldState, character: str) -> bool:
    """Whether a character is seen and heard, and touches nothing."""
    return world.is_set(f"character:{character}", "ghost")


def is_dead(world: WorldState, character: str) -> bool:
    """Whether a character is dead and nothing has come of it yet."""
    return world.text(f"character:{character}", "status") == "dead"


def runner_of(world: WorldState, character: str) -> str:
    """Who runs a character for a while: another character (whose player does), `MASTER`, or '' for their own player."""
    return world.text(f"character:{character}", "run_by")


def run_by(state: SceneState, runner: str) -> tuple[str, ...]:
    """The characters that this one's player runs besides their own, in the campaign's order."""
    return tuple(pc.id for pc in state.campaign.characters if runner_of(state.world, pc.id) == runner)


def hand_over(state: SceneState, character: str, runner: str) -> TurnOutcome:
    """Another runs a character for a while.

    Raises:
        NotFound: no such character. Refused: they are not in the party, or it would change nothing.
    """
    _need_here(state, character)
    if runner == character or (runner != MASTER and not state.is_playing(runner)):
        raise Refused("Nobody who plays here would run them.", remedy="Name somebody of the party.", key="fate.runner")
    return TurnOutcome(changes=change(state.world, f"character:{character}", "run_by", runner))


def take_back(state: SceneState, character: str) -> TurnOutcome:
    """Their own player plays them again. Raises Refused where they do already."""
    if not runner_of(state.world, character):
        raise Refused("Their own player plays them.", key="fate.not_handed")
    return TurnOutcome(changes=change(state.world, f"character:{character}", "run_by", None))


def park(state: SceneState, character: str) -> TurnOutcome:
    """Out of the story for now. Raises Refused: not in the party, or a fight is on."""
    _need_here(state, character)
    _need_peace(state)
    return TurnOutcome(changes=_out(state, character, {"parked": True}))


def unpark(state: SceneState, character: str) -> TurnOutcome:
    """Back in, where the scene plays now. Raises Refused: they are not parked."""
    if not is_parked(state.world, character):
        raise Refused("They are in the story.", key="fate.not_parked")
    changes = arrival_changes(state, character)
    return TurnOutcome(changes=tuple(each for each in changes if each.path not in ("arrived", "departed")))


def retire(state: SceneState, character: str) -> TurnOutcome:
    """Their part of the story ends; the sheet stays as it is. Raises Refused: not theirs to leave, or a fight is on."""
    if not is_parked(state.world, character):
        _need_here(state, character)
    _need_peace(state)
    return TurnOutcome(changes=_out(state, character, {"parked": None, "retired": True, "status": "gone"}))


def kill(state: SceneState, character: str) -> TurnOutcome:
    """They die, by the game master's word. Raises Refused: they are not in the party, or dead already."""
    _need_here(state, character)
    if is_dead(state.world, character):
        raise Refused("They are dead already.", key="fate.dead")
    changes = moved_on(state, _after(state, character, {"status": "dead", "hp": 0}), [character], absent=True)
    return TurnOutcome(changes=(*_set(state.world, character, {"status": "dead", "hp": 0}), *changes))


def haunt(state: SceneState, character: str) -> TurnOutcome:
    """The dead go on as a ghost. Raises Refused: they are not dead, or this table has no ghosts."""
    if not is_dead(state.world, character) or not state.is_playing(character):
        raise Refused("They are not dead.", key="fate.alive")
    if not state.table.ghosts:
        text = "The dead do not walk at this table."
        raise Refused(text, remedy="Play a new character; the game master can allow ghosts.", key="fate.no_ghosts")
    world, entity = state.world, f"character:{character}"
    gone = [path for path in ("temp_hp", "concentration", "dying/success", "dying/failure") if world.get(entity, path)]
    gone += [f"{kind}/{name}" for kind in ("condition", "until", "from") for name in world.under(entity, kind)]
    values: dict[str, Scalar] = dict.fromkeys(gone)
    values |= {"ghost": True, "status": "active", "hp": world.number(entity, "max_hp", 1)}
    return TurnOutcome(changes=_set(world, character, values))


def after_death(state: SceneState, character: str) -> tuple[str, ...]:
    """What whoever played a dead character can choose: `new`, and `ghost` where the table has them; () while they
    live."""
    if not is_dead(state.world, character):
        return ()
    return ("new", "ghost") if state.table.ghosts and state.is_playing(character) else ("new",)


def no_hold(state: SceneState, verdict: Verdict) -> str:
    """Why nothing comes of what a ghost attempts; '' for the living, and for words, looks and walking along."""
    if not is_ghost(state.world, verdict.character):
        return ""
    effects = [*verdict.effects, *(each for outcome in verdict.outcomes.values() for each in outcome.effects)]
    touches = verdict.check is not None or verdict.action is not None
    if not touches and all(isinstance(each, Move | Reveal | PassTime) for each in effects):
        return ""
    person = state.campaign.character(verdict.character)
    return fate_phrase("no_hold", state.campaign.language, who=person.name if person else verdict.character)


def _out(state: SceneState, character: str, values: dict[str, Scalar]) -> tuple[Change, ...]:
    """The changes by which somebody leaves the party, the turn passed on if it was theirs. It is told at once: no news
    of it waits."""
    values = {"playing": None, "run_by": None, "arrived": None, "departed": None} | values
    after = _after(state, character, values)
    return (*_set(state.world, character, values), *moved_on(state, after, [character], absent=True))


def _set(world: WorldState, character: str, values: dict[str, Scalar]) -> tuple[Change, ...]:
    return tuple(_each(world, f"character:{character}", values))


def _each(world: WorldState, entity: str, values: dict[str, Scalar]) -> Iterator[Change]:
    for path, value in values.items():
        yield from change(world, entity, path, value)


def _after(state: SceneState, character: str, values: dict[str, Scalar]) -> WorldState:
    return state.world.apply(_set(state.world, character, values))


def _need_here(state: SceneState, character: str) -> None:
    if state.campaign.character(character) is None:
        raise NotFound("There is no such character.", key="reach.nobody")
    if not state.plays_here(character):
        raise Refused("They are not in the party here.", remedy="Do it where they play.", key="fate.not_here")


def _need_peace(state: SceneState) -> None:
    if is_on(state.world, state.scene.key):
        raise Refused("Not while the fight is on.", remedy="See it through, or flee.", key="fate.fight")
