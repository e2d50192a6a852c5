"""Characters who come into a game that has begun, and who leave it: what that changes in the world. Pure.

A character's `joined` counts the late arrivals from 1: those that the game began with have none and stand before them,
so that what a prompt says of the party grows at its end only. `arrived` and `departed` wait until a turn has told them.
"""

from gm.domain.campaign import Campaign
from gm.domain.effects import Change
from gm.domain.errors import NotFound, Refused
from gm.domain.facts import HEARD
from gm.domain.play import SceneState
from gm.domain.scenes import MAIN, scene_of
from gm.domain.state import WorldState
from gm.rules.phrases import Phrase, phrase
from gm.rules.world import change, person_paths

_NEWS: tuple[tuple[str, Phrase], ...] = (("arrived", "arrives"), ("departed", "departs"))


def arrival_changes(state: SceneState, character: str, *, opening: int | None = None) -> tuple[Change, ...]:
    """A player character comes to where the scene plays: anew, or back from waiting as they were. Nothing if they are
    in the party already. `opening`: the id of the opening, where nothing else has been told yet: whoever comes then
    was there.

    Raises:
        NotFound: the campaign has no such player character.
        Refused: they are dead or gone for good.
    """
    campaign, world, entity = state.campaign, state.world, f"character:{character}"
    pc = campaign.character(character)
    if pc is None:
        raise NotFound(f"{campaign.title} has no player character {character!r}.", key="reach.nobody")
    if world.is_set(entity, "playing"):
        return ()
    if world.text(entity, "status", "active") in ("dead", "gone"):
        text = f"{pc.name} is {world.text(entity, 'status')}."
        raise Refused(text, remedy="Choose somebody else.", key="join.lost", name=pc.name)
    changes: list[Change] = []
    if world.get(entity, "hp") is None:
        for (_, path), value in person_paths(campaign, pc, state.place_id).items():
            changes += change(world, entity, path, value)
    changes += change(world, entity, "place", state.place_id)
    changes += change(world, entity, "scene", None if state.scene.key == MAIN else state.scene.key)
    changes += change(world, entity, "joined", world.get(entity, "joined") or _late(world) + 1)
    changes += change(world, entity, "playing", True)
    known = world.is_set(entity, "departed") or opening is not None
    changes += change(world, entity, "arrived", None if known else True)
    changes += change(world, entity, "departed", None)
    changes += change(world, entity, "parked", None)
    changes += change(world, entity, "run_by", None)
    if opening is not None:
        changes += change(world, entity, f"{HEARD}/{opening}", True)
    carried = world.text(entity, "carried")
    if carried.startswith("to:"):  # where they were carried to, their coming was taken back
        changes += change(world, entity, "carried", carried.replace("to:", "from:", 1))
    return tuple({each.path: each for each in changes}.values())


def departure_changes(state: SceneState, character: str, *, opening: int | None = None) -> tuple[Change, ...]:
    """A player character leaves the party and waits, with everything they have. Nothing if they are not in it.
    `opening`: as for arriving; whoever came after it and goes before anything else is told was never seen."""
    world, entity = state.world, f"character:{character}"
    if not world.is_set(entity, "playing"):
        return ()
    changes = list(change(world, entity, "playing", None))
    unseen = opening is not None and world.is_set(entity, f"{HEARD}/{opening}")
    unseen = unseen or world.is_set(entity, "arrived") or world.text(entity, "status") == "dead"
    changes += change(world, entity, "departed", None if unseen else True)
    changes += change(world, entity, "arrived", None)
    changes += change(world, entity, "run_by", None)
    return tuple(changes)


def _late(world: WorldState) -> int:
    """How many have joined since the game began."""
    return max((world.number(f"character:{each}", "joined") for each in world.entities("character")), default=0)


def news(campaign: Campaign, world: WorldState, scene: str = MAIN) -> tuple[tuple[str, Change], ...]:
    """Who has come and gone in a scene since its last turn, as sentences to be told, each with the change that crosses
    it off; '' for what is crossed off without a word."""
    found: list[tuple[str, Change]] = []
    for path, key in _NEWS:
        for pc in campaign.characters:
            if scene_of(world, pc.id) != scene:
                continue
            for each in change(world, f"character:{pc.id}", path, None):
                told = "" if _is_stale(world, pc.id, path) else phrase(key, campaign.language, who=pc.name)
                found.append((told, each))
    return tuple(found)


def _is_stale(world: WorldState, character: str, path: str) -> bool:
    """Whether it is not so any more: the beat that told somebody's coming was taken back after they had left. Nobody
    has read of them then, neither that they came nor that they went."""
    entity = f"character:{character}"
    both = world.is_set(entity, "arrived") and world.is_set(entity, "departed")
    return both or (path == "arrived") != world.is_set(entity, "playing")
