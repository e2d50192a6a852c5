"""What `/memory` does at a table. Players see what their character knows; a game master all, when they ask for it."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from gm.bot.acts import FACE
from gm.bot.answers import Interaction, Shown
from gm.bot.auditing import audit
from gm.bot.catalogue import Speech
from gm.bot.memory_card import Links, found_card, list_card
from gm.bot.rights import is_gm
from gm.bot.table import Table, player_key
from gm.domain.errors import Refused
from gm.domain.facts import Audience
from gm.domain.play import Hand
from gm.play.memories import Reader
from gm.play.memory_desk import MemoryDesk, seen_people, who_named
from gm.store.discord import load_posts

if TYPE_CHECKING:
    from gm.bot.client import GmBot


async def show_list(bot: "GmBot", interaction: Interaction, *, spoilers: bool) -> Shown:
    """Facts, and what is pinned."""
    speech = bot.speech(interaction)
    table = await bot.tables.need(interaction.channel_id, speech)
    listed = await _desk(table).listed(table.game, await _looks(bot, interaction, table, speech, spoilers))
    turns = [fact.turn_id for fact in listed.facts if fact.turn_id] + [pin.turn_id for pin in listed.pins]
    return list_card(speech, table.campaign, listed, await _links(bot, table, turns))


async def show_found(bot: "GmBot", interaction: Interaction, words: str, *, spoilers: bool) -> Shown:
    """What fits some words best."""
    speech = bot.speech(interaction)
    table = await bot.tables.need(interaction.channel_id, speech)
    looked = await _desk(table).search(table.game, await _looks(bot, interaction, table, speech, spoilers), words)
    turns = [fact.turn_id for fact in looked.facts if fact.turn_id]
    turns += [memory.ref.id for memory in looked.memories if memory.ref.origin == "turn"]
    return found_card(speech, table.campaign, looked, await _links(bot, table, turns))


async def add(bot: "GmBot", interaction: Interaction, words: str, whose: str) -> str:
    """Keep a fact: for the table, for one's own character alone, or (a game master) for nobody else."""
    speech, table, reader = await _acts(bot, interaction)
    audience: Audience = "party"
    knowers: tuple[str, ...] = ()
    if whose == "gm":
        audience = "gm"
    elif whose == "me":
        audience, knowers = "named", (table.character_of(interaction.user.id),)
    number = await _desk(table).add(table.game, reader, words, audience=audience, knowers=knowers)
    await audit(bot, interaction, "recollection.add", str(number), thread_id=table.binding.thread_id)
    return speech("memory.kept", number=number)


async def correct(bot: "GmBot", interaction: Interaction, fact: str, words: str) -> str:
    """Word a fact anew."""
    speech, table, reader = await _acts(bot, interaction)
    old = await _desk(table).correct(table.game, reader, fact, words)
    await audit(bot, interaction, "recollection.correct", old.ref, thread_id=table.binding.thread_id)
    return speech("memory.was", text=old.text)


async def mark(bot: "GmBot", interaction: Interaction, verb: str, what: str) -> str:
    """Pin, unpin, lock, unlock, forget, or take back into recollection."""
    speech, table, reader = await _acts(bot, interaction)
    desk, game = _desk(table), table.game
    if verb in ("pin", "unpin"):
        done = await (desk.pin if verb == "pin" else desk.unpin)(game, reader, what)
    elif verb in ("lock", "unlock"):
        done = await desk.lock(game, reader, what, on=verb == "lock")
    else:
        done = await (desk.forget if verb == "forget" else desk.recollect)(game, reader, what)
    if not done:
        return speech("memory.same")
    await audit(bot, interaction, f"recollection.{verb}", what[:100], thread_id=table.binding.thread_id)
    return speech(f"memory.done.{verb}")


async def pressed(bot: "GmBot", interaction: Interaction, speech: Speech, rest: tuple[str, ...]) -> str:
    """The button beside a fact."""
    if len(rest) != 2 or rest[0] not in ("pin", "unpin"):
        return speech("button.expired")
    return await mark(bot, interaction, rest[0], rest[1])


async def tell(bot: "GmBot", interaction: Interaction, what: str, who: str) -> str:
    """Let somebody know of a fact or a turn: a beat of its own, which can be taken back."""
    speech, table, reader = await _acts(bot, interaction)
    state = await table.state()
    listener = who_named(state, who)
    effects = await _desk(table).shared(table.game, state, reader, what, listener)
    await table.adjust(Hand(FACE, str(interaction.id), player_key(interaction.user.id), effects))
    await audit(bot, interaction, "recollection.tell", what[:100], thread_id=table.binding.thread_id)
    person = state.campaign.anyone(listener)
    return speech("memory.told", name=person.name if person is not None else listener)


async def offered(bot: "GmBot", interaction: Interaction, kind: str) -> Iterable[tuple[str, str]]:
    """(value, name) of what may be named: facts that this member's character knows, people whom they can see."""
    table = await bot.tables.at(interaction.channel_id or 0)
    seat = table.seats.get(interaction.user.id) if table is not None else None
    if table is None or seat is None:
        return ()
    if kind == "who":
        return seen_people(await table.state())
    reader = Reader(player_key(interaction.user.id), (seat.character,))
    listed = await _desk(table).listed(table.game, reader)
    facts = [(fact.ref, f"{fact.ref}. {fact.text}") for fact in listed.facts]
    return [*facts, *((f"t{pin.number}", f"t{pin.number}. {pin.text}") for pin in listed.pins)]


def _desk(table: Table) -> MemoryDesk:
    desk: MemoryDesk = table.engine.memory
    return desk


async def _looks(bot: "GmBot", interaction: Interaction, table: Table, speech: Speech, spoilers: bool) -> Reader:
    """As whom this member looks. Raises Refused for who asks for secrets and may not, or plays nobody."""
    player = player_key(interaction.user.id)
    if spoilers:
        if not await _is_gm(bot, interaction, table):
            raise Refused(speech("gmrole.not_allowed"))
        return Reader(player, is_gm=True)
    return Reader(player, (table.character_of(interaction.user.id),))


async def _acts(bot: "GmBot", interaction: Interaction) -> tuple[Speech, Table, Reader]:
    """The table, and as whom this member acts: a game master may do all. Raises Refused for who plays nobody."""
    speech = bot.speech(interaction)
    table = await bot.tables.need(interaction.channel_id, speech)
    table.need_live()
    player, seat = player_key(interaction.user.id), table.seats.get(interaction.user.id)
    characters = (seat.character,) if seat is not None else ()
    if await _is_gm(bot, interaction, table):
        return speech, table, Reader(player, characters, is_gm=True)
    return speech, table, Reader(player, (table.character_of(interaction.user.id),))


async def _is_gm(bot: "GmBot", interaction: Interaction, table: Table) -> bool:
    """Whether what this member writes is canon, and nothing is kept from them: game masters, and whoever started the
    game and plays nobody in it. Who plays knows what their character knows."""
    if is_gm(interaction, await bot.tables.settings(table.binding.guild_id)):
        return True
    return interaction.user.id == table.binding.host_id and interaction.user.id not in table.seats


async def _links(bot: "GmBot", table: Table, turns: Iterable[int]) -> Links:
    """Addresses of the first messages that show these turns in this thread."""
    found: dict[int, str] = {}
    where = table.binding
    async with bot.app.database.read() as db:
        for turn in dict.fromkeys(turns):
            posts = await load_posts(db, where.thread_id, turn)
            first = min((post.message_id for post in posts if post.message_id and not post.gone), default=None)
            if first is not None:
                found[turn] = f"https://discord.com/channels/{where.guild_id}/{where.thread_id}/{first}"
    return found
