"""Who may do what: those who manage the server, a table's game masters, its players. Asked again at every press."""

from gm.bot.answers import Interaction
from gm.bot.catalogue import Speech
from gm.domain.errors import Refused
from gm.store.discord import ThreadBinding
from gm.store.guilds import GuildSettings


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
