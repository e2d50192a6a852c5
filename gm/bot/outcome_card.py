"""Dice and outcome as a card: what was rolled and how it came out, before the words. Pure."""

from typing import Final

from gm.bot.cards import Accent, Card
from gm.bot.catalogue import Speech
from gm.bot.dice_said import dice_said
from gm.bot.render import check_row
from gm.domain.events import OutcomeResolved

_MOST: Final = 1700
"""Characters on a card of one message: the plain form takes no more."""


def outcome_card(speech: Speech, event: OutcomeResolved) -> Card | None:
    """Dice and outcome; None if nothing was rolled, refused or changed. The degree stands in words in every form."""
    rows = [speech("outcome.stakes", text=text) for text in event.stakes]
    rows += [f"🎲 {check_row(speech, check)}" for check in event.checks]
    if event.dice:
        rows.append(f"-# {' · '.join(dice_said(speech, roll) for roll in event.dice)}")
    rows += [f"🚫 {speech('outcome.refused', text=text)}" for text in event.refusals]
    rows += [f"• {line}" for line in event.fight]
    rows += [f"• {change.text}" for change in event.changes]
    return Card("", shortened(rows), accent=_accent(event)) if rows else None


def shortened(rows: list[str], most: int = _MOST) -> tuple[str, ...]:
    """As many of the rows as fit into one message; a last one says that there was more."""
    kept: list[str] = []
    for row in rows:
        room = most - sum(len(each) + 1 for each in kept)
        if len(row) > room - 2:
            kept.append(f"{row[: max(room - 2, 0)].rstrip()}…")
            break
        kept.append(row)
    return tuple(kept)


def _accent(event: OutcomeResolved) -> Accent:
    ways = {check.success for check in event.checks}
    if not ways:
        return "fight" if event.fight else "story"
    return "dice" if len(ways) > 1 else "good" if ways.pop() else "bad"
