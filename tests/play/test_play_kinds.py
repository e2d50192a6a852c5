"""Eight of a kind are one card in a prompt, and nobody is lost in it."""

from ford import FordTable

from gm.domain.brief import PersonView
from gm.domain.calls import Role
from gm.prompting.kinds import kinds_of
from gm.store.database import Database

SEEN = "Quick, cruel and easily bored."


def sent(table: FordTable, role: Role) -> str:
    return "\n".join(message.content for message in table.asked(role)[-1].messages)


async def test_eight_goblins_are_described_once_and_all_stand_somewhere(database: Database) -> None:
    table = FordTable(database)
    game = await table.sit_down()
    await table.command(game, "attack horde", "ada")
    view = await table.view(game)
    assert view is not None and view.turn is not None
    words = "I shout at the goblins that forty men are coming, to make them falter"
    await table.engine.take_turn(game, [table.line(words, character=view.turn)], table.face)
    for role in (Role.NARRATOR, Role.ADJUDICATOR):
        prompt = sent(table, role)
        assert prompt.count(SEEN) == 1, role
        assert all(f"oblin {number}" in prompt for number in range(1, 9)) or role is Role.NARRATOR
    told = await table.command(game, "pass", view.turn)
    while told.status == "parked":
        told = await table.engine.answer(game, told.id, "keep", table.face)
    assert told.narration
    prompt = sent(table, Role.NARRATOR)
    assert prompt.count(SEEN) == 1 and "8 of a kind, Goblin" in prompt
    assert all(f"- Goblin {number}:" in prompt for number in range(1, 9)), "who is how stands with the fight"


def test_who_is_hurt_is_marked_and_moods_that_differ_are_left_out() -> None:
    def goblin(number: int, **more: str) -> PersonView:
        given = {"mood": "hostile", "health": "unhurt"} | more
        return PersonView(
            f"goblin-{number}", f"Goblin {number}", "it/its", False, SEEN, aliases=("Goblin",), kind="goblin", **given
        )

    miller = PersonView("miller", "the miller", "they/them", False, "Flour.")
    (card,) = kinds_of((goblin(1), miller, goblin(2, health="wounded"), goblin(3, mood="wary")))
    assert (card.name, card.count, card.mood) == ("Goblin", 3, "")
    assert card.marked == (("Goblin 2", "wounded"),) and card.ids == ("goblin-1", "goblin-2", "goblin-3")
