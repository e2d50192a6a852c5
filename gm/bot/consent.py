"""Agreeing before playing: what is stored and sent is shown once, and the seat is taken only after *I agree*."""

import contextlib
from typing import TYPE_CHECKING, Any, Final

import discord

from gm.bot.answers import AskFirst, Interaction
from gm.bot.buttons import Button, button_id
from gm.bot.catalogue import Speech
from gm.bot.items import view_of
from gm.bot.render import error_text
from gm.bot.wire import DOWN
from gm.store.consents import load_consent, record_consent, withdraw_consent
from gm.store.database import Database
from gm.store.personal_data import load_seat_count

if TYPE_CHECKING:
    from gm.bot.client import GmBot
    from gm.bot.table import Table

VERSION: Final = "2026-11"
"""Version of what people agree to (`consent.text`, PRIVACY.md). When it changes, everybody is asked again."""


MAKING: Final = "=own"
"""In place of a character: somebody who was about to make one of their own."""


async def need_consent(
    database: Database, user_id: int, character: str, speech: Speech, *, version: str | None
) -> None:
    """Raises AskFirst for a user who has not agreed to this version. `version` None: nobody is asked.

    `character`: whom they wanted to play; the button sits them down there. '' : they sit already. `MAKING`: the button
    leads to the form.
    """
    if version is None:
        return
    async with database.read() as db:
        agreed = await load_consent(db, user_id)
    if agreed == version:
        return
    text = speech("consent.again") + "\n" if agreed is not None else ""
    label = speech("button.agree" if character not in ("", MAKING) else "button.agree_only")
    button = Button(button_id("consent", version, character), label, "success")
    raise AskFirst(text + speech("consent.text"), (button,))


async def has_agreed(bot: "GmBot", table: "Table", message: discord.Message) -> bool:
    """Whether who wrote a message has agreed. If not, they are asked under it, once; what they said is not kept."""
    try:
        async with table.ear.asking:
            await need_consent(bot.app.database, message.author.id, "", table.speech, version=bot.tables.consent)
    except AskFirst as asked:
        more: dict[str, Any] = {"view": view_of(asked.buttons), "nonce": f"agree{message.id}"[:25]}
        with contextlib.suppress(*DOWN):
            await message.reply(error_text(asked, table.speech), mention_author=False, **more)
        return False
    return True


def agreed_to_make(speech: Speech) -> AskFirst:
    """What somebody is shown who has agreed and may now make their character."""
    return AskFirst(speech("consent.now_make"), (Button(button_id("own"), speech("button.own"), "success"),))


async def agree(bot: "GmBot", interaction: Interaction, version: str) -> None:
    """Keep that this user has agreed. A button of an older text agrees to nothing: they are asked again."""
    if version != bot.tables.consent:
        return
    async with bot.app.database.begin() as db:
        await record_consent(db, interaction.user.id, version, bot.tables.parts.clock.now())
        await db.commit()


async def withdraw_if_gone(database: Database, user_id: int) -> None:
    """Who has got up from their last table has withdrawn: they are asked again when they next sit down."""
    async with database.begin() as db:
        if await load_seat_count(db, user_id) == 0:
            await withdraw_consent(db, user_id)
            await db.commit()
