"""Rulings of a real inference server on random weights: how many are taken at each step of the ladder.

`python tests/play/rulings_on_weights.py [COUNT]` (200). An offline ruling is no model's success, and is told apart.
"""

import asyncio
import itertools
import json
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from real_server import Server, llama

from gm.app import App, open_app
from gm.domain.play import Game, PlayerInput
from gm.play.parts import SilentFace
from gm.settings import load_settings
from gm.store.calls import load_calls
from gm.store.verify import check_chain

STEPS: tuple[dict[str, bool], ...] = ({"json_schema": True}, {"json_mode": True}, {})
"""What three candidates can be held to: a schema, JSON as such, nothing."""
LINES = (
    "I search the taproom for anything hidden behind the counter.",
    "I try to persuade Onley to tell me who rang the bell.",
    "I sneak up to the window and listen to what they whisper.",
    "I force the cellar door with the doorstop.",
)


@dataclass
class Tally:
    """What came of the rulings."""

    sources: Counter[str] = field(default_factory=Counter)
    calls: Counter[tuple[str, str]] = field(default_factory=Counter)
    """(step, status)."""
    taken: Counter[tuple[str, str]] = field(default_factory=Counter)
    """(what the candidate can be held to, step that the ruling came from)."""
    errors: Counter[str] = field(default_factory=Counter)
    """What went wrong with calls, as their rows say."""
    intact: int = 0
    """Games whose history adds up: every change is one of its commits."""


async def rule(server: Server, count: int) -> Tally:
    """Play so many turns, a third of them with each kind of candidate."""
    tally = Tally()
    for flags, share in zip(STEPS, _shares(count), strict=True):
        with tempfile.TemporaryDirectory() as home:
            model = {
                "model": "openai/tiny", "endpoint": server.base, "context_window": 32768, "max_output": 1024,
                "price_in": 0, "price_out": 0, **flags,
            }  # fmt: skip
            routes = {"routes": {"adjudicator": [model], "narrator": ["offline"]}, "profile": "offline"}
            (Path(home) / "gm.yaml").write_text(json.dumps(routes | {"ruling_seconds": 120}), encoding="utf-8")
            settings = load_settings(environ={"GM_HOME": home, "GM_PROBE_LOCAL": "false"}, cwd=Path(home))
            async with open_app(settings) as app:
                await _play(app, share, next(iter(flags), "words"), tally)
    return tally


def _shares(count: int) -> Sequence[int]:
    return [count // 3 + (number < count % 3) for number in range(3)]


async def _play(app: App, count: int, kind: str, tally: Tally) -> None:
    campaign = app.load_campaign("drowned-bell")
    who = campaign.characters[0].id
    game: Game = await app.start_game(campaign, name="weights", characters=[who])
    await app.engine.open_story(game, SilentFace())
    for number, line in zip(range(count), itertools.cycle(LINES), strict=False):
        said = PlayerInput("terminal", f"{number}", "tester", f"{line} ({number})", character=who)
        turn = await app.engine.take_turn(await app.engine.reload(game), [said], SilentFace())
        if turn.parked is not None:
            turn = await app.engine.answer(game, turn.id, turn.parked.default, SilentFace())
        tally.sources[turn.ruling_source] += 1
        async with app.database.read() as db:
            asked = [each for each in await load_calls(db, turn_id=turn.id) if each.role == "adjudicator"]
        tally.calls.update((each.rung or "offline", each.status) for each in asked)
        tally.errors.update(f"{each.rung}: {each.error[:90]}" for each in asked if each.error)
        if turn.ruling_source == "model":
            tally.taken[kind, [each.rung for each in asked if each.status == "ok"][-1]] += 1
    async with app.database.read() as db:
        assert await check_chain(db, game.branch_id) == ()
    tally.intact += 1


def main() -> None:
    """Play, and tell."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    with llama("-c", "32768", "-np", "1") as server:
        tally = asyncio.run(rule(server, count))
    print(f"{count} turns: {dict(tally.sources)}; histories that add up: {tally.intact} of {len(STEPS)}")
    for (kind, step), number in sorted(tally.taken.items()):
        print(f"  a candidate held to {kind}: {number} rulings taken from step {step!r}")
    for (step, status), number in sorted(tally.calls.items()):
        print(f"  calls at {step}: {number} {status}")
    for error, number in tally.errors.most_common(8):
        print(f"  {number} × {error}")


if __name__ == "__main__":
    main()
