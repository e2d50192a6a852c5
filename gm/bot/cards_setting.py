"""`/host cards`: in which form this server is shown what it looks at."""

from typing import TYPE_CHECKING, Any, Final

from discord import app_commands

from gm.bot.answers import Interaction, answer
from gm.bot.auditing import audit
from gm.bot.cards import Card, Form
from gm.bot.rights import need_manager
from gm.bot.translator import text_of
from gm.store.guilds import GuildSettings

if TYPE_CHECKING:
    from gm.bot.client import GmBot

_FORMS: Final = ("auto", "embed", "plain")


def form_of(settings: GuildSettings) -> Form:
    """The form of cards that a server has set."""
    return "v2" if settings.cards == "auto" else settings.cards


def add_cards_command(group: app_commands.Group, bot: "GmBot") -> None:
    """Register it among the host's."""

    @group.command(name=text_of("command.host.cards.name"), description=text_of("command.host.cards.text"))
    @app_commands.rename(form=text_of("option.form.name"))
    @app_commands.describe(form=text_of("option.form.text"))
    @app_commands.choices(form=[app_commands.Choice(name=text_of(f"cards.{each}"), value=each) for each in _FORMS])
    async def cards(interaction: Interaction, form: str) -> None:
        await answer(interaction, bot.speech(interaction), lambda: _keep(bot, interaction, form))


async def _keep(bot: "GmBot", interaction: Interaction, form: str) -> Card:
    """Keep the form, and show it. Raises Refused for members who do not manage the server."""
    speech = bot.speech(interaction)
    guild_id = need_manager(interaction, speech)
    known = await bot.tables.settings(guild_id)
    await bot.tables.set_settings(known.model_copy(update={"cards": form}))
    await audit(bot, interaction, "settings.cards", form)
    named: Any = speech(f"cards.{form}")
    return Card(speech("cards.kept", form=named), (speech("help.hosting"),), accent="desk")
