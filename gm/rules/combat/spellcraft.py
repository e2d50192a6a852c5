"""What a spell seems worth to somebody whom code runs, cast now, at each of those whom it could be cast at."""

from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from gm.domain.ruling import CombatAction
from gm.domain.spells import Spell
from gm.rules.combat.ground import Fight
from gm.rules.combat.powers import touches, worked_out
from gm.rules.combat.reach import caught
from gm.rules.combat.worth import average, average_of

_FEWEST_FOR_AREA: Final = 2
_OF_A_CONDITION: Final = 3.0
_OF_A_BLESSING: Final = 2.5
_OF_ONE_CALLED: Final = 5.0
Weighed = tuple[CombatAction, float]


def worth_of_spell(fight: Fight, who: str, spell: Spell) -> Iterator[Weighed]:
    """Everything that casting it now could be, each with what it seems worth. Nothing where a spell that is kept up
    would have to be let go for it."""
    if spell.concentration and fight.text(f"character:{who}", "concentration"):
        return
    if spell.heals or spell.pool:
        yield from _healing(fight, who, spell)
    elif spell.summons:
        yield from _calling(fight, who, spell)
    elif spell.shields:
        yield from _shielding(fight, who, spell)
    elif is_kind(spell):
        yield from _blessing(fight, who, spell)
    elif spell.strikes or spell.gives:
        yield from _harming(fight, who, spell)


def is_kind(spell: Spell) -> bool:
    """Whether it is cast at friends: what it gives comes without harm, and nobody saves against it."""
    return bool(spell.gives) and not spell.strikes and spell.save is None and not spell.attack


@lru_cache(maxsize=1024)
def _casting(spell: str, target: str) -> CombatAction:
    return CombatAction(kind="cast", spell=spell, targets=(target,))


def _cast(spell: Spell, target: str) -> CombatAction:
    return _casting(spell.id, target)


def _own(fight: Fight, who: str, spell: Spell) -> tuple[str, ...]:
    """Those of one's side on their feet whom it reaches, oneself first."""
    side = (who,) if spell.area == "self" else (who, *fight.friends(who))
    return tuple(each for each in side if abs(fight.zone(each) - fight.zone(who)) <= spell.reach)


def _healing(fight: Fight, who: str, spell: Spell) -> Iterator[Weighed]:
    side = fight.fighter(who).side
    fallen = [each for each in fight.order if fight.status(each) == "down" and fight.fighter(each).side == side]
    for friend in (who, *fight.friends(who), *fallen):
        most = fight.of(friend, "max_hp", 1)
        missing = most - fight.of(friend, "hp")
        near = abs(fight.zone(friend) - fight.zone(who)) <= spell.reach and (spell.area != "self" or friend == who)
        if near and missing > most // 2 and touches(fight, spell, friend):
            yield _cast(spell, friend), 6.0 + missing / 4


def _calling(fight: Fight, who: str, spell: Spell) -> Iterator[Weighed]:
    """The longer the fight may still be, the more a friend is worth: little against one who is nearly down."""
    strength = sum(fight.of(foe, "hp") for foe in fight.foes(who))
    number = sum(spell.summons.values())
    if strength > 2 * number:
        yield _cast(spell, who), _OF_ONE_CALLED * number


def _shielding(fight: Fight, who: str, spell: Spell) -> Iterator[Weighed]:
    amount = average_of(worked_out(fight, who, spell.shields))
    for friend in _own(fight, who, spell):
        if fight.of(friend, "temp_hp") < amount / 2:
            exposed = 1.0 if fight.near(friend) else 0.7
            yield _cast(spell, friend), amount * exposed


def _blessing(fight: Fight, who: str, spell: Spell) -> Iterator[Weighed]:
    for friend in _own(fight, who, spell):
        fresh = [each for each in spell.gives if each.condition not in fight.conditions(friend)]
        if fresh:
            strikers = 1.0 + 0.05 * len(fight.fighter(friend).attacks) + (0.2 if fight.near(friend) else 0.0)
            yield _cast(spell, friend), _OF_A_BLESSING * len(fresh) * strikers


def _harming(fight: Fight, who: str, spell: Spell) -> Iterator[Weighed]:
    own = fight.fighter(who).side
    strikes = [
        each.model_copy(update={"dice": worked_out(fight, who, each.dice)}) if "{" in each.dice else each
        for each in spell.strikes
    ]
    for foe in fight.foes(who):
        if abs(fight.zone(foe) - fight.zone(who)) > spell.reach or not touches(fight, spell, foe):
            continue
        hit = [each for each in caught(fight, who, spell.area, [foe]) if touches(fight, spell, each)]
        foes = [each for each in hit if fight.fighter(each).side != own]
        if spell.area in ("zone", "zones") and len(foes) < _FEWEST_FOR_AREA:
            continue
        worth = 0.0
        for target in hit:
            harm = sum(average(each, fight.fighter(target)) for each in strikes) * 0.7
            fresh = [each for each in spell.gives if each.condition not in fight.conditions(target)]
            value = harm + _OF_A_CONDITION * len(fresh)
            worth += value if target in foes else -2.0 * value
        yield _cast(spell, foe), worth
