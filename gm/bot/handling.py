"""*Edit*, *Remove*, *Say it differently*: hands on what stands in a thread.

What is changed is kept as another telling of the turn, and memory follows it.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING

import discord

from gm.bot.allowance import afford
from gm.bot.answers import Interaction
from gm.bot.auditing import audit
from gm.bot.buttons import numbers_of
from gm.bot.catalogue import Speech
from gm.bot.modals import edit_form, retell_form
from gm.bot.parts import ShownPart, find_part, leads, need_to_lead
from gm.bot.passing import show_telling, telling_anew
from gm.bot.table import Table, player_key
from gm.domain.errors import NotFound, Refused
from gm.domain.play import Turn
from gm.play.tellings import parts_of, with_part
from gm.store.erasure import erase_input

if TYPE_CHECKING:
    from gm.bot.client import GmBot

Rest = tuple[str, ...]
_FORM_ROOM = 4000
"""Characters that a form takes."""


async def open_edit(bot: "GmBot", interaction: Interaction, speech: Speech, message_id: int) -> discord.ui.Modal:
    """The form with the words of a narration, or of somebody in it, for a game master. Raises Refused or NotFound."""
    found = await find_part(bot, interaction, speech, message_id)
    await need_to_lead(bot, interaction, found.table, speech)
    if found.piece is None:
        raise Refused(speech("mend.nowhere"))
    words = parts_of(found.table.campaign, found.turn)[found.piece.segment].words
    if len(words) > _FORM_ROOM:
        raise Refused(speech("mend.long"))
    return edit_form(speech, f"{found.turn.id}:{found.piece.segment}:{found.turn.alternative}", words)


async def edited(bot: "GmBot", interaction: Interaction, speech: Speech, rest: Rest, fields: Mapping[str, str]) -> str:
    """The form was sent: the turn is told in these words."""
    table = await bot.tables.need(interaction.channel_id, speech)
    await need_to_lead(bot, interaction, table, speech)
    numbers = numbers_of(rest)
    if len(rest) != 3 or numbers is None:
        return speech("button.expired")
    turn = await table.turn(numbers[0])
    if turn.alternative != numbers[2]:
        raise Refused(speech("mend.changed"))
    await _mend(table, turn, numbers[1], fields.get("words", ""), interaction.user.id)
    await audit(bot, interaction, "telling.edit", f"turn {turn.number}", thread_id=table.binding.thread_id)
    return speech("mend.done", number=turn.number)


async def _mend(table: Table, turn: Turn, segment: int, words: str, user_id: int) -> None:
    text = with_part(parts_of(table.campaign, turn), segment, words)
    who, scene = player_key(user_id), table.binding.scene
    async with telling_anew(table, turn.id):
        mended = await table.engine.mend_telling(table.game, turn.id, text, who, scene_key=scene)
        await show_telling(table, mended, latest=await table.history.is_last(turn.id))


async def remove(bot: "GmBot", interaction: Interaction, speech: Speech, message_id: int) -> str:
    """Take a message away: a game master any, others what they said themselves. Raises Refused or NotFound."""
    found = await find_part(bot, interaction, speech, message_id)
    if found.entry is not None:
        return await _remove_words(bot, interaction, speech, found)
    await need_to_lead(bot, interaction, found.table, speech)
    if found.piece is None:
        raise Refused(speech("discard.not_this"))
    await _mend(found.table, found.turn, found.piece.segment, "", interaction.user.id)
    await _note_removal(bot, interaction, found)
    return speech("discard.done")


async def _remove_words(bot: "GmBot", interaction: Interaction, speech: Speech, found: ShownPart) -> str:
    assert found.entry is not None
    table, mine = found.table, found.entry.input.player == player_key(interaction.user.id)
    if not mine and not await leads(bot, interaction, table):
        raise Refused(speech("discard.not_yours"))
    async with bot.app.database.begin() as db:
        await erase_input(db, found.entry.id, table.parts.clock.now())
        await db.commit()
    for name in await table.face.posts.names(found.turn.id):
        if name.startswith(f"i{found.entry.id}."):
            await table.face.posts.drop(found.turn.id, name)
    if not mine:
        await _note_removal(bot, interaction, found)
    return speech("discard.words")


async def _note_removal(bot: "GmBot", interaction: Interaction, found: ShownPart) -> None:
    detail, thread = f"turn {found.turn.number}", found.table.binding.thread_id
    await audit(bot, interaction, "telling.remove", detail, thread_id=thread)


async def open_retelling(bot: "GmBot", interaction: Interaction, speech: Speech, message_id: int) -> discord.ui.Modal:
    """The form that asks how the last beat, or somebody's words in it, should be said. Raises Refused or NotFound."""
    found = await find_part(bot, interaction, speech, message_id)
    found.table.character_of(interaction.user.id)
    if found.piece is None:
        raise Refused(speech("retell.nowhere"))
    await found.table.history.check_last(found.turn.id)
    return retell_form(speech, f"{found.turn.id}:{found.piece.segment}", found.piece.name)


async def retold(bot: "GmBot", interaction: Interaction, speech: Speech, rest: Rest, fields: Mapping[str, str]) -> str:
    """The form was sent: the beat is told in other words, or only what one person says in it."""
    table = await bot.tables.need(interaction.channel_id, speech)
    table.character_of(interaction.user.id)
    numbers = numbers_of(rest)
    if len(rest) != 2 or numbers is None:
        raise NotFound(speech("button.expired"))
    turn, how = await table.turn(numbers[0]), fields.get("how", "").strip()
    told = parts_of(table.campaign, turn)
    name = told[numbers[1]].name if numbers[1] < len(told) else ""
    if name:
        how = table.speech("retell.only", name=name, how=how or "…")
    await afford(table, player_key(interaction.user.id), speech)
    await table.history.reword(how, expected=turn.id)
    return speech("reword.started")
