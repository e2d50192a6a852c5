"""`/send`: word to a character who plays in another scene, told in that scene's thread once it is there."""

from typing import TYPE_CHECKING

from gm.bot.acts import FACE
from gm.bot.allowance import afford
from gm.bot.answers import Interaction
from gm.bot.catalogue import Speech
from gm.bot.consent import need_consent
from gm.bot.scene_acts import named
from gm.bot.table import Table, player_key
from gm.domain.errors import Refused
from gm.play.scenes import Asked
from gm.rules.sending import By

if TYPE_CHECKING:
    from gm.bot.client import GmBot


async def send_here(bot: "GmBot", interaction: Interaction, speech: Speech, to: str, words: str, by: By) -> str:
    """Send it; says whether it is under way or there.

    Raises:
        NotFound, Refused: no game or seat here, paused, nobody of that name, or it cannot reach them this way.
    """
    table = await bot.tables.need(interaction.channel_id, speech)
    sender, player = table.character_of(interaction.user.id), player_key(interaction.user.id)
    await need_consent(bot.app.database, interaction.user.id, "", speech, version=bot.tables.consent)
    if table.binding.status != "playing":
        raise Refused(speech(f"state.{table.binding.status}"))
    table.need_live()
    await afford(table, player)
    who, desk = named(await table.state(), to, speech), table.engine.scenes
    asked = Asked(FACE, str(interaction.id), player)
    scene = table.binding.scene
    await desk.word.send(table.game, sender, who, by, words, asked, table.face, scene_key=scene)
    there = await bot.scene_threads.of(table, await desk.of(table.game, who))
    told = await arrived(there) if there is not None else False
    return speech("word.told" if told else "word.sent", name=table.character_name(who))


async def arrived(table: Table) -> bool:
    """Tell in a thread what has arrived there; whether anything has."""
    if table.binding.status != "playing":
        return False
    return bool(await table.engine.scenes.word.arrive(table.game, table.face, scene_key=table.binding.scene))
