"""A whisper that waits for the game master: the thread reads that something waits, and one alone what comes of it.

Whoever whispered reads it where they did, while Discord lets their command be answered; else it waits sealed.
"""

from typing import TYPE_CHECKING

from gm.bot.acts import FACE
from gm.bot.allowance import afford
from gm.bot.answers import Interaction, tell_more
from gm.bot.catalogue import Speech
from gm.bot.consent import need_consent
from gm.bot.table import Table, player_key
from gm.bot.waiting import APART, waiting_part
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

_PART = "q"


async def master_asked(table: Table, event: MasterAsked) -> None:
    """Say in the thread that something waits; once it is over, nothing says so, and one reads what came of it."""
    if event.over:
        await table.quietly(_settle(table, event.turn_id))
        return
    try:
        await table.face.posts.put(event.turn_id, _PART, waiting_part(table.speech, event.turn_id, APART))
    except DOWN as error:
        table.broke_off(error)  # it is shown when the scene is taken up again


async def clear_decided(table: Table) -> None:
    """What a process that died left standing: lines of what waits no more."""
    for post in await table.face.posts.buttoned(APART):
        if not waits_for_approval(await table.load_turn(post.turn_id)):
            await table.quietly(_settle(table, post.turn_id))


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
    return await answer_of(table, interaction, speech, turn, character)


async def answer_of(table: Table, interaction: Interaction, speech: Speech, turn: Turn, character: str) -> str:
    """What whoever whispered is told at once: what came of it, or that it waits for the game master."""
    if turn.stage not in (Stage.DELIVERED, Stage.SETTLED):
        table.open_answers.put(turn.id, (interaction, speech))
        return speech("sealed.undecided")
    return private_words(speech, await table.engine.whispers.open(table.game, turn.id, character))


async def _settle(table: Table, turn_id: int) -> None:
    answer = table.open_answers.get(turn_id)
    table.open_answers.drop(turn_id)
    await table.face.posts.drop(turn_id, _PART)
    whispers = table.engine.whispers
    waiting = [who for turn, who in await whispers.waiting(table.game) if turn == turn_id]
    if answer is not None:
        interaction, speech = answer
        for who in waiting:
            (found,) = [each for each in await whispers.mine(table.game, who) if each.turn_id == turn_id]
            if found.kind == "whisper" and await tell_more(interaction, speech, private_words(speech, found)):
                await whispers.opened(turn_id, who)
    await seal_post(table, turn_id)
