"""Sheets from plain words on Discord: a card with the choices, to be corrected or made so; levels; two questions.

A button's id holds the whole proposal (`gm.rules.shaping.packed`): nothing is kept in between, a restart loses nothing.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

import discord

from gm.bot.acts import FACE
from gm.bot.answers import Interaction, Shown, open_form
from gm.bot.buttons import Button, button_id
from gm.bot.cards import Card
from gm.bot.catalogue import Speech
from gm.bot.modals import labelled, made_modal
from gm.bot.table import Table, player_key
from gm.domain.campaign import Campaign
from gm.domain.effects import Improve
from gm.domain.errors import NotFound, Refused
from gm.domain.own import Shape
from gm.domain.play import Hand
from gm.play.scenes import Asked
from gm.play.shape_desk import Proposal, proposal, shape_of
from gm.play.word_help import Place
from gm.rules.levelling import Plan, plan_of, planned, read, spelled, standing
from gm.rules.shaping import packed, unpacked
from gm.rules.tongues import campaign_in, scene_in
from gm.store.own import load_own

if TYPE_CHECKING:
    from gm.bot.client import GmBot

Rest = tuple[str, ...]
_KINDS: Final = ("calling", "species", "background", "skill", "attribute")


async def propose(
    bot: "GmBot", interaction: Interaction, said: str, before: Shape | None = None, slug: str | None = None
) -> Shown:
    """What these words make of the user's own character here, also before the game begins.

    Raises:
        NotFound, Refused: no seat, not theirs, the campaign's own, or the first session is over.
    """
    speech = bot.speech(interaction)
    cast, slug = await _mine(bot, interaction, speech, slug)
    table = await bot.tables.at(interaction.channel_id or 0)
    if table is not None:
        await table.engine.shapes.need_open(table.game, await table.state(), slug)
        cast = table.campaign
    if before is None:
        async with bot.app.database.read() as db:
            kept = await load_own(db, (slug,))
        before = shape_of(kept[0].picks) if kept and kept[0].picks is not None else Shape()
    desk = (table.engine if table is not None else bot.app.engine).shapes
    found = await desk.read(campaign_in(cast, speech.locale), slug, said, before, await _place(bot, interaction, table))
    person = cast.character(slug)
    if found.read_by == "nobody":
        raise Refused(speech("shape.nobody", names=", ".join(found.known)))
    return shape_card(speech, cast, slug, person.name if person else slug, found)


async def _place(bot: "GmBot", interaction: Interaction, table: Table | None) -> Place:
    """Where the words were said, and who pays for reading them."""
    player = player_key(interaction.user.id)
    if table is not None:
        scene = await table.state()
        return Place(player, FACE, table.game, scene.scene)
    guild = interaction.guild_id or 0
    return Place(player, FACE, door=bot.app.door.on(await bot.app.accounts.of_guild(guild)))


async def _mine(bot: "GmBot", interaction: Interaction, speech: Speech, slug: str | None) -> tuple[Campaign, str]:
    """The cast here, and the character that the user sits at. Raises NotFound, Refused."""
    thread = interaction.channel_id or 0
    cast = await bot.tables.lobby.cast(await bot.tables.lobby.need(thread, speech))
    seat = next((each for each in await bot.tables.lobby.seats(thread) if each.player_id == interaction.user.id), None)
    if seat is None or slug not in (None, seat.character):
        raise Refused(speech("seat.none"))
    return cast, seat.character


def shape_card(speech: Speech, cast: Campaign, slug: str, name: str, found: Proposal) -> Card:
    """The choices, a row for each kind, with what to do about them. Pure."""
    rows = []
    for kind in _KINDS:
        named = [
            speech("shape.fits", what=each.name) if each.why == "fitting" else f"**{each.name}**"
            for each in found.choices
            if each.kind == kind
        ]
        rows += [speech(f"shape.{kind}", what=", ".join(named))] if named else []
    rows += [speech("shape.same")] if found.same else []
    rows += [speech("shape.by_model")] if found.read_by == "model" else []
    code = packed(cast, found.shape)
    more = Button(button_id("shapemore", slug, code), speech("button.shape_more"))
    take = Button(button_id("shapetake", slug, code), speech("button.shape_take"), "success")
    buttons = (more,) if found.same else (take, more)
    return Card(
        speech("shape.title", name=name), tuple(rows), footer=speech("shape.how"), buttons=buttons, accent="people"
    )


async def press_take(bot: "GmBot", interaction: Interaction, speech: Speech, rest: Rest) -> str:
    """*Make it so.* Raises NotFound, Refused."""
    cast, slug, shape = await _pressed(bot, interaction, speech, rest)
    table = await bot.tables.at(interaction.channel_id or 0)
    if table is None:
        proposal(cast, slug, "", shape)  # raises for a character that is the campaign's own
        await bot.app.engine.shapes.keep(slug, shape)
        await bot.tables.show_card(interaction.channel_id or 0)
        return speech("shape.kept")
    table.need_live()
    asked = Asked(FACE, str(interaction.id), player_key(interaction.user.id))
    await table.engine.shapes.take(table.game, slug, shape, asked, table.face, scene_key=table.binding.scene)
    await table.state()
    return speech("shape.taken")


async def _pressed(bot: "GmBot", interaction: Interaction, speech: Speech, rest: Rest) -> tuple[Campaign, str, Shape]:
    if len(rest) != 2:
        raise NotFound(speech("button.expired"))
    cast, slug = await _mine(bot, interaction, speech, rest[0])
    shape = unpacked(cast, rest[1])
    if shape is None:
        raise NotFound(speech("button.expired"))
    return cast, slug, shape


async def open_more(bot: "GmBot", interaction: Interaction, speech: Speech, rest: Rest) -> None:
    """*Correct it*: a form for more words."""
    modal = made_modal(speech("form.shape.title"), button_id("shapeform", *rest[:2]))
    words: discord.ui.TextInput[Any] = discord.ui.TextInput(
        custom_id="words", style=discord.TextStyle.paragraph, max_length=400
    )
    modal.add_item(labelled(speech("form.shape.words"), speech("form.shape.words_hint"), words))
    await open_form(interaction, modal)


async def more_sent(
    bot: "GmBot", interaction: Interaction, speech: Speech, rest: Rest, fields: Mapping[str, str]
) -> Shown:
    """The proposal with these words on top of it. Raises NotFound, Refused."""
    _, slug, shape = await _pressed(bot, interaction, speech, rest)
    return await propose(bot, interaction, fields.get("words", ""), shape, slug)


async def level_up(bot: "GmBot", interaction: Interaction, said: str | None) -> Shown:
    """How far the user's character has come; with words, what they improve by what a level brought."""
    speech = bot.speech(interaction)
    table = await bot.tables.need(interaction.channel_id, speech)
    who, now = table.character_of(interaction.user.id), await table.state()
    state = scene_in(now, speech.locale)
    if said is None:
        found = standing(state, who)
        name = table.character_name(who)
        rows = [speech("level.now", name=name, level=found.level, xp_name=found.xp_name, xp=found.xp)]
        rows += [speech("level.next", needs=found.needs)] if found.needs is not None else []
        names = ", ".join(each for _, each in found.open)
        rows.append(speech("level.picks", picks=found.picks, names=names) if names else speech("level.nothing"))
        return "\n".join(rows)[:1900]
    plan, by_model = planned(state, who, said), False
    if not plan.take and not plan.refused:
        asked = Asked(FACE, str(interaction.id), player_key(interaction.user.id))
        read_so = await table.engine.shapes.spend(table.game, who, said, asked, scene_key=table.binding.scene)
        plan, by_model = plan_of(state, who, read_so.plan.take), read_so.by_model
    if not plan.take:
        raise Refused("\n".join([*plan.refused, speech("level.none")]))
    if by_model:
        left = str(standing(state, who).picks)  # what a second press does not find any more
        code = button_id("leveltake", who, spelled(state, plan.take), left)
        take = Button(code, speech("button.shape_take"), "success")
        told = tuple(f"• {row}" for row in plan.rows)
        return Card(speech("level.meant", name=table.character_name(who)), told, buttons=(take,), accent="people")
    return await _improve(table, interaction, speech, plan)


async def press_level(bot: "GmBot", interaction: Interaction, speech: Speech, rest: Rest) -> str:
    """*Make it so*, under what a model has read from words about a level. Raises NotFound, Refused."""
    table = await bot.tables.need(interaction.channel_id, speech)
    state = scene_in(await table.state(), speech.locale)
    if len(rest) != 3 or rest[0] != table.character_of(interaction.user.id):
        raise Refused(speech("seat.none"))
    if rest[2] != str(standing(state, rest[0]).picks):
        raise NotFound(speech("button.expired"))
    plan = plan_of(state, rest[0], read(state, rest[1]))
    if not plan.take:
        raise Refused("\n".join([*plan.refused, speech("level.none")]))
    return await _improve(table, interaction, speech, plan)


async def _improve(table: Table, interaction: Interaction, speech: Speech, plan: Plan) -> str:
    who = table.character_of(interaction.user.id)
    effects = tuple(Improve(character=who, what=what) for what in plan.take)
    await table.adjust(Hand(FACE, str(interaction.id), player_key(interaction.user.id), effects))
    return "\n".join([speech("hand.done"), *(f"• {row}" for row in plan.rows), *plan.refused])


def ties_card(speech: Speech, slug: str, name: str, done: str) -> Card:
    """What whoever has just made a character reads, with the two questions. Pure."""
    ask = Button(button_id("ties", slug), speech("button.ties"), emoji="🪢")
    return Card(name, (done,), footer=speech("ties.ask", name=name), buttons=(ask,), accent="people")


async def open_ties(bot: "GmBot", interaction: Interaction, speech: Speech, rest: Rest) -> None:
    """Two questions: what ties the character to the party, and to the world."""
    modal = made_modal(speech("form.ties.title"), button_id("tiesform", *rest[:1]))
    for name in ("party", "world"):
        field: discord.ui.TextInput[Any] = discord.ui.TextInput(custom_id=name, required=False, max_length=200)
        modal.add_item(labelled(speech(f"form.ties.{name}"), speech(f"form.ties.{name}_hint"), field))
    await open_form(interaction, modal)


async def ties_sent(
    bot: "GmBot", interaction: Interaction, speech: Speech, rest: Rest, fields: Mapping[str, str]
) -> str:
    """Kept with the character, by its owner alone. Raises NotFound, Refused."""
    slug = rest[0] if rest else ""
    async with bot.app.database.read() as db:
        kept = await load_own(db, (slug,))
    if not kept or kept[0].owner != player_key(interaction.user.id):
        raise NotFound(speech("button.expired"))
    ties, lobby = (fields.get("party", ""), fields.get("world", "")), bot.tables.lobby
    await lobby.admit(await lobby.need(interaction.channel_id or 0, speech), ties)
    await bot.app.engine.shapes.keep(slug, ties=ties)
    return speech("ties.done")
