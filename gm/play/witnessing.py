"""Who witnesses a turn: whoever is where it is told, and whoever speaks in it from elsewhere. Of a cut, only those
where it goes.

Where all who act or go are at one place in the end, it is told there, and others of the party, wherever they stayed,
have seen nothing of it: they know at most that somebody went (`known_from_afar`). Where one goes and another acts here
in the same beat, it is told for all of them, and of whoever goes up to the door alone (`gm.play.apart`): nobody loses
what they did, and nobody has what waits behind the door.
"""

from gm.domain.play import SceneState, Turn
from gm.play.apart import acting, is_up, people_of, place_of, told_at
from gm.rules.directions import read_direction
from gm.rules.phrases_scenes import scene_phrase


def witnesses_of(before: SceneState, after: SceneState, turn: Turn) -> frozenset[str]:
    """Ids of all characters, players' and others, who know what is said and done in this turn."""
    speaking = {entry.input.character for entry in turn.inputs if entry.input.character}
    left = () if _is_cut(turn) else before.present()
    seen = frozenset((*left, *after.present(), *speaking))
    if not _staying(before, after, turn):
        return seen
    at = told_at(after, turn)
    there = {*people_of(before, at), *people_of(after, at)}
    party = (pc.id for pc in after.campaign.characters if before.plays_here(pc.id) or after.plays_here(pc.id))
    return frozenset((*there, *speaking, *(who for who in party if place_of(after, who) == at)))


def known_from_afar(before: SceneState, after: SceneState, turn: Turn) -> str | None:
    """All that those of the party know of a turn who were not where it was told: that somebody left them, or ''. None:
    all of them were there."""
    staying = _staying(before, after, turn)
    if not staying:
        return None
    at, stood = told_at(after, turn), {place_of(before, who) for who in staying}
    gone = [who for who in acting(after, turn) if place_of(before, who) != at and place_of(before, who) in stood]
    names = [pc.name for pc in after.campaign.characters if pc.id in gone]
    place = after.campaign.place(at)
    if not names or place is None:
        return ""
    return scene_phrase("parts", after.campaign.language, who=names, place=place.name)


def _staying(before: SceneState, after: SceneState, turn: Turn) -> tuple[str, ...]:
    """Ids of those of the scene's party who are elsewhere than the turn is told."""
    at = told_at(after, turn)
    if not at:
        return ()
    everybody = (pc.id for pc in after.campaign.characters)
    party = (who for who in everybody if before.plays_here(who) or after.plays_here(who))
    return tuple(who for who in party if is_up(after, who) and place_of(after, who) != at)


def _is_cut(turn: Turn) -> bool:
    """Whether the telling goes on elsewhere at once: of that, who was left behind has seen nothing."""
    cuts = (read_direction(each.input.text) for each in turn.inputs if each.input.kind == "direct")
    return all(each.input.kind == "direct" for each in turn.inputs) and any(
        each is not None and each.kind == "cut" for each in cuts
    )
