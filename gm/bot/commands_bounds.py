"""`/safety`, `/gm safety`, `/host safety`: what is not played."""

from typing import TYPE_CHECKING, Any, Literal

from discord import app_commands

from gm.bot.answers import Interaction, answer
from gm.bot.bounds_here import own_bounds, server_bounds, table_bounds
from gm.bot.translator import text_of
from gm.domain.table import AfterCard

if TYPE_CHECKING:
    from gm.bot.client import GmBot

_Topic = app_commands.Range[str, 1, 400]
_Rating = Literal["everyone", "teen", "mature", "adult", "off"]
_OPTIONS = ("never", "veil", "drop")


def add_own_bounds(tree: app_commands.CommandTree[Any], bot: "GmBot") -> None:
    """Register `/safety`."""

    @tree.command(name=text_of("command.safety.name"), description=text_of("command.safety.text"))
    @app_commands.rename(**{each: text_of(f"option.bounds.{each}.name") for each in _OPTIONS})
    @app_commands.describe(**{each: text_of(f"option.bounds.{each}.text") for each in _OPTIONS})
    async def safety(
        interaction: Interaction, never: _Topic | None = None, veil: _Topic | None = None, drop: _Topic | None = None
    ) -> None:
        speech = bot.speech(interaction)
        given = {"never": never or "", "veil": veil or "", "drop": drop or ""}
        await answer(interaction, speech, lambda: own_bounds(bot, interaction, speech, **given))


def add_led_bounds(group: app_commands.Group, bot: "GmBot", whose: Literal["gm", "host"]) -> None:
    """Register `/gm safety` or `/host safety`."""
    named = (*_OPTIONS, "rating")
    if whose == "gm":
        _add_table_bounds(group, bot)
        return

    @group.command(name=text_of(f"command.{whose}.safety.name"), description=text_of(f"command.{whose}.safety.text"))
    @app_commands.rename(**{each: text_of(f"option.bounds.{each}.name") for each in named})
    @app_commands.describe(**{each: text_of(f"option.bounds.{each}.text") for each in named})
    async def safety(
        interaction: Interaction,
        never: _Topic | None = None,
        veil: _Topic | None = None,
        drop: _Topic | None = None,
        rating: _Rating | None = None,
    ) -> None:
        speech = bot.speech(interaction)
        given = {"never": never or "", "veil": veil or "", "drop": drop or ""}
        await answer(interaction, speech, lambda: server_bounds(bot, interaction, speech, **given, rating=rating))


def _add_table_bounds(group: app_commands.Group, bot: "GmBot") -> None:
    named = (*_OPTIONS, "rating", "after_card")

    @group.command(name=text_of("command.gm.safety.name"), description=text_of("command.gm.safety.text"))
    @app_commands.rename(**{each: text_of(f"option.bounds.{each}.name") for each in named})
    @app_commands.describe(**{each: text_of(f"option.bounds.{each}.text") for each in named})
    async def safety(
        interaction: Interaction,
        never: _Topic | None = None,
        veil: _Topic | None = None,
        drop: _Topic | None = None,
        rating: _Rating | None = None,
        after_card: AfterCard | None = None,
    ) -> None:
        speech = bot.speech(interaction)
        given = {"never": never or "", "veil": veil or "", "drop": drop or ""}
        await answer(
            interaction,
            speech,
            lambda: table_bounds(bot, interaction, speech, **given, rating=rating, after_card=after_card),
        )
