"""Message actions on the loopback Discord: who said it, edit, remove, say it differently; who is this."""

from pathlib import Path

import pytest
from bot_journey import opened, seated, serving
from bot_voices import home_with_voices
from loopback import LoopbackDiscord
from test_bot_handling import last_turn
from test_bot_voices import hears

from gm.store.guilds import load_audit
from gm.store.tellings import load_tellings
from gm.store.turns import load_beats


@pytest.fixture
def home(tmp_path: Path, sqlite_template: Path) -> Path:
    """GM_HOME with people who speak."""
    return home_with_voices(tmp_path, sqlite_template)


async def test_who_said_this(server: LoopbackDiscord, home: Path) -> None:
    guild = server.world.guild()
    channel = guild.channel("inn")
    async with opened(home) as app, serving(server, app) as bot:
        group = await seated(server, bot, channel, Ada="Ilse Brand", Bo="Tam Reed")
        ada, bo = group.players["Ada"], group.players["Bo"]
        said = await hears(group)
        asked = await bo.menu(said, "Who said this?")
        answer = await asked.message("Orla")
        assert "**Orla** says this in turn" in answer.text and "the offline narrator" in answer.text
        assert asked.private and "Turn " in answer.text
        mine = await bo.menu(group.told("I ask Orla")[-1], "Who said this?")
        assert f"played by <@{ada.id}>" in (await mine.message("Ilse Brand")).text and ada.notifications == []
        opening = await bo.menu(group.thread.messages[1], "Who said this?")
        assert "the author of the campaign" in (await opening.message("narrator")).text
        chat = bo.say(group.thread, "brb")
        nothing = await ada.menu(chat, "Who said this?")
        await nothing.message("shows nothing that happened")
        await group.does("Bo", "I search the floor")
        dice = await ada.menu(group.told("🎲")[-1], "Who said this?")
        assert "no model does" in (await dice.message("rules")).text


async def test_a_game_master_edits_what_orla_says(server: LoopbackDiscord, home: Path) -> None:
    channel = server.world.guild().channel("inn")
    async with opened(home) as app, serving(server, app) as bot:
        group = await seated(server, bot, channel, Ada="Ilse Brand", Bo="Tam Reed")
        ada, bo = group.players["Ada"], group.players["Bo"]
        said = await hears(group)
        turn = await last_turn(app, bot, group)
        order = [post.id for post in group.thread.messages]
        refused = await bo.menu(said, "Edit")
        await refused.message("Only the game master of this table")
        form = await ada.menu(said, "Edit")  # she started the game
        other = '"Leave the lamp alone @everyone, it was burning before you were born and it will burn after."'
        sent = await ada.submit(form, {"words": other})
        await sent.message("is told in your words")
        await group.rest()
        assert said.content == other and said.author_name == "Orla" and said.notified == []
        assert [post.id for post in group.thread.messages] == order, "in the post that it has"
        assert group.with_button("Undo")[0].labels[-3:] == ["◀ 1", "2/2", "1 ▶"]
        await group.does("Bo", "I wait")
        stale = await ada.submit(await ada.menu(said, "Edit"), {"words": f"{other} Go."})
        await stale.message("is told in your words")
        assert said.content == f"{other} Go." and group.with_button("Undo")[0] is not said
        async with app.database.read() as db:
            table = await bot.tables.at(group.thread.id)
            assert table is not None
            beats = {beat.turn_id: beat for beat in await load_beats(db, table.game.branch_id)}
            trail = await load_audit(db, channel.guild.id)  # type: ignore[union-attr]
            told = await load_tellings(db, turn.id)
        assert f"Orla: {other} Go." in beats[turn.id].narration
        assert [each.teller for each in told] == ["offline", "gm", "gm"]
        assert {(each.action, each.detail) for each in trail} == {("telling.edit", f"turn {turn.number}")}
        olds = [post for post in group.thread.messages if "3 tellings" in post.labels]
        assert len(olds) == 1 and "Act" not in olds[0].labels


async def test_an_edit_that_came_too_late_changes_nothing(server: LoopbackDiscord, home: Path) -> None:
    channel = server.world.guild().channel("inn")
    async with opened(home) as app, serving(server, app) as bot:
        group = await seated(server, bot, channel, Ada="Ilse Brand")
        ada = group.players["Ada"]
        await group.does("Ada", "I look around")
        form = await ada.menu(group.with_button("Undo")[0], "Edit")
        await (await ada.slash(group.thread, "reword", {"how": "shorter"})).message("other words")
        await group.rest()
        late = await ada.submit(form, {"words": "Nothing at all."})
        await late.message("told otherwise in the meantime")
        assert group.told("Nothing at all.") == []


async def test_removing(server: LoopbackDiscord, home: Path) -> None:
    guild = server.world.guild()
    channel = guild.channel("inn")
    async with opened(home) as app, serving(server, app) as bot:
        group = await seated(server, bot, channel, Ada="Ilse Brand", Bo="Tam Reed")
        ada, bo = group.players["Ada"], group.players["Bo"]
        said = await hears(group)
        words = (await last_turn(app, bot, group)).narration or ""
        refused = await bo.menu(said, "Remove")
        await refused.message("Only the game master of this table")
        gone = await ada.menu(said, "Remove")
        await gone.message("Removed")
        await group.rest()
        assert said.deleted_at is not None and "Orla:" in words
        assert "Orla:" not in ((await last_turn(app, bot, group)).narration or "")
        assert group.with_button("Undo")[0] is group.thread.messages[-1]

        await group.does("Bo", "I whisper my real name to the stove")
        mine = group.told("my real name")[0]
        eve = guild.user("Eve")
        await (await eve.menu(mine, "Remove")).message("Only their author or a game master")
        await (await bo.menu(mine, "Remove")).message("The words are removed")
        assert mine.deleted_at is not None
        turn = await last_turn(app, bot, group)
        assert turn.inputs[0].input.text == "[erased]" and turn.status == "done"
        await group.does("Bo", "I search the floor")
        await (await ada.menu(group.told("🎲")[-1], "Remove")).message("Dice and questions stay")


async def test_say_it_differently(server: LoopbackDiscord, home: Path) -> None:
    channel = server.world.guild().channel("inn")
    async with opened(home) as app, serving(server, app) as bot:
        group = await seated(server, bot, channel, Ada="Ilse Brand", Bo="Tam Reed")
        bo = group.players["Bo"]
        said = await hears(group)
        before = await last_turn(app, bot, group)
        form = await bo.menu(said, "Say it differently")
        assert form.modal is not None and "Orla" in form.modal["title"]
        sent = await bo.submit(form, {"how": "colder"})
        await sent.message("other words")
        await group.rest()
        after = await last_turn(app, bot, group)
        assert (after.id, after.alternative) == (before.id, 1) and after.narration != before.narration
        spoken = [post.content for post in group.thread.messages if post.content.startswith('"')]
        assert len(spoken) == len(set(spoken)), "nothing stands there twice"
        await group.does("Ada", "I wait")
        old = next(post for post in group.thread.messages if "2 tellings" in post.labels)
        await (await bo.menu(old, "Say it differently")).message("no longer the last turn")


async def test_who_is_this(server: LoopbackDiscord, home: Path) -> None:
    guild = server.world.guild()
    channel = guild.channel("inn")
    async with opened(home) as app, serving(server, app) as bot:
        group = await seated(server, bot, channel, Ada="Ilse Brand", Bo="Tam Reed")
        ada, bo, eve = group.players["Ada"], group.players["Bo"], guild.user("Eve")
        in_thread = group.thread
        own = await bo.menu(bo, "Show character", channel=in_thread)
        assert "HP 9/9" in (await own.message("Tam Reed")).text and own.private
        other = await bo.menu(ada, "Show character", channel=in_thread)
        seen = (await other.message("Ilse Brand")).text
        assert "surveyor" in seen and "HP" not in seen and "unhurt" in seen
        lead = await ada.menu(bo, "Show character", channel=in_thread)
        assert "HP 9/9" in (await lead.message("Tam Reed")).text
        await (await ada.menu(eve, "Show character", channel=in_thread)).message("plays nobody here")
