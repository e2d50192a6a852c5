"""What is done to bodies: damage, healing, conditions and how long they last."""

from collections.abc import Iterable
from typing import Final

from gm.domain.effects import AddCondition, Change, Damage, Heal, RemoveCondition
from gm.domain.scenes import minutes_in
from gm.rules.combat.harm import damage_taken
from gm.rules.ground import Ground
from gm.rules.numbers import condition_levels, with_implied
from gm.rules.sheets import sheet_in

ROUNDS_A_MINUTE: Final = 10
"""Outside of a fight a round is six seconds, and the rest of a minute counts as one."""


def damage(ground: Ground, effect: Damage) -> Iterable[Change]:
    """Hit points are lost; at none somebody is down."""
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


def heal(ground: Ground, effect: Heal) -> Iterable[Change]:
    """Hit points come back; somebody who was down is up."""
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


def set_condition(ground: Ground, effect: AddCondition | RemoveCondition) -> Iterable[Change]:
    """A condition is given or taken."""
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
        now = minutes_in(ground.world, ground.state.scene.key, ground.campaign.opening.minutes)
        until = f"m:{now + minutes}"
    if until is not None:
        ground.timed.append((entity, f"until/{rule.id}"))
    yield from ground.put(entity, f"until/{rule.id}", until)
    if level == rule.levels > 1 and rule.worst and ground.status(character) == "active":
        yield from ground.put(entity, "hp", 0)
        yield from ground.put(entity, "status", rule.worst)
