"""What the Discord face remembers, on both databases."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from gm.domain.errors import Refused
from gm.store.database import Database
from gm.store.discord import (
    DiscordSeat,
    ThreadBinding,
    free_seat,
    load_buttoned,
    load_command_hash,
    load_posts,
    load_seats,
    load_thread,
    load_threads,
    plan_post,
    record_command_hash,
    record_post,
    record_post_gone,
    record_seat,
    record_thread,
)
from gm.store.guilds import AuditEntry, GuildSettings, load_audit, load_guild, record_audit, record_guild

NOW = datetime(2030, 1, 1, tzinfo=UTC)
BIG = 2**62
THREAD = ThreadBinding(BIG, BIG + 1, BIG + 2, BIG + 3, "tiny", "Tuesday")


async def test_settings_threads_and_commands(database: Database) -> None:
    async with database.begin() as db:
        assert await load_guild(db, BIG) == GuildSettings(guild_id=BIG)
        for language in ("de", "th"):
            await record_guild(
                db, GuildSettings(guild_id=BIG, campaign="tiny", language=language, spending_note="Hana pays"), NOW
            )
        for sha256 in ("a" * 64, "b" * 64):
            await record_command_hash(db, BIG, sha256)
        await record_thread(db, THREAD, NOW)
        await record_thread(db, replace(THREAD, status="playing", card_id=BIG), NOW)
        await db.commit()
    async with database.read() as db:
        wanted = GuildSettings(guild_id=BIG, campaign="tiny", language="th", spending_note="Hana pays")
        assert await load_guild(db, BIG) == wanted
        assert await load_command_hash(db, BIG) == "b" * 64 and await load_command_hash(db, 1) is None
        assert await load_thread(db, BIG) == replace(THREAD, status="playing", card_id=BIG)
        assert await load_thread(db, 1) is None
        assert [each.thread_id for each in await load_threads(db, "playing")] == [BIG]
        assert await load_threads(db, "lobby") == ()


async def test_the_audit_log_is_per_server_and_newest_first(database: Database) -> None:
    entries = [AuditEntry(BIG + at % 2, 7, f"settings.{at}", "a → b", NOW, thread_id=at or None) for at in range(5)]
    async with database.begin() as db:
        for entry in entries:
            await record_audit(db, entry)
        await db.commit()
    async with database.read() as db:
        assert await load_audit(db, BIG) == (entries[4], entries[2], entries[0])
        assert await load_audit(db, BIG + 1, limit=1) == (entries[3],)


async def test_a_seat_has_one_player_and_a_player_one_seat(database: Database) -> None:
    ada, bo = DiscordSeat("ilse", BIG, "Ada"), DiscordSeat("ilse", BIG + 1, "Bo")
    async with database.begin() as db:
        await record_thread(db, THREAD, NOW)
        await record_seat(db, BIG, ada, NOW)
        await record_seat(db, BIG, ada, NOW)
        with pytest.raises(Refused):
            await record_seat(db, BIG, bo, NOW)
        await record_seat(db, BIG, replace(ada, character="tam"), NOW)
        await record_seat(db, BIG, bo, NOW)
        await db.commit()
    async with database.begin() as db:
        assert {(s.character, s.player_name) for s in await load_seats(db, BIG)} == {("tam", "Ada"), ("ilse", "Bo")}
        assert await free_seat(db, BIG, BIG) and not await free_seat(db, BIG, BIG)
        assert [seat.player_name for seat in await load_seats(db, BIG)] == ["Bo"]


async def test_a_post_is_planned_once_sent_and_gone(database: Database) -> None:
    async with database.begin() as db:
        for _ in range(2):
            await plan_post(db, BIG, 1, "n0", NOW)
        (planned,) = await load_posts(db, BIG, 1)
        assert planned.message_id is None and planned.planned_at == NOW
        await record_post(db, BIG, 1, "n0", message_id=BIG, webhook_id=None, buttons="beat")
        await plan_post(db, BIG, 1, "n0", NOW)
        assert [post.message_id for post in await load_buttoned(db, BIG, "beat")] == [BIG]
        await record_post_gone(db, BIG, 1, "n0")
        (gone,) = await load_posts(db, BIG, 1)
        assert gone.gone and gone.message_id == BIG and await load_buttoned(db, BIG, "beat") == ()
