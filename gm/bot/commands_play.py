"""`/play start|join|leave|pause|resume|end`: a game's life in a thread."""

from typing import TYPE_CHECKING, Any, Final

from discord import app_commands

from gm.bot.acts import member_name
from gm.bot.answers import Interaction, answer
from gm.bot.brief_text import briefed
from gm.bot.campaign_choices import campaign_choices
from gm.bot.catalogue import Speech
from gm.bot.commands_schedule import add_schedule_command, moment_choices
from gm.bot.commands_shelf import add_shelf_commands
from gm.bot.commands_thread import add_thread_commands
from gm.bot.mature import authored, need_place
from gm.bot.own_form import open_own_form
from gm.bot.resting import press_go_on
from gm.bot.sitting_card import close_sitting, sitting_rows
from gm.bot.starting import Place, StartOptions, start
from gm.bot.table import Table
from gm.bot.translator import text_of
from gm.bot.worlds_here import add_shared
from gm.bot.zero_here import show_zero
from gm.domain.errors import Refused
from gm.domain.table import MODES
from gm.review.transcript import load_transcript
from gm.store.discord import DiscordSeat

if TYPE_CHECKING:
    from gm.bot.client import GmBot

Choices = list[app_commands.Choice[str]]
_START: Final = {"campaign": "campaign", "name": "name", "when": "when", "where": "channel", "mode": "mode_start"}
"""Options of `/play start`, and what they are called in the catalogue."""


def add_play_commands(tree: app_commands.CommandTree[Any], bot: "GmBot") -> None:
    """Register them."""
    group: app_commands.Group = app_commands.Group(
        name=text_of("command.play.name"), description=text_of("command.play.text"), guild_only=True
    )
    _add_lobby(group, bot)
    _add_life(group, bot)
    _add_zero(group, bot)
    add_shared(group, bot)
    add_thread_commands(group, bot)
    add_shelf_commands(group, bot)
    add_schedule_command(group, bot)
    tree.add_command(group)


def _add_lobby(group: app_commands.Group, bot: "GmBot") -> None:
    @group.command(name=text_of("command.play.start.name"), description=text_of("command.play.start.text"))
    @app_commands.rename(**{word: text_of(f"option.{key}.name") for word, key in _START.items()})
    @app_commands.describe(**{word: text_of(f"option.{key}.text") for word, key in _START.items()})
    @app_commands.choices(mode=[app_commands.Choice(name=text_of(f"mode.{each}"), value=each) for each in MODES])
    async def begin(
        interaction: Interaction,
        campaign: app_commands.Range[str, 1, 64] | None = None,
        name: app_commands.Range[str, 1, 80] | None = None,
        when: app_commands.Range[str, 1, 60] | None = None,
        where: app_commands.Transform[int, Place] | None = None,
        mode: str | None = None,
    ) -> None:
        known = next((each for each in MODES if each == mode), None)
        speech, options = bot.speech(interaction), StartOptions(campaign, name, when, where, known)
        await answer(interaction, speech, lambda: start(bot, interaction, speech, options))

    @begin.autocomplete("when")
    async def moments(interaction: Interaction, current: str) -> Choices:
        return moment_choices(bot, current)

    @begin.autocomplete("campaign")
    async def campaigns(interaction: Interaction, current: str) -> Choices:
        return await campaign_choices(bot, interaction.guild_id, current)

    @group.command(name=text_of("command.play.join.name"), description=text_of("command.play.join.text"))
    @app_commands.rename(character=text_of("option.character.name"))
    @app_commands.describe(character=text_of("option.character.text"))
    async def join(interaction: Interaction, character: app_commands.Range[str, 1, 64]) -> None:
        speech = bot.speech(interaction)

        async def joined() -> str:
            seat = DiscordSeat(character, interaction.user.id, member_name(interaction))
            campaign = await bot.tables.join(interaction.channel_id or 0, seat, speech)
            person = campaign.character(character)
            done = speech("join.done", name=person.name if person else character)
            return await briefed(await bot.tables.at(interaction.channel_id or 0), character, speech, done)

        await answer(interaction, speech, joined)

    @join.autocomplete("character")
    async def characters(interaction: Interaction, current: str) -> Choices:
        binding = await bot.tables.binding(interaction.channel_id or 0)
        if binding is None:
            return []
        cast, mine = await bot.tables.lobby.choices(binding, interaction.user.id)
        people = [(pc.id, pc.name, pc.concept) for pc in cast.characters]
        people += [(each.slug, each.name, each.picks.concept if each.picks else "") for each in mine]
        word = current.casefold()
        found = [each for each in people if word in each[1].casefold() or word in each[0]]
        return [app_commands.Choice(name=f"{name}: {about}"[:100], value=slug) for slug, name, about in found][:25]

    @group.command(name=text_of("command.play.make.name"), description=text_of("command.play.make.text"))
    async def make(interaction: Interaction) -> None:
        await open_own_form(bot, interaction, bot.speech(interaction))

    @group.command(name=text_of("command.play.leave.name"), description=text_of("command.play.leave.text"))
    async def leave(interaction: Interaction) -> None:
        speech = bot.speech(interaction)

        async def left() -> str:
            await bot.tables.leave(interaction.channel_id or 0, interaction.user.id, speech)
            return speech("leave.done")

        await answer(interaction, speech, left)


async def _resumed(bot: "GmBot", interaction: Interaction, speech: Speech) -> str:
    """A paused game goes on; one that rests after an X-card, too."""
    table = await _table_of_player(bot, interaction, speech)
    if table.binding.status in ("ended", "moved"):
        raise Refused(speech(f"state.{table.binding.status}"))
    if table.binding.status == "playing" and (await table.engine.table(table.game)).resting:
        return await press_go_on(bot, interaction, speech)
    place = table.binding
    await need_place(bot, await authored(bot, table), place.guild_id, place.channel_id, speech)
    await bot.tables.set_status(table, "playing")
    await table.previously.post()
    table.spawn(table.wake_safely())
    return table.speech("resume.done")


def _add_life(group: app_commands.Group, bot: "GmBot") -> None:
    @group.command(name=text_of("command.play.pause.name"), description=text_of("command.play.pause.text"))
    async def pause(interaction: Interaction) -> None:
        speech = bot.speech(interaction)

        async def paused() -> str:
            table = await _table_of_player(bot, interaction, speech)
            if table.binding.status != "playing":
                raise Refused(speech(f"state.{table.binding.status}"))
            await bot.tables.set_status(table, "paused")
            return table.speech("pause.done", who=member_name(interaction))

        await answer(interaction, speech, paused, private=False)

    @group.command(name=text_of("command.play.resume.name"), description=text_of("command.play.resume.text"))
    async def resume(interaction: Interaction) -> None:
        speech = bot.speech(interaction)

        await answer(interaction, speech, lambda: _resumed(bot, interaction, speech), private=False)

    @group.command(name=text_of("command.play.close.name"), description=text_of("command.play.close.text"))
    async def close(interaction: Interaction) -> None:
        speech = bot.speech(interaction)

        async def closed() -> str:
            table = await _table_of_player(bot, interaction, speech)
            if table.binding.status in ("ended", "moved"):
                raise Refused(speech(f"state.{table.binding.status}"))
            return await close_sitting(bot, table)

        await answer(interaction, speech, closed, private=False)

    @group.command(name=text_of("command.play.end.name"), description=text_of("command.play.end.text"))
    async def end(interaction: Interaction) -> None:
        speech = bot.speech(interaction)

        async def ended() -> str:
            table = await _table_of_player(bot, interaction, speech)
            if table.binding.status in ("ended", "moved"):
                raise Refused(speech(f"state.{table.binding.status}"))
            async with bot.app.database.read() as db:
                turns = len((await load_transcript(db, table.game)).turns)
            session = await bot.tables.end(table)
            text = table.speech("end.done", turns=turns)
            if session is not None:
                story = await bot.app.engine.sittings.told(table.game, session.number, scene_key=table.binding.scene)
                text = "\n".join([text, *sitting_rows(table.speech, story)])
            return text

        await answer(interaction, speech, ended, private=False)


def _add_zero(group: app_commands.Group, bot: "GmBot") -> None:
    @group.command(name=text_of("command.play.zero.name"), description=text_of("command.play.zero.text"))
    async def zero(interaction: Interaction) -> None:
        await answer(interaction, bot.speech(interaction), lambda: show_zero(bot, interaction))


async def _table_of_player(bot: "GmBot", interaction: Interaction, speech: Speech) -> Table:
    """The table here, if the user sits at it or may manage threads."""
    table = await bot.tables.need(interaction.channel_id, speech)
    if not interaction.permissions.manage_threads:
        table.character_of(interaction.user.id)
    return table
