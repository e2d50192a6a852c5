"""A turn resolved: checks rolled, outcomes chosen, effects applied, time passed. Run again with the same answers and
the same keyed dice it comes out the same, which is what lets a turn stop at a question and start from the top later.

Purposes of the dice, unique within a turn: `check:<verdict>` (`…:opposed`), `effect:<verdict>:<degree>:<n>`,
`choice:<verdict>:<option>:<n>`, `clock:<id>:<n>`, `check:<verdict>:<after>` (what was done about a roll),
`fight:<verdict>:<n>`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Final, cast

from gm.domain.dice import CheckResult, Degree, Dice, RollRecord
from gm.domain.effects import Advance, Change, Effect
from gm.domain.encounter import Step
from gm.domain.errors import EffectError
from gm.domain.play import Parked, ParkedOption, SceneState, TurnOutcome
from gm.domain.ruleset import AfterRoll, Ruleset
from gm.domain.ruling import CombatAction, Outcome, Ruling, Verdict
from gm.domain.state import WorldState
from gm.rules.after_roll import KEEP, offers, take
from gm.rules.checks import resolve_check
from gm.rules.combat.playing import act, encounter_view, is_on, why_not
from gm.rules.effects import ROUNDS_A_MINUTE, apply_effects
from gm.rules.ground import Ground
from gm.rules.growth import reach_levels
from gm.rules.joining import news
from gm.rules.lasting import time_of_conditions
from gm.rules.numbers import is_blocked
from gm.rules.phrases import Phrase, phrase
from gm.rules.prices import DONE, affordable, of_the_move, priced
from gm.rules.ruling import challenge_of, expand_challenge
from gm.rules.scores import check_view
from gm.rules.uses import NATIVE, beside_a_fight, effects_of, ritual_minutes
from gm.rules.world import change, clocks_to_fire, pass_time, playing, reached_ending, squash

ACCEPT = "accept"
BACK_OFF = "back_off"
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


def rolls_of(checks: Iterable[CheckResult]) -> tuple[RollRecord, ...]:
    """The dice of checks, an opponent's after those of whoever acts."""
    return tuple(each for check in checks for each in (check.roll, check.opposed_roll) if each is not None)


def resolve_turn(state: SceneState, ruling: Ruling, dice: Dice, choices: Mapping[str, str]) -> TurnOutcome | Parked:
    """What code decides for a turn, or the first question that must be answered before it can be decided.

    `choices` holds the answers so far: `stakes:<verdict>` → accept or back_off, `choice:<verdict>` → option id. An
    answer that is no option counts as the default.

    When the whole party is down as the turn begins, it comes to instead, as the ruleset says: nobody is stuck for good,
    and what was attempted is not done.
    """
    resolution = _Resolution(state, dice, choices)
    if ruling.verdicts and resolution.all_down():
        resolution.come_to(ruling.verdicts)
        return resolution.outcome()
    for index, verdict in enumerate(ruling.verdicts):
        parked = resolution.verdict(index, verdict)
        if parked is not None:
            return parked.model_copy(update={"rolls": (*resolution.fallen(), *parked.rolls)})
    resolution.time((0 if resolution.fought else ruling.minutes) + resolution.more_minutes)
    return resolution.outcome()


def resolve_hand(state: SceneState, effects: Sequence[Effect], dice: Dice) -> TurnOutcome:
    """What comes of a game master's hand: all effects, as an author's, or none; clocks that fill go off.

    Raises:
        EffectError: one of them does not fit the world.
    """
    party = playing(state.campaign, state.world)
    applied = apply_effects(effects, state, state.world, dice, purpose="gm", actor=next(iter(party), ""), authored=True)
    if applied.refused:
        raise EffectError(applied.refused[0])
    resolution = _Resolution(state, dice, {})
    resolution.world = applied.world
    resolution.changes += applied.changes
    resolution.rolls += applied.rolls
    resolution.time(0)
    return resolution.outcome()


class _Resolution:
    """One pass over a ruling. Holds what has come of it so far."""

    def __init__(self, state: SceneState, dice: Dice, choices: Mapping[str, str]) -> None:
        self.state = state
        self.campaign = state.campaign
        self.world: WorldState = state.world
        self.dice = dice
        self.answers = choices
        self.used: dict[str, str] = {}
        self.checks: list[CheckResult] = []
        self.rolls: list[RollRecord] = []
        self.texts: list[str] = []
        self.changes: list[Change] = []
        self.notes: list[str] = []
        self.steps: list[Step] = []
        self.more_minutes = 0
        """What rituals take beyond the ruling's minutes."""
        self.fought = False
        """Whether a turn of a fight was taken: it lasts seconds, whatever else was ruled."""

    def put(self, changes: Iterable[Change]) -> None:
        made = tuple(changes)
        self.world = self.world.apply(made)
        self.changes += made

    def apply(self, effects: Iterable[Effect], purpose: str, actor: str, *, authored: bool) -> None:
        state = replace(self.state, world=self.world)
        done = apply_effects(effects, state, self.world, self.dice, purpose=purpose, actor=actor, authored=authored)
        self.world = done.world
        self.changes += done.changes
        self.rolls += done.rolls
        self.steps += done.steps
        self.notes += [self.say("could_not", reason=reason) for reason in done.refused]

    def fallen(self) -> tuple[RollRecord, ...]:
        """All dice of the turn so far."""
        return (*rolls_of(self.checks), *self.rolls)

    def all_down(self) -> bool:
        """Whether there is a party, and nobody in it can act."""
        party = playing(self.campaign, self.world)
        return bool(party) and all(self.status(character) == "down" for character in party)

    def come_to(self, verdicts: Sequence[Verdict]) -> None:
        """The party wakes up later, barely alive. It is told once for each, as what came of their attempt if any."""
        recovery = self.campaign.ruleset.recovery
        rule = self.campaign.ruleset.condition(recovery.condition or "")
        worse = 1 if rule is not None and rule.levels > 1 else True
        known = rule is not None
        woken = playing(self.campaign, self.world)
        for character in woken:
            entity = f"character:{character}"
            most = self.world.number(entity, "max_hp", recovery.hp)
            self.put(change(self.world, entity, "hp", max(1, min(most, recovery.hp))))
            self.put(change(self.world, entity, "status", "active"))
            if known:
                self.put(change(self.world, entity, f"condition/{recovery.condition}", worse))
        told: set[str] = set()
        for verdict in verdicts:
            fresh = verdict.character in woken and verdict.character not in told
            self.texts.append(self.say("comes_to", verdict.character) if fresh else self.say("spent"))
            told.add(verdict.character)
        self.notes += [self.say("comes_to", character) for character in woken if character not in told]
        self.time(recovery.minutes)

    def verdict(self, index: int, verdict: Verdict) -> Parked | None:
        """Resolve one attempt; exactly one text comes of it."""
        if not verdict.possible:
            self.texts.append(verdict.refusal)
            return None
        reason = self.unable(verdict)
        if reason:
            self.texts.append(reason)
            return None
        if is_on(self.world, self.state.scene.key):
            return self.in_a_fight(index, verdict)
        full = expand_challenge(verdict, self.state)
        does = verdict.action is not None or full.check is not None or bool(full.effects)
        if does and is_blocked(self.campaign.ruleset, self.world, verdict.character, "actions"):
            self.texts.append(self.say("cannot_act", verdict.character))
            return None
        if verdict.action is not None:
            self.texts.append(self.acts(index, verdict.character, verdict.action))
            return None
        return self.attempt(index, verdict, full)

    def acts(self, index: int, who: str, action: CombatAction) -> str:
        """Something used or cast where nobody fights; gives why not, or ''."""
        found = beside_a_fight(self.campaign, self.world, who, action)
        if isinstance(found, str):
            return self.say(found, who)
        self.apply(found, f"effect:{index}", who, authored=True)
        self.more_minutes += ritual_minutes(self.campaign, action)
        return ""

    def in_a_fight(self, index: int, verdict: Verdict) -> Parked | None:
        """What somebody does while a fight is on: an action by its rules, or a deed of another kind in its place. Talk
        takes no time."""
        full = expand_challenge(verdict, self.state)
        if verdict.action is not None:
            self.texts.append(self.fights(index, verdict.character, verdict.action))
            return None
        if full.check is None and not full.effects:
            return self.attempt(index, verdict, full)
        scene, turn = self.state.scene.key, encounter_view(self.campaign, self.world, self.state.scene.key)
        if turn is not None and turn.turn not in (None, verdict.character):
            self.texts.append(self.say("not_your_turn", verdict.character))
            return None
        parked = self.attempt(index, verdict, full)
        if parked is None and is_on(self.world, scene):
            self.fights(index, verdict.character, CombatAction(kind="wait"))
        return parked

    def fights(self, index: int, who: str, action: CombatAction) -> str:
        """One action, and the turns of all whom code runs after it; gives why not, or ''."""
        scene = self.state.scene.key
        item = self.campaign.item(action.item or "") if action.kind == "use" else None
        if item is not None and not why_not(self.campaign, self.world, scene, who, action):
            besides = [each for each in effects_of(item, action.targets) if each.kind not in NATIVE]
            self.apply(besides, f"fight:{index}:item", who, authored=True)
        done = act(self.campaign, self.world, scene, who, action, self.dice, f"fight:{index}")
        if done.refused:
            return self.say(cast(Phrase, done.refused), who)
        self.put(done.changes)
        self.rolls += done.rolls
        self.steps += done.steps
        self.fought = True
        self.after_the_fight(index, who)
        return ""

    def after_the_fight(self, index: int, who: str) -> None:
        """What the author has prepared for its end, and the levels that were earned."""
        entity = f"encounter:{self.state.scene.key}"
        plan = self.campaign.encounter(self.world.text(entity, "plan"))
        outcome = self.world.text(entity, "outcome")
        ended = any(step.kind == "end" for step in self.steps)
        if plan is None or not ended or not outcome:
            return
        self.put(change(self.world, entity, "plan", None))
        self.put(pass_time(self.campaign, self.world, -(-self.world.number(entity, "round", 1) // ROUNDS_A_MINUTE)))
        for character in playing(self.campaign, self.world):
            ground = Ground(replace(self.state, world=self.world), self.dice, f"levels:{character}", character, True)
            self.put(tuple(reach_levels(ground, character, self.world.number(f"character:{character}", "xp"))))
            self.rolls += ground.rolls
        prepared = {"won": plan.won, "lost": plan.lost, "fled": plan.fled}.get(outcome)
        if prepared is not None:
            if prepared.text:
                self.notes.append(prepared.text)
            self.apply(prepared.effects, f"fight:{index}:{outcome}", who, authored=True)

    def after_roll(self, index: int, result: CheckResult) -> tuple[CheckResult, Parked | None]:
        """Where the kit lets players do something about their dice: the question, unless it has been answered."""
        options = offers(self.state, self.world, result) if self.campaign.ruleset.after_roll else ()
        if not options:
            return result, None
        key = f"after_roll:{index}"
        if key not in self.answers:
            return result, self.asks(index, result, options)
        chosen = next((each for each in options if each.id == self.answers[key]), None)
        self.used[key] = chosen.id if chosen else KEEP
        if chosen is None:
            return result, None
        changed = take(self.state, self.world, result, chosen, self.dice, purpose=f"check:{index}")
        self.rolls += changed.rolls
        self.apply(changed.effects, f"check:{index}:{chosen.id}:price", result.character, authored=True)
        return changed.check, None

    def asks(self, index: int, result: CheckResult, options: Sequence[AfterRoll]) -> Parked:
        shown = check_view(self.campaign, result)
        rolled = f"{shown.skill}: {shown.score}. {shown.degree_label}."
        return Parked(
            reason="after_roll",
            question=self.say("after_roll", result.character, name=rolled),
            who=(result.character,),
            options=(
                ParkedOption(id=KEEP, label=self.say("keep")),
                *(ParkedOption(id=each.id, label=each.label) for each in options),
            ),
            default=KEEP,
            verdict=index,
            rolls=rolls_of((result,)),
        )

    def attempt(self, index: int, verdict: Verdict, full: Verdict) -> Parked | None:
        """An attempt outside of a fight's own actions."""
        authored = not verdict.outcomes and full.outcomes != {}
        full = priced(full, self.campaign.ruleset)
        parked = self.stakes(index, full)
        if parked is not None:
            return parked
        if self.used.get(f"stakes:{index}") == BACK_OFF:
            self.texts.append(self.say("backs_off", full.character))
            return None
        degree, success = DONE, True
        if full.check is not None:
            try:
                result = resolve_check(
                    self.state, self.world, full.check, self.dice, check_id=str(index), purpose=f"check:{index}"
                )
            except EffectError:
                self.texts.append(self.say("cannot_try"))
                return None
            result, waits = self.after_roll(index, result)
            if waits is not None:
                return waits
            self.checks.append(result)
            degree, success = result.degree, result.success
            outcome = outcome_for(self.campaign.ruleset, full.outcomes, degree)
            if not authored:
                outcome = of_the_move(self.campaign.ruleset, result.skill, degree, outcome)
            self.marked(index, result)
        else:
            self.apply(full.effects, f"effect:{index}", full.character, authored=False)
            outcome = full.outcomes.get(DONE)
        return self.close(index, full, outcome, degree, success=success, authored=authored)

    def close(
        self, index: int, verdict: Verdict, outcome: Outcome | None, degree: Degree, *, success: bool, authored: bool
    ) -> Parked | None:
        """Apply the outcome of an attempt, ask its question, and close the challenge that it was."""
        self.texts.append(outcome.text if outcome else verdict.text)
        if outcome is not None:
            self.apply(outcome.effects, f"effect:{index}:{degree}", verdict.character, authored=authored)
            parked = self.choice(index, verdict, outcome, authored=authored)
            if parked is not None:
                return parked
        challenge = challenge_of(verdict, self.state)
        if challenge is not None and challenge.once and success:
            self.put(change(self.world, f"challenge:{challenge.id}", "done", degree))
        return None

    def marked(self, index: int, result: CheckResult) -> None:
        """Where people learn from what goes wrong, a failed check is a mark."""
        learns = self.campaign.ruleset.advancement.by == "marks" and self.campaign.character(result.character)
        if learns and not result.success:
            self.apply((Advance(character=result.character),), f"mark:{index}", result.character, authored=True)

    def status(self, character: str) -> str:
        return self.world.text(f"character:{character}", "status", "active")

    def say(self, key: Phrase, character: str = "", *, name: str = "", reason: str = "") -> str:
        """A sentence of the rules in the campaign's language, about this character."""
        person = self.campaign.anyone(character)
        who = person.name if person else character
        return phrase(key, self.campaign.language, who=who, name=name, reason=reason)

    def unable(self, verdict: Verdict) -> str:
        """Why the character cannot act any more at this point of the turn; '' if they can."""
        status = self.status(verdict.character)
        if status in _UNABLE:
            return self.say(_UNABLE[status], verdict.character)
        challenge = challenge_of(verdict, self.state)
        if challenge is not None and challenge.once and self.world.is_set(f"challenge:{challenge.id}", "done"):
            return self.say("done_already")
        return ""

    def stakes(self, index: int, verdict: Verdict) -> Parked | None:
        """Where the table asks: the question whether to roll for these stakes, unless it has been answered."""
        if self.state.game.stakes != "ask" or verdict.check is None or not verdict.stakes:
            return None
        if verdict.stakes_audience == "gm":
            return None
        key = f"stakes:{index}"
        if key in self.answers:
            self.used[key] = BACK_OFF if self.answers[key] == BACK_OFF else ACCEPT
            return None
        return Parked(
            reason="stakes",
            question=verdict.stakes,
            who=(verdict.character,),
            options=(
                ParkedOption(id=ACCEPT, label=self.say("roll")),
                ParkedOption(id=BACK_OFF, label=self.say("back_off")),
            ),
            default=ACCEPT,
            verdict=index,
        )

    def choice(self, index: int, verdict: Verdict, outcome: Outcome, *, authored: bool) -> Parked | None:
        """The question that an outcome asks, unless it has been answered: then what was chosen happens."""
        asked = outcome.choice
        if asked is None:
            return None
        key = f"choice:{index}"
        offered = affordable(self.campaign.ruleset, self.world, verdict.character, asked.options, asked.default)
        if key not in self.answers:
            return Parked(
                reason="choice",
                question=asked.question,
                who=(verdict.character,),
                options=tuple(ParkedOption(id=each.id, label=each.label) for each in offered),
                default=asked.default,
                verdict=index,
                lead=outcome.text,
            )
        by_id = {option.id: option for option in offered}
        option = by_id.get(self.answers[key]) or by_id.get(asked.default) or asked.options[0]
        self.used[key] = option.id
        chosen = self.say("chooses", verdict.character, name=option.label)
        self.notes.append(f"{chosen}. {option.text}" if option.text else chosen)
        self.apply(option.effects, f"choice:{index}:{option.id}", verdict.character, authored=authored)
        return None

    def time(self, minutes: int) -> None:
        """Let time pass, and let every clock that is full by now go off, those included that others fill."""
        self.put(time_of_conditions(self.campaign, self.state.world, self.world, minutes))
        self.put(pass_time(self.campaign, self.world, minutes))
        while fired := clocks_to_fire(self.campaign, self.world):
            for clock in fired:
                self.put(change(self.world, f"clock:{clock.id}", "fired", True))
                if clock.on_full:
                    self.notes.append(clock.on_full)
                party = playing(self.campaign, self.world)
                actor = next(iter(party), self.campaign.characters[0].id if self.campaign.characters else "")
                self.apply(clock.effects, f"clock:{clock.id}", actor, authored=True)
        here = self.world.text(f"scene:{self.state.scene.key}", "place", self.state.scene.place)
        if not self.world.is_set(f"place:{here}", "visited"):
            self.put(change(self.world, f"place:{here}", "visited", True))

    def outcome(self) -> TurnOutcome:
        """All that came of the turn, with at most one change for each path."""
        for sentence, done in news(self.campaign, self.world):
            self.notes.append(sentence)
            self.put((done,))
        ending = reached_ending(self.campaign, self.world)
        if ending is not None:
            self.put(change(self.world, "world", "ending", ending.id))
        return TurnOutcome(
            checks=tuple(self.checks),
            rolls=tuple(self.rolls),
            texts=tuple(self.texts),
            changes=squash(self.changes),
            choices=self.used,
            notes=tuple(self.notes),
            steps=tuple(self.steps),
            ending=ending.id if ending else None,
        )
