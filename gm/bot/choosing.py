"""What is offered while somebody types: names that hold what was typed, at most 25, shown as they are called. Pure."""

from collections.abc import Iterable
from typing import Final

from discord import app_commands

from gm.domain.words import fold

Choices = list[app_commands.Choice[str]]
_MOST: Final = 25
_LONG: Final = 100


def chooser(named: Iterable[tuple[str, str]], typed: str) -> Choices:
    """Choices for (value, name) pairs: those that begin with what was typed before those that hold it."""
    word = fold(typed.strip())
    fitting = [(value, name) for value, name in named if word in fold(name) or word in fold(value)]
    fitting.sort(key=lambda pair: not fold(pair[1]).startswith(word))
    return [app_commands.Choice(name=_short(name), value=value) for value, name in fitting if len(value) <= _LONG][
        :_MOST
    ]


def _short(name: str) -> str:
    flat = " ".join(name.split()) or "…"
    return flat if len(flat) <= _LONG else flat[: _LONG - 1] + "…"
