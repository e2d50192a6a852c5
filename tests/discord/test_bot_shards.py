"""Several processes for one bot on PostgreSQL: each plays its servers, commands go up once, nobody plays twice."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from bot_journey import make_home
from databases import open_emptied
from loopback import Channel, LoopbackDiscord, User
from shipped_bot import ShippedBot, sits_down

from gm.bot.shards import Shards, parse_shards
from gm.domain.errors import ConfigError
from gm.store.database import Database
from gm.store.shards import ShardClaim, claim_shards, release_shards, renew_shards

NOW = datetime(2030, 1, 1, tzinfo=UTC)
TTL = timedelta(seconds=30)


def test_shards_as_hosts_write_them() -> None:
    assert parse_shards(None) == Shards() and Shards().plays(12345) and Shards().first
    some = parse_shards(" 0-3/8 ")
    assert some.ids == (0, 1, 2, 3) and str(some) == "0-3/8" and some.first
    assert [some.plays(shard << 22) for shard in range(8)] == [True] * 4 + [False] * 4
    assert str(parse_shards("5/8")) == "5/8" and not parse_shards("5/8").first
    for wrong in ("", "8/8", "3-2/8", "0-8/8", "1", "a/b", "0/0", "-1/4", "0/99999999"):
        with pytest.raises(ConfigError) as found:
            parse_shards(wrong)
        assert "--shards 0-3/8" in found.value.remedy


def claim(*ids: int, count: int = 4, owner: str = "one") -> ShardClaim:
    return ShardClaim(1, ids, count, owner)


async def test_a_shard_has_one_process(database: Database) -> None:
    async def take(wanted: ShardClaim, now: datetime = NOW, gone: tuple[str, ...] = ()) -> tuple[str, ...]:
        async with database.begin() as db:
            in_the_way = await claim_shards(db, wanted, now=now, ttl=TTL, gone=gone)
            await db.commit()
        return in_the_way

    async def renew(wanted: ShardClaim, now: datetime) -> bool:
        async with database.begin() as db:
            ours = await renew_shards(db, wanted, now=now, ttl=TTL)
            await db.commit()
        return ours

    assert await take(claim(0, 1)) == ()
    assert await take(claim(0, 1)) == ()  # ours already
    assert await take(claim(1, 2, owner="two")) == ("one",)
    assert await take(claim(2, 3, owner="two")) == ()
    assert await take(claim(0, count=0, owner="three")) == ("one", "two")  # all shards
    assert await take(claim(5, count=8, owner="three")) == ("one", "two")  # another count: the same servers
    assert await take(ShardClaim(2, (0, 1), 4, "three")) == ()  # another bot
    assert await renew(claim(0, 1), NOW + TTL / 2)
    assert await take(claim(2, owner="three"), NOW + TTL) == ()  # two's claim ran out; one's was renewed
    assert not await renew(claim(2, 3, owner="two"), NOW + TTL)
    assert await take(claim(0, owner="four"), NOW + TTL) == ("one",)
    assert await take(claim(0, owner="four"), NOW + TTL, gone=("one",)) == ()
    async with database.begin() as db:
        await release_shards(db, claim(0, owner="four"))
        await db.commit()
    assert await take(claim(0, owner="five"), NOW + TTL) == ()


@pytest.fixture
async def database_url(postgres_url: str) -> str:
    """An empty PostgreSQL database."""
    await (await open_emptied(postgres_url)).close()
    return postgres_url


async def begun(server: LoopbackDiscord, channel: Channel) -> tuple[User, Channel]:
    assert channel.guild is not None
    ada = channel.guild.user("Ada")
    await (await ada.slash(channel, "play start", {"campaign": "tiny"})).message("set:", 20)
    (thread,) = channel.threads
    (card,) = thread.messages
    await sits_down(ada, card, "Ilse Brand")
    await (await ada.click(card, "Begin")).message("begins", 20)
    await server.until(lambda: "Act" in thread.messages[-1].labels, 20)
    return ada, thread


async def plays(server: LoopbackDiscord, ada: User, thread: Channel, deed: str) -> None:
    acted = await ada.slash(thread, "do", {"words": deed})
    await acted.message("✅", 20)
    assert acted.acked_after is not None and acted.acked_after < 1
    (words,) = await server.until(lambda: [m for m in thread.messages if deed in m.text])
    await server.until(lambda: "Undo" in thread.messages[-1].labels and thread.messages[-1].id > words.id, 20)
    assert sum(deed in m.text for m in thread.messages) == 1


async def test_two_processes_play_two_servers_and_a_third_takes_over(
    server: LoopbackDiscord, database_url: str, tmp_path: Path
) -> None:
    channels = [server.world.guild(f"Guild {n}", shard=n, shards=2).channel("inn") for n in (0, 1)]
    bots = []
    for name, shards in (("a", "0/2"), ("b", "1/2"), ("c", "1/2")):
        (tmp_path / name).mkdir()
        home = make_home(tmp_path / name)
        bots.append(ShippedBot(server, home, "--shards", shards, environ={"GM_DATABASE_URL": database_url}))
    one, two, spare = bots
    try:
        await asyncio.gather(one.start(within=60), two.start(within=60))
        await server.ready(2, within=30)
        assert sorted(server.gateway.identifies) == [0, 1] and server.world.commands.overwrites == 1
        tables = await asyncio.gather(*(begun(server, channel) for channel in channels))
        await spare.start(ready=False)
        await server.until(lambda: "standing by" in spare.said(), 30)
        await asyncio.gather(*(plays(server, ada, thread, "I look around") for ada, thread in tables))
        assert len(server.gateway.identifies) == 2
        await two.kill()
        await server.until(lambda: server.gateway.identifies == [0, 1, 1] or server.gateway.identifies[2:] == [1], 30)
        await server.ready(2, within=20)
        await asyncio.gather(*(plays(server, ada, thread, "I warm my hands") for ada, thread in tables))
        assert server.world.commands.overwrites == 1
        assert await one.stop() == 0 and await spare.stop() == 0
    finally:
        for bot in bots:
            if bot.running:
                await bot.kill()
    for bot in bots:
        assert "Traceback" not in bot.said(), bot.said()
