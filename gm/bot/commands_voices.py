"""Commands about characters and how it is told: `/relations`, `/pace`, `/voice`, `/edit`."""

from typing import TYPE_CHECKING, Any, Literal

from discord import app_commands

from gm.bot.acts import act
from gm.bot.answers import Interaction, Shown, answer
from gm.bot.auditing import audit
from gm.bot.cards import Card
from gm.bot.catalogue import Speech
from gm.bot.commands_writing import may_edit
from gm.bot.passing import show_telling, telling_anew
from gm.bot.table import player_key
from gm.bot.translator import text_of
from gm.domain.campaign import Voice
from gm.domain.errors import Refused
from gm.play.change_words import said
from gm.play.relations import Relation
from gm.play.told_how import voice_of
from gm.play.voices_desk import VoiceNow

if TYPE_CHECKING:
    from gm.bot.client import GmBot


def add_voices_commands(tree: app_commands.CommandTree[Any], bot: "GmBot") -> None:
    """Register them."""

    @tree.command(name=text_of("command.relations.name"), description=text_of("command.relations.text"))
    async def relations(interaction: Interaction) -> None:
        speech = bot.speech(interaction)

        async def shown() -> Shown:
            table = await bot.tables.need(interaction.channel_id, speech)
            character, state = table.character_of(interaction.user.id), await table.state()
            found = await table.engine.voices.relations(table.game, state, character)
            return relations_card(speech, found)

        await answer(interaction, speech, shown)

    _add_pace(tree, bot)
    _add_voice(tree, bot)
    _add_edit(tree, bot)


def _add_pace(tree: app_commands.CommandTree[Any], bot: "GmBot") -> None:
    @tree.command(name=text_of("command.pace.name"), description=text_of("command.pace.text"))
    @app_commands.rename(to=text_of("option.pace.name"), where=text_of("option.cut.name"))
    @app_commands.describe(to=text_of("option.pace.text"), where=text_of("option.cut.text"))
    async def pace(
        interaction: Interaction,
        to: Literal["brisk", "scene", "slow", "usual", "skip", "cut"],
        where: app_commands.Range[str, 1, 120] | None = None,
    ) -> None:
        speech = bot.speech(interaction)

        async def paced() -> str:
            table = await bot.tables.need(interaction.channel_id, speech)
            table.character_of(interaction.user.id)
            if to == "skip":
                return await act(bot, interaction, "skip ahead", kind="direct")
            if to == "cut":
                if where is None:
                    raise Refused(speech("pace.where"))
                return await act(bot, interaction, f"cut to {where}", kind="direct")
            await table.engine.voices.set_pace(table.game, None if to == "usual" else to)
            return speech("pace.set", pace=speech(f"pace.{to}"))

        await answer(interaction, speech, paced)


def _add_voice(tree: app_commands.CommandTree[Any], bot: "GmBot") -> None:
    names = {"person": "told_person", "tense": "tense", "length": "told_length", "lock": "lock"}

    @tree.command(name=text_of("command.voice.name"), description=text_of("command.voice.text"))
    @app_commands.rename(**{name: text_of(f"option.{key}.name") for name, key in names.items()})
    @app_commands.describe(**{name: text_of(f"option.{key}.text") for name, key in names.items()})
    async def voice(
        interaction: Interaction,
        person: Literal["second", "third"] | None = None,
        tense: Literal["present", "past"] | None = None,
        length: Literal["short", "usual", "long"] | None = None,
        lock: bool | None = None,
    ) -> None:
        speech = bot.speech(interaction)

        async def changed() -> Shown:
            table = await bot.tables.need(interaction.channel_id, speech)
            table.character_of(interaction.user.id)
            desk, state = table.engine.voices, await table.state()
            wanted = {"person": person, "tense": tense, "length": length}
            fields = {name: value for name, value in wanted.items() if value is not None}
            if fields:
                await desk.set_voice(table.game, state, **fields)
            if lock is not None:
                await (desk.lock(state) if lock else desk.unlock(table.game))
            state = await table.state()
            return voice_card(speech, voice_of(state), await desk.voice(table.game, state))

        await answer(interaction, speech, changed)


def voice_card(speech: Speech, told: Voice, now: VoiceNow) -> Card:
    """How it is told, what was liked, and how far it has drifted."""
    length = speech(f"voice.{now.settings.voice.length or 'usual'}")
    rows = [
        speech("voice.told", person=speech(f"voice.{told.person}"), tense=speech(f"voice.{told.tense}"), length=length)
    ]
    rows += [f"> {passage}" for passage in now.samples]
    for row in now.drift:
        share = row.what not in ("sentence", "worn")
        liked, figure = (f"{value:.0%}" if share else f"{value:.1f}" for value in (row.liked, row.now))
        key = "voice.drifted" if row.drifted else "voice.row"
        rows.append(speech(key, what=speech(f"drift.{row.what}"), liked=liked, now=figure))
    return Card(speech("voice.title"), tuple(rows), footer="" if now.drift else speech("voice.little"), accent="desk")


def _add_edit(tree: app_commands.CommandTree[Any], bot: "GmBot") -> None:
    @tree.command(name=text_of("command.edit.name"), description=text_of("command.edit.text"))
    @app_commands.rename(
        turn=text_of("option.turn_number.name"), words=text_of("option.words.name"), mine=text_of("option.mine.name")
    )
    @app_commands.describe(
        turn=text_of("option.turn_number.text"), words=text_of("option.words.text"), mine=text_of("option.mine.text")
    )
    async def edit(
        interaction: Interaction,
        turn: app_commands.Range[int, 1, 999999],
        words: app_commands.Range[str, 1, 4000],
        mine: bool = False,
    ) -> None:
        speech = bot.speech(interaction)

        async def edited() -> str:
            table = await bot.tables.need(interaction.channel_id, speech)
            if not mine and not await may_edit(bot, interaction, table):
                raise Refused(speech("edit.not_yours"))
            player = player_key(interaction.user.id)
            mended = await table.engine.voices.edit(table.game, turn, words, player, words=mine)
            if mine:
                for entry in mended.inputs:
                    if entry.input.player == player:
                        await table.quietly(table.face.retell(mended.id, entry))
            else:
                async with telling_anew(table, mended.id):
                    await show_telling(table, mended, latest=await table.history.is_last(mended.id))
            await audit(bot, interaction, "telling.edit", f"turn {turn}", thread_id=table.binding.thread_id)
            return speech("mend.done", number=turn)

        await answer(interaction, speech, edited)


def relations_card(speech: Speech, found: tuple[Relation, ...]) -> Card:
    """Who feels how about a character, a row each."""
    rows = tuple(_row(speech, each) for each in found)
    return Card(speech("relations.title"), rows or (speech("relations.none"),), accent="people")


def _row(speech: Speech, each: Relation) -> str:
    row = speech("relations.row", name=each.name, feeling=said(each.feeling, speech.locale), number=f"{each.number:+d}")
    if not each.here:
        row += f" · {speech('relations.elsewhere')}"
    if each.mood:
        key = each.mood.replace(" ", "_").replace("-", "_")
        row += f" · {speech(f'mood.{key}')}"
    others = ", ".join(f"{name}: {said(feeling, speech.locale)}" for name, feeling in each.others)
    return f"{row} ({others})" if others else row
