"""Several tellings of one beat: another is shown, all are read."""

from typing import TYPE_CHECKING

from gm.bot.answers import Interaction
from gm.bot.buttons import number_of, numbers_of
from gm.bot.catalogue import Speech
from gm.bot.passing import show_telling, telling_anew
from gm.bot.provenance import told_by
from gm.domain.errors import NotFound
from gm.store.steers import is_set_aside
from gm.store.tellings import load_tellings

if TYPE_CHECKING:
    from gm.bot.client import GmBot

Rest = tuple[str, ...]


async def choose_telling(bot: "GmBot", interaction: Interaction, speech: Speech, rest: Rest) -> str:
    """◀ or ▶ was pressed: the last beat is told in another of its tellings."""
    table = await bot.tables.need(interaction.channel_id, speech)
    table.character_of(interaction.user.id)
    numbers = numbers_of(rest[:2])
    if len(rest) < 2 or numbers is None:
        return speech("button.expired")
    await table.history.check_last(numbers[0])
    async with telling_anew(table, numbers[0]):
        turn = await table.engine.choose_telling(table.game, *numbers, scene_key=table.binding.scene)
        await show_telling(table, turn, latest=True)
    return speech("tellings.chosen", number=turn.alternative + 1, count=turn.alternatives)


async def read_tellings(bot: "GmBot", interaction: Interaction, speech: Speech, rest: Rest) -> str:
    """All tellings of a turn, for the one who asks."""
    table = await bot.tables.need(interaction.channel_id, speech)
    number = number_of(rest[0]) if rest else None
    if number is None:
        return speech("button.expired")
    turn = await table.turn(number)
    async with bot.app.database.read() as db:
        found = await load_tellings(db, turn.id)
        away = await is_set_aside(db, turn.id)
    if not found or away:
        raise NotFound(speech("button.expired"))
    rows = []
    for telling in found:
        who = told_by(speech, telling.teller, telling.author)
        head = speech("tellings.head", number=telling.alternative + 1, count=len(found), who=who)
        shown = f" · {speech('tellings.shown')}" if telling.alternative == turn.alternative else ""
        rows.append(f"**{head}**{shown}\n{telling.text}")
    return "\n\n".join(rows)
