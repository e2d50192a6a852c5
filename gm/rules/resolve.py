"""A turn resolved: checks rolled, outcomes chosen, effects applied, time passed. Run again with the same answers and
the same keyed dice it comes out the same, which is what lets a turn stop at a question and start from the top later.

Purposes of the dice, unique within a turn: `check:<verdict>` (`…:opposed`), `effect:<verdict>:<degree>:<n>`,
`choice:<verdict>:<option>:<n>`, `clock:<id>:<n>`, `check:<verdict>:<after>` (what was done about a roll),
`fight:<verdict>:<n>`, `faction:<id>`, `move:<n>:<n>`, `check:<verdict>:react:<n>` (what others did about it).
"""

from collections.abc import Mapping, Sequence
from typing import Final, Literal

from gm.domain.approval import Overruled
from gm.domain.dice import CheckResult, Degree, Dice
from gm.domain.effects import Advance, Effect, Tell
from gm.domain.errors import EffectError
from gm.domain.play import Parked, SceneState, TurnOutcome
from gm.domain.ruleset import Ruleset
from gm.domain.ruling import CombatAction, Outcome, Ruling, Verdict, WorldMove
from gm.rules.checks import resolve_check
from gm.rules.combat.asking import MustAsk
from gm.rules.combat.playing import is_on
from gm.rules.effects import apply_effects
from gm.rules.fates import no_hold
from gm.rules.fights import fights, in_a_fight, in_the_middle
from gm.rules.moves import authored_moves
from gm.rules.numbers import is_blocked
from gm.rules.others import others_react
from gm.rules.phrases import Phrase
from gm.rules.prices import DONE, of_the_move, priced
from gm.rules.questions import BACK_OFF, after_roll, choice, stakes
from gm.rules.resolution import Resolution
from gm.rules.ruling import challenge_of, expand_challenge
from gm.rules.uses import beside_a_fight, ritual_minutes
from gm.rules.world import change, party_in

SessionOpens = Literal["", "authored", "directed"]
"""Whether this is what the world does as a session opens: the author's moves, drawn here, or those of the ruling."""
_UNABLE: Final[Mapping[str, Phrase]] = {"down": "down", "dead": "dead", "gone": "gone"}


def outcome_for(ruleset: Ruleset, outcomes: Mapping[Degree, Outcome], degree: Degree) -> Outcome | None:
    """The outcome of a degree; one that is missing takes the nearest on its side of success, the plainer if two are
    equally near. None if that whole side is missing."""
    if degree in outcomes:
        return outcomes[degree]
    ids = [rule.id for rule in ruleset.degrees]
    success = {rule.id: rule.success for rule in ruleset.degrees}
    if degree not in ids:
        return outcomes.get(DONE)
    at = ids.index(degree)
    side = [i for i, name in enumerate(ids) if name in outcomes and success[name] == success[degree]]
    if not side:
        return None
    # The plainest success is the last of its side, the plainest failure the first.
    nearest = min(side, key=lambda i: (abs(i - at), -i if success[degree] else i))
    return outcomes[ids[nearest]]


def resolve_turn(
    state: SceneState,
    ruling: Ruling,
    dice: Dice,
    choices: Mapping[str, str],
    *,
    session_opens: SessionOpens = "",
    hand: Overruled | None = None,
) -> TurnOutcome | Parked:
    """What code decides for a turn, or the first question that must be answered before it can be decided.

    `session_opens`: whether a session opens with it, and by whose moves. `choices` holds the answers so far:
    `stakes:<verdict>` → accept or back_off, `choice:<verdict>` → option id,
    `after_roll:<verdict>`, `react:<verdict>:<n>` → option id or keep. An
    answer that is no option counts as the default. `hand`: what a game master added to the ruling, which happens last.

    When the whole party is down as the turn begins, it comes to instead, as the ruleset says: nobody is stuck for good,
    and what was attempted is not done.
    """
    resolution = Resolution(state, dice, choices)
    resolution.session_opens = bool(session_opens)
    if ruling.verdicts and resolution.all_down():
        if is_on(resolution.world, state.scene.key):  # felled by no blow of the fight: it is lost first
            fights(resolution, 0, ruling.verdicts[0].character, CombatAction(kind="wait"))
        resolution.come_to(ruling.verdicts)
        return resolution.outcome()
    for index, verdict in enumerate(ruling.verdicts):
        resolution.index = index
        try:
            parked = _verdict(resolution, index, verdict)
        except MustAsk as asks:
            parked = in_the_middle(resolution, index, asks)
        if parked is not None:
            return parked.model_copy(update={"rolls": (*resolution.fallen(), *parked.rolls)})
    resolution.index = None
    if hand is not None:
        resolution.apply(hand.effects, "gm", hand.actor, authored=True)
    moves = ruling.moves
    if session_opens == "authored":
        moves, rolls = authored_moves(state.campaign, state.world, dice)
        resolution.rolls += rolls
    _off_stage(resolution, moves)
    scene = state.scene.key
    seconds = resolution.fought or (is_on(state.world, scene) and is_on(resolution.world, scene))
    resolution.time((0 if seconds else ruling.minutes) + resolution.more_minutes)
    return resolution.outcome()


def _off_stage(r: Resolution, moves: Sequence[WorldMove]) -> None:
    """What factions do between two sessions; what could be noticed of it is to be told."""
    for number, move in enumerate(moves):
        r.apply(move.effects, f"move:{number}", "", authored=True)
        r.notes += [move.rumour] if move.rumour else []
        if move.move:
            entity = f"move:{move.faction}:{move.move}"
            r.put(change(r.world, entity, "done", r.world.number(entity, "done") + 1))


def resolve_hand(state: SceneState, effects: Sequence[Effect | Tell], dice: Dice) -> TurnOutcome:
    """What comes of a game master's hand: all effects, as an author's, or none; clocks that fill go off.

    Raises:
        EffectError: one of them does not fit the world.
    """
    here = (who for who in state.present() if state.campaign.character(who))
    party = (*here, *party_in(state.campaign, state.world, state.scene.key))  # "the party" is those where it plays
    applied = apply_effects(effects, state, state.world, dice, purpose="gm", actor=next(iter(party), ""), authored=True)
    if applied.refused:
        raise EffectError(applied.refused[0])
    resolution = Resolution(state, dice, {})
    resolution.world = applied.world
    resolution.changes += applied.changes
    resolution.rolls += applied.rolls
    resolution.time(0)
    return resolution.outcome()


def _verdict(r: Resolution, index: int, verdict: Verdict) -> Parked | None:
    """Resolve one attempt; exactly one text comes of it."""
    if not verdict.possible:
        r.texts.append(verdict.refusal)
        return None
    reason = _unable(r, verdict)
    if reason:
        r.texts.append(reason)
        return None
    if is_on(r.world, r.state.scene.key):
        return in_a_fight(r, index, verdict, _attempt)
    full = expand_challenge(verdict, r.state)
    if reason := no_hold(r.state, full):
        r.texts.append(reason)
        return None
    does = verdict.action is not None or full.check is not None or bool(full.effects)
    if does and is_blocked(r.campaign.ruleset, r.world, verdict.character, "actions"):
        r.texts.append(r.say("cannot_act", verdict.character))
        return None
    if verdict.action is not None:
        r.texts.append(_acts(r, index, verdict.character, verdict.action))
        return None
    return _attempt(r, index, verdict, full)


def _acts(r: Resolution, index: int, who: str, action: CombatAction) -> str:
    """Something used or cast where nobody fights; gives why not, or ''."""
    found = beside_a_fight(r.campaign, r.world, who, action)
    if isinstance(found, str):
        return r.say(found, who)
    r.apply(found, f"effect:{index}", who, authored=True)
    r.more_minutes += ritual_minutes(r.campaign, action)
    return ""


def _attempt(r: Resolution, index: int, verdict: Verdict, full: Verdict) -> Parked | None:
    """An attempt outside of a fight's own actions."""
    authored = not verdict.outcomes and full.outcomes != {}
    full = priced(full, r.campaign.ruleset)
    parked = stakes(r, index, full)
    if parked is not None:
        return parked
    if r.used.get(f"stakes:{index}") == BACK_OFF:
        r.texts.append(r.say("backs_off", full.character))
        return None
    degree, success = DONE, True
    if full.check is not None:
        try:
            result = resolve_check(r.state, r.world, full.check, r.dice, check_id=str(index), purpose=f"check:{index}")
        except EffectError:
            r.texts.append(r.say("cannot_try"))
            return None
        result, waits = after_roll(r, index, result)
        if waits is None:
            result, waits = others_react(r, index, result)
        if waits is not None:
            return waits
        r.checks.append(result)
        degree, success = result.degree, result.success
        outcome = outcome_for(r.campaign.ruleset, full.outcomes, degree)
        if not authored:
            outcome = of_the_move(r.campaign.ruleset, result.skill, degree, outcome)
        _marked(r, index, result)
    else:
        r.apply(full.effects, f"effect:{index}", full.character, authored=False)
        outcome = full.outcomes.get(DONE)
    return _close(r, index, full, outcome, degree, success=success, authored=authored)


def _close(
    r: Resolution,
    index: int,
    verdict: Verdict,
    outcome: Outcome | None,
    degree: Degree,
    *,
    success: bool,
    authored: bool,
) -> Parked | None:
    """Apply the outcome of an attempt, ask its question, and close the challenge that it was."""
    r.texts.append(outcome.text if outcome else verdict.text)
    if outcome is not None:
        r.apply(outcome.effects, f"effect:{index}:{degree}", verdict.character, authored=authored)
        parked = choice(r, index, verdict, outcome, authored=authored)
        if parked is not None:
            return parked
    challenge = challenge_of(verdict, r.state)
    if challenge is not None and challenge.once and success:
        r.put(change(r.world, f"challenge:{challenge.id}", "done", degree))
    return None


def _marked(r: Resolution, index: int, result: CheckResult) -> None:
    """Where people learn from what goes wrong, a failed check is a mark."""
    learns = r.campaign.ruleset.advancement.by == "marks" and r.campaign.character(result.character)
    if learns and not result.success:
        r.apply((Advance(character=result.character),), f"mark:{index}", result.character, authored=True)


def _unable(r: Resolution, verdict: Verdict) -> str:
    """Why the character cannot act any more at this point of the turn; '' if they can."""
    status = r.status(verdict.character)
    if status in _UNABLE:
        return r.say(_UNABLE[status], verdict.character)
    challenge = challenge_of(verdict, r.state)
    if challenge is not None and challenge.once and r.world.is_set(f"challenge:{challenge.id}", "done"):
        return r.say("done_already")
    return ""
