"""Suggested actions on the loopback Discord: opted in, known to the party, played as the player's words."""

from pathlib import Path

from bot_journey import opened, seated, serving
from loopback import LoopbackDiscord, Permission
from test_bot_handling import last_turn


async def test_three_things_to_do_where_they_are_wanted(server: LoopbackDiscord, home: Path) -> None:
    guild = server.world.guild()
    channel, host = guild.channel("inn"), guild.user("Hana")
    guild.give(host, guild.role("staff", Permission.MANAGE_GUILD))
    async with opened(home) as app, serving(server, app) as bot:
        group = await seated(server, bot, channel, Ada="Ilse Brand", Bo="Tam Reed")
        assert not any("I speak" in label for post in group.thread.messages for label in post.labels)
        wanted = await host.slash(channel, "host suggestions", {"on": True})
        await wanted.message("Three things to do")
        await group.does("Ada", "I look around")
        below = group.with_button("Undo")[0]
        things = [label for label in below.labels[7:] if label != "Your odds"]  # below what dice would decide
        assert len(things) == 3 and {"I speak to Orla", "I go to The Path"} <= set(things)
        assert "Force the cupboard" not in below.labels, "nobody has told of a cupboard"
        eve = guild.user("Eve")
        await (await eve.click(below, "I go to The Path")).message("You play nobody")
        pressed = await group.players["Bo"].click(below, "I go to The Path")
        await pressed.message("✅")
        await group.rest()
        (words,) = group.told("I go to The Path")
        assert words.author_name == "Tam Reed" and "I speak to Orla" not in below.labels
        turn = await last_turn(app, bot, group)
        assert turn.inputs[0].input.text == "I go to The Path" and turn.inputs[0].input.kind == "do"
        off = await host.slash(channel, "host suggestions", {"on": False})
        await off.message("No suggestions")
        await group.does("Ada", "I wait")
        assert len(group.with_button("Undo")[0].labels) <= 7


async def test_a_game_has_them_or_not_whatever_its_server_has(server: LoopbackDiscord, home: Path) -> None:
    channel = server.world.guild().channel("inn")
    async with opened(home) as app, serving(server, app) as bot:
        group = await seated(server, bot, channel, Ada="Ilse Brand", Bo="Tam Reed")
        ada, bo = group.players["Ada"], group.players["Bo"]
        await group.does("Ada", "I look around")
        below = group.with_button("Undo")[0]
        few = below.labels
        await (await bo.slash(group.thread, "gm suggestions", {"on": True})).message("Only the game master")
        assert below.labels == few
        await (await ada.slash(group.thread, "gm suggestions", {"on": True})).message("Three things to do")
        assert "I speak to Orla" in below.labels, "at once, and its server has none"
    async with opened(home) as app, serving(server, app) as bot:
        group.bot = bot
        await group.does("Bo", "I wait")
        below = group.with_button("Undo")[0]
        assert "I speak to Orla" in below.labels
        await (await ada.slash(group.thread, "gm suggestions", {})).message("if its server has them")
        assert "I speak to Orla" not in below.labels


async def test_a_challenge_is_suggested_once_it_has_been_told_of(server: LoopbackDiscord, home: Path) -> None:
    guild = server.world.guild()
    channel, host = guild.channel("inn"), guild.user("Hana")
    guild.give(host, guild.role("staff", Permission.MANAGE_GUILD))
    async with opened(home) as app, serving(server, app) as bot:
        await host.slash(channel, "host suggestions", {"on": True})
        group = await seated(server, bot, channel, Ada="Ilse Brand")
        ada = group.players["Ada"]
        await group.does("Ada", "I look around")
        below = group.with_button("Undo")[0]
        assert "Force the cupboard" not in below.labels
        form = await ada.menu(below, "Edit")
        await (await ada.submit(form, {"words": "A cupboard stands a hand's breadth open."})).message("your words")
        below = group.with_button("Undo")[0]
        assert "Force the cupboard" in below.labels
