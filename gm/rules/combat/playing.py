"""Fights as the rest of the engine calls them: begin, look, act, let the others act."""

from collections.abc import Sequence
from typing import Final, Literal, cast

from gm.domain.campaign import Campaign, Npc, Sheet
from gm.domain.dice import Dice
from gm.domain.encounter import Combatant, EncounterView, LegalAction
from gm.domain.errors import EffectError
from gm.domain.ruling import CombatAction
from gm.domain.state import WorldState
from gm.rules.combat import order
from gm.rules.combat.actions import check, perform
from gm.rules.combat.asking import Answers
from gm.rules.combat.ending import end, settle
from gm.rules.combat.ground import OVER, Acted, Fight
from gm.rules.combat.legal import legal
from gm.rules.combat.powers import goes_on
from gm.rules.combat.tactics import play_turn
from gm.rules.combat.upkeep import finish_turn, start_turn
from gm.rules.draws import KeyedDice
from gm.rules.lexicon import kept

_LONGEST: Final = 400
"""Turns that code plays in a row before it breaks the fight off: one between the invulnerable would never end."""
LOOKING: Final = KeyedDice("00", turn_uid="looking", attempt=1, source_ids=())
"""Dice for whoever only looks: none of them counts."""


def is_on(world: WorldState, scene: str) -> bool:
    """Whether a fight is under way in a scene."""
    entity = f"encounter:{scene}"
    return bool(world.text(entity, "plan")) and world.text(entity, "outcome") not in OVER


def begin(
    campaign: Campaign,
    world: WorldState,
    scene: str,
    plan_id: str,
    party: Sequence[str],
    place: str,
    dice: Dice,
    purpose: str,
    answers: Answers | None = None,
) -> Acted:
    """Begin a prepared fight: everybody is set up, the order is rolled, code plays on until a player must choose.

    Raises:
        EffectError: there is no such fight, one is under way, or nobody is there to fight it.
        MustAsk: a player must say something first, that `answers` does not hold yet.
    """
    plan = campaign.encounter(plan_id)
    if plan is None:
        raise EffectError("no_fight")
    if is_on(world, scene):
        raise EffectError("fight_already")
    if not party:
        raise EffectError("nobody_present")
    fight = Fight(campaign, world, scene, dice, purpose, answers=answers)
    order.begin(fight, plan, party, place)
    _others(fight)
    return fight.done()


def act(
    campaign: Campaign,
    world: WorldState,
    scene: str,
    who: str,
    action: CombatAction,
    dice: Dice,
    purpose: str,
    answers: Answers | None = None,
) -> Acted:
    """One action of a player's character, and the turns of all whom code runs after it. Refused, it changes nothing.

    Raises:
        MustAsk: a player must say something first, that `answers` does not hold yet.
    """
    fight = Fight(campaign, world, scene, dice, purpose, answers=answers)
    try:
        perform(fight, who, action)
    except EffectError as error:
        return Acted(world, refused=str(error))
    if not settle(fight) and not goes_on(fight, who, action):
        _after(fight, who)
        _others(fight)
    return fight.done()


def go_past(
    campaign: Campaign,
    world: WorldState,
    scene: str,
    who: str,
    dice: Dice,
    purpose: str,
    answers: Answers | None = None,
) -> Acted:
    """The fight goes on without somebody whom a deed of their own has felled; with nobody left on a side it ends.

    Raises:
        MustAsk: a player must say something first, that `answers` does not hold yet.
    """
    fight = Fight(campaign, world, scene, dice, purpose, answers=answers)
    if not settle(fight):
        if order.current(fight) in (None, who):
            _after(fight, who)
        _others(fight)
    return fight.done()


def why_not(campaign: Campaign, world: WorldState, scene: str, who: str, action: CombatAction) -> str:
    """Why the rules do not allow an action, as a key of what they can say; '' if they do."""
    try:
        check(Fight(campaign, world, scene, LOOKING, "look", record=False), who, action)
    except EffectError as error:
        return str(error)
    return ""


def _after(fight: Fight, who: str) -> None:
    """What follows somebody's action in this kit's order."""
    if order.current(fight) is not None:
        order.next_turn(fight)
    elif fight.combat.order == "sides":
        finish_turn(fight, who)
        fight.mark(f"done/{who}", True)
        if not order.may_act(fight):
            _other_side(fight)
    else:
        finish_turn(fight, who)
        _answered(fight, who)


def _other_side(fight: Fight) -> None:
    """The whole other side acts, then a new round begins for the party."""
    for who in fight.order:
        if fight.over or (fight.fighter(who).side == "party" and fight.fighter(who).is_pc):
            continue
        _one_turn(fight, who)
        settle(fight)
    if not fight.over:
        order.new_round(fight)
        for who in fight.order:
            fight.mark(f"done/{who}", None)
            if fight.fighter(who).is_pc:
                start_turn(fight, who)
        settle(fight)


def _answered(fight: Fight, who: str) -> None:
    """Spotlight: what went wholly well opens a way for a companion, all else is answered by an enemy. Each deed begins
    a new round."""
    well = fight.wholly.get(who, False)
    companion = _called(fight, who) or (_waiting_longest(fight) if well else "")
    if companion:
        _one_turn(fight, companion)
        settle(fight)
    if not fight.over and not well:
        near = fight.near(who) or fight.foes(who)
        if near:
            _one_turn(fight, near[0])
            settle(fight)
    if not fight.over:
        order.new_round(fight)
        start_turn(fight, who)
        settle(fight)


def _called(fight: Fight, who: str) -> str:
    """The companion whom somebody's deed was to help; '' if it was not."""
    helped = next((step.target for step in reversed(fight.steps) if (step.kind, step.actor) == ("help", who)), "")
    return helped if helped and fight.active(helped) and not fight.fighter(helped).is_pc else ""


def _waiting_longest(fight: Fight) -> str:
    """The companion whose turn it is to be next: each once before any acts again."""
    able = [each for each in fight.side("party") if not fight.fighter(each).is_pc]
    if able and all(fight.here(f"done/{each}") for each in able):
        for each in able:
            fight.mark(f"done/{each}", None)
    chosen = next((each for each in able if not fight.here(f"done/{each}")), "")
    if chosen:
        fight.mark(f"done/{chosen}", True)
    return chosen


def _one_turn(fight: Fight, who: str) -> None:
    start_turn(fight, who)
    if fight.active(who) and not settle(fight):
        play_turn(fight, who)
        finish_turn(fight, who)


def _others(fight: Fight) -> None:
    """Code plays until a player's character must choose, or it is over."""
    for _ in range(_LONGEST):
        if settle(fight):
            return
        now = order.current(fight)
        if now is None:
            return
        if fight.active(now):
            if fight.fighter(now).is_pc and not fight.here(f"surprised/{now}") and not fight.blocked(now, "actions"):
                return
            play_turn(fight, now)
        if not settle(fight):
            order.next_turn(fight)
    end(fight, "ended")


def legal_actions(campaign: Campaign, world: WorldState, scene: str, who: str) -> tuple[LegalAction, ...]:
    """What somebody may do now; empty outside of a fight or out of turn."""
    if not is_on(world, scene):
        return ()
    return legal(Fight(campaign, world, scene, LOOKING, "look", record=False), who)


def encounter_view(campaign: Campaign, world: WorldState, scene: str) -> EncounterView | None:
    """The fight at this moment, or None."""
    if not is_on(world, scene):
        return None
    fight = Fight(campaign, world, scene, LOOKING, "look", record=False)
    plan = fight.plan
    return EncounterView(
        key=plan.id if plan else "",
        title=plan.title if plan else "",
        round=fight.here("round", 1),
        zones=fight.zones,
        order=tuple(
            who for who in fight.order if fight.get(fight.entity, f"out/{who}") is None and fight.status(who) != "gone"
        ),
        turn=order.current(fight),
        combatants=tuple(_combatant(fight, who) for who in fight.order),
        goal=plan.goal if plan else "",
    )


def _combatant(fight: Fight, who: str) -> Combatant:
    fighter = fight.fighter(who)
    return Combatant(
        id=who,
        name=fighter.name,
        side=fighter.side,
        zone=fight.zone(who),
        hp=fight.of(who, "hp"),
        max_hp=fight.of(who, "max_hp", fighter.max_hp),
        temp_hp=fight.of(who, "temp_hp"),
        defence=fighter.defence,
        status=cast(Literal["active", "down", "dead", "gone"], fight.status(who)),
        conditions=tuple(fight.conditions(who)),
        initiative=fight.here(f"initiative/{who}"),
        surprised=bool(fight.here(f"surprised/{who}")),
        helped=bool(fight.here(f"helped/{who}")),
        hidden=bool(fight.here(f"hidden/{who}")),
        dodging=bool(fight.here(f"dodging/{who}")),
    )


def with_creatures(campaign: Campaign, world: WorldState) -> Campaign:
    """The campaign with the creatures that fights have brought as people of it: everything knows them by name."""
    brought = [who for who in world.entities("character") if world.get(f"character:{who}", "block") is not None]
    if not brought:
        return campaign
    made: dict[tuple[str, ...], Campaign] = kept(campaign, "with creatures", dict)
    key = tuple(
        f"{who}={world.text(f'character:{who}', 'name')}:{world.number(f'character:{who}', 'max_hp')}"
        for who in brought
    )
    if key not in made:
        if len(made) >= 8:
            made.clear()
        people = tuple(_person(campaign, world, who) for who in brought)
        made[key] = campaign.model_copy(update={"npcs": (*campaign.npcs, *(p for p in people if p is not None))})
    return made[key]


def _person(campaign: Campaign, world: WorldState, who: str) -> Npc | None:
    entity = f"character:{who}"
    block = campaign.creature(world.text(entity, "block"))
    if block is None:
        return None
    return Npc(
        id=who,
        name=world.text(entity, "name", block.name),
        aliases=(block.name,),
        pronouns="it/its",
        appearance=block.summary or block.name,
        persona=block.summary,
        attitude=-3,
        kind=block.id,
        sheet=Sheet(
            attributes=dict(block.attributes),
            max_hp=max(1, world.number(entity, "max_hp", 1)),
            defence=block.defence,
            resistant=block.resistant,
            vulnerable=block.vulnerable,
            immune=block.immune,
            attacks=block.attacks,
        ),
    )
