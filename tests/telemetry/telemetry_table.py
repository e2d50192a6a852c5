"""A real app on a real database with scripted models, whose words can be looked for in what it says of itself."""

import contextlib
import shutil
from collections.abc import AsyncIterator, Callable, Mapping
from pathlib import Path
from typing import Final

from gm.app import App, open_app
from gm.bench.table import scripted_reply, starter
from gm.domain.calls import BackendRequest
from gm.domain.play import Game, PlayerInput, Turn
from gm.models.scripted import ScriptedBackend
from gm.play.engine import SilentFace
from gm.settings import load_settings

GM_YAML: Final = """
probe_local: false
routes:
  narrator: [{model: teller/big, backend: scripted, provider: test, price_in: 1, price_out: 2, context_window: 32000}]
  adjudicator: [{model: ruler/wise, backend: scripted, provider: test, price_in: 0, price_out: 0, json_schema: true,
    context_window: 32000}]
"""
LINE: Final = "I look for the zqxjlineq under the boards."
Reply = Callable[[BackendRequest], object]


@contextlib.asynccontextmanager
async def table(
    home: Path, template: Path, *, reply: Reply = scripted_reply, environ: Mapping[str, str] | None = None
) -> AsyncIterator[App]:
    """The app, its database new at the first time."""
    _prepare(home, template)
    settings = load_settings(environ={"GM_HOME": str(home), **(environ or {})}, cwd=home)
    scripted = ScriptedBackend(reply)  # type: ignore[arg-type]
    async with open_app(settings, models=False, backends={"scripted": scripted}) as app:
        yield app


def _prepare(home: Path, template: Path) -> None:
    home.mkdir(exist_ok=True)
    if not (home / "gm.db").exists():
        shutil.copy(template, home / "gm.db")
        (home / "gm.yaml").write_text(GM_YAML, encoding="utf-8")


async def begin(app: App) -> Game:
    """A game whose opening has been told."""
    campaign = starter()
    game = await app.start_game(campaign, name="told", characters=[campaign.characters[0].id])
    await app.engine.open_story(game, SilentFace())
    return game


async def play(app: App, game: Game, number: int, text: str = LINE) -> Turn:
    """One line."""
    said = PlayerInput("test", f"line:{number}", "zqxjplayerq", text, character=starter().characters[0].id)
    return await app.engine.take_turn(game, [said], SilentFace())
