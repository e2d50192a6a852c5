"""What a game master can lay a hand on, by name: for autocomplete, for typed commands, and as effects. Pure.

All of it is for game masters: it names flags, clocks, facts and people that players have not met.
"""

from collections.abc import Sequence
from typing import Final, Literal

from gm.domain.campaign import Campaign
from gm.domain.effects import (
    AddCondition,
    Damage,
    Effect,
    GiveItem,
    Heal,
    LoseItem,
    Move,
    RemoveCondition,
    Reveal,
    SetFlag,
    TickClock,
)
from gm.domain.errors import NotFound, Refused
from gm.domain.play import SceneState
from gm.domain.words import called, fold
from gm.play.views import fact_title
from gm.rules.ground import PARTY

Verb = Literal["give", "take", "hp", "condition", "move", "flag", "clock", "learn"]
VERBS: Final[tuple[Verb, ...]] = ("give", "take", "hp", "condition", "move", "flag", "clock", "learn")
Named = tuple[tuple[str, str], ...]
"""(id, what to call it), in the campaign's order."""
_LEGAL: Final = 10


def reach(state: SceneState, kind: str) -> Named:
    """Everything of a kind that a game master can name: who, npc, item, place, condition, flag, clock, fact."""
    campaign = state.campaign
    match kind:
        case "who":
            party = [(pc.id, pc.name) for pc in campaign.characters if state.is_playing(pc.id)]
            return (*party, *((npc.id, npc.name) for npc in campaign.npcs))
        case "npc":
            here = frozenset(state.present())
            return tuple((n.id, n.name) for n in sorted(campaign.npcs, key=lambda n: n.id not in here))
        case "item":
            return tuple((item.id, item.name) for item in campaign.items)
        case "place":
            return tuple((place.id, place.name) for place in campaign.places)
        case "condition":
            return tuple((rule.id, rule.name) for rule in campaign.ruleset.conditions)
        case "flag":
            return tuple((flag.id, flag.meaning) for flag in campaign.flags)
        case "clock":
            return tuple((clock.id, clock.name) for clock in campaign.clocks)
        case "fact":
            return tuple((fact, _fact_name(campaign, fact, text)) for fact, text in campaign.facts().items())
    return ()


def _fact_name(campaign: Campaign, fact: str, text: str) -> str:
    title = fact_title(campaign, fact)
    return f"{title}: {text}" if title else text


def find(state: SceneState, kind: str, typed: str) -> str:
    """The id that was typed or picked: an id, a name, or the only one that begins so.

    Raises:
        NotFound: none, or several; names those that there are.
    """
    named, word = reach(state, kind), fold(typed.strip())
    if kind == "who" and word == PARTY:
        return PARTY
    fitting = called(typed, named)
    if len(fitting) == 1:
        return fitting[0]
    names = ", ".join(each if kind in ("flag", "fact") else name for each, name in named[:_LEGAL]) or "-"
    raise NotFound(
        f'There is no "{typed[:60]}" here.',
        remedy=f"There are: {names}.",
        key="reach.none",
        name=typed[:60],
        names=names,
    )


def effect_of(state: SceneState, verb: Verb, who: str, what: str, number: int | None) -> Effect:
    """What a game master's command means, as the one effect that the engine will apply or refuse.

    `who` is empty for flags and clocks. `number`: how many, by how much; for conditions and flags 0 takes away.

    Raises:
        NotFound: nobody and nothing of that name. Refused: a number that means nothing here.
    """
    made: Effect
    if verb == "flag":
        made = SetFlag(flag=find(state, "flag", what), on=number != 0)
    elif verb == "clock":
        made = TickClock(clock=find(state, "clock", what), by=_within(1 if number is None else number, 12))
    else:
        made = _on_somebody(state, verb, find(state, "who", who), what, number)
    return made


def _on_somebody(state: SceneState, verb: Verb, who: str, what: str, number: int | None) -> Effect:
    match verb:
        case "give":
            quantity = abs(_within(1 if number is None else number, 999))
            return GiveItem(character=who, item=find(state, "item", what), quantity=quantity)
        case "take":
            quantity = abs(_within(1 if number is None else number, 999))
            return LoseItem(character=who, item=find(state, "item", what), quantity=quantity)
        case "hp":
            by = _within(number or 0, 9999)
            return Damage(character=who, amount=str(-by)) if by < 0 else Heal(character=who, amount=str(by))
        case "condition":
            rule = find(state, "condition", what)
            lifted = number == 0
            return (
                RemoveCondition(character=who, condition=rule)
                if lifted
                else AddCondition(character=who, condition=rule)
            )
        case "move":
            return Move(character=who, place=find(state, "place", what))
        case _:
            return Reveal(fact=find(state, "fact", what), to=() if who == PARTY else (who,))


def _within(number: int, most: int) -> int:
    if number == 0 or abs(number) > most:
        raise Refused(f"A number from 1 to {most}, or below 0, is needed.", key="reach.number", most=most)
    return number


def hidden_rows(state: SceneState, *, party_only: bool = True) -> Sequence[tuple[str, str, tuple[str, ...]]]:
    """(id, text, names of those of the party who know it) of every fact that not all of the party know."""
    campaign, world = state.campaign, state.world
    pcs = [pc for pc in campaign.characters if state.is_playing(pc.id)]
    rows = []
    for fact, text in campaign.facts().items():
        lore = next((entry for entry in campaign.lore if entry.id == fact), None)
        if lore is not None and lore.audience == "everyone":
            continue
        knowing = tuple(pc.name for pc in pcs if world.is_set(f"character:{pc.id}", f"knows/{fact}"))
        if len(knowing) < len(pcs) or not party_only:
            rows.append((fact, _fact_name(campaign, fact, text), knowing))
    return rows
