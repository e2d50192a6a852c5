"""What a game master does with lore: look at all of it, switch entries, call for them. And what an author tries out."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from gm.domain.campaign import Campaign
from gm.domain.effects import TendLore
from gm.domain.lore import LoreScan, Said
from gm.domain.play import SceneState, Turn
from gm.domain.protocols import TokenCounter
from gm.lore.campaign import Listed, lore_of
from gm.lore.scan import scan_lore
from gm.play.lore_view import find_lore
from gm.prompting.sections import WRAPPING
from gm.rules.draws import KeyedDice
from gm.store.database import Database
from gm.store.turns import load_last_turn, load_turns

To = Literal["on", "off", "next"]
BACK: Final = 20
"""Turns that are looked at for what came up."""
_TRIAL_BUDGET: Final = 240
_TRIAL_SEED: Final = "11" * 32


async def recent_turns(database: Database, branch_id: int, *, back: int = BACK) -> tuple[Turn, ...]:
    """The last turns of a branch that stand, oldest first."""
    async with database.read() as db:
        last = await load_last_turn(db, branch_id)
        if last is None:
            return ()
        first = max(1, last.number - back + 1)
        return tuple(await load_turns(db, branch_id, first=first, include_undone=False))


def tending(state: SceneState, typed: str, to: To) -> TendLore:
    """The effect of a game master's hand on an entry.

    Raises:
        NotFound: there is no such entry.
    """
    return TendLore(entry=find_lore(state, typed).id, to=to)


@dataclass(frozen=True, slots=True)
class Tried:
    """What a text makes of an entry: `came` or was kept out, and why. `standing`: it is in every prompt anyway."""

    entry: Listed
    why: str
    came: bool
    standing: bool = False


def tried(campaign: Campaign, texts: Sequence[str], *, present: Sequence[str], counter: TokenCounter) -> list[Tried]:
    """What a talk (the newest text first) would call up in a game that begins with it, for somebody who knows all.

    Chances fall as some turn's would: the same texts always fall alike.
    """
    lore = lore_of(campaign)
    messages = tuple(Said(text=text) for text in texts)
    dice = KeyedDice(_TRIAL_SEED, turn_uid="\n".join(texts), attempt=1, source_ids=())
    left = campaign.lore_search.budget or _TRIAL_BUDGET
    came: list[Tried] = []
    out: list[Tried] = []

    def count(text: str) -> int:
        return counter.count(text) + WRAPPING

    for book in lore.books:
        scan = LoreScan(messages=messages, present=tuple(present), greeting=0, standing=lore.standing)
        result = scan_lore(book, scan, dice=dice, count=count, budget=left)
        came += [
            Tried(lore.entries[each.rule.id], each.why, True, each.rule.id in lore.standing) for each in result.active
        ]
        out += [Tried(lore.entries[each.id], each.why, False) for each in result.missed]
        spent = sum(count(e.rule.content) for e in result.active if e.rule.id not in lore.standing)
        left = max(1, left - spent)
    return sorted(came, key=lambda each: each.standing) + out
