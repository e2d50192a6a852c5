"""What comes out in a beat is told with whom it is new to, and from whom they have it."""

from engine_table import YAML, EngineTable, ruling
from pytest import mark

from gm import resources
from gm.authoring.load import load_campaign
from gm.domain.calls import BackendRequest, Role
from gm.domain.effects import Reveal
from gm.domain.play import Game
from gm.play.hand import Hand
from gm.store.database import Database

BURIED = "- The miller buried the missing boy beneath the old threshing floor himself."
STONES = "- The stones were cut from a ring on the hill."


async def told(table: EngineTable, game: Game, who: str, fact: str, *to: str, text: str = "It is said.") -> str:
    """The narrator's last message, where `who` acts and the fact comes out for `to`."""
    reveal = {"kind": "reveal", "fact": fact, "to": list(to)}
    verdict = {"input": 1, "character": who, "intent": "talk", "text": text, "effects": [reveal]}
    table.adjudicator = lambda _: ruling(verdict)
    await table.say(game, "I search the floor, and we speak of it.", character=who)
    return last(table.asked(Role.NARRATOR)[-1])


def last(request: BackendRequest) -> str:
    return request.messages[-1].content


async def at_the_mill(database: Database) -> tuple[EngineTable, Game]:
    table = EngineTable(database)
    campaign = load_campaign(
        {"campaign.yaml": YAML.replace("content: The stones", "audience: gm, content: The stones").encode()},
        rulesets=resources.ruleset_sources(),
    )
    return table, await table.start(party=("ilse", "odo"), campaign=campaign)


async def test_who_of_those_here_could_say_it_is_named(database: Database) -> None:
    table, game = await at_the_mill(database)
    found = await told(table, game, "ilse", "buried")
    assert f"THE PARTY LEARNS THIS NOW (Gregor knew it), tell it plainly enough to act on:\n{BURIED}" in found
    shown = await told(table, game, "ilse", "stones")
    assert "THE PARTY LEARNS THIS NOW (nobody of PEOPLE here knew it: let things show it), tell it plainly" in shown
    assert STONES in shown and BURIED not in shown


async def test_what_a_players_character_tells_friends_is_reported_and_put_into_no_mouth(database: Database) -> None:
    table, game = await at_the_mill(database)
    alone = await told(table, game, "ilse", "buried", "ilse")
    assert "LEARN" not in alone and BURIED not in alone, "the other one reads it too"
    shared = await told(table, game, "ilse", "buried", "odo")
    assert "ILSE TELLS ODO THIS NOW. Say that it is told, a clause for each, plainly enough to act on" in shared
    assert "put it into nobody's mouth" in shared and BURIED in shared and "THE PARTY LEARNS" not in shared


@mark.parametrize("to", [(), ("odo",)])
async def test_what_one_of_them_finds_out_after_the_other_is_no_telling(database: Database, to: tuple[str]) -> None:
    table, game = await at_the_mill(database)
    learn = Hand("test", "h1", "gm", (Reveal(kind="reveal", fact="buried", to=("ilse",)),))
    await table.engine.adjust(game, learn, table.face)
    found = await told(table, game, "odo", "buried", *to)
    assert f"ODO LEARNS THIS NOW (Ilse knew it), tell it plainly enough to act on:\n{BURIED}" in found


async def test_what_the_party_tells_others_is_no_discovery_of_theirs(database: Database) -> None:
    table, game = await at_the_mill(database)
    await told(table, game, "ilse", "stones")
    heard = await told(table, game, "odo", "stones", "gregor")
    how = "The party knows it: do not tell it again, show how it is taken:"
    assert f"GREGOR LEARNS THIS NOW from Odo. {how}\n{STONES}" in heard
    assert "THE PARTY LEARNS" not in heard
    again = await told(table, game, "odo", "stones", "gregor")
    assert "LEARNS" not in again


async def test_what_not_all_who_read_know_is_told_to_nobody_in_public(database: Database) -> None:
    table, game = await at_the_mill(database)
    learn = Hand("test", "h1", "gm", (Reveal(kind="reveal", fact="stones", to=("ilse",)),))
    await table.engine.adjust(game, learn, table.face)
    heard = await told(table, game, "ilse", "stones", "gregor")
    assert STONES not in heard and "LEARNS" not in heard


async def test_the_adjudicator_reads_who_knows_what_not_all_of_them_know(database: Database) -> None:
    table, game = await at_the_mill(database)
    await told(table, game, "ilse", "buried")
    learn = Hand("test", "h1", "gm", (Reveal(kind="reveal", fact="stones", to=("odo",)),))
    await table.engine.adjust(game, learn, table.face)
    await table.say(game, "I search the floor once more.")
    asked = last(table.asked(Role.ADJUDICATOR)[-1])
    assert "The party knows: buried (secret of Gregor).\nOnly odo knows: stones.\n" in asked
