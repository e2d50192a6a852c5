"""Why the world moved between two sessions, for the game master: a row for each faction that did something."""

from gm.domain.campaign import Campaign
from gm.domain.play import Turn


def move_rows(campaign: Campaign, turn: Turn) -> tuple[str, ...]:
    """`The Toll (chain): Nobody has paid.` A director's moves have its reasons, drawn ones the author's."""
    names = {faction.id: faction.name for faction in campaign.factions}
    asked = turn.ruling.moves if turn.ruling is not None else ()
    rows = [_row(names.get(each.faction, each.faction), each.move, each.reason) for each in asked]
    if rows or turn.kind != "world":
        return tuple(rows)
    made = {change.entity for change in (turn.outcome.changes if turn.outcome is not None else ())}
    return tuple(
        _row(faction.name, move.id, move.reason)
        for faction in campaign.factions
        for move in faction.moves
        if f"move:{faction.id}:{move.id}" in made
    )


def _row(faction: str, move: str, reason: str) -> str:
    head = f"{faction} ({move})" if move else faction
    return f"{head}: {reason}" if reason else head
