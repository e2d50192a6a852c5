"""Who witnesses a turn: whoever is there before or after it, and whoever speaks in it from elsewhere. Of a cut, only
those where it goes; of what somebody does who has walked on alone, whoever is where they are."""

from gm.domain.play import SceneState, Turn
from gm.play.apart import acting_elsewhere, people_of
from gm.rules.directions import read_direction


def witnesses_of(before: SceneState, after: SceneState, turn: Turn) -> frozenset[str]:
    """Ids of all characters, players' and others, who know what is said and done in this turn."""
    speaking = {entry.input.character for entry in turn.inputs if entry.input.character}
    left = () if _is_cut(turn) else before.present()
    seen = frozenset((*left, *after.present(), *speaking))
    place = acting_elsewhere(after, turn)
    if not place:
        return seen
    began = {before.world.text(f"character:{who}", "place") for who in speaking}
    there = {who for at in began for who in people_of(before, at)} | {*people_of(after, place)}
    return frozenset(who for who in seen if after.campaign.npc(who) is None) | there


def _is_cut(turn: Turn) -> bool:
    """Whether the telling goes on elsewhere at once: of that, who was left behind has seen nothing."""
    cuts = (read_direction(each.input.text) for each in turn.inputs if each.input.kind == "direct")
    return all(each.input.kind == "direct" for each in turn.inputs) and any(
        each is not None and each.kind == "cut" for each in cuts
    )
