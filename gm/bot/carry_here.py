"""`/character carry`: a character of one's own comes over from another game of the same server, by its owner alone."""

from typing import TYPE_CHECKING

from gm.bot.acts import FACE, member_name
from gm.bot.answers import Interaction
from gm.bot.auditing import audit
from gm.bot.consent import need_consent
from gm.bot.table import Table, player_key
from gm.domain.errors import NotFound
from gm.domain.own import OWN
from gm.domain.words import fold
from gm.play.scenes import Asked
from gm.store.discord import DiscordSeat, ThreadBinding, load_seats, load_threads

if TYPE_CHECKING:
    from gm.bot.client import GmBot


async def elsewhere(bot: "GmBot", interaction: Interaction) -> tuple[tuple[str, str, ThreadBinding], ...]:
    """(id, name, thread) of the user's own characters that play in other games of this server."""
    async with bot.app.database.read() as db:
        threads = [*await load_threads(db, "playing"), *await load_threads(db, "paused")]
        theirs = [each for each in threads if each.guild_id == interaction.guild_id]
        found = [
            (seat.character, thread)
            for thread in theirs
            if thread.thread_id != interaction.channel_id
            for seat in await load_seats(db, thread.thread_id)
            if seat.player_id == interaction.user.id and seat.character.startswith(OWN)
        ]
    named = []
    for slug, thread in found:
        table = await bot.tables.at(thread.thread_id)
        if table is not None:
            named.append((slug, table.character_name(slug), thread))
    return tuple(named)


async def carry_here(bot: "GmBot", interaction: Interaction, who: str | None) -> str:
    """Bring one of them here; says what came along.

    Raises:
        NotFound: no game here, or nobody to bring. Refused: other rules, a name that is taken, dead, here already.
    """
    speech, here = bot.speech(interaction), interaction.channel_id or 0
    table = await bot.tables.need(here, speech)
    table.need_live()
    word = fold((who or "").strip())
    every = await elsewhere(bot, interaction)
    found = [each for each in every if not word or word in (each[0], fold(each[1]))]
    if not found:
        raise NotFound(speech("carry.none"))
    slug, name, thread = found[0]
    await need_consent(bot.app.database, interaction.user.id, slug, speech, version=bot.tables.consent)
    seat = DiscordSeat(slug, interaction.user.id, member_name(interaction))
    cast = await bot.tables.lobby.cast(await bot.tables.lobby.need(here, speech))
    if cast.character(slug) is None:
        await bot.tables.lobby.own(cast, seat, speech)
    source = await bot.tables.need(thread.thread_id, speech)
    carried = await _carried(table, source, slug, interaction)
    await bot.tables.join(here, seat, speech)
    await bot.tables.leave(thread.thread_id, interaction.user.id, speech)
    await audit(bot, interaction, "table.carry", f"{slug} <#{thread.thread_id}>", thread_id=here)
    rows = [speech("carry.done", name=name, game=thread.name, memory=carried[0])]
    rows += [speech("carry.left", names=", ".join(carried[1]))] if carried[1] else []
    return "\n".join(rows)[:1900]


async def _carried(table: Table, source: Table, slug: str, interaction: Interaction) -> tuple[str, tuple[str, ...]]:
    asked = Asked(FACE, str(interaction.id), player_key(interaction.user.id))
    done = await table.engine.carrying.carry(
        source.game,
        table.game,
        slug,
        asked,
        table.face,
        from_scene=source.binding.scene,
        to_scene=table.binding.scene,
        leaving=source.face,
    )
    await table.state()
    return done.memory, done.luggage.left
