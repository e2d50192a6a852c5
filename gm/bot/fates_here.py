"""What becomes of characters at a table on Discord: who may decide it, and what the engine is told."""

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from gm.bot.acts import FACE, act
from gm.bot.answers import Interaction, Shown, answer
from gm.bot.auditing import audit
from gm.bot.brief_text import briefed
from gm.bot.catalogue import Speech
from gm.bot.gm_desk import led
from gm.bot.own_form import open_own_form
from gm.bot.rights import leads_table
from gm.bot.table import Table, player_key
from gm.bot.view_cards import sheet_card
from gm.bot.wire import DOWN
from gm.domain.errors import NotFound, Refused
from gm.domain.play import SceneState, Turn
from gm.domain.words import called
from gm.play.party_desk import may_know
from gm.play.scenes import Asked
from gm.rules import fates
from gm.rules.sheets import sheet_of
from gm.rules.tongues import scene_in

if TYPE_CHECKING:
    from gm.bot.client import GmBot

Do = Callable[[Asked], Awaitable[Turn]]


async def theirs(bot: "GmBot", interaction: Interaction, table: Table, who: str | None, speech: Speech) -> str:
    """The character that is meant: the user's own, or for a game master anybody of the party.

    Raises:
        NotFound: nobody is called so. Refused: it is somebody else's, or they play nobody.
    """
    seat = table.seats.get(interaction.user.id)
    if who is None:
        return table.character_of(interaction.user.id)
    found = named(await table.state(), who, speech)
    if seat is not None and seat.character == found:
        return found
    if not leads_table(interaction, await bot.tables.settings(table.binding.guild_id), table.binding):
        raise Refused(speech("fate.not_yours", name=table.character_name(found)))
    return found


def named(state: SceneState, typed: str, speech: Speech) -> str:
    """The id of a character who is or was in this game, by id or name. Raises NotFound."""
    known = seen(state)
    fitting = called(typed, known)
    if len(fitting) != 1:
        raise NotFound(speech("join.unknown", names=", ".join(name for _, name in known) or "-"))
    return fitting[0]


def seen(state: SceneState) -> tuple[tuple[str, str], ...]:
    """(id, name) of everybody who is or was in the party of this game."""
    there = (pc for pc in state.campaign.characters if state.world.get(f"character:{pc.id}", "hp") is not None)
    return tuple((pc.id, pc.name) for pc in there)


async def hand_over(bot: "GmBot", interaction: Interaction, to: int, to_name: str, who: str | None) -> str:
    """A member plays somebody's character for a while."""
    speech = bot.speech(interaction)
    table = await bot.tables.need(interaction.channel_id, speech)
    character, seat = await theirs(bot, interaction, table, who, speech), table.seats.get(to)
    if seat is None and to != table.binding.host_id:
        raise Refused(speech("fate.no_seat", name=to_name))
    runner = seat.character if seat is not None else fates.MASTER
    party, game, scene = table.engine.party, table.game, table.binding.scene

    async def done(asked: Asked) -> Turn:
        turn: Turn = await party.hand(game, character, runner, asked, table.face, scene_key=scene)
        return turn

    return await _beat(bot, interaction, table, "hand", character, done)


async def become(
    bot: "GmBot", interaction: Interaction, how: str, who: str | None, words: str | None = None, *, master: bool = False
) -> str:
    """Taken back, parked, back, retired, dead, a ghost: `how` as `PartyDesk` calls it. Raises Refused or NotFound."""
    speech = bot.speech(interaction)
    table = await (led(bot, interaction, speech) if master else bot.tables.need(interaction.channel_id, speech))
    character = await theirs(bot, interaction, table, who, speech)
    work = getattr(table.engine.party, how)
    told = () if words is None and how not in ("retire", "kill") else (words or "",)

    async def done(asked: Asked) -> Turn:
        turn: Turn = await work(table.game, character, *told, asked, table.face, scene_key=table.binding.scene)
        return turn

    said = await _beat(bot, interaction, table, how, character, done)
    if how != "retire":
        return said
    player = next((each.player_id for each in table.seats.values() if each.character == character), None)
    if player is not None:
        await bot.tables.leave(table.binding.thread_id, player, speech)
    return speech("fate.retired", name=table.character_name(character))


async def _beat(bot: "GmBot", interaction: Interaction, table: Table, how: str, character: str, do: Do) -> str:
    table.need_live()
    asked = Asked(FACE, str(interaction.id), player_key(interaction.user.id))
    try:
        await do(asked)
    except DOWN as error:  # it is done, and shown when Discord can be reached
        table.broke_off(error)
    await audit(bot, interaction, f"table.{how}", character, thread_id=table.binding.thread_id)
    return bot.speech(interaction)("fate.done")


async def act_as(bot: "GmBot", interaction: Interaction, who: str, words: str | None) -> Shown:
    """Act for a character that the user plays for somebody else; without words, what they may know of them."""
    speech = bot.speech(interaction)
    table = await bot.tables.need(interaction.channel_id, speech)
    state = await table.state()
    mine = await handed_to(bot, interaction, table, state)
    character = named(state, who, speech)
    if character not in mine:
        names = ", ".join(table.character_name(each) for each in mine) or "-"
        raise Refused(speech("fate.not_handed", names=names))
    if words is not None:
        return await act(bot, interaction, words, kind="do", character=character)
    runner, name = fates.runner_of(state.world, character), table.character_name(character)
    if not may_know(state, runner, character):
        return speech("fate.sees", name=name)
    return await briefed(table, character, speech, speech("fate.knows", name=name))


async def handed_to(bot: "GmBot", interaction: Interaction, table: Table, state: SceneState) -> tuple[str, ...]:
    """The characters that this user plays for others just now."""
    seat = table.seats.get(interaction.user.id)
    found = fates.run_by(state, seat.character) if seat is not None else ()
    if leads_table(interaction, await bot.tables.settings(table.binding.guild_id), table.binding):
        found = (*found, *fates.run_by(state, fates.MASTER))
    return found


async def show_sheet(bot: "GmBot", interaction: Interaction, who: str | None) -> Shown:
    """The sheet of the user's own character, of one who has retired or died here, of one that they may know of."""
    speech = bot.speech(interaction)
    table = await bot.tables.need(interaction.channel_id, speech)
    state = await table.state()
    own = table.seats.get(interaction.user.id)
    character = table.character_of(interaction.user.id) if who is None else named(state, who, speech)
    over = fates.is_dead(state.world, character) or state.world.is_set(f"character:{character}", "retired")
    known = own is not None and may_know(state, own.character, character)
    if not (over or known or await _leads(bot, interaction, table)):
        raise Refused(speech("fate.not_yours", name=table.character_name(character)))
    view = sheet_of(scene_in(state, speech.locale), character)
    return sheet_card(speech, view, table.campaign.character(character))


async def _leads(bot: "GmBot", interaction: Interaction, table: Table) -> bool:
    return leads_table(interaction, await bot.tables.settings(table.binding.guild_id), table.binding)


async def set_rules(bot: "GmBot", interaction: Interaction, ghosts: bool | None, knows: bool | None) -> str:
    """Whether the dead may go on, and what is shown of a character that is handed over; alone, how it is."""
    speech = bot.speech(interaction)
    if ghosts is None and knows is None:
        table = await bot.tables.need(interaction.channel_id, speech)
    else:
        table = await led(bot, interaction, speech)
        changed: dict[str, object] = {} if ghosts is None else {"ghosts": ghosts}
        changed |= {} if knows is None else {"handed": "knows" if knows else "acts"}
        await table.engine.set_table(table.game, **changed)
        await audit(bot, interaction, "table.fates", str(changed), thread_id=table.binding.thread_id)
    now = await table.engine.table(table.game)
    allowed = speech("fate.ghosts_on" if now.ghosts else "fate.ghosts_off")
    return speech("fate.rules", ghosts=allowed, shown=speech(f"fate.shown.{now.handed}"))


async def press_ghost(bot: "GmBot", interaction: Interaction, speech: Speech, rest: tuple[str, ...]) -> str:
    """The dead stay as a ghost: pressed by whoever plays them."""
    return await become(bot, interaction, "haunt", ":".join(rest)) if rest else speech("button.expired")


async def open_new(bot: "GmBot", interaction: Interaction, speech: Speech, rest: tuple[str, ...]) -> None:
    """A form for somebody new in place of the dead: opened by whoever played them."""
    table = await bot.tables.at(interaction.channel_id or 0)
    seat = table.seats.get(interaction.user.id) if table is not None else None
    if table is None or seat is None or seat.character != ":".join(rest):
        name = table.character_name(":".join(rest)) if table is not None else "?"

        async def refused() -> str:
            return speech("fate.not_yours", name=name)

        await answer(interaction, speech, refused)
        return
    await open_own_form(bot, interaction, speech)
