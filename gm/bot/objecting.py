"""`/wrong`, the button on `/why`, and what a game master decides about it: a ruling is looked at once more."""

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import discord
from discord import app_commands

from gm.bot.acts import member_name
from gm.bot.allowance import afford
from gm.bot.answers import Interaction, answer, open_form
from gm.bot.auditing import audit
from gm.bot.buttons import Button, button_id, number_of
from gm.bot.cards import Card
from gm.bot.catalogue import Speech
from gm.bot.gm_desk import led
from gm.bot.modals import labelled, made_modal
from gm.bot.objection_card import objection_card
from gm.bot.posts import Part
from gm.bot.rights import leads_table
from gm.bot.table import Table, player_key
from gm.bot.translator import text_of
from gm.bot.whisper_desk import OBJECTION, answer_of, tell_alone, told_master
from gm.bot.whispering import seal_post
from gm.domain.errors import Refused
from gm.domain.play import Turn
from gm.play.objecting import LONGEST, Reconsidered
from gm.play.parts import SilentFace
from gm.play.whispers import AloneFace
from gm.review.rulings import ruling_rows
from gm.rules.reconsidering import why_it_stands

if TYPE_CHECKING:
    from gm.bot.client import GmBot

Rest = tuple[str, ...]
_PART: Final = "j"
"""Which part of a turn says that somebody objects."""


def add_wrong_command(tree: app_commands.CommandTree[Any], bot: "GmBot") -> None:
    """Register it."""

    @tree.command(name=text_of("command.wrong.name"), description=text_of("command.wrong.text"))
    @app_commands.rename(because=text_of("option.because.name"), whisper=text_of("option.my_whisper.name"))
    @app_commands.describe(because=text_of("option.because.text"), whisper=text_of("option.my_whisper.text"))
    async def wrong(
        interaction: Interaction, because: app_commands.Range[str, 1, LONGEST], whisper: bool = False
    ) -> None:
        speech = bot.speech(interaction)
        if whisper:
            await answer(interaction, speech, lambda: whisper_wrong(bot, interaction, speech, because))
            return
        await answer(interaction, speech, lambda: objected(bot, interaction, speech, (), {"because": because}))


async def open_wrong(bot: "GmBot", interaction: Interaction, speech: Speech, rest: Rest) -> None:
    """Why is it wrong?"""
    await _ask_why(interaction, speech, "wrong", rest)


async def open_stands(bot: "GmBot", interaction: Interaction, speech: Speech, rest: Rest) -> None:
    """Why does it stand?"""
    await _ask_why(interaction, speech, "stands", rest)


async def _ask_why(interaction: Interaction, speech: Speech, what: str, rest: Rest) -> None:
    modal = made_modal(speech(f"form.{what}.title"), button_id(f"{what}form", *rest))
    why: discord.ui.TextInput[Any] = discord.ui.TextInput(
        custom_id="because", style=discord.TextStyle.paragraph, max_length=LONGEST
    )
    modal.add_item(labelled(speech(f"form.{what}.label"), speech(f"form.{what}.hint"), why))
    await open_form(interaction, modal)


async def objected(
    bot: "GmBot", interaction: Interaction, speech: Speech, rest: Rest, fields: Mapping[str, str]
) -> str:
    """Somebody says why the last ruling (that of the turn in `rest`) is wrong; gives what came of it, for them alone.

    Raises:
        Refused: as `gm.play.objecting.ObjectionDesk.object`.
    """
    table = await bot.tables.need(interaction.channel_id, speech)
    table.need_live()
    leads = leads_table(interaction, await bot.tables.settings(table.binding.guild_id), table.binding)
    if not leads:
        table.character_of(interaction.user.id)
    who = player_key(interaction.user.id)
    await afford(table, who, speech)
    done = await table.engine.objections.object(
        table.game,
        fields.get("because", ""),
        who,
        leads=leads,
        expected=number_of(rest[0]) if rest else None,
        scene_key=table.binding.scene,
    )
    if done.objection.said == "asked":
        look = Button(button_id("wrongdesk", done.turn.id), table.speech("button.desk"), emoji="⚖️")
        line = table.speech("wrong.waits", who=member_name(interaction))
        await table.quietly(table.face.posts.put(done.turn.id, _PART, Part(line, (look,), "objection")))
        return speech("wrong.asked")
    return await _told(table, speech, done, member_name(interaction))


async def whisper_wrong(bot: "GmBot", interaction: Interaction, speech: Speech, because: str) -> str:
    """Somebody says why the ruling on their own last whisper is wrong; gives what came of it, or that the game master
    decides. Nobody else learns of it.

    Raises:
        Refused: as `gm.play.objecting.ObjectionDesk.object`.
    """
    table = await bot.tables.need(interaction.channel_id, speech)
    table.need_live()
    character, who = table.character_of(interaction.user.id), player_key(interaction.user.id)
    leads = leads_table(interaction, await bot.tables.settings(table.binding.guild_id), table.binding)
    await afford(table, who, speech)
    scene, desk = table.binding.scene, table.engine.objections
    done = await desk.object(table.game, because, who, leads=leads, scene_key=scene, alone=character)
    if done.objection.said == "asked":
        table.open_answers.put(done.turn.id, (interaction, speech))
        reached = await told_master(bot, table, done.turn.id, OBJECTION)
        return speech("wrong.asked") if reached else f"{speech('wrong.asked')}\n-# {speech('sealed.unreached')}"
    if done.objection.said != "granted":
        return stood_text(table, speech, done)
    face = AloneFace(SilentFace(), character, table.face)
    turn = await desk.play(table.game, done, face, scene_key=scene)
    await table.quietly(seal_post(table, done.old.id))
    again = f"{speech('wrong.granted', number=done.old.number)} {done.objection.answer}".strip()
    return f"{again}\n\n{await answer_of(bot, table, interaction, speech, turn, character)}"


async def _told(table: Table, speech: Speech, done: Reconsidered, by: str) -> str:
    """What is said of it to whoever asked. Put right, it is played in the background, where the old turn stood."""
    said = done.objection.answer
    if done.objection.said == "granted":
        table.spawn(table.guarded(_anew(table, done, by)))
        return f"{speech('wrong.granted', number=done.old.number)} {said}".strip()
    return stood_text(table, speech, done)


def stood_text(table: Table, speech: Speech, done: Reconsidered) -> str:
    """That it stands, why, and the ruling as its reader may see it."""
    said = done.objection.answer
    rows = ruling_rows(
        table.campaign,
        done.given,
        spoilers=False,
        changes=done.old.outcome.changes if done.old.outcome else None,
        say=lambda key, **more: speech(f"ruling.{key}", **more),
    )
    found = why_it_stands(table.campaign, done.given, done.objection.because)
    stood = f"{speech('wrong.stands')} {said or speech(f'wrong.why.{found.why}', about=found.about)}"
    return "\n".join([stood, *(f"-# {row.strip()}" for row in rows)])


async def _anew(table: Table, done: Reconsidered, by: str) -> None:
    old: Turn = await table.load_turn(done.old.id)
    await table.face.take_back(old, by)
    because = done.objection.because
    await table.say(
        f"-# {table.speech('wrong.line', number=old.number, because=because, answer=done.objection.answer)}"
    )
    await table.engine.objections.play(table.game, done, table.face, scene_key=table.binding.scene)


async def look(bot: "GmBot", interaction: Interaction, speech: Speech, rest: Rest) -> Card:
    """The objection that waits, for the game master alone. Raises Refused: none does any more."""
    table = await led(bot, interaction, speech)
    waiting = await table.engine.objections.waiting(table.game, scene_key=table.binding.scene)
    known = number_of(rest[0]) if rest else None
    found = [each for each in waiting if known is None or each.turn.id == known]
    if not found:
        raise Refused(speech("objection.none"))
    return objection_card(table, speech, found[0])


async def granted(bot: "GmBot", interaction: Interaction, speech: Speech, rest: Rest) -> str:
    """The game master has it reconsidered."""
    return await _decide(bot, interaction, speech, rest, None)


async def stood(bot: "GmBot", interaction: Interaction, speech: Speech, rest: Rest, fields: Mapping[str, str]) -> str:
    """The game master says that it stands, and why."""
    return await _decide(bot, interaction, speech, rest, fields.get("because", ""))


async def _decide(bot: "GmBot", interaction: Interaction, speech: Speech, rest: Rest, stands: str | None) -> str:
    table = await led(bot, interaction, speech)
    table.need_live()
    turn_id = (number_of(rest[0]) if rest else None) or 0
    done = await table.engine.objections.decide(table.game, turn_id, stands=stands, scene_key=table.binding.scene)
    deed = "table.stands" if done.objection.said == "stands" else "table.put_right"
    await audit(bot, interaction, deed, str(done.old.number), thread_id=table.binding.thread_id)
    if done.alone is not None:
        return await _decided_alone(bot, table, speech, done, done.alone)
    if done.objection.said == "stands":
        line = f"{table.speech('wrong.stands')} {done.objection.answer}".strip()
        await table.quietly(table.face.posts.put(turn_id, _PART, Part(f"-# {line}")))
    return await _told(table, speech, done, member_name(interaction))


async def _decided_alone(bot: "GmBot", table: Table, speech: Speech, done: Reconsidered, alone: str) -> str:
    """What the game master has decided about a whisper's ruling: whoever whispered learns of it, and nobody else. Put
    right, it is played in the background, and waits for the game master as it did before."""
    await bot.direct.drop(table.game.id, done.old.id)
    waits = table.open_answers.get(done.old.id)
    table.open_answers.drop(done.old.id)
    if done.objection.said != "granted":
        await table.quietly(tell_alone(bot, table, alone, done.old.id, waits, partial(stood_text, table, done=done)))
        return stood_text(table, speech, done)
    if waits is not None:  # what comes of it is told where it was asked for
        table.open_answers.put(done.turn.id, waits)

    async def anew() -> None:
        await table.quietly(seal_post(table, done.old.id))
        await table.engine.objections.play(table.game, done, table.face, scene_key=table.binding.scene)

    table.spawn(table.guarded(anew()))
    return f"{speech('wrong.granted', number=done.old.number)} {done.objection.answer}".strip()
