"""`/memory` through the loopback Discord: what players keep in mind, whose it is, and where it was said."""

from pathlib import Path

from bot_journey import Group, opened, seated, serving
from loopback import LoopbackDiscord, Permission

from gm.store.guilds import load_audit


async def memory(group: Group, who: str, command: str, said: str, /, **options: object) -> str:
    """A `/memory` command; gives what only its user sees."""
    used = await group.players[who].slash(group.thread, f"memory {command}", options)
    answer = await used.message(said)
    assert answer.ephemeral
    await group.rest()
    return "\n".join(message.text for message in used.shown)


async def test_players_keep_correct_pin_and_find_what_is_theirs(server: LoopbackDiscord, home: Path) -> None:
    channel = server.world.guild().channel("inn")
    async with opened(home) as app, serving(server, app) as bot:
        group = await seated(server, bot, channel, Ada="Ilse Brand", Bo="Tam Reed")
        bo = group.players["Bo"]
        await memory(group, "Bo", "list", "Nothing is remembered here yet")
        await group.does("Bo", "I tell Orla of the drowned heron by the ford")
        await memory(group, "Bo", "add", "Kept as fact 1", words="Orla fears herons")
        await memory(group, "Bo", "add", "Hit points are on the sheet", words="Tam has 3 hit points")
        await memory(group, "Bo", "add", "Only a game master", words="Orla lies", whose="gm")
        await memory(group, "Bo", "add", "Kept as fact 2", words="I saw a boat under the floor", whose="me")
        assert "a boat under" not in await memory(group, "Ada", "list", "Orla fears herons")
        await memory(group, "Bo", "correct", "It was: Orla fears herons", what="1", words="Orla fears drowned herons")
        found = await memory(group, "Ada", "search", "drowned heron", words="the drowned heron")
        assert "Orla fears drowned herons" in found and "hearsay" in found
        link = next(part for part in found.split("(") if part.startswith("https://discord.com/channels/"))
        message = int(link.partition(")")[0].rpartition("/")[2])
        assert message in group.thread.all_messages, "the link leads to a message of this thread"
        listed = await (await bo.slash(group.thread, "memory list", {})).message("Orla fears drowned herons")
        await (await bo.click(listed, "Pin")).message("Pinned")
        assert "pinned" in await memory(group, "Ada", "list", "Orla fears drowned herons")
        offered = str(await bo.autocomplete(group.thread, "memory pin", "what", {"what": ""}))
        assert "a boat under" in offered
        assert "a boat under" not in str(
            await group.players["Ada"].autocomplete(group.thread, "memory pin", "what", {"what": ""})
        )


async def test_the_game_master_locks_and_forgets_and_each_deed_is_written_down(
    server: LoopbackDiscord, home: Path
) -> None:
    channel = server.world.guild().channel("inn")
    async with opened(home) as app, serving(server, app) as bot:
        group = await seated(server, bot, channel, Ada="Ilse Brand", Bo="Tam Reed")
        await group.does("Bo", "I look around")
        await memory(group, "Bo", "add", "Kept as fact 1", words="Orla fears herons")
        await memory(group, "Ada", "lock", "Only a game master", what="1")  # she started it, but she plays in it
        await memory(group, "Ada", "list", "Only game masters", spoilers=True)
        channel.guild.give(group.players["Ada"], channel.guild.role("staff", Permission.MANAGE_GUILD))
        await memory(group, "Bo", "lock", "Only a game master", what="1")
        await memory(group, "Ada", "lock", "Locked", what="1")
        await memory(group, "Bo", "correct", "locked", what="1", words="Orla fears nothing")
        await memory(group, "Ada", "forget", "Nothing is erased", what="1")
        await memory(group, "Bo", "list", "Nothing is remembered here yet")
        await memory(group, "Ada", "forget", "recalled again", what="1", back=True)
        await memory(group, "Bo", "list", "Orla fears herons")
        async with app.database.read() as db:
            done = [entry.action for entry in await load_audit(db, channel.guild.id, limit=50)]
        assert [each for each in reversed(done) if each.startswith("recollection")] == [
            "recollection.add",
            "recollection.lock",
            "recollection.forget",
            "recollection.recollect",
        ]


async def test_telling_somebody_is_a_beat_that_can_be_taken_back_and_shows_no_words(
    server: LoopbackDiscord, home: Path
) -> None:
    channel = server.world.guild().channel("inn")
    async with opened(home) as app, serving(server, app) as bot:
        group = await seated(server, bot, channel, Ada="Ilse Brand", Bo="Tam Reed")
        await memory(group, "Bo", "add", "Kept as fact 1", words="I saw a boat under the floor", whose="me")
        await memory(group, "Ada", "list", "Nothing is remembered here yet")
        before = set(group.thread.all_messages)
        await memory(group, "Bo", "tell", "Ilse Brand knows of it now", what="1", who="Ilse")
        shown = "\n".join(
            m.text for key, m in group.thread.all_messages.items() if key not in before and not m.ephemeral
        )
        assert "Ilse Brand is told of something" in shown and "boat" not in shown
        await memory(group, "Ada", "list", "a boat under the floor")
        undone = await group.players["Ada"].slash(group.thread, "gm undo", {})
        await undone.message("aken back")
        await group.rest()
        await memory(group, "Ada", "list", "Nothing is remembered here yet")
        await memory(group, "Bo", "list", "a boat under the floor")
