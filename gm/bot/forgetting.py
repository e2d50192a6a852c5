"""Erasing a person at their wish: the store first, then the posts that still show their words, however long that takes.

Posts are marked in the same transaction that erases; whoever is running (this process, or the next) mends them.
"""

import asyncio
import contextlib
import logging
from collections.abc import Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Final

from gm.bot.render import words_text
from gm.bot.split import split_text
from gm.bot.table import Table, player_key
from gm.bot.telling import in_order, pieces_of, speaks
from gm.bot.wire import DOWN
from gm.domain.errors import GmError, StoreError
from gm.domain.play import ReceivedInput, Turn
from gm.domain.speakers import speakers_of
from gm.store.discord_erasure import RECAP, StalePost, load_stale, record_mended
from gm.store.erasure import Erased, erase_person
from gm.store.texts import ERASED
from gm.store.turns import load_turn

if TYPE_CHECKING:
    from gm.bot.client import GmBot

_log = logging.getLogger("gm.bot")
_MOST: Final = 1990
"""Characters that a post may have, with room to spare."""
_PATIENCE: Final = 60.0
"""Seconds that erasing waits for turns that are being told."""


async def forget(bot: "GmBot", user_id: int, guild_id: int | None) -> Erased:
    """Erase a user, in one server or (None) everywhere. Turns of their tables are told to the end first."""
    for table in bot.tables.all_open():
        if user_id in table.seats and guild_id in (None, table.binding.guild_id):
            table.seats.pop(user_id, None)  # from here on nothing new comes from them
            await asyncio.wait({asyncio.ensure_future(table.rest())}, timeout=_PATIENCE)
    async with bot.app.database.begin() as db:
        done = await erase_person(
            db, player_key(user_id), bot.tables.parts.clock.now(), user_id=user_id, guild_id=guild_id
        )
        await db.commit()
    try:
        await bot.app.database.scrub()
    except StoreError as error:  # it is erased all the same, and the daily sweep tidies up
        _log.warning("not tidied up after erasing: %s", error)
    bot.keeping.spawn(show_anew(bot, done.threads))
    return done


async def show_anew(bot: "GmBot", threads: tuple[int, ...]) -> None:
    """Bring cards, seats and posts up to what is stored now."""
    for thread_id in threads:
        with contextlib.suppress(GmError, *DOWN):
            await bot.tables.reseat(thread_id)
    await mend_posts(bot)


async def mend_posts(bot: "GmBot") -> int:
    """Change every post that still shows what was erased; gives how many could not be reached now."""
    async with bot.app.database.read() as db:
        posts = await load_stale(db)
    left = 0
    for (thread_id, turn_id), group in groupby(posts, key=lambda post: (post.thread_id, post.turn_id)):
        stale = list(group)
        try:
            table = await bot.tables.at(thread_id)
            if table is not None:
                await _mend(bot, table, turn_id, stale)
        except (GmError, *DOWN) as error:
            left += len(stale)
            _log.warning("posts of thread %s still show what was erased: %s", thread_id, error)
    return left


async def _mend(bot: "GmBot", table: Table, turn_id: int, posts: list[StalePost]) -> None:
    async with bot.app.database.read() as db:
        turn = await load_turn(db, turn_id, branch_id=table.game.branch_id)
    told = _tellings(table, turn, in_order(post.part for post in posts))
    for post in posts:
        if post.part == RECAP:
            text = await table.previously.text_at(turn) or None
        else:
            text = told[post.part] if post.part in told else _text_of(table, turn, post.part)
        if text is None:
            await table.wire.delete(post.message_id, post.webhook_id)
            there = False
        else:
            there = text == "" or await table.wire.edit(post.message_id, post.webhook_id, text, None)
        async with bot.app.database.begin() as db:
            await record_mended(db, post, gone=not there)
            await db.commit()
    table.face.posts.forget(turn_id)


def _tellings(table: Table, turn: Turn, parts: Sequence[str]) -> dict[str, str | None]:
    """What each part of a telling shows now; None: it goes.

    A message cannot change its author: where what is left falls into other parts than before, all of it goes into the
    narrator's first post, and the others go.
    """
    if not parts:
        return {}
    text = "" if turn.narration in (None, ERASED) or turn.status == "undone" else turn.narration or ""
    everyone = speakers_of(table.campaign, [npc.id for npc in table.campaign.npcs])
    pieces = pieces_of(text, everyone, final=True)
    if [speaks(part) for part in parts] == [bool(piece.speaker) for piece in pieces]:
        return {part: piece.text for part, piece in zip(parts, pieces, strict=True)}
    first = next((part for part in parts if not speaks(part)), parts[0])
    whole = f"-# {table.speech('privacy.tombstone')}"
    if text and not speaks(first):
        whole = text if len(text) <= _MOST else f"{text[: _MOST - 1]}…"
    return {part: whole if part == first else None for part in parts}


def _text_of(table: Table, turn: Turn, part: str) -> str | None:
    """What any other part of a turn shows now. '' : leave it as it is; None: it goes."""
    tombstone = f"-# {table.speech('privacy.tombstone')}"
    if part.startswith("i"):
        number, _, at = part[1:].partition(".")
        entry = next((each for each in turn.inputs if str(each.id) == number), None)
        if entry is None or entry.input.text == ERASED:
            return tombstone if at == "0" else None
        return "" if turn.status == "undone" else _piece(table, entry, int(at))
    erased = any(entry.input.text == ERASED for entry in turn.inputs)
    if turn.status == "undone":
        return tombstone
    return tombstone if erased and part in ("o", "q") else ""


def _piece(table: Table, entry: ReceivedInput, at: int) -> str:
    skill = table.skill_name(entry.input.skill) if entry.input.skill else ""
    pieces = list(split_text(words_text(table.speech, entry.input, skill)))
    return pieces[at] if at < len(pieces) else ""
