"""One evening through every way to play, changed in the middle: each turn is answered as its mode has it."""

from engine_table import EngineTable, check, mill, ruling

from gm.domain.calls import BackendRequest, Role
from gm.domain.play import Game, Hand, PlayerInput
from gm.domain.table import MODES, Mode
from gm.models.scripted import Reply
from gm.play.modes import SENTENCES
from gm.review.verify import verify
from gm.store.database import Database
from gm.store.turns import load_beats

ASKED: dict[Mode, tuple[Role, ...]] = {
    "game": (Role.ADJUDICATOR, Role.NARRATOR),
    "copilot": (Role.ADJUDICATOR, Role.NARRATOR),
    "assist": (),
    "npc": (Role.NPC,),
    "coauthor": (Role.NARRATOR,),
    "solo": (Role.ADJUDICATOR, Role.NARRATOR),
}
"""Who is asked about one line, in order."""


class Evening(EngineTable):
    """The engine with one scripted character."""

    def _reply(self, request: BackendRequest) -> Reply:
        return '"Boots off."' if request.role is Role.NPC else super()._reply(request)


async def answered(table: Evening, game: Game, mode: Mode, number: int) -> tuple[Role, ...]:
    """Say one line and do what a game master does; gives who was asked."""
    since = len(table.model.requests)
    turn = await table.say(game, f"Gregor, I search the floor, {number}")
    desk, rounds = table.engine.copilot, 0
    while (proposal := await desk.waiting(game)) is not None and rounds < 3:
        assert mode in ("copilot", "assist") and "dust settles" not in table.face.told()
        rounds += 1
        if mode == "assist":
            hand = Hand("test", f"hand:{number}", "gm:1", words="Nothing but boards.")
            await desk.tell(game, proposal.turn.id, proposal.mark, hand, table.face)
        else:
            await desk.approve(game, proposal.turn.id, proposal.mark, table.face)
    assert rounds == {"copilot": 2, "assist": 1}.get(mode, 0), (
        "before the dice and before it is told; or for their words"
    )
    assert turn.number == number
    return tuple(request.role for request in table.model.requests[since:])


async def test_every_mode_is_played_and_left_in_the_middle(database: Database) -> None:
    table = Evening(database)
    table.narrator = lambda _: "The dust settles."
    table.adjudicator = lambda _: ruling(check())
    game = await table.start(campaign=mill())
    order: tuple[Mode, ...] = (*MODES, *reversed(MODES))
    assert set(order) == set(SENTENCES) == set(ASKED)
    for number, mode in enumerate(order, start=2):
        changed, waits = await table.engine.copilot.change_mode(game, mode)
        assert (changed.mode, waits) == (mode, 0)
        table.face.events.clear()
        assert await answered(table, game, mode, number) == ASKED[mode], mode
    async with database.read() as db:
        beats = await load_beats(db, game.branch_id)
    assert [beat.number for beat in beats] == list(range(1, len(order) + 2)), "each line once, in order"
    told = {mode: beats[number].narration for number, mode in enumerate(order, start=1)}
    assert told["npc"] == 'Gregor: "Boots off."' and told["assist"] == "Nothing but boards."
    for number, mode in enumerate(order, start=2):  # whatever it was told in, it can read otherwise
        await table.engine.voices.edit(game, number, f"The pewter jug, {mode} {number}.", "gm:1")
    async with database.read() as db:
        edited = await load_beats(db, game.branch_id, first=2)
    assert [beat.narration for beat in edited] == [f"The pewter jug, {m} {n}." for n, m in enumerate(order, start=2)]
    await table.engine.copilot.change_mode(game, "game")
    await table.say(game, "I look around")
    prompt = "".join(message.content for message in table.asked(Role.NARRATOR)[-1].messages)
    assert "pewter jug, npc" in prompt and "Boots off" not in prompt and "dust settles" not in prompt
    assert (await verify(database, game)).ok


async def test_just_me_is_a_whole_game_without_waiting_for_anybody(database: Database) -> None:
    table = EngineTable(database)
    game = await table.start()
    await table.engine.set_table(game, mode="solo")
    turn = await table.engine.take_turn(
        game, [PlayerInput("test", "s:1", "ilse", "I search the floor", character="ilse")], table.face
    )
    assert turn.status == "done" and turn.outcome is not None and turn.outcome.checks and turn.narration
