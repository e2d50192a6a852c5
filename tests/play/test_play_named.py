"""What people call things, and tell in a game master's place, is read by others: it keeps to the table's lines, and who
wrote it is told so without whose line it is."""

from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest
from engine_table import EngineTable, WatchingFace, check, mill, ruling
from test_play_carry import _mira, _second

from gm.domain.approval import Overruling
from gm.domain.boundaries import House, read_boundaries
from gm.domain.effects import SetFlag
from gm.domain.errors import Refused
from gm.domain.own import CharacterPicks
from gm.domain.play import Game, Hand
from gm.play.engine import TurnEngine
from gm.play.scenes import Asked
from gm.review.tree import load_tree
from gm.store.database import Database
from gm.store.games import load_branches
from gm.store.safety_log import load_events

WRITTEN = ("spider den", "sp1der den", "s p i d e r den", "spi\u200bder den", "паук", "蜘蛛", "แมงมุม")
Way = Callable[[str], Awaitable[object]]


async def refused(way: Way, texts: tuple[str, ...] = WRITTEN) -> None:
    """None of the texts is taken, and the refusal names neither a topic nor a person."""
    for text in texts:
        with pytest.raises(Refused, match=r"does not (play|show) that") as error:
            await way(text)
            pytest.fail(f"{text!r} was taken")
        assert "odo" not in str(error.value).casefold() and "pider" not in f"{error.value} {error.value.remedy}"


async def lined(database: Database) -> tuple[EngineTable, Game]:
    """Odo has ruled spiders out, and nobody else knows."""
    table = EngineTable(database)
    game = await table.start(party=("ilse", "odo"))
    await table.say(game, "I look at the stones")
    await table.engine.safety.set_own(game, "odo", lines=["spiders"], veils=["torture"])
    return table, game


async def test_a_branch_is_not_called_what_is_not_played(database: Database) -> None:
    table, game = await lined(database)
    plain = [text for text in WRITTEN if "\u200b" not in text]  # signs that nobody sees make no name at all
    await refused(lambda text: table.engine.branch(game, text), tuple(plain))
    await refused(lambda text: table.engine.fork(game, text, author="ilse"), tuple(plain))
    async with database.read() as db:
        assert [each.name for each in await load_branches(db, game.id)] == ["main"]
        assert not (await load_tree(db, game)).children
        assert {(each.event, each.stage) for each in await load_events(db)} == {("line", "input")}
    for name in ("torture chamber", "ใต้น้ำ", "नदी के पार", "под водой", "水下"):  # what is veiled may be wished for
        await table.engine.branch(game, name)


async def test_a_telling_that_is_edited_keeps_to_the_lines(database: Database) -> None:
    table, game = await lined(database)
    voices, state = table.engine.voices, await table.engine.state(game)
    await refused(lambda text: voices.edit(game, 2, f"There is a {text}.", "ilse"))
    await refused(lambda text: voices.edit(game, 2, f"I look: {text}", "ilse", words=True))
    with pytest.raises(Refused, match="does not show"):
        await voices.edit(game, 2, "They tortured him, and he screamed as the thumbscrews turned.", "ilse")
    await refused(lambda text: voices.set_voice(game, state, tone=[text]))
    await refused(lambda text: table.engine.zero.agree(game, tone=["dry", text]))
    await voices.set_voice(game, state, avoid=["spiders"])  # what is to be avoided may be named
    await table.engine.zero.agree(game, lines=["spiders"])


async def test_a_game_masters_desk_keeps_to_them(sqlite_database: Database) -> None:
    table, game = await lined(sqlite_database)
    desk, face = table.engine.copilot, table.face
    await table.engine.set_table(game, mode="copilot")
    table.adjudicator = lambda _: ruling(check())
    await table.say(game, "I search the floor under the stones")
    at = await desk.waiting(game)
    assert at is not None and at.stop == "ruling"

    def ruled(text: str, **more: str) -> Awaitable[object]:
        return desk.overrule(game, at.turn.id, at.mark, Overruling(**{"how": "words", **more}), "gm", face)  # type: ignore[arg-type]

    await refused(lambda text: ruled(text, words=text))
    await refused(lambda text: ruled(text, how="roll", stakes=text))
    await refused(lambda text: ruled(text, words="Dust.", because=text))
    await refused(lambda text: desk.tell(game, at.turn.id, at.mark, Hand("test", "h:1", "gm", words=text), face))
    await desk.approve(game, at.turn.id, at.mark, face)
    draft = await desk.waiting(game)
    assert draft is not None and draft.stop == "draft"
    await refused(lambda text: desk.edit(game, draft.turn.id, draft.mark, text, "gm", face))
    await refused(lambda text: desk.reword(game, draft.turn.id, draft.mark, f"with a {text}", face))
    assert (await desk.approve(game, draft.turn.id, draft.mark, face)).status == "done"


async def test_what_is_made_true_for_other_games_keeps_to_them(database: Database) -> None:
    table, game = await lined(database)
    await refused(lambda text: table.engine.worlds.offer(game, "The attic", f"There is a {text} in it."))
    await refused(lambda text: table.engine.worlds.offer(game, text, "It is behind the wheel."))
    assert (await table.engine.reload(game)).campaign_version == game.campaign_version


async def test_a_character_is_not_brought_to_a_table_that_does_not_play_it(database: Database) -> None:
    table, game = await lined(database)
    admit, cast = table.engine.safety.admit, (await table.engine.state(game)).campaign
    plain = CharacterPicks(name="Bo", concept="a ferryman")
    fields = ("name", "pronouns", "concept", "appearance", "wish")
    for field in fields:
        await refused(lambda text, f=field: admit(game, cast, plain.model_copy(update={f: text}).words))
    await refused(lambda text: admit(game, cast, plain.model_copy(update={"ties": ("Ilse", text)}).words))
    await admit(game, cast, plain.words)


async def test_where_no_game_runs_yet_campaign_server_and_host_count(database: Database) -> None:
    table = EngineTable(database)
    engine = TurnEngine(replace(table.parts, house=House(read_boundaries(["clowns"], "line"))))
    server = House(read_boundaries(["snakes"], "line"), "everyone")
    lined_campaign = mill().model_copy(update={"lines": ("spiders",), "rating": "mature"})
    for text in ("a clown", "a snake", "a spider", "fuck"):
        with pytest.raises(Refused):
            await engine.safety.admit(None, lined_campaign, ("Bo", text), also=server)
            pytest.fail(text)
    await engine.safety.admit(None, lined_campaign, ("Bo", "a ferryman"), also=server)
    await engine.safety.admit(None, mill(), ("Bo", "a snake"))  # this server and campaign play it


async def test_a_character_is_carried_only_where_its_words_are_played(database: Database) -> None:
    table = EngineTable(database)
    first = await table.start()
    mira, second = await _mira(table, first), await _second(table, mill().model_copy(update={"slug": "other"}))
    await table.say(first, "I look about", character=mira)
    who = (await table.engine.state(first)).campaign.character(mira)
    assert who is not None
    name = who.name
    await table.engine.safety.set_own(second, "odo", lines=[f"it: {name}"], veils=[])
    with pytest.raises(Refused, match="does not play"):
        await table.engine.carrying.carry(first, second, mira, Asked("test", "c:1", "ada"), table.face)
    assert not (await table.engine.state(second)).is_playing(mira)
    assert (await table.engine.state(first)).is_playing(mira)
    for text in (name, f"I trust {name}"):  # nor what ties them to the party there
        with pytest.raises(Refused, match="does not play"):
            await table.engine.safety.admit(second, mill(), (text,))
    await table.engine.safety.set_own(first, "odo", lines=["spiders"], veils=[])
    await refused(lambda text: table.engine.shapes.keep(mira, ties=("Ilse", text)))


async def test_a_game_masters_reason_and_hand_keep_to_them(sqlite_database: Database) -> None:
    table, game = await lined(sqlite_database)
    hand = Hand("test", "hand:1", "gm", (SetFlag(flag="found"),))
    await refused(lambda text: table.engine.adjust(game, replace(hand, words=text), WatchingFace()))
    await refused(lambda text: table.engine.objections.decide(game, 2, stands=text))
