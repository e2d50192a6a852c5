"""`/import`: cards, lorebooks and chats of other programs, for one server alone. What a file is, its shape tells.

A card becomes a campaign on the server's shelf, a lorebook goes into one that is there, a chat becomes what a character
of the thread's game remembers. Nothing in a file is ever fetched, carried out, or taken for a template.
"""

import asyncio
import hashlib
import io
import logging
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

import discord

from gm.bot.allowance import UPLOADS
from gm.bot.answers import Interaction
from gm.bot.auditing import audit
from gm.bot.cards import Card
from gm.bot.catalogue import Speech
from gm.bot.consent import need_consent
from gm.bot.importing_card import Brought, imported_card
from gm.bot.mature import RESTRICTED
from gm.bot.rights import leads_table, need_gm, need_lead
from gm.bot.table import player_key
from gm.bot.uploads import CDN, Checked, check_sources, check_upload, keep_upload, server_slug
from gm.domain.errors import GmError, InputError, NotFound, Refused
from gm.interop.book_lore import FOLDER, book_bytes, book_row, profile_of
from gm.interop.card_campaign import CardOptions, Made, card_campaign, card_files, same_card
from gm.interop.sniff import BookFile, CampaignFile, CardFile, ChatFile, Sniffed, sniff
from gm.interop.spelling import free_id, id_of, one_line
from gm.interop.yaml_out import write_yaml
from gm.play.old_chats import bring_chat, npc_called
from gm.store.uploads import load_upload, load_upload_files

if TYPE_CHECKING:
    from gm.bot.client import GmBot

_log = logging.getLogger("gm.bot")
_MOST_OF_A_NAME: Final = 20
"""Campaigns of one name that a server is looked through for."""


@dataclass(frozen=True, slots=True)
class ImportWishes:
    """What the options of the command say. `campaign`: the slug of one that was uploaded here."""

    campaign: str | None = None
    character: str | None = None
    greeting: int = 1


async def import_file(
    bot: "GmBot", interaction: Interaction, speech: Speech, attachment: discord.Attachment, wishes: ImportWishes
) -> Card | str:
    """Take an attachment in; gives the report.

    Raises:
        Refused, NotFound, InputError: not this member's to do, too large, or nothing that can be taken.
    """
    guild_id = await _need_right(bot, interaction, speech)
    bot.running.allowance.need(speech, ("upload", guild_id, 0), UPLOADS, bot.tables.parts.clock.monotonic())
    body = await _read(bot, speech, attachment)
    name = attachment.filename
    try:
        found: Sniffed = await asyncio.to_thread(sniff, body, name)
        if isinstance(found, ChatFile):
            return await _chat(bot, interaction, speech, found, wishes, name, hashlib.sha256(body).hexdigest())
        return await _on_the_shelf(bot, interaction, speech, found, wishes, name, body)
    except (Refused, NotFound):
        raise
    except InputError as error:
        raise _refusal(speech, name, error) from error


async def _need_right(bot: "GmBot", interaction: Interaction, speech: Speech) -> int:
    """The server. Game masters of it may, and whoever leads this thread's game (for its chats). Raises Refused."""
    settings = await bot.tables.settings(interaction.guild_id or 0)
    binding = await bot.tables.binding(interaction.channel_id or 0)
    if binding is not None and interaction.guild_id is not None and leads_table(interaction, settings, binding):
        return interaction.guild_id
    return need_gm(interaction, settings, speech)


async def _read(bot: "GmBot", speech: Speech, attachment: discord.Attachment) -> bytes:
    most = bot.app.settings.config.uploads.import_kib * 1024
    size = f"{most / 2**20:.1f}"
    if attachment.size > most:
        raise Refused(speech("bring.large", name=attachment.filename, most=size))
    if urlsplit(attachment.url).hostname not in CDN:
        raise Refused("The file is not one of Discord's.")
    body = await attachment.read()
    if len(body) > most:
        raise Refused(speech("bring.large", name=attachment.filename, most=size))
    return body


def _refusal(speech: Speech, name: str, error: GmError) -> Refused:
    """One clear line in the reader's language, with what the reader of the file said."""
    if error.key == "bring.foreign":
        return Refused(speech("bring.foreign", name=name))
    if error.key == "bring.child":
        return Refused(speech("bring.child", name=name))
    return Refused(speech("bring.refused", name=name, problem=str(error)))


# -- campaigns of the server


async def _on_the_shelf(
    bot: "GmBot",
    interaction: Interaction,
    speech: Speech,
    found: CardFile | BookFile | CampaignFile,
    wishes: ImportWishes,
    name: str,
    body: bytes,
) -> Card | str:
    settings = await bot.tables.settings(interaction.guild_id or 0)
    guild_id = need_gm(interaction, settings, speech)
    limits, home = bot.app.settings.config.uploads, bot.app.settings.home
    if isinstance(found, CampaignFile):
        checked = await asyncio.to_thread(check_upload, guild_id, name, body, templates=limits.templates, home=home)
        brought = Brought("campaign", checked.campaign.title if checked.campaign else name)
    else:
        made = await _made(bot, guild_id, speech, found, wishes, name)
        if made.rating in RESTRICTED and not settings.mature:
            raise Refused(speech("restricted.server", title=made.title))
        checked = await asyncio.to_thread(_checked, guild_id, made, home)
        kind = "card" if isinstance(found, CardFile) else "book"
        brought = Brought(kind, made.title, tuple(made.notes), greetings=made.greetings, rating=made.rating)
    if checked.campaign is None:
        first = next(str(problem) for problem in checked.problems if problem.severity == "error")
        raise Refused(speech("bring.refused", name=name, problem=first))
    kept = await keep_upload(bot, guild_id, interaction.user.id, checked)
    await audit(bot, interaction, "campaign.upload", f"{kept.slug} {kept.revision}")
    return imported_card(speech, replace(brought, into=kept.title, slug=kept.slug, revision=kept.revision))


def _checked(guild_id: int, made: Made, home: Path) -> Checked:
    return check_sources(guild_id, made.slug, made.files, home=home)


async def _made(
    bot: "GmBot", guild_id: int, speech: Speech, found: CardFile | BookFile, wishes: ImportWishes, name: str
) -> Made:
    """The files of the campaign that comes of it, whole."""
    if wishes.campaign is not None:
        return await _into(bot, guild_id, speech, found, wishes, name)
    if isinstance(found, BookFile):
        raise Refused(speech("bring.book_where"))
    made = await asyncio.to_thread(card_campaign, found.card, CardOptions(greeting=wishes.greeting), source=name)
    for number in range(1, _MOST_OF_A_NAME + 1):
        slug = made.slug if number == 1 else f"{made.slug}-{number}"
        async with bot.app.database.read() as db:
            files = await load_upload_files(db, guild_id, server_slug(guild_id, slug))
        if files is None or same_card(unzipped(files).get(f"imported/{made.npc}.json", b""), made):
            break
    if slug != made.slug:
        options = CardOptions(greeting=wishes.greeting, slug=slug)
        made = await asyncio.to_thread(card_campaign, found.card, options, source=name)
    return made


async def _into(
    bot: "GmBot", guild_id: int, speech: Speech, found: CardFile | BookFile, wishes: ImportWishes, name: str
) -> Made:
    """An uploaded campaign of this server with the card or book in it."""
    slug = wishes.campaign or ""
    async with bot.app.database.read() as db:
        packed, there = await load_upload_files(db, guild_id, slug), await load_upload(db, guild_id, slug)
    if packed is None or there is None:
        raise NotFound(speech("unload.none"))
    campaign = await bot.tables.campaign(slug, guild_id)
    sources = unzipped(packed)
    if isinstance(found, CardFile):
        made = card_files(
            found.card,
            CardOptions(),
            place=campaign.opening.place,
            taken=campaign.ids(),
            language=campaign.language,
            source=name,
        )
        rating = max((made.rating, campaign.rating), key=("everyone", "teen", "mature", "adult").index)
        made.rating = rating
    else:
        made = _book_made(found, sources, name)
        made.rating = campaign.rating
    made.slug = slug.removeprefix(server_slug(guild_id, ""))
    made.files = {**sources, **made.files}
    return made


def _book_made(found: BookFile, sources: Mapping[str, bytes], name: str) -> Made:
    book, body = found.book, book_bytes(found.book)
    wanted = id_of(book.name or name.rpartition(".")[0], fallback="book")
    same = [path for path, content in sources.items() if path.startswith(f"{FOLDER}/") and content == body]
    taken = {path.removeprefix(f"{FOLDER}/").removesuffix(".json") for path in sources if path not in same}
    stem = same[0].rpartition("/")[2].removesuffix(".json") if same else free_id(wanted, taken)
    title = one_line(book.name, 80) or stem
    made = Made(stem, title, {f"{FOLDER}/{stem}.json": body}, list(found.notes))
    row = book_row(f"{FOLDER}/{stem}.json", title, profile_of(book))
    if row:
        made.files[f"imported/{stem}-book.yaml"] = write_yaml(row)
    return made


def unzipped(packed: bytes) -> dict[str, bytes]:
    """The files of a zip of our own."""
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


# -- chats


async def _chat(
    bot: "GmBot",
    interaction: Interaction,
    speech: Speech,
    found: ChatFile,
    wishes: ImportWishes,
    name: str,
    sha256: str,
) -> Card | str:
    binding = await bot.tables.binding(interaction.channel_id or 0)
    if binding is None:
        raise Refused(speech("bring.chat_where"))
    need_lead(interaction, await bot.tables.settings(interaction.guild_id or 0), binding, speech)
    table = await bot.tables.need(interaction.channel_id, speech)
    await need_consent(bot.app.database, interaction.user.id, "", speech, version=bot.tables.consent)
    state = await bot.app.engine.state(table.game, scene_key=table.binding.scene)
    try:
        npc = npc_called(state.campaign, wishes.character or found.chat.character)
    except NotFound as error:
        known = ", ".join(person.name for person in state.campaign.npcs if not person.kind) or "–"
        raise Refused(speech("bring.chat_whose", names=one_line(known, 400))) from error
    done = await bring_chat(
        bot.app.database,
        bot.app.recall,
        state,
        found.chat,
        npc=npc.id,
        owner=player_key(interaction.user.id),
        source=name,
        sha256=sha256,
        now=bot.tables.parts.clock.now(),
    )
    if done.again:
        return str(speech("bring.chat_again"))
    await table.engine.settling.catch_up(table.game)
    await audit(bot, interaction, "chat.import", f"{npc.id} {done.lines}")
    brought = Brought("chat", done.name, found.notes, into=table.game.name, lines=done.lines, people=done.people)
    return imported_card(speech, brought)
