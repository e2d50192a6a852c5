"""What is done in a fight, as part of a turn: its own actions, deeds of another kind in their place, its end."""

from collections.abc import Callable
from dataclasses import replace
from typing import cast

from gm.domain.effects import Move
from gm.domain.play import Parked, ParkedOption
from gm.domain.ruling import CombatAction, Verdict
from gm.rules.combat.asking import KEEP, MustAsk
from gm.rules.combat.playing import act, encounter_view, go_past, is_on, why_not, with_creatures
from gm.rules.combat.telling import fight_lines
from gm.rules.ground import Ground
from gm.rules.growth import reach_levels
from gm.rules.harming import ROUNDS_A_MINUTE
from gm.rules.phrases import Phrase
from gm.rules.resolution import Resolution
from gm.rules.ruling import expand_challenge
from gm.rules.uses import NATIVE, effects_of
from gm.rules.world import change, party_in, pass_time

Attempt = Callable[[Resolution, int, Verdict, Verdict], Parked | None]
"""What resolves a deed that is no action of a fight."""


def in_a_fight(r: Resolution, index: int, verdict: Verdict, attempt: Attempt) -> Parked | None:
    """What somebody does while a fight is on: an action by its rules, or a deed of another kind in its place. Talk
    takes no time."""
    full = expand_challenge(verdict, r.state)
    if verdict.action is not None:
        r.texts.append(fights(r, index, verdict.character, verdict.action))
        return None
    if full.check is None and not full.effects:
        return attempt(r, index, verdict, full)
    scene, turn = r.state.scene.key, encounter_view(r.campaign, r.world, r.state.scene.key)
    if turn is not None and turn.turn not in (None, verdict.character):
        r.texts.append(r.say("not_your_turn", verdict.character))
        return None
    if any(isinstance(each, Move) for each in full.effects):
        r.texts.append(r.say("still_fighting", verdict.character))
        return None
    parked = attempt(r, index, verdict, full)
    if parked is None and is_on(r.world, scene):
        fights(r, index, verdict.character, CombatAction(kind="wait"))
    return parked


def in_the_middle(r: Resolution, index: int, asks: MustAsk) -> Parked:
    """The question at which a fight has stopped: with everything that has happened up to there."""
    fight = asks.fight
    campaign = with_creatures(r.campaign, fight.world.apply(fight.changes()))
    lines = fight_lines(campaign, (*r.steps, *fight.steps, asks.about))
    question = r.say("react", asks.who, name=lines[-1])
    labels = [(each, r.say("strike_after", name=label) if each == "strike" else label) for each, label in asks.options]
    return Parked(
        reason="react",
        question=question,
        who=(asks.who,),
        options=tuple(ParkedOption(id=each, label=label) for each, label in (*labels, (KEEP, r.say("let_be")))),
        default="strike" if any(each == "strike" for each, _ in labels) else KEEP,
        verdict=index,
        number=fight.answers.asked if fight.answers else 0,
        rolls=tuple(fight.rolls),
        lines=lines[:-1],
    )


def fights(r: Resolution, index: int, who: str, action: CombatAction) -> str:
    """One action, and the turns of all whom code runs after it; gives why not, or ''."""
    scene = r.state.scene.key
    item = r.campaign.item(action.item or "") if action.kind == "use" else None
    if item is not None and not why_not(r.campaign, r.world, scene, who, action):
        besides = [each for each in effects_of(item, action.targets) if each.kind not in NATIVE]
        r.apply(besides, f"fight:{index}:item", who, authored=True)
    if r.world.text(f"character:{who}", "status", "active") == "active":
        done = act(r.campaign, r.world, scene, who, action, r.dice, f"fight:{index}", r.asks(index))
    else:
        done = go_past(r.campaign, r.world, scene, who, r.dice, f"fight:{index}", r.asks(index))
    if done.refused:
        return r.say(cast(Phrase, done.refused), who)
    r.put(done.changes)
    r.rolls += done.rolls
    r.steps += done.steps
    r.fought = True
    after_the_fight(r, index, who)
    return ""


def after_the_fight(r: Resolution, index: int, who: str) -> None:
    """What the author has prepared for its end, and the levels that were earned."""
    entity = f"encounter:{r.state.scene.key}"
    plan = r.campaign.encounter(r.world.text(entity, "plan"))
    outcome = r.world.text(entity, "outcome")
    ended = any(step.kind == "end" for step in r.steps)
    if plan is None or not ended or not outcome:
        return
    r.put(change(r.world, entity, "plan", None))
    r.put(pass_time(r.campaign, r.world, -(-r.world.number(entity, "round", 1) // ROUNDS_A_MINUTE), r.state.scene.key))
    for character in party_in(r.campaign, r.world, r.state.scene.key):
        ground = Ground(replace(r.state, world=r.world), r.dice, f"levels:{character}", character, True)
        r.put(tuple(reach_levels(ground, character, r.world.number(f"character:{character}", "xp"))))
        r.rolls += ground.rolls
    prepared = {"won": plan.won, "lost": plan.lost, "fled": plan.fled}.get(outcome)
    if prepared is not None:
        if prepared.text:
            r.notes.append(prepared.text)
        r.apply(prepared.effects, f"fight:{index}:{outcome}", who, authored=True)
