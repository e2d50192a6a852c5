"""Looking the world up, each player by what their character knows; and the game master's hand on what goes on."""

import logging
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final

import discord
from discord import app_commands

from gm.bot.answers import Interaction, Shown, answer
from gm.bot.auditing import audit
from gm.bot.card_items import messages_of
from gm.bot.cards import Card, Image
from gm.bot.catalogue import Speech
from gm.bot.choosing import Choices, chooser
from gm.bot.gm_desk import lay_effect, led
from gm.bot.map_picture import map_svg
from gm.bot.rule_here import add_rule_command
from gm.bot.table import Table, player_key
from gm.bot.translator import text_of
from gm.bot.wire import DOWN
from gm.bot.world_cards import SaidOnMap, calendar_card, map_card, purse_card, quests_card
from gm.domain.errors import Refused
from gm.domain.play import SceneState
from gm.play.quest_views import all_quests, quests_of
from gm.play.views import character_name
from gm.play.world_reach import STATES, quest_of, time_of
from gm.play.world_views import MapView, day_of, map_of, purse_of
from gm.rules.dice import render

if TYPE_CHECKING:
    from gm.bot.client import GmBot

_log = logging.getLogger("gm.bot")
_FILE: Final = "drawn-map.png"
_ALT: Final = 1000
_Words = app_commands.Range[str, 1, 100]
Make = Callable[[Speech, SceneState, str], Card]


def add_world_commands(tree: app_commands.CommandTree[Any], bot: "GmBot") -> None:
    """Register those for players."""
    tree.add_command(_looking(bot, "calendar", _calendar))
    tree.add_command(_looking(bot, "quests", _quests))
    tree.add_command(_looking(bot, "purse", _purse))
    tree.add_command(_map(bot))
    add_rule_command(tree, bot)


def _calendar(speech: Speech, state: SceneState, character: str) -> Card:
    return calendar_card(speech, day_of(state, state.world.text(f"character:{character}", "place") or None))


def _quests(speech: Speech, state: SceneState, character: str) -> Card:
    return quests_card(speech, quests_of(state, character))


def _purse(speech: Speech, state: SceneState, character: str) -> Card:
    return purse_card(speech, character_name(state.campaign, character), purse_of(state, character))


def _looking(bot: "GmBot", key: str, make: Make) -> app_commands.Command[Any, ..., None]:
    async def called(interaction: Interaction) -> None:
        speech = bot.speech(interaction)

        async def shown() -> Shown:
            table = await bot.tables.need(interaction.channel_id, speech)
            return make(speech, await table.state(), table.character_of(interaction.user.id))

        await answer(interaction, speech, shown)

    return app_commands.Command(
        name=text_of(f"command.{key}.name"), description=text_of(f"command.{key}.text"), callback=called
    )


def _map(bot: "GmBot") -> app_commands.Command[Any, ..., None]:
    """In words at once, as a picture when it is drawn."""

    async def called(interaction: Interaction) -> None:
        speech = bot.speech(interaction)
        found: list[MapView] = []

        async def shown() -> Shown:
            table = await bot.tables.need(interaction.channel_id, speech)
            found.append(map_of(await table.state(), table.character_of(interaction.user.id)))
            return map_card(speech, found[0])

        await answer(interaction, speech, shown)
        for each in found:
            svg = map_svg(each, SaidOnMap(speech))
            if svg is not None:
                bot.keeping.spawn(_send(bot, interaction, map_card(speech, each), svg))

    return app_commands.Command(
        name=text_of("command.map.name"), description=text_of("command.map.text"), callback=called
    )


async def _send(bot: "GmBot", interaction: Interaction, card: Card, svg: str) -> None:
    """Put the picture below the answer that stands; where it cannot be drawn, the text is all there is."""
    body = await bot.drawer.draw({"form": "svg", "svg": svg})
    if body is None:
        return
    alt = str(card.rows[0]).strip("`\n")[:_ALT]
    message = messages_of(
        replace(card, image=Image(f"attachment://{_FILE}", alt)), await bot.card_form(interaction.guild_id)
    )
    picture = discord.File(BytesIO(body), filename=_FILE, description=alt)
    try:
        await interaction.edit_original_response(**message[0], attachments=[picture])
    except DOWN as error:
        _log.warning("a map was not shown: %s", error)


def add_gm_world(group: app_commands.Group, bot: "GmBot") -> None:
    """Register those for game masters: `/gm table`, `/gm world`."""

    @group.command(name=text_of("command.gm.table.name"), description=text_of("command.gm.table.text"))
    @app_commands.rename(table=text_of("option.gm.table.name"))
    @app_commands.describe(table=text_of("option.gm.table.text"))
    async def table(interaction: Interaction, table: _Words) -> None:
        speech = bot.speech(interaction)
        await answer(interaction, speech, lambda: _draw(bot, interaction, speech, table))

    @group.command(name=text_of("command.gm.world.name"), description=text_of("command.gm.world.text"))
    @app_commands.rename(
        skip=text_of("option.gm.skip.name"), quest=text_of("option.gm.quest.name"), to=text_of("option.gm.to.name")
    )
    @app_commands.describe(
        skip=text_of("option.gm.skip.text"), quest=text_of("option.gm.quest.text"), to=text_of("option.gm.to.text")
    )
    async def world(
        interaction: Interaction, skip: _Words | None = None, quest: _Words | None = None, to: _Words | None = None
    ) -> None:
        speech = bot.speech(interaction)
        await answer(interaction, speech, lambda: _world(bot, interaction, speech, skip, quest, to))

    table.autocomplete("table")(_offering(bot, lambda state: [(t.id, t.name or t.id) for t in state.campaign.tables]))
    world.autocomplete("quest")(_offering(bot, lambda state: [(q.id, q.title) for q in state.campaign.quests]))
    world.autocomplete("to")(_offering(bot, _steps))


def _steps(state: SceneState) -> list[tuple[str, str]]:
    done = [(each.id, each.text) for quest in state.campaign.quests for each in quest.objectives]
    return [*((each, each) for each in STATES), *done]


Named = Callable[[SceneState], list[tuple[str, str]]]


def _offering(bot: "GmBot", named: Named) -> Callable[[Interaction, str], Any]:
    async def offered(interaction: Interaction, current: str) -> Choices:
        try:
            table = await led(bot, interaction, bot.speech(interaction))
        except Refused:
            return []
        return chooser(named(await table.state()), current)

    return offered


async def _draw(bot: "GmBot", interaction: Interaction, speech: Speech, name: str) -> str:
    table: Table = await led(bot, interaction, speech)
    drawn = await table.engine.world.draw(
        table.game, name, source_id=str(interaction.id), player=player_key(interaction.user.id)
    )
    await audit(bot, interaction, "table.draw", name[:200], thread_id=table.binding.thread_id)
    dice = [f"-# {render(record)}" for record in drawn.rolls]
    return "\n".join([drawn.text or speech("world.nothing_drawn"), *dice])


async def _world(
    bot: "GmBot", interaction: Interaction, speech: Speech, skip: str | None, quest: str | None, to: str | None
) -> Shown:
    table = await led(bot, interaction, speech)
    if skip is None and quest is None:
        return quests_card(speech, all_quests(await table.state()))
    if quest is not None:
        effect = quest_of(await table.state(), quest, to or "offered")
        return await lay_effect(bot, interaction, effect, "table.quest", f"{quest} {to or ''}".strip())
    return await lay_effect(bot, interaction, time_of(skip or ""), "table.skip", skip or "")
