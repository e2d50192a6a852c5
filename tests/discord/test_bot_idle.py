"""A table at which nobody plays costs nothing: thirty days of every timer that the bot and the engine have."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from bot_hosting import Provider, house
from bot_journey import make_home, seated, serving
from loopback import LoopbackDiscord
from sqlalchemy import text

from gm.app import App, open_app
from gm.bot.limit_desk import go_on_unpaid
from gm.bot.reminding import remind_all
from gm.settings import load_settings


class Days:
    """A clock that is set."""

    def __init__(self) -> None:
        self.moment = datetime.now(UTC)

    def now(self) -> datetime:
        self.moment += timedelta(milliseconds=1)
        return self.moment

    def monotonic(self) -> float:
        return self.moment.timestamp()


async def rows(app: App) -> tuple[int, ...]:
    tables = ("model_calls", "spend_totals", "usage_days", "turns")
    async with app.database.read() as db:
        return tuple([int(await db.run(lambda tx, t=t: tx.value(text(f"SELECT count(*) FROM {t}")))) for t in tables])


@pytest.mark.parametrize("at_limit", ["offline", "stop"])
async def test_thirty_idle_days_cost_nothing(tmp_path: Path, at_limit: str) -> None:
    clock, provider = Days(), Provider()
    home = make_home(tmp_path)
    given = {"GM_HOME": str(home), "GM_PROBE_LOCAL": "no", "OPENROUTER_API_KEY": "host-key", "GM_AT_LIMIT": at_limit}
    settings = load_settings(environ=given, cwd=home)
    async with (
        LoopbackDiscord() as server,
        open_app(settings, models=False, backends={"litellm": provider}, clock=clock) as app,
        serving(server, app) as bot,
    ):
        place = house(server)
        group = await seated(server, bot, place.channel, Ada="Ilse Brand")
        for words in ("I wait", "I look around", "I sit down"):
            await group.does("Ada", words)
        await (await group.players["Ada"].slash(group.thread, "play remind", {"hours": 24})).message("")
        await app.engine.settling.drain()
        before, asked = await rows(app), len(provider.seen)
        assert before[0] > 0 and asked > 0
        for _ in range(30 * 6):
            clock.moment += timedelta(hours=4)
            await bot.keeping.sweep(clock.now())
            await go_on_unpaid(bot)
            await remind_all(bot, clock.now())
            await bot.sitting_reminders.look()
            await app.engine.close_idle()
        await app.engine.settling.drain()
        await bot.tables.rest()
        assert await rows(app) == before and len(provider.seen) == asked
        await group.does("Ada", "I wake up")  # the control: a line does cost
        assert (await rows(app))[0] > before[0]
