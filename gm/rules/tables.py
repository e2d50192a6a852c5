"""Drawing from an author's tables: what comes up, what it does, and the dice that said so. Pure."""

import re
from dataclasses import dataclass
from typing import Final

from gm.domain.campaign import Campaign
from gm.domain.dice import Dice, RollRecord
from gm.domain.effects import Effect
from gm.domain.errors import NotFound
from gm.domain.living import RandomTable, TableEntry
from gm.domain.state import WorldState
from gm.rules.dice import roll
from gm.rules.world import holds

NESTED: Final = re.compile(r"\{([a-z0-9][a-z0-9_-]*)\}")
DEEPEST: Final = 6
"""Tables within tables; what lies deeper stays as it is written."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """What came up. Nothing at all, if no line can be now."""

    text: str = ""
    effects: tuple[Effect, ...] = ()
    rolls: tuple[RollRecord, ...] = ()


def totals_of(at: str) -> range:
    """The totals that a line of a table with dice stands for: `7`, `2-4`. Empty where it is neither."""
    found = re.fullmatch(r"\s*(\d{1,4})\s*(?:[-–]\s*(\d{1,4}))?\s*", at)
    if found is None:
        return range(0)
    low = int(found[1])
    return range(low, int(found[2] or low) + 1)


def draw(campaign: Campaign, world: WorldState, dice: Dice, table_id: str, purpose: str) -> Drawn:
    """Draw a line of that table, and of the tables that it names.

    Raises:
        NotFound: there is no such table.
    """
    return _draw(campaign, world, dice, table_id, purpose, 0)


def _draw(campaign: Campaign, world: WorldState, dice: Dice, table_id: str, purpose: str, deep: int) -> Drawn:
    table = campaign.table(table_id)
    if table is None:
        raise NotFound(f"There is no table {table_id!r}.", key="reach.none", name=table_id, names="-")
    open_now = [entry for entry in table.entries if holds(entry.when, campaign, world)]
    if not open_now:
        return Drawn()
    record, entry = _entry(table, open_now, dice, purpose)
    rolls, effects = [record], list(entry.effects)

    def drawn(found: re.Match[str]) -> str:
        if deep >= DEEPEST or campaign.table(found[1]) is None:
            return found[0]
        inner = _draw(campaign, world, dice, found[1], f"{purpose}/{len(rolls)}", deep + 1)
        rolls.extend(inner.rolls)
        effects.extend(inner.effects)
        return inner.text

    return Drawn(NESTED.sub(drawn, entry.text), tuple(effects), tuple(rolls))


def _entry(table: RandomTable, entries: list[TableEntry], dice: Dice, purpose: str) -> tuple[RollRecord, TableEntry]:
    if table.dice:
        record = roll(table.dice, dice, purpose=purpose)
        return record, min(entries, key=lambda entry: _off(entry, record.total))
    record = roll(f"1d{sum(entry.weight for entry in entries)}", dice, purpose=purpose)
    left = record.total
    for entry in entries:
        left -= entry.weight
        if left <= 0:
            return record, entry
    return record, entries[-1]


def _off(entry: TableEntry, total: int) -> int:
    """How far a line is from a total: 0 where it means it; the first of the nearest is taken where none does."""
    totals = totals_of(entry.at)
    if not totals:
        return 1_000_000
    return 0 if total in totals else min(abs(total - totals[0]), abs(total - totals[-1]))
