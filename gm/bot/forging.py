"""Drafts for a campaign that a server has brought: shown to whoever asked as a diff, added when they press.

What is added is the file that hangs on the private answer: that message is the bot's own, so nobody else can have
written it, and it is still there after a restart.
"""

import asyncio
import io
from typing import TYPE_CHECKING, Final

import discord

from gm import resources
from gm.bot.answers import Interaction, acknowledge, tell
from gm.bot.auditing import audit
from gm.bot.buttons import Button, button_id
from gm.bot.catalogue import Speech
from gm.bot.importing import unzipped
from gm.bot.items import view_of
from gm.bot.render import error_text
from gm.bot.rights import need_gm
from gm.bot.table import player_key
from gm.bot.uploads import check_sources, keep_upload, server_slug
from gm.bot.wire import DOWN
from gm.checking import lint_sources
from gm.domain.boundaries import read_boundaries
from gm.domain.errors import BadReply, GmError, NotFound, Refused
from gm.forge.bounded import bounded
from gm.forge.drafting import Draft, Workshop, draft, from_text
from gm.forge.kinds import kind_of
from gm.models.tokens import EstimatingCounter
from gm.prompting.templates import TemplateSet
from gm.store.uploads import load_upload_files, load_uploads

if TYPE_CHECKING:
    from gm.bot.client import GmBot

DRAFTS: Final = 20
"""Drafts that one member may ask for in an hour."""
_SHOWN: Final = 1400
"""Characters of the diff that stand in the answer; the whole of it is a file."""


async def forge(
    bot: "GmBot", interaction: Interaction, speech: Speech, kind: str, wish: str, campaign: str | None
) -> None:
    """Acknowledge, draft with the models that this server plays with, show it to whoever asked."""
    if not await acknowledge(interaction, private=True):
        return
    try:
        guild_id = need_gm(interaction, await bot.tables.settings(interaction.guild_id or 0), speech)
        slug = campaign or await _only(bot, guild_id, speech)
        shop = await _workshop(bot, guild_id, slug, speech)
        key = ("forge", guild_id, interaction.user.id)
        bot.running.allowance.need(speech, key, DRAFTS, bot.tables.parts.clock.monotonic())
        made = await draft(shop, kind_of(kind), wish, player=player_key(interaction.user.id))
        await _show(interaction, speech, shop, slug, made)
    except GmError as error:
        await tell(interaction, speech, error_text(error, speech), private=True)
    except DOWN:
        await tell(interaction, speech, speech("error.down"), private=True)


async def _only(bot: "GmBot", guild_id: int, speech: Speech) -> str:
    """The campaign of this server that was brought last. Raises NotFound: it has none."""
    async with bot.app.database.read() as db:
        found = await load_uploads(db, guild_id)
    if not found:
        raise NotFound(speech("forge.none"))
    return found[-1].slug


async def _workshop(bot: "GmBot", guild_id: int, slug: str, speech: Speech) -> Workshop:
    async with bot.app.database.read() as db:
        packed = await load_upload_files(db, guild_id, slug)
    if packed is None:
        raise NotFound(speech("unload.none"))
    settings, house, home = await bot.tables.settings(guild_id), bot.app.house, bot.app.settings.home
    served = (*read_boundaries(settings.lines, "line"), *read_boundaries(settings.veils, "veil"))
    found = await bot.tables.campaign(slug, guild_id)
    campaign = bounded(found, (*house.boundaries, *served), house.rating, settings.rating)
    stem = slug.removeprefix(server_slug(guild_id, ""))
    return Workshop(
        campaign=campaign,
        sources=unzipped(packed),
        lint=lambda sources: lint_sources(sources, slug=stem, home=home),
        door=bot.app.door.on(await bot.app.accounts.of_guild(guild_id)),
        templates=TemplateSet(resources.shipped_templates(), campaign.templates),
        counter=EstimatingCounter(),
    )


async def _show(interaction: Interaction, speech: Speech, shop: Workshop, slug: str, made: Draft) -> None:
    diff = made.addition.diff()
    fence = "```diff\n" + diff[:_SHOWN].replace("```", "'''") + "\n```"
    rows = [speech("forge.draft", id=made.id, title=shop.campaign.title), fence]
    rows += [] if made.by_model else [f"-# {speech('forge.skeleton')}"]
    rows += [speech("forge.broken", problem=str(each)) for each in made.problems[:3]]
    buttons = () if made.problems else (_button(speech, made, slug),)
    files = [discord.File(io.BytesIO(made.text.encode()), f"{made.id}.yaml")]
    if len(diff) > _SHOWN:
        files.append(discord.File(io.BytesIO(diff.encode()), f"{made.id}.diff"))
    await interaction.edit_original_response(content="\n".join(rows)[:2000], attachments=files, view=view_of(buttons))


def _button(speech: Speech, made: Draft, slug: str) -> Button:
    return Button(button_id("forge", made.kind.name, slug), speech("button.forge_add"), "success", "✅")


async def add_draft(bot: "GmBot", interaction: Interaction, speech: Speech, rest: tuple[str, ...]) -> str:
    """Add it was pressed: the entry goes into the campaign as it is now, as its next revision.

    Raises:
        Refused, NotFound: no game master of this server; campaign or draft is gone, or it does not fit any more.
    """
    guild_id = need_gm(interaction, await bot.tables.settings(interaction.guild_id or 0), speech)
    attached = interaction.message.attachments if interaction.message is not None else []
    if len(rest) != 2 or not attached:
        raise Refused(speech("forge.gone"))
    kind, slug, home = kind_of(rest[0]), rest[1], bot.app.settings.home
    text = (await attached[0].read()).decode()
    async with bot.tables.moving(guild_id):  # two drafts at the same moment: the second is put into what the first made
        shop = await _workshop(bot, guild_id, slug, speech)
        entry_id = attached[0].filename.removesuffix(".yaml")
        if entry_id in shop.campaign.ids():
            raise Refused(speech("forge.there", id=entry_id))
        try:
            made = from_text(shop, kind, text)
        except BadReply as error:
            raise Refused(speech("forge.gone")) from error
        if made.problems:
            raise Refused(speech("forge.broken", problem=str(made.problems[0])))
        stem = slug.removeprefix(server_slug(guild_id, ""))
        sources = made.addition.applied(shop.sources)
        checked = await asyncio.to_thread(check_sources, guild_id, stem, sources, home=home)
        if checked.campaign is None:
            problem = next(str(each) for each in checked.problems if each.severity == "error")
            raise Refused(speech("forge.broken", problem=problem))
        kept = await keep_upload(bot, guild_id, interaction.user.id, checked)
    await audit(bot, interaction, "campaign.upload", f"{kept.slug} {kept.revision}: {made.id}")
    return speech("forge.added", id=made.id, title=kept.title, number=kept.revision)
