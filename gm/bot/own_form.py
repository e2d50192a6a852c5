"""A character of one's own within a minute: the form, and what comes of it."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import discord

from gm.bot.acts import member_name
from gm.bot.answers import Interaction, answer, open_form
from gm.bot.buttons import button_id
from gm.bot.cards import Card
from gm.bot.catalogue import Speech
from gm.bot.consent import MAKING, need_consent
from gm.bot.modals import labelled, made_modal
from gm.bot.personas import NAME as VOICES
from gm.bot.shape_here import ties_card
from gm.domain.campaign import Campaign
from gm.domain.errors import GmError, Refused
from gm.domain.own import OWN
from gm.rules.own import folded, read_picks, training_ranks
from gm.rules.quick import as_called
from gm.rules.tongues import campaign_in
from gm.store.coding import uid_of
from gm.store.discord import DiscordSeat

if TYPE_CHECKING:
    from gm.bot.client import GmBot

_OPTIONS = 25


def own_form(speech: Speech, campaign: Campaign) -> discord.ui.Modal:
    """Name, pronouns, who they are, what they are good at, and a wish."""
    modal = made_modal(speech("form.own.title"), button_id("ownform"))
    name: discord.ui.TextInput[Any] = discord.ui.TextInput(custom_id="name", max_length=60)
    pronouns: discord.ui.TextInput[Any] = discord.ui.TextInput(custom_id="pronouns", required=False, max_length=40)
    about: discord.ui.TextInput[Any] = discord.ui.TextInput(
        custom_id="about", style=discord.TextStyle.paragraph, max_length=700
    )
    wish: discord.ui.TextInput[Any] = discord.ui.TextInput(custom_id="wish", required=False, max_length=300)
    modal.add_item(labelled(speech("form.own.name"), "", name))
    modal.add_item(labelled(speech("form.own.pronouns"), speech("form.own.pronouns_hint"), pronouns))
    modal.add_item(labelled(speech("form.own.about"), speech("form.own.about_hint"), about))
    skills, most = campaign_in(campaign, speech.locale).ruleset.skills[:_OPTIONS], len(training_ranks(campaign))
    if skills and most:
        pick: discord.ui.Select[Any] = discord.ui.Select(
            custom_id="good_at",
            min_values=1,
            max_values=min(most, len(skills)),
            options=[
                discord.SelectOption(label=each.name[:100], value=each.id, description=each.summary[:100] or None)
                for each in skills
            ],
        )
        modal.add_item(labelled(speech("form.own.good_at"), speech("form.own.good_at_hint", most=most), pick))
    modal.add_item(labelled(speech("form.own.wish"), speech("form.own.wish_hint"), wish))
    return modal


async def open_own_form(bot: "GmBot", interaction: Interaction, speech: Speech) -> None:
    """Open the form with the skills of what is played here."""
    lobby = bot.tables.lobby
    try:
        cast = await lobby.cast(await lobby.need(interaction.channel_id or 0, speech))
        # asked before the form, not after it: nobody should have to fill it in twice
        await need_consent(bot.app.database, interaction.user.id, MAKING, speech, version=bot.tables.consent)
    except GmError as failure:
        error = failure

        async def refused() -> str:
            raise error

        await answer(interaction, speech, refused)
        return
    await open_form(interaction, own_form(speech, cast))


async def make_own(bot: "GmBot", interaction: Interaction, speech: Speech, fields: Mapping[str, str]) -> Card:
    """Keep the character, sit its player down at it, say what they have become.

    Raises:
        NotFound, Refused: no game here, or what was typed makes no character.
    """
    lobby = bot.tables.lobby
    thread = interaction.channel_id or 0
    cast = await lobby.cast(await lobby.need(thread, speech))
    kept = await lobby.kept_by(interaction.user.id)
    others = tuple(each for each in cast.characters if each.id not in kept)
    picks = read_picks(
        cast.model_copy(update={"characters": others}),
        name=fields.get("name", ""),
        pronouns=fields.get("pronouns", ""),
        about=fields.get("about", ""),
        good_at=fields.get("good_at", "").split("\n"),
        wish=fields.get("wish", ""),
    )
    picks = as_called(cast, picks, heard_in=campaign_in(cast, speech.locale).ruleset)
    guild = interaction.guild
    ours = [VOICES, bot.user.name if bot.user else "", guild.me.display_name if guild else ""]
    mine = {folded(name) for name in ours if name}
    if folded(picks.name) in mine:  # what is posted in that name would look like the game master's own
        raise Refused(speech("own.like_me", name=picks.name))
    slug = f"{OWN}{uid_of('own', interaction.id)[:8]}"
    seat = DiscordSeat(slug, interaction.user.id, member_name(interaction))
    cast = await lobby.make(thread, seat, picks, speech)
    person = next(each for each in cast.characters if each.name == picks.name)
    sheet = person.sheet
    trained = (
        ", ".join(skill.name for skill in campaign_in(cast, speech.locale).ruleset.skills if sheet.skills.get(skill.id))
        or "-"
    )
    done = speech("own.done", name=person.name, skills=trained, hp=sheet.max_hp, defence=sheet.defence)
    return ties_card(speech, person.id, person.name, done)
