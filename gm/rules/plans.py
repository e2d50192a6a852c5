"""Which of the scenes that the author prepared plays now. Pure."""

from gm.domain.campaign import ScenePlan
from gm.domain.play import SceneState
from gm.rules.world import holds


def current_plan(state: SceneState) -> ScenePlan | None:
    """The author's plan for the scene that plays here now, if one applies."""
    here = (plan for plan in state.campaign.scenes if plan.place == state.place_id)
    return next((plan for plan in here if holds(plan.when, state.campaign, state.world)), None)
