"""Recall by meaning in play: the route in gm.yaml, vectors made behind the turns, one call a turn for its words."""

from pathlib import Path

from gm.app import SystemClock, open_app
from gm.bench.table import starter
from gm.domain.chat import ChatLine
from gm.domain.errors import ModelUnavailable
from gm.domain.play import PlayerInput
from gm.memory.archiving import import_lines
from gm.models.scripted_vectors import ScriptedEmbedder
from gm.play.engine import SilentFace
from gm.play.vectors import AT_ONCE, BATCH, EVERY
from gm.settings import load_settings
from gm.store.calls import load_calls
from gm.store.vectors import count_vectors

ROUTE = "routes:\n  embed: [{model: likeness, backend: scripted, price_in: 0, trains_on_inputs: false}]\n"


async def played(folder: Path, config: str, turns: int) -> tuple[ScriptedEmbedder, int, list[str]]:
    """The embedder after so many turns, how many turns have vectors, and the categories of all calls."""
    (folder / "gm.yaml").write_text(config, encoding="utf-8")
    environ = {"GM_HOME": str(folder), "GM_CONFIG": str(folder / "gm.yaml"), "GM_PROBE_LOCAL": "false"}
    embedder = ScriptedEmbedder(["rain storm", "boat ferry"])
    async with open_app(
        load_settings(environ=environ, cwd=folder), models=False, embedders={"scripted": embedder}
    ) as app:
        campaign = starter()
        game = await app.start_game(campaign, name="g", characters=[campaign.characters[0].id])
        await app.engine.open_story(game, SilentFace())
        for at in range(turns):
            said = PlayerInput("terminal", f"l{at}", "me", f"I wait. {at}", character=campaign.characters[0].id)
            await app.engine.take_turn(game, [said], SilentFace())
        await app.engine.settling.drain(60)
        async with app.database.read() as db:
            count = await count_vectors(db, game.id, "likeness")
            calls = await load_calls(db, game_id=game.id)
    return embedder, count, [call.category for call in calls]


async def test_what_was_told_gets_vectors_behind_the_turns_in_batches(tmp_path: Path) -> None:
    embedder, count, categories = await played(tmp_path, ROUTE, EVERY)
    assert count >= EVERY - 1
    batches = [request for request in embedder.requests if len(request.texts) > 1]
    assert len(batches) == 1
    assert categories.count("embedding") == len(embedder.requests) <= EVERY + 1


async def test_without_a_route_nobody_makes_any(tmp_path: Path) -> None:
    embedder, count, categories = await played(tmp_path, "profile: offline\n", EVERY)
    assert (embedder.requests, count) == ([], 0)
    assert "embedding" not in categories


async def test_a_large_chat_that_was_brought_in_has_vectors_before_the_next_turn_and_a_limit_only_holds_it_up(
    tmp_path: Path,
) -> None:
    (tmp_path / "gm.yaml").write_text(ROUTE, encoding="utf-8")
    environ = {"GM_HOME": str(tmp_path), "GM_CONFIG": str(tmp_path / "gm.yaml"), "GM_PROBE_LOCAL": "false"}
    embedder = ScriptedEmbedder(["rain storm", "boat ferry"])
    lines = [ChatLine(speaker="Ada", text=f"The boat lies at stone {at}.") for at in range(BATCH * AT_ONCE + 40)]
    settings = load_settings(environ=environ, cwd=tmp_path)
    async with open_app(settings, models=False, embedders={"scripted": embedder}) as app:
        campaign = starter()
        game = await app.start_game(campaign, name="g", characters=[campaign.characters[0].id])
        now = SystemClock().now()
        await import_lines(
            app.database, game, lines, title="t", source="t", owner="me", now=now, recall=app.recall, sha256="0" * 64
        )
        embedder.fail = ModelUnavailable("Nobody is there.")
        await app.engine.settling.catch_up(game)
        await app.engine.settling.drain(60)
        async with app.database.read() as db:
            assert await count_vectors(db, game.id, "likeness") == 0
    embedder.fail = None
    async with open_app(settings, models=False, embedders={"scripted": embedder}) as app:
        await app.engine.settling.catch_up(game)
        await app.engine.settling.drain(120)
        async with app.database.read() as db:
            assert await count_vectors(db, game.id, "likeness") == len(lines)
        await app.engine.settling.catch_up(game)
        await app.engine.settling.drain(60)
    sent = [text for request in embedder.requests for text in request.texts]
    assert len(sent) - len(set(sent)) <= BATCH, "only what failed was sent again"
