"""Rulings of a real inference server on random weights: how many are taken at each step of the ladder.

`python tests/play/rulings_on_weights.py [COUNT]` (200). An offline ruling is no model's success, and is told apart.
After each turn what changed is compared with what the effects of its ruling may touch, and a line says how it went.

Random weights rarely end by themselves: `--reply` limits their replies, `EOS_BIAS` with a `REAL_LLM_CACHE` of its own
makes them shorter. `--kinds` takes some kinds of candidates only.
"""

import argparse
import asyncio
import itertools
import json
import sys
import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from footprint import outside
from real_server import Server, llama

from gm.app import App, open_app
from gm.domain.play import Game, PlayerInput
from gm.domain.ruling import Ruling
from gm.play.parts import SilentFace
from gm.review.verify import verify
from gm.settings import load_settings
from gm.store.calls import load_calls

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
    changes: int = 0
    beyond: list[str] = field(default_factory=list)
    """Changes that no effect of their ruling accounts for."""
    games: int = 0
    intact: int = 0
    """Games whose history adds up: every change is one of its commits."""


async def rule(server: Server, count: int, reply: int, kinds: Sequence[str]) -> Tally:
    """Play so many turns, an equal share of them with each kind of candidate."""
    tally = Tally()
    steps = [flags for flags in STEPS if _kind(flags) in kinds]
    for flags, share in zip(steps, _shares(count, len(steps)), strict=True):
        with tempfile.TemporaryDirectory() as home:
            model = {
                "model": "openai/tiny", "endpoint": server.base, "context_window": 32768, "max_output": reply,
                "price_in": 0, "price_out": 0, **flags,
            }  # fmt: skip
            routes = {"routes": {"adjudicator": [model], "narrator": ["offline"]}, "profile": "offline"}
            (Path(home) / "gm.yaml").write_text(json.dumps(routes | {"ruling_seconds": 120}), encoding="utf-8")
            settings = load_settings(environ={"GM_HOME": home, "GM_PROBE_LOCAL": "false"}, cwd=Path(home))
            async with open_app(settings) as app:
                await _play(app, share, _kind(flags), tally)
    return tally


def _kind(flags: Mapping[str, bool]) -> str:
    return next(iter(flags), "words")


def _shares(count: int, kinds: int) -> Sequence[int]:
    return [count // kinds + (number < count % kinds) for number in range(kinds)]


async def _play(app: App, count: int, kind: str, tally: Tally) -> None:
    campaign = app.load_campaign("drowned-bell")
    who = campaign.characters[0].id
    game: Game = await app.start_game(campaign, name="weights", characters=[who])
    await app.engine.open_story(game, SilentFace())
    for number, line in zip(range(count), itertools.cycle(LINES), strict=False):
        said = PlayerInput("terminal", f"{number}", "tester", f"{line} ({number})", character=who)
        state = await app.engine.state(await app.engine.reload(game))
        turn = await app.engine.take_turn(await app.engine.reload(game), [said], SilentFace())
        if turn.parked is not None:
            turn = await app.engine.answer(game, turn.id, turn.parked.default, SilentFace())
        assert turn.status == "done" and turn.outcome is not None
        beyond = [str(each) for each in outside(turn.outcome.changes, turn.ruling or Ruling(), state)]
        print(*(f"OUTSIDE ITS EFFECTS: {each}\n" for each in beyond), sep="", end="", flush=True)
        tally.beyond += beyond
        tally.changes += len(turn.outcome.changes)
        tally.sources[turn.ruling_source] += 1
        async with app.database.read() as db:
            asked = [each for each in await load_calls(db, turn_id=turn.id) if each.role == "adjudicator"]
        tally.calls.update((each.rung or "offline", each.status) for each in asked)
        tally.errors.update(f"{each.rung}: {each.error[:90]}" for each in asked if each.error)
        steps = ", ".join(f"{each.rung or 'offline'} {each.status}" for each in asked)
        print(f"{kind} {number + 1}/{count}: {turn.ruling_source} ({steps})", flush=True)
        if turn.ruling_source == "model":
            tally.taken[kind, [each.rung for each in asked if each.status == "ok"][-1]] += 1
    tally.games += 1
    tally.intact += (await verify(app.database, await app.engine.reload(game))).ok


def main() -> None:
    """Play, and tell."""
    known = [_kind(flags) for flags in STEPS]
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("count", nargs="?", type=int, default=200)
    parser.add_argument("--reply", type=int, default=1024, help="the longest reply, in tokens (1024)")
    parser.add_argument("--kinds", nargs="+", choices=known, default=known)
    asked = parser.parse_args()
    with llama("-c", "32768", "-np", "1") as server:
        tally = asyncio.run(rule(server, asked.count, asked.reply, asked.kinds))
    print(f"{asked.count} turns: {dict(tally.sources)}; histories that add up: {tally.intact} of {tally.games}")
    print(f"changes: {tally.changes}, of these outside the effects of their ruling: {len(tally.beyond)}")
    for row in tally.beyond:
        print(f"  {row}")
    for (kind, step), number in sorted(tally.taken.items()):
        print(f"  a candidate held to {kind}: {number} rulings taken from step {step!r}")
    for (step, status), number in sorted(tally.calls.items()):
        print(f"  calls at {step}: {number} {status}")
    for error, number in tally.errors.most_common(8):
        print(f"  {number} × {error}")


if __name__ == "__main__":
    main()
