"""The report on usage: its parts in order."""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from gm.review.report_cost import games_part, seconds_part, unit_cost_part, usage_cost_part
from gm.review.report_figures import Figures
from gm.review.report_parts import Part, share_part, shown_model
from gm.review.report_people import retention_part
from gm.review.report_use import caching_part, category_length_part, length_part, reasoning_part, tools_part

_OPEN: Final = {"open": "open weights", "closed": "proprietary", "": "not known"}
_SIZES: Final = {
    "small": "small (under 15B)",
    "medium": "medium (15 to 70B)",
    "large": "large (70B and more)",
    "undisclosed": "not published",
}


def _named(text: str) -> str:
    return text or "not known"


def _open(key: str) -> str:
    return _OPEN.get(key, key)


def _size(key: str) -> str:
    return _SIZES.get(key, key)


PARTS: Final[tuple[Callable[[Figures], Part], ...]] = (
    lambda f: share_part(f, "categories", "What tokens went to", "category", _named, what="category"),
    lambda f: share_part(f, "tags", "What was talked about", "tag", _named, what="content tag"),
    games_part,
    lambda f: share_part(f, "open", "Open weights and proprietary", "open", _open, what="kind of model"),
    lambda f: share_part(f, "makers", "Makers", "maker", _named, what="maker"),
    lambda f: share_part(f, "models", "Models", "model", shown_model, what="model"),
    lambda f: share_part(f, "sizes", "Sizes of models", "size", _size, what="size class"),
    reasoning_part,
    tools_part,
    length_part,
    category_length_part,
    usage_cost_part,
    retention_part,
    unit_cost_part,
    caching_part,
    seconds_part,
)  # fmt: skip
"""Each makes a part of the report from the figures."""


def anonymous(figures: Figures) -> Figures:
    """The figures without names of players and games: `player 3`, `game 1`."""
    players = sorted({each.player for each in figures.played})
    called = {name: name if name == "erased" else f"player {at}" for at, name in enumerate(players, 1)}
    games = {game: f"game {at}" for at, game in enumerate(sorted(figures.games), 1)}
    return replace(figures, players={**dict.fromkeys(figures.players, "a player"), **called}, games=games)
