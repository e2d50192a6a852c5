"""What kind of moment a turn has come to: whether it deserves a better model. Pure."""

from dataclasses import replace

from gm.domain.calls import Moment
from gm.domain.play import SceneState, TurnOutcome
from gm.domain.ruling import Ruling
from gm.domain.ruling_brief import RulingBrief
from gm.rules.combat.playing import is_on
from gm.rules.plans import current_plan
from gm.rules.reading import read_intent
from gm.rules.ruling import expand_challenge
from gm.rules.standpoint import brief_from


def moments_before(brief: RulingBrief, state: SceneState) -> tuple[Moment, ...]:
    """What can be told before the ruling: the author marked the place, the scene that plays there, the fight that is
    on, or what somebody attempts by its words."""
    if _is_marked_here(state) or _fight_is_marked(state, None):
        return ("mark",)
    marked = {each.id for each in state.campaign.challenges if each.decisive}
    tried = {
        read_intent(said.text, said.kind, brief_from(brief, said.character), skill=said.skill, to=said.to).challenge_id
        for said in (brief.inputs if marked else ())
    }
    return ("mark",) if marked & tried else ()


def moments_of(outcome: TurnOutcome | None, ruling: Ruling | None, state: SceneState) -> tuple[Moment, ...]:
    """What a resolved turn is: an ending, a death, a roll at its best or worst with something at stake, what the author
    marked. (): a turn like others. `state`: after it."""
    if outcome is None:
        return ()
    found: list[Moment] = []
    if outcome.ending:
        found.append("finale")
    if _somebody_died(outcome, state):
        found.append("death")
    if ruling is not None and _is_decisive(outcome, ruling, state):
        found.append("decisive_roll")
    if _is_marked(outcome, ruling, state):
        found.append("mark")
    return tuple(found)


def _somebody_died(outcome: TurnOutcome, state: SceneState) -> bool:
    """Whether one of the party or a person of the world died. Creatures by a stat block fall in every fight."""
    died = (each for each in outcome.changes if each.path == "status" and each.after == "dead")
    return any(state.world.get(each.entity, "block") is None for each in died)


def _is_decisive(outcome: TurnOutcome, ruling: Ruling, state: SceneState) -> bool:
    """Whether a roll for which something is at stake, by the ruling or the challenge that it cites, came out at its
    best or worst. Where there are only two degrees, neither is rare."""
    degrees = state.campaign.ruleset.degrees
    if len(degrees) <= 2:
        return False
    extremes = {degrees[0].id, degrees[-1].id}
    staked = {
        str(at)
        for at, verdict in enumerate(ruling.verdicts)
        if verdict.possible and expand_challenge(verdict, state).stakes
    }
    return any(check.degree in extremes and check.check_id in staked for check in outcome.checks)


def _is_marked(outcome: TurnOutcome, ruling: Ruling | None, state: SceneState) -> bool:
    tried = {verdict.challenge for verdict in (ruling.verdicts if ruling is not None else ()) if verdict.possible}
    return (
        any(each.decisive and each.id == outcome.ending for each in state.campaign.endings)
        or any(each.decisive and each.id in tried for each in state.campaign.challenges)
        or _fight_is_marked(state, outcome)
        or _is_marked_here(state)
        or _is_marked_here(_before(outcome, state))
    )


def _is_marked_here(state: SceneState) -> bool:
    """Whether the place is marked, or the scene that the author prepared for it and that plays now."""
    place, plan = state.campaign.place(state.place_id), current_plan(state)
    return (place is not None and place.decisive) or (plan is not None and plan.decisive)


def _before(outcome: TurnOutcome, state: SceneState) -> SceneState:
    """How it was when the turn began: what ends a scene, or leads out of a place, still belongs to it."""
    return replace(state, world=state.world.apply(change.inverse() for change in reversed(outcome.changes)))


def _fight_is_marked(state: SceneState, outcome: TurnOutcome | None) -> bool:
    """Whether a marked fight is on, or began or ended in this turn."""
    marked = {each.id for each in state.campaign.encounters if each.decisive}
    if not marked:
        return False
    entity = f"encounter:{state.scene.key}"
    fought = {state.world.text(entity, "plan")} if is_on(state.world, state.scene.key) else set()
    for change in outcome.changes if outcome is not None else ():
        if change.entity == entity and change.path == "plan":
            fought |= {str(change.before), str(change.after)}
    return bool(marked & fought)
