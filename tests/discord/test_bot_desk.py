"""A game master's forms on the loopback Discord: edit, reword, overrule, their own words, and a clock that approves."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot_journey import Group, opened, seated, serving
from loopback import Interaction, LoopbackDiscord, Message

from gm.bot.turn_desk import mind_drafts
from gm.review.verify import verify

SEARCH = "I search the floor"


async def led(group: Group, mode: str, **more: object) -> None:
    """Ada runs this table."""
    await (await group.players["Ada"].slash(group.thread, "mode", {"how": mode, **more})).message("next turn on")
    await group.rest()


async def desk(group: Group, text: str) -> Message:
    """What Ada sees of what waits now."""
    waits = group.told("Waiting for the game master")[-1]
    return await (await group.players["Ada"].click(waits, "For the game master")).message(text)


async def filled(group: Group, shown: Message, button: str, **fields: str) -> Interaction:
    """Ada fills in the form of a button."""
    form = await group.players["Ada"].click(shown, button)
    sent = await group.players["Ada"].submit(form, fields)
    await sent.message("")
    await group.rest()
    return sent


async def test_every_form_of_the_desk(server: LoopbackDiscord, home: Path) -> None:
    channel = server.world.guild().channel("inn")
    async with opened(home) as app, serving(server, app) as bot:
        group = await seated(server, bot, channel, Ada="Ilse Brand", Bo="Tam Reed")
        await led(group, "copilot")
        await group.does("Bo", SEARCH)
        ruling = await desk(group, "Before the dice fall")
        refused = await filled(group, ruling, "Overrule", how="roll", difficulty="99")
        await refused.message("A difficulty from")
        ruled = await filled(group, ruling, "Overrule", how="roll", difficulty="5", because="It creaks everywhere.")
        await ruled.message("draft")
        draft = await desk(group, "Before it is told")
        assert "difficulty 5" in draft.text
        assert not group.told("It creaks") and not group.told("🎲"), "nothing of it is in the thread"
        worded = await filled(group, draft, "Reword", how="shorter")
        await worded.message("new draft")
        await (await group.players["Ada"].click(draft, "Approve")).message("changed since")
        second = await desk(group, "Before it is told")
        edited = await filled(group, second, "Edit", words="Dust, and a coin with a hole in it.")
        await edited.message("It goes on")
        assert group.told("a coin with a hole in it") and group.told("🎲")
        table = await bot.tables.at(group.thread.id)
        assert table is not None
        why = await (await group.players["Ada"].slash(group.thread, "gm why", {})).message("It creaks everywhere.")
        assert why.ephemeral
        plain = await (await group.players["Bo"].slash(group.thread, "why", {})).message("Turn")
        assert "It creaks everywhere." not in plain.text
        await group.does("Bo", SEARCH)
        ruling = await desk(group, "Before the dice fall")
        await (await filled(group, ruling, "Overrule", how="impossible", words="It is nailed shut.")).message("draft")
        shown = await desk(group, "nailed shut")
        await (await group.players["Ada"].click(shown, "Approve")).message("It goes on")
        await group.rest()
        assert group.told("nailed shut")
        assert (await verify(app.database, table.game)).differences == ()


async def test_what_waits_too_long_is_approved_by_the_clock(server: LoopbackDiscord, home: Path) -> None:
    channel = server.world.guild().channel("inn")
    async with opened(home) as app, serving(server, app) as bot:
        group = await seated(server, bot, channel, Ada="Ilse Brand", Bo="Tam Reed")
        await led(group, "copilot", hours=2)
        await group.does("Bo", SEARCH)
        table = await bot.tables.at(group.thread.id)
        assert table is not None

        async def at(hours: float) -> None:
            await mind_drafts((table,), datetime.now(UTC) + timedelta(hours=hours))
            await group.rest()

        await at(1.9)
        assert group.told("Waiting for the game master") and not group.told("🎲")
        await at(2.1)
        assert group.told("🎲") and not group.told("Waiting for the game master")
        assert (await verify(app.database, table.game)).differences == ()


async def test_who_runs_it_themselves_is_helped(server: LoopbackDiscord, home: Path) -> None:
    channel = server.world.guild().channel("inn")
    async with opened(home) as app, serving(server, app) as bot:
        group = await seated(server, bot, channel, Ada="Ilse Brand", Bo="Tam Reed")
        ada, bo = group.players["Ada"], group.players["Bo"]
        await led(group, "assist")
        await group.does("Bo", "I look for a lamp")
        posts = len(group.thread.messages)
        rules = await (await ada.slash(group.thread, "assist", {"what": "rules", "words": "Search"})).message(
            "rules say"
        )
        assert rules.ephemeral and "search" in rules.text.casefold()
        lore = await (await ada.slash(group.thread, "assist", {"what": "lore", "words": "the moor"})).message("know")
        assert "takes a walker every winter" in lore.text
        line = await (await ada.slash(group.thread, "assist", {"what": "line", "npc": "Orla"})).message("could say")
        assert line.ephemeral and len(group.thread.messages) == posts
        await (await bo.slash(group.thread, "assist", {"what": "lore", "words": "moor"})).message(
            "Only the game master"
        )
        told = await ada.slash(group.thread, "gm narrate", {"words": "Tam takes the brass lamp. It is warm."})
        means = await told.message("Your words may mean")
        assert means.ephemeral and "brass lamp" in means.text
        await group.rest()
        assert group.told("It is warm.") and not group.told("may mean")
        table = await bot.tables.at(group.thread.id)
        assert table is not None
        assert (await table.state()).world.number("character:tam", "item/lamp") == 0
        await (await ada.click(means, "Let it happen")).message("brass lamp")
        await group.rest()
        assert (await table.state()).world.number("character:tam", "item/lamp") == 1
        await (await ada.click(means, "Let it happen")).message("Nothing is proposed")
        await group.does("Bo", "I go out")
        sent = await filled(
            group, await desk(group, "Waiting for your words"), "Tell it", words="Tam goes out to the path."
        )
        reply = await sent.message("It goes on")
        follows = await (await ada.click(reply, "What follows from it?")).message("may mean")
        await (await ada.click(follows, "No, only words")).message("words alone")
        assert (await table.state()).place_id == "hut"
        assert (await verify(app.database, table.game)).differences == ()
