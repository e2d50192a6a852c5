"""For whom a fight waits, and what somebody does in it whose player says nothing. Pure: no dice fall here."""

from collections.abc import Mapping
from typing import Final

from gm.domain.campaign import Campaign
from gm.domain.effects import Change
from gm.domain.ruling import CombatAction
from gm.domain.state import Key, WorldState
from gm.domain.table import Absent
from gm.rules.combat.ground import Fight
from gm.rules.combat.order import may_act
from gm.rules.combat.playing import LOOKING, is_on
from gm.rules.combat.tactics import choose
from gm.rules.world import change

_LEAVES: Final = ("flee", "surrender")
"""What nobody does for somebody else."""
PASSED: Final = "passed"
"""`encounter:<scene> passed`: how many turns went by one after another of which no player said anything."""


def waited_for(campaign: Campaign, world: WorldState, scene: str) -> tuple[str, ...]:
    """The players' characters without whom the fight does not go on, in order. Where anybody may act at any time it
    waits for nobody."""
    if not is_on(world, scene) or campaign.ruleset.combat.order == "spotlight":
        return ()
    return tuple(who for who in may_act(_seen(campaign, world, scene)) if campaign.character(who) is not None)


def waits_since(campaign: Campaign, versions: Mapping[Key, int], scene: str) -> int:
    """The commit since which it waits for those who may act now. A side has one time for all of it."""
    entity = f"encounter:{scene}"
    paths = ("plan", "round") if campaign.ruleset.combat.order == "sides" else ("plan", "round", "turn")
    return max(versions.get((entity, path), 0) for path in paths)


def absent_action(campaign: Campaign, world: WorldState, scene: str, who: str, rule: Absent) -> CombatAction:
    """What the table's rule has somebody do: let the turn go by (`skip`), guard themselves (`default`), or fight beside
    the others as their companions do (`party`). They never leave the fight by it."""
    wait = CombatAction(kind="wait")
    dodge = CombatAction(kind="dodge") if "dodge" in campaign.ruleset.combat.actions else wait
    if rule == "skip":
        return wait
    if rule == "default":
        return dodge
    chosen = choose(_seen(campaign, world, scene), who)
    return dodge if chosen.kind in _LEAVES else chosen


def sleeps(campaign: Campaign, world: WorldState, scene: str) -> bool:
    """Whether as many turns went by as there are players' characters on their feet: the fight waits for a player, and
    no turn passes by itself."""
    fight = _seen(campaign, world, scene)
    able = sum(campaign.character(who) is not None for who in fight.side("party"))
    return fight.here(PASSED) >= able


def went_by(world: WorldState, scene: str, *, absent: bool) -> tuple[Change, ...]:
    """The changes that count a beat of a fight that goes on: one of which no player said anything (`absent`), or one
    with which the count begins anew."""
    entity = f"encounter:{scene}"
    if not is_on(world, scene):
        return ()
    return change(world, entity, PASSED, world.number(entity, PASSED) + 1 if absent else None)


def _seen(campaign: Campaign, world: WorldState, scene: str) -> Fight:
    return Fight(campaign, world, scene, LOOKING, "look", record=False)
