"""The engine's values as guards compare a telling with them: dice, bodies, belongings, places, names not yet told."""

import re
from collections.abc import Iterator
from typing import Final

from gm.domain.brief import NarrationBrief, PersonView
from gm.domain.campaign import Campaign, Npc, PlayerCharacter
from gm.domain.play import SceneState, Turn
from gm.rules.guards.bodies import Bodies
from gm.rules.guards.gear import Gear
from gm.rules.guards.names import names_of
from gm.rules.guards.places import Moves
from gm.rules.guards.rolls import Rolls

_BETWEEN: Final = frozenset({"partial", "setback", "mixed", "cost", "tie"})
"""Degrees that are neither: a failure with a gain, a success at a price."""
_CALLINGS: Final = re.compile(
    r"(?:brother|sister|father|mother|captain|doctor|uncle|aunt|young|saint|master|bruder|schwester|vater|mutter|"
    r"hermano|hermana|padre|madre|брат|сестра|отец|мать)"
)
"""What stands before a name and is none by itself."""
_GHOSTLY: Final = re.compile(
    r"ghost|spirit|undead|revenant|spectre|specter|phantom|skeleton|zombie|vampire|geist|gespenst|untot|fantasma|espectro|"
    r"призрак|дух|мертвец|нежит|幽灵|鬼|亡灵|亡霊|幽霊|ผี|วิญญาณ",
    re.IGNORECASE,
)


def rolls(turn: Turn, brief: NarrationBrief) -> Rolls:
    """How the checks of the turn came out, and its numbers."""
    checks = [verdict for verdict in brief.verdicts if verdict.check is not None]
    one = checks[0] if len(checks) == 1 and len(brief.verdicts) == 1 and not brief.fight else None
    check = one.check if one is not None else None
    clear = check is not None and check.degree not in _BETWEEN and check.way != "total"
    outcome = turn.outcome
    steps = outcome.steps if outcome else ()
    hurt = {change.amount for change in brief.changes if change.kind in ("hurt", "healed")}
    hurt |= {step.amount for step in steps if step.amount is not None and step.kind in ("damage", "heal", "healing")}
    amounts = {
        int(each) for text in (*brief.fight, *(c.text for c in brief.changes)) for each in re.findall(r"\d+", text)
    }
    return Rolls(
        brief.language,
        [pc.name for pc in brief.players_here()],
        success=check.success if check is not None and clear else None,
        attempt=f"{one.intent} {one.input_text}" if one is not None else "",
        amounts=amounts,
        hurt=hurt,
    )


def bodies(state: SceneState, turn: Turn, brief: NarrationBrief) -> Bodies:
    """Who can do nothing, and who lives."""
    changes = turn.outcome.changes if turn.outcome else ()
    moved = {change.entity.partition(":")[2] for change in changes if change.path in ("status", "hp")}
    fell = {c.entity.partition(":")[2] for c in changes if c.path == "status" and c.after in ("down", "dead")}
    still, alive = list[str](), list[str]()
    people: tuple[PlayerCharacter | Npc, ...] = (*state.campaign.characters, *state.campaign.npcs)
    shared = _shared_names(state.campaign)
    here = {person.id: person for person in (*brief.players_here(), *brief.others_here())}
    for person in people:
        names = [name for name in names_of(person.name, person.aliases) if name.casefold() not in shared]
        status = state.world.text(f"character:{person.id}", "status", "active")
        if status in ("dead", "down") and person.id not in moved and not _lives_on(person):
            still += names
        elif status == "active" and person.id in here and person.id not in fell:
            alive += names
    lost = any(state.world.text(f"character:{pc.id}", "status", "active") == "dead" for pc in state.campaign.characters)
    return Bodies(brief.language, still, alive, nobody_fell=not lost and not fell)


def _lives_on(person: object) -> bool:
    """Whether somebody may go about after death."""
    if not isinstance(person, Npc):
        return False
    return bool(_GHOSTLY.search(f"{person.name} {person.appearance} {person.persona} {' '.join(person.sheet.tags)}"))


def _shared_names(campaign: Campaign) -> frozenset[str]:
    """Names and parts of names that more than one person has."""
    seen: dict[str, set[str]] = {}
    people: tuple[PlayerCharacter | Npc, ...] = (*campaign.characters, *campaign.npcs)
    for person in people:
        for name in names_of(person.name, person.aliases):
            seen.setdefault(name.casefold(), set()).add(person.id)
    return frozenset(name for name, ids in seen.items() if len(ids) > 1)


def own_names(campaign: Campaign, pc: PersonView) -> tuple[str, ...]:
    """What a player's character is called: whole names, and those parts of them that are nobody else's."""
    whole, shared = (pc.name, *pc.aliases), _shared_names(campaign)
    parts = (part for part in names_of(pc.name, pc.aliases) if part[:1].isupper() and part.casefold() not in shared)
    return tuple(dict.fromkeys((*whole, *(part for part in parts if not _CALLINGS.fullmatch(part.casefold())))))


def gear(state: SceneState, turn: Turn, brief: NarrationBrief) -> Gear:
    """Which things of the campaign the party has not."""
    changes = turn.outcome.changes if turn.outcome else ()
    moved = {change.path.removeprefix("item/") for change in changes if change.path.startswith("item/")}
    party = {item for pc in brief.players_here() for item in _held(state, f"character:{pc.id}")}
    lying = {item for place in _places(state, brief) for item in _held(state, f"place:{place}")}
    others = {item for each in brief.others_here() for item in _held(state, f"character:{each.id}")}
    items = [item for item in state.campaign.items if item.id not in moved]
    return Gear(
        brief.language,
        [pc.name for pc in brief.players_here()],
        nowhere=[item.name for item in items if item.id not in party | lying | others],
        not_theirs=[item.name for item in items if item.id not in party],
        at_hand=[item.name for item in state.campaign.items if item.id in party | moved],
    )


def _places(state: SceneState, brief: NarrationBrief) -> frozenset[str]:
    """Where somebody of the party is."""
    return frozenset((state.place_id, brief.place.id, *(each.place.id for each in brief.apart)))


def _held(state: SceneState, entity: str) -> Iterator[str]:
    return (item for item, count in state.world.under(entity, "item").items() if isinstance(count, int) and count > 0)


def moves(state: SceneState, turn: Turn, brief: NarrationBrief) -> Moves:
    """Where the party is not."""
    changes = turn.outcome.changes if turn.outcome else ()
    touched = {str(value) for change in changes if change.path == "place" for value in (change.before, change.after)}
    near = {*_places(state, brief), *touched}
    here = [name for place in state.campaign.places if place.id in near for name in (place.name, *place.aliases)]
    away = [name for place in state.campaign.places if place.id not in near for name in (place.name, *place.aliases)]
    return Moves(brief.language, [pc.name for pc in brief.players_here()], away, here)


def hidden_names(state: SceneState, brief: NarrationBrief) -> Iterator[str]:
    """Names of people who are not here, and of places to which only hidden ways lead that were never gone. Whether the
    table has heard them is for the guard to see."""
    present = (*brief.players_here(), *brief.others_here())
    here = {person.id for person in present}
    taken = {name for person in present for name in names_of(person.name, person.aliases)}
    for npc in state.campaign.npcs:
        if npc.id not in here and not npc.kind:
            yield from (name for name in names_of(npc.name, npc.aliases) if name not in taken)
    plain = {way.to for place in state.campaign.places for way in place.exits if not way.hidden}
    for place in state.campaign.places:
        seen = place.id in _places(state, brief) or state.world.is_set(f"place:{place.id}", "visited")
        if place.id not in plain and not seen and len(place.name.split()) > 1:
            yield place.name
