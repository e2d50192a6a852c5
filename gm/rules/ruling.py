"""Rulings are checked against the world before any die falls: every name, every number, everyone's presence."""

import difflib
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from gm.domain.campaign import Challenge
from gm.domain.effects import (
    AddCondition,
    Advance,
    ChangeQuest,
    ChangeResource,
    Declare,
    DrawTable,
    Effect,
    GiveItem,
    Improve,
    Later,
    LoseItem,
    Move,
    OpenExit,
    PassTime,
    Regard,
    RemoveCondition,
    Reveal,
    SetFlag,
    ShiftAttitude,
    StartEncounter,
    TakeRest,
    TendLore,
    TickClock,
)
from gm.domain.play import PlayerInput, SceneState
from gm.domain.ruleset import Ruleset
from gm.domain.ruling import CheckRequest, Choice, Ruling, Verdict
from gm.rules.bounds import beyond_bounds
from gm.rules.combat.giving_up import with_giving_up
from gm.rules.combat.playing import is_on, legal_actions
from gm.rules.ground import ACTOR, PARTY
from gm.rules.hush import told_secrets
from gm.rules.learning import exit_of_fact
from gm.rules.prices import DONE
from gm.rules.standpoint import seen_from
from gm.rules.uses import beside_a_fight
from gm.rules.world import exit_between, open_challenges, open_encounters


def default_difficulty(ruleset: Ruleset) -> int:
    """What a check is rolled against when nothing better is known: `fair`, or the lower middle of those named; the
    plainest where one rolls under a number or counts successes; the least there is where no difficulty is set."""
    named = sorted(ruleset.difficulties.values())
    procedure = ruleset.procedure()
    if "fair" in ruleset.difficulties:
        return ruleset.difficulties["fair"]
    if not named:
        middle = (ruleset.difficulty_min + ruleset.difficulty_max) // 2
        return ruleset.difficulty_min if procedure.fixed else max(ruleset.difficulty_min, min(11, middle))
    plainest = procedure.compare == "under" or procedure.counts_from is not None
    return named[0 if plainest else (len(named) - 1) // 2]


def is_plain(ruleset: Ruleset) -> bool:
    """Whether a total is compared with a difficulty, and is to be at least as high."""
    procedure = ruleset.procedure()
    return procedure.compare == "over" and not procedure.fixed and procedure.counts_from is None


def difficulty_of(challenge: Challenge, ruleset: Ruleset) -> int:
    """The number of a challenge's difficulty."""
    if isinstance(challenge.difficulty, int):
        return challenge.difficulty
    return ruleset.difficulties.get(challenge.difficulty or "", default_difficulty(ruleset))


def challenge_of(verdict: Verdict, state: SceneState) -> Challenge | None:
    """The authored challenge that a verdict cites, if the campaign has it."""
    return next((each for each in state.campaign.challenges if each.id == verdict.challenge), None)


def expand_challenge(verdict: Verdict, state: SceneState) -> Verdict:
    """The verdict with what it leaves out taken from the challenge that it cites: check, outcomes, stakes."""
    challenge = challenge_of(verdict, state)
    if challenge is None or not verdict.possible:
        return verdict
    check = verdict.check
    if check is None and challenge.skill is not None and not (verdict.outcomes and DONE in verdict.outcomes):
        check = CheckRequest(
            character=verdict.character,
            skill=challenge.skill,
            difficulty=difficulty_of(challenge, state.campaign.ruleset),
            reason=challenge.title,
        )
    return verdict.model_copy(
        update={
            "check": check,
            "outcomes": verdict.outcomes or dict(challenge.outcomes),
            "stakes": verdict.stakes or challenge.stakes,
        }
    )


def validate_ruling(ruling: Ruling, state: SceneState, inputs: Sequence[PlayerInput]) -> tuple[str, ...]:
    """Everything that is wrong with a ruling, in sentences that whoever made it can act on. Empty: it may be rolled."""
    problems: list[str] = []
    for number, verdict in enumerate(ruling.verdicts, start=1):
        found = _Inspection(seen_from(state, verdict.character)).verdict(verdict, inputs)
        problems += [f"verdict {number}: {problem}" for problem in found]
    return tuple(problems)


_LISTED: Final = 40
"""Names of a kind that a model is shown when it made one up: all of them, or it takes the rest for missing."""


def _unknown(what: str, name: str, names: Iterable[str]) -> str:
    known = sorted(names)
    close = difflib.get_close_matches(name, known, n=1)
    hint = f"; did you mean {close[0]!r}?" if close else f"; there is {_all_of(known)}" if known else ""
    return f"there is no {what} {name!r}{hint}"


def _all_of(names: Sequence[str]) -> str:
    """The names; of very many the first, and how many more: a list that just ends reads as if it were whole."""
    more = len(names) - _LISTED
    return ", ".join(names if more <= 0 else (*names[:_LISTED], f"and {more} more"))


class _Inspection:
    """The questions that a verdict must answer, against the state as whoever attempts it sees it."""

    def __init__(self, state: SceneState) -> None:
        self.state = state
        self.campaign = state.campaign
        self.ruleset = state.campaign.ruleset
        self.present = state.present()
        self.places = [place.id for place in self.campaign.places]
        self.items = [item.id for item in self.campaign.items]

    def verdict(self, verdict: Verdict, inputs: Sequence[PlayerInput]) -> Iterator[str]:
        if not 1 <= verdict.input <= max(len(inputs), 1):
            yield f"input {verdict.input} does not exist; inputs are counted from 1 to {len(inputs)}"
        said = inputs[verdict.input - 1].character if 0 < verdict.input <= len(inputs) else None
        # Who has gone ahead alone still has a player who speaks for them.
        unknown = tuple(self.person(verdict.character, None, absent=verdict.character == said))
        yield from unknown or self.speaker(verdict, inputs)
        for who in verdict.notices:
            yield from self.person(who, None)
        if verdict.challenge is not None:
            yield from self.challenge(verdict.challenge)
        if not verdict.possible:
            yield from told_secrets(verdict, self.state)
            if not verdict.refusal:
                yield "an impossible attempt needs a refusal that tells why, as the world would show it"
            if verdict.check or verdict.effects:
                yield "an impossible attempt has neither check nor effects"
            return
        if verdict.action is not None:
            yield from self.action(verdict)
            return
        expanded = expand_challenge(verdict, self.state)
        if expanded.check is not None and (verdict.check or self.ruleset.instead_of_dice is None):
            yield from self.check(expanded.check, verdict.character)
            if verdict.effects:
                yield "effects beside a check never happen: put them into outcomes, by degree"
        actor = verdict.character
        yield from self.effects(verdict.effects, actor, checked=False)
        degrees = [degree.id for degree in self.ruleset.degrees] if expanded.check is not None else [DONE]
        if self.ruleset.instead_of_dice is not None and DONE not in degrees:
            degrees.append(DONE)
        for degree, outcome in verdict.outcomes.items():
            if degree not in degrees:
                yield _unknown("degree", degree, degrees)
            authored = not verdict.outcomes
            checked = expanded.check is not None
            yield from self.effects(outcome.effects, actor, checked=checked, authored=authored)
            if outcome.choice is not None:
                yield from self.choice(outcome.choice, actor, checked=checked, authored=authored)

    def speaker(self, verdict: Verdict, inputs: Sequence[PlayerInput]) -> Iterator[str]:
        """Nobody attempts anything in another player's name."""
        said = inputs[verdict.input - 1].character if 0 < verdict.input <= len(inputs) else None
        if said and verdict.character != said:
            yield f"input {verdict.input} is by {said}: nobody attempts anything for somebody else"

    def action(self, verdict: Verdict) -> Iterator[str]:
        """An action in a fight: only in a fight, alone, and one that its rules allow now."""
        scene = self.state.scene.key
        if not is_on(self.state.world, scene):
            yield from self.beside_a_fight(verdict)
            return
        if verdict.check or verdict.effects or verdict.outcomes:
            yield "an action of a fight has neither check nor effects nor outcomes: its rules have them"
        now = legal_actions(self.campaign, self.state.world, scene, verdict.character)
        legal = [each.action for each in with_giving_up(self.campaign, now)]
        if legal and verdict.action is not None and verdict.action.kind not in {each.kind for each in legal}:
            yield _unknown("action", verdict.action.kind, {each.kind for each in legal})

    def beside_a_fight(self, verdict: Verdict) -> Iterator[str]:
        """Where nobody fights, only a spell that is known and paid for, or a thing that is held, and no harm by it."""
        action = verdict.action
        if action is None or action.kind not in ("cast", "use"):
            yield "there is no fight on: leave `action` out"
            return
        if verdict.check or verdict.effects or verdict.outcomes:
            yield "a spell or a thing that is used has neither check nor effects nor outcomes: its rules have them"
        for target in action.targets:
            yield from self.person(target, None)
        found = beside_a_fight(self.campaign, self.state.world, verdict.character, action)
        if isinstance(found, str):
            what = action.spell or action.item or "that"
            yield f"{verdict.character} cannot {action.kind} {what!r}: not known, not held, or nothing to pay it with"
            return
        yield from beyond_bounds(found, self.state, verdict.character, checked=False)

    def challenge(self, name: str) -> Iterator[str]:
        here = [each.id for each in open_challenges(self.state)]
        if name not in here:
            known = name in [each.id for each in self.campaign.challenges]
            yield f"the challenge {name!r} does not apply here and now" if known else _unknown("challenge", name, here)

    def check(self, check: CheckRequest, actor: str) -> Iterator[str]:
        skills = [skill.id for skill in self.ruleset.skills]
        if check.character != actor:
            yield from self.person(check.character, None)
        if check.skill not in skills:
            yield _unknown("skill", check.skill, skills)
        if check.opposed_by is not None:
            if check.opposed_by == check.character:
                yield "nobody can be their own opponent"
            yield from self.person(check.opposed_by, None)
            if check.opposed_skill is not None and check.opposed_skill not in skills:
                yield _unknown("skill", check.opposed_skill, skills)
            return
        low, high = self.ruleset.difficulty_min, self.ruleset.difficulty_max
        if self.ruleset.instead_of_dice is not None:  # nothing is rolled: the check says that a price is asked
            return
        if not low <= check.difficulty <= high:
            yield f"difficulty {check.difficulty} is outside of {low} to {high}"

    def choice(self, choice: Choice, actor: str, *, checked: bool, authored: bool) -> Iterator[str]:
        ids = [option.id for option in choice.options]
        if choice.default not in ids:
            yield _unknown("option", choice.default, ids)
        if len(set(ids)) != len(ids):
            yield "two options of a choice have the same id"
        priced = self.ruleset.instead_of_dice is not None  # where nothing is rolled, a price stands for the die
        for option in choice.options:
            yield from self.effects(option.effects, actor, checked=checked or priced, authored=authored)

    def person(self, who: str, actor: str | None, *, absent: bool = False) -> Iterator[str]:
        """`actor` is given where the words `actor` and `party` may stand for people."""
        if actor is not None and who in (ACTOR, PARTY):
            return
        person = self.campaign.anyone(who)
        if person is None:
            yield _unknown("character", who, self.present)
        elif not absent and who not in self.present:
            yield f"{person.name} is not here"

    def effects(self, effects: Sequence[Effect], actor: str, *, checked: bool, authored: bool = False) -> Iterator[str]:
        if authored:  # the author's word stands, and was checked where it is written
            return
        wrong = [f"{effect.kind}: {problem}" for effect in effects for problem in self.effect(effect, actor)]
        yield from wrong or beyond_bounds(effects, self.state, actor, checked=checked)

    def effect(self, effect: Effect, actor: str) -> Iterator[str]:  # noqa: C901  (a closed union, one case each)
        if isinstance(effect, TendLore | Regard):
            yield "only an author or the game master tends lore and single regards"
            return
        if isinstance(effect, PassTime | Later | ChangeQuest | DrawTable):
            yield from self.of_the_world(effect, actor)
            return
        if not isinstance(effect, ShiftAttitude | Reveal | SetFlag | TickClock | OpenExit | StartEncounter):
            arrives = isinstance(effect, Move) and (
                self.campaign.npc(effect.character) is not None or effect.character == actor
            )
            yield from self.person(effect.character, actor, absent=arrives)
        match effect:
            case Move():
                if effect.place not in self.places:
                    yield _unknown("place", effect.place, self.places)
            case GiveItem() | LoseItem():
                yield from self.item(effect, actor)
            case AddCondition() | RemoveCondition():
                names = [condition.id for condition in self.ruleset.conditions]
                if effect.condition not in names:
                    yield _unknown("condition", effect.condition, names)
            case ChangeResource():
                names = [resource.id for resource in self.ruleset.resources]
                if effect.resource not in names:
                    yield _unknown("resource", effect.resource, names)
            case ShiftAttitude():
                npcs = [npc.id for npc in self.campaign.npcs]
                yield from (
                    [_unknown("NPC", effect.npc, npcs)] if effect.npc not in npcs else self.person(effect.npc, None)
                )
            case Reveal():
                if effect.fact not in self.campaign.facts() and exit_of_fact(effect.fact, self.campaign) is None:
                    yield _unknown("secret or lore", effect.fact, self.campaign.facts())
                for who in effect.to:
                    yield from self.person(who, actor)
            case SetFlag():
                names = [flag.id for flag in self.campaign.flags]
                if effect.flag not in names:
                    yield _unknown("flag", effect.flag, names)
            case TickClock():
                names = [clock.id for clock in self.campaign.clocks]
                if effect.clock not in names:
                    yield _unknown("clock", effect.clock, names)
            case Improve():
                names = [each.id for each in self.ruleset.skills] + [each.id for each in self.ruleset.attributes]
                if effect.what not in names:
                    yield _unknown("skill or attribute", effect.what, names)
            case OpenExit():
                if exit_between(self.campaign, effect.place, effect.to) is None:
                    yield f"no way leads from {effect.place!r} to {effect.to!r}"
            case _:
                yield from self.of_the_kit(effect, actor)

    def of_the_world(self, effect: PassTime | Later | ChangeQuest | DrawTable, actor: str) -> Iterator[str]:
        """Effects on what goes on by itself."""
        match effect:
            case PassTime() | Later() if not self.campaign.is_living():
                yield "time passes by `minutes` alone in this campaign"
            case Later():
                for inner in effect.effects:
                    problems = ["puts nothing off itself"] if isinstance(inner, Later) else self.effect(inner, actor)
                    yield from (f"{inner.kind}: {problem}" for problem in problems)
            case ChangeQuest():
                quest = self.campaign.quest(effect.quest)
                if quest is None:
                    yield _unknown("quest", effect.quest, [each.id for each in self.campaign.quests])
                elif effect.objective is not None and effect.objective not in [o.id for o in quest.objectives]:
                    yield _unknown("objective", effect.objective, [each.id for each in quest.objectives])
            case DrawTable() if self.campaign.table(effect.table) is None:
                yield _unknown("table", effect.table, [each.id for each in self.campaign.tables])
            case _:
                return

    def of_the_kit(self, effect: Effect, actor: str) -> Iterator[str]:
        """Effects that not every kit has."""
        match effect:
            case Advance():
                if self.ruleset.advancement.by == "none":
                    yield "nobody grows by these rules"
            case TakeRest():
                names = [rest.id for rest in self.ruleset.rests]
                if effect.rest not in names:
                    yield _unknown("rest", effect.rest, names)
            case Declare():
                names = [each.id for each in self.ruleset.declarations] if self.ruleset.authority == "shared" else []
                if effect.declaration not in names:
                    yield _unknown("declaration", effect.declaration, names)
                if effect.character not in (actor, ACTOR):
                    yield "only whoever speaks can declare something"
            case StartEncounter():
                names = [each.id for each in open_encounters(self.state)]
                if effect.encounter not in names:
                    yield _unknown("fight that could begin here and now", effect.encounter, names)
            case _:
                return

    def item(self, effect: GiveItem | LoseItem, actor: str) -> Iterator[str]:
        if effect.item not in self.items:
            yield _unknown("item", effect.item, self.items)
            return
        path = f"item/{effect.item}"
        world = self.state.world
        if isinstance(effect, LoseItem):
            holder = actor if effect.character == ACTOR else effect.character
            if holder != PARTY and world.number(f"character:{holder}", path) < effect.quantity:
                yield f"{holder} does not hold {effect.item}"
            return
        source = effect.source
        if source is None or source == self.state.place_id:
            where = f"place:{self.state.place_id}"
            missing = f"{effect.item} does not lie here; name as source who holds it, or leave the effect out"
        elif source in self.places:
            yield f"{source} is not here"
            return
        else:
            yield from self.person(source, actor)
            where = f"character:{actor if source == ACTOR else source}"
            missing = f"{source} does not hold {effect.item}: it cannot be given; rule that there is none to be had"
        if world.number(where, path) < effect.quantity:
            yield missing
