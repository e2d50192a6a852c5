"""What others may do about somebody's check, outside of a fight's own actions: each who could is asked in turn."""

from collections.abc import Iterator

from gm.domain.dice import CheckResult, Taken
from gm.domain.effects import ChangeResource
from gm.domain.formula import parse_formula
from gm.domain.play import Parked, ParkedOption
from gm.domain.reactions import Reaction
from gm.rules.checks import judged
from gm.rules.combat.asking import KEEP
from gm.rules.combat.reacting import Rolled, could_change
from gm.rules.dice import roll
from gm.rules.numbers import is_blocked
from gm.rules.resolution import Resolution, rolls_of
from gm.rules.scores import check_view
from gm.rules.scoring import score_said
from gm.rules.sheets import numbers_of
from gm.rules.slots import payment

Paid = tuple[tuple[str, int], ...]
"""(resource, amount)."""


def others_react(r: Resolution, index: int, result: CheckResult) -> tuple[CheckResult, Parked | None]:
    """The check as it counts once everybody who can has been asked, or the question to the next of them. A check is
    changed once, by whoever rolled it or by one of the others."""
    rules = r.campaign.ruleset
    if not any(each.on == "check" for each in rules.reactions) or result.after is not None:
        return result, None
    for who in _others(r, result.character):
        options = tuple(_open(r, who, result))
        if result.success or not options:
            continue
        key = r.asks(index).next_key()
        if key not in r.answers:
            return result, _question(r, index, who, result, options)
        found = next(((each, paid) for each, paid in options if each.id == r.answers[key]), None)
        r.used[key] = found[0].id if found else KEEP
        if found is not None:
            return _taken(r, index, who, result, *found), None
    return result, None


def _others(r: Resolution, character: str) -> Iterator[str]:
    """Players' characters who are there and can do something, but for whoever rolls."""
    for who in r.state.present():
        free = r.status(who) == "active" and not is_blocked(r.campaign.ruleset, r.world, who, "reactions")
        if who != character and free and r.campaign.character(who) is not None:
            yield who


def _open(r: Resolution, who: str, result: CheckResult) -> Iterator[tuple[Reaction, Paid]]:
    rules = r.campaign.ruleset
    degree = rules.degree(result.degree)
    if degree is None:
        return
    rolled = Rolled(result.roll, result.bonus, result.difficulty, degree)
    for each in rules.reactions:
        if each.on == "check" and _has(r, who, each):
            paid = _price(r, who, each)
            if paid is not None and could_change(rules, each, rolled):
                yield each, paid


def _has(r: Resolution, who: str, reaction: Reaction) -> bool:
    return not reaction.has or parse_formula(reaction.has).holds(numbers_of(r.campaign, r.world, who))


def _price(r: Resolution, who: str, reaction: Reaction) -> Paid | None:
    rules, entity = r.campaign.ruleset, f"character:{who}"
    paid: list[tuple[str, int]] = []
    if reaction.spell is not None:
        spell, person = rules.spell(reaction.spell), r.campaign.anyone(who)
        if spell is None or person is None or spell.id not in person.sheet.spells:
            return None
        found = payment(rules, spell, lambda resource: r.world.number(entity, f"resource/{resource}"))
        if found is None:
            return None
        paid += [(found[0], spell.amount)] if found[0] else []
    if reaction.resource is not None and reaction.cost:
        if r.world.number(entity, f"resource/{reaction.resource}") < reaction.cost:
            return None
        paid.append((reaction.resource, reaction.cost))
    return tuple(paid)


def _question(
    r: Resolution, index: int, who: str, result: CheckResult, options: tuple[tuple[Reaction, Paid], ...]
) -> Parked:
    shown = check_view(r.campaign, result)
    about = f"{shown.character}, {shown.skill}: {score_said(shown, r.campaign.language)}. {shown.degree_label}"
    return Parked(
        reason="react",
        question=r.say("react", who, name=about),
        who=(who,),
        options=(
            ParkedOption(id=KEEP, label=r.say("let_be")),
            *(ParkedOption(id=each.id, label=_label(r, who, each, paid)) for each, paid in options),
        ),
        default=KEEP,
        verdict=index,
        number=r.asks(index).asked,
        rolls=rolls_of((result,)),
    )


def _label(r: Resolution, who: str, reaction: Reaction, paid: Paid) -> str:
    costs = []
    for resource, _ in paid:
        rule = r.campaign.ruleset.resource(resource)
        left = r.world.number(f"character:{who}", f"resource/{resource}")
        costs.append(f"{rule.name if rule else resource}: {left}")
    return f"{reaction.label} ({', '.join(costs)})" if costs else reaction.label


def _taken(r: Resolution, index: int, who: str, result: CheckResult, reaction: Reaction, paid: Paid) -> CheckResult:
    rules, purpose = r.campaign.ruleset, f"check:{index}:react:{reaction.id}"
    changed = result
    if reaction.reroll:
        again = roll(result.roll.expression, r.dice, purpose=purpose, label=result.roll.label)
        other = judged(rules, result.model_copy(update={"roll": again}))
        better = other.margin > result.margin
        keep = other if reaction.reroll == "all" or (reaction.reroll == "better") is better else result
        r.rolls.append(result.roll if keep is other else again)
        changed = keep
    if reaction.add:
        more = roll(reaction.add, r.dice, purpose=f"{purpose}:add", label=reaction.label)
        r.rolls.append(more)
        changed = judged(rules, changed.model_copy(update={"after": Taken(option=reaction.id, added=more)}))
    else:
        changed = changed.model_copy(update={"after": Taken(option=reaction.id)})
    r.notes.append(r.say("steps_in", who, name=reaction.label))
    prices = [ChangeResource(character=who, resource=resource, by=-amount) for resource, amount in paid]
    r.apply(prices, f"{purpose}:price", who, authored=True)
    return changed
