"""Characters that answer alone, and a text that is written together, as a thread on the loopback Discord has them."""

from pathlib import Path

from bot_journey import Group, opened, seated, serving
from loopback import LoopbackDiscord

from gm.app import App
from gm.domain.play import Game, Turn
from gm.review.verify import verify
from gm.store.turns import load_last_turn


async def asks(group: Group, command: str, answer: str, **options: object) -> str:
    """Ada's command, and what she reads."""
    sent = await group.players["Ada"].slash(group.thread, command, options)
    said = (await sent.message(answer)).text
    await group.rest()
    return said


async def last(app: App, game: Game) -> Turn:
    """The newest beat."""
    async with app.database.read() as db:
        turn = await load_last_turn(db, game.branch_id)
    assert turn is not None
    return turn


async def test_only_the_characters_answer_in_a_thread(server: LoopbackDiscord, home: Path) -> None:
    channel = server.world.guild().channel("inn")
    async with opened(home) as app, serving(server, app) as bot:
        group = await seated(server, bot, channel, Ada="Ilse Brand", Bo="Tam Reed")
        await asks(group, "mode", "only the characters answer", how="npc")
        before = len(group.thread.messages)
        await group.does("Ada", "Orla, good evening to you")
        said = group.thread.messages[before:]
        assert any(message.text.startswith("Orla: ") for message in said), said
        await group.does("Bo", "I go outside")
        told = "\n".join(message.text for message in group.thread.messages[before:])
        assert "That is seen, and nothing more comes of it by itself: /check rolls for it" in told
        assert "Orla" in await asks(group, "relations", "Orla")
        table = await bot.tables.at(group.thread.id)
        assert table is not None and (await verify(app.database, table.game)).ok


async def test_a_text_is_written_together_in_a_thread(server: LoopbackDiscord, home: Path) -> None:
    channel = server.world.guild().channel("inn")
    async with opened(home) as app, serving(server, app) as bot:
        group = await seated(server, bot, channel, Ada="Ilse Brand")
        await asks(group, "mode", "we write together", how="coauthor")
        await asks(group, "note", "Nobody laughs", words="Nobody laughs in this book.")
        await group.does("Ada", "Ilse put the lamp out, and told nobody why.")
        table = await bot.tables.at(group.thread.id)
        assert table is not None
        turn = await last(app, table.game)
        assert not turn.outcome or not turn.outcome.checks
        for command in ("rewrite", "expand", "alternatives"):
            await asks(group, command, "")
        now = await last(app, table.game)
        assert now.number == turn.number and now.alternatives == 5, "one, another, a longer one, and two ways on"
        await asks(group, "edit", "", turn=now.number, words="The lamp was never lit.")
        assert group.told("The lamp was never lit.")
        await asks(group, "continue", "✅", how="slower")
        await asks(group, "pace", "slow", pace="slow")
        await asks(group, "branch", "", name="dry")
        assert (await verify(app.database, table.game)).ok
