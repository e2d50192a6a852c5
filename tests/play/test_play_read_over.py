"""What a close reading of thirty turns showed: who is told what, once and by name, and nothing that nobody did."""

from engine_table import EngineTable, check, mill, ruling

from gm.domain.calls import Role
from gm.domain.effects import Change
from gm.domain.play import Game
from gm.domain.words import called
from gm.play.reach import find
from gm.play.views import change_views
from gm.review.why import load_why
from gm.store.database import Database


def learns(who: str, fact: str) -> Change:
    return Change(entity=f"character:{who}", path=f"knows/{fact}", before=None, after=True)


def sent(table: EngineTable, role: Role) -> str:
    return "\n".join(message.content for message in table.asked(role)[-1].messages)


async def reveals(table: EngineTable, game: Game, *to: str) -> str:
    """The narrator's prompt for a beat in which these learn a fact."""
    effect = {"kind": "reveal", "fact": "buried", "to": list(to)}
    told = {"input": 1, "character": "ilse", "intent": "tell it", "text": "They listen.", "effects": [effect]}
    table.adjudicator = lambda _: ruling(told)
    await table.say(game, "I search the floor, and tell.")
    return sent(table, Role.NARRATOR)


def test_what_several_learn_is_one_line() -> None:
    changes = (learns("ilse", "buried"), learns("odo", "buried"), learns("ilse", "stones"), learns("odo", "stones"))
    assert [view.text for view in change_views(mill(), changes, "main")] == [
        "Ilse, Odo learn a secret (Gregor)",
        "Ilse, Odo learn: The stones",
    ]
    hidden = change_views(mill(), changes[:2], "main", hidden=frozenset({"buried"}))
    assert [view.text for view in hidden] == ["Ilse, Odo learn something"]
    alone = change_views(mill(), (learns("odo", "buried"), learns("gregor", "stones")), "main")
    assert [view.text for view in alone] == ["Odo learns a secret (Gregor)"]


async def test_what_only_others_learn_is_no_news_to_the_party(database: Database) -> None:
    table = EngineTable(database)
    game = await table.start(party=("ilse", "odo"))
    assert "THE PARTY LEARNS THIS NOW" in await reveals(table, game, "ilse", "odo")
    assert "THE PARTY LEARNS THIS NOW" not in await reveals(table, game, "gregor")
    assert (await table.engine.state(game)).world.get("character:gregor", "knows/buried"), "he has learned it"


async def test_a_setting_of_the_table_is_no_beat_of_a_prompt(database: Database) -> None:
    table = EngineTable(database)
    game = await table.start(party=("ilse", "odo"))
    table.adjudicator = lambda _: ruling(check())
    await table.say(game, "I search the wheel.")
    await table.engine.control.set(game, scene_key="main", control="initiative")
    await table.engine.control.put_in_order(game, "ilse", "i1", table.face, scene_key="main")
    await table.engine.control.set(game, scene_key="main", control="free")
    before = len(table.asked(Role.NARRATOR))
    await table.say(game, "I search the wheel again.")
    assert len(table.asked(Role.NARRATOR)) == before + 1
    assert "Told: \n" not in sent(table, Role.ADJUDICATOR) + "\n"
    assert not any(message.content.strip() == "…" for message in table.asked(Role.NARRATOR)[-1].messages)


async def test_whoever_rules_is_told_how_somebody_is_spoken_of(database: Database) -> None:
    table = EngineTable(database)
    game = await table.start()
    table.adjudicator = lambda _: ruling(check())
    await table.say(game, "I search the floor.")
    pronouns = (await table.engine.state(game)).campaign.characters[0].pronouns
    assert f"ilse (Ilse, {pronouns}" in sent(table, Role.ADJUDICATOR)


async def test_why_passes_talk_across_the_table_by(database: Database) -> None:
    table = EngineTable(database)
    game = await table.start()
    table.adjudicator = lambda _: ruling(check())
    tried = await table.say(game, "I search the floor.")
    table.narrator = lambda _: "You may ask /why."
    talk = await table.say(game, "((why was that a search?))")
    async with database.read() as db:
        found = await load_why(db, game, number=None, spoilers=False)
        asked = await load_why(db, game, number=talk.number, spoilers=False)
    assert found.turn.number == tried.number and asked.turn.number == talk.number


async def test_any_word_of_a_name_will_do(database: Database) -> None:
    table = EngineTable(database)
    game = await table.start()
    assert find(await table.engine.state(game), "place", "yard") == "yard"
    people = [("osk", "Brother Osk"), ("odo", "Odo"), ("ose", "Ose the Elder")]
    assert (
        called("osk", people) == ["osk"] and called("Brother", people) == ["osk"] and called("elder", people) == ["ose"]
    )
    assert called("o", people) == ["odo", "ose"], "where several fit it is nobody's"
    assert called("", people) == called("her", people) == []
    assert called("os", [("1", "Brother Osk"), ("2", "Oskar")]) == ["2"], "the start of a name goes before a later word"
