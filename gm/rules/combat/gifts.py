"""What class, species and background give somebody in a fight: blows, bonuses, resistances, damage on top of a hit."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from gm.domain.classes import Extra
from gm.domain.formula import parse_formula
from gm.rules.amounts import dice_with
from gm.rules.numbers import Numbers

if TYPE_CHECKING:
    from gm.rules.combat.ground import Fight

_AT_THE_ROLL: Final = ("attacks", "damage", "speed")
"""Numbers that a fighter does not carry: what features add to them counts when they are asked for."""


@dataclass(frozen=True, slots=True)
class Gift:
    """A feature as it counts in a fight: its formulas are worked out."""

    id: str
    during: str | None
    blows: int
    adds: Mapping[str, int]
    saves: frozenset[str]
    resistant: frozenset[str]
    extra: Extra | None


def gifts_of(numbers: Numbers) -> tuple[Gift, ...]:
    """What somebody's features do in fights."""
    return tuple(
        Gift(
            id=each.id,
            during=each.during,
            blows=each.blows,
            adds={bonus.to: parse_formula(bonus.by).value(numbers) for bonus in each.bonuses},
            saves=frozenset(each.saves),
            resistant=frozenset(each.resistant),
            extra=each.extra and each.extra.model_copy(update={"dice": dice_with(each.extra.dice, numbers)}),
        )
        for each in numbers.features()
    )


def gifts_now(fight: "Fight", who: str) -> Iterator[Gift]:
    """Those that count at this moment."""
    for gift in fight.fighter(who).gifts:
        if gift.during is None or gift.during in fight.conditions(who):
            yield gift


def added(fight: "Fight", who: str, number: str) -> int:
    """What features add to a number now, beyond what the fighter carries in it already."""
    return sum(
        gift.adds.get(number, 0) for gift in gifts_now(fight, who) if gift.during is not None or number in _AT_THE_ROLL
    )


def blows(fight: "Fight", who: str) -> int:
    """How often somebody strikes with one attack."""
    return max((gift.blows for gift in gifts_now(fight, who)), default=1)


def on_top(fight: "Fight", who: str, attack: str, target: str, *, helped: bool, hindered: bool) -> Iterator[Gift]:
    """The damage that comes on top of a hit with this attack: each kind once in a turn."""
    fighter = fight.fighter(who)
    for gift in gifts_now(fight, who):
        extra = gift.extra
        if extra is None or gift.id in fight.text(fight.entity, f"extra/{who}").split(","):
            continue
        if extra.skills and fighter.wields.get(attack) not in extra.skills:
            continue
        if extra.against and not fight.fighter(target).tags.intersection(extra.against):
            continue
        beside = any(fight.zone(friend) == fight.zone(target) for friend in fight.friends(who))
        if extra.edge and (hindered or not (helped or beside)):
            continue
        yield gift


def spent(fight: "Fight", who: str, gift: Gift) -> None:
    """It has been used this turn."""
    used = fight.text(fight.entity, f"extra/{who}")
    fight.mark(f"extra/{who}", f"{used},{gift.id}".strip(","))
