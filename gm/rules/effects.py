"""Effects become changes, or are refused with a reason: the only way in which the world's state is ever changed.

Each effect is applied whole or not at all, on the world as the effects before it left it. In authored effects
(`authored=True`) the author's word stands: people may be elsewhere, things may come from nowhere, doors are passed.
What a model asks for is held to what is here: people present, things at hand, ways that are open.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, Final

from gm.domain.campaign import Campaign
from gm.domain.dice import Dice, RollRecord
from gm.domain.effects import (
    AddCondition,
    Advance,
    Change,
    ChangeResource,
    Damage,
    Declare,
    Effect,
    GiveItem,
    Heal,
    Improve,
    LoseItem,
    Move,
    OpenExit,
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
from gm.domain.facts import HEARD, TOLD
from gm.domain.play import SceneState
from gm.domain.state import Key, WorldState
from gm.rules.combat.asking import Answers
from gm.rules.combat.harm import damage_taken
from gm.rules.combat.playing import begin, is_on
from gm.rules.declaring import declare
from gm.rules.ground import PARTY, Ground
from gm.rules.growth import advance, improve
from gm.rules.load import shifted
from gm.rules.numbers import condition_levels, is_blocked, with_implied
from gm.rules.rests import take_rest
from gm.rules.sheets import numbers_of, sheet_in
from gm.rules.tending import tend_lore
from gm.rules.world import EXIT_FACT, exit_between, is_open, knows, playing, visible_exits

ROUNDS_A_MINUTE: Final = 10
"""Outside of a fight a round is six seconds, and the rest of a minute counts as one."""


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
    return Applied(world, tuple(changes), tuple(rolls), tuple(refused), tuple(steps), tuple(timed))


def _damage(ground: Ground, effect: Damage) -> Iterable[Change]:
    targets = ground.here(effect.character)
    for character in targets:
        entity = f"character:{character}"
        hp = ground.world.number(entity, "hp")
        if hp <= 0:
            if len(targets) > 1:
                continue
            raise ground.refusal("already_down", who=character)
        amount = ground.amount(effect.amount, character, several=len(targets) > 1)
        left = max(0, hp - _felt(ground, character, amount, effect.type))
        yield from ground.put(entity, "hp", left)
        if left == 0:
            yield from ground.put(entity, "status", "down")


def _felt(ground: Ground, character: str, amount: int, kind: str) -> int:
    """What is left of damage of a kind for somebody of these resistances, their conditions' included."""
    sheet, rules = sheet_in(ground.campaign, character), ground.campaign.ruleset
    held = (rules.condition(name) for name in with_implied(rules, condition_levels(ground.world, character)))
    shielded = {name for condition in held if condition for name in condition.resistance}
    return damage_taken(
        amount,
        kind,
        resistant=frozenset({*sheet.resistant, *shielded}),
        vulnerable=frozenset(sheet.vulnerable),
        immune=frozenset(sheet.immune),
    )


def _heal(ground: Ground, effect: Heal) -> Iterable[Change]:
    targets = ground.here(effect.character)
    for character in targets:
        entity = f"character:{character}"
        hp, most = ground.world.number(entity, "hp"), ground.world.number(entity, "max_hp")
        if hp >= most:
            continue
        now = min(most, hp + ground.amount(effect.amount, character, several=len(targets) > 1))
        yield from ground.put(entity, "hp", now)
        if now > 0 and ground.status(character) == "down":
            yield from ground.put(entity, "status", "active")


def _move(ground: Ground, effect: Move) -> Iterable[Change]:
    place = ground.campaign.place(effect.place)
    if place is None:
        raise ground.refusal("unknown", name=effect.place)
    movers = ground.people(effect.character)
    pcs = [c for c in movers if ground.campaign.character(c)]
    if pcs and not ground.authored and is_on(ground.world, ground.state.scene.key):
        raise ground.refusal("still_fighting", who=pcs[0])
    for character in movers:
        at = ground.world.text(f"character:{character}", "place")
        if ground.status(character) == "down" and effect.character != PARTY and not ground.authored:
            raise ground.refusal("cannot_walk", who=character)
        if effect.character != PARTY and not ground.authored and _held_fast(ground, character):
            raise ground.refusal("cannot_act", who=character)
        if at and character in pcs and not ground.authored:
            _passable(ground, at, effect.place)
    for character in movers:
        entity = f"character:{character}"
        before = ground.world.text(entity, "place")
        yield from ground.put(entity, "place", effect.place)
        if before and before != effect.place and character in pcs:
            yield from ground.put(entity, "came_from", before)
    if pcs:
        if not ground.world.is_set(f"place:{effect.place}", "visited"):
            yield from ground.put(f"place:{effect.place}", "visited", True)
        yield from _scene_follows(ground, frozenset(pcs), effect.place)


def _held_fast(ground: Ground, character: str) -> bool:
    return is_blocked(ground.campaign.ruleset, ground.world, character, "move")


def _passable(ground: Ground, start: str, goal: str) -> None:
    """Raises EffectError unless open ways that the party can see lead from one place to the other."""
    known = ground.state.known_by_all_present()
    locked = ""
    seen, edge = {start}, [start]
    while edge and goal not in seen:
        at = edge.pop(0)
        for way in visible_exits(ground.campaign, ground.world, at, known):
            if way.locked:
                locked = way.locked if (way.to == goal and not locked) else locked
            elif way.to not in seen:
                seen.add(way.to)
                edge.append(way.to)
    if goal not in seen:
        raise EffectError(locked) if locked else ground.refusal("no_open_way", name=ground.place_name(goal))


def _scene_follows(ground: Ground, moved: frozenset[str], to: str) -> Iterable[Change]:
    """The scene goes along once every player character who played in it has gone to the same place."""
    here = ground.state.place_id
    if here == to:
        return
    were = [c for c in playing(ground.campaign, ground.world) if ground.world.text(f"character:{c}", "place") == here]
    if were and all(c in moved for c in were):
        scene = f"scene:{ground.state.scene.key}"
        yield from ground.put(scene, "place", to)
        yield from ground.put(scene, "title", ground.place_name(to))


def _give_item(ground: Ground, effect: GiveItem) -> Iterable[Change]:
    item = ground.campaign.item(effect.item)
    if item is None:
        raise ground.refusal("unknown", name=effect.item)
    if item.fixed:
        raise ground.refusal("fixed", name=item.name)
    path = f"item/{item.id}"
    receivers = ground.here(effect.character)
    source = _source(ground, effect, len(receivers))
    takers = [entity for entity in (f"character:{c}" for c in receivers) if entity != source]
    if not takers:
        raise ground.refusal("has_already", who=receivers[0], name=item.name)
    if source is not None:
        wanted = effect.quantity * len(takers)
        has = ground.world.number(source, path)
        if has < wanted:
            raise ground.refusal("not_enough", name=item.name)
        yield from ground.put(source, path, has - wanted or None)
    for entity in takers:
        yield from ground.put(entity, path, ground.world.number(entity, path) + effect.quantity)


def _source(ground: Ground, effect: GiveItem, shares: int) -> str | None:
    """The entity that an item is taken from; None if the author conjures it.

    Raises:
        EffectError: the source named is not here, or nobody here has it.
    """
    path, wanted = f"item/{effect.item}", effect.quantity * shares
    here = f"place:{ground.state.place_id}"
    if effect.source is None:
        if ground.world.number(here, path) >= wanted:
            return here
        if ground.authored:
            return None
        item = ground.campaign.item(effect.item)
        raise ground.refusal("not_lying", name=item.name if item else effect.item)
    if ground.campaign.place(effect.source) is not None:
        if not ground.authored and effect.source != ground.state.place_id:
            raise ground.refusal("place_elsewhere", name=ground.place_name(effect.source))
        return f"place:{effect.source}"
    return f"character:{ground.here(effect.source, alive=False)[0]}"


def _lose_item(ground: Ground, effect: LoseItem) -> Iterable[Change]:
    item = ground.campaign.item(effect.item)
    if item is None:
        raise ground.refusal("unknown", name=effect.item)
    path = f"item/{item.id}"
    losers = ground.here(effect.character, alive=False)
    if len(losers) > 1:  # "the party loses the rope": whoever has it
        losers = tuple(c for c in losers if ground.world.number(f"character:{c}", path) >= effect.quantity)[:1]
        if not losers:
            raise ground.refusal("nobody_holds", name=item.name)
    entity = f"character:{losers[0]}"
    has = ground.world.number(entity, path)
    if has < effect.quantity:
        raise ground.refusal("does_not_hold", who=losers[0], name=item.name)
    yield from ground.put(entity, path, has - effect.quantity or None)
    if effect.dropped:
        place = f"place:{ground.world.text(entity, 'place', ground.state.place_id)}"
        yield from ground.put(place, path, ground.world.number(place, path) + effect.quantity)


def _condition(ground: Ground, effect: AddCondition | RemoveCondition) -> Iterable[Change]:
    if ground.campaign.ruleset.condition(effect.condition) is None:
        raise ground.refusal("unknown", name=effect.condition)
    for character in ground.here(effect.character):
        if isinstance(effect, AddCondition):
            yield from _worse(ground, character, effect)
        else:
            for path in (f"condition/{effect.condition}", f"until/{effect.condition}", f"from/{effect.condition}"):
                yield from ground.put(f"character:{character}", path, None)


def _worse(ground: Ground, character: str, effect: AddCondition) -> Iterable[Change]:
    """A condition is given, or a level more of it; with the moment when it passes, where it has one."""
    entity = f"character:{character}"
    rule = ground.campaign.ruleset.condition(effect.condition)
    assert rule is not None
    level = min(rule.levels, condition_levels(ground.world, character).get(rule.id, 0) + 1)
    yield from ground.put(entity, f"condition/{rule.id}", level if rule.levels > 1 else True)
    minutes = effect.minutes
    if minutes is None and effect.rounds is not None:
        minutes = -(-effect.rounds // ROUNDS_A_MINUTE)
    until = None
    if minutes is not None:
        until = f"m:{ground.world.number('world', 'minutes', ground.campaign.opening.minutes) + minutes}"
    if until is not None:
        ground.timed.append((entity, f"until/{rule.id}"))
    yield from ground.put(entity, f"until/{rule.id}", until)
    if level == rule.levels > 1 and rule.worst and ground.status(character) == "active":
        yield from ground.put(entity, "hp", 0)
        yield from ground.put(entity, "status", rule.worst)


def _start_encounter(ground: Ground, effect: StartEncounter) -> Iterable[Change]:
    plan = ground.campaign.encounter(effect.encounter)
    if plan is None:
        raise ground.refusal("unknown", name=effect.encounter)
    party = tuple(c for c in ground.present if ground.campaign.character(c))  # the fallen too: they can be helped
    scene, place = ground.state.scene.key, ground.state.place_id
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


def _resource(ground: Ground, effect: ChangeResource) -> Iterable[Change]:
    found = next((r for r in ground.campaign.ruleset.resources if r.id == effect.resource), None)
    if found is None:
        raise ground.refusal("unknown", name=effect.resource)
    for character in ground.here(effect.character):
        entity, path = f"character:{character}", f"resource/{found.id}"
        now = ground.world.number(entity, path)
        after = max(0, now + effect.by)
        most = numbers_of(ground.campaign, ground.world, character).maximum(found.id)
        if most is not None:
            after = min(after, max(now, most))
        if after != now:
            yield from ground.put(entity, path, after)


def _attitude(ground: Ground, effect: ShiftAttitude) -> Iterable[Change]:
    npc = ground.campaign.npc(effect.npc)
    if npc is None:
        raise ground.refusal("unknown", name=effect.npc)
    ground.here(effect.npc)
    entity = f"character:{npc.id}"
    now = ground.world.number(entity, "attitude", npc.attitude)
    after = max(-3, min(3, now + effect.by))
    if after != now:
        yield from ground.put(entity, "attitude", after)


def exit_of_fact(fact: str, campaign: Campaign) -> tuple[str, str] | None:
    """(place, to) if a fact's id (`exit:here:there` or `here:there`) names an exit of the campaign."""
    parts = fact.removeprefix("exit:").split(":")
    if len(parts) == 2 and exit_between(campaign, parts[0], parts[1]) is not None:
        return parts[0], parts[1]
    return None


def _reveal(ground: Ground, effect: Reveal) -> Iterable[Change]:
    fact = effect.fact
    way = exit_of_fact(fact, ground.campaign)
    if way is not None:
        fact = EXIT_FACT.format(place=way[0], to=way[1])
    elif fact not in ground.campaign.facts():
        raise ground.refusal("unknown", name=fact)
    learners = [c for who in effect.to or (PARTY,) for c in ground.here(who)]
    for character in dict.fromkeys(learners):
        if not knows(ground.campaign, ground.world, character, fact):
            yield from ground.put(f"character:{character}", f"knows/{fact}", True)


def _tell(ground: Ground, effect: Tell) -> Iterable[Change]:
    path = f"{HEARD if effect.what == 'turn' else TOLD}/{effect.number}"
    for character in dict.fromkeys(c for who in effect.to for c in ground.here(who)):
        yield from ground.put(f"character:{character}", path, True)


def _flag(ground: Ground, effect: SetFlag) -> Iterable[Change]:
    if not any(flag.id == effect.flag for flag in ground.campaign.flags):
        raise ground.refusal("unknown", name=effect.flag)
    yield from ground.put(f"flag:{effect.flag}", "on", True if effect.on else None)


def _clock(ground: Ground, effect: TickClock) -> Iterable[Change]:
    clock = ground.campaign.clock(effect.clock)
    if clock is None:
        raise ground.refusal("unknown", name=effect.clock)
    now = ground.world.number(f"clock:{clock.id}", "filled")
    after = max(0, min(clock.segments, now + effect.by))
    if after != now:
        yield from ground.put(f"clock:{clock.id}", "filled", after)


def _open_exit(ground: Ground, effect: OpenExit) -> Iterable[Change]:
    if exit_between(ground.campaign, effect.place, effect.to) is None:
        raise ground.refusal("no_open_way", name=ground.place_name(effect.to))
    at = {ground.state.place_id, ground.world.text(f"character:{ground.actor}", "place")}
    if not ground.authored and not at & {effect.place, effect.to}:
        raise ground.refusal("place_elsewhere", name=ground.place_name(effect.place))
    yield from ground.put(f"exit:{effect.place}:{effect.to}", "open", True)
    back = exit_between(ground.campaign, effect.to, effect.place)
    # A door that opens is open from both sides.
    if back and (back.hidden or back.locked) and not is_open(ground.world, effect.to, effect.place):
        yield from ground.put(f"exit:{effect.to}:{effect.place}", "open", True)


_MAKERS: Final[Mapping[type, Callable[[Ground, Any], Iterable[Change]]]] = MappingProxyType(
    {
        Damage: _damage,
        Heal: _heal,
        Move: _move,
        GiveItem: _give_item,
        LoseItem: _lose_item,
        AddCondition: _condition,
        RemoveCondition: _condition,
        ChangeResource: _resource,
        ShiftAttitude: _attitude,
        Reveal: _reveal,
        Tell: _tell,
        SetFlag: _flag,
        TickClock: _clock,
        OpenExit: _open_exit,
        Advance: advance,
        Improve: improve,
        TakeRest: take_rest,
        StartEncounter: _start_encounter,
        Declare: declare,
        TendLore: tend_lore,
    }
)
