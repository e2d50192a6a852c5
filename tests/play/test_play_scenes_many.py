"""Many scenes of one game at once: nothing is lost, none overlaps with itself, none waits for another's model."""

import asyncio

from engine_table import YAML, EngineTable, ruling

from gm import resources
from gm.authoring.load import load_campaign
from gm.domain.calls import BackendRequest, Role
from gm.domain.campaign import Campaign
from gm.domain.scenes import MAIN, open_scenes
from gm.models.scripted import Reply
from gm.play.scenes import Asked
from gm.store.commits import load_commits
from gm.store.database import Database
from gm.store.history import check_chain, load_world

SCENES = 12
TURNS = 2
MINUTES = 2
"""What a look around takes."""


def crowd() -> Campaign:
    people = "\n".join(f"  pc{n}: {{name: Walker{n}, concept: a walker, sheet: {{max_hp: 8}}}}" for n in range(SCENES))
    head, _, rest = YAML.partition("characters:\n")
    text = f"{head}characters:\n{people}\n{rest}"
    return load_campaign({"campaign.yaml": text.encode()}, rulesets=resources.ruleset_sources())


async def test_many_scenes_at_once(database: Database) -> None:
    table = EngineTable(database)
    party = tuple(f"pc{n}" for n in range(SCENES))
    game = await table.start(party=party, campaign=crowd())
    keys = {"pc0": MAIN}
    for who in party[1:]:
        _, keys[who] = await table.engine.scenes.part(game, [who], "", Asked("test", f"go:{who}", who), table.face)
    assert len(set(keys.values())) == SCENES
    asking: set[str] = set()
    most = 0
    everybody = asyncio.Event()

    def held(request: BackendRequest) -> Reply:
        """Answers once every scene's model is being asked: had one waited for another's, none would ever answer."""
        nonlocal most
        asking.add(str(request.messages))
        most = max(most, len(asking))
        if len(asking) == SCENES:
            everybody.set()
        return [everybody, "Dust settles."]

    table.adjudicator = lambda _: ruling(minutes=MINUTES)
    table.narrator = held

    async def play(who: str) -> None:
        for number in range(TURNS):
            line = table.line(f"I look at stone {number}", character=who)
            await table.engine.take_turn(game, [line], table.face, scene_key=keys[who])

    async with asyncio.timeout(60):
        await asyncio.gather(*(play(who) for who in party))
    assert most >= SCENES and table.asked(Role.NARRATOR)
    async with database.read() as db:
        world = (await load_world(db, game.branch_id)).world
        commits = await load_commits(db, game.branch_id)
        await check_chain(db, game.branch_id)
    assert len(open_scenes(world)) == SCENES
    hours = {world.number(f"scene:{key}", "minutes") for key in keys.values()}
    assert hours == {world.number("world", "minutes")} == {18 * 60 + MINUTES * TURNS}, "none is lost, none added up"
    assert len([each for each in commits if each.kind == "turn"]) == 1 + (SCENES - 1) + SCENES * TURNS
