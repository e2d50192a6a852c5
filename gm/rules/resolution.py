"""One pass over a ruling: the world as it has become so far, and everything that has come of it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from gm.domain.dice import CheckResult, Dice, RollRecord
from gm.domain.effects import Change, Effect, Tell
from gm.domain.encounter import Step
from gm.domain.play import SceneState, TurnOutcome
from gm.domain.ruling import Verdict
from gm.domain.scenes import MAIN
from gm.domain.state import Key, WorldState
from gm.rules.combat.asking import Answers
from gm.rules.effects import apply_effects
from gm.rules.joining import news
from gm.rules.lasting import time_of_conditions
from gm.rules.living import live
from gm.rules.phrases import Phrase, phrase
from gm.rules.world import change, clocks_to_fire, goes_by_itself, party_in, pass_time, reached_ending, squash


def rolls_of(checks: Iterable[CheckResult]) -> tuple[RollRecord, ...]:
    """The dice of checks, an opponent's after those of whoever acts."""
    return tuple(each for check in checks for each in (check.roll, check.opposed_roll) if each is not None)


class Resolution:
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
        self.timed: set[Key] = set()
        """What has been said in this turn to last until some time."""
        self.index: int | None = None
        """Which verdict is being resolved; None: nobody is asked about what happens now."""
        self._asked: dict[int, Answers] = {}
        self.more_minutes = 0
        """What rituals take beyond the ruling's minutes."""
        self.fought = False
        """Whether a turn of a fight was taken: it lasts seconds, whatever else was ruled."""
        self.session_opens = False
        """Whether this is what the world does as a session opens."""

    def put(self, changes: Iterable[Change]) -> None:
        """These changes happen."""
        made = tuple(changes)
        self.world = self.world.apply(made)
        self.changes += made

    def apply(self, effects: Iterable[Effect | Tell], purpose: str, actor: str, *, authored: bool) -> None:
        """These effects happen, as far as they can; what cannot is noted."""
        state = replace(self.state, world=self.world)
        done = apply_effects(
            effects,
            state,
            self.world,
            self.dice,
            purpose=purpose,
            actor=actor,
            authored=authored,
            answers=None if self.index is None else self.asks(self.index),
        )
        self.world = done.world
        self.timed.update(done.timed)
        self.changes += done.changes
        self.rolls += done.rolls
        self.steps += done.steps
        self.notes += done.told
        self.notes += [self.say("could_not", reason=reason) for reason in done.refused]

    def asks(self, index: int) -> Answers:
        """The questions of a verdict about what others do, and their answers."""
        if index not in self._asked:
            self._asked[index] = Answers(index, self.answers, self.used)
        return self._asked[index]

    def fallen(self) -> tuple[RollRecord, ...]:
        """All dice of the turn so far."""
        return (*rolls_of(self.checks), *self.rolls)

    def all_down(self) -> bool:
        """Whether there is a party here, and nobody in it can act."""
        party = party_in(self.campaign, self.world, self.state.scene.key)
        return bool(party) and all(self.status(character) == "down" for character in party)

    def come_to(self, verdicts: Sequence[Verdict]) -> None:
        """The party wakes up later, barely alive. It is told once for each, as what came of their attempt if any."""
        recovery = self.campaign.ruleset.recovery
        rule = self.campaign.ruleset.condition(recovery.condition or "")
        known, many = rule is not None, rule is not None and rule.levels > 1
        woken = party_in(self.campaign, self.world, self.state.scene.key)
        for character in woken:
            entity = f"character:{character}"
            most = self.world.number(entity, "max_hp", recovery.hp)
            self.put(change(self.world, entity, "hp", max(1, min(most, recovery.hp))))
            self.put(change(self.world, entity, "status", "active"))
            if known:
                path = f"condition/{recovery.condition}"
                worse = max(1, self.world.number(entity, path)) if many else True
                self.put(change(self.world, entity, path, worse))
        told: set[str] = set()
        for verdict in verdicts:
            fresh = verdict.character in woken and verdict.character not in told
            self.texts.append(self.say("comes_to", verdict.character) if fresh else self.say("spent"))
            told.add(verdict.character)
        self.notes += [self.say("comes_to", character) for character in woken if character not in told]
        self.time(recovery.minutes)

    def state_now(self) -> SceneState:
        """The scene as it has become so far."""
        return replace(self.state, world=self.world)

    def status(self, character: str) -> str:
        """active, down, dead or gone."""
        return self.world.text(f"character:{character}", "status", "active")

    def say(self, key: Phrase, character: str = "", *, name: str = "", reason: str = "") -> str:
        """A sentence of the rules in the campaign's language, about this character."""
        person = self.campaign.anyone(character)
        who = person.name if person else character
        return phrase(key, self.campaign.language, who=who, name=name, reason=reason)

    def time(self, minutes: int) -> None:
        """Let time pass, and let every clock that is full by now go off, those included that others fill."""
        scene = self.state.scene.key
        self.put(time_of_conditions(self.campaign, self.state.world, self.world, minutes, self.timed, scene))
        self.put(pass_time(self.campaign, self.world, minutes, scene))
        live(self)
        while not goes_by_itself(self.campaign, self.world) and (fired := clocks_to_fire(self.campaign, self.world)):
            for clock in fired:
                self.put(change(self.world, f"clock:{clock.id}", "fired", True))
                if clock.on_full:
                    self.notes.append(clock.on_full)
                party = party_in(self.campaign, self.world, scene)
                actor = next(iter(party), self.campaign.characters[0].id if self.campaign.characters else "")
                self.apply(clock.effects, f"clock:{clock.id}", actor, authored=True)
        here = self.world.text(f"scene:{scene}", "place", self.state.scene.place)
        if not self.world.is_set(f"place:{here}", "visited"):
            self.put(change(self.world, f"place:{here}", "visited", True))

    def outcome(self) -> TurnOutcome:
        """All that came of the turn, with at most one change for each path."""
        scene = self.state.scene.key
        if scene != MAIN:  # counted from the parting on, so that it is not taken back under those who have played on
            self.put(change(self.world, f"scene:{scene}", "beats", self.world.number(f"scene:{scene}", "beats") + 1))
        for sentence, done in news(self.campaign, self.world, scene):
            self.notes += [sentence] if sentence else []
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
