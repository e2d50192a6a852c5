"""A character carried between two games: once, whoever dies in between; as they have become; by their owner alone."""

import pytest
from engine_table import EngineTable, mill

from gm.domain.campaign import Campaign
from gm.domain.errors import HistoryConflict, Refused
from gm.domain.own import CharacterPicks
from gm.domain.play import Game, Hand, Scene, Turn
from gm.play.carry_desk import CarryDesk
from gm.play.hand import Resolve
from gm.play.parts import Face
from gm.play.pausing import rise
from gm.play.scenes import Asked
from gm.review.verify import verify
from gm.rules.own import own_character
from gm.rules.world import initial_changes
from gm.store.campaigns import record_campaign
from gm.store.database import Database
from gm.store.games import record_game
from gm.store.own import record_character, record_guest

PICKS = CharacterPicks(name="Mira Quill", concept="a ferrywoman", good_at=("stealth",))


async def _third(table: EngineTable) -> Game:
    return await _second(table, mill().model_copy(update={"slug": "third"}), "third", "d")


async def _second(table: EngineTable, campaign: Campaign, name: str = "second", sign: str = "h") -> Game:
    from gm.authoring.load import campaign_version

    version, now = campaign_version(campaign), table.clock.now()
    async with table.database.begin() as db:
        await record_campaign(db, campaign, version=version, now=now)
        game = await record_game(
            db,
            uid=sign * 32,
            name=name,
            campaign=campaign,
            version=version,
            branch_uid=chr(ord(sign) + 10) * 32,
            changes=initial_changes(campaign, ["odo"]),
            scene_title="T",
            scene_place="yard",
            seats=[("odo", None)],
            now=now,
        )
        await db.commit()
    await table.engine.open_story(game, table.face)
    return game


async def _mira(table: EngineTable, game: Game) -> str:
    mira = own_character(mill(), PICKS, slug="own-77", owner="ada")
    now = table.clock.now()
    async with table.database.begin() as db:
        await record_character(db, slug=mira.id, owner="ada", ruleset="lantern-d20", picks=PICKS, now=now)
        await record_guest(db, game.id, mira, now)
        await db.commit()
    await table.engine.join(game, mira.id)
    return mira.id


async def test_killed_between_the_two_games_the_same_call_finishes_it_once(database: Database) -> None:
    table = EngineTable(database)
    first = await table.start()
    mira, second = await _mira(table, first), await _second(table, mill().model_copy(update={"slug": "other"}))
    await table.say(first, "I look about", character=mira)
    asked = Asked("test", "carry:1", "ada")
    with pytest.raises(Refused, match="whoever made"):
        await table.engine.carrying.carry(first, second, mira, Asked("test", "carry:0", "bo"), table.face)
    assert mira not in (await table.engine.state(second)).present()
    real = table.engine.carrying

    async def dies(game: Game, scene: Scene, hand: Hand, face: Face, resolve: Resolve | None) -> Turn:
        if hand.source_id.endswith(":out"):
            raise RuntimeError("killed")
        return await real.by_hand(game, scene, hand, face, resolve)

    with pytest.raises(RuntimeError):
        await CarryDesk(table.parts, dies, table.engine.memory).carry(first, second, mira, asked, table.face)
    assert mira in (await table.engine.state(first)).present() and mira in (await table.engine.state(second)).present()
    other = EngineTable(database, owner="host:2:test")
    done = await other.engine.carrying.carry(first, second, mira, asked, other.face)
    assert done.memory == "Mira Quill comes from The Mill: 1 sessions, 1 deeds."
    assert mira not in (await other.engine.state(first)).present()
    state = await other.engine.state(second)
    assert mira in state.present() and state.world.text(f"character:{mira}", "carried").startswith("from:")
    facts = [fact for fact in (await other.engine.memory.kept(second)).facts if "comes from" in fact.object or
             "comes from" in fact.relation]  # fmt: skip
    assert len(facts) == 1 and facts[0].knowers == (mira,)
    await other.engine.undo(second)
    assert mira not in (await other.engine.state(second)).present()
    assert (await verify(database, first)).ok and (await verify(database, second)).ok


async def test_only_its_owner_and_only_between_games_of_the_same_rules(database: Database) -> None:
    table = EngineTable(database)
    first = await table.start()
    mira = await _mira(table, first)
    rules = mill().ruleset.model_copy(update={"slug": "other-rules", "title": "Other Rules"})
    second = await _second(table, mill().model_copy(update={"slug": "other", "ruleset": rules}))
    with pytest.raises(Refused, match="Other Rules"):
        await table.engine.carrying.carry(first, second, mira, Asked("test", "c:1", "ada"), table.face)
    with pytest.raises(Refused, match="same game"):
        await table.engine.carrying.carry(first, first, mira, Asked("test", "c:2", "ada"), table.face)
    assert mira not in (await table.engine.state(second)).present()


async def test_nobody_lives_in_two_games_whatever_is_taken_back(database: Database) -> None:
    table = EngineTable(database)
    first, second = await table.start(), await _second(table, mill().model_copy(update={"slug": "other"}))
    mira, engine = await _mira(table, first), table.engine

    async def here() -> tuple[bool, bool]:
        return (
            (await engine.state(first)).is_playing(mira),
            (await engine.state(second)).is_playing(mira),
        )

    await engine.carrying.carry(first, second, mira, Asked("test", "c:1", "ada"), table.face)
    assert await here() == (False, True)
    with pytest.raises(HistoryConflict, match="plays in second"):
        await engine.undo(first)
    await engine.set_aside(first)  # an X-card never fails: the words go, and nobody is doubled by it
    with pytest.raises(Refused, match="rests"):
        await engine.carrying.carry(second, first, mira, Asked("test", "c:0", "ada"), table.face)
    assert await here() == (False, True), "nobody arrives where the other table cannot let them go"
    await rise(table.parts, first, leads=True)
    with pytest.raises(Refused, match="plays in second"):
        await engine.join(first, mira)
    third = await _third(table)
    with pytest.raises(Refused, match="plays in second"):
        await engine.carrying.carry(first, third, mira, Asked("test", "c:2", "ada"), table.face)
    assert await here() == (False, True) and mira not in (await engine.state(third)).present()

    await engine.undo(second)
    assert await here() == (False, False)
    await engine.join(first, mira)  # now they can come back, as they left
    assert await here() == (True, False)
    await engine.carrying.carry(first, second, mira, Asked("test", "c:3", "ada"), table.face)
    assert await here() == (False, True)
    await engine.carrying.carry(second, first, mira, Asked("test", "c:4", "ada"), table.face)
    assert await here() == (True, False)
    with pytest.raises(HistoryConflict, match="plays in"):
        await engine.undo(second)
    for game in (first, second, third):
        assert (await verify(database, game)).ok


async def test_on_a_what_if_from_before_they_stay_where_they_are(database: Database) -> None:
    table = EngineTable(database)
    first, second = await table.start(), await _second(table, mill().model_copy(update={"slug": "other"}))
    mira, engine = await _mira(table, first), table.engine
    turn = await table.say(first, "I look about", character=mira)
    await engine.carrying.carry(first, second, mira, Asked("test", "c:1", "ada"), table.face)
    await engine.branch(first, "what if", at=turn.number)
    first = await engine.switch(first, "what if")
    assert (await engine.state(first)).is_playing(mira), "a what-if tells what would be if they had stayed"
    with pytest.raises(Refused, match="plays in second"):
        await engine.carrying.carry(first, await _third(table), mira, Asked("test", "c:2", "ada"), table.face)
    done = await engine.carrying.carry(first, second, mira, Asked("test", "c:3", "ada"), table.face)
    assert done.turn is None and not (await engine.state(first)).is_playing(mira), "they went there long ago"


async def test_another_call_finishes_what_was_cut_off(database: Database) -> None:
    table = EngineTable(database)
    first, second = await table.start(), await _second(table, mill().model_copy(update={"slug": "other"}))
    mira, real = await _mira(table, first), table.engine.carrying

    async def dies(game: Game, scene: Scene, hand: Hand, face: Face, resolve: Resolve | None) -> Turn:
        if hand.source_id.endswith(":out"):
            raise RuntimeError("killed")
        return await real.by_hand(game, scene, hand, face, resolve)

    with pytest.raises(RuntimeError):
        cut_off = CarryDesk(table.parts, dies, table.engine.memory)
        await cut_off.carry(first, second, mira, Asked("test", "c:1", "ada"), table.face)
    done = await real.carry(first, second, mira, Asked("test", "c:2", "ada"), table.face)
    assert done.turn is None and not (await table.engine.state(first)).is_playing(mira)
    assert (await table.engine.state(second)).is_playing(mira)
