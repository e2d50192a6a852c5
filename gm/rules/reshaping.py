"""A sheet that is changed while it still may be: what that changes in the world. Pure.

The changed sheet stands in the world (`character:<id>/sheet`, as JSON, numbers and ids alone), so that undo and
branches hold for it. What has been spent, lost or found since stays so.
"""

from typing import Final

from gm.domain.campaign import Campaign, PlayerCharacter, Sheet
from gm.domain.effects import Change
from gm.domain.errors import NotFound, Refused
from gm.domain.filling import with_kit
from gm.domain.own import OwnCharacter
from gm.domain.play import SceneState, TurnOutcome
from gm.domain.state import WorldState
from gm.rules.lexicon import kept
from gm.rules.world import change, person_paths

SHEET: Final = "sheet"
"""Path of a sheet that is other than the one the character came with."""
_MOST: Final = 8
_COUNTED: Final = ("max_hp", "hp")


def with_sheets(campaign: Campaign, world: WorldState) -> Campaign:
    """The campaign with the sheets that were changed in this game: the very same value for as long as none changes."""
    found = {pc.id: world.text(f"character:{pc.id}", SHEET) for pc in campaign.characters}
    changed = tuple((who, body) for who, body in found.items() if body)
    if not changed:
        return campaign
    made: dict[tuple[tuple[str, str], ...], Campaign] = kept(campaign, "with sheets", dict)
    if changed not in made:
        if len(made) >= _MOST:
            made.clear()
        sheets = {who: Sheet.model_validate_json(body) for who, body in changed}
        people = tuple(
            pc if pc.id not in sheets else pc.model_copy(update={"sheet": sheets[pc.id]}) for pc in campaign.characters
        )
        made[changed] = with_kit(campaign.model_copy(update={"characters": people}))
    return made[changed]


def own_of(campaign: Campaign, character: str) -> OwnCharacter:
    """The character that a player made. Raises NotFound: no such character; Refused: it is the campaign's own."""
    pc = campaign.character(character)
    if pc is None:
        raise NotFound("There is no such character.", key="reach.nobody")
    if not isinstance(pc, OwnCharacter):
        text = f"{pc.name} is the campaign's own, and stays as written."
        raise Refused(
            text, remedy="A character that you make yourself can be changed.", key="shape.ready", name=pc.name
        )
    return pc


def reshape(state: SceneState, character: str, sheet: Sheet) -> TurnOutcome:
    """Give a player's own character this sheet. Raises NotFound, Refused: see `own_of`; or it would change nothing."""
    pc = own_of(state.campaign, character)
    if pc.sheet == sheet:
        raise Refused("The sheet is like that already.", key="shape.same")
    entity = f"character:{character}"
    changes: list[Change] = list(change(state.world, entity, SHEET, sheet.model_dump_json()))
    if state.world.get(entity, "hp") is not None:
        changes += _moved(state, pc, pc.model_copy(update={"sheet": sheet}))
    return TurnOutcome(changes=tuple(changes))


def _moved(state: SceneState, before: PlayerCharacter, after: PlayerCharacter) -> list[Change]:
    """By as much as the two sheets begin with other numbers, so much other they are now."""
    world, entity = state.world, f"character:{before.id}"
    old, new = person_paths(state.campaign, before, None), person_paths(state.campaign, after, None)
    changes: list[Change] = []
    for key in sorted({*old, *new}):
        path = key[1]
        if path not in _COUNTED and not path.startswith(("item/", "resource/")):
            continue
        was, will = old.get(key, 0), new.get(key, 0)
        if isinstance(was, int) and isinstance(will, int) and was != will:
            least = 1 if path == "max_hp" or (path == "hp" and world.number(entity, "hp") > 0) else 0
            value = max(least, world.number(entity, path) + will - was)
            changes += change(world, entity, path, value or None)
    return changes
