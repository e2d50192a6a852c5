"""Effects become changes, or are refused with a reason: the only way in which the world's state is ever changed.

Each effect is applied whole or not at all, on the world as the effects before it left it. In authored effects
(`authored=True`) the author's word stands: people may be elsewhere, things may come from nowhere, doors are passed.
What a model asks for is held to what is here: people present, things at hand, ways that are open.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, Final

from gm.domain.dice import Dice, RollRecord
from gm.domain.effects import (
    AddCondition,
    Advance,
    Change,
    ChangeQuest,
    ChangeResource,
    Damage,
    Declare,
    DrawTable,
    Effect,
    GiveItem,
    Heal,
    Improve,
    Later,
    LoseItem,
    Move,
    OpenExit,
    PassTime,
    Regard,
    RemoveCondition,
    Reveal,
    SetFlag,
    ShiftAttitude,
    StartEncounter,
    TakeRest,
    Tell,
    TendLore,
    TickClock,
)
from gm.domain.encounter import Step
from gm.domain.errors import DiceError, EffectError
from gm.domain.play import SceneState
from gm.domain.state import Key, WorldState
from gm.rules.belongings import give_item, lose_item
from gm.rules.combat.asking import Answers
from gm.rules.combat.playing import begin, is_on
from gm.rules.counting import count, raise_flag, tick, warm
from gm.rules.declaring import declare
from gm.rules.ground import Ground
from gm.rules.growth import advance, improve
from gm.rules.harming import damage, heal, set_condition
from gm.rules.laters import let_pass, put_off
from gm.rules.learning import reveal, tell
from gm.rules.load import shifted
from gm.rules.quests import change_quest
from gm.rules.regard import feel
from gm.rules.rests import take_rest
from gm.rules.tables import DEEPEST, draw
from gm.rules.tending import tend_lore
from gm.rules.walking import move, open_exit


@dataclass(frozen=True, slots=True)
class Applied:
    """What came of some effects. `refused` says in plain words what could not happen and why."""

    world: WorldState
    changes: tuple[Change, ...] = ()
    rolls: tuple[RollRecord, ...] = ()
    refused: tuple[str, ...] = ()
    steps: tuple[Step, ...] = ()
    """What happened in a fight that began."""
    timed: tuple[Key, ...] = ()
    """Paths that say until when something given lasts, written or found as they were to be."""
    told: tuple[str, ...] = ()
    """What came up besides, to be told."""


def apply_effects(
    effects: Iterable[Effect | Tell],
    state: SceneState,
    world: WorldState,
    dice: Dice,
    *,
    purpose: str,
    actor: str,
    authored: bool = False,
    answers: Answers | None = None,
) -> Applied:
    """Apply effects in order. `actor` is whoever `actor` means; dice of the n-th effect are drawn for `purpose:n`."""
    changes: list[Change] = []
    rolls: list[RollRecord] = []
    refused: list[str] = []
    steps: list[Step] = []
    timed: list[Key] = []
    told: list[str] = []
    for number, effect in enumerate(effects):
        ground = Ground(replace(state, world=world), dice, f"{purpose}:{number}", actor, authored, answers)
        try:
            made = tuple(_MAKERS[type(effect)](ground, effect))
            after = world.apply(made)
            weighed = shifted(state.campaign, after, made)
            made, world = (*made, *weighed), after.apply(weighed)
        except (EffectError, DiceError) as error:
            refused.append(str(error))
            continue
        changes += made
        rolls += ground.rolls
        steps += ground.steps
        timed += ground.timed
        told += ground.told
        if ground.after:
            then = apply_effects(
                ground.after, state, world, dice, purpose=f"{ground.purpose}:then", actor=actor, authored=True
            )
            world, changes, rolls = then.world, [*changes, *then.changes], [*rolls, *then.rolls]
            told, steps = [*told, *then.told], [*steps, *then.steps]
    return Applied(world, tuple(changes), tuple(rolls), tuple(refused), tuple(steps), tuple(timed), tuple(told))


def _start_encounter(ground: Ground, effect: StartEncounter) -> Iterable[Change]:
    plan = ground.campaign.encounter(effect.encounter)
    if plan is None:
        raise ground.refusal("unknown", name=effect.encounter)
    mortal = (c for c in ground.present if not ground.world.is_set(f"character:{c}", "ghost"))
    party = tuple(c for c in mortal if ground.campaign.character(c))  # the fallen too: they can be helped
    scene, place = ground.state.scene.key, ground.there.place_id
    if not any(ground.status(c) == "active" for c in party):
        raise ground.refusal("nobody_present")
    if is_on(ground.world, scene):
        raise ground.refusal("fight_already")
    begun = begin(
        ground.campaign, ground.world, scene, plan.id, party, place, ground.dice, ground.purpose, ground.answers
    )
    ground.rolls += begun.rolls
    ground.steps += begun.steps
    yield from begun.changes


def _draw(ground: Ground, effect: DrawTable) -> Iterable[Change]:
    """A line of a table comes up: it is told, and its effects happen next."""
    if ground.campaign.table(effect.table) is None:
        raise ground.refusal("unknown", name=effect.table)
    if ground.purpose.count(":then") >= DEEPEST:  # a table whose lines draw from it again
        raise ground.refusal("cannot_try")
    drawn = draw(ground.campaign, ground.world, ground.dice, effect.table, ground.purpose)
    ground.rolls += drawn.rolls
    ground.told += [drawn.text] if drawn.text else []
    ground.after += drawn.effects
    return ()


_MAKERS: Final[Mapping[type, Callable[[Ground, Any], Iterable[Change]]]] = MappingProxyType(
    {
        Damage: damage,
        Heal: heal,
        Move: move,
        GiveItem: give_item,
        LoseItem: lose_item,
        AddCondition: set_condition,
        RemoveCondition: set_condition,
        ChangeResource: count,
        ShiftAttitude: warm,
        Regard: feel,
        Reveal: reveal,
        Tell: tell,
        SetFlag: raise_flag,
        TickClock: tick,
        OpenExit: open_exit,
        Advance: advance,
        Improve: improve,
        TakeRest: take_rest,
        StartEncounter: _start_encounter,
        Declare: declare,
        TendLore: tend_lore,
        PassTime: let_pass,
        Later: put_off,
        ChangeQuest: change_quest,
        DrawTable: _draw,
    }
)
