"""Two scenes change one world at once: no update is lost, it ends as if one had gone first, and only what is about the
same thing is ruled again, once. In one process and over two, which share nothing but the database."""

import asyncio
import json
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

import pytest
from databases import open_copy, open_emptied
from engine_table import YAML, EngineTable, check, ruling
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st
from test_play_scenes import asked as asked_to

from gm import resources
from gm.authoring.load import load_campaign
from gm.domain.calls import BackendRequest
from gm.domain.campaign import Campaign
from gm.domain.effects import GiveItem, LoseItem
from gm.domain.play import Game, Hand
from gm.domain.scenes import MAIN
from gm.models.scripted import Reply
from gm.store.database import Database
from gm.store.history import check_chain, load_world

Deed = Literal["take", "hurt", "tick", "wait", "own"]
DEEDS: tuple[Deed, ...] = ("take", "hurt", "tick", "wait", "own")
ABOUT_ONE_THING = ("take", "hurt")
"""What two cannot do at once: one key lies there; and a wound is what a ruling stands on."""
World = Mapping[tuple[str, str], object]


def mill_with_a_guard() -> Campaign:
    text = YAML.replace("name: Gregor, place", "name: Gregor, sheet: {max_hp: 8}, place")
    return load_campaign({"campaign.yaml": text.encode()}, rulesets=resources.ruleset_sources())


def ruled(who: str, deed: Deed, minutes: int, *, again: bool) -> str:
    if deed == "hurt":  # whichever way the die falls
        wound = {"effects": [{"kind": "damage", "character": "gregor", "amount": "1"}]}
        either = {degree: {"text": "It hits.", **wound} for degree in ("success", "failure")}
        return ruling(check(who, intent="strike Gregor", outcomes=either), minutes=0)
    effects: dict[Deed, list[dict[str, object]]] = {
        "take": [] if again else [{"kind": "give_item", "character": who, "item": "key", "source": "mill"}],
        "tick": [{"kind": "tick_clock", "clock": "dawn", "by": 1}],
        "wait": [],
        "own": [{"kind": "move", "character": who, "place": "yard"}],
    }
    verdict = {"character": who, "intent": deed, "effects": effects[deed]}
    return json.dumps({"verdicts": [verdict], "minutes": minutes if deed == "wait" else 0})


async def played(
    database: Database, deeds: Mapping[str, tuple[Deed, int]], order: tuple[str, ...], *, apart: bool
) -> tuple[World, list[int]]:
    """The world after both have acted, and how often each was ruled. `order`: () is at once; `apart`: two processes."""
    table = EngineTable(database)
    game = await table.start(party=("ilse", "odo"), campaign=mill_with_a_guard())
    _, key = await table.engine.scenes.part(game, ["odo"], "", asked_to(), table.face)
    lies = (GiveItem(character="ilse", item="key"), LoseItem(character="ilse", item="key", dropped=True))
    await table.engine.adjust(game, Hand("test", "key", "gm", lies), table.face)
    other = EngineTable(database, owner="host:2:test") if apart else table
    both, asked = asyncio.Event(), list[str]()

    def reply(request: BackendRequest) -> Reply:
        who = "odo" if "as Odo" in str(request.messages[-1]) else "ilse"
        again = who in asked
        asked.append(who)
        if order or len(set(asked)) == 2:
            both.set()
        return [both, ruled(who, *deeds[who], again=again or late(who))]

    def late(who: str) -> bool:
        """Whether somebody else has taken it before."""
        return bool(order) and who == order[1] and deeds[order[0]][0] == "take"

    table.adjudicator = other.adjudicator = reply

    async def act(who: str) -> int:
        at, text = (other, "I meddle with it as Odo") if who == "odo" else (table, "I meddle with it as Ilse")
        return await _act(at, game, who, text, key if who == "odo" else MAIN)

    async with asyncio.timeout(60):
        attempts = [await act(who) for who in order] if order else await asyncio.gather(act("ilse"), act("odo"))
    async with database.read() as db:
        await check_chain(db, game.branch_id)
        return dict((await load_world(db, game.branch_id)).world.values), sorted(attempts)


async def _act(table: EngineTable, game: Game, who: str, text: str, key: str) -> int:
    line = table.line(text, character=who, source=f"deed:{who}")
    turn = await table.engine.take_turn(game, [line], table.face, scene_key=key)
    assert turn.status == "done"
    return turn.attempt


async def compared(opened: "type[Opened]", where: object, deeds: Mapping[str, tuple[Deed, int]], apart: bool) -> None:
    async with opened(where) as database:
        world, attempts = await played(database, deeds, (), apart=apart)
    serial = []
    for order in (("ilse", "odo"), ("odo", "ilse")):
        async with opened(where) as database:
            after, once = await played(database, deeds, order, apart=apart)
            assert once == [1, 1], "one after the other is never ruled again"
            serial.append(after)
    assert world in serial, "it ends as if one had gone first"
    kinds = {deed for deed, _ in deeds.values()}
    overlap = len(kinds) == 1 and kinds <= set(ABOUT_ONE_THING)
    assert attempts == ([1, 2] if overlap else [1, 1])


class Opened:
    """A database of its own for each run: a copy of an empty SQLite file, or PostgreSQL emptied."""

    def __init__(self, where: object) -> None:
        self._where = where
        self._folder = TemporaryDirectory(prefix="gm-conflicts-")

    async def __aenter__(self) -> Database:
        if isinstance(self._where, Path):
            self._database = await open_copy(self._where, Path(self._folder.name))
        else:
            self._database = await open_emptied(str(self._where))
        return self._database

    async def __aexit__(self, *_: object) -> None:
        await self._database.close()
        self._folder.cleanup()


DEED = st.tuples(st.sampled_from(DEEDS), st.integers(0, 20))
FEW = settings(
    deadline=None,
    phases=(Phase.explicit, Phase.generate),  # each example plays three games: to shrink one takes minutes
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@pytest.mark.parametrize("deed", ABOUT_ONE_THING)
@pytest.mark.parametrize("apart", [False, True])
def test_what_is_about_one_thing_is_ruled_again_once(sqlite_template: Path, deed: Deed, apart: bool) -> None:
    asyncio.run(compared(Opened, sqlite_template, {"ilse": (deed, 0), "odo": (deed, 0)}, apart))


@settings(FEW, max_examples=10)
@example(ilse=("own", 0), odo=("own", 0), apart=True)
@example(ilse=("take", 0), odo=("own", 0), apart=False)
@given(ilse=DEED, odo=DEED, apart=st.booleans())
def test_it_ends_as_if_one_had_gone_first(
    sqlite_template: Path, ilse: tuple[Deed, int], odo: tuple[Deed, int], apart: bool
) -> None:
    asyncio.run(compared(Opened, sqlite_template, {"ilse": ilse, "odo": odo}, apart))


@settings(FEW, max_examples=4)
@given(ilse=DEED, odo=DEED)
def test_so_it_does_over_two_processes_on_postgresql(
    postgres_url: str, ilse: tuple[Deed, int], odo: tuple[Deed, int]
) -> None:
    asyncio.run(compared(Opened, postgres_url, {"ilse": ilse, "odo": odo}, True))
