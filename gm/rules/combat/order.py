"""Beginning a fight, and whose turn it is: initiative, rounds, what strikes between turns, those who are skipped."""

from collections.abc import Iterable, Sequence
from typing import Final

from gm.domain.campaign import EncounterPlan
from gm.domain.encounter import Side
from gm.rules.combat.bringing import bring
from gm.rules.combat.ground import Fight
from gm.rules.combat.strikes import can_reach, ready, strike
from gm.rules.combat.upkeep import finish_turn, start_turn

_MOST_OF_A_KIND: Final = 40


def begin(fight: Fight, plan: EncounterPlan, party: Sequence[str], place: str) -> None:
    """Set everybody up, roll for the order, and start the first turn."""
    fight.mark("plan", plan.id)
    fight.mark("outcome", None)
    fight.mark("round", 1)
    sides: dict[str, Side] = dict.fromkeys((*party, *_there(fight, plan.allies)), "party")
    sides |= dict.fromkeys(_there(fight, plan.npcs), "foes")
    for who, side in sides.items():
        _join(fight, who, side, 0 if side == "party" else plan.foes_zone)
        if fight.campaign.npc(who) is not None and fight.text(f"character:{who}", "place") != place:
            fight.put(f"character:{who}", "place", place)  # whom the author has fight here has come here
    for block_id, count in plan.creatures.items():
        block = fight.campaign.creature(block_id)
        for _ in range(min(count, _MOST_OF_A_KIND) if block is not None else 0):
            assert block is not None
            who = bring(fight, block, place, several=count > 1)
            sides[who] = "foes"
            _join(fight, who, "foes", plan.foes_zone)
    fight.reorder(tuple(sides))
    fight.step("begin", detail=plan.id)
    _roll_order(fight, plan, tuple(sides))
    fight.mark("turn", 0)
    _open_turn(fight)


def _there(fight: Fight, people: Iterable[str]) -> list[str]:
    return [who for who in people if fight.status(who) == "active" and fight.campaign.anyone(who) is not None]


def _join(fight: Fight, who: str, side: Side, zone: int) -> None:
    fight.mark(f"side/{who}", side)
    if fight.status(who) == "down" and fight.rules.dying.mode == "saves":
        fight.set(who, "dying/success", fight.rules.dying.needed)  # whoever fell before has lain still since
    fight.mark(f"zone/{who}", min(zone, len(fight.zones) - 1))


def _roll_order(fight: Fight, plan: EncounterPlan, everyone: Sequence[str]) -> None:
    if fight.combat.order in ("sides", "spotlight"):
        ranked = sorted(everyone, key=lambda who: fight.fighter(who).side != "party")
    else:
        rolled: dict[str, int] = {}
        for who in everyone:
            record = fight.roll(fight.combat.initiative, "initiative")
            rolled[who] = record.total + fight.fighter(who).initiative
            fight.mark(f"initiative/{who}", rolled[who])
        place = {who: number for number, who in enumerate(everyone)}
        ranked = sorted(everyone, key=lambda who: (-rolled[who], -fight.fighter(who).initiative, place[who]))
    fight.reorder(ranked)
    taken_unawares = {"party": "party", "foes": "foes"}.get(plan.surprise) if fight.combat.surprise else None
    for who in ranked:
        if fight.fighter(who).side == taken_unawares:
            fight.mark(f"surprised/{who}", True)


def current(fight: Fight) -> str | None:
    """Whose turn it is; None where a whole side may act, or the fight is over."""
    if fight.over or fight.combat.order != "initiative" or not fight.order:
        return None
    everyone = fight.order
    return everyone[fight.here("turn") % len(everyone)]


def may_act(fight: Fight) -> tuple[str, ...]:
    """Those who may act now, in order."""
    if fight.over:
        return ()
    now = current(fight)
    if now is not None:
        return (now,) if fight.active(now) else ()
    if fight.combat.order == "sides":
        return tuple(who for who in _players(fight) if not fight.here(f"done/{who}"))
    return _players(fight)


def _players(fight: Fight) -> tuple[str, ...]:
    """Those on their feet for whom somebody at the table decides; their companions act with the others."""
    return tuple(who for who in fight.side("party") if fight.fighter(who).is_pc)


def next_turn(fight: Fight) -> None:
    """The turn is over: what clings is saved against, what strikes between turns strikes, the next one begins."""
    who = current(fight)
    if who is None:
        return
    finish_turn(fight, who)
    _between(fight, who)
    if fight.over:
        return
    turn = fight.here("turn") + 1
    if turn >= len(fight.order):
        turn = 0
        new_round(fight)
    fight.mark("turn", turn)
    _open_turn(fight)


def new_round(fight: Fight) -> None:
    """The next round begins; the lair stirs."""
    fight.mark("round", fight.here("round", 1) + 1)
    fight.step("round", amount=fight.here("round", 1))
    plan = fight.plan
    if plan is None or not plan.lair:
        return
    for who in fight.order:
        fighter = fight.fighter(who)
        if not fighter.lair or not fight.active(who):
            continue
        name = fighter.lair[fight.here("round", 1) % len(fighter.lair)]
        attack = fighter.attack(name)
        if attack is not None and ready(fight, who, attack):
            targets = fight.foes(who)
            chosen = targets if attack.area != "one" else targets[:1]
            if chosen:
                fight.step("lair", who, "", name)
                strike(fight, who, attack, chosen)


def _between(fight: Fight, who: str) -> None:
    """Legendary creatures act at the end of others' turns, as often in a round as they may."""
    for other in fight.order:
        fighter = fight.fighter(other)
        if other == who or not fighter.legendary or not fight.active(other) or fight.blocked(other, "actions"):
            continue
        if fight.here(f"surprised/{other}"):
            continue
        if fight.here(f"legendary/{other}") >= fighter.legendary_actions:
            continue
        for name in fighter.legendary:
            attack = fighter.attack(name)
            if attack is None or not ready(fight, other, attack):
                continue
            targets = [foe for foe in fight.foes(other) if can_reach(fight, other, foe, attack)]
            if targets:
                fight.mark(f"legendary/{other}", fight.here(f"legendary/{other}") + 1)
                fight.step("legendary", other, "", name)
                strike(fight, other, attack, targets if attack.area != "one" else targets[:1])
                break


def _open_turn(fight: Fight) -> None:
    who = current(fight)
    if who is None:
        return
    fight.mark(f"legendary/{who}", None)
    if fight.active(who):
        fight.step("turn", who)
    start_turn(fight, who)
