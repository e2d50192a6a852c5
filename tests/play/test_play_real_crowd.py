"""Thirty-two games at once on one real inference server: gibberish, but real streams, queues, caches and deaths.

Every turn is told, by the model or (where a row says why not) by the offline narrator; nothing waits past its deadline.
"""

import asyncio
import json
import signal
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from real_server import Server, llama

from gm.app import App, open_app
from gm.domain.events import SentenceReleased, TurnEvent
from gm.domain.play import Game, PlayerInput, Stage, Turn
from gm.settings import load_settings
from gm.store.calls import ModelCall, load_calls
from gm.store.spend import load_spend
from gm.store.usage_days import usage_differs

pytestmark = pytest.mark.xdist_group("litellm")

GAMES = 32
LINES = (
    "I look around.",
    "I nod to Onley.",
    "I ask Onley about the bell.",
    "I search the taproom for anything hidden.",
)
RULING, TOTAL, IDLE, SLACK = 4.0, 60.0, 4.0, 30.0
"""Seconds that the adjudicator's first model has; that a reply may take; that a stopped server may be silent; that a
busy machine may take for the rest."""


class Watching:
    """Tells when the first words of anybody are out."""

    def __init__(self, first: asyncio.Event) -> None:
        self.first = first

    async def show(self, event: TurnEvent) -> None:
        if isinstance(event, SentenceReleased):
            self.first.set()


class Crowd:
    """Many games of one host."""

    def __init__(self, app: App, games: Sequence[Game], who: str) -> None:
        self.app, self.games, self.who = app, games, who
        self.first = asyncio.Event()

    async def round(self, number: int) -> list[tuple[Turn, float]]:
        """A turn in each game, all at once; with the seconds that each took."""

        async def say(at: int, game: Game) -> tuple[Turn, float]:
            line = LINES[(at + number) % len(LINES)]
            said = PlayerInput("terminal", f"{number}-{at}", f"player{at}", line, character=self.who)
            began = time.monotonic()
            turn = await self.app.engine.take_turn(game, [said], Watching(self.first))
            return turn, time.monotonic() - began

        async with asyncio.TaskGroup() as group:
            saying = [group.create_task(say(at, game)) for at, game in enumerate(self.games)]
        return [task.result() for task in saying]

    async def calls(self, turn: Turn) -> tuple[ModelCall, ...]:
        async with self.app.database.read() as db:
            return await load_calls(db, turn_id=turn.id)


@asynccontextmanager
async def crowd(home: Path, server: Server) -> AsyncIterator[Crowd]:
    model = {"model": "openai/tiny", "endpoint": server.base, "json_schema": True, "context_window": 8192,
             "max_output": 60, "price_in": 1, "price_out": 2}  # fmt: skip
    config = {
        "routes": {role: [model] for role in ("narrator", "adjudicator")},
        "profile": "offline",
        "prompt_tokens": 4096,
        "ruling_seconds": RULING,
        "total_seconds": TOTAL,
        "idle_seconds": TOTAL,
    }
    (home / "gm.yaml").write_text(json.dumps(config), encoding="utf-8")
    settings = load_settings(environ={"GM_HOME": str(home), "GM_PROBE_LOCAL": "false"}, cwd=home)
    async with open_app(settings, models=False) as app:
        campaign = app.load_campaign("drowned-bell")
        who = campaign.characters[0].id
        games = [await app.start_game(campaign, name=f"table {at}", characters=[who]) for at in range(GAMES)]
        made = Crowd(app, games, who)
        await app.engine.warm_up()
        for game in games:
            await app.engine.open_story(game, Watching(asyncio.Event()))
        yield made


def check_turn(turn: Turn, calls: Sequence[ModelCall]) -> bool:
    """Told to its end, its rows closed and right; gives whether the model told it."""
    assert turn.stage is Stage.SETTLED and turn.narration
    assert all(call.status in ("ok", "failed") for call in calls), [call.status for call in calls]
    for call in calls:
        if call.model == "openai/tiny" and call.status == "ok":
            assert call.prompt_tokens and call.completion_tokens and call.first_token_ms is not None
            assert call.cost == pytest.approx((call.prompt_tokens + 2 * call.completion_tokens) / 1e6, abs=1e-9)
            assert call.cached_tokens is not None and call.cached_tokens <= call.prompt_tokens
        if call.status == "failed":
            assert call.error, "why is said"
    told = [call for call in calls if call.role == "narrator" and call.status == "ok"]
    assert len(told) == 1
    if turn.narration_source == "offline":
        assert any(call.status == "failed" and call.role == "narrator" for call in calls), "why is in a row"
    return told[0].model == "openai/tiny"


async def test_thirty_two_turns_at_once_all_end_and_none_hangs(tmp_path: Path) -> None:
    with llama("-c", "40960", "-np", "4") as server:
        async with crowd(tmp_path, server) as table:
            within = 2 * RULING + TOTAL + SLACK
            async with asyncio.timeout(2 * within):
                turns = await table.round(0)
            assert max(seconds for _, seconds in turns) < within
            by_model = [check_turn(turn, await table.calls(turn)) for turn, _ in turns]
            assert any(by_model), "a model that is asked by many still answers"

            table.first.clear()
            table.app.door.idle_timeout = IDLE
            playing = asyncio.create_task(table.round(1))
            async with asyncio.timeout(within):
                waiting = asyncio.create_task(table.first.wait())
                await asyncio.wait((waiting, playing), return_when=asyncio.FIRST_COMPLETED)
                server.signal(signal.SIGSTOP)
                turns = await playing
            waiting.cancel()
            for turn, _ in turns:
                check_turn(turn, await table.calls(turn))
            assert any(turn.narration_source == "offline" for turn, _ in turns), "it was stopped in the middle"

            async with table.app.database.read() as db:
                every = await load_calls(db)
                (bill,) = await load_spend(db, by="payer")
                assert await usage_differs(db) == ()
    assert not [call for call in every if call.status == "reserved"]
    assert bill.calls == len(every)
    assert bill.cost == pytest.approx(sum(call.cost or 0 for call in every), abs=1e-9)
