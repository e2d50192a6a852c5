"""*Speak to …*: a form for words to somebody who is there. Replies to their posts arrive without what was written."""

import contextlib
from collections.abc import Mapping
from typing import TYPE_CHECKING

from gm.bot.acts import act
from gm.bot.answers import Interaction, answer, open_form
from gm.bot.buttons import number_of
from gm.bot.catalogue import Speech
from gm.bot.modals import speak_form
from gm.domain.errors import GmError, NotFound

if TYPE_CHECKING:
    from gm.bot.client import GmBot
    from gm.bot.table import Table

Rest = tuple[str, ...]


async def open_speaking(bot: "GmBot", interaction: Interaction, speech: Speech, rest: Rest) -> None:
    """The button was pressed: ask for the words, and for whom where several are there."""
    table = await bot.tables.at(interaction.channel_id or 0)
    ids = rest[1].split(",") if table is not None and len(rest) > 1 else []
    seen: frozenset[str] = frozenset()
    if table is not None:
        with contextlib.suppress(GmError):
            seen = await _seen_with(table, rest)
    found = [npc for each in ids if table and each in seen and (npc := table.campaign.npc(each)) is not None]
    if not found:

        async def nobody() -> str:
            return speech("button.expired")

        await answer(interaction, speech, nobody)
        return
    await open_form(interaction, speak_form(speech, rest[0], [(npc.id, npc.name) for npc in found]))


async def _seen_with(table: "Table", rest: Rest) -> frozenset[str]:
    """Who is there, or was at the beat of the button: an id that comes back must not name anybody else."""
    number = number_of(rest[0]) if rest else None
    if number is None:
        return frozenset()
    turn = await table.turn(number)
    then = turn.outcome.present if turn.outcome is not None else ()
    return frozenset((*then, *(await table.state()).present()))


async def spoken(bot: "GmBot", interaction: Interaction, speech: Speech, rest: Rest, fields: Mapping[str, str]) -> str:
    """The form was sent: the character says it to them."""
    table = await bot.tables.need(interaction.channel_id, speech)
    who = fields.get("who") or (rest[1] if len(rest) > 1 else "")
    table.character_of(interaction.user.id)
    npc = table.campaign.npc(who) if who in await _seen_with(table, rest) else None
    if npc is None:
        raise NotFound(speech("button.expired"))
    if who not in (await table.state()).present():
        raise NotFound(speech("speak.away", name=npc.name))
    return await act(bot, interaction, fields.get("words", ""), kind="say", to=npc.name)
