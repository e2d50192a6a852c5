"""The AI drafts and a person approves, on the loopback Discord: nothing is in the thread before they have spoken."""

from pathlib import Path

from bot_journey import Group, begin, opened, seated, serving
from loopback import LoopbackDiscord

from gm.bot.moding import mode_to_begin
from gm.review.verify import verify

SEARCH = "I search the floor"


async def test_nothing_is_told_before_the_game_master_has_approved(server: LoopbackDiscord, home: Path) -> None:
    channel = server.world.guild().channel("inn")
    async with opened(home) as app, serving(server, app) as bot:
        group = await seated(server, bot, channel, Ada="Ilse Brand", Bo="Tam Reed")
        ada, bo = group.players["Ada"], group.players["Bo"]
        await (await bo.slash(group.thread, "mode", {"how": "copilot"})).message("Only the game master")
        await (await bo.slash(group.thread, "mode", {})).message("the AI runs it")
        await (await ada.slash(group.thread, "mode", {"how": "copilot"})).message("the AI drafts, I approve")
        await group.rest()
        await group.does("Bo", SEARCH)
        (waits,) = group.told("Waiting for the game master")
        before = [message.text for message in group.thread.messages]
        assert not any("difficulty" in text or "loose board" in text or "🎲" in text for text in before)
        await (await bo.click(waits, "For the game master")).message("Only the game master")
        shown = await (await ada.click(waits, "For the game master")).message("Before the dice fall")
        assert shown.ephemeral and "Noise carries." in shown.text and "Search" in shown.text
        await (await ada.click(shown, "Approve")).message("It goes on")
        await group.rest()
        assert [message.text for message in group.thread.messages] == before
        draft = await (await ada.click(waits, "For the game master")).message("Before it is told")
        assert "A loose board." in draft.text or "Only dust." in draft.text
        await (await ada.click(shown, "Approve")).message("changed since")
    async with opened(home) as app, serving(server, app) as bot:  # the desk is still there after a restart
        table = await bot.tables.at(group.thread.id)
        assert table is not None
        await table.rest()
        await (await ada.click(draft, "Approve")).message("It goes on")
        await table.rest()
        told = "\n".join(message.text for message in group.thread.messages)
        assert "🎲" in told and ("A loose board." in told or "Only dust." in told)
        assert "The game master has looked at it." in told and "Waiting for the game master" not in told
        assert (await verify(app.database, table.game)).differences == ()


async def test_a_table_is_set_for_whom_it_is_run_by(server: LoopbackDiscord, home: Path) -> None:
    channel = server.world.guild().channel("inn")
    ada = channel.guild.user("Ada")
    async with opened(home) as app, serving(server, app) as bot:
        await (await ada.slash(channel, "play start", {"campaign": "tiny", "mode": "copilot"})).message("set:")
        thread = channel.threads[-1]
        (card,) = thread.messages
        assert "How this table plays: the AI drafts, I approve." in card.text
        await (await ada.click(card, "Play Ilse Brand")).message("You play")
    async with opened(home) as app, serving(server, app) as bot:  # it is known after a restart
        await begin(ada, card)
        await bot.tables.rest()
        table = await bot.tables.at(thread.id)
        assert table is not None and (await app.engine.table(table.game)).mode == "copilot"
        assert (await bot.tables.settings(channel.guild.id)).begin_modes == {}
        group = Group(server, bot, channel, thread, {"Ada": ada})
        await group.does("Ada", SEARCH)
        assert group.told("Waiting for the game master")
        await (await ada.slash(channel, "play start", {"campaign": "tiny"})).message("set:")
        (plain,) = channel.threads[-1].messages
        assert "How this table plays" not in plain.text


async def test_a_server_says_who_runs_what_begins_there_and_a_table_may_say_otherwise(
    server: LoopbackDiscord, home: Path
) -> None:
    channel = server.world.guild().channel("inn")
    ada = channel.guild.user("Ada")
    async with opened(home) as app, serving(server, app) as bot:
        known = await bot.tables.settings(channel.guild.id)
        await bot.tables.set_settings(known.model_copy(update={"begin_mode": "copilot"}))
        for asked, line in (
            ({"campaign": "tiny"}, "the AI drafts, I approve"),
            ({"campaign": "tiny", "mode": "game"}, "the AI runs it"),
        ):
            await (await ada.slash(channel, "play start", asked)).message("set:")
            (card,) = channel.threads[-1].messages
            assert f"How this table plays: {line}" in card.text
        tiny = await bot.tables.campaign("tiny", channel.guild.id)
        settings = await bot.tables.settings(channel.guild.id)
        made_for = tiny.model_copy(update={"mode": "npc"})
        assert mode_to_begin(None, made_for, settings) is None, "it begins as its author made it"
        assert mode_to_begin("game", made_for, settings) == "game"
