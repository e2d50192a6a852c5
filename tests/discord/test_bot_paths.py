"""Ways on and ways not taken, on the loopback Discord: one's own odds, marks, a fork after a mark, two branches."""

import re
from pathlib import Path

from bot_journey import Group, opened, seated, serving
from loopback import LoopbackDiscord


async def test_up_to_four_things_with_ones_own_odds(server: LoopbackDiscord, home: Path) -> None:
    channel = server.world.guild().channel("inn")
    async with opened(home) as app, serving(server, app) as bot:
        group = await seated(server, bot, channel, Ada="Ilse Brand", Bo="Tam Reed")
        ada, bo = group.players["Ada"], group.players["Bo"]
        await group.does("Ada", "I search the floor")
        odds = {}
        for user in (ada, bo):
            shown = await (await user.slash(group.thread, "suggest")).message("Things to do")
            assert shown.ephemeral and 3 <= len(shown.labels) <= 4 and "Force the cupboard" not in shown.text
            (found,) = re.findall(r"Search the floor \((\d+) in 100\)", shown.text)
            odds[user] = int(found)
        assert odds[ada] > odds[bo], "whose wits are better"
        eve = server.world.guilds[channel.guild.id].user("Eve")  # type: ignore[union-attr]
        await (await eve.slash(group.thread, "suggest")).message("You play nobody")
    async with opened(home) as app, serving(server, app) as bot:
        group.bot = bot
        await (await bo.click(shown, "Search the floor")).message("✅")
        await group.rest()
        assert any(post.author_name == "Tam Reed" for post in group.told("Search the floor"))
        await (await bo.click(shown, "Search the floor")).message("moved on")


async def test_the_table_has_them_always(server: LoopbackDiscord, home: Path) -> None:
    channel = server.world.guild().channel("inn")
    async with opened(home) as app, serving(server, app) as bot:
        group = await seated(server, bot, channel, Ada="Ilse Brand")
        table = await bot.tables.at(group.thread.id)
        assert table is not None
        await group.does("Ada", "I look around")
        assert "I speak to Orla" not in group.with_button("Undo")[0].labels
        await app.engine.set_table(table.game, suggestions="always")
        await group.does("Ada", "I wait")
        assert "I speak to Orla" in group.with_button("Undo")[0].labels


async def test_below_a_beat_everybody_sees_their_own_odds_and_nobody_elses(server: LoopbackDiscord, home: Path) -> None:
    channel = server.world.guild().channel("inn")
    async with opened(home) as app, serving(server, app) as bot:
        group = await seated(server, bot, channel, Ada="Ilse Brand", Bo="Tam Reed")
        table = await bot.tables.at(group.thread.id)
        assert table is not None
        await app.engine.set_table(table.game, suggestions="always")
        await group.does("Ada", "I search the floor")
        (beat,) = group.with_button("Undo")
        assert "in 100" not in beat.text + " ".join(beat.labels)
        odds = {}
        for name in ("Ada", "Bo"):
            user = group.players[name]
            shown = await (await user.click(beat, "Your odds")).message("Things to do")
            assert shown.ephemeral
            (found,) = re.findall(r"Search the floor \((\d+) in 100\)", shown.text)
            asked = await (await user.slash(group.thread, "suggest")).message("Things to do")
            assert f"({found} in 100)" in asked.text
            odds[name] = int(found)
        assert odds["Ada"] > odds["Bo"], "whose wits are better"
        eve = server.world.guilds[channel.guild.id].user("Eve")  # type: ignore[union-attr]
        await (await eve.click(beat, "Your odds")).message("You play nobody")
        await group.does("Ada", "I go down the path")  # where nothing needs dice there is nothing to know
        assert not any("Your odds" in post.labels for post in group.with_button("Undo"))


async def what_if(group: Group, name: str, after: str) -> Group:
    """A branch after a mark, in a thread of its own."""
    forked = await group.players["Ada"].slash(group.thread, "branch", {"name": name, "after": after})
    await forked.message("A new branch")
    new = next(thread for thread in group.channel.threads if thread.name == name)
    return Group(group.server, group.bot, group.channel, new, group.players)


async def test_a_what_if_goes_on_from_a_mark_and_is_compared(server: LoopbackDiscord, home: Path) -> None:
    channel = server.world.guild().channel("inn")
    async with opened(home) as app, serving(server, app) as bot:
        group = await seated(server, bot, channel, Ada="Ilse Brand", Bo="Tam Reed")
        ada, bo, thread = group.players["Ada"], group.players["Bo"], group.thread
        await group.does("Ada", "I take the brass lamp")
        await (await ada.slash(thread, "bookmark", {"name": "the lamp"})).message("marked **the lamp**")
        await (await bo.slash(thread, "whisper", {"words": "I hide the zqxchalk"})).message("zqx")
        await group.does("Bo", "I give the lamp to Orla")
        listed = await ada.slash(thread, "bookmark")
        assert "I take the brass lamp" in (await listed.message("the lamp")).text
        for number in range(1, 8):  # a turn of Bo's that nobody else knows of cannot be marked, nor read by it
            await ada.slash(thread, "bookmark", {"name": f"n{number}", "turn": number})
        assert "zqx" not in (await (await ada.slash(thread, "bookmark")).message("the lamp")).text
        await (await ada.slash(thread, "bookmark", {"name": "n1", "drop": True})).message("no bookmark")
        offered = await ada.autocomplete(thread, "branch", "after", {"name": "dark", "after": "lam"})
        assert [each["value"] for each in offered] == ["the lamp"]
        other = await what_if(group, "dark", "the lamp")
        assert "after turn 2" in other.thread.messages[0].text and "lamp to Orla" not in other.thread.messages[0].text
        await other.does("Ada", "I open the path door and go")
        shown = await (await bo.slash(thread, "compare", {"branch": "dark"})).message("dark and main")
        assert shown.ephemeral and "zqx" not in shown.text
        assert "up to turn 2" in shown.text and "I give the lamp to Orla" in shown.text
        assert "I open the path door and go" in shown.text
        await (await bo.slash(thread, "compare", {"branch": "main"})).message("Name another branch")
        await (await bo.slash(thread, "compare", {"branch": "nowhere"})).message("There are: main, dark")
        await (await ada.slash(thread, "branch", {"name": "x", "after": "moon"})).message("Nothing is marked")
        await (await ada.slash(other.thread, "branch", {"name": "y", "after": "n4"})).message("another branch")
