"""`/play shared`: a world that several games of a server share. What one made true its game master offers in words of
their own; another's game master reads it first, and takes it or leaves it. Nothing crosses from server to server."""

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from discord import app_commands

from gm.bot.answers import Interaction, Shown, answer
from gm.bot.auditing import audit
from gm.bot.buttons import Button, button_id
from gm.bot.cards import Card
from gm.bot.catalogue import Speech
from gm.bot.gm_desk import led
from gm.bot.table import Table
from gm.bot.translator import text_of
from gm.domain.errors import NotFound
from gm.domain.lorebooks import LoreEntry
from gm.domain.play import Game
from gm.play.shared_worlds import Offer, made_in
from gm.store.campaigns import load_campaign
from gm.store.discord import load_threads

if TYPE_CHECKING:
    from gm.bot.client import GmBot

_MOST: Final = 5
"""Offers that are shown at a time: a row of buttons."""
_STANDING: Final = 10
"""Things made true here that have a button to withdraw them, the newest: two more rows."""
_LABEL: Final = 80
_LONGEST: Final = 500
_Title = app_commands.Range[str, 1, 100]
_Text = app_commands.Range[str, 1, 1000]


def add_shared(group: app_commands.Group, bot: "GmBot") -> None:
    """Register `/play shared`, which answers a table's game master."""

    @group.command(name=text_of("command.play.shared.name"), description=text_of("command.play.shared.text"))
    @app_commands.rename(title=text_of("option.gm.shared_title.name"), text=text_of("option.gm.shared_text.name"))
    @app_commands.describe(title=text_of("option.gm.shared_title.text"), text=text_of("option.gm.shared_text.text"))
    async def show(interaction: Interaction, title: _Title | None = None, text: _Text | None = None) -> None:
        await answer(interaction, bot.speech(interaction), lambda: shared(bot, interaction, title, text))


async def shared(bot: "GmBot", interaction: Interaction, title: str | None, text: str | None) -> Shown:
    """Without words, what others offer and what stands; with both, an offer of this game's.

    Raises:
        NotFound, Refused: no game here, not its game master, half of the words, or known already.
    """
    speech = bot.speech(interaction)
    table = await led(bot, interaction, speech)
    if title or text:
        _pinned(bot, table, await table.engine.worlds.offer(table.game, title or "", text or ""))
        await audit(bot, interaction, "table.offer", (title or "")[:120], thread_id=table.binding.thread_id)
        return speech("worlds.offered", title=" ".join((title or "").split())[:120])
    offers = await table.engine.worlds.offers(table.game, await _games(bot, interaction))
    async with bot.app.database.read() as db:
        stands = made_in(await load_campaign(db, table.game.campaign_version))
    return shared_card(speech, table.campaign.title, offers, stands)


def shared_card(speech: Speech, title: str, offers: tuple[Offer, ...], stands: tuple[LoreEntry, ...]) -> Card:
    """What is offered, each with a button that takes it, and what stands, with buttons that withdraw it. Pure."""
    rows = [speech("worlds.stands", titles=", ".join(each.title for each in stands))] if stands else []
    for number, each in enumerate(offers[:_MOST], start=1):
        rows.append(speech("worlds.row", number=number, title=each.title, game=each.game, text=each.text[:_LONGEST]))
    rows += [] if offers else [speech("worlds.nothing")]
    buttons = tuple(
        Button(button_id("worldtake", each.entry), speech("button.world_take", number=number))
        for number, each in enumerate(offers[:_MOST], start=1)
    ) + tuple(
        Button(button_id("worlddrop", each.id), speech("button.world_drop", title=each.title)[:_LABEL])
        for each in stands[-_STANDING:]
    )
    return Card(
        speech("worlds.title", world=title), tuple(rows), footer=speech("worlds.how"), buttons=buttons, accent="desk"
    )


async def press_take(bot: "GmBot", interaction: Interaction, speech: Speech, rest: tuple[str, ...]) -> str:
    """*Let it be true here, too.* Raises NotFound, Refused."""
    table = await led(bot, interaction, speech)
    if len(rest) != 1:
        raise NotFound(speech("button.expired"))
    among = await _games(bot, interaction)
    offer = next((each for each in await table.engine.worlds.offers(table.game, among) if each.entry == rest[0]), None)
    if offer is None:
        raise NotFound(speech("button.expired"))
    _pinned(bot, table, await table.engine.worlds.accept(table.game, offer.entry, among))
    await audit(bot, interaction, "table.take", f"{offer.game}: {offer.title}"[:200], thread_id=table.binding.thread_id)
    return speech("worlds.taken", title=offer.title)


async def press_drop(bot: "GmBot", interaction: Interaction, speech: Speech, rest: tuple[str, ...]) -> str:
    """*Withdraw.* Raises NotFound."""
    table = await led(bot, interaction, speech)
    async with bot.app.database.read() as db:
        made = made_in(await load_campaign(db, table.game.campaign_version))
    entry = next((each for each in made if rest == (each.id,)), None)
    if entry is None:
        raise NotFound(speech("button.expired"))
    _pinned(bot, table, await table.engine.worlds.withdraw(table.game, entry.id))
    await audit(bot, interaction, "table.withdraw", entry.title[:120], thread_id=table.binding.thread_id)
    return speech("worlds.withdrawn", title=entry.title)


async def _games(bot: "GmBot", interaction: Interaction) -> tuple[int, ...]:
    """The games of this server."""
    async with bot.app.database.read() as db:
        threads = [each for status in ("playing", "paused", "ended") for each in await load_threads(db, status)]
    mine = (each.game_id for each in threads if each.guild_id == interaction.guild_id)
    return tuple(dict.fromkeys(game for game in mine if game is not None))


def _pinned(bot: "GmBot", table: Table, game: Game) -> None:
    """Every open thread of the game goes by the version from now on."""
    for each in bot.tables.all_open():
        if each.game.id == table.game.id:
            each.game = replace(each.game, campaign_version=game.campaign_version)
