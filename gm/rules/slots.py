"""What a spell is paid with: its own resource, or where that is spent the next higher one of its row (`slot-2`)."""

import re
from collections.abc import Callable
from typing import Final

from gm.domain.ruleset import Ruleset
from gm.domain.spells import Spell

_ROW: Final = re.compile(r"(.*?)-?(\d+)")


def payment(rules: Ruleset, spell: Spell, left: Callable[[str], int]) -> tuple[str, int] | None:
    """(resource, levels above the spell's own) that it is paid with; None if it cannot be paid. `left` tells how much
    of a resource there is. A spell without a cost is paid with ''."""
    if spell.resource is None or not spell.amount:
        return "", 0
    if left(spell.resource) >= spell.amount:
        return spell.resource, 0
    own = _ROW.fullmatch(spell.resource)
    if own is None:
        return None
    row = ((found, each.id) for each in rules.resources if (found := _ROW.fullmatch(each.id)) and found[1] == own[1])
    higher = sorted((int(found[2]) - int(own[2]), name) for found, name in row if int(found[2]) > int(own[2]))
    return next(((name, above) for above, name in higher if left(name) >= spell.amount), None)
