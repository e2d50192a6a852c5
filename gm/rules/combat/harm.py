"""What hurts and heals in a fight, and what falling means: damage by type, temporary hit points, conditions, dying."""

from typing import Final

from gm.domain.combat import Given, SaveSpec
from gm.domain.ruleset import Condition
from gm.rules.combat.gifts import gifts_now
from gm.rules.combat.ground import Fight
from gm.rules.combat.saving import save

ALL: Final = "*"


def damage_taken(
    amount: int, kind: str, *, resistant: frozenset[str], vulnerable: frozenset[str], immune: frozenset[str]
) -> int:
    """What is left of damage of a kind: none for the immune, half (rounded down) for the resistant, twice for the
    vulnerable; resistance and vulnerability together cancel. `*` stands for every kind."""
    if kind in immune or ALL in immune:
        return 0
    half = kind in resistant or ALL in resistant
    twice = kind in vulnerable or ALL in vulnerable
    if half == twice:
        return amount
    return amount // 2 if half else amount * 2


def hurt(fight: Fight, who: str, amount: int, kind: str = "", *, by: str = "", critical: bool = False) -> int:
    """Damage somebody; gives what they took. The dead take none; those who are dying come nearer to death."""
    fighter, status = fight.fighter(who), fight.status(who)
    if status in ("dead", "gone") or amount <= 0:
        return 0
    shielded = {kind for condition, _ in fight.rules_of(who) for kind in condition.resistance}
    shielded |= {kind for gift in gifts_now(fight, who) for kind in gift.resistant}
    taken = damage_taken(
        amount,
        kind,
        resistant=fighter.resistant | shielded if shielded else fighter.resistant,
        vulnerable=fighter.vulnerable,
        immune=fighter.immune,
    )
    if status == "down":
        fight.step("damage", by, who, kind, taken, critical=critical)
        if taken > 0:
            _nearer_to_death(fight, who, 2 if critical else 1, taken)
        return taken
    buffer = fight.of(who, "temp_hp")
    through = max(0, taken - buffer)
    if buffer:
        fight.set(who, "temp_hp", max(0, buffer - taken) or None)
    hp = fight.of(who, "hp")
    left = max(0, hp - through)
    fight.set(who, "hp", left)
    fight.step("damage", by, who, kind, taken, critical=critical)
    if taken > 0:
        _shaken(fight, who, taken, fallen=left == 0)
    if left == 0:
        _fall(fight, who, through - hp)
    return taken


def mend(fight: Fight, who: str, amount: int, *, by: str = "") -> int:
    """Heal somebody up to their maximum; gives how much. Whoever was down gets up; the dead do not."""
    if fight.status(who) in ("dead", "gone") or amount <= 0:
        return 0
    hp, most = fight.of(who, "hp"), fight.of(who, "max_hp", 1)
    healed = min(amount, most - hp)
    if healed <= 0:
        return 0
    fight.set(who, "hp", hp + healed)
    fight.step("heal", by, who, "", healed)
    if fight.status(who) == "down":
        fight.set(who, "status", "active")
        _no_longer_dying(fight, who)
    return healed


def shield(fight: Fight, who: str, amount: int) -> None:
    """Temporary hit points: the better of what is there and what is given, never both."""
    if fight.status(who) == "active" and amount > fight.of(who, "temp_hp"):
        fight.set(who, "temp_hp", amount)
        fight.step("shield", who, who, "", amount)


def afflict(fight: Fight, who: str, given: Given, *, by: str, source: str = "") -> bool:
    """Give a condition, unless it is escaped or cannot be had. `source` is what gave it (a spell that is kept up)."""
    rule = fight.rules.condition(given.condition)
    if rule is None or fight.status(who) in ("dead", "gone") or given.condition in fight.fighter(who).unaffected:
        return False
    if given.save is not None and save(fight, who, given.save, by=by, against=given.condition):
        return False
    level = min(rule.levels, fight.conditions(who).get(given.condition, 0) + 1)
    fight.set_condition(who, given.condition, level)
    if given.rounds is not None:
        fight.set(who, f"until/{given.condition}", f"r:{fight.here('round', 1) + given.rounds}:end:{by}")
    else:
        fight.set(who, f"until/{given.condition}", None)
    fight.set(who, f"from/{given.condition}", source or by)
    fight.step("condition", by, who, given.condition, level)
    if "actions" in rule.blocks:
        drop_concentration(fight, who)
    if level == rule.levels > 1 and rule.worst:
        _worst(fight, who, rule)
    return True


def lift(fight: Fight, who: str, condition: str) -> None:
    """Take a condition away."""
    if condition in fight.conditions(who):
        fight.set_condition(who, condition, 0)
        fight.step("condition_ends", who, who, condition)


def drop_concentration(fight: Fight, who: str) -> None:
    """Let go of the spell that is kept up, and of every condition that hangs on it."""
    spell = fight.text(f"character:{who}", "concentration")
    if not spell:
        return
    fight.set(who, "concentration", None)
    fight.step("concentration", who, "", spell, success=False)
    for other in fight.order:
        for condition in tuple(fight.conditions(other)):
            if fight.text(f"character:{other}", f"from/{condition}") == f"{spell}@{who}":
                lift(fight, other, condition)
        if fight.text(f"character:{other}", "summoned") == f"{spell}@{who}" and fight.status(other) != "dead":
            fight.set(other, "status", "gone")
            fight.step("summon", who, other, spell, success=False)


def _shaken(fight: Fight, who: str, taken: int, *, fallen: bool) -> None:
    """Pain tears at what is kept up."""
    if not fight.text(f"character:{who}", "concentration"):
        return
    attribute = fight.combat.concentration
    hard = SaveSpec(attribute=attribute or "", difficulty=max(10, taken // 2))
    if fallen or (attribute and not save(fight, who, hard, by=who, against="concentration")):
        drop_concentration(fight, who)


def _fall(fight: Fight, who: str, left_over: int) -> None:
    """Somebody has no hit points left."""
    fighter, dying = fight.fighter(who), fight.rules.dying
    massive = dying.massive and left_over >= fight.of(who, "max_hp", 1)
    if not fighter.named or dying.mode == "dead" or massive:
        fight.set(who, "status", "dead")
        fight.step("dead", who, who)
        _let_go(fight, who)
        return
    fight.set(who, "status", "down")
    fight.step("down", who, who)
    _let_go(fight, who)
    if fighter.is_pc and dying.mode == "saves":
        _no_longer_dying(fight, who)


def _let_go(fight: Fight, who: str) -> None:
    drop_concentration(fight, who)
    fight.mark(f"dodging/{who}", None)
    fight.mark(f"hidden/{who}", None)


def _nearer_to_death(fight: Fight, who: str, steps: int, taken: int) -> None:
    dying = fight.rules.dying
    if dying.massive and taken >= fight.of(who, "max_hp", 1):
        steps = dying.needed
    if not fight.fighter(who).is_pc or dying.mode != "saves":
        return
    if fight.of(who, "dying/success") >= dying.needed:
        fight.set(who, "dying/success", None)  # stable no longer
    failed = fight.of(who, "dying/failure") + steps
    fight.set(who, "dying/failure", failed)
    if failed >= dying.needed:
        fight.set(who, "status", "dead")
        _no_longer_dying(fight, who)
        fight.step("dead", who, who)


def _no_longer_dying(fight: Fight, who: str) -> None:
    fight.set(who, "dying/success", None)
    fight.set(who, "dying/failure", None)


def _worst(fight: Fight, who: str, rule: Condition) -> None:
    if rule.worst == "dead":
        fight.set(who, "hp", 0)
        fight.set(who, "status", "dead")
        fight.step("dead", who, who, rule.id)
        _let_go(fight, who)
    elif fight.status(who) == "active":
        fight.set(who, "hp", 0)
        _fall(fight, who, 0)
