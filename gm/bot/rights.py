"""Who may do what: those who manage the server, a table's game masters, its players. Asked again at every press."""

from typing import TYPE_CHECKING

from gm.bot.answers import Interaction
from gm.bot.catalogue import Speech
from gm.domain.errors import Refused
from gm.store.discord import ThreadBinding, load_game_threads, load_seats
from gm.store.guilds import GuildSettings

if TYPE_CHECKING:
    from gm.bot.client import GmBot
    from gm.bot.table import Table


def manages_server(interaction: Interaction) -> bool:
    """Whether this member may manage the server: they may do everything here."""
    return interaction.guild_id is not None and interaction.permissions.manage_guild


def leads_table(interaction: Interaction, settings: GuildSettings, binding: ThreadBinding) -> bool:
    """Whether this member is a game master here: started the game, has the GM role, or manages the server."""
    if manages_server(interaction) or interaction.user.id == binding.host_id:
        return True
    roles = getattr(interaction.user, "roles", ())
    return settings.gm_role is not None and any(role.id == settings.gm_role for role in roles)


def is_gm(interaction: Interaction, settings: GuildSettings) -> bool:
    """Whether this member is a game master of the server: has its GM role, or manages it. Who only started a game is
    not: they may well play in it."""
    roles = getattr(interaction.user, "roles", ())
    has_role = settings.gm_role is not None and any(role.id == settings.gm_role for role in roles)
    return manages_server(interaction) or has_role


def need_manager(interaction: Interaction, speech: Speech) -> int:
    """The server that this member manages. Raises Refused for others."""
    if interaction.guild_id is None or not manages_server(interaction):
        raise Refused(speech("host.not_allowed"))
    return interaction.guild_id


def need_lead(interaction: Interaction, settings: GuildSettings, binding: ThreadBinding, speech: Speech) -> None:
    """Raises Refused unless this member is a game master of the table."""
    if not leads_table(interaction, settings, binding):
        raise Refused(speech("lead.not_allowed"))


def need_gm(interaction: Interaction, settings: GuildSettings, speech: Speech) -> int:
    """The server that this member is a game master of: has its GM role, or manages it. Raises Refused for others."""
    if interaction.guild_id is None or not is_gm(interaction, settings):
        raise Refused(speech("gmrole.not_allowed"))
    return interaction.guild_id


async def need_at_game(bot: "GmBot", interaction: Interaction, table: "Table", speech: Speech) -> str | None:
    """The character of whoever pressed, who may sit in another scene's thread: whoever reads a thread can step away
    from what stands in it, so that a card in a scene of one does not say who laid it. None: who leads the table.

    Raises:
        Refused: the user is not at this game.
    """
    seat = table.seats.get(interaction.user.id)
    if seat is not None:
        return seat.character
    async with bot.app.database.read() as db:
        for binding in await load_game_threads(db, table.game.id):
            for each in await load_seats(db, binding.thread_id):
                if each.player_id == interaction.user.id:
                    return each.character
    if not leads_table(interaction, await bot.tables.settings(table.binding.guild_id), table.binding):
        raise Refused(speech("seat.none"))
    return None
