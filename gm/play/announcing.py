"""What a table is shown of how a turn came out: checks, dice, changes. Pure, and the same whenever it is asked."""

from collections.abc import Iterable
from dataclasses import replace

from gm.domain.effects import Change
from gm.domain.errors import EffectError
from gm.domain.events import OutcomeResolved
from gm.domain.play import SceneState, Turn
from gm.domain.state import WorldState
from gm.play.briefs import Resolved, resolved_views, ruling_brief
from gm.play.views import character_name, dice_lines
from gm.rules.ruling import expand_challenge


def before_turn(after: SceneState, turn: Turn) -> SceneState:
    """The scene before a turn whose changes are in `after`."""
    return replace(after, world=taken_back(after.world, turn.outcome.changes if turn.outcome else ()))


def taken_back(world: WorldState, changes: Iterable[Change]) -> WorldState:
    """The world without these changes. Where a later commit has moved the same paths, the world as it is now."""
    try:
        return world.apply(change.inverse() for change in reversed(tuple(changes)))
    except EffectError:
        return world


def announcement(before: SceneState, after: SceneState, turn: Turn, resolved: Resolved) -> OutcomeResolved:
    """How a turn came out. Stakes that only the game master knows, and how people who are not there feel, stay out."""
    assert turn.outcome is not None
    outcome = turn.outcome
    verdicts = [expand_challenge(verdict, before) for verdict in (turn.ruling.verdicts if turn.ruling else ())]
    stakes = tuple(v.stakes for v in verdicts if v.check and v.stakes and v.stakes_audience != "gm")
    seen = {character_name(after.campaign, who) for who in (*before.present(), *after.present())}
    refusals = tuple(view.refusal for view in resolved.verdicts if not view.possible)
    changes = tuple(view for view in resolved.changes if view.kind != "attitude" or view.subject in seen)
    dice = dice_lines(outcome.checks, () if outcome.steps else outcome.rolls)
    return OutcomeResolved(turn.id, resolved.checks, dice, changes, refusals, stakes, resolved.fight)


def announced_again(now: SceneState, turn: Turn) -> OutcomeResolved | None:
    """How a turn of the past came out, for a post that has to be put in order; None where nothing is announced."""
    if turn.outcome is None or turn.kind != "action":
        return None
    before = before_turn(now, turn)
    return announcement(before, now, turn, resolved_views(before, now.world, turn, ruling_brief(before, turn)))
