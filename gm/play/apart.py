"""Who of a scene's party stands elsewhere, and where: somebody has walked on alone, or acts there. Pure.

A scene plays where most of its party are, and its prompts show that place. Of somebody who has gone on alone they show
the other place too, from the beat on in which it is decided: else a narrator tells of a yard that it has never seen.
"""

from collections.abc import Callable, Collection
from dataclasses import replace
from typing import Final

from gm.domain.brief import AheadView, ApartView, NarrationBrief
from gm.domain.campaign import Place
from gm.domain.play import SceneState, Turn
from gm.domain.ruling_brief import RulingBrief, ThereView
from gm.domain.seen import PlaceView
from gm.play.views import npc_view, pc_view, people, place_seen, place_view
from gm.prompting.named_places import places_in
from gm.rules.intents import read_intent
from gm.rules.lexicon import lexicon_of
from gm.rules.sheets import sheet_of
from gm.rules.standpoint import brief_from
from gm.rules.world import change

_THERE: Final = ("active", "down")
_UNDONE: Final = ("ooc", "direct")
"""Kinds of words that nobody in the world does."""
_AHEAD: Final = 1
"""Places ahead that are described for a ruling."""


def telling_with_apart(brief: NarrationBrief, state: SceneState, turn: Turn, *, before: SceneState) -> NarrationBrief:
    """The brief of a telling with those who are elsewhere. `before`: the state that the turn began with. Where all who
    act are at one other place, it is told from there."""
    there = {pc.id: pc_view(state.campaign, state.world, pc) for pc in state.campaign.characters}
    fellows = tuple(there[who] for who in _fellows(state))
    groups = apart(state, turn, before=before)
    at = acting_elsewhere(state, turn)
    if not told_at(state, turn):
        brief, groups = _to_the_door(brief, groups, state, turn, before)
    focus = next((each for each in groups if each.place.id == at), None)
    if focus is not None:
        left = ApartView(brief.party, brief.place, brief.others)
        groups = tuple(each for each in (left, *groups) if each is not focus and each.party)
        brief = replace(brief, place=focus.place, party=focus.party, others=focus.others)
    return replace(brief, apart=groups, fellows=fellows)


def ruling_with_apart(
    brief: RulingBrief, state: SceneState, turn: Turn, there: Callable[[str], ThereView]
) -> RulingBrief:
    """The brief of a ruling with those who are elsewhere, and with where the words lead. `there`: what somebody (an id)
    can try where they stand."""
    fellows = tuple(sheet_of(state, who) for who in _fellows(state))
    groups = apart(state, turn, before=state)
    tried = tuple(there(each.party[0].id) for each in groups)
    full = replace(brief, apart=groups, there=tried, fellows=fellows)
    return replace(full, ahead=_ahead(full))


def apart(state: SceneState, turn: Turn, *, before: SceneState) -> tuple[ApartView, ...]:
    """Those of the scene who stand elsewhere than it plays, by place. Whoever has just left it for a scene of their own
    is among them for that beat."""
    came = _came(state, turn)
    acting = came | {entry.input.character for entry in turn.inputs}
    groups: dict[str, list[str]] = {}
    for who in sorted((pc.id for pc in state.campaign.characters), key=state.joined):
        at = place_of(state, who)
        ours = state.plays_here(who) or (who in came and before.plays_here(who))
        if at not in ("", state.place_id) and ours and state.is_playing(who) and is_up(state, who):
            groups.setdefault(at, []).append(who)
    places = {place.id: place for place in state.campaign.places}
    return tuple(
        _view(state, before, places[at], who, arrived=bool(came & {*who}), acts=bool(acting & {*who}))
        for at, who in groups.items()
        if at in places
    )


def acting_elsewhere(state: SceneState, turn: Turn) -> str:
    """Id of the place where a turn is told, if it is another than the scene plays at; else ''."""
    at = told_at(state, turn)
    return at if at != state.place_id else ""


def told_at(state: SceneState, turn: Turn) -> str:
    """Id of the place where all who act in a turn, or go, are in the end (`state`): it is told there. '' where they are
    at several, or nobody acts."""
    places = {place_of(state, who) for who in acting(state, turn)}
    return next(iter(places)) if len(places) == 1 else ""


def acting(state: SceneState, turn: Turn) -> frozenset[str]:
    """Ids of the players' characters who act in a turn, and of all whom it brings elsewhere."""
    if turn.kind != "action":
        return frozenset()
    spoke = {each.input.character for each in turn.inputs if each.input.kind not in _UNDONE and each.input.character}
    return frozenset(spoke | _came(state, turn)) if spoke else frozenset()


def _came(state: SceneState, turn: Turn) -> frozenset[str]:
    """Ids of the players' characters whom a turn brings elsewhere."""
    changes = turn.outcome.changes if turn.outcome else ()
    moved = {each.entity.partition(":")[2] for each in changes if each.path == "place"}
    return frozenset(who for who in moved if state.campaign.character(who) is not None)


def _to_the_door(
    brief: NarrationBrief, groups: tuple[ApartView, ...], state: SceneState, turn: Turn, before: SceneState
) -> tuple[NarrationBrief, tuple[ApartView, ...]]:
    """Where one goes and another acts elsewhere in the same beat, both read it: whoever goes is told of up to the door,
    and the narrator has nothing of what is behind it. What waits there is told in their next beat, which is theirs."""
    came = _came(state, turn)
    if not acting(state, turn) or not came:
        return brief, groups
    shut = [each for each in groups if all(person.id in came for person in each.party)]
    if brief.party and all(person.id in came for person in brief.party) and before.place_id != state.place_id:
        shut.append(ApartView(brief.party, brief.place, ()))  # the scene has followed them
        started = change(state.world, f"scene:{state.scene.key}", "place", before.place_id)
        there = replace(state, world=state.world.apply(started))
        party, others = people(there)
        groups = (*(each for each in groups if each.place.id != before.place_id), shut[-1])
        brief = replace(brief, place=place_view(there), party=party, others=others)
    names = {person.name for each in shut for person in each.party}
    return (
        replace(
            brief,
            verdicts=tuple(
                replace(each, outcome="") if each.character in names and each.check is None else each
                for each in brief.verdicts
            ),
        ),
        tuple(_shut(each) if each in shut else each for each in groups),
    )


def _shut(there: ApartView) -> ApartView:
    place = PlaceView(there.place.id, there.place.name, "", (), (), (), first_visit=False)
    return replace(there, place=place, others=(), arrived=False, acts=False, door=True)


def people_of(state: SceneState, place: str) -> tuple[str, ...]:
    """Ids of those at a place who are no players' characters and in no other scene."""
    key = state.scene.key
    return tuple(
        npc.id
        for npc in state.campaign.npcs
        if place_of(state, npc.id) == place
        and is_up(state, npc.id)
        and state.world.text(f"character:{npc.id}", "scene", key) == key
    )


def _view(
    state: SceneState, before: SceneState, place: Place, who: Collection[str], *, arrived: bool, acts: bool
) -> ApartView:
    campaign, world = state.campaign, state.world
    there = people_of(state, place.id)
    readers = (*who, *(each for each in state.present() if campaign.character(each)))
    # All of them read what is told here: a hidden way is in it only where all of them know of it.
    known = frozenset.intersection(*(frozenset(world.under(f"character:{each}", "knows")) for each in readers))
    seen = place_seen(campaign, world, place, known)
    return ApartView(
        party=tuple(pc_view(campaign, world, pc) for pc in campaign.characters if pc.id in who),
        place=replace(seen, first_visit=not before.world.is_set(f"place:{place.id}", "visited")),
        others=tuple(npc_view(campaign, world, npc) for npc in campaign.npcs if npc.id in there),
        arrived=arrived,
        acts=acts,
    )


def _fellows(state: SceneState) -> list[str]:
    """Everybody of the party who plays in the scene, in the order in which they came."""
    there = (pc.id for pc in state.campaign.characters if state.plays_here(pc.id) and is_up(state, pc.id))
    return sorted(there, key=state.joined)


def _ahead(brief: RulingBrief) -> tuple[AheadView, ...]:
    """Where the words of the turn lead: by the ways that are seen, or, where they tell of going, by name."""
    found: list[str] = []
    lexicon = lexicon_of(brief.campaign.ruleset, brief.language)
    for entry in brief.inputs:
        intent = read_intent(entry.text, entry.kind, brief_from(brief, entry.character), to=entry.to)
        if intent.kind == "move" and intent.target_id:
            found.append(intent.target_id)
        if entry.kind == "do" and any(hit.tag == "move" for hit in lexicon.kind_hits(entry.text)):
            known = [each for each in places_in(brief.campaign, entry.text) if each in brief.known_places]
            found = [*reversed(known), *found]  # where a road ends stands last: "by the bridge and on to the mill"
    told = {brief.place.id, *(each.place.id for each in brief.apart if each.acts)}
    places = {place.id: place for place in brief.campaign.places if place.id not in told}
    wanted = [places[each] for each in dict.fromkeys(found) if each in places][:_AHEAD]
    return tuple(AheadView(p.id, p.name, p.description, p.details[:1], p.gm_notes) for p in wanted)


def place_of(state: SceneState, who: str) -> str:
    """Id of the place where somebody stands."""
    return state.world.text(f"character:{who}", "place")


def is_up(state: SceneState, who: str) -> bool:
    """Whether somebody is alive and has not left the story."""
    return state.world.text(f"character:{who}", "status", "active") in _THERE
