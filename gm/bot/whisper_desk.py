"""A whisper that waits for the game master: nothing says so but a direct message to whoever started the game, and one
alone reads what comes of it.

Whoever whispered reads it where they did, while Discord lets their command be answered; else it waits sealed.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from gm.bot.acts import FACE
from gm.bot.allowance import afford
from gm.bot.answers import Interaction, tell_more
from gm.bot.catalogue import Speech
from gm.bot.consent import need_consent
from gm.bot.table import Table, player_key
from gm.bot.waiting import APART
from gm.bot.whispering import private_words, seal_post
from gm.bot.wire import DOWN
from gm.domain.approval import waits_for_approval
from gm.domain.errors import Refused
from gm.domain.events import MasterAsked
from gm.domain.play import PlayerInput, Stage, Turn
from gm.play.parts import SilentFace
from gm.play.whispers import AloneFace

if TYPE_CHECKING:
    from gm.bot.client import GmBot

_LEAD: Final = "d"
OBJECTION: Final = "dj"
"""Part of a turn in direct messages: that somebody objects to the ruling on their whisper."""
_ANSWER: Final = "da"
"""And that something has been decided that its reader finds with `/mine`."""


async def master_asked(bot: "GmBot", table: Table, event: MasterAsked) -> None:
    """Tell the game master that something waits, at each stop anew; once it is over, nothing says so, and one reads
    what came of it."""
    if event.over:
        await table.quietly(_settle(bot, table, event.turn_id))
        return
    turn = await table.load_turn(event.turn_id)
    mark = turn.parked.mark if turn.parked is not None else ""
    try:
        await _write_to_master(bot, table, turn.id, f"{_LEAD}{mark}")
    except DOWN as error:
        table.broke_off(error)  # it is shown when the scene is taken up again


async def told_master(bot: "GmBot", table: Table, turn_id: int, part: str) -> bool:
    """Tell the game master that something waits; False: they cannot be written to."""
    await table.quietly(_write_to_master(bot, table, turn_id, part))
    return await reached(bot, table, turn_id)


async def _write_to_master(bot: "GmBot", table: Table, turn_id: int, part: str) -> None:
    here, kind = table.binding, "objection" if part == OBJECTION else "whisper"
    await bot.direct.put(here.host_id, turn_id, part, table.speech(f"direct.{kind}", thread=f"<#{here.thread_id}>"))


async def reached(bot: "GmBot", table: Table, turn_id: int) -> bool:
    """Whether somebody was written to about a turn that waits for the game master."""
    standing = await bot.direct.standing(table.game.id)
    return any(post.turn_id == turn_id and post.message_id is not None for _, post in standing)


async def clear_decided(bot: "GmBot", table: Table) -> None:
    """What a process that died left standing: lines of what waits no more."""
    for post in await table.face.posts.buttoned(APART):
        await table.quietly(table.face.posts.drop(post.turn_id, post.part))
    lines = {(post.turn_id, post.part) for _, post in await bot.direct.standing(table.game.id)}
    for turn_id, part in sorted(lines):
        if part not in (OBJECTION, _ANSWER) and not waits_for_approval(await table.load_turn(turn_id)):
            await table.quietly(_settle(bot, table, turn_id))
        elif part == OBJECTION and not await table.engine.objections.is_asked(turn_id):
            await bot.direct.drop(table.game.id, turn_id)


async def whisper(bot: "GmBot", interaction: Interaction, speech: Speech, words: str) -> str:
    """Do something of which nobody else learns; gives what comes of it, or that the game master looks at it first.
    Broken off, it waits sealed. Where a person tells everything it is a letter to them.

    Raises:
        NotFound, Refused: no game here, no seat, paused, in a fight, or what was said cannot be taken.
    """
    table = await bot.tables.need(interaction.channel_id, speech)
    character, player = table.character_of(interaction.user.id), player_key(interaction.user.id)
    await need_consent(bot.app.database, interaction.user.id, "", speech, version=bot.tables.consent)
    if table.binding.status != "playing":
        raise Refused(speech(f"state.{table.binding.status}"))
    table.need_live()
    if await table.engine.whispers.as_letter(table.game, player, character, words):
        return speech("sealed.letter")
    await afford(table, player)
    entry = PlayerInput(FACE, str(interaction.id), player, words, character=character, private=True)
    face = AloneFace(SilentFace(), character, table.face)
    turn = await table.engine.take_turn(table.game, [entry], face, scene_key=table.binding.scene)
    return await answer_of(bot, table, interaction, speech, turn, character)


async def answer_of(
    bot: "GmBot", table: Table, interaction: Interaction, speech: Speech, turn: Turn, character: str
) -> str:
    """What whoever whispered is told at once: what came of it, or that it waits for the game master."""
    if turn.stage not in (Stage.DELIVERED, Stage.SETTLED):
        table.open_answers.put(turn.id, (interaction, speech))
        if waits_for_approval(turn) and not await reached(bot, table, turn.id):
            return f"{speech('sealed.undecided')}\n-# {speech('sealed.unreached')}"
        return speech("sealed.undecided")
    return private_words(speech, await table.engine.whispers.open(table.game, turn.id, character))


async def tell_alone(
    bot: "GmBot",
    table: Table,
    character: str,
    turn_id: int,
    where: tuple[Interaction, Speech] | None,
    words: Callable[[Speech], str],
) -> None:
    """Tell whoever whispered what was decided: where they asked, while that can be answered; else they are written to
    that `/mine` has it."""
    if where is not None and await tell_more(where[0], where[1], words(where[1])):
        return
    user = next((user for user, seat in table.seats.items() if seat.character == character), None)
    if user is not None:
        text = table.speech("direct.answer", thread=f"<#{table.binding.thread_id}>")
        await bot.direct.put(user, turn_id, _ANSWER, text)


async def _settle(bot: "GmBot", table: Table, turn_id: int) -> None:
    answer = table.open_answers.get(turn_id)
    table.open_answers.drop(turn_id)
    await bot.direct.drop(table.game.id, turn_id)
    whispers = table.engine.whispers
    waiting = [who for turn, who in await whispers.waiting(table.game) if turn == turn_id]
    if answer is not None:
        interaction, speech = answer
        for who in waiting:
            (found,) = [each for each in await whispers.mine(table.game, who) if each.turn_id == turn_id]
            if found.kind == "whisper" and await tell_more(interaction, speech, private_words(speech, found)):
                await whispers.opened(turn_id, who)
    await seal_post(table, turn_id)
