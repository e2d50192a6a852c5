"""Whose money a game is played with: the host's within a server's cap, a server's own key, or nobody's."""

from dataclasses import replace

import pytest
from engine_table import SCRIPTED, EngineTable, mill

from gm.domain.bounded import Bounded
from gm.domain.calls import Candidate, Role, Route
from gm.domain.campaign import Campaign, ModelWishes
from gm.domain.errors import ConfigError
from gm.domain.events import NarrationFinished
from gm.domain.ledger import SpendLimit
from gm.domain.play import Game
from gm.models.keyring import Keyring
from gm.models.routes import RouteTable
from gm.play.accounts import ServerAccounts, ServerCaps, no_secret
from gm.play.engine import TurnEngine
from gm.play.parts import EngineParts
from gm.store.calls import ModelCall, load_calls
from gm.store.database import Database
from gm.store.discord import ThreadBinding, record_thread
from gm.store.guilds import GuildSettings, record_guild
from gm.store.money import record_stop

GUILD, KEY = 77, "sk-or-v1-planted-0123456789"
DEAR = replace(SCRIPTED, price_in=100.0, price_out=100.0, context_window=6000)
RING = Keyring("s" * 32)


class Server(EngineTable):
    """A table whose game is played in a Discord server. A narration holds a few cents."""

    def __init__(self, database: Database, *, caps: ServerCaps | None = None, ring: Keyring | None = RING) -> None:
        super().__init__(database)
        host = RouteTable({Role.NARRATOR: Route(Role.NARRATOR, (DEAR,))})
        self.accounts = ServerAccounts(database, host, lambda: ring or no_secret(), caps)
        self.parts = replace(self.parts, accounts=self.accounts, gists={}, told={}, budgets={}, compiled=Bounded(8))
        self.engine = TurnEngine(self.parts)

    async def set(self, **settings: object) -> None:
        async with self.database.begin() as db:
            await record_guild(db, GuildSettings(guild_id=GUILD, **settings), self.clock.now())
            await db.commit()

    async def opened(self, campaign: Campaign | None = None, **settings: object) -> Game:
        game = await self.start(campaign=campaign)
        await self.set(**settings)
        binding = ThreadBinding(5, GUILD, 4, 3, "mill", "mill", game_id=game.id, status="playing")
        async with self.database.begin() as db:
            await record_thread(db, binding, self.clock.now())
            await db.commit()
        return game

    async def calls(self) -> list[ModelCall]:
        async with self.database.read() as db:
            return [call for call in await load_calls(db) if call.role == "narrator"]

    def finished(self) -> list[NarrationFinished]:
        return [event for event in self.face.events if isinstance(event, NarrationFinished)][1:]


async def test_a_servers_use_of_the_hosts_money_is_its_own(sqlite_database: Database) -> None:
    table = Server(sqlite_database)
    game = await table.opened()
    await table.say(game, "I wait.")
    (call,) = await table.calls()
    assert (call.payer, call.account, call.backend) == ("host", "guild:77", "scripted")
    other = await EngineTable(sqlite_database).parts.of_game(game)
    assert (other.payer, other.account) == ("host", None)


async def test_the_cap_is_reached_the_story_goes_on_and_the_table_is_told_once(sqlite_database: Database) -> None:
    table = Server(sqlite_database)
    game = await table.opened(day_usd=0.0)
    for line in ("I wait.", "I listen.", "I sit down."):
        await table.say(game, line)
    assert [(each.refused, bool(each.note)) for each in table.finished()] == [("day", True), ("", False), ("", False)]
    assert all(each.source == "offline" and each.text for each in table.finished())
    calls = await table.calls()
    assert [call.status for call in calls] == ["refused", "ok"] * 3
    assert table.asked(Role.NARRATOR) == []
    await table.set(day_usd=5.0)
    await table.say(game, "I stand up.")
    assert table.finished()[-1].source == "scripted"
    async with sqlite_database.begin() as db:
        await record_stop(db, "guild:77", "server", table.clock.now())
        await db.commit()
    await table.say(game, "I lie down.")
    await table.say(game, "I sleep.")
    assert [each.refused for each in table.finished()[-2:]] == ["stopped", ""]


async def test_the_host_allows_each_server_only_so_much(sqlite_database: Database) -> None:
    table = Server(sqlite_database, caps=ServerCaps(day_usd=0.5, month_usd=2.0))
    await table.set(day_usd=3.0, month_usd=1.0)
    account = await table.accounts.of_guild(GUILD)
    assert set(account.limits) == {SpendLimit("guild:77", "day", 0.5), SpendLimit("guild:77", "month", 1.0)}
    await table.set(day_usd=3.0, models="own")  # its own money is its own business
    assert (await table.accounts.of_guild(GUILD)).limits == (SpendLimit("guild:77", "day", 3.0),)


async def test_offline_asks_nobody(sqlite_database: Database) -> None:
    table = Server(sqlite_database)
    game = await table.opened(models="offline")
    await table.say(game, "I wait.")
    assert [call.backend for call in await table.calls()] == ["offline"]
    assert table.finished()[-1].note == ""


async def test_a_servers_own_key_pays_with_its_own_models_and_windows(sqlite_database: Database) -> None:
    table = Server(sqlite_database)
    game = await table.opened(models="own", day_usd=0.5)
    await table.accounts.keep_key(GUILD, "openrouter", KEY, table.clock.now())
    parts = await table.parts.of_game(game)
    account = parts.account
    assert account is not None and account.keys is not None
    assert (account.payer, account.name, account.trouble) == ("guild:77", "guild:77", "")
    assert account.keys("OPENROUTER_API_KEY") == KEY and account.keys("GROQ_API_KEY") is None
    assert parts.candidate(Role.NARRATOR).provider == "openrouter"
    assert parts.window(Role.NARRATOR) == 8192 and table.parts.window(Role.NARRATOR) == 8192
    assert KEY not in repr(account) + repr(parts) + str(await table.accounts.key_of(GUILD))
    host_parts = replace(table.parts, door=table.parts.door.on(await host_account(table)))
    assert host_parts.window(Role.NARRATOR) == 6000  # the host's model has a smaller window than the key's


async def host_account(table: Server) -> object:
    await table.set()
    return await table.accounts.of_guild(GUILD)


@pytest.mark.parametrize("case", ["missing", "other secret", "no secret"])
async def test_a_key_that_cannot_be_used_never_falls_back_on_the_hosts_money(
    sqlite_database: Database, case: str
) -> None:
    if case != "missing":
        await Server(sqlite_database).accounts.keep_key(GUILD, "groq", KEY, Server(sqlite_database).clock.now())
    ring = {"missing": RING, "other secret": Keyring("t" * 32), "no secret": None}[case]
    table = Server(sqlite_database, ring=ring)
    game = await table.opened(models="own")
    await table.say(game, "I wait.")
    (call,) = await table.calls()
    assert (call.backend, call.payer, call.account) == ("offline", "guild:77", "guild:77")
    assert "key" in table.finished()[-1].note and KEY not in table.finished()[-1].note
    assert table.asked(Role.NARRATOR) == []


async def test_without_a_secret_no_key_is_taken(sqlite_database: Database) -> None:
    table = Server(sqlite_database, ring=None)
    with pytest.raises(ConfigError) as refused:
        await table.accounts.keep_key(GUILD, "groq", KEY, table.clock.now())
    assert "GM_SECRET_KEY" in refused.value.remedy
    with pytest.raises(ConfigError, match="no provider"):
        await Server(sqlite_database).accounts.keep_key(GUILD, "nobody", KEY, table.clock.now())
    assert await table.accounts.key_of(GUILD) is None


async def test_the_window_is_that_of_whoever_pays(sqlite_database: Database) -> None:
    """A prompt is fitted to the model that is asked, not to the host's."""
    table = Server(sqlite_database)
    small: Candidate = replace(SCRIPTED, context_window=3000, max_output=400)
    table.accounts._host = RouteTable({Role.NARRATOR: Route(Role.NARRATOR, (small,))})
    game = await table.opened()
    parts: EngineParts = await table.parts.of_game(game)
    assert (parts.window(Role.NARRATOR), parts.reply_tokens(Role.NARRATOR)) == (3000, 400)
    await table.say(game, "I wait.")
    (request,) = table.asked(Role.NARRATOR)
    assert request.max_tokens == 400
    assert sum(table.parts.counter.count(m.content) for m in request.messages) <= 2600


SWIFT = replace(SCRIPTED, model="swift-model", name="swift", price_in=0.0, price_out=0.0)
VELVET = replace(SWIFT, model="velvet-model", name="velvet", on_request=True)


async def test_a_campaign_chooses_among_the_hosts_models_and_a_server_before_it(sqlite_database: Database) -> None:
    table = Server(sqlite_database)
    first = replace(SWIFT, model="first-model", name="")
    table.accounts._host = RouteTable(
        {Role.NARRATOR: Route(Role.NARRATOR, (first, SWIFT))}, named={Role.NARRATOR: (SWIFT, VELVET)}
    )
    wishes = ModelWishes(narrator=("velvet", "http://evil/v1"), scribe=("velvet",))
    game = await table.opened(mill().model_copy(update={"models": wishes}))
    await table.say(game, "I wait.")
    assert [call.model for call in await table.calls()] == ["velvet-model"]
    await table.set(chosen_models={"narrator": "swift", "nobody": "x"})
    await table.say(game, "I listen.")
    assert [call.model for call in await table.calls()][-1] == "swift-model"
    await table.set(chosen_models={"narrator": "not offered any more"})
    parts = await table.parts.of_game(game)
    assert parts.door.routes.route(Role.NARRATOR).candidates[0].model == "first-model"
    assert Role.SCRIBE not in parts.door.routes.routes
