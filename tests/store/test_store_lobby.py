"""What the lobby keeps, on both databases: uploads within a quota, plans and who is told, characters of players."""

from datetime import UTC, datetime, timedelta

import pytest

from gm.domain.errors import NotFound, Refused
from gm.domain.own import CharacterPicks, OwnCharacter
from gm.store.database import Database
from gm.store.discord import DiscordSeat, ThreadBinding, load_seats, record_ready, record_seat, record_thread
from gm.store.own import load_characters_of, load_own, record_character, record_guest
from gm.store.sittings import (
    Sitting,
    claim_reminder,
    drop_sitting,
    load_due_sittings,
    load_interested,
    load_sitting,
    record_sitting,
    switch_interest,
)
from gm.store.uploads import drop_upload, load_upload, load_upload_files, load_uploads, record_upload

NOW = datetime(2026, 11, 26, 12, 0, tzinfo=UTC)
THREAD = ThreadBinding(2**62, 7, 8, 9, "mill", "Tuesday")


async def put(database: Database, slug: str, *, guild: int = 7, body: bytes = b"12345678", most: int = 2) -> int:
    async with database.begin() as db:
        kept = await record_upload(
            db,
            guild_id=guild,
            slug=slug,
            title=slug.title(),
            tagline="",
            version=body.hex()[:64],
            campaign="{}",
            files=body,
            uploaded_by=9,
            now=NOW,
            most=most,
            most_bytes=40,
        )
        await db.commit()
    return kept.revision


async def test_a_server_has_its_own_campaigns_within_its_quota(database: Database) -> None:
    assert [await put(database, "a"), await put(database, "b"), await put(database, "a")] == [1, 1, 2]
    with pytest.raises(Refused, match="may have 2"):
        await put(database, "c")
    with pytest.raises(Refused, match="MiB"):
        await put(database, "a", body=bytes(80))
    assert await put(database, "a", guild=8) == 1, "another server's quota is another"
    async with database.begin() as db:
        assert [(each.slug, each.revision) for each in await load_uploads(db, 7)] == [("a", 2), ("b", 1)]
        assert await load_upload(db, 9, "a") is None
        assert await load_upload_files(db, 7, "a") == b"12345678"
        assert await drop_upload(db, 7, "a") and not await drop_upload(db, 7, "a")
        await db.commit()
    assert await put(database, "c") == 1


async def test_a_plan_is_told_once_and_again_when_it_moves(database: Database) -> None:
    sitting = Sitting(THREAD.thread_id, 7, NOW + timedelta(hours=1))
    async with database.begin() as db:
        await record_thread(db, THREAD, NOW)
        await record_sitting(db, sitting)
        assert await load_due_sittings(db, NOW) == ()
        assert await load_due_sittings(db, NOW + timedelta(hours=1)) == (sitting,)
        moved = Sitting(THREAD.thread_id, 7, NOW + timedelta(hours=2), 2**61)
        await record_sitting(db, moved)
        assert not await claim_reminder(db, sitting), "it has been moved meanwhile"
        assert await claim_reminder(db, moved) and not await claim_reminder(db, moved)
        assert await load_due_sittings(db, NOW + timedelta(hours=9)) == ()
        found = await load_sitting(db, THREAD.thread_id)
        assert found is not None and found.told and found.event_id == 2**61
        assert await switch_interest(db, THREAD.thread_id, 2**60, NOW)
        assert await load_interested(db, THREAD.thread_id) == (2**60,)
        assert not await switch_interest(db, THREAD.thread_id, 2**60, NOW)
        assert await load_interested(db, THREAD.thread_id) == ()
        await drop_sitting(db, THREAD.thread_id)
        assert await load_sitting(db, THREAD.thread_id) is None


async def test_readiness_belongs_to_a_seat(database: Database) -> None:
    async with database.begin() as db:
        await record_thread(db, THREAD, NOW)
        await record_seat(db, THREAD.thread_id, DiscordSeat("ilse", 1, "Ada"), NOW)
        await record_ready(db, THREAD.thread_id, 1, True)
        assert [seat.ready for seat in await load_seats(db, THREAD.thread_id)] == [True]
        await record_seat(db, THREAD.thread_id, DiscordSeat("odo", 1, "Ada"), NOW)
        assert [(seat.character, seat.ready) for seat in await load_seats(db, THREAD.thread_id)] == [("odo", False)]


async def test_a_character_is_kept_once_and_is_its_players_alone(database: Database) -> None:
    picks = CharacterPicks(name="Mira", concept="a ferrywoman", good_at=("stealth",))
    async with database.begin() as db:
        for _ in range(2):
            await record_character(db, slug="own-1", owner="a", ruleset="kit", picks=picks, now=NOW)
        (kept,) = await load_characters_of(db, "a")
        assert kept.picks == picks and kept.name == "Mira" and await load_characters_of(db, "b") == ()
        assert [each.slug for each in await load_own(db, ("own-1", "ilse"))] == ["own-1"] and await load_own(
            db, ()
        ) == ()
        with pytest.raises(NotFound):
            await record_guest(db, 999, OwnCharacter(id="own-1", name="Mira", concept="x", owner="a"), NOW)
