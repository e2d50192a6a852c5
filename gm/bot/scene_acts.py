"""What a table does about its scenes: part, meet, look; and what is offered below a beat."""

import re
from typing import TYPE_CHECKING

from gm.bot.acts import FACE
from gm.bot.answers import Interaction
from gm.bot.buttons import Button, button_id
from gm.bot.cards import Card
from gm.bot.catalogue import Speech
from gm.bot.posts import Part
from gm.bot.rights import leads_table
from gm.bot.table import Table, player_key
from gm.domain.errors import GmError, NotFound, Refused
from gm.domain.play import SceneState, Turn
from gm.domain.scenes import MAIN
from gm.domain.words import called
from gm.play.dates import time_words
from gm.play.scenes import Asked
from gm.rules.parting import Offer, survivor

if TYPE_CHECKING:
    from gm.bot.client import GmBot

Rest = tuple[str, ...]


async def part_here(bot: "GmBot", interaction: Interaction, speech: Speech, who: str, to: str) -> str:
    """Some go elsewhere while the others stay; says where they play.

    Raises:
        Refused: not theirs to leave, nobody would stay, no open way, or no thread can be opened here.
        NotFound: nobody of that name, no such place.
    """
    table = await need_hand(bot, interaction, speech)
    state = await table.state()
    people = [named(state, each, speech) for each in re.split(r"[,;、，]", who) if each.strip()]
    return await _part(bot, interaction, table, people, to, speech)


async def _part(bot: "GmBot", interaction: Interaction, table: Table, who: list[str], to: str, speech: Speech) -> str:
    need_threads(bot, table, speech)
    asked = Asked(FACE, str(interaction.id), player_key(interaction.user.id))
    scene = table.binding.scene
    _, key = await table.engine.scenes.part(table.game, who, to, asked, table.face, scene_key=scene)
    await bot.scene_threads.follow(table)
    there = await bot.scene_threads.of(table, key)
    if there is None:
        raise Refused(speech("scene.no_thread", names=_names(table, tuple(who)), channel=_channel(table)))
    return speech("scene.parted", names=_names(table, tuple(who)), thread=f"<#{there.binding.thread_id}>")


async def meet_here(bot: "GmBot", interaction: Interaction, speech: Speech, who: str | None) -> str:
    """Become one scene with others who are at the same place; says where it goes on.

    Raises:
        Refused: nobody else is here, or several are and none was named. NotFound: nobody of that name.
    """
    table = await need_hand(bot, interaction, speech)
    state, desk = await table.state(), table.engine.scenes
    near = [each.key for each in await desk.offers(table.game, scene_key=table.binding.scene) if each.kind == "meet"]
    if who:
        key = await desk.of(table.game, named(state, who, speech))
    elif len(near) == 1:
        key = near[0]
    else:
        raise Refused(speech("scene.meet_whom"))
    return await _meet(bot, interaction, table, state, key, speech)


async def _meet(
    bot: "GmBot", interaction: Interaction, table: Table, state: SceneState, key: str, speech: Speech
) -> str:
    first, other = survivor(state.world, table.binding.scene, key)
    goes_on = await bot.scene_threads.of(table, first) or table
    asked = Asked(FACE, str(interaction.id), player_key(interaction.user.id))
    await table.engine.scenes.meet(table.game, first, other, asked, goes_on.face)
    await bot.scene_threads.follow(goes_on)
    return speech("scene.met", thread=f"<#{goes_on.binding.thread_id}>")


async def press_scene(bot: "GmBot", interaction: Interaction, speech: Speech, rest: Rest) -> str:
    """A button below a beat: a scene of their own for those who have walked off, or one with those who are here."""
    table = await need_hand(bot, interaction, speech)
    if len(rest) == 2 and rest[0] == "meet":
        return await _meet(bot, interaction, table, await table.state(), rest[1], speech)
    if len(rest) == 2 and rest[0] == "part":
        found = await table.engine.scenes.offers(table.game, scene_key=table.binding.scene)
        offer = next((each for each in found if each.kind == "part" and each.place == rest[1]), None)
        if offer is not None:
            return await _part(bot, interaction, table, list(offer.who), "", speech)
    raise NotFound(speech("button.expired"))


async def scenes_card(bot: "GmBot", interaction: Interaction, speech: Speech) -> Card:
    """Who plays where, and what could be done. Threads that are missing are opened."""
    table = await need_sight(bot, interaction, speech)
    await bot.scene_threads.follow(table)
    standing, rows = await bot.scene_threads.standing(table), []
    for view in await table.engine.scenes.all(table.game):
        thread = f" · <#{standing[view.key].thread_id}>" if view.key in standing else ""
        who = _names(table, view.who) or speech("scene.nobody")
        here = f" ({speech('scene.here')})" if view.key == table.binding.scene else ""
        rows.append(f"**{view.title}**{here}: {who} · {time_words(view.minutes, table.campaign.calendar)}{thread}")
    found = await table.engine.scenes.offers(table.game, scene_key=table.binding.scene)
    rows += [_offer_text(table, each, speech) for each in found]
    settings = await table.engine.table(table.game)
    how = (speech(f"scene_together.{settings.together}"), speech(f"scene_threads.{settings.scene_threads}"))
    rows.append(f"-# {' '.join(how)}")
    return Card(speech("scene.title"), tuple(rows), buttons=_buttons(table, found, speech), accent="people")


async def after_beat(bot: "GmBot", table: Table, turn: Turn | None) -> None:
    """Once a beat is told or taken back: threads follow the scenes, and what it made possible is offered."""
    changes = turn.outcome.changes if turn is not None and turn.outcome is not None else ()
    if turn is None or any(each.path == "scene" or each.entity.startswith("scene:") for each in changes):
        await bot.scene_threads.follow(table)
    walked = any(each.path == "place" for each in changes)
    if turn is None or turn.status == "undone" or turn.kind == "opening":
        return
    if not walked and not table.away and table.binding.scene == MAIN:
        return
    found = await table.engine.scenes.offers(table.game, scene_key=table.binding.scene)
    if not found or not (walked or any(each.kind == "meet" for each in found)):
        return
    text = "\n".join(_offer_text(table, each, table.speech) for each in found)
    part = Part(f"-# {text}", _buttons(table, found, table.speech), "card")
    await table.quietly(table.face.posts.put(turn.id, "m", part))


def _offer_text(table: Table, offer: Offer, speech: Speech) -> str:
    place = table.campaign.place(offer.place)
    where = place.name if place is not None else offer.place
    return speech(f"scene_offer.{offer.kind}", names=_names(table, offer.who), place=where)


def _buttons(table: Table, found: tuple[Offer, ...], speech: Speech) -> tuple[Button, ...]:
    made = []
    for each in found[:5]:
        label = speech(f"scene_button.{each.kind}", names=_names(table, each.who))[:80]
        made.append(Button(button_id("scene", each.kind, each.key or each.place), label))
    return tuple(made)


def need_threads(bot: "GmBot", table: Table, speech: Speech) -> None:
    """Raises Refused where Discord would let us open no thread."""
    channel = bot.get_channel(table.binding.channel_id)
    guild = getattr(channel, "guild", None)
    if channel is None or guild is None or guild.me is None:
        return
    held = channel.permissions_for(guild.me)  # type: ignore[union-attr]
    if not held.create_public_threads:
        raise Refused(speech("scene.no_right", channel=_channel(table)))


async def need_hand(bot: "GmBot", interaction: Interaction, speech: Speech) -> Table:
    """The table here, for those who play in this scene and for its game master. Raises NotFound or Refused."""
    table = await bot.tables.need(interaction.channel_id, speech)
    table.need_live()
    if not await _leads(bot, interaction, table):
        table.character_of(interaction.user.id)
    return table


async def need_sight(bot: "GmBot", interaction: Interaction, speech: Speech) -> Table:
    """The table here, for whoever plays in its game. Raises NotFound or Refused."""
    table = await bot.tables.need(interaction.channel_id, speech)
    if interaction.user.id not in table.away and not await _leads(bot, interaction, table):
        table.character_of(interaction.user.id)
    return table


async def _leads(bot: "GmBot", interaction: Interaction, table: Table) -> bool:
    return leads_table(interaction, await bot.tables.settings(table.binding.guild_id), table.binding)


def named(state: SceneState, typed: str, speech: Speech) -> str:
    """The player character that is meant. Raises NotFound."""
    party = [pc for pc in state.campaign.characters if state.is_playing(pc.id)]
    close = called(typed, ((pc.id, pc.name) for pc in party))
    if len(close) != 1:
        raise NotFound(speech("scene.who", typed=typed.strip()[:60], names=", ".join(pc.name for pc in party)))
    return close[0]


async def try_follow(bot: "GmBot", table: Table) -> None:
    """When a table wakes: finish what a process that ended had begun, and tell word that has come meanwhile."""
    from gm.bot.sending import arrived

    try:
        await bot.scene_threads.follow(table)
        await arrived(table)
    except GmError as error:
        await table.trouble(error)


def _names(table: Table, who: tuple[str, ...]) -> str:
    return ", ".join(table.character_name(each) for each in who)


def _channel(table: Table) -> str:
    return f"<#{table.binding.channel_id}>"
