"""Going about: who may walk where, the scene that follows, and ways that open."""

from collections.abc import Iterable

from gm.domain.effects import Change, Move, OpenExit
from gm.domain.errors import EffectError
from gm.rules.combat.playing import is_on
from gm.rules.ground import PARTY, Ground
from gm.rules.numbers import is_blocked
from gm.rules.travel import journey
from gm.rules.world import exit_between, is_open, party_in, playing, visible_exits


def move(ground: Ground, effect: Move) -> Iterable[Change]:
    """People go to a place, by ways that are open; the scene goes with the last of them."""
    place = ground.campaign.place(effect.place)
    if place is None:
        raise ground.refusal("unknown", name=effect.place)
    movers = ground.people(effect.character)
    pcs = [c for c in movers if ground.campaign.character(c)]
    if pcs and not ground.authored and is_on(ground.world, ground.state.scene.key):
        raise ground.refusal("still_fighting", who=pcs[0])
    for character in movers:
        at = ground.world.text(f"character:{character}", "place")
        if ground.status(character) == "down" and effect.character != PARTY and not ground.authored:
            raise ground.refusal("cannot_walk", who=character)
        if effect.character != PARTY and not ground.authored and _held_fast(ground, character):
            raise ground.refusal("cannot_act", who=character)
        if at and character in pcs and not ground.authored:
            _passable(ground, at, effect.place)
    for character in movers:
        entity = f"character:{character}"
        before = ground.world.text(entity, "place")
        yield from ground.put(entity, "place", effect.place)
        if before and before != effect.place and character in pcs:
            yield from ground.put(entity, "came_from", before)
    start = ground.world.text(f"character:{pcs[0]}", "place") if pcs else ""
    if start and start != effect.place and not ground.authored:
        yield from journey(ground, pcs, start, effect.place)
    if pcs:
        if not ground.world.is_set(f"place:{effect.place}", "visited"):
            yield from ground.put(f"place:{effect.place}", "visited", True)
            yield from _not_there(ground, frozenset(pcs), effect.place)
        for character in pcs:
            yield from ground.put(f"place:{effect.place}", f"unseen/{character}", None)
        yield from _scene_follows(ground, frozenset(pcs), effect.place)


def _not_there(ground: Ground, moved: frozenset[str], place: str) -> Iterable[Change]:
    """Who of the party has not seen a place that others of it come to for the first time."""
    for character in playing(ground.campaign, ground.world):
        if character not in moved and ground.world.text(f"character:{character}", "place") != place:
            yield from ground.put(f"place:{place}", f"unseen/{character}", True)


def _held_fast(ground: Ground, character: str) -> bool:
    return is_blocked(ground.campaign.ruleset, ground.world, character, "move")


def _passable(ground: Ground, start: str, goal: str) -> None:
    """Raises EffectError unless open ways that the party can see lead from one place to the other."""
    known = ground.there.known_by_all_present()
    locked = ""
    seen, edge = {start}, [start]
    while edge and goal not in seen:
        at = edge.pop(0)
        for way in visible_exits(ground.campaign, ground.world, at, known):
            if way.locked:
                locked = way.locked if (way.to == goal and not locked) else locked
            elif way.to not in seen:
                seen.add(way.to)
                edge.append(way.to)
    if goal not in seen:
        raise EffectError(locked) if locked else ground.refusal("no_open_way", name=ground.place_name(goal))


def _scene_follows(ground: Ground, moved: frozenset[str], to: str) -> Iterable[Change]:
    """The scene goes along once every player character who played in it has gone to the same place."""
    here = ground.state.place_id
    if here == to:
        return
    were = [c for c in party_in(ground.campaign, ground.world, ground.state.scene.key) if _at(ground, c) == here]
    if were and all(c in moved for c in were):
        scene = f"scene:{ground.state.scene.key}"
        yield from ground.put(scene, "place", to)
        yield from ground.put(scene, "title", ground.place_name(to))


def _at(ground: Ground, character: str) -> str:
    return ground.world.text(f"character:{character}", "place")


def open_exit(ground: Ground, effect: OpenExit) -> Iterable[Change]:
    """A way is open from now on."""
    if exit_between(ground.campaign, effect.place, effect.to) is None:
        raise ground.refusal("no_open_way", name=ground.place_name(effect.to))
    at = {ground.state.place_id, ground.there.place_id}
    if not ground.authored and not at & {effect.place, effect.to}:
        raise ground.refusal("place_elsewhere", name=ground.place_name(effect.place))
    yield from ground.put(f"exit:{effect.place}:{effect.to}", "open", True)
    back = exit_between(ground.campaign, effect.to, effect.place)
    # A door that opens is open from both sides.
    if back and (back.hidden or back.locked) and not is_open(ground.world, effect.to, effect.place):
        yield from ground.put(f"exit:{effect.to}:{effect.place}", "open", True)
