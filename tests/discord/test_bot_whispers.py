"""Whispers and what is sealed, through a real client: one reads, nobody else, and a restart changes nothing."""

from pathlib import Path

from bot_journey import opened, seated, serving
from loopback import LoopbackDiscord

from gm.bot.table import player_key
from gm.domain.facts import LONGEST
from gm.domain.play import Hand, PlayerInput
from gm.play.memories import Reader
from gm.play.parts import SilentFace
from gm.store.guilds import GuildSettings


async def test_a_whisper_is_answered_to_one_alone(server: LoopbackDiscord, home: Path) -> None:
    guild = server.world.guild()
    async with opened(home) as app, serving(server, app) as bot:
        group = await seated(server, bot, guild.channel("inn"), Ada="Ilse Brand", Bo="Tam Reed")
        ada, bo, thread = group.players["Ada"], group.players["Bo"], group.thread
        before = len(thread.all_messages)
        used = await ada.slash(thread, "whisper", {"words": "I hide the zqxchalk"})
        answer = await used.message(within=30)
        assert answer.ephemeral and "zqxchalk" in answer.text
        await group.rest()
        public = [each for each in thread.all_messages.values() if not each.ephemeral]
        assert len(public) <= before and not any("zqx" in each.text for each in public)
        await group.does("Bo", "I look around")
        mine = await (await ada.slash(thread, "mine")).message("whispered")
        assert "zqxchalk" in mine.text and mine.ephemeral
        assert "zqx" not in (await (await bo.slash(thread, "mine")).message("alone")).text
        for command in ("recap", "why", "catchup"):
            assert "zqx" not in (await (await bo.slash(thread, command)).message(within=30)).text


async def test_what_is_sealed_is_opened_by_whom_it_is_for_also_after_a_restart(
    server: LoopbackDiscord, home: Path
) -> None:
    guild = server.world.guild()
    channel = guild.channel("inn")
    async with opened(home) as app, serving(server, app) as bot:
        group = await seated(server, bot, channel, Ada="Ilse Brand", Bo="Tam Reed")
        thread, ada = group.thread, group.players["Ada"]
        table = await bot.tables.at(thread.id)
        assert table is not None
        # Ada's whisper is received, and the process ends before it is told
        entry = PlayerInput("discord", "1", f"discord:{ada.id}", "I hide the zqxchalk", character="ilse", private=True)
        await app.engine.keep(table.game, [entry])
    async with opened(home) as app, serving(server, app) as bot:
        await server.until(lambda: any("Sealed for Ilse Brand" in each.labels for each in thread.messages))
        post = next(each for each in thread.messages if "Sealed for Ilse Brand" in each.labels)
        assert "zqx" not in post.text
        bo = group.players["Bo"]
        assert "zqx" not in (await (await bo.click(post, "Sealed for Ilse Brand")).message("is sealed for")).text
        opened_by = await (await ada.click(post, "Sealed for Ilse Brand")).message("zqxchalk", within=30)
        assert opened_by.ephemeral
        await server.until(lambda: post not in thread.messages)
        again = await (await ada.slash(thread, "mine")).message("whispered")
        assert "zqxchalk" in again.text
        await bot.tables.rest()


async def test_a_game_master_tells_one_and_rolls_in_secret(server: LoopbackDiscord, home: Path) -> None:
    guild = server.world.guild()
    async with opened(home) as app, serving(server, app) as bot:
        group = await seated(server, bot, guild.channel("inn"), Ada="Ilse Brand", Bo="Tam Reed")
        thread, ada, bo = group.thread, group.players["Ada"], group.players["Bo"]
        await (await ada.slash(thread, "gm sealed tell", {"who": "tam", "words": "You smell zqxsmoke."})).message(
            "waits"
        )
        post = next(each for each in thread.messages if "Sealed for Tam Reed" in each.labels)
        assert "zqxsmoke" in (await (await bo.click(post, "Sealed for Tam Reed")).message("zqxsmoke")).text
        await (await ada.slash(thread, "gm sealed roll", {"dice": "1d20 [zqxlock]"})).message("In secret (number 1)")
        assert not any("zqxlock" in each.text for each in thread.all_messages.values() if not each.ephemeral)
        await (await bo.slash(thread, "gm sealed roll", {"reveal": 1})).message("game master")
        await (await ada.slash(thread, "gm sealed roll", {"reveal": 1})).message(within=30)
        assert any("zqxlock" in each.text for each in thread.messages)
        await (await bo.slash(thread, "letter", {"words": "I am the zqxheir"})).message("game master alone")
        assert "zqxheir" in (await (await ada.slash(thread, "gm sealed list")).message("zqxheir")).text


async def test_a_ruling_on_a_whisper_is_put_right_for_whoever_whispered(server: LoopbackDiscord, home: Path) -> None:
    guild = server.world.guild()
    async with opened(home) as app, serving(server, app) as bot:
        group = await seated(server, bot, guild.channel("inn"), Ada="Ilse Brand", Bo="Tam Reed")
        ada, bo, thread = group.players["Ada"], group.players["Bo"], group.thread
        words = "I try to persuade Orla about the zqxdebt"
        await (await bo.slash(thread, "whisper", {"words": words})).message("Persuade", within=30)
        await group.does("Ada", "I look around")
        why = {"because": "that is Deceive, zqxlie", "whisper": True}
        done = await (await bo.slash(thread, "wrong", why)).message("Put right", within=30)
        assert done.ephemeral and "Deceive" in done.text and "zqxdebt" in done.text
        mine = (await (await bo.slash(thread, "mine")).message("whispered")).text
        assert mine.count("> I try") == 1 and "Deceive" in mine and "Persuade" not in mine
        await (await bo.slash(thread, "wrong", why)).message("once for each turn")
        await (await ada.slash(thread, "wrong", why)).message("whispered nothing here")
        await group.rest()
        public = [each for each in thread.all_messages.values() if not each.ephemeral]
        assert not any("zqx" in each.text for each in public)
        for command in ("recap", "why", "catchup"):
            assert "zqx" not in (await (await ada.slash(thread, command)).message(within=30)).text


async def test_all_of_ones_private_text_is_shown_again_however_long_it_is(server: LoopbackDiscord, home: Path) -> None:
    guild = server.world.guild()
    async with opened(home) as app, serving(server, app) as bot:
        group = await seated(server, bot, guild.channel("inn"), Ada="Ilse Brand", Bo="Tam Reed")
        thread, bo = group.thread, group.players["Bo"]
        table = await bot.tables.at(thread.id)
        assert table is not None
        for number in range(24):
            words = f"zqxnote{number}. " + "You smell smoke, and somebody laughs behind the wall. " * 9
            hand = Hand("discord", f"gm:{number}", "discord:1", words=words, to="tam")
            await app.engine.adjust(table.game, hand, SilentFace())
        shown = await (await bo.slash(thread, "mine")).message("from the beginning", within=30)
        assert shown.ephemeral and len(shown.text) <= 2000
        (attached,) = shown.attachments
        (upload,) = [each for path, each in server.world.files.items() if path in attached["url"]]
        whole = upload.data.decode()
        assert all(f"zqxnote{number}. " in whole for number in range(24)) and "zqxnote23" not in whole[:200]
        assert not any("zqxnote" in each.text for each in thread.all_messages.values() if not each.ephemeral)


async def test_a_private_answer_that_is_too_long_for_posts_is_whole_in_a_file(
    server: LoopbackDiscord, home: Path
) -> None:
    guild = server.world.guild()
    async with opened(home) as app, serving(server, app) as bot:
        group = await seated(server, bot, guild.channel("inn"), Ada="Ilse Brand", Bo="Tam Reed")
        thread, bo = group.thread, group.players["Bo"]
        table = await bot.tables.at(thread.id)
        assert table is not None
        await bot.tables.set_settings(GuildSettings(guild_id=guild.id, cards="plain"))
        desk, reader = app.engine.memory, Reader(player_key(bo.id), ("tam",))
        for number in range(30):
            words = f"zqxfact{number} is a thing that Tam alone knows, and it is long. " * 8
            await desk.add(table.game, reader, words[:LONGEST], audience="named", knowers=("tam",))
        shown = await (await bo.slash(thread, "memory list")).message("All of it is in the file", within=30)
        assert shown.ephemeral and len(shown.text) <= 2000
        assert shown.labels, "what can be pressed stays below"
        (attached,) = shown.attachments
        (upload,) = [each for path, each in server.world.files.items() if path in attached["url"]]
        assert all(f"zqxfact{number} " in upload.data.decode() for number in range(30))
        assert not any("zqxfact" in each.text for each in thread.all_messages.values() if not each.ephemeral)
