"""Campaigns of a server's own: read from an attachment, checked, kept within a quota, listed, removed."""

import asyncio
import io
import logging
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

import discord

from gm.authoring.archive import packed, read_upload
from gm.authoring.load import campaign_version, load_campaign
from gm.authoring.problem import Problem
from gm.bot.allowance import UPLOADS
from gm.bot.answers import Interaction, acknowledge, tell
from gm.bot.auditing import audit
from gm.bot.catalogue import Speech
from gm.bot.render import error_text
from gm.bot.rights import manages_server, need_gm
from gm.bot.wire import DOWN
from gm.checking import lint_sources
from gm.domain.campaign import Campaign
from gm.domain.errors import GmError, Refused
from gm.resources import ruleset_sources
from gm.store.uploads import Upload, drop_upload, load_uploads, record_upload

if TYPE_CHECKING:
    from gm.bot.client import GmBot

_log = logging.getLogger("gm.bot")
CDN: Final = ("cdn.discordapp.com", "media.discordapp.net")
"""Hosts that attachments are fetched from. No other is asked, whatever an interaction says."""
_LISTED: Final = 8
"""Problems that are shown in the answer itself; all of them are in the file beside it."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What came of a file. `campaign` None: it has errors."""

    campaign: Campaign | None
    problems: tuple[Problem, ...]
    files: bytes


def server_slug(guild_id: int, slug: str) -> str:
    """The slug of an uploaded campaign: no other server has it, and none that comes with the program."""
    return f"s{guild_id:x}-{slug}"[:64]


def check_upload(guild_id: int, name: str, body: bytes, *, templates: bool, home: Path | None = None) -> Checked:
    """Read and lint an upload. Takes its time: not for the event loop.

    Raises:
        Refused: the file cannot be a campaign, or has prompt templates where the host takes none.
    """
    sources = read_upload(name, body)
    if not templates and any(path.startswith("prompts/") for path in sources):
        raise Refused("Campaigns with prompt templates of their own are not taken here.", remedy="Leave prompts/ out.")
    stem = re.sub(r"[^a-z0-9]+", "-", name.lower().rpartition(".")[0]).strip("-")[:40] or "campaign"
    return check_sources(guild_id, stem, sources, home=home)


def check_sources(guild_id: int, stem: str, sources: Mapping[str, bytes], *, home: Path | None = None) -> Checked:
    """Lint a campaign's files, as `check_upload` does. `stem`: its slug where the files give none."""
    problems = lint_sources(sources, slug=stem, home=home)
    files = packed(sources)
    if any(problem.severity == "error" for problem in problems):
        return Checked(None, problems, files)
    campaign = load_campaign(sources, rulesets=ruleset_sources(home), slug=stem)
    own = campaign.model_copy(update={"slug": server_slug(guild_id, campaign.slug)})
    return Checked(own, problems, files)


async def upload(bot: "GmBot", interaction: Interaction, speech: Speech, attachment: discord.Attachment) -> None:
    """`/play upload`: acknowledge, read, check, keep, say what came of it."""
    if not await acknowledge(interaction, private=True):
        return
    try:
        guild_id = need_gm(interaction, await bot.tables.settings(interaction.guild_id or 0), speech)
        bot.running.allowance.need(speech, ("upload", guild_id, 0), UPLOADS, bot.tables.parts.clock.monotonic())
        checked = await _read(bot, guild_id, attachment)
        if checked.campaign is None:
            errors = sum(problem.severity == "error" for problem in checked.problems)
            text = speech("upload.refused", name=attachment.filename, errors=errors)
            await _show(interaction, speech, text, checked.problems)
            return
        kept = await keep_upload(bot, guild_id, interaction.user.id, checked)
        await audit(bot, interaction, "campaign.upload", f"{kept.slug} {kept.revision}")
        key = "upload.done" if kept.revision == 1 else "upload.replaced"
        await _show(
            interaction, speech, speech(key, title=kept.title, slug=kept.slug, number=kept.revision), checked.problems
        )
    except GmError as error:
        await tell(interaction, speech, error_text(error), private=True)
    except DOWN:
        await tell(interaction, speech, speech("error.down"), private=True)
    except Exception:
        _log.exception("an upload failed")
        await tell(interaction, speech, speech("error.inside"), private=True)


async def _read(bot: "GmBot", guild_id: int, attachment: discord.Attachment) -> Checked:
    limits = bot.app.settings.config.uploads
    most = limits.file_kib * 1024
    if attachment.size > most:
        raise Refused(
            f"The file is larger than {most / 2**20:.1f} MiB.", remedy="A campaign is text: leave pictures out."
        )
    if urlsplit(attachment.url).hostname not in CDN:
        raise Refused("The file is not one of Discord's.")
    body = await attachment.read()
    if len(body) > most:
        raise Refused(
            f"The file is larger than {most / 2**20:.1f} MiB.", remedy="A campaign is text: leave pictures out."
        )
    return await asyncio.to_thread(
        check_upload,
        guild_id,
        attachment.filename,
        body,
        templates=limits.templates,
        home=bot.app.settings.home,
    )


async def keep_upload(bot: "GmBot", guild_id: int, user_id: int, checked: Checked) -> Upload:
    """Keep a campaign that has no errors on a server's shelf. Raises Refused where it has no room."""
    campaign, limits = checked.campaign, bot.app.settings.config.uploads
    assert campaign is not None
    async with bot.app.database.begin() as db:
        kept = await record_upload(
            db,
            guild_id=guild_id,
            slug=campaign.slug,
            title=campaign.title,
            tagline=campaign.tagline,
            version=campaign_version(campaign),
            campaign=campaign.model_dump_json(),
            files=checked.files,
            uploaded_by=user_id,
            now=bot.tables.parts.clock.now(),
            most=limits.campaigns,
            most_bytes=limits.server_kib * 1024,
        )
        await db.commit()
    return kept


async def _show(interaction: Interaction, speech: Speech, text: str, problems: Sequence[Problem]) -> None:
    """The answer with its problems: in the text while they are few, all of them as a file where they are many."""
    rows = [" ".join(str(problem).split()) for problem in problems]
    shown = "\n".join(f"• `{_unticked(row)}`" for row in rows[:_LISTED])
    if not rows:
        await tell(interaction, speech, text, private=True)
        return
    whole = f"{text}\n{shown}"
    if len(rows) <= _LISTED and len(whole) <= 1900:
        await tell(interaction, speech, whole, private=True)
        return
    file = discord.File(io.BytesIO("\n".join(rows).encode()), "problems.txt")
    first = whole if len(whole) <= 1900 else text
    await interaction.edit_original_response(content=first, attachments=[file])


def _unticked(text: str) -> str:
    return text.replace("`", "'")[:400]


async def campaigns_text(bot: "GmBot", interaction: Interaction, speech: Speech) -> str:
    """`/play campaigns`: what can be played here, and whose files are wrong."""
    guild_id = interaction.guild_id or 0
    hosts = await bot.tables.listings()
    async with bot.app.database.read() as db:
        own = await load_uploads(db, guild_id)
    rows = [speech("campaigns.hosts")]
    rows += [f"• **{each.title}**{_about(each.tagline)}" for each in hosts]
    if own:
        limits = bot.app.settings.config.uploads
        rows += ["", speech("campaigns.own", count=len(own), most=limits.campaigns)]
        rows += [f"• **{each.title}**{_about(each.tagline)} (`{each.slug}`, {each.revision})" for each in own]
    owner = interaction.user.id in bot.app.settings.config.discord.owners
    owner = owner or (len(bot.guilds) == 1 and manages_server(interaction))  # a bot of one server is its managers'
    rows += [  # what is wrong may quote what stands in the file: that is for whoever runs the bot
        speech("campaigns.broken", slug=slug, problem=wrong[:300] if owner else "…")
        for slug, wrong in await bot.tables.shelf.broken()
    ]
    rows += ["", speech("campaigns.how")]
    return "\n".join(rows)


def _about(tagline: str) -> str:
    return f": {tagline[:120]}" if tagline else ""


async def unload(bot: "GmBot", interaction: Interaction, speech: Speech, slug: str) -> str:
    """`/play unload`: remove a campaign of this server. Games that were begun with it go on.

    Raises:
        Refused: not this member's to remove, or there is none of that name.
    """
    guild_id = need_gm(interaction, await bot.tables.settings(interaction.guild_id or 0), speech)
    async with bot.app.database.begin() as db:
        if not await drop_upload(db, guild_id, slug):
            raise Refused(speech("unload.none"))
        await db.commit()
    await audit(bot, interaction, "campaign.unload", slug)
    return speech("unload.done")
