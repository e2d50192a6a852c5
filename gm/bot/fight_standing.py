"""How a fight stands, as a card: who is where and how they are, whose turn it is, who comes then. Pure.

Numbers for the party, words for everybody else: nobody at the table counts a goblin's blood.
"""

from typing import Final

from gm.bot.buttons import Button
from gm.bot.cards import Card
from gm.bot.catalogue import Speech
from gm.bot.outcome_card import shortened
from gm.bot.pickers import Picker
from gm.domain.campaign import Campaign
from gm.domain.encounter import Combatant, EncounterView
from gm.domain.state import WorldState
from gm.rules.remaining import rounds_left
from gm.rules.sheets import health_word

_THEN: Final = 3
"""Of those who come after: how many are named."""


def standing_card(
    speech: Speech,
    campaign: Campaign,
    world: WorldState,
    view: EncounterView,
    pickers: tuple[Picker, ...] = (),
    buttons: tuple[Button, ...] = (),
    until: tuple[str, ...] = (),
) -> Card:
    """Round, zones with who stands where, whose turn it is, and `until` when it waits. The turn stands in words as well
    as at its mark."""
    rows: list[str] = []
    for number, zone in enumerate(view.zones):
        here = [each for each in view.combatants if each.zone == number and each.status in ("active", "down")]
        rows.append(f"**{zone}**" if here else f"**{zone}**: {speech('fight.nobody')}")
        rows += [_person(speech, campaign, world, view, each) for each in here]
    key = "fight.title" if view.title else "fight.untitled"
    title = speech(key, title=view.title, round=view.round)
    said = (*shortened(rows, 1400), *_turn(speech, view), *until)
    return Card(title, said, pickers=pickers, buttons=buttons, accent="fight")


def _turn(speech: Speech, view: EncounterView) -> tuple[str, ...]:
    turn = view.combatant(view.turn or "")
    if turn is None:
        return ("", speech("fight.side"))
    said = speech("fight.turn", name=turn.name)
    after = _after(view)
    return ("", said, *((f"-# {speech('fight.then', names=', '.join(after))}",) if after else ()))


def _after(view: EncounterView) -> list[str]:
    """Who comes next, of those who can act."""
    if view.turn not in view.order:
        return []
    at = view.order.index(view.turn)
    around = [view.combatant(who) for who in (*view.order[at + 1 :], *view.order[:at])]
    return [each.name for each in around if each is not None and each.status == "active"][:_THEN]


def _person(speech: Speech, campaign: Campaign, world: WorldState, view: EncounterView, each: Combatant) -> str:
    mark = "▶" if each.id == view.turn else "•"
    how = (health_of(speech, campaign, each), *_conditions(speech, campaign, world, view, each))
    return f"{mark} **{each.name}**: {', '.join(how)}"


def health_of(speech: Speech, campaign: Campaign, each: Combatant) -> str:
    """How somebody is, as the table may know it."""
    if campaign.character(each.id) is not None and each.status != "down":
        return f"{each.hp}/{each.max_hp}" + (f" +{each.temp_hp}" if each.temp_hp else "")
    return speech(f"health.{health_word(each.hp, each.max_hp, each.status).replace(' ', '_')}")


def _conditions(
    speech: Speech, campaign: Campaign, world: WorldState, view: EncounterView, each: Combatant
) -> list[str]:
    found = []
    for condition in each.conditions:
        rule = campaign.ruleset.condition(condition)
        if rule is None:
            continue
        left = rounds_left(world, each.id, condition, view.round)
        how = speech("fight.rounds", count=left) if left else speech("fight.this_round")
        found.append(rule.name if left is None else f"{rule.name} ({how})")
    return found
