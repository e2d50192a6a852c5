"""The option that renews prompt snapshots, and the fixture that compares with them."""

from collections.abc import Callable
from pathlib import Path

import pytest

SNAPSHOTS = Path(__file__).parent / "snapshots"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-snapshots", action="store_true", help="write tests/prompting/snapshots anew")


@pytest.fixture
def snapshot(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Compare a text with its file in `snapshots/`; run `pytest tests/prompting --update-snapshots` to renew them."""
    update = request.config.getoption("--update-snapshots", default=False)

    def compare(name: str, text: str) -> None:
        path = SNAPSHOTS / f"{name}.txt"
        if update:
            SNAPSHOTS.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")
        assert path.exists(), f"{path.name} is missing: run pytest tests/prompting --update-snapshots"
        assert text == path.read_text(encoding="utf-8"), f"{path.name} differs: renew it and read the difference"

    return compare
