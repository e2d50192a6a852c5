"""Whole turns against a real inference server: the text is gibberish, everything around it is real."""

import asyncio
import itertools
import signal
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from real_server import Server, llama

from gm.app import App, open_app
from gm.domain.events import SentenceReleased, TurnEvent
from gm.domain.play import Game, PlayerInput, Stage, Turn
from gm.settings import load_settings
from gm.store.calls import ModelCall, load_calls

pytestmark = pytest.mark.xdist_group("litellm")

LINES = (
    "I look around.",
    "I ask Onley about the bell.",
    "I search the taproom for anything hidden.",
    "I try to listen at the window.",
    "I examine the doorstop closely.",
)
FOREVER = {"logit_bias": {"2": -100}}


class Watching:
    """Counts what is shown, and tells when the first sentence is out."""

    def __init__(self) -> None:
        self.sentences = 0
        self.first = asyncio.Event()

    async def show(self, event: TurnEvent) -> None:
        if isinstance(event, SentenceReleased):
            self.sentences += 1
            self.first.set()


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with llama("-c", "16384", "-np", "1") as running:
        yield running


class Sitting:
    """One game on a real server."""

    def __init__(self, app: App, game: Game, who: str) -> None:
        self.app, self.game, self.who = app, game, who
        self.face = Watching()
        self._numbers = itertools.count()

    async def say(self, line: str) -> Turn:
        said = PlayerInput("terminal", f"{next(self._numbers)}", "tester", line, character=self.who)
        return await self.app.engine.take_turn(self.game, [said], self.face)

    async def calls(self) -> tuple[ModelCall, ...]:
        async with self.app.database.read() as db:
            return await load_calls(db, game_id=self.game.id)


@asynccontextmanager
async def sitting(home: Path, server: Server, **more: object) -> AsyncIterator[Sitting]:
    model = {
        "model": "openai/tiny",
        "endpoint": server.base,
        "json_schema": True,
        "context_window": 8192,
        "max_output": 200,
        "price_in": 0,
        "price_out": 0,
    }
    import json

    route = {"routes": {role: [model | more] for role in ("narrator", "adjudicator")}, "profile": "offline"}
    (home / "gm.yaml").write_text(json.dumps(route), encoding="utf-8")
    settings = load_settings(environ={"GM_HOME": str(home), "GM_PROBE_LOCAL": "false"}, cwd=home)
    async with open_app(settings, models=False) as app:
        campaign = app.load_campaign("drowned-bell")
        who = campaign.characters[0].id
        game = await app.start_game(campaign, name="real", characters=[who])
        made = Sitting(app, game, who)
        await app.engine.open_story(game, made.face)
        yield made


async def test_a_script_plays_through_with_streams_cached_tokens_and_rulings(tmp_path: Path, server: Server) -> None:
    async with sitting(tmp_path, server) as table:
        turns = [await table.say(LINES[number % len(LINES)]) for number in range(20)]
        calls = await table.calls()
    assert all(turn.stage is Stage.SETTLED and turn.narration for turn in turns)
    told = [call for call in calls if call.role == "narrator" and call.status == "ok" and call.model == "openai/tiny"]
    assert len(told) >= 15
    assert all(call.prompt_tokens and call.completion_tokens and call.first_token_ms is not None for call in told)
    cached = sum(call.cached_tokens or 0 for call in told)
    assert cached > 0.5 * sum(call.prompt_tokens or 0 for call in told), "the prompt's stable part is not read again"
    ruled = [call for call in calls if call.role == "adjudicator" and call.model == "openai/tiny"]
    assert any(call.status == "ok" for call in ruled), "schema-bound rulings came from random weights"
    assert all(call.cost == 0 for call in calls if call.status == "ok")


async def test_a_server_killed_in_mid_stream_loses_no_turn(tmp_path: Path) -> None:
    with llama("-c", "16384", "-np", "1") as mortal:
        async with sitting(tmp_path, mortal, extra=FOREVER, max_output=4000) as table:
            playing = asyncio.create_task(table.say("I nod to Onley."))
            async with asyncio.timeout(60):
                await table.face.first.wait()
            mortal.signal(signal.SIGKILL)
            async with asyncio.timeout(60):
                turn = await playing
            calls = await table.calls()
    assert turn.stage is Stage.SETTLED
    assert turn.narration_source == "offline"
    assert [call.status for call in calls if call.role == "narrator"][-1] == "ok"
    assert any(call.status == "failed" for call in calls)
    assert not any(call.status == "reserved" for call in calls)


async def test_a_stalled_server_is_left_at_the_deadline(tmp_path: Path) -> None:
    with llama("-c", "16384", "-np", "1") as frozen:
        async with sitting(tmp_path, frozen) as table:
            table.app.door.idle_timeout = 1.0
            frozen.signal(signal.SIGSTOP)
            async with asyncio.timeout(60):
                turn = await table.say("I nod to Onley.")
            frozen.signal(signal.SIGCONT)
            calls = await table.calls()
    assert turn.stage is Stage.SETTLED
    assert turn.narration_source == "offline"
    assert any((call.status == "failed" and "no answer" in call.error.lower()) or call.error for call in calls)


async def test_a_window_smaller_than_promised_is_refitted_or_told_offline(tmp_path: Path) -> None:
    with llama("-c", "4096", "-np", "1") as small:
        async with sitting(tmp_path, small, context_window=8192) as table:
            turns = [await table.say("I nod to Onley."), await table.say("I ask him about the bell.")]
            calls = await table.calls()
    assert all(turn.stage is Stage.SETTLED and turn.narration for turn in turns), "also once its window is known"
    assert any(call.status == "failed" for call in calls), "the overflow is in the log"
