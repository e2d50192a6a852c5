"""Every command and menu entry of the bot: a group of them is a file, and a line here."""

from typing import TYPE_CHECKING, Any, Final

from discord import app_commands

from gm.bot.commands_back import add_back_commands
from gm.bot.commands_character import add_character_commands
from gm.bot.commands_fight import add_fight_commands
from gm.bot.commands_forge import add_forge_command
from gm.bot.commands_gm import add_gm_commands
from gm.bot.commands_host import add_host_commands
from gm.bot.commands_import import add_import_command
from gm.bot.commands_memory import add_memory_commands
from gm.bot.commands_mode import add_mode_command
from gm.bot.commands_play import add_play_commands
from gm.bot.commands_privacy import add_privacy_commands
from gm.bot.commands_safety import add_safety_commands
from gm.bot.commands_scenes import add_scene_commands
from gm.bot.commands_table import add_table_commands
from gm.bot.commands_turns import add_turn_commands
from gm.bot.commands_view import add_view_commands
from gm.bot.commands_world import add_world_commands
from gm.bot.menus import add_menus

if TYPE_CHECKING:
    from gm.bot.client import GmBot

_GROUPS: Final = (
    add_play_commands,
    add_import_command,
    add_forge_command,
    add_table_commands,
    add_turn_commands,
    add_scene_commands,
    add_fight_commands,
    add_view_commands,
    add_world_commands,
    add_back_commands,
    add_gm_commands,
    add_character_commands,
    add_mode_command,
    add_memory_commands,
    add_host_commands,
    add_safety_commands,
    add_menus,
    add_privacy_commands,
)


def add_commands(tree: app_commands.CommandTree[Any], bot: "GmBot") -> None:
    """Put all of them into the tree that is uploaded to Discord."""
    for add in _GROUPS:
        add(tree, bot)
