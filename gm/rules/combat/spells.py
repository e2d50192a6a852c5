"""Casting in a fight: what it costs, whom it reaches, what it does, and keeping it up."""

from collections.abc import Sequence

from gm.domain.combat import Attack, Strike
from gm.domain.encounter import Step
from gm.domain.spells import Spell
from gm.rules.combat.bringing import bring
from gm.rules.combat.ground import Fight
from gm.rules.combat.harm import afflict, drop_concentration, hurt, mend, shield
from gm.rules.combat.powers import hand_over, heal_from_pool, touches, worked_out
from gm.rules.combat.reacting import able, chosen, known, pay
from gm.rules.combat.saving import save
from gm.rules.combat.strikes import strike
from gm.rules.slots import payment


def can_cast(fight: Fight, who: str, spell: Spell) -> bool:
    """Whether somebody knows it, has what it costs, and is able to speak where it takes words."""
    if spell.id not in fight.fighter(who).spells or (spell.spoken and fight.blocked(who, "speech")):
        return False
    return _paid_with(fight, who, spell) is not None


def _paid_with(fight: Fight, who: str, spell: Spell) -> tuple[str, int] | None:
    return payment(fight.rules, spell, lambda resource: fight.of(who, f"resource/{resource}"))


def cast(fight: Fight, who: str, spell: Spell, targets: Sequence[str]) -> None:
    """Cast it: the cost is paid first, then attack, save, harm, healing and conditions, as the spell has them."""
    resource, above = _paid_with(fight, who, spell) or ("", 0)
    if resource and not spell.pool:
        path = f"resource/{resource}"
        fight.set(who, path, max(0, fight.of(who, path) - spell.amount))
    strikes = [
        each.model_copy(update={"dice": worked_out(fight, who, each.dice)}) if "{" in each.dice else each
        for each in (*spell.strikes, *(spell.higher * above))
    ]
    fight.step("cast" if spell.spoken else "use", who, targets[0] if targets else "", spell.id)
    if spell.level and _countered(fight, who, spell):
        fight.step("cast", who, "", spell.id, success=False)
        return
    if spell.concentration:
        drop_concentration(fight, who)
        fight.set(who, "concentration", spell.id)
    if spell.again:
        fight.mark(f"again/{who}", True)
    targets = [each for each in targets if touches(fight, spell, each)]
    if spell.attack:
        bolt = Attack(
            id=spell.id,
            name=spell.name,
            bonus=fight.fighter(who).spell_attack,
            reach=max(spell.reach, 1) if spell.reach else 0,
            strikes=tuple(strikes),
        )
        for target in strike(fight, who, bolt, targets):
            _give(fight, who, spell, target)
        return
    _call(fight, who, spell)
    if spell.summons and not (spell.strikes or spell.gives or spell.heals or spell.shields):
        return
    _work(fight, who, spell, strikes, targets)


def _work(fight: Fight, who: str, spell: Spell, strikes: Sequence[Strike], targets: Sequence[str]) -> None:
    """What it does to each of those whom it touches. What is rolled is rolled once for all of them."""
    shielding = fight.roll(worked_out(fight, who, spell.shields), spell.id) if spell.shields else None
    rolled = [(fight.roll(each.dice, spell.id), each) for each in strikes]
    mending = fight.roll(worked_out(fight, who, spell.heals), spell.id) if spell.heals else None
    for target in targets:
        saved = spell.save is not None and save(fight, target, spell.save, by=who, against=spell.id, magic=True)
        half = spell.save is not None and spell.save.on_success == "half"
        for record, each in rolled:
            amount = max(0, record.total)
            hurt(fight, target, (amount // 2 if half else 0) if saved else amount, each.type, by=who)
        if mending is not None:
            mend(fight, target, max(0, mending.total), by=who)
        if spell.pool:
            heal_from_pool(fight, who, spell, target)
        if spell.hands:
            hand_over(fight, spell, target)
        if shielding is not None:
            shield(fight, target, max(0, shielding.total))
        if not saved:
            _give(fight, who, spell, target)


def _countered(fight: Fight, who: str, spell: Spell) -> bool:
    """Whether an enemy undoes the spell as it is spoken: each who can may try, until one has."""
    for foe in fight.foes(who) if fight.rules.reactions else ():
        if not able(fight, foe):
            continue
        options = tuple(
            each for each in known(fight, foe, "cast") if abs(fight.zone(foe) - fight.zone(who)) <= each.reach
        )
        about = Step(kind="cast", actor=who, detail=spell.id)
        taken = chosen(fight, foe, options, about)
        if taken is None:
            continue
        pay(fight, foe, taken)
        fight.step("react", foe, who, taken.id)
        if taken.save is None or not save(fight, who, taken.save, by=foe, against=taken.spell or "", magic=True):
            return True
    return False


def _call(fight: Fight, who: str, spell: Spell) -> None:
    """What is summoned comes in beside the caster, fights for their side, and acts right after them."""
    order = list(fight.order)
    for block_id, count in spell.summons.items():
        block = fight.campaign.creature(block_id)
        for _ in range(count if block is not None else 0):
            assert block is not None
            place = fight.text(f"character:{who}", "place")
            called = bring(fight, block, place, several=count > 1)
            fight.mark(f"side/{called}", fight.fighter(who).side)
            fight.mark(f"zone/{called}", fight.zone(who))
            if spell.concentration:
                fight.set(called, "summoned", f"{spell.id}@{who}")
            order.insert(order.index(who) + 1, called)
            fight.reorder(order)
            fight.step("summon", who, called, spell.id, success=True)


def _give(fight: Fight, who: str, spell: Spell, target: str) -> None:
    """The spell's conditions; those of one that is kept up hang on the caster."""
    source = f"{spell.id}@{who}" if spell.concentration else ""
    for given in spell.gives:
        lasting = given if given.rounds is not None else given.model_copy(update={"rounds": spell.rounds})
        afflict(fight, target, lasting, by=who, source=source)
