"""What kind of moment a turn has come to: whether it deserves a better model. Pure."""

from gm.domain.brief import RulingBrief
from gm.domain.calls import Moment
from gm.domain.play import SceneState, TurnOutcome
from gm.domain.ruling import Ruling
from gm.rules.combat.playing import is_on
from gm.rules.reading import read_intent


def moments_before(brief: RulingBrief, state: SceneState) -> tuple[Moment, ...]:
    """What can be told before the ruling: the author marked the fight that is on, or what somebody attempts by its
    words."""
    marked = {each.id for each in state.campaign.challenges if each.decisive}
    tried = {
        read_intent(said.text, said.kind, brief, skill=said.skill, to=said.to).challenge_id
        for said in (brief.inputs if marked else ())
    }
    return ("mark",) if marked & tried or _fight_is_marked(state, None) else ()


def moments_of(outcome: TurnOutcome | None, ruling: Ruling | None, state: SceneState) -> tuple[Moment, ...]:
    """What a resolved turn is: an ending, a death, a roll at its best or worst with something at stake, what the author
    marked. (): a turn like others. `state`: after it."""
    if outcome is None:
        return ()
    found: list[Moment] = []
    degrees = state.campaign.ruleset.degrees
    if outcome.ending:
        found.append("finale")
    if any(change.path == "status" and change.after == "dead" for change in outcome.changes):
        found.append("death")
    if len(degrees) > 2 and ruling is not None and any(verdict.stakes for verdict in ruling.verdicts):
        extremes = {degrees[0].id, degrees[-1].id}
        if any(check.degree in extremes for check in outcome.checks):
            found.append("decisive_roll")
    if _is_marked(outcome, ruling, state):
        found.append("mark")
    return tuple(found)


def _is_marked(outcome: TurnOutcome, ruling: Ruling | None, state: SceneState) -> bool:
    tried = {verdict.challenge for verdict in (ruling.verdicts if ruling is not None else ()) if verdict.possible}
    return (
        any(each.decisive and each.id == outcome.ending for each in state.campaign.endings)
        or any(each.decisive and each.id in tried for each in state.campaign.challenges)
        or _fight_is_marked(state, outcome)
    )


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
