"""What nearly every test on the loopback Discord begins with; a file that needs another home or server has its own."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from bot_journey import make_home
from loopback import LoopbackDiscord


@pytest.fixture
def home(tmp_path: Path, sqlite_template: Path) -> Path:
    """GM_HOME with the tiny campaign and an empty database."""
    return make_home(tmp_path, sqlite_template)


@pytest.fixture
async def server() -> AsyncIterator[LoopbackDiscord]:
    """A Discord that finds nothing wrong with what the bot asks of it."""
    async with LoopbackDiscord() as made:
        yield made
    assert [str(finding) for finding in made.findings_on_requests] == []
    assert made.unknown_routes == [] and made.invalid_requests == 0
