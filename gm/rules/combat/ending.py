"""When a fight is over, and what comes of it: who has won, what was learned, and a field that is cleared."""

from collections.abc import Iterable
from typing import Final

from gm.rules.combat.ground import Fight

_CLEARED: Final = (
    "side", "zone", "initiative", "surprised", "used", "reaction", "spent", "dodging", "hidden", "helped", "disengaged",
    "done", "out", "legendary", "extra", "again",
)  # fmt: skip
"""What is put away when it is over."""


def settle(fight: Fight) -> bool:
    """End the fight if a side has nobody left on their feet; whether it is over."""
    if fight.over:
        return True
    party, foes = fight.side("party"), fight.side("foes")
    if party and foes:
        return False
    if party or not foes:
        end(fight, "won")
    else:
        fled = any(fight.text(fight.entity, f"out/{who}") == "fled" for who in fight.order if _of_party(fight, who))
        end(fight, "fled" if fled else "lost")
    return True


def end(fight: Fight, outcome: str) -> None:
    """It is over: `won`, `lost`, `fled`, or `ended` by agreement."""
    if outcome == "won":
        _learn(fight)
    for who in fight.order:
        for condition in tuple(fight.conditions(who)):
            if fight.text(f"character:{who}", f"until/{condition}").startswith("r:"):
                fight.set_condition(who, condition, 0)
        fight.set(who, "concentration", None)
        fight.set(who, "temp_hp", None)
        fight.set(who, "dying/success", None)
        fight.set(who, "dying/failure", None)
    everyone = fight.order
    fight.mark("outcome", outcome)
    fight.put("world", f"fought/{fight.text(fight.entity, 'plan')}", outcome)
    fight.step("end", detail=outcome, amount=fight.here("round", 1))
    fight.clear(_CLEARED)
    for path in ("turn", "order", "passed"):
        fight.mark(path, None)
    _bury(fight, everyone)


def _of_party(fight: Fight, who: str) -> bool:
    return fight.text(fight.entity, f"side/{who}") == "party"


def _learn(fight: Fight) -> None:
    """Experience of those who were beaten, shared by the player characters who are alive."""
    if fight.rules.advancement.by != "xp":
        return
    beaten = [fight.fighter(who) for who in fight.order if not _of_party(fight, who)]
    learners = [who for who in fight.order if fight.fighter(who).is_pc and fight.status(who) in ("active", "down")]
    share = sum(each.xp for each in beaten) // max(1, len(learners))
    for who in learners if share else ():
        fight.set(who, "xp", fight.of(who, "xp") + share)


def _bury(fight: Fight, everyone: Iterable[str]) -> None:
    """Nameless creatures that got away are gone for good."""
    for who in everyone:
        if fight.get(f"character:{who}", "block") is not None and fight.status(who) == "active":
            fight.set(who, "status", "gone")
