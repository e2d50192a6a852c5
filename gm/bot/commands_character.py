"""`/character …`: what becomes of one's character besides being played."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import discord
from discord import app_commands

from gm.bot import fates_here as here
from gm.bot import shape_here as shapes
from gm.bot.answers import Interaction, answer
from gm.bot.carry_here import carry_here, elsewhere
from gm.bot.choosing import Choices, chooser
from gm.bot.translator import text_of

if TYPE_CHECKING:
    from gm.bot.client import GmBot

_Id = app_commands.Range[str, 1, 100]
_Last = app_commands.Range[str, 1, 600]


def add_character_commands(tree: app_commands.CommandTree[Any], bot: "GmBot") -> None:
    """Register them."""
    group: app_commands.Group = app_commands.Group(
        name=text_of("command.character.name"), description=text_of("command.character.text"), guild_only=True
    )
    _add_handing(group, bot)
    _add_leaving(group, bot)
    _add_death(group, bot)
    _add_sheet(group, bot)
    for command in group.commands:
        if isinstance(command, app_commands.Command) and any(_is_offered(each) for each in command.parameters):
            command.autocomplete("who")(_offering(bot))
    tree.add_command(group)


def _is_offered(option: app_commands.Parameter) -> bool:
    return option.name == "who" and not option.autocomplete


def _offering(bot: "GmBot") -> Any:
    async def offered(interaction: Interaction, current: str) -> Choices:
        table = await bot.tables.at(interaction.channel_id or 0)
        return chooser(here.seen(await table.state()), current) if table is not None else []

    return offered


def _named(group: app_commands.Group, key: str, **options: str) -> Callable[[Any], Any]:
    """A subcommand with its texts; `options`: what each is called in the catalogue."""

    def made(function: Any) -> Any:
        function = app_commands.rename(**{name: text_of(f"option.{at}.name") for name, at in options.items()})(function)
        function = app_commands.describe(**{name: text_of(f"option.{at}.text") for name, at in options.items()})(
            function
        )
        name, about = text_of(f"command.character.{key}.name"), text_of(f"command.character.{key}.text")
        return group.command(name=name, description=about)(function)

    return made


def _add_handing(group: app_commands.Group, bot: "GmBot") -> None:
    @_named(group, "hand", to="char_to", who="char_who")
    async def hand(interaction: Interaction, to: discord.User, who: _Id | None = None) -> None:
        speech = bot.speech(interaction)
        await answer(interaction, speech, lambda: here.hand_over(bot, interaction, to.id, to.display_name, who))

    @_named(group, "take", who="char_who")
    async def take(interaction: Interaction, who: _Id | None = None) -> None:
        speech = bot.speech(interaction)
        await answer(interaction, speech, lambda: here.become(bot, interaction, "take_back", who))

    @_named(group, "as", who="char_who", words="char_words")
    async def act_as(interaction: Interaction, who: _Id, words: app_commands.Range[str, 1, 2000] | None = None) -> None:
        speech = bot.speech(interaction)
        await answer(interaction, speech, lambda: here.act_as(bot, interaction, who, words))

    @_named(group, "show", who="char_who")
    async def show(interaction: Interaction, who: _Id | None = None) -> None:
        await answer(interaction, bot.speech(interaction), lambda: here.show_sheet(bot, interaction, who))


def _add_leaving(group: app_commands.Group, bot: "GmBot") -> None:
    @_named(group, "park", who="char_who")
    async def park(interaction: Interaction, who: _Id | None = None) -> None:
        await answer(interaction, bot.speech(interaction), lambda: here.become(bot, interaction, "park", who))

    @_named(group, "return", who="char_who")
    async def unpark(interaction: Interaction, who: _Id | None = None) -> None:
        await answer(interaction, bot.speech(interaction), lambda: here.become(bot, interaction, "unpark", who))

    @_named(group, "retire", words="char_last", who="char_who")
    async def retire(interaction: Interaction, words: _Last | None = None, who: _Id | None = None) -> None:
        speech = bot.speech(interaction)
        await answer(interaction, speech, lambda: here.become(bot, interaction, "retire", who, words))


def _add_death(group: app_commands.Group, bot: "GmBot") -> None:
    @_named(group, "death", who="char_who", words="char_last")
    async def death(interaction: Interaction, who: _Id, words: _Last | None = None) -> None:
        speech = bot.speech(interaction)
        await answer(interaction, speech, lambda: here.become(bot, interaction, "kill", who, words, master=True))

    @_named(group, "ghost")
    async def ghost(interaction: Interaction) -> None:
        await answer(interaction, bot.speech(interaction), lambda: here.become(bot, interaction, "haunt", None))

    @_named(group, "rules", ghosts="char_ghosts", knows="char_knows")
    async def rules(interaction: Interaction, ghosts: bool | None = None, knows: bool | None = None) -> None:
        await answer(interaction, bot.speech(interaction), lambda: here.set_rules(bot, interaction, ghosts, knows))


def _add_sheet(group: app_commands.Group, bot: "GmBot") -> None:
    @_named(group, "change", words="char_said")
    async def change(interaction: Interaction, words: app_commands.Range[str, 1, 400]) -> None:
        await answer(interaction, bot.speech(interaction), lambda: shapes.propose(bot, interaction, words))

    @_named(group, "level", words="char_improve")
    async def level(interaction: Interaction, words: app_commands.Range[str, 1, 200] | None = None) -> None:
        await answer(interaction, bot.speech(interaction), lambda: shapes.level_up(bot, interaction, words))

    @_named(group, "carry", who="char_who")
    async def carry(interaction: Interaction, who: _Id | None = None) -> None:
        await answer(interaction, bot.speech(interaction), lambda: carry_here(bot, interaction, who))

    async def mine(interaction: Interaction, current: str) -> Choices:
        return chooser([each[:2] for each in await elsewhere(bot, interaction)], current)

    carry.autocomplete("who")(mine)
