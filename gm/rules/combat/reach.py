"""Whom an attack or a spell catches."""

from collections.abc import Sequence

from gm.rules.combat.ground import Fight


def caught(fight: Fight, who: str, area: str, targets: Sequence[str]) -> list[str]:
    """Everybody whom an attack or spell of this area catches, friends included, the one who makes it left out."""
    if area == "self":
        return [who]
    if area == "one" or not targets:
        return list(targets[:1]) if targets else [who]
    middle = fight.zone(targets[0])
    if area in ("friends", "foes"):
        ours = fight.fighter(who).side
        there = (w for w in fight.order if fight.status(w) in ("active", "down") and fight.zone(w) == middle)
        return [each for each in there if (fight.fighter(each).side == ours) == (area == "friends")]
    zones = {middle} if area == "zone" else {middle, middle + 1}
    return [each for each in fight.order if each != who and fight.active(each) and fight.zone(each) in zones]
