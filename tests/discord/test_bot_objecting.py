"""`/wrong` on the loopback Discord: a ruling is looked at once more, with the dice that had fallen."""

from pathlib import Path

from bot_journey import opened, seated, serving
from loopback import LoopbackDiscord

from gm.review.verify import verify
from gm.store.turns import load_turns


async def test_a_ruling_is_put_right_or_stands(server: LoopbackDiscord, home: Path) -> None:
    channel = server.world.guild().channel("inn")
    async with opened(home) as app, serving(server, app) as bot:
        group = await seated(server, bot, channel, Ada="Ilse Brand", Bo="Tam Reed")
        bo = group.players["Bo"]
        await group.does("Bo", "I try to persuade Orla to help us")
        why = await (await bo.slash(group.thread, "why", {})).message("Turn")
        form = await bo.click(why, "That is wrong …")
        done = await bo.submit(form, {"because": "that is Deceive, I am lying to her"})
        await done.message("Put right")
        await group.rest()
        (line,) = group.told("is put right")
        assert "that is Deceive" in line.text
        table = await bot.tables.at(group.thread.id)
        assert table is not None
        async with app.database.read() as db:
            turns = [turn for turn in await load_turns(db, table.game.branch_id) if turn.kind == "action"]
        assert [turn.status for turn in turns] == ["undone", "done"]
        old, new = (turn.outcome.checks[0] for turn in turns if turn.outcome is not None)
        assert old.skill == "persuade" and new.skill == "deceive" and old.roll.dice == new.roll.dice
        await (await bo.slash(group.thread, "wrong", {"because": "and again"})).message("once for each turn")
        why = await (await bo.slash(group.thread, "why", {})).message("Put right after an objection")
        assert not any("That is wrong" in label for label in why.labels)
        await group.does("Bo", "I search the stove for a key")
        await (await bo.slash(group.thread, "wrong", {"because": "it was easy"})).message("No other skill")
        await (await group.players["Ada"].slash(group.thread, "wrong", {"because": "no"})).message("once for each turn")
        assert (await verify(app.database, table.game)).differences == ()


async def test_in_copilot_the_game_master_is_asked(server: LoopbackDiscord, home: Path) -> None:
    channel = server.world.guild().channel("inn")
    async with opened(home) as app, serving(server, app) as bot:
        group = await seated(server, bot, channel, Ada="Ilse Brand", Bo="Tam Reed")
        ada, bo = group.players["Ada"], group.players["Bo"]
        await group.does("Bo", "I try to persuade Orla to help us")
        await (await ada.slash(group.thread, "mode", {"how": "copilot"})).message("the AI drafts")
        await group.rest()
        await (await bo.slash(group.thread, "wrong", {"because": "I am lying: Deceive"})).message("is asked")
        (waits,) = group.told("objects to the ruling")
        assert "lying" not in waits.text
        await (await bo.click(waits, "For the game master")).message("Only the game master")
        desk = await (await ada.click(waits, "For the game master")).message("I am lying")
        assert desk.ephemeral
        form = await ada.click(desk, "It stands")
        await (await ada.submit(form, {"because": "She saw your face."})).message("It stands.")
        await group.rest()
        assert any("She saw your face." in message.text for message in group.thread.messages)
        await (await ada.click(desk, "Look at it again")).message("No objection waits")
        await group.does("Bo", "I try to persuade Orla again")
        for _ in range(2):
            waiting = group.told("Waiting for the game master")[-1]
            shown = await (await ada.click(waiting, "For the game master")).message("")
            await (await ada.click(shown, "Approve")).message("It goes on")
            await group.rest()
        await (await bo.slash(group.thread, "wrong", {"because": "I am lying: Deceive"})).message("is asked")
        desk = await (await ada.click(group.told("objects to the ruling")[-1], "For the game master")).message("lying")
        await (await ada.click(desk, "Look at it again")).message("Put right")
        await group.rest()
        waiting = group.told("Waiting for the game master")[-1]
        draft = await (await ada.click(waiting, "For the game master")).message("Before the dice fall")
        assert "Deceive" in draft.text
