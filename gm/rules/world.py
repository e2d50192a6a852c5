"""The world as a whole: how it starts, which conditions hold in it, what can be seen, how its time passes."""

from collections.abc import Sequence
from typing import Final

from gm.domain.brief import ExitView
from gm.domain.campaign import Campaign, Challenge, Clock, Condition, EncounterPlan, Ending, Exit, Npc, PlayerCharacter
from gm.domain.effects import Change
from gm.domain.errors import NotFound
from gm.domain.play import SceneState
from gm.domain.scenes import MAIN, is_elsewhere, minutes_in, scene_of
from gm.domain.state import WorldState
from gm.domain.values import Scalar
from gm.rules.calendars import date_of, part_of_day
from gm.rules.load import is_overloaded, overload
from gm.rules.numbers import Numbers

EXIT_FACT: Final = "exit:{place}:{to}"
"""The id under which knowing of a hidden exit is kept among a character's facts."""


def change(world: WorldState, entity: str, path: str, after: Scalar) -> tuple[Change, ...]:
    """The change that puts `after` there; empty if it is there already. None, False and absence are told apart."""
    before = world.get(entity, path)
    if before == after and type(before) is type(after):
        return ()
    return (Change(entity=entity, path=path, before=before, after=after),)


def squash(changes: Sequence[Change]) -> tuple[Change, ...]:
    """At most one change for each path, first `before` to last `after`; what ends as it began is left out."""
    first: dict[tuple[str, str], Change] = {}
    last: dict[tuple[str, str], Change] = {}
    for each in changes:
        key = (each.entity, each.path)
        first.setdefault(key, each)
        last[key] = each
    net = [Change(entity=e, path=p, before=first[e, p].before, after=last[e, p].after) for e, p in first]
    return tuple(each for each in net if each.before != each.after or type(each.before) is not type(each.after))


def initial_changes(campaign: Campaign, party: Sequence[str], scene_key: str = "main") -> tuple[Change, ...]:
    """The world at the start, for the player characters chosen. Where the party stands counts as visited only once
    the first turn has been played there.

    Raises:
        NotFound: a name in `party` is no player character of the campaign.
    """
    rows: dict[tuple[str, str], Scalar] = {}
    for character_id in dict.fromkeys(party):
        pc = campaign.character(character_id)
        if pc is None:
            names = ", ".join(each.id for each in campaign.characters)
            raise NotFound(f"{campaign.title} has no player character {character_id!r}", remedy=f"choose from: {names}")
        rows |= person_paths(campaign, pc, campaign.opening.place)
        rows[f"character:{pc.id}", "playing"] = True
    for npc in campaign.npcs:
        rows |= person_paths(campaign, npc, npc.place)
        rows[f"character:{npc.id}", "attitude"] = npc.attitude
    for place in campaign.places:
        rows |= {(f"place:{place.id}", f"item/{item}"): count for item, count in place.items.items() if count > 0}
    rows |= {(f"clock:{clock.id}", "filled"): 0 for clock in campaign.clocks}
    start = campaign.place(campaign.opening.place)
    scene = f"scene:{scene_key}"
    rows[scene, "place"] = campaign.opening.place
    rows[scene, "title"] = start.name if start else campaign.title
    rows[scene, "open"] = True
    rows["world", "minutes"] = campaign.opening.minutes
    return tuple(Change(entity=e, path=p, before=None, after=value) for (e, p), value in rows.items())


def person_paths(campaign: Campaign, person: PlayerCharacter | Npc, place: str | None) -> dict[tuple[str, str], Scalar]:
    """What the world knows of somebody at the start, by (entity, path)."""
    entity = f"character:{person.id}"
    sheet = person.sheet
    paths: dict[str, Scalar] = {"hp": sheet.max_hp, "max_hp": sheet.max_hp, "status": "active"}
    if place is not None:
        paths["place"] = place
    paths |= {f"item/{item}": count for item, count in sheet.items.items() if count > 0}
    paths |= {f"resource/{name}": count for name, count in sheet.resources.items() if count > 0}
    numbers = Numbers(campaign, WorldState({(entity, path): value for path, value in paths.items()}), person.id, sheet)
    for resource in campaign.ruleset.resources:
        most = numbers.maximum(resource.id) if resource.starts_full and resource.id not in sheet.resources else None
        if most:
            paths[f"resource/{resource.id}"] = most
    if is_overloaded(numbers):
        paths[f"condition/{overload(campaign)}"] = True
    facts = list(person.knows)
    if isinstance(person, Npc):
        facts += [secret.id for secret in person.secrets]
    else:
        facts += [entry.id for entry in campaign.lore if entry.audience == "party"]
    paths |= {f"knows/{fact}": True for fact in facts}
    return {(entity, path): value for path, value in paths.items()}


def playing(campaign: Campaign, world: WorldState) -> tuple[str, ...]:
    """Ids of the player characters in the party who are neither dead nor gone, in the campaign's order."""
    return tuple(
        pc.id
        for pc in campaign.characters
        if world.is_set(f"character:{pc.id}", "playing")
        and world.text(f"character:{pc.id}", "status", "active") in ("active", "down")
    )


def party_in(campaign: Campaign, world: WorldState, scene: str) -> tuple[str, ...]:
    """Of those the ones who play in a scene."""
    return tuple(pc for pc in playing(campaign, world) if scene_of(world, pc) == scene)


def knows(campaign: Campaign, world: WorldState, character_id: str, fact: str) -> bool:
    """Whether a character knows a fact: told to them, or common knowledge."""
    if world.is_set(f"character:{character_id}", f"knows/{fact}"):
        return True
    return any(entry.id == fact and entry.audience == "everyone" for entry in campaign.lore)


def carries(world: WorldState, character_id: str, item: str) -> bool:
    """Whether a character has at least one of an item with them."""
    return world.number(f"character:{character_id}", f"item/{item}") > 0


def is_full(campaign: Campaign, world: WorldState, clock_id: str) -> bool:
    """Whether a clock has reached its last segment."""
    clock = campaign.clock(clock_id)
    return clock is not None and world.number(f"clock:{clock_id}", "filled") >= clock.segments


def holds(condition: Condition, campaign: Campaign, world: WorldState) -> bool:
    """Whether every given part of the condition is true now. One without parts always holds."""
    if any(not world.is_set(f"flag:{flag}", "on") for flag in condition.flags):
        return False
    if any(world.is_set(f"flag:{flag}", "on") for flag in condition.not_flags):
        return False
    if condition.clock_full is not None and not is_full(campaign, world, condition.clock_full):
        return False
    party = playing(campaign, world)
    if condition.place is not None and not any(world.text(f"character:{c}", "place") == condition.place for c in party):
        return False
    if condition.knows is not None and not any(knows(campaign, world, c, condition.knows) for c in party):
        return False
    if any(world.text(f"quest:{quest}", "state") != state for quest, state in condition.quests.items()):
        return False
    if (condition.seasons or condition.hours) and not _is_the_time(condition, campaign, world):
        return False
    if condition.has_item and not any(carries(world, c, item) for c in party for item in condition.has_item):
        return False
    return not any(carries(world, c, item) for c in party for item in condition.not_item)


def _is_the_time(condition: Condition, campaign: Campaign, world: WorldState) -> bool:
    now = world.number("world", "minutes", campaign.opening.minutes)
    if condition.hours and part_of_day(campaign.calendar, now) not in condition.hours:
        return False
    season = date_of(campaign.calendar, now).season
    return not condition.seasons or (season is not None and season.id in condition.seasons)


def exit_between(campaign: Campaign, place: str, to: str) -> Exit | None:
    """The way from one place to another, or None."""
    here = campaign.place(place)
    return next((way for way in here.exits if way.to == to), None) if here else None


def is_open(world: WorldState, place: str, to: str) -> bool:
    """Whether an effect has unlocked or uncovered this exit."""
    return world.is_set(f"exit:{place}:{to}", "open")


def visible_exits(campaign: Campaign, world: WorldState, place: str, known: frozenset[str]) -> tuple[ExitView, ...]:
    """The ways out that are seen by those who know `known`: hidden ones only once opened or revealed to them all.
    `locked` is empty for a way that can be used."""
    here = campaign.place(place)
    if here is None:
        return ()
    views = []
    for way in here.exits:
        opened = is_open(world, place, way.to)
        if way.hidden and not opened and EXIT_FACT.format(place=place, to=way.to) not in known:
            continue
        there = campaign.place(way.to)
        hours = next((each.hours for each in campaign.routes if set(each.between) == {place, way.to}), 0)
        locked = "" if opened else way.locked
        views.append(ExitView(way.label, way.to, there.name if there else way.to, locked, hours))
    return tuple(views)


def open_challenges(state: SceneState) -> tuple[Challenge, ...]:
    """The authored challenges that can be attempted here and now, with those present."""
    present = frozenset(state.present())
    return tuple(
        each
        for each in state.campaign.challenges
        if each.place in (None, state.place_id)
        and (each.npc is None or each.npc in present)
        and not (each.once and state.world.is_set(f"challenge:{each.id}", "done"))
        and holds(each.when, state.campaign, state.world)
    )


def spent_challenges(state: SceneState) -> tuple[Challenge, ...]:
    """The authored challenges of this place that have been done, and are there once."""
    return tuple(
        each
        for each in state.campaign.challenges
        if each.place == state.place_id and each.once and state.world.is_set(f"challenge:{each.id}", "done")
    )


def open_encounters(state: SceneState) -> tuple[EncounterPlan, ...]:
    """The prepared fights that could begin here and now: none while one is on, none that has been fought."""
    world = state.world
    if not state.campaign.encounters or world.get(f"encounter:{state.scene.key}", "plan") is not None:
        return ()
    return tuple(
        each
        for each in state.campaign.encounters
        if each.place == state.place_id
        and world.get("world", f"fought/{each.id}") is None
        and holds(each.when, state.campaign, world)
    )


def goes_by_itself(campaign: Campaign, world: WorldState) -> bool:
    """Whether the world is played moment by moment (`gm.rules.living`): it is made so, or something was put off."""
    return world.number("world", "laters") > 0 or campaign.is_living()


def ticks_between(campaign: Campaign, clock: Clock, before: int, after: int) -> int:
    """How often a clock's own time came round between two moments (minutes), counted from the opening."""
    if clock.every_minutes is None:
        return 0
    start = campaign.opening.minutes
    return max(0, (after - start) // clock.every_minutes - (before - start) // clock.every_minutes)


def pass_time(campaign: Campaign, world: WorldState, minutes: int, scene: str = MAIN) -> tuple[Change, ...]:
    """What the passing of time in a scene does by itself: the hour, the clocks that run on it, and conditions whose
    time is up. The world's clock moves as far as this scene is ahead of all others."""
    before = world.number("world", "minutes", campaign.opening.minutes)
    now = minutes_in(world, scene, campaign.opening.minutes)
    after = max(before, now + minutes)
    changes = list(change(world, "world", "minutes", after))
    if world.get(f"scene:{scene}", "minutes") is not None:
        changes += change(world, f"scene:{scene}", "minutes", now + minutes)
    for clock in () if goes_by_itself(campaign, world) else campaign.clocks:  # else `gm.rules.living` moves them
        filled = world.number(f"clock:{clock.id}", "filled")
        fuller = min(clock.segments, filled + ticks_between(campaign, clock, before, after))
        if fuller > filled:
            changes += change(world, f"clock:{clock.id}", "filled", fuller)
    for (entity, path), until in world.values.items():
        if (
            path.startswith("until/")
            and isinstance(until, str)
            and until.startswith("m:")
            and int(until[2:]) <= now + minutes
            and not is_elsewhere(world, entity.partition(":")[2], scene)
        ):
            for kept_at in ("condition", "until", "from"):
                changes += change(world, entity, path.replace("until", kept_at, 1), None)
    return tuple(changes)


def clocks_to_fire(campaign: Campaign, world: WorldState) -> tuple[Clock, ...]:
    """Clocks that are full and whose effects have not happened yet."""
    return tuple(
        clock
        for clock in campaign.clocks
        if is_full(campaign, world, clock.id) and not world.is_set(f"clock:{clock.id}", "fired")
    )


def reached_ending(campaign: Campaign, world: WorldState) -> Ending | None:
    """The first ending whose condition holds; None once the story has ended. An ending without a condition is not
    reached by itself."""
    if world.is_set("world", "ending"):
        return None
    nothing = Condition()
    return next((end for end in campaign.endings if end.when != nothing and holds(end.when, campaign, world)), None)
