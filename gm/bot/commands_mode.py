"""`/mode`: who runs the table, as a sentence; changed by its game master."""

from typing import TYPE_CHECKING, Any, Literal

from discord import app_commands

from gm.bot.answers import Interaction, answer
from gm.bot.assisting import add_assist_command
from gm.bot.auditing import audit
from gm.bot.gm_desk import led
from gm.bot.objecting import add_wrong_command
from gm.bot.translator import text_of
from gm.domain.table import MODES

if TYPE_CHECKING:
    from gm.bot.client import GmBot


def add_mode_command(tree: app_commands.CommandTree[Any], bot: "GmBot") -> None:
    """Register it, `/wrong` and `/assist`."""
    add_wrong_command(tree, bot)
    add_assist_command(tree, bot)

    @tree.command(name=text_of("command.mode.name"), description=text_of("command.mode.text"))
    @app_commands.rename(
        how=text_of("option.mode_how.name"),
        ask=text_of("option.mode_ask.name"),
        hours=text_of("option.mode_hours.name"),
    )
    @app_commands.describe(
        how=text_of("option.mode_how.text"),
        ask=text_of("option.mode_ask.text"),
        hours=text_of("option.mode_hours.text"),
    )
    @app_commands.choices(
        how=[app_commands.Choice(name=text_of(f"mode.{each}"), value=each) for each in MODES],
        ask=[app_commands.Choice(name=text_of(f"mode.often.{each}"), value=each) for each in ("both", "drafts")],
    )
    async def mode(
        interaction: Interaction,
        how: str | None = None,
        ask: str | None = None,
        hours: app_commands.Range[int, 0, 720] | None = None,
    ) -> None:
        await answer(interaction, bot.speech(interaction), lambda: set_mode(bot, interaction, how, ask, hours))


async def set_mode(bot: "GmBot", interaction: Interaction, how: str | None, ask: str | None, hours: int | None) -> str:
    """Change who runs the table, or say who does. Raises Refused: only its game master changes it."""
    speech = bot.speech(interaction)
    if how is None and ask is None and hours is None:
        table = await bot.tables.need(interaction.channel_id, speech)
        now = await table.engine.table(table.game)
        return speech("mode.now", how=speech(f"mode.{now.mode}"))
    table = await led(bot, interaction, speech)
    changed: dict[str, object] = {}
    if ask is not None:
        changed["approve"] = ask
    if hours is not None:
        changed["approve_after_hours"] = hours
    if changed:
        await table.engine.set_table(table.game, **changed)
    left = 0
    if how is not None:
        known: Literal["game", "copilot", "assist", "npc", "coauthor", "solo"] = next(e for e in MODES if e == how)
        _, left = await table.engine.copilot.change_mode(table.game, known, scene_key=table.binding.scene)
        table.spawn(table.guarded(table.engine.resume(table.game, table.face, scene_key=table.binding.scene)))
    await audit(
        bot, interaction, "table.mode", f"{how or ''} {changed or ''}".strip(), thread_id=table.binding.thread_id
    )
    now = await table.engine.table(table.game)
    await table.say(table.speech("mode.changed", how=table.speech(f"mode.{now.mode}")))
    said: str = speech("mode.set", how=speech(f"mode.{now.mode}"))
    return f"{said} {speech('mode.left')}" if left else said
