"""Parting and meeting: what it changes in the world when some go elsewhere and when scenes become one. Pure.

Who plays where is `character:<id> scene`; a scene that opens notes the one it came out of and the turn, one that closes
the one that it went into. While several are open each keeps its own time (`gm.domain.scenes`).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from gm.domain.campaign import Place
from gm.domain.dice import Dice
from gm.domain.effects import Change, Move
from gm.domain.errors import NotFound, Refused
from gm.domain.play import Scene, SceneState
from gm.domain.scenes import MAIN, minutes_in, open_scenes, scene_of
from gm.domain.state import WorldState
from gm.domain.table import turn_rules
from gm.domain.words import fold
from gm.rules.combat.playing import is_on
from gm.rules.effects import apply_effects
from gm.rules.order_kept import merged, order_of_those, put_order, standing_order
from gm.rules.world import change, party_in, squash, visible_exits

MOST: Final = 60
"""Scenes of a game that may be open at a time."""


@dataclass(frozen=True, slots=True)
class Parting:
    """Who goes (ids), where to (a place's id; '' : they stay where they stand), and the new scene's key."""

    who: tuple[str, ...]
    to: str
    key: str


def need_apart(state: SceneState, who: Sequence[str]) -> None:
    """Raises Refused unless these characters can leave the scene to others."""
    party = party_in(state.campaign, state.world, state.scene.key)
    strangers = [each for each in who if each not in party]
    if not who or strangers:
        names = _names(state, strangers)
        raise Refused(f"Not in this scene: {names}.")
    if all(each in who for each in party):
        raise Refused("Nobody would stay behind: all of you can simply go there.", remedy="Say so.")
    if is_on(state.world, state.scene.key):
        raise Refused("A fight is on: nobody walks out of it like that.")
    if len(open_scenes(state.world)) >= MOST:
        raise Refused(f"{MOST} scenes are open already.")


def place_named(state: SceneState, typed: str) -> str:
    """The place that is meant, of those that the party has seen or sees a way to. Raises NotFound, naming no other."""
    known = known_places(state)
    word = _bare(typed)
    exact = [p.id for p in known if word in (p.id, _bare(p.name))]
    close = exact or [p.id for p in known if word and word in _bare(p.name)]
    if len(close) != 1:
        raise NotFound(f'You know of no way to "{typed[:60]}".')
    return close[0]


def known_places(state: SceneState) -> tuple[Place, ...]:
    """The places that the party has seen or sees a way to."""
    campaign, world = state.campaign, state.world
    ways = {way.to for way in visible_exits(campaign, world, state.place_id, state.known_by_all_present())}
    return tuple(p for p in campaign.places if p.id in ways or world.is_set(f"place:{p.id}", "visited"))


def _bare(name: str) -> str:
    return fold(name.strip()).removeprefix("the ")


def part(state: SceneState, parting: Parting, number: int, dice: Dice) -> tuple[Change, ...]:
    """What changes when they part. `number`: of the turn in which they do.

    Raises:
        Refused: they cannot go, or no open way leads there.
    """
    need_apart(state, parting.who)
    made: list[Change] = []
    world = state.world

    def put(entity: str, path: str, after: object) -> None:
        nonlocal world
        fresh = change(world, entity, path, after)  # type: ignore[arg-type]
        made.extend(fresh)
        world = world.apply(fresh)

    start = parting_place(state, parting.who)
    here, entity = f"scene:{state.scene.key}", f"scene:{parting.key}"
    now = minutes_in(world, state.scene.key, state.campaign.opening.minutes)
    order = standing_order(state)
    staying = [each for each in order.who if each not in parting.who] if order is not None else []
    for each in put_order(world, state.scene.key, order_of_those(order, staying)):
        put(each.entity, each.path, each.after)
    for each in put_order(world, parting.key, order_of_those(order, parting.who)):
        put(each.entity, each.path, each.after)
    put(here, "minutes", now)
    for path, value in (("place", start), ("title", _place(state, start)), ("open", True), ("minutes", now)):
        put(entity, path, value)
    put(entity, "from", state.scene.key)
    put(entity, "since", number)
    put(entity, "beats", 0)  # each beat there counts on: whoever takes the parting back must see that it was played in
    for who in parting.who:
        put(f"character:{who}", "scene", parting.key)
    if parting.to and parting.to != start:
        there = Scene(0, state.game.id, state.scene.branch_id, parting.key, "", start)
        gone = replace(state, scene=there, world=world)
        walk = [Move(character="party", place=parting.to)]
        applied = apply_effects(walk, gone, world, dice, purpose="part", actor=parting.who[0])
        if applied.refused:
            raise Refused(applied.refused[0])
        made += applied.changes
    return squash(made)


def parting_place(state: SceneState, who: Sequence[str]) -> str:
    """Where they stand, all of them. Raises Refused if they are at several places."""
    places = {state.world.text(f"character:{each}", "place", state.place_id) for each in who}
    if len(places) > 1:
        raise Refused("They stand at different places: part one after the other.")
    return places.pop()


def survivor(world: WorldState, one: str, other: str) -> tuple[str, str]:
    """Which of two scenes goes on when they meet, and which closes into it: the older one goes on."""
    order = {key: (key != MAIN, world.number(f"scene:{key}", "since"), key) for key in (one, other)}
    first, second = sorted((one, other), key=lambda key: order[key])
    return first, second


def need_meeting(state: SceneState, other: str) -> None:
    """Raises Refused unless this scene and another one can become one."""
    world = state.world
    if other == state.scene.key or other not in open_scenes(world):
        raise Refused("There is no other scene here to meet.")
    here, there = state.place_id, world.text(f"scene:{other}", "place")
    if here != there:
        names = {"here": _place(state, here), "there": _place(state, there)}
        raise Refused(
            f"They are at {names['there']}, you are at {names['here']}.",
            remedy="Go there first.",
        )
    if is_on(world, state.scene.key) or is_on(world, other):
        raise Refused("A fight is on: meet when it is over.")


def meet(state: SceneState, other: str) -> tuple[Change, ...]:
    """What changes when `other` closes into this scene: its people play here, and the later
    of the two hours is the hour of all. What each of them knows stays theirs. Raises Refused."""
    need_meeting(state, other)
    world, key = state.world, state.scene.key
    here, there = f"scene:{key}", f"scene:{other}"
    made: list[Change] = []
    for who in world.entities("character"):
        if scene_of(world, who) == other:
            made += change(world, f"character:{who}", "scene", None if key == MAIN else key)
    for path in ("open", "minutes"):
        made += change(world, there, path, None)
    made += change(world, there, "into", key)
    closing = Scene(0, state.game.id, state.scene.branch_id, other, "", state.place_id)
    order = merged(standing_order(state), standing_order(replace(state, scene=closing)))
    in_order = turn_rules(state.table, key).control == "initiative"
    made += put_order(world, key, order if in_order else None)
    made += put_order(world, other, None)
    now = max(minutes_in(world, key), minutes_in(world, other))
    made += change(world, here, "minutes", now if len(open_scenes(world)) > 2 else None)
    return squash(made)


@dataclass(frozen=True, slots=True)
class Offer:
    """What could be done now: `part`, a scene of their own for those who stand elsewhere; `meet`, one scene with
    another that plays at the same place. `key`: of that other scene."""

    kind: str
    who: tuple[str, ...]
    place: str
    key: str = ""


def offers(state: SceneState) -> tuple[Offer, ...]:
    """What the scene is offered: those who have walked off, and others who are here."""
    world, here = state.world, state.place_id
    party = party_in(state.campaign, world, state.scene.key)
    away: dict[str, list[str]] = {}
    for who in party:
        at = world.text(f"character:{who}", "place", here)
        if at != here:
            away.setdefault(at, []).append(who)
    found = [Offer("part", tuple(who), place) for place, who in away.items()]
    found += [
        Offer("meet", members(state, key), here, key)
        for key in open_scenes(world)
        if key != state.scene.key and world.text(f"scene:{key}", "place") == here
    ]
    return tuple(found)


def members(state: SceneState, key: str) -> tuple[str, ...]:
    """Ids of the players' characters who play in a scene."""
    return party_in(state.campaign, state.world, key)


def steps_between(state: SceneState, start: str, goal: str) -> int | None:
    """How many ways lie between two places at least, locked ones too; None: none lead there."""
    edge, seen, steps = [start], {start}, 0
    while edge:
        if goal in edge:
            return steps
        following: list[str] = []
        for at in edge:
            place = state.campaign.place(at)
            following += [way.to for way in place.exits if way.to not in seen] if place else []
            seen.update(following)
        edge, steps = following, steps + 1
    return None


def _place(state: SceneState, place_id: str) -> str:
    place = state.campaign.place(place_id)
    return place.name if place else place_id


def _names(state: SceneState, who: Iterable[str]) -> str:
    people = (state.campaign.anyone(each) for each in who)
    return ", ".join(person.name for person in people if person is not None)
