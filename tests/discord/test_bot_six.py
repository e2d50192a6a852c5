"""Six players on the loopback Discord, in each way of taking turns and with a person who approves.

The suite plays a short evening of each; `GM_SIX_TURNS=100 pytest tests/discord/test_bot_six.py` plays them whole.
"""

import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from bot_journey import make_home
from bot_six import at_table
from bot_six_standing import check_all
from bot_six_ways import WAYS, play
from bot_standing import write_transcripts
from loopback import LoopbackDiscord

TURNS = int(os.environ.get("GM_SIX_TURNS", "6"))
SEED = int(os.environ.get("GM_SIX_SEED", "1"))


@pytest.fixture
async def server() -> AsyncIterator[LoopbackDiscord]:
    """A server that finds nothing wrong with what the bot asks of it."""
    async with LoopbackDiscord() as made:
        yield made
        if folder := os.environ.get("GM_TRANSCRIPTS"):  # to be read by a person
            write_transcripts(made, Path(folder))
    assert [str(finding) for finding in made.findings_on_requests] == []
    assert made.unknown_routes == [] and made.invalid_requests == 0


@pytest.mark.parametrize("way", WAYS)
async def test_six_play(server: LoopbackDiscord, tmp_path: Path, sqlite_template: Path, way: str) -> None:
    home = make_home(tmp_path, sqlite_template)
    async with at_table(server, home, SEED) as six:
        await play(six, way, TURNS)
        await six.restart()
        await check_all(six)
    beats = len(six.group.thread.all_messages)
    print(f"{way}: {len(six.lines)} lines, {beats} posts, {dict(six.acts)}")
