"""A group plays through the loopback Discord, by every way there is to act."""

from pathlib import Path
from typing import Any

import pytest
from bot_journey import HeldPace, opened, seated, serving
from loopback import EVERYONE, CannotDo, LoopbackDiscord, Permission

from gm.bot.catalogue import shipped_catalogue
from gm.review.verify import verify
from gm.store.turns import load_turns


async def test_setup_lobby_and_three_players(server: LoopbackDiscord, home: Path) -> None:
    guild = server.world.guild()
    channel, host = guild.channel("inn"), guild.user("Hana")
    guild.give(host, guild.role("staff", Permission.MANAGE_GUILD))
    ada, bo, cy = (guild.user(name) for name in ("Ada", "Bo", "Cy"))
    async with opened(home) as app, serving(server, app) as bot:
        with pytest.raises(CannotDo, match="not offered"):
            await ada.slash(channel, "host setup")
        screen = await (await host.slash(channel, "host setup")).message("How this server is set")
        await host.submit(await host.click(screen, "1. Games"), {"campaign": "tiny", "language": "en"})
        await server.until(lambda: "The Lit Window" in screen.text)
        note = {"note": "Hana pays, at most a dollar a day."}
        await host.submit(await host.click(screen, "2. Models and money"), note)
        doctor = await host.slash(channel, "host doctor")
        assert "Nothing is missing" in (await doctor.message("Narrator")).text

        started = await ada.slash(channel, "play start", {"name": "Tuesday"})
        link = await started.message("set:")
        assert link.ephemeral
        (thread,) = channel.threads
        assert thread.name == "Tuesday" and f"<#{thread.id}>" in link.text
        (card,) = thread.messages
        assert "Hana pays" in card.text and card.notified == []

        nobody = await ada.click(card, "Begin")
        await nobody.message("Nobody has picked")
        for player, name in ((ada, "Ilse Brand"), (bo, "Tam Reed")):
            await (await player.click(card, f"Play {name}")).message(f"You play {name}")
        stale = await cy.slash(thread, "play join", {"character": "ilse"})
        await stale.message("Ada plays this character")
        choices = await cy.autocomplete(thread, "play join", "character", {"character": "od"})
        assert [choice["value"] for choice in choices] == ["odo"]
        await (await cy.slash(thread, "play join", {"character": "odo"})).message("You play Odo")
        stranger = guild.user("Eve")
        await (await stranger.click(card, "Begin")).message("You play nobody")
        await (await ada.click(card, "Ready")).message("ready")
        asked = await (await bo.click(card, "Begin")).message("Not ready yet: Cy.")
        assert asked.ephemeral and "Una" not in asked.text and asked.labels == ["Begin anyway"]
        await (await bo.click(asked, "Begin anyway")).message("begins")
        await bot.tables.rest()
        again = await ada.slash(thread, "play start", {})
        await again.message("already")
        opening = thread.messages[1]
        assert opening.text == "Rain. A lit window. You are at the hut."
        assert opening.labels == ["Act", "Why?", "Speak to Orla"]
        assert card.labels == ["Play Una", "Make your own", "Get up"]


async def test_ten_turns_by_every_way_to_act(server: LoopbackDiscord, home: Path) -> None:
    channel = server.world.guild().channel("inn")
    async with opened(home) as app, serving(server, app) as bot:
        group = await seated(server, bot, channel, Ada="Ilse Brand", Bo="Tam Reed", Cy="Odo")
        thread, ada, bo = group.thread, group.players["Ada"], group.players["Bo"]

        acted = await group.does("Ada", "I look around @everyone")  # 1: a command
        assert acted.acked_after is not None and acted.acked_after < 1
        (words,) = group.told("I look around")
        assert words.author_name == "Ilse Brand" and words.notified == []
        bo.mention(thread, f"I nod at <@{ada.id}>")  # 2: a mention
        await server.until(lambda: group.told("I nod at Ada"))
        await group.rest()
        assert group.told("I nod at Ada")[-1].author_name == "Tam Reed"
        bo.reply(group.with_button("Undo")[0], "I warm my hands at the stove")  # 3: a reply
        await server.until(lambda: len(group.told("I warm my hands")) == 2)
        await group.rest()

        form = await group.players["Cy"].click(group.with_button("Act")[0], "Act")  # 4: a form
        sent = await group.players["Cy"].submit(form, {"Your character": "I sit down.\nI say nothing."})
        await sent.message("✅")
        await group.rest()
        assert group.told("I sit down.\nI say nothing.")[0].author_name == "Odo"

        await group.does("Ada", "Who lit the lamp?", "say")  # 5
        await group.does("Bo", "How do checks work?", "ooc")  # 6
        assert group.told("*(out of character)* How do checks work?")
        choices = await ada.autocomplete(thread, "check", "skill", {"skill": "sear"})
        assert [choice["value"] for choice in choices] == ["search"]
        checked = await ada.slash(thread, "check", {"skill": "search", "words": "I feel along the floor"})  # 7
        await checked.message("✅")
        await group.rest()
        dice = group.told("🎲")[-1]
        assert "Ilse Brand, Search" in dice.text and "1d20" in dice.text
        order = [message.text for message in thread.messages]
        assert order.index(dice.text) == len(order) - 2  # words, dice, telling

        await group.does("Ada", "I force the cupboard")  # 8: a choice
        question = group.told("Take the letter?")[0]
        assert question.labels == ["Take it", "Leave it"]
        refused = await bo.click(question, "Take it")
        await refused.message("This is for Ilse Brand to answer")
        chosen = await ada.click(question, "Take it")
        await chosen.message("You chose: Take it")
        await group.rest()
        assert "→ Take it" in question.text and question.labels == []

        await group.does("Bo", "I open the path door")  # 9
        await group.does("Cy", "I wait")  # 10
        assert [message.labels for message in group.with_button("Undo")] == [
            ["Act", "Undo", "Redo", "Reword", "Why?", "X-card", "Speak to Orla"]
        ]
        async with app.database.read() as db:
            turns = await load_turns(db, (await bot.tables.need(thread.id, None)).game.branch_id)  # type: ignore[arg-type]
        assert [turn.status for turn in turns] == ["done"] * 11
        table = await bot.tables.at(thread.id)
        assert table is not None and (await verify(app.database, table.game)).ok
        assert [m for m in thread.messages if len(m.text) > 2000] == []
        assert max(i.acked_after or 9 for i in server.world.interactions.values()) < 1


async def test_the_tables_hold_on_history(server: LoopbackDiscord, home: Path) -> None:
    channel = server.world.guild().channel("inn")
    async with opened(home) as app, serving(server, app) as bot:
        group = await seated(server, bot, channel, Ada="Ilse Brand", Bo="Tam Reed")
        thread, ada, bo = group.thread, group.players["Ada"], group.players["Bo"]
        await group.does("Ada", "I search the floor")
        first = group.with_button("Undo")[0]
        await group.does("Bo", "I look around")
        second = group.with_button("Undo")[0]
        assert first.labels == ["Why?"]
        why = await bo.click(first, "Why?")
        assert "Turn 2" in (await why.message("Rolls")).text and why.private

        told = second.text
        form = await bo.click(second, "Reword")
        reworded = await bo.submit(form, {"How?": "shorter"})
        await reworded.message("other words")
        await group.rest()
        assert second.text != told and "Reword" in second.labels

        undone = await ada.click(second, "Undo")
        await undone.message("Turn 3 is taken back")
        await group.rest()
        assert second.text.startswith("-# Turn 3 was taken back by Ada.") and second.labels == []
        assert group.told("~~I look around~~")
        redone = await ada.slash(thread, "redo")
        await redone.message("new dice")
        await group.rest()
        assert group.told("I look around")[-1].text == "I look around"
        assert thread.messages[-1].labels[:6] == ["Act", "Undo", "Redo", "Reword", "Why?", "X-card"]

        await (await ada.slash(thread, "undo")).message("taken back")
        await group.rest()
        redone = await bo.slash(thread, "redo")
        await redone.message("new dice")
        await group.rest()
        branched = await ada.slash(thread, "branch", {"name": "what-if"})
        await branched.message("new branch")
        assert group.told("the story also goes on in branch what-if")
        listed = await ada.slash(channel.threads[-1], "branch")
        assert "**what-if: up to turn 5, forked after turn 5**" in (await listed.message("main")).text
        await (await ada.slash(thread, "branch", {"name": "main"})).message("branch main already")
        table = await bot.tables.at(thread.id)
        assert table is not None and (await verify(app.database, table.game)).ok


async def test_what_is_shown_to_the_one_who_asks(server: LoopbackDiscord, home: Path) -> None:
    channel = server.world.guild().channel("inn")
    async with opened(home) as app, serving(server, app) as bot:
        group = await seated(server, bot, channel, Ada="Ilse Brand")
        thread, ada, eve = group.thread, group.players["Ada"], channel.guild.user("Eve")  # type: ignore[union-attr]
        await group.does("Ada", "I look around")
        count = len(thread.messages)
        for command, options, part in (
            ("sheet", {}, "defence"),
            ("inventory", {}, "stick of chalk ×2"),
            ("party", {}, "Ilse Brand"),
            ("recap", {}, "The story so far"),
            ("ask", {"question": "what of the moor?"}, "takes a walker"),
            ("ask", {"question": "what of the king?"}, "Nothing that Ilse Brand knows"),
            ("usage", {}, "This game:"),
            ("why", {}, "Turn 2"),
            ("help", {}, "/check"),
        ):
            shown = await ada.slash(thread, command, options)
            assert (await shown.message(part)).ephemeral, command
        assert len(thread.messages) == count
        rolled = await ada.slash(thread, "roll", {"dice": "2d6+1"})
        assert not (await rolled.message("Ilse Brand")).ephemeral
        wrong = await ada.slash(thread, "roll", {"dice": "2d"})
        await wrong.message("2d")
        await (await eve.slash(thread, "do", {"words": "I barge in"})).message("You play nobody")
        eve.mention(thread, "I barge in")
        await server.until(lambda: group.told("You play nobody"))
        await (await eve.slash(channel, "do", {"words": "hello"})).message("no game")

        await (await ada.slash(thread, "play pause")).message("paused the game")
        await (await ada.slash(thread, "do", {"words": "I run"})).message("is paused")
        await (await ada.slash(thread, "play resume")).message("goes on")
        closed = (await (await ada.slash(thread, "play close")).message("Session 1 is over")).text
        assert "There: Ilse Brand" in closed and "Cost: nothing" in closed and "seed" in closed
        await (await ada.slash(thread, "play close")).message("No session can be closed")
        await group.rest()
        await (await ada.slash(thread, "play leave")).message("got up")
        await (await ada.slash(thread, "do", {"words": "I run"})).message("You play nobody")
        await (await eve.slash(thread, "play join", {"character": "tam"})).message("You play Tam Reed")
        await (await eve.slash(thread, "play join", {"character": "ilse"})).message("You play Ilse Brand")
        await (await eve.slash(thread, "play end")).message("has ended")
        await (await eve.slash(thread, "do", {"words": "I run"})).message("has ended")


async def test_posts_that_arrive_together_are_one_beat(server: LoopbackDiscord, home: Path) -> None:
    channel = server.world.guild().channel("inn")
    pace = HeldPace()
    async with opened(home) as app, serving(server, app, gather=2.0, pace=pace, apart=0.0) as bot:
        group = await seated(server, bot, channel, Ada="Ilse Brand", Bo="Tam Reed", Cy="Odo")
        acts = [
            await player.slash(group.thread, "do", {"words": f"I wave, says {name}"})
            for name, player in group.players.items()
        ]
        assert all(act.acked_after is not None and act.acked_after < 1 for act in acts)
        table = await bot.tables.at(group.thread.id)
        assert table is not None
        for act in acts:
            await act.message("✅")  # kept already, while others may still join the beat
        assert table.hearing.waiting == 3
        pace.release()
        await group.rest()
        async with app.database.read() as db:
            turns = await load_turns(db, table.game.branch_id)
        assert [len(turn.inputs) for turn in turns] == [0, 3]
        assert len(group.told("I wave, says")) == 3


async def test_without_webhooks_the_bot_speaks_for_them(home: Path) -> None:
    async with LoopbackDiscord() as server:
        guild = server.world.guild(permissions=EVERYONE)
        channel, host = guild.channel("inn"), guild.user("Hana")
        guild.give(host, guild.role("staff", Permission.MANAGE_GUILD))
        async with opened(home) as app, serving(server, app) as bot:
            group = await seated(server, bot, channel, Ada="Ilse Brand")
            await group.does("Ada", "I look around")
            assert group.told("**Ilse Brand:** I look around")[0].author_name == "gamemaster"
            doctor = await host.slash(channel, "host doctor")
            assert "without Manage Webhooks" in (await doctor.message("⚠️")).text


async def test_every_name_is_localised_and_an_unknown_button_is_answered(server: LoopbackDiscord, home: Path) -> None:
    channel = server.world.guild().channel("inn")
    async with opened(home) as app, serving(server, app) as bot:
        commands = {command["name"]: command for command in server.world.commands.of(None)}
        slash = {name for name, command in commands.items() if command["type"] == 1}
        assert slash == {key.split(".")[1] for key in shipped_catalogue().texts["en"] if key.startswith("command.")}
        assert len(commands) <= 100 and max(size_of(command) for command in commands.values()) <= 8000
        assert commands["roll"]["name_localizations"]["de"] == "würfeln"
        assert commands["play"]["options"][0]["name_localizations"]["th"] == "เริ่ม"
        assert commands["host"]["default_member_permissions"] == str(int(Permission.MANAGE_GUILD))
        group = await seated(server, bot, channel, Ada="Ilse Brand")
        opening = group.with_button("Act")[0]
        for strange in ("elsewhere", "gm:gone:1", "gm:choose:x:y:z", "gm:choose:999:0:a"):
            opening.component("Why?")["custom_id"] = strange  # type: ignore[index]
            pressed = await group.players["Ada"].click(opening, strange)
            assert (await pressed.message("no longer")).ephemeral, strange


def size_of(command: dict[str, Any]) -> int:
    """Characters of a command as Discord adds them up: the longest of each text's languages, options included."""
    size = sum(
        max(
            len(command.get(text) or ""),
            *(len(each) for each in (command.get(f"{text}_localizations") or {"": ""}).values()),
        )
        for text in ("name", "description")
    )
    size += sum(len(str(choice["value"])) + len(choice["name"]) for choice in command.get("choices") or ())
    return size + sum(size_of(option) for option in command.get("options") or ())
