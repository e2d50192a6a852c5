"""Lines and veils: each player's own, the table's, the server's; and the server's log of what was kept out."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from gm.bot.answers import Interaction
from gm.bot.auditing import audit
from gm.bot.catalogue import Speech
from gm.bot.moments import mark
from gm.bot.rights import leads_table, need_lead, need_manager
from gm.bot.table import player_key
from gm.domain.boundaries import Boundary, read_boundaries
from gm.domain.boundary_edits import edited, texts_of
from gm.domain.errors import Refused
from gm.play.bounds import table_boundaries
from gm.rules.safety.finding import unchecked

if TYPE_CHECKING:
    from gm.bot.client import GmBot

_SHOWN = 12


async def own_bounds(
    bot: "GmBot", interaction: Interaction, speech: Speech, *, never: str, veil: str, drop: str
) -> str:
    """Keep what a player asks for themselves, and show them what holds. Nobody else is shown whose it is.

    Raises:
        Refused: who is not at this table.
    """
    table = await bot.tables.need(interaction.channel_id, speech)
    settings = await bot.tables.settings(table.binding.guild_id)
    if interaction.user.id not in table.seats and not leads_table(interaction, settings, table.binding):
        raise Refused(speech("seat.none"))
    desk, player = bot.app.engine.safety, player_key(interaction.user.id)
    kept, touched = edited(await desk.own(table.game, player), never=never, veil=veil, drop=drop)
    if touched:
        await desk.set_own(table.game, player, lines=texts_of(kept, "line"), veils=texts_of(kept, "veil"))
    rating = (await desk.played(table.game)).rating
    rows = [f"## {speech('bounds.title')}", speech("bounds.rating", rating=speech(f"lobby.rating.{rating}"))]
    rows += _listed(speech, speech("bounds.common"), await desk.common(table.game))
    rows += _listed(speech, speech("bounds.own"), kept)
    rows += _said(speech, touched, drop)
    return "\n".join([*rows, "", f"-# {speech('bounds.how')}"])


async def table_bounds(
    bot: "GmBot",
    interaction: Interaction,
    speech: Speech,
    *,
    never: str,
    veil: str,
    drop: str,
    rating: str | None,
    after_card: str | None,
) -> str:
    """Keep what the whole table agreed on, and show its game master all that holds: without names.

    Raises:
        Refused: not this member's to see or set.
    """
    table = await bot.tables.need(interaction.channel_id, speech)
    need_lead(interaction, await bot.tables.settings(table.binding.guild_id), table.binding, speech)
    engine = bot.app.engine
    kept, touched = edited(table_boundaries(await engine.table(table.game)), never=never, veil=veil, drop=drop)
    if touched or rating is not None:
        lines, veils = texts_of(kept, "line"), texts_of(kept, "veil")
        cap = "" if rating == "off" else rating
        await engine.safety.set_table(table.game, lines=lines, veils=veils, rating=cap)
    if after_card is not None:
        await engine.set_table(table.game, after_card=after_card)
    if touched or rating is not None or after_card is not None:
        await audit(bot, interaction, "settings.safety", rating or "", thread_id=table.binding.thread_id)
    played = await engine.safety.played(table.game)
    every = (*read_boundaries(played.lines, "line"), *read_boundaries(played.veils, "veil"))
    rows = [f"## {speech('bounds.title')}", speech("bounds.rating", rating=speech(f"lobby.rating.{played.rating}"))]
    rows.append(speech(f"bounds.after_card.{(await engine.table(table.game)).after_card}"))
    rows += _listed(speech, speech("bounds.every"), every) + _said(speech, touched, drop)
    return "\n".join([*rows, "", f"-# {speech('bounds.unnamed')}"])


async def server_bounds(
    bot: "GmBot", interaction: Interaction, speech: Speech, *, never: str, veil: str, drop: str, rating: str | None
) -> str:
    """Keep what no game of the server plays, and show it with the log of what was kept out.

    Raises:
        Refused: not this member's to see or set.
    """
    guild_id = need_manager(interaction, speech)
    known = await bot.tables.settings(guild_id)
    had = (*read_boundaries(known.lines, "line"), *read_boundaries(known.veils, "veil"))
    kept, touched = edited(had, never=never, veil=veil, drop=drop)
    if touched or rating is not None:
        cap = known.rating if rating is None else "" if rating == "off" else rating
        made = {"lines": texts_of(kept, "line"), "veils": texts_of(kept, "veil"), "rating": cap}
        await bot.tables.set_settings(known.model_copy(update=made))
        await audit(bot, interaction, "settings.safety", rating or "")
        known = await bot.tables.settings(guild_id)
    cap = known.rating
    told = speech("bounds.rating", rating=speech(f"lobby.rating.{cap}")) if cap else speech("bounds.uncapped")
    rows = [f"## {speech('bounds.server')}", told, *_listed(speech, speech("bounds.common"), kept)]
    rows += [*_said(speech, touched, drop), "", f"**{speech('bounds.log')}**"]
    events = await bot.app.engine.safety.log(guild_id=guild_id)
    rows += [
        f"• {mark(each.at)} {each.game}: {speech(f'bounds.event.{each.event}')} × {each.count}"
        for each in events[:_SHOWN]
    ]
    return "\n".join([*rows, *([] if events else [speech("bounds.quiet")]), "", f"-# {speech('bounds.nameless')}"])


def _listed(speech: Speech, title: str, found: Sequence[Boundary]) -> list[str]:
    if not found:
        return []
    return [f"**{title}**", *(f"• {speech(f'bounds.{each.kind}')}: {each.text}" for each in found)]


def _said(speech: Speech, touched: Sequence[Boundary], drop: str) -> list[str]:
    if not touched:
        return [speech("bounds.no_such")] if drop else []
    words = unchecked([each for each in touched if not drop])
    return [f"✅ {speech('bounds.kept')}", *(speech("bounds.no_words", topic=each.topic) for each in words)]
