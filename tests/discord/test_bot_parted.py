"""A party that splits, in threads: opened, played in, met again, taken back, and found again after a restart."""

from pathlib import Path

from bot_journey import Group, opened, seated, serving
from loopback import Channel, LoopbackDiscord

from gm.app import App
from gm.bot.client import GmBot
from gm.review.verify import verify
from gm.store.turns import load_turns


async def split(group: Group, *, to: str | None = "path", who: str = "Tam Reed") -> Channel:
    """Tam goes out; gives the thread of the new scene."""
    options = {"who": who} | ({"to": to} if to else {})
    done = await group.players["Ada"].slash(group.thread, "split", options)
    await done.message("on their own now")
    await group.rest()
    return group.channel.threads[-1]


async def does(group: Group, thread: Channel, name: str, text: str) -> None:
    acted = await group.players[name].slash(thread, "do", {"words": text})
    await acted.message("✅")
    await group.rest()


def texts(thread: Channel) -> str:
    return "\n".join(message.text for message in thread.messages)


async def sound(app: App, bot: GmBot, group: Group) -> list[str]:
    """What was said in actions that stand, in order; history is as it says."""
    table = await bot.tables.at(group.thread.id)
    assert table is not None and (await verify(app.database, table.game)).ok
    async with app.database.read() as db:
        turns = await load_turns(db, table.game.branch_id, include_undone=False)
    return [entry.input.text for turn in turns if turn.kind == "action" for entry in turn.inputs]


async def test_a_parted_scene_has_a_thread_of_its_own(server: LoopbackDiscord, home: Path) -> None:
    channel = server.world.guild().channel("inn")
    async with opened(home) as app, serving(server, app) as bot:
        group = await seated(server, bot, channel, Ada="Ilse Brand", Bo="Tam Reed", Cy="Odo")
        ada, bo = group.players["Ada"], group.players["Bo"]
        there = await split(group)
        assert there.id != group.thread.id and there.parent is channel and there.name == "The Path · Tam Reed"
        assert bo.id in there.members and ada.id not in there.members
        assert "Mud and bracken." in texts(there) and f"<#{group.thread.id}>" in texts(there)
        assert f"<#{there.id}>" in texts(group.thread)
        before = len(group.thread.messages)
        await does(group, there, "Bo", "I look at the bracken")
        assert len(group.thread.messages) == before, "nothing of it is shown where the others are"
        await does(group, group.thread, "Ada", "I look at the stove")
        assert "I look at the stove" not in texts(there)
        refused = await bo.slash(group.thread, "do", {"words": "I look at the stove"})
        await refused.message(f"<#{there.id}>")
        strange = await ada.slash(there, "undo")
        await strange.message(f"<#{group.thread.id}>")
        shown = await ada.slash(group.thread, "scenes")
        card = await shown.message("Who plays where")
        assert "The Path" in card.text and f"<#{there.id}>" in card.text
        assert await sound(app, bot, group) == ["I look at the bracken", "I look at the stove"]


async def test_history_in_a_thread_is_its_scenes_own(server: LoopbackDiscord, home: Path) -> None:
    channel = server.world.guild().channel("inn")
    async with opened(home) as app, serving(server, app) as bot:
        group = await seated(server, bot, channel, Ada="Ilse Brand", Bo="Tam Reed")
        there = await split(group)
        await does(group, there, "Bo", "I count the puddles")
        await does(group, group.thread, "Ada", "I sit by the stove")  # the last turn of the game, not of the path
        bo = group.players["Bo"]
        await (await bo.slash(there, "reword", {"how": "shorter"})).message("")
        await group.rest()
        (last,) = [m for m in there.messages if "Redo" in m.labels]
        await (await bo.click(last, "Redo")).message("")
        await group.rest()
        why = await bo.slash(there, "why")
        assert "Turn" in (await why.message("Turn")).text
        await (await bo.slash(there, "undo")).message("taken back")
        await group.rest()
        assert await sound(app, bot, group) == ["I sit by the stove"]
        nothing = await bo.slash(there, "undo")
        await nothing.message("nothing to take back")
        card = await bo.slash(there, "turns")
        await card.message("Whoever acts is answered")
        await does(group, there, "Bo", "I hum")
        await (await bo.slash(there, "xcard")).message("")
        await group.rest()
        assert await sound(app, bot, group) == ["I sit by the stove"], "a card takes back what was told here"


async def test_meeting_closes_the_thread_and_undo_opens_it_again(server: LoopbackDiscord, home: Path) -> None:
    channel = server.world.guild().channel("inn")
    async with opened(home) as app, serving(server, app) as bot:
        group = await seated(server, bot, channel, Ada="Ilse Brand", Bo="Tam Reed")
        ada, bo = group.players["Ada"], group.players["Bo"]
        there = await split(group)
        far = await ada.slash(group.thread, "meet", {"who": "Tam"})
        await far.message("Go there first")
        await does(group, there, "Bo", "I go back to the hut")
        (offer,) = [m for m in there.messages if "Meet Ilse Brand" in m.labels]
        await (await bo.click(offer, "Meet Ilse Brand")).message(f"<#{group.thread.id}>")
        await group.rest()
        assert there.archived and f"goes on in <#{group.thread.id}>" in texts(there)
        await does(group, group.thread, "Bo", "I warm my hands")
        await (await bo.slash(group.thread, "undo")).message("taken back")
        await group.rest()
        await (await ada.slash(group.thread, "undo")).message("taken back")  # the meeting
        await group.rest()
        assert not there.archived and bo.id in there.members
        await does(group, there, "Bo", "I wait at the door")
        assert len(channel.threads) == 2
        assert await sound(app, bot, group) == ["I go back to the hut", "I wait at the door"]


async def test_a_parting_that_is_taken_back_leaves_one_thread(server: LoopbackDiscord, home: Path) -> None:
    channel = server.world.guild().channel("inn")
    async with opened(home) as app, serving(server, app) as bot:
        group = await seated(server, bot, channel, Ada="Ilse Brand", Bo="Tam Reed")
        there = await split(group, to=None)
        await (await group.players["Ada"].slash(group.thread, "undo")).message("taken back")
        await group.rest()
        assert there.archived
        await does(group, group.thread, "Bo", "I sit down again")
        again = await split(group)
        assert not again.archived and [t.archived for t in channel.threads].count(False) == 2
        await does(group, again, "Bo", "I look at the mud")
        assert await sound(app, bot, group) == ["I sit down again", "I look at the mud"]


async def test_threads_are_found_again_and_nothing_is_there_twice(server: LoopbackDiscord, home: Path) -> None:
    channel = server.world.guild().channel("inn")
    async with opened(home) as app:
        async with serving(server, app) as bot:
            group = await seated(server, bot, channel, Ada="Ilse Brand", Bo="Tam Reed")

            there = await split(group)
            await does(group, there, "Bo", "I look at the mud")
            before = (texts(group.thread), texts(there))
        async with serving(server, app) as bot:
            group = Group(server, bot, channel, group.thread, group.players)
            await group.rest()
            assert (texts(group.thread), texts(there)) == before and len(channel.threads) == 2
            refused = await group.players["Bo"].slash(group.thread, "do", {"words": "I look"})
            await refused.message(f"<#{there.id}>")
            await does(group, there, "Bo", "I look again")
            assert await sound(app, bot, group) == ["I look at the mud", "I look again"]


async def test_private_threads_are_for_those_who_play_there(server: LoopbackDiscord, home: Path) -> None:
    channel = server.world.guild().channel("inn")
    async with opened(home) as app, serving(server, app) as bot:
        group = await seated(server, bot, channel, Ada="Ilse Brand", Bo="Tam Reed")
        ada, bo = group.players["Ada"], group.players["Bo"]
        await (await bo.slash(group.thread, "scenes", {"private": True})).message("game master")
        await (await ada.slash(group.thread, "scenes", {"private": True})).message("are private")
        there = await split(group)
        assert there.type == 12 and set(there.members) >= {bo.id} and ada.id not in there.members


async def test_whoever_walks_off_is_offered_a_scene(server: LoopbackDiscord, home: Path) -> None:
    channel = server.world.guild().channel("inn")
    async with opened(home) as app, serving(server, app) as bot:
        group = await seated(server, bot, channel, Ada="Ilse Brand", Bo="Tam Reed")
        moved = await group.players["Ada"].slash(group.thread, "gm move", {"who": "tam", "place": "path"})
        await moved.message("")
        await group.rest()
        (offer,) = [m for m in group.thread.messages if "A scene of their own: Tam Reed" in m.labels]
        await (await group.players["Bo"].click(offer, "A scene of their own: Tam Reed")).message("on their own now")
        await group.rest()
        there = channel.threads[-1]
        await does(group, there, "Bo", "I look at the bracken")
        ended = await group.players["Ada"].slash(group.thread, "play end")
        await ended.message("The game has ended")
        late = await group.players["Bo"].slash(there, "do", {"words": "I look"})
        await late.message("")
        assert await sound(app, bot, group) == ["I look at the bracken"]


async def test_alone_or_all_together(server: LoopbackDiscord, home: Path) -> None:
    channel = server.world.guild().channel("inn")
    async with opened(home) as app, serving(server, app) as bot:
        group = await seated(server, bot, channel, Ada="Ilse Brand", Bo="Tam Reed", Cy="Odo")
        ada, bo = group.players["Ada"], group.players["Bo"]
        await (await ada.slash(group.thread, "scenes", {"ask": True})).message("asked whether")
        await does(group, group.thread, "Ada", "I go to the path")
        (question,) = [m for m in group.thread.messages if "All together" in m.labels]
        assert "Tam Reed" in question.text and "Odo" in question.text
        await (await bo.click(question, "Alone")).message("Ilse Brand")  # is not theirs to answer
        await (await ada.click(question, "All together")).message("All together")
        await group.rest()
        assert len(channel.threads) == 1
        await does(group, group.thread, "Bo", "I go to the hut")
        (question,) = [m for m in group.thread.messages if "All together" in m.labels]
        await (await bo.click(question, "Alone")).message("Alone")
        await group.rest()
        there = channel.threads[-1]
        assert there.name == "The Hut · Tam Reed" and len(channel.threads) == 2
        await does(group, there, "Bo", "I look at the stove")
        await does(group, group.thread, "Ada", "I look at the bracken")
        assert len(await sound(app, bot, group)) == 4
        await (await bo.slash(there, "undo")).message("taken back")
        await (await ada.slash(group.thread, "undo")).message("taken back")
        await (await ada.slash(group.thread, "undo")).message("taken back")  # walking off, and with it the parting
        await group.rest()
        assert there.archived
        await does(group, group.thread, "Bo", "I look at the bracken, too")
        assert (await sound(app, bot, group))[1:] == ["I look at the bracken, too"]


async def test_word_goes_from_one_thread_to_the_other(server: LoopbackDiscord, home: Path) -> None:
    channel = server.world.guild().channel("inn")
    async with opened(home) as app, serving(server, app) as bot:
        group = await seated(server, bot, channel, Ada="Ilse Brand", Bo="Tam Reed")
        ada, bo = group.players["Ada"], group.players["Bo"]
        there = await split(group)
        sent = await ada.slash(group.thread, "send", {"to": "Tam", "words": "Come back!", "how": "shout"})
        await sent.message("It has reached Tam Reed")
        await group.rest()
        heard = "Ilse Brand can be heard, shouting to Tam Reed: Come back!"
        assert texts(there).count(heard) == 1 and heard not in texts(group.thread)
        assert texts(group.thread).count("Ilse Brand shouts to Tam Reed: Come back!") == 1
        sent = await bo.slash(there, "send", {"to": "Ilse", "words": "In a moment.", "how": "letter"})
        await sent.message("on its way to Ilse Brand")
        await (await bo.slash(there, "undo")).message("taken back")
        far = await bo.slash(there, "send", {"to": "Ilse", "words": "Hm", "how": "sending"})
        await far.message("needs a spell")
        own = await bo.slash(there, "send", {"to": "Tam", "words": "Hm"})
        await own.message("simply say it")
        for _ in range(8):
            await does(group, group.thread, "Ada", "I wait by the stove")
        assert "In a moment." not in texts(group.thread), "it was called back"
        await sound(app, bot, group)
