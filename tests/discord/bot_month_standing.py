"""What must stand after a campaign of a month: story, money, dice, who was pinged, how soon everybody was answered."""

import pytest
from bot_hosting import PLANTED
from bot_month import PRICE, Campaign
from bot_standing import MARK, check_sound, said_in, turns_of
from loopback import LoopbackDiscord, User

from gm.review.dice_proof import prove_dice
from gm.store.calls import load_calls
from gm.store.guilds import load_audit
from gm.store.sessions import load_sessions


async def check_story(month: Campaign) -> None:
    """History folds to the world, words stand once and in order, in the threads as in the store."""
    await check_sound(month.app, month.beside)
    marks = [mark for text in await said_in(month.app, month.group) for mark in MARK.findall(text)]
    assert marks == month.said
    shown = [post for thread in month.threads for post in thread.messages]
    told = [m for post in shown if post.webhook_id and "~~" not in post.content for m in MARK.findall(post.content)]
    assert told == month.said, "the threads read in the order in which it was said, nothing twice"
    numbers = [post.content.split()[2] for post in shown if post.content.startswith("Telling number")]
    assert len(numbers) == len(set(numbers)), "no telling stands twice"
    table = await month.bot.tables.at(month.thread.id)
    assert table is not None
    state = await table.state()
    assert state.place_id == "cellar" and "bo" not in state.present()
    assert state.world.number("character:bo", "item/key") == 1
    turns = await turns_of(month.app, month.group)
    assert {turn.status for turn in turns} <= {"done", "undone"}


async def check_money(month: Campaign) -> None:
    """Every telling was bought once, by who should; no day's cap was passed."""
    async with month.app.database.read() as db:
        calls = [call for call in await load_calls(db) if call.backend != "offline"]
        audit = await load_audit(db, month.guild.id)
    harbour, hill = (f"guild:{house.channel.guild.id}" for house in (month.harbour, month.hill))  # type: ignore[union-attr]
    paid = {key: len([1 for _, each in month.teller.seen if each == key]) for key in ("the-hosts-own-key", PLANTED)}
    by = {name: [call for call in calls if call.account == name and call.status == "ok"] for name in (harbour, hill)}
    assert {call.payer for call in by[harbour]} == {"host"} and {call.payer for call in by[hill]} == {hill}
    assert len(by[harbour]) == paid["the-hosts-own-key"] > 15 and len(by[hill]) == paid[PLANTED] >= 4
    assert sum(call.cost or 0 for call in by[harbour]) == pytest.approx(PRICE * paid["the-hosts-own-key"])
    assert [entry.action for entry in audit].count("settings.money") == 3


async def check_dice(month: Campaign) -> None:
    """The game ends, and every die that fell can be drawn again, of four sittings."""
    table = await month.bot.tables.at(month.thread.id)
    assert table is not None
    await (await month.player("Ada").slash(month.thread, "play end")).message("has ended")
    await month.bot.tables.rest()
    proof = await prove_dice(month.app.database, table.game)
    async with month.app.database.read() as db:
        sessions = await load_sessions(db, table.game.id)
    assert proof.ok and sum(each.rolls for each in proof.sessions) > 8 and len(sessions) >= 4


def check_pings(month: Campaign) -> None:
    """Nobody was mentioned but by a reminder that they had asked for."""
    for user in month.server.world.accounts.values():
        if not isinstance(user, User):
            continue
        posts = [p for p in user.notifications if p.author is month.server.world.bot or p.webhook_id]
        assert all(post.content.startswith(("🔔", "⏰")) for post in posts), [post.content for post in posts]


def check_pace(server: LoopbackDiscord) -> None:
    late = [(str(each), each.acked_after) for each in server.interactions if (each.acked_after or 9) >= 1]
    assert late == []
