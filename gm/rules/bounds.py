"""How much a ruling may ask for: what no ruling at a table would bring about at once is refused before any die falls.

An author's own outcomes are not held to this, nor is what a fight's rules do. These are bounds against a model that
grants whatever it is asked for: each effect is of a legal kind, but no reader of the rules would give so much.
"""

import itertools
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from gm.domain.campaign import Campaign
from gm.domain.effects import (
    AddCondition,
    Advance,
    ChangeResource,
    Damage,
    Effect,
    GiveItem,
    Heal,
    LoseItem,
    Reveal,
    SetFlag,
    TickClock,
)
from gm.domain.errors import DiceError
from gm.domain.play import SceneState
from gm.rules.dice import roll
from gm.rules.ground import ACTOR, PARTY
from gm.rules.lexicon import kept

MOST_EFFECTS: Final = 12
"""Of one outcome."""
MOST_REVEALS: Final = 3
MOST_FLAGS: Final = 2
MOST_TICKS: Final = 4
"""Segments that a clock may move at once."""
MOST_GAINED: Final = 20
"""Of something counted that has no upper bound (money), beyond what somebody else gives up for it."""
_HARM_AT_LEAST: Final = 20
_TIMES_THE_WORST: Final = 3


class _Highest:
    """Dice that always show their highest face."""

    def draw(self, purpose: str, index: int, sides: int) -> int:
        return sides


def highest(expression: str) -> int:
    """The most that dice without anything that lets them run away can show.

    Raises:
        DiceError: it is no expression, or goes beyond what dice may do.
    """
    return roll(expression, _Highest(), purpose="highest").total


def most_harm(campaign: Campaign) -> int:
    """The most hit points that one effect may take or give: a few times the worst weapon there is."""
    found: list[int] = kept(campaign, "most harm", list)
    if not found:
        named = [item.damage for item in campaign.items]
        named += [person.sheet.damage for person in campaign.characters]
        named += [npc.sheet.damage for npc in campaign.npcs]
        named.append(campaign.ruleset.unarmed_damage)
        found.append(max(_HARM_AT_LEAST, *(_TIMES_THE_WORST * _readable(each) for each in named if each)))
    return found[0]


def _readable(expression: str) -> int:
    try:
        return highest(expression)
    except DiceError:
        return 0


def beyond_bounds(effects: Sequence[Effect], state: SceneState, actor: str, *, checked: bool) -> Iterator[str]:
    """What is too much in the effects of one outcome. `checked`: a die was rolled for it."""
    if len(effects) > MOST_EFFECTS:
        yield f"{len(effects)} effects are too many: at most {MOST_EFFECTS}, what the fiction demands"
    for kind, most in ((Reveal, MOST_REVEALS), (SetFlag, MOST_FLAGS)):
        count = sum(isinstance(effect, kind) for effect in effects)
        if count > most:
            yield f"{count} effects of one kind are too many: at most {most} of {kind.model_fields['kind'].default}"
    yield from _gains(effects, state.campaign)
    given = [(effect.character, effect.condition) for effect in effects if isinstance(effect, AddCondition)]
    if len(set(given)) < len(given):
        yield "add_condition: the same condition is given to the same one twice"
    for effect in effects:
        yield from _beyond(effect, state, actor, checked=checked)


def _gains(effects: Iterable[Effect], campaign: Campaign) -> Iterator[str]:
    """Money comes from somewhere: what one gets beyond what another gives is a small find."""
    bounded = {each.id for each in campaign.ruleset.resources if each.maximum is not None or each.formula is not None}
    sums: dict[str, int] = {}
    for effect in effects:
        if isinstance(effect, ChangeResource) and effect.resource not in bounded:
            sums[effect.resource] = sums.get(effect.resource, 0) + effect.by
    for resource, gained in sums.items():
        if gained > MOST_GAINED:
            yield f"{gained} {resource} out of nowhere are too many: at most {MOST_GAINED}"


def _beyond(effect: Effect, state: SceneState, actor: str, *, checked: bool) -> Iterator[str]:
    own = ("", actor, ACTOR, PARTY)
    match effect:
        case Damage() | Heal():
            try:
                most, limit = highest(effect.amount), most_harm(state.campaign)
            except DiceError as error:
                yield f"{effect.kind}: {error}"
                return
            if most > limit:
                yield f"{effect.kind}: {effect.amount} can come to {most}; at most {limit} at once"
            if isinstance(effect, Damage) and not checked and effect.character not in own:
                yield "damage: to hurt somebody else takes a check"
        case GiveItem() if effect.source not in (None, *own) and state.campaign.character(effect.source or ""):
            yield f"give_item: what {effect.source} carries is for their own player to give"
        case LoseItem() | ChangeResource() if effect.character not in own and state.campaign.character(
            effect.character
        ):
            if isinstance(effect, LoseItem) or effect.by < 0:
                yield f"{effect.kind}: what {effect.character} has is for their own player to give"
        case AddCondition() if not checked and effect.character not in own and _hinders(effect, state.campaign):
            yield f"add_condition: to make somebody else {effect.condition} takes a check"
        case TickClock() if abs(effect.by) > MOST_TICKS:
            yield f"tick_clock: {effect.by} segments at once are too many: at most {MOST_TICKS}"
        case Advance() if effect.by > _step(state.campaign):
            yield f"advance: {effect.by} at once are too many: at most {_step(state.campaign)}"
        case _:
            return


def _hinders(effect: AddCondition, campaign: Campaign) -> bool:
    """Whether a condition does its bearer harm: then it is as a blow."""
    rule = campaign.ruleset.condition(effect.condition)
    if rule is None:
        return False
    worse = "disadvantage" in (rule.attacks, rule.saves) or rule.attacked == "advantage" or rule.saves == "fail"
    return bool(rule.disadvantage or rule.blocks or rule.worst or rule.each_turn or worse)


def _step(campaign: Campaign) -> int:
    """The most that may be gained at once: the shortest way from one level to the next."""
    rules = campaign.ruleset.advancement
    if rules.by != "xp":
        return 1
    needs = [0, *(level.needs for level in rules.levels)]
    return min((after - before for before, after in itertools.pairwise(needs) if after > before), default=1)
