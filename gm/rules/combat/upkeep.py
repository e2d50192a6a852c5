"""What happens by itself at the start and at the end of somebody's turn."""

from functools import lru_cache
from typing import Final

from gm.domain.combat import Attack, SaveSpec
from gm.domain.effects import AddCondition, Damage, Heal, RemoveCondition
from gm.domain.spells import Spell
from gm.domain.state import Key
from gm.rules.combat.ground import Fight
from gm.rules.combat.harm import hurt, lift, mend
from gm.rules.combat.saving import save

_A_ROUND_LONG: Final = ("used", "extra", "again", "reaction", "dodging", "disengaged")


def start_turn(fight: Fight, who: str) -> None:
    """Actions come back, what lasted until now ends, wounds that bleed bleed, breath comes back."""
    fight.lapse(_until_now(fight.entity, who))
    _expire(fight, who, "start")
    if fight.status(who) == "down":
        _dying(fight, who)
        return
    if not fight.active(who):
        return
    for condition, _ in fight.rules_of(who):
        for effect in condition.each_turn:
            match effect:
                case Damage():
                    hurt(fight, who, max(0, fight.roll(effect.amount, condition.id).total), effect.type)
                case Heal():
                    mend(fight, who, max(0, fight.roll(effect.amount, condition.id).total))
                case RemoveCondition():
                    lift(fight, who, effect.condition)
                case AddCondition():
                    fight.set_condition(who, effect.condition, 1)
                case _:
                    pass  # `gm lint` refuses the others here
        _try_to_end(fight, who, condition.id, "start")
    traits = fight.fighter(who).traits
    if "regeneration" in traits and fight.active(who):
        mend(fight, who, traits["regeneration"], by=who)
    _recharge(fight, who)


@lru_cache(maxsize=1024)
def _until_now(encounter: str, who: str) -> tuple[Key, ...]:
    """What stands only until somebody's next turn."""
    return tuple((encounter, f"{each}/{who}") for each in _A_ROUND_LONG)


def finish_turn(fight: Fight, who: str) -> None:
    """Saves against what clings, and what lasted until now ends."""
    if fight.active(who):
        for condition, _ in fight.rules_of(who):
            _try_to_end(fight, who, condition.id, "end")
    _expire(fight, who, "end")
    fight.mark(f"surprised/{who}", None)


def _try_to_end(fight: Fight, who: str, condition_id: str, when: str) -> None:
    rule = fight.rules.condition(condition_id)
    if rule is None or rule.ends is None or rule.ends.at != when or condition_id not in fight.conditions(who):
        return
    spec, by = SaveSpec(attribute=rule.ends.save, difficulty=rule.ends.difficulty or _middle(fight)), who
    if not rule.ends.difficulty and (asked := _save_of_giver(fight, who, condition_id)) is not None:
        spec, by = asked, who if asked.difficulty else fight.text(f"character:{who}", f"from/{condition_id}")
    if save(fight, who, spec, by=by, against=condition_id):
        lift(fight, who, condition_id)


def _save_of_giver(fight: Fight, who: str, condition_id: str) -> SaveSpec | None:
    """The save that whoever gave a condition asked for: the same one ends it. None if there was none."""
    giver = fight.text(f"character:{who}", f"from/{condition_id}")
    if giver not in fight.order:
        return None
    fighter = fight.fighter(giver)
    known = [spell for spell in (fight.rules.spell(each) for each in fighter.spells) if spell is not None]
    sources: tuple[Attack | Spell, ...] = (*fighter.attacks, *known)
    saves = (
        given.save or source.save for source in sources for given in source.gives if given.condition == condition_id
    )
    return next((each for each in saves if each is not None), None)


def _middle(fight: Fight) -> int:
    named = sorted(fight.rules.difficulties.values())
    return named[(len(named) - 1) // 2] if named else 10


def _expire(fight: Fight, who: str, when: str) -> None:
    """End every condition, of anybody, that lasts until this moment of this one's turn."""
    now = fight.here("round", 1)
    for other in fight.afflicted:
        for condition in tuple(fight.conditions(other)):
            until = fight.text(f"character:{other}", f"until/{condition}").split(":")
            if len(until) == 4 and until[0] == "r" and until[2] == when and until[3] == who and int(until[1]) <= now:
                lift(fight, other, condition)


def _recharge(fight: Fight, who: str) -> None:
    for attack in fight.fighter(who).attacks:
        if attack.recharge is None:
            continue
        path = f"spent/{who}/{attack.id}"
        if fight.here(path):
            record = fight.roll("1d6", attack.id)
            back = record.total >= attack.recharge
            fight.step("recharge", who, "", attack.id, difficulty=attack.recharge, success=back, roll=record)
            if back:
                fight.mark(path, None)


def _dying(fight: Fight, who: str) -> None:
    """A save between life and death, where the kit has them."""
    rule = fight.rules.dying
    if rule.mode != "saves" or not fight.fighter(who).is_pc:
        return
    saved, failed = fight.of(who, "dying/success"), fight.of(who, "dying/failure")
    if saved >= rule.needed:
        return  # stable
    record = fight.roll(rule.dice, "dying")
    face = record.total
    if rule.critical is not None and face >= rule.critical:
        fight.step("dying", who, who, roll=record, success=True, critical=True)
        mend(fight, who, 1)
        return
    made = face >= rule.difficulty
    if made:
        saved += 1
        fight.set(who, "dying/success", saved)
    else:
        failed += 2 if rule.fumble is not None and face <= rule.fumble else 1
        fight.set(who, "dying/failure", failed)
    fight.step(
        "dying", who, who, amount=saved if made else failed, difficulty=rule.difficulty, success=made, roll=record
    )
    if failed >= rule.needed:
        fight.set(who, "status", "dead")
        fight.set(who, "dying/success", None)
        fight.set(who, "dying/failure", None)
        fight.step("dead", who, who)
    elif made and saved >= rule.needed:
        fight.step("stable", who, who)
