"""A table to measure on: a real engine on a real database, with models that answer at once."""

import contextlib
import json
import tempfile
from collections.abc import AsyncIterator, Mapping
from functools import lru_cache
from pathlib import Path

from gm import resources
from gm.app import App, SystemClock, SystemEntropy
from gm.authoring.load import load_campaign
from gm.bench.engines import parts_on
from gm.domain.calls import Backend, BackendRequest, Candidate, Role, Route
from gm.domain.campaign import Campaign
from gm.domain.play import Game, PlayerInput, Turn
from gm.domain.ruling_brief import RulingBrief
from gm.models.backend import LitellmBackend
from gm.models.minilm import LocalEmbedder
from gm.models.routes import RouteTable
from gm.models.scripted import ScriptedBackend
from gm.play.engine import SilentFace, TurnEngine
from gm.settings import load_settings
from gm.store.database import Database

STARTER = "drowned-bell"

LINES = (
    "I look around carefully.",
    "I ask whoever is here about the bell.",
    "I search the shelves for anything unusual.",
    "I try to listen at the door without being noticed.",
    "I climb up to get a better view of the water.",
    "I try to persuade them to tell me the truth.",
    "I examine the marks on the wood.",
    "I wait and watch who comes by.",
)
NARRATION = (
    "Rain ticks against the shutters of stage {n}. The boards give under your weight as you lean in, and the smell of "
    "tallow and wet rope comes up from below. Whoever stood here last, {n} tides ago perhaps, left a smear of pitch on "
    "the sill. A gull answers something you cannot hear. Across the room a chair scrapes; nobody has touched it. The "
    "lamp leans, steadies, and shows you the edge of a plank that does not sit flush with the others. You could lift "
    "it with two fingers. Someone behind you clears their throat, and waits to see whether number {n} is the one."
)


@lru_cache(maxsize=1)
def starter() -> Campaign:
    """The shipped starter campaign."""
    folder = resources.campaign_folders(Path("/nonexistent"))[STARTER]
    return load_campaign(resources.campaign_sources(folder), rulesets=resources.ruleset_sources())


def scripted_reply(request: BackendRequest) -> str:
    """A narration of the usual length, or a ruling with one check, depending on who is asked."""
    number = getattr(request.brief, "turn_number", 0)
    if request.role is Role.NARRATOR:
        return NARRATION.format(n=number)
    assert isinstance(request.brief, RulingBrief)
    ruleset = request.brief.campaign.ruleset
    who, skill = request.brief.party[0].id, ruleset.default_skill
    return json.dumps(
        {
            "verdicts": [
                {
                    "input": 1,
                    "character": who,
                    "intent": "see what is there",
                    "check": {"character": who, "skill": skill, "difficulty": 12, "reason": "the light is poor"},
                    "stakes": "time",
                    "outcomes": {
                        ruleset.degrees[0].id: {"text": "It is plain to see."},
                        ruleset.degrees[-1].id: {"text": "Nothing but shadows."},
                    },
                }
            ],
            "minutes": 5,
        }
    )


SCRIPTED = Candidate(model="scripted", backend="scripted", context_window=8192, price_in=0.0, price_out=0.0)


@contextlib.asynccontextmanager
async def open_table(
    *,
    candidate: Candidate = SCRIPTED,
    backends: Mapping[str, Backend] | None = None,
    prompt_tokens: int = 8192,
    campaign: Campaign | None = None,
    embedding: Candidate | None = None,
    database_url: str | None = None,
    game_name: str = "bench",
) -> AsyncIterator[tuple[App, Game]]:
    """An app in a folder of its own, with a fresh game of the starter campaign whose opening has been told.

    `database_url`: a database that stays; None: one in that folder.
    """
    with tempfile.TemporaryDirectory(prefix="gm-bench-") as folder:
        settings = load_settings(environ={"GM_HOME": folder, "GM_PROBE_LOCAL": "false"}, cwd=Path(folder))
        database = await Database.open(database_url or settings.database_url)
        try:
            table = RouteTable({role: Route(role, (candidate,)) for role in (Role.NARRATOR, Role.ADJUDICATOR)})
            if embedding is not None:
                table = RouteTable({**table.routes, Role.EMBED: Route(Role.EMBED, (embedding,))})
            parts = parts_on(
                database,
                SystemClock(),
                SystemEntropy(),
                routes=table,
                backends={"scripted": ScriptedBackend(scripted_reply), **(backends or {})},
                embedders={"local": LocalEmbedder(), "litellm": LitellmBackend(settings.key)},
                prompt_tokens=prompt_tokens,
            )
            app = App(settings, database, TurnEngine(parts), parts.door, announcement="")
            campaign = campaign or starter()
            game = await app.start_game(campaign, name=game_name, characters=[campaign.characters[0].id])
            await app.engine.open_story(game, SilentFace())
            yield app, game
            await app.engine.settling.drain()
        finally:
            await database.close()


async def play_line(app: App, game: Game, number: int, *, character: str) -> Turn:
    """Play the n-th line of the benchmark's script."""
    line = LINES[number % len(LINES)]
    said = PlayerInput("bench", f"line:{number}", "bench", line, character=character)
    return await app.engine.take_turn(game, [said], SilentFace())
