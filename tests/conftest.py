"""Fixtures that every package's tests may use."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from databases import DIALECTS, make_template, open_copy, open_emptied, running_postgres
from hypothesis import settings

from gm.store.database import Database

settings.register_profile("gm", deadline=None)  # how long an example takes says more about the machine than about us
settings.load_profile("gm")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest tests first, so that no worker is alone with one at the end."""
    items.sort(key=lambda item: item.path.parent.name != "survival")


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, empty SQLite file. Copy it, never open it."""
    return make_template(tmp_path_factory.mktemp("template"))


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A PostgreSQL server of this test process."""
    with running_postgres() as url:
        yield url


@pytest.fixture
async def sqlite_database(sqlite_template: Path, tmp_path: Path) -> AsyncIterator[Database]:
    """An empty SQLite database."""
    database = await open_copy(sqlite_template, tmp_path)
    yield database
    await database.close()


@pytest.fixture(params=DIALECTS)
async def database(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Database]:
    """An empty database; the test runs on SQLite and again on PostgreSQL."""
    if request.param == "sqlite":
        opened = await open_copy(request.getfixturevalue("sqlite_template"), tmp_path)
    else:
        opened = await open_emptied(request.getfixturevalue("postgres_url"))
    yield opened
    await opened.close()
