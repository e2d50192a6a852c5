"""Words that the table has seen are kept while the telling goes on, not only when it is broken off in good order."""

import asyncio
import os
import signal
import sys
from pathlib import Path

from databases import make_template, open_copy
from engine_table import EngineTable, settled

from gm.domain.calls import Role
from gm.play.checkpoints import Checkpoints
from gm.play.engine import TurnEngine
from gm.store.database import Database
from gm.store.games import load_game
from gm.store.turns import load_unfinished
from gm.store.unfinished_words import load_shown

FIRST = (
    "The lantern swings. Gregor looks up from the stones. He says nothing for a while. Flour drifts through the "
    "light and settles on his sleeves, on the hopper, on the iron key beside the door. Outside a cart goes by "
    "without slowing. Then the wheel catches, groans, and turns over once more."
)


async def shown_in(database: Database) -> str:
    """The words that are kept of the turn that is being told. They are written beside the stream: waited for."""
    async with asyncio.timeout(10):
        while True:
            async with database.read() as db:
                for turn in await load_unfinished(db, 1):
                    if shown := await load_shown(db, turn.id, alternative=0):
                        return shown


async def until(found: asyncio.Event) -> None:
    async with asyncio.timeout(10):
        await found.wait()


async def test_each_write_holds_the_latest_and_only_one_is_under_way() -> None:
    kept: list[str] = []
    go, begun = asyncio.Event(), asyncio.Event()

    async def keep(text: str) -> None:
        kept.append(text)
        begun.set()
        await go.wait()

    checkpoints = Checkpoints(keep, every=0)
    checkpoints.note("One.")
    await until(begun)
    for text in ("One. Two.", "One. Two. Three."):
        checkpoints.note(text)
    assert kept == ["One."]
    go.set()
    await checkpoints.close()
    assert kept == ["One."], "nothing is written after the telling is over"


async def test_the_next_write_brings_what_came_meanwhile() -> None:
    kept: list[str] = []
    done = asyncio.Event()

    async def keep(text: str) -> None:
        kept.append(text)
        if text == "One. Two. Three.":
            done.set()

    checkpoints = Checkpoints(keep, every=0)
    for text in ("One.", "One. Two.", "One. Two. Three."):
        checkpoints.note(text)
        await asyncio.sleep(0)
    await until(done)
    await checkpoints.close()
    assert kept[0] == "One." and kept[-1] == "One. Two. Three."


async def test_what_was_seen_is_in_the_database_before_the_telling_ends(database: Database) -> None:
    table = EngineTable(database)
    never = asyncio.Event()
    game = await table.start()
    table.narrator = lambda _: [FIRST + " Then he sp", never]
    playing = asyncio.create_task(table.say(game, "I wait."))
    try:
        await table.face.until_said("The lantern swings.")
        shown = await shown_in(database)
    finally:
        await settled(playing)
    assert shown.startswith("The lantern swings.") and shown in table.face.told()


HERE = Path(__file__).resolve().parent
CHILD = """
import asyncio, sys
sys.path[:0] = {paths!r}
from engine_table import EngineTable
from gm.store.database import Database
from test_play_checkpoints import FIRST

async def main():
    database = await Database.open({url!r})
    table = EngineTable(database, owner="host:1:child")
    never = asyncio.Event()
    game = await table.start()
    table.narrator = lambda _: [FIRST + " Then he sp", never]
    playing = asyncio.create_task(table.say(game, "I wait.", source="the line"))
    await table.face.until_said("Gregor looks up")
    print("shown", flush=True)
    await playing

asyncio.run(main())
"""


async def test_a_process_killed_in_mid_stream_loses_at_most_the_last_second(tmp_path: Path) -> None:
    database = await open_copy(make_template(tmp_path), tmp_path)
    url = database.url
    await database.close()
    script = CHILD.format(paths=[str(HERE), str(HERE.parent)], url=url)
    child = await asyncio.create_subprocess_exec(sys.executable, "-c", script, stdout=asyncio.subprocess.PIPE)
    try:
        assert child.stdout is not None
        async with asyncio.timeout(60):
            assert await child.stdout.readline() == b"shown\n"
            database = await Database.open(url)
            shown = await shown_in(database)
    finally:
        os.kill(child.pid, signal.SIGKILL)
        await child.wait()
    table = EngineTable(database, owner="host:2:next", gone=lambda _: True)
    table.narrator = lambda _: "And he turns away."
    table.engine = TurnEngine(table.parts)
    async with database.read() as db:
        game = await load_game(db, "mill")
    await table.engine.resume(game, table.face)
    told = table.face.told()
    assert told.startswith(shown) and told.endswith("And he turns away.")
    sent = table.asked(Role.NARRATOR)[-1].messages
    assert sent[-2].role == "assistant" and sent[-2].content == shown.strip()
    await database.close()
