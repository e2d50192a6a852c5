"""Who runs a game that has not begun: said as its table is set, on its lobby card, and so from its first turn on."""

from typing import TYPE_CHECKING, Final

from gm.bot.catalogue import Speech
from gm.domain.campaign import Campaign
from gm.domain.play import Game
from gm.domain.table import Mode
from gm.store.discord import ThreadBinding
from gm.store.guilds import GuildSettings

if TYPE_CHECKING:
    from gm.app import App
    from gm.bot.tables import Tables

_MOST: Final = 100
"""Tables of a server that wait to begin otherwise than by themselves; older ones begin as most do."""


def mode_to_begin(asked: Mode | None, campaign: Campaign, settings: GuildSettings) -> Mode | None:
    """Who runs a game that is to begin: whom it was asked for, else whom the server has set, unless the campaign is
    made for a mode of its own. None: as the campaign has it."""
    return asked or (settings.begin_mode if campaign.mode == "game" else None)


async def keep_mode(tables: "Tables", guild_id: int, thread_id: int, mode: Mode | None) -> None:
    """Note who runs the game that is to begin in a thread. None: nothing needs noting."""
    if mode is None:
        return
    settings = await tables.settings(guild_id)
    kept = {**settings.begin_modes, str(thread_id): mode}
    latest = dict(list(kept.items())[-_MOST:])
    await tables.set_settings(settings.model_copy(update={"begin_modes": latest}))


async def begin_in_mode(tables: "Tables", app: "App", binding: ThreadBinding, game: Game) -> None:
    """A game that begins is run by whom its table was set for."""
    settings = await tables.settings(binding.guild_id)
    mode = settings.begin_modes.get(str(binding.thread_id))
    if mode is None:
        return
    await app.engine.set_table(game, mode=mode)
    left = {thread: each for thread, each in settings.begin_modes.items() if thread != str(binding.thread_id)}
    await tables.set_settings(settings.model_copy(update={"begin_modes": left}))


def mode_line(speech: Speech, thread: ThreadBinding, settings: GuildSettings) -> list[str]:
    """The lobby's line about it; none where neither whoever began it nor the server has said."""
    mode = settings.begin_modes.get(str(thread.thread_id))
    return [f"-# {speech('mode.now', how=speech(f'mode.{mode}'))}"] if mode is not None else []
