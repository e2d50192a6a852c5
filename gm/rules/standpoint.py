"""From where somebody of a scene acts and is ruled on: where they stand, if that is not where the scene plays. Pure.

A scene plays where most of its party are. Of somebody who has gone on alone in it neither the party's place is true nor
its people, its things and its challenges, but those of the place where they are.
"""

from dataclasses import replace

from gm.domain.play import SceneState
from gm.domain.ruling_brief import RulingBrief
from gm.rules.world import change


def seen_from(state: SceneState, who: str) -> SceneState:
    """The scene as if it played where this one of its party stands; as it is for anybody else."""
    at = state.world.text(f"character:{who}", "place") if who else ""
    if at in ("", state.place_id) or not state.plays_here(who):
        return state
    return replace(state, world=state.world.apply(change(state.world, f"scene:{state.scene.key}", "place", at)))


def brief_from(brief: RulingBrief, who: str) -> RulingBrief:
    """What a ruling on somebody's words is made from: the same, but for whoever stands apart. Their place, who is with
    them, what lies and can be tried there; no fight waits for one alone."""
    apart = next((each for each in brief.apart if any(person.id == who for person in each.party)), None)
    there = next((each for each in brief.there if apart is not None and each.place == apart.place.id), None)
    if apart is None or there is None:
        return brief
    return replace(
        brief,
        place=apart.place,
        party=apart.party,
        others=apart.others,
        sheets=there.sheets,
        challenges=there.challenges,
        spent=there.spent,
        encounters=(),
    )
