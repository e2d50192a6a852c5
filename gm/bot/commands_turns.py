"""`/turns`: whose turn it is; a game master sets it. And the buttons under a round's card."""

import asyncio
import itertools
import logging
import re
from typing import TYPE_CHECKING, Any, Final

import discord
from discord import app_commands

from gm.bot.acts import FACE
from gm.bot.answers import Interaction, Shown, answer
from gm.bot.auditing import audit
from gm.bot.catalogue import Speech
from gm.bot.fight_card import show_fight
from gm.bot.gm_desk import led
from gm.bot.scene_acts import need_sight
from gm.bot.table import player_key
from gm.bot.translator import text_of
from gm.bot.turn_card import standing_card
from gm.bot.turn_desk import mind_drafts, mind_turns
from gm.domain.errors import GmError, Refused
from gm.domain.table import ABSENT, CONTROLS, turn_rules
from gm.play.away import MOST as MOST_AWAY
from gm.store.turns import load_last_turn

if TYPE_CHECKING:
    from gm.bot.client import GmBot
    from gm.bot.table import Table

_log = logging.getLogger("gm.bot")
EVERY: Final = 5.0
"""Seconds between two looks at who is late."""
MASTERS: Final = 24
"""Such looks between two at drafts that wait for a game master."""
_SPAN: Final = re.compile(r"(\d{1,6})\s*(s|m|min|h|d)[a-z]*", re.IGNORECASE)
_UNITS: Final = {"s": 1, "m": 60, "min": 60, "h": 3600, "d": 86_400}
Rest = tuple[str, ...]


def add_turn_commands(tree: app_commands.CommandTree[Any], bot: "GmBot") -> None:
    """Register it."""

    @tree.command(name=text_of("command.turns.name"), description=text_of("command.turns.text"))
    @app_commands.rename(
        how=text_of("option.turns.how.name"),
        deadline=text_of("option.turns.deadline.name"),
        absent=text_of("option.turns.absent.name"),
        away=text_of("option.turns.away.name"),
    )
    @app_commands.describe(
        how=text_of("option.turns.how.text"),
        deadline=text_of("option.turns.deadline.text"),
        absent=text_of("option.turns.absent.text"),
        away=text_of("option.turns.away.text"),
    )
    @app_commands.choices(
        how=[app_commands.Choice(name=text_of(f"turn_ways.{each}"), value=each) for each in CONTROLS],
        absent=[app_commands.Choice(name=text_of(f"absent.{each}"), value=each) for each in ABSENT],
    )
    async def turns(
        interaction: Interaction,
        how: str | None = None,
        deadline: app_commands.Range[str, 1, 20] | None = None,
        absent: str | None = None,
        away: app_commands.Range[str, 1, MOST_AWAY] | None = None,
    ) -> None:
        speech = bot.speech(interaction)

        async def shown() -> Shown:
            if how or deadline or absent:
                await set_turns(bot, interaction, speech, how, deadline, absent)
            table = await bot.tables.need(interaction.channel_id, speech)
            if away:
                return await set_own(table, speech, table.character_of(interaction.user.id), away)
            await need_sight(
                bot, interaction, speech
            )  # whoever leads the game may play in another scene, or not at all
            standing = await table.engine.control.standing(table.game, scene_key=table.binding.scene)
            return standing_card(speech, standing, table.character_name)

        await answer(interaction, speech, shown)


async def set_turns(
    bot: "GmBot", interaction: Interaction, speech: Speech, how: str | None, deadline: str | None, absent: str | None
) -> None:
    """Set whose turn it is in this thread's scene. Raises NotFound, or Refused for players and what cannot be read."""
    table = await led(bot, interaction, speech)
    table.need_live()
    control, scene = table.engine.control, table.binding.scene
    seconds = None
    if deadline is not None:
        found = _SPAN.fullmatch(deadline.strip())
        seconds = int(found[1]) * _UNITS[found[2].lower()] if found is not None else 0
    try:
        await control.set(table.game, scene_key=scene, control=how, deadline=seconds, absent=absent)
    except ValueError:
        raise Refused(speech("turns.deadline")) from None
    said = " ".join(each for each in (how, deadline, absent) if each)
    await audit(bot, interaction, "table.turns", said, thread_id=table.binding.thread_id)
    await control.settle(table.game, table.face, scene_key=scene)
    if how == "initiative":
        source, player = f"{FACE}:{interaction.id}", player_key(interaction.user.id)
        await control.put_in_order(table.game, player, source, table.face, scene_key=scene)
    async with bot.app.database.read() as db:
        last = await load_last_turn(db, table.game.branch_id, scene=table.binding.scene)
    await table.quietly(table.turns.show(last.id if last is not None else 0))
    if last is not None:
        await table.quietly(show_fight(table, last.id))  # it says until when a fight waits


async def set_own(table: "Table", speech: Speech, character: str, words: str) -> str:
    """Keep what is played for somebody while their player is away. Raises Refused."""
    table.need_live()
    changed = await table.engine.control.away(table.game, character, words)
    name, kept = table.character_name(character), changed.standing.get(character)
    if kept is None:
        return speech("turns.away_gone", name=name)
    holds = turn_rules(changed, table.binding.scene).absent == "default"
    said = speech("turns.away_set", name=name, words=discord.utils.escape_markdown(kept))
    return said if holds else f"{said}\n{speech('turns.away_later')}"


async def press_turn(bot: "GmBot", interaction: Interaction, speech: Speech, rest: Rest) -> str:
    """Ready, Hold, or Close, under a round's card."""
    table = await bot.tables.need(interaction.channel_id, speech)
    if not rest or rest[0] not in ("ready", "hold", "close"):
        return speech("button.expired")
    if rest[0] == "close":
        await led(bot, interaction, speech)
        return await table.turns.close()
    return await table.turns.mark(interaction.user.id, hold=rest[0] == "hold")


async def keep_turns(bot: "GmBot") -> None:
    """Look for those who are late, until it is cancelled: for players often, for game masters, who have hours, not."""
    for tick in itertools.count(1):
        await asyncio.sleep(EVERY)
        try:
            await mind_turns(bot.tables.all_open(), bot.tables.parts.clock.now())
            if tick % MASTERS == 0:
                await mind_drafts(bot.tables.all_open(), bot.tables.parts.clock.now())
        except GmError as error:
            _log.warning("nobody's turn was passed: %s", error)
        except Exception:  # one table must not end the deadlines of all others
            _log.exception("nobody's turn was passed")
