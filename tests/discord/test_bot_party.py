"""What becomes of characters on Discord: handed over, parked, retired, killed; seats, rights, buttons, a restart."""

from pathlib import Path

from bot_journey import Group, opened, seated, serving
from loopback import LoopbackDiscord

from gm.review.verify import verify


async def does(group: Group, who: str, what: str, options: dict[str, object], says: str) -> str:
    """A slash command under `/character`; gives what it says."""
    done = await group.players[who].slash(group.thread, f"character {what}", options)
    text = (await done.message(says)).text
    await group.rest()
    return text


async def test_handed_over_parked_and_back_by_acting_also_over_a_restart(server: LoopbackDiscord, home: Path) -> None:
    channel = server.world.guild().channel("inn")
    async with opened(home) as app:
        async with serving(server, app) as bot:
            group = await seated(server, bot, channel, Ada="Ilse Brand", Bo="Odo", Cy="Una")
            thread = group.thread
            await does(group, "Bo", "hand", {"to": group.players["Cy"], "who": "ilse"}, "whoever plays Ilse")
            await does(group, "Bo", "hand", {"to": group.players["Cy"]}, "Done")
            assert group.told("For a while Una's player plays Odo as well.")
            await does(group, "Ada", "as", {"who": "Odo", "words": "I sing"}, "You play nobody")
            await does(group, "Cy", "as", {"who": "Odo"}, "You act for Odo")
            await does(group, "Cy", "as", {"who": "Odo", "words": "I hum a tune"}, "✅")
            (words,) = group.told("I hum a tune")
            assert words.author_name == "Odo"
            await does(group, "Cy", "show", {"who": "Odo"}, "whoever plays Odo")
            await does(group, "Bo", "rules", {"knows": True}, "game master")
            await does(group, "Ada", "rules", {"knows": True}, "all that it knows")
            await does(group, "Cy", "show", {"who": "Odo"}, "Odo")
            await does(group, "Bo", "take", {}, "Done")
            await does(group, "Cy", "park", {}, "Done")
            assert group.told("Una steps out of the story for now.")
        async with serving(server, app) as bot:
            await bot.tables.rest()
            table = await bot.tables.at(thread.id)
            assert table is not None
            assert "una" not in (await table.state()).present(), "a restart brings nobody back"
            group = Group(server, bot, channel, thread, group.players)
            closed = await group.players["Ada"].slash(thread, "play close", {})
            await closed.message("Parked: Una")
            await group.does("Cy", "I wake up")
            assert "una" in (await table.state()).present()
            assert [each for each in thread.messages if "Una arrives" in each.text]
            assert (await verify(app.database, table.game)).ok


async def test_retired_with_a_last_word_the_seat_is_free_and_the_sheet_stays(
    server: LoopbackDiscord, home: Path
) -> None:
    channel = server.world.guild().channel("inn")
    async with opened(home) as app, serving(server, app) as bot:
        group = await seated(server, bot, channel, Ada="Ilse Brand", Bo="Odo")
        card = group.thread.messages[0]
        await does(group, "Bo", "retire", {"words": "Odo drives @everyone north."}, "Odo has left")
        (line,) = group.told("Odo drives")
        assert line.notified == []
        assert "Odo**: a carter (their story here is over)" in card.text and "Play Odo" not in card.labels
        joined = await group.players["Bo"].slash(group.thread, "play join", {"character": "odo"})
        await joined.message("Odo does not come back")
        await does(group, "Ada", "show", {"who": "Odo"}, "Odo")
        table = await bot.tables.at(group.thread.id)
        assert table is not None and (await verify(app.database, table.game)).ok


async def test_the_dead_choose_by_a_button(server: LoopbackDiscord, home: Path) -> None:
    channel = server.world.guild().channel("inn")
    async with opened(home) as app, serving(server, app) as bot:
        group = await seated(server, bot, channel, Ada="Ilse Brand", Bo="Odo", Cy="Una")
        await does(group, "Bo", "death", {"who": "una"}, "game master")
        await does(group, "Ada", "death", {"who": "Odo", "words": "The roof comes down."}, "Done")
        (beat,) = group.with_button("New character for Odo")
        assert "The roof comes down." in beat.text and "Odo stays as a ghost" not in beat.labels
        pressed = await group.players["Cy"].click(beat, "New character for Odo")
        await pressed.message("whoever plays Odo")
        await does(group, "Bo", "ghost", {}, "do not walk")
        await does(group, "Ada", "rules", {"ghosts": True}, "allowed")
        await group.does("Ada", "I look around")
        (beat,) = group.with_button("Odo stays as a ghost")
        await (await group.players["Bo"].click(beat, "Odo stays as a ghost")).message("Done")
        await group.rest()
        assert group.told("a ghost, seen and heard")
        party = await group.players["Bo"].slash(group.thread, "party", {})
        await party.message("a ghost")
        await does(group, "Ada", "death", {"who": "Una"}, "Done")
        (beat,) = group.with_button("New character for Una")
        form = await group.players["Cy"].click(beat, "New character for Una")
        fields = {"name": "Mira Quill", "about": "A ferrywoman", "good_at": ["stealth"]}
        await (await group.players["Cy"].submit(form, fields)).message("You play Mira Quill")
        assert not group.told("Una leaves the party")
        table = await bot.tables.at(group.thread.id)
        assert table is not None and (await verify(app.database, table.game)).ok
