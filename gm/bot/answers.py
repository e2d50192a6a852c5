"""How an interaction is acknowledged and answered: at once, then with what came of it, an error as one clear line."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any, Final, Protocol, cast

import aiohttp
import discord

from gm.bot.buttons import Button
from gm.bot.card_items import Document, messages_of
from gm.bot.cards import Card, Form
from gm.bot.catalogue import Speech
from gm.bot.items import view_of
from gm.bot.render import error_text
from gm.bot.split import split_text
from gm.bot.whole import MOST_POSTS, card_in_file, is_long, text_in_file
from gm.bot.wire import DOWN
from gm.domain.errors import GmError, Refused
from gm.telemetry.metrics import ACKNOWLEDGED, Metrics

_log = logging.getLogger("gm.bot")
ALREADY_ACKNOWLEDGED: Final = 40060
TOKEN_IS_OLD: Final = 50027
_TOO_MANY: Final = 429
_TRIES: Final = 4
_TRY_SECONDS: Final = 0.8
_REFUSED: Final = 400

Interaction = discord.Interaction[Any]
Shown = str | Card | Document
"""What an answer can be."""


class CardForms(Protocol):
    """Who knows how cards are shown: the client."""

    async def card_form(self, guild_id: int | None) -> Form:
        """The form of cards in a server."""
        ...


class AskFirst(Refused):
    """Something must be agreed to first: the text says what, the buttons below it do it."""

    def __init__(self, text: str, buttons: tuple[Button, ...]) -> None:
        super().__init__(text)
        self.buttons = buttons


async def acknowledge(interaction: Interaction, *, private: bool) -> bool:
    """Say within the three seconds that we are there; promises nothing. False if Discord has given the press up: then
    the user has been told that it failed, and nothing must happen."""
    return await _first_answer(interaction, lambda: interaction.response.defer(ephemeral=private, thinking=True))


async def open_form(interaction: Interaction, form: discord.ui.Modal) -> bool:
    """Open a form at once. False if Discord would not have it: the user sees that, and may press again."""
    return await _first_answer(interaction, lambda: interaction.response.send_modal(form))


async def _first_answer(interaction: Interaction, send: Callable[[], Awaitable[object]]) -> bool:
    """Count how soon we answer, and whether we could."""
    metrics: Metrics = interaction.client.running.metrics
    done = await _tried(send)
    metrics.add("gm_acknowledged_total", in_time="yes" if done else "no")
    if done:
        age = (discord.utils.utcnow() - interaction.created_at).total_seconds()
        metrics.observe("gm_acknowledgement_seconds", age, ACKNOWLEDGED)
    return done


async def _tried(send: Callable[[], Awaitable[object]]) -> bool:
    """Send an interaction's first answer; again at once if it fails in a way that may pass, for there is no time.

    A server's error comes here at once (`gm.bot.running`); a try that hears nothing is broken off.
    """
    for _ in range(_TRIES):
        try:
            async with asyncio.timeout(_TRY_SECONDS):
                await send()
        except discord.InteractionResponded:
            return True
        except discord.HTTPException as error:
            if error.code == ALREADY_ACKNOWLEDGED:
                return True  # an earlier try arrived, though its answer did not
            if error.status != _TOO_MANY and error.status < 500:
                _log.warning("too late to answer: %s", error)
                return False
            _log.info("answering again: %s", error)
        except (aiohttp.ClientError, OSError) as error:  # a timeout is an OSError
            _log.info("answering again: %s", error or "no reply")
        else:
            return True
    _log.warning("an interaction could not be answered")
    return False


async def answer(
    interaction: Interaction, speech: Speech, work: Callable[[], Awaitable[Shown]], *, private: bool = True
) -> None:
    """Acknowledge, do the work, show the text, card or file that it gives; its failure is shown in the same place."""
    with interaction.client.running.draining.answering():
        await _answer(interaction, speech, work, private=private)


async def _answer(
    interaction: Interaction, speech: Speech, work: Callable[[], Awaitable[Shown]], *, private: bool
) -> None:
    if not await acknowledge(interaction, private=private):
        return
    text: Shown
    buttons: tuple[Button, ...] = ()
    try:
        text = await work()
    except AskFirst as asked:
        text, buttons = str(asked), asked.buttons
    except GmError as error:
        text = error_text(error, speech)
    except discord.Forbidden as error:
        text = speech("error.forbidden", what=error.text)
    except Exception:
        _log.exception("an interaction failed")
        text = speech("error.inside")
    await tell(interaction, speech, text, private=private, buttons=buttons)


async def tell(
    interaction: Interaction, speech: Speech, shown: Shown, *, private: bool, buttons: tuple[Button, ...] = ()
) -> None:
    """Fill in the answer that was promised. Long ones take several posts, very long ones are a file with all of it; a
    failure here changes nothing any more."""
    if isinstance(shown, str) and is_long(shown):
        shown = text_in_file(speech, shown, private=private, buttons=buttons)
    try:
        if isinstance(shown, Card):
            await _tell_card(interaction, speech, shown, private=private)
        elif isinstance(shown, Document):
            await _tell_file(interaction, shown)
        else:
            pieces = split_text(shown or "…")
            more: dict[str, Any] = {"view": view_of(buttons)} if buttons else {}
            first = {"content": pieces[0], **more}
            await _fill_in(interaction, [first, *({"content": piece} for piece in pieces[1:])], private=private)
    except DOWN as error:
        _log.warning("an answer was not shown: %s", error)
        too_late = isinstance(error, discord.HTTPException) and error.code == TOKEN_IS_OLD
        if not private and too_late and not isinstance(shown, Card):
            await _tell_late(interaction, shown)


async def tell_more(interaction: Interaction, speech: Speech, text: str) -> bool:
    """Another answer to a command that was answered, for whoever used it alone. False: they cannot be told that way
    any more (its token lives for 15 minutes), or all of it may not have been shown."""
    if interaction.is_expired():
        return False
    try:
        if is_long(text):
            document = text_in_file(speech, text, private=True)
            await interaction.followup.send(document.text, file=document.file(), ephemeral=True)
            return True
        for piece in split_text(text or "…"):
            await interaction.followup.send(piece, ephemeral=True)
    except DOWN as error:
        _log.info("an answer came too late: %s", error)
        return False
    return True


async def _tell_file(interaction: Interaction, document: Document) -> None:
    await interaction.edit_original_response(content=document.text, attachments=[document.file()], **document.below())


async def _tell_late(interaction: Interaction, shown: str | Document) -> None:
    """The token lives for 15 minutes: what was meant for all is said in a message of our own. What was meant for one
    person alone cannot be said to them any more."""
    channel = interaction.channel
    if not isinstance(channel, discord.abc.Messageable):
        return
    try:
        if isinstance(shown, Document):
            await channel.send(shown.text, file=shown.file(), suppress_embeds=True)
            return
        for piece in split_text(shown or "…"):
            await channel.send(piece, suppress_embeds=True)
    except DOWN as error:
        _log.warning("a late answer was not shown: %s", error)


async def _tell_card(interaction: Interaction, speech: Speech, card: Card, *, private: bool) -> None:
    """A card in the form that the server has set; as text where Discord will not have it."""
    form: Form = await cast(CardForms, interaction.client).card_form(interaction.guild_id)
    try:
        await _fill_in_card(interaction, speech, card, form, private=private)
    except discord.HTTPException as error:
        if error.status != _REFUSED or form == "plain":
            raise
        _log.warning("a card is shown as text: %s", error)
        await _fill_in_card(interaction, speech, card, "plain", private=private)


async def _fill_in_card(interaction: Interaction, speech: Speech, card: Card, form: Form, *, private: bool) -> None:
    messages = messages_of(card, form)
    if len(messages) > MOST_POSTS:
        await _tell_file(interaction, card_in_file(speech, card, private=private))
    else:
        await _fill_in(interaction, messages, private=private)


async def _fill_in(interaction: Interaction, messages: list[dict[str, Any]], *, private: bool) -> None:
    await interaction.edit_original_response(**messages[0])
    for message in messages[1:]:
        await interaction.followup.send(**message, ephemeral=private)
