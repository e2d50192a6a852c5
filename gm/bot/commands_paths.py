"""Ways on and ways not taken: `/suggest`, `/bookmark`, `/branch`, `/compare`."""

from typing import TYPE_CHECKING, Any

from discord import app_commands

from gm.bot import ways
from gm.bot.answers import Interaction, answer
from gm.bot.translator import text_of

if TYPE_CHECKING:
    from gm.bot.client import GmBot

Choices = list[app_commands.Choice[str]]
_Branch = app_commands.Range[str, 1, 60]
_Mark = app_commands.Range[str, 1, 40]


def add_path_commands(tree: app_commands.CommandTree[Any], bot: "GmBot") -> None:
    """Register them."""

    @tree.command(name=text_of("command.suggest.name"), description=text_of("command.suggest.text"))
    async def suggest(interaction: Interaction) -> None:
        speech = bot.speech(interaction)
        await answer(interaction, speech, lambda: ways.suggested(bot, interaction, speech))

    _add_bookmark(tree, bot)
    _add_branch(tree, bot)
    _add_compare(tree, bot)


def _add_bookmark(tree: app_commands.CommandTree[Any], bot: "GmBot") -> None:
    @tree.command(name=text_of("command.bookmark.name"), description=text_of("command.bookmark.text"))
    @app_commands.rename(
        name=text_of("option.bookmark.name"),
        turn=text_of("option.turn_number.name"),
        drop=text_of("option.unmark.name"),
    )
    @app_commands.describe(
        name=text_of("option.bookmark.text"),
        turn=text_of("option.turn_number.text"),
        drop=text_of("option.unmark.text"),
    )
    async def bookmark(
        interaction: Interaction,
        name: _Mark | None = None,
        turn: app_commands.Range[int, 1, 1_000_000] | None = None,
        drop: bool = False,
    ) -> None:
        speech = bot.speech(interaction)
        await answer(interaction, speech, lambda: ways.marked(bot, interaction, speech, name, turn, drop=drop))

    @bookmark.autocomplete("name")
    async def marks(interaction: Interaction, current: str) -> Choices:
        return _choices(await ways.mark_names(bot, interaction), current)


def _add_branch(tree: app_commands.CommandTree[Any], bot: "GmBot") -> None:
    @tree.command(name=text_of("command.branch.name"), description=text_of("command.branch.text"))
    @app_commands.rename(name=text_of("option.branch.name"), at=text_of("option.branch_at.name"))
    @app_commands.describe(name=text_of("option.branch.text"), at=text_of("option.branch_at.text"))
    async def branch(interaction: Interaction, name: _Branch | None = None, at: _Mark | None = None) -> None:
        speech = bot.speech(interaction)
        await answer(interaction, speech, lambda: ways.branched(bot, interaction, speech, name, at))

    @branch.autocomplete("name")
    async def names(interaction: Interaction, current: str) -> Choices:
        return _choices(await ways.branch_names(bot, interaction), current)

    @branch.autocomplete("at")
    async def marks(interaction: Interaction, current: str) -> Choices:
        return _choices(await ways.mark_names(bot, interaction), current)


def _add_compare(tree: app_commands.CommandTree[Any], bot: "GmBot") -> None:
    @tree.command(name=text_of("command.compare.name"), description=text_of("command.compare.text"))
    @app_commands.rename(branch=text_of("option.compared.name"), other=text_of("option.compared_with.name"))
    @app_commands.describe(branch=text_of("option.compared.text"), other=text_of("option.compared_with.text"))
    async def compare(interaction: Interaction, branch: _Branch, other: _Branch | None = None) -> None:
        speech = bot.speech(interaction)
        await answer(interaction, speech, lambda: ways.compared(bot, interaction, speech, branch, other))

    @compare.autocomplete("branch")
    async def first(interaction: Interaction, current: str) -> Choices:
        return _choices(await ways.branch_names(bot, interaction), current)

    @compare.autocomplete("other")
    async def second(interaction: Interaction, current: str) -> Choices:
        return _choices(await ways.branch_names(bot, interaction), current)


def _choices(names: tuple[str, ...], current: str) -> Choices:
    wanted = current.casefold()
    return [app_commands.Choice(name=each[:100], value=each) for each in names if wanted in each.casefold()][:25]
