"""Reactions to rolls in a fight: who could do something about one, whether they do, and what it makes of the roll."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final, Literal

from gm.domain.dice import Dice, RollRecord
from gm.domain.encounter import Step
from gm.domain.reactions import Reaction
from gm.domain.ruleset import DegreeRule, Ruleset
from gm.rules.checks import degree_of, read_check
from gm.rules.combat.asking import KEEP, ask
from gm.rules.combat.ground import Fight
from gm.rules.dice import roll
from gm.rules.slots import payment

Trigger = Literal["hit", "miss", "save"]


@dataclass(frozen=True, slots=True)
class Rolled:
    """A roll as it counts at this moment."""

    record: RollRecord
    bonus: int
    difficulty: int
    degree: DegreeRule
    added: int = 0
    """What reactions have added to the dice."""
    changed: bool = False

    @property
    def total(self) -> int:
        """What is compared."""
        return self.record.total + self.added


class _Extreme:
    """Dice that show all they can, or as little."""

    def __init__(self, *, most: bool) -> None:
        self.most = most

    def draw(self, purpose: str, index: int, sides: int) -> int:
        return sides if self.most else 1


_BOUNDS: Final[tuple[Dice, ...]] = (_Extreme(most=True), _Extreme(most=False))


def read(rules: Ruleset, record: RollRecord, bonus: int, difficulty: int, added: int = 0) -> DegreeRule:
    """The degree of a roll to which something was added; a face that decides alone still does."""
    reading = read_check(rules, record, bonus, difficulty)
    way = 1 if rules.procedure().compare == "over" else -1
    return degree_of(rules, replace(reading, total=reading.total + way * added, margin=reading.margin + added))


def could_change(rules: Ruleset, reaction: Reaction, rolled: Rolled) -> bool:
    """Whether a reaction might turn failure into success, or the other way round."""
    if reaction.reroll or not reaction.add:
        return True
    bounds = {roll(reaction.add, dice, purpose="look").total for dice in _BOUNDS}
    return any(
        read(rules, rolled.record, rolled.bonus, rolled.difficulty, rolled.added + more).success
        != rolled.degree.success
        for more in bounds
    )


def able(fight: Fight, who: str) -> bool:
    """Whether somebody has their reaction still, and can use it."""
    if not fight.active(who) or fight.here(f"reaction/{who}") or fight.here(f"surprised/{who}"):
        return False
    return not (fight.blocked(who, "reactions") or fight.blocked(who, "actions"))


def price_of(fight: Fight, who: str, reaction: Reaction) -> tuple[tuple[str, int], ...] | None:
    """(resource, amount) that somebody pays for it; None if they cannot."""
    paid: list[tuple[str, int]] = []
    if reaction.spell is not None:
        spell = fight.rules.spell(reaction.spell)
        if spell is None or spell.id not in fight.fighter(who).spells or fight.blocked(who, "speech"):
            return None
        found = payment(fight.rules, spell, lambda resource: fight.of(who, f"resource/{resource}"))
        if found is None:
            return None
        if found[0]:
            paid.append((found[0], spell.amount))
    if reaction.resource is not None and reaction.cost:
        if fight.of(who, f"resource/{reaction.resource}") < reaction.cost:
            return None
        paid.append((reaction.resource, reaction.cost))
    return tuple(paid)


def known(fight: Fight, who: str, on: str) -> Iterator[Reaction]:
    """The reactions of somebody to such a thing that they could pay for now."""
    for name in fight.fighter(who).reacts:
        reaction = fight.rules.reaction(name)
        if reaction is not None and reaction.on == on and price_of(fight, who, reaction) is not None:
            yield reaction


def meant(fight: Fight, who: str, reaction: Reaction, gains: str) -> bool:
    """Whether it may be done for whoever would gain by it, from where they stand."""
    own = who == gains
    if reaction.whom == ("ally" if own else "self"):
        return False
    return abs(fight.zone(who) - fight.zone(gains)) <= reaction.reach


def asked(fight: Fight, who: str) -> bool:
    """Whether a player decides for somebody; else code does."""
    return fight.fighter(who).is_pc and not fight.by_code


def pay(fight: Fight, who: str, reaction: Reaction) -> None:
    """The reaction is used up, and its price is paid."""
    for resource, amount in price_of(fight, who, reaction) or ():
        path = f"resource/{resource}"
        fight.set(who, path, max(0, fight.of(who, path) - amount))
    fight.mark(f"reaction/{who}", True)


def chosen(fight: Fight, who: str, options: tuple[Reaction, ...], about: Step) -> Reaction | None:
    """The reaction that is taken, or None: by a player's answer, or by code, which takes what there is.

    Raises:
        MustAsk: a player has not said yet.
    """
    if not options:
        return None
    if not asked(fight, who):
        return options[0]
    if fight.answers is None:
        return None  # nobody can be asked here
    said = ask(fight, who, about, tuple((each.id, label_of(fight, who, each)) for each in options))
    return next((each for each in options if each.id == said), None) if said != KEEP else None


def label_of(fight: Fight, who: str, reaction: Reaction) -> str:
    """What a button says: with what it costs, and how much of that there is."""
    costs = []
    for resource, _ in price_of(fight, who, reaction) or ():
        rule = fight.rules.resource(resource)
        costs.append(f"{rule.name if rule else resource}: {fight.of(who, f'resource/{resource}')}")
    return f"{reaction.label} ({', '.join(costs)})" if costs else reaction.label


def reacted(fight: Fight, on: Trigger, rolled: Rolled, *, gains: str, about: Step) -> Rolled:
    """The roll as it counts once everybody who can and will has done something about it. `gains`: for whom that would
    be; `about`: the roll as a step, for those who are asked."""
    if not fight.rules.reactions:
        return rolled
    unwelcome = on == "hit"
    for who in (gains, *fight.friends(gains)):
        if rolled.degree.success is not unwelcome:
            break
        if not able(fight, who):
            continue
        options = tuple(
            each
            for each in known(fight, who, on)
            if meant(fight, who, each, gains) and could_change(fight.rules, each, rolled)
        )
        shown = about.model_copy(update={"amount": rolled.total}) if rolled.changed else about
        taken = chosen(fight, who, options, shown)
        if taken is not None:
            pay(fight, who, taken)
            rolled = _done(fight, who, taken, rolled, gains)
    return rolled


def _done(fight: Fight, who: str, reaction: Reaction, rolled: Rolled, gains: str) -> Rolled:
    record, added, shown = rolled.record, rolled.added, None
    if reaction.reroll:
        shown = again = fight.roll(record.expression, record.label)
        better = again.total > record.total
        if reaction.reroll == "all" or (reaction.reroll == "better") is better:
            record = again
    if reaction.add:
        more = fight.roll(reaction.add, reaction.id)
        added, shown = added + more.total, more
    fight.step("react", who, gains, reaction.id, roll=shown)
    degree = read(fight.rules, record, rolled.bonus, rolled.difficulty, added)
    for condition in reaction.gives:
        fight.set_condition(gains, condition, 1)
        fight.set(gains, f"until/{condition}", f"r:{fight.here('round', 1)}:start:{who}")
        fight.set(gains, f"from/{condition}", who)
        fight.step("condition", who, gains, condition, 1)
    return replace(rolled, record=record, added=added, degree=degree, changed=True)
