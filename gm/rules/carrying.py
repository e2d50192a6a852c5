"""A character carried from one game to another: what goes along, and what that changes in both worlds. Pure.

What a player made goes along as it has become: sheet, levels, wounds; of the things those that the other game has. Both
worlds are marked: `character:<id>/carried` holds `to:<game>` or `from:<game>` (uids).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from gm.domain.campaign import Campaign
from gm.domain.effects import Change
from gm.domain.errors import Refused
from gm.domain.own import OwnCharacter
from gm.domain.play import SceneState, TurnOutcome
from gm.domain.values import Scalar
from gm.rules.fates import is_dead
from gm.rules.joining import arrival_changes
from gm.rules.reshaping import SHEET, own_of
from gm.rules.world import change

Takes = Literal["kit", "nothing"]
"""What goes along of what is carried: what the other game has, or nothing."""
CARRIED: Final = "carried"
_GROWN: Final = ("level", "xp", "picks", "max_hp", "hp")
_BELOW: Final = ("attribute", "trained", "raised")


@dataclass(frozen=True, slots=True)
class Luggage:
    """What goes along with a character."""

    who: OwnCharacter
    values: Mapping[str, Scalar]
    """Path → value, of sheet and growth."""
    things: Mapping[str, int]
    """`item/<id>` and `resource/<id>` → how many."""
    left: tuple[str, ...] = ()
    """Names of what stays behind: the other game has no such thing."""


def packed(state: SceneState, character: str, to: Campaign, takes: Takes) -> Luggage:
    """What would go along.

    Raises:
        NotFound: no such character. Refused: the campaign's own, dead, or the other game has other rules.
    """
    pc, world, entity = own_of(state.campaign, character), state.world, f"character:{character}"
    here, there = state.campaign.ruleset, to.ruleset
    if here.slug != there.slug:
        text = f"{pc.name} lives by {here.title}; {to.title} is played by {there.title}."
        remedy = "Only between games of the same rules: elsewhere, make them anew."
        raise Refused(text, remedy=remedy, key="carry.rules", name=pc.name, here=here.title, there=there.title)
    if is_dead(world, character):
        raise Refused(f"{pc.name} is dead.", key="join.lost", name=pc.name)
    if world.get(entity, "hp") is None:
        raise Refused(f"{pc.name} has not played here.", key="carry.unplayed", name=pc.name)
    values: dict[str, Scalar] = {path: value for path in _GROWN if (value := world.get(entity, path)) is not None}
    for prefix in _BELOW:
        values |= {f"{prefix}/{name}": value for name, value in world.under(entity, prefix).items()}
    values[SHEET] = pc.sheet.model_dump_json()
    known = {item.id for item in (*to.items, *there.items)}
    things: dict[str, int] = {}
    left: list[str] = []
    for name, count in world.under(entity, "item").items():
        item = state.campaign.item(name)
        if takes == "kit" and name in known and isinstance(count, int):
            things[f"item/{name}"] = count
        else:
            left.append(item.name if item is not None else name)
    for name, count in world.under(entity, "resource").items():
        if (takes == "kit" or name != "coin") and isinstance(count, int):
            things[f"resource/{name}"] = count
    return Luggage(pc, values, things, tuple(left))


def need_home(state: SceneState, character: str, home: str | None) -> None:
    """Nobody lives in two games. `home`: another one that they were carried to and play in. Raises Refused."""
    if home is not None:
        pc = state.campaign.character(character)
        name = pc.name if pc is not None else character
        remedy = "Carry them back from there, or take their arrival back there."
        raise Refused(f"{name} plays in {home} now.", remedy=remedy, key="carry.elsewhere", name=name, game=home)


def unpacked(state: SceneState, luggage: Luggage, source: str) -> TurnOutcome:
    """They arrive in the other game, where its scene plays. Raises Refused: they are in its party, or lost to it."""
    character = luggage.who.id
    entity, world = f"character:{character}", state.world
    if state.is_playing(character):
        raise Refused(f"{luggage.who.name} is there already.", key="carry.there", name=luggage.who.name)
    arrival = arrival_changes(state, character)
    values: dict[str, Scalar] = {each.path: each.after for each in arrival}
    values |= {path: None for path in values if path.startswith(("item/", "resource/"))}
    values |= {f"item/{name}": None for name in world.under(entity, "item")}
    values |= {f"resource/{name}": None for name in world.under(entity, "resource")}
    values |= dict(luggage.values) | dict(luggage.things)
    values |= {"arrived": None, "departed": None, CARRIED: f"from:{source}"}
    return TurnOutcome(changes=_set(state, character, values))


def gone(state: SceneState, character: str, target: str) -> TurnOutcome:
    """They have left for another game, and may come back from it."""
    values: dict[str, Scalar] = {"playing": None, "run_by": None, "parked": None, "arrived": None, "departed": None}
    return TurnOutcome(changes=_set(state, character, values | {CARRIED: f"to:{target}"}))


def _set(state: SceneState, character: str, values: Mapping[str, Scalar]) -> tuple[Change, ...]:
    entity = f"character:{character}"
    return tuple(each for path, value in values.items() for each in change(state.world, entity, path, value))
