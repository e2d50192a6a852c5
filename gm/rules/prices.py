"""Kits without dice: what would be a check elsewhere becomes a question, and whoever tries picks the price.

It holds for every ruling, whoever made it: no die falls in such a kit.
"""

from collections.abc import Mapping, Sequence

from gm.domain.dice import Degree
from gm.domain.effects import ChangeResource
from gm.domain.ruleset import Ruleset
from gm.domain.ruling import ChoiceOption, Outcome, Verdict
from gm.domain.state import WorldState
from gm.rules.ground import ACTOR

DONE = "done"
"""The only outcome of an attempt without a check."""


def priced(verdict: Verdict, ruleset: Ruleset) -> Verdict:
    """The verdict as these rules play it. In a kit without dice the check is gone: what its plainest success would
    bring can be had at each price of the kit, and not at all for the default option. An outcome that asks a question of
    its own asks that instead."""
    asked = ruleset.instead_of_dice
    if asked is None or verdict.check is None:
        return verdict
    gained = verdict.outcomes.get(DONE) or _plainest(ruleset, verdict.outcomes)
    if gained is None or gained.choice is None:
        effects, text = (gained.effects, gained.text) if gained is not None else ((), "")
        options = tuple(
            option
            if option.id == asked.default
            else option.model_copy(
                update={
                    "effects": (*option.effects, *effects),
                    "text": " ".join(filter(None, (option.text, text))),
                }
            )
            for option in asked.options
        )
        gained = Outcome(text="", choice=asked.model_copy(update={"options": options}))
    return verdict.model_copy(update={"check": None, "outcomes": {DONE: gained}})


def affordable(
    ruleset: Ruleset, world: WorldState, who: str, options: Sequence[ChoiceOption], default: str
) -> tuple[ChoiceOption, ...]:
    """The options that somebody can pay for, where the kit itself puts prices (moves, kits without dice). The default
    is always there."""
    if ruleset.instead_of_dice is None and not any(skill.outcomes for skill in ruleset.skills):
        return tuple(options)
    return tuple(option for option in options if option.id == default or not _beyond_means(world, who, option))


def _beyond_means(world: WorldState, who: str, option: ChoiceOption) -> bool:
    return any(
        isinstance(effect, ChangeResource)
        and effect.character in (ACTOR, who)
        and world.number(f"character:{who}", f"resource/{effect.resource}") + effect.by < 0
        for effect in option.effects
    )


def _plainest(ruleset: Ruleset, outcomes: Mapping[Degree, Outcome]) -> Outcome | None:
    successes = [outcomes[each.id] for each in ruleset.degrees if each.success and each.id in outcomes]
    return successes[-1] if successes else None


def of_the_move(ruleset: Ruleset, skill_id: str, degree: Degree, outcome: Outcome | None) -> Outcome | None:
    """What a degree brings with what the kit says of this skill: its words where there are none, its effects as well,
    its question where none is asked."""
    skill = ruleset.skill(skill_id)
    own = skill.outcomes.get(degree) if skill is not None else None
    if own is None or outcome is None:
        return own or outcome
    return Outcome(
        text=outcome.text or own.text, effects=(*outcome.effects, *own.effects), choice=outcome.choice or own.choice
    )
