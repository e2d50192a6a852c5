"""Whose turn it is, in a thread: the card of a round, its buttons, an order, those who are late, restarts."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

from bot_journey import Group, opened, seated, serving
from loopback import LoopbackDiscord, Message

from gm.app import App, SystemClock
from gm.bot.client import GmBot
from gm.bot.turn_desk import TurnDesk, mind_turns
from gm.domain.play import Parked
from gm.domain.table import TableSettings, turn_rules
from gm.play.standing import Standing
from gm.review.verify import verify
from gm.store.turns import load_turns


class Tomorrow(SystemClock):
    """A day later."""

    def now(self) -> datetime:
        return super().now() + timedelta(days=1)


async def words(app: App, bot: GmBot, group: Group) -> list[list[str]]:
    """What was said in every action that was played and stands."""
    table = await bot.tables.at(group.thread.id)
    assert table is not None and (await verify(app.database, table.game)).ok
    async with app.database.read() as db:
        turns = await load_turns(db, table.game.branch_id, include_undone=False)
    return [[entry.input.text for entry in turn.inputs] for turn in turns if turn.kind == "action"]


async def declares(group: Group, name: str, text: str) -> None:
    acted = await group.players[name].slash(group.thread, "do", {"words": text})
    await acted.message("✅")
    await group.rest()


def card(group: Group) -> Message:
    (found,) = group.with_button("Ready")
    return found


async def test_a_round_from_its_card_to_its_beat(server: LoopbackDiscord, home: Path) -> None:
    channel = server.world.guild().channel("inn")
    async with opened(home) as app, serving(server, app) as bot:
        group = await seated(server, bot, channel, Ada="Ilse Brand", Bo="Tam Reed")
        ada, bo = group.players["Ada"], group.players["Bo"]
        await (await bo.slash(group.thread, "turns", {"how": "round"})).message("game master")
        await (await ada.slash(group.thread, "turns", {"how": "round", "deadline": "soon"})).message("10 seconds")
        set_so = await ada.slash(group.thread, "turns", {"how": "round", "deadline": "2h"})
        await set_so.message("All say what they do")
        away = await bo.slash(group.thread, "turns", {"away": "I keep *watch*. @everyone"})
        await away.message("While you are away, Tam Reed does this: I keep \\*watch\\*.")
        await away.message("It counts once")
        await (await bo.slash(group.thread, "turns", {"away": "-"})).message("stays close to the others and waits")
        await declares(group, "Ada", "I wave")
        assert "Declared: Ilse Brand" in card(group).text and "Not heard yet: Tam Reed" in card(group).text
        await (await ada.click(card(group), "Ready")).message("You are ready")
        await declares(group, "Bo", "I nod")
        await declares(group, "Bo", "I bow")  # stands in place of the other
        await (await bo.click(card(group), "Hold")).message("want time")
        await (await bo.slash(group.thread, "ooc", {"words": "how late is it?"})).message("✅")
        await group.rest()
        assert "Want time: Tam Reed" in card(group).text
        assert await words(app, bot, group) == [["how late is it?"]]
        last = card(group)
        await (await bo.click(last, "Ready")).message("You are ready")
        await group.rest()
        assert await words(app, bot, group) == [["how late is it?"], ["I wave", "I bow"]]
        assert group.with_button("Ready") == [] and group.with_button("Undo")


async def test_a_restart_keeps_the_round_and_the_late_are_not_waited_for(server: LoopbackDiscord, home: Path) -> None:
    channel = server.world.guild().channel("inn")
    async with opened(home) as app, serving(server, app) as bot:
        group = await seated(server, bot, channel, Ada="Ilse Brand", Bo="Tam Reed")
        await (await group.players["Ada"].slash(group.thread, "turns", {"how": "round", "absent": "party"})).message("")
        await declares(group, "Ada", "I wave")
        assert await mind_turns(bot.tables.all_open(), bot.tables.parts.clock.now()) == 0
    async with opened(home) as app, serving(server, app) as bot:
        await server.until(lambda: bot.tables.all_open() and bot.tables.all_open()[0].turns.due is not None)
        await bot.tables.rest()
        group = Group(server, bot, channel, group.thread, group.players)
        assert "Declared: Ilse Brand" in card(group).text
        await (await group.players["Bo"].click(card(group), "Play the round now")).message("game master")
        await (await group.players["Ada"].click(card(group), "Play the round now")).message("being played")
        await group.rest()
        assert await words(app, bot, group) == [["I wave", "I go along with the others."]]
        assert group.told("I go along with the others.")[0].author_name == "Tam Reed"


async def test_undo_calls_an_open_round_off(server: LoopbackDiscord, home: Path) -> None:
    channel = server.world.guild().channel("inn")
    async with opened(home) as app, serving(server, app) as bot:
        group = await seated(server, bot, channel, Ada="Ilse Brand", Bo="Tam Reed")
        ada = group.players["Ada"]
        await (await ada.slash(group.thread, "turns", {"how": "round"})).message("")
        await declares(group, "Ada", "I wave")
        await (await ada.slash(group.thread, "undo")).message("Called off")
        await group.rest()
        assert group.with_button("Ready") == [] and group.told("Called off before it was played")
        assert await words(app, bot, group) == []


async def test_an_order_stands_below_the_last_beat(server: LoopbackDiscord, home: Path) -> None:
    channel = server.world.guild().channel("inn")
    async with opened(home) as app, serving(server, app) as bot:
        group = await seated(server, bot, channel, Ada="Ilse Brand", Bo="Tam Reed")
        ada = group.players["Ada"]
        shown = await ada.slash(group.thread, "turns", {"how": "initiative"})
        await shown.message("One after the other")
        await group.rest()
        (order,) = group.told("In order, round 1")
        table = await bot.tables.at(group.thread.id)
        assert table is not None
        standing = await app.engine.control.standing(table.game)
        assert standing.order is not None
        seats = {"ilse": "Ada", "tam": "Bo"}
        first, second = (seats[who] for who in standing.order.who)
        await declares(group, second, "I come second")
        assert group.told("Kept for its place in the order")
        await declares(group, first, "I come first")
        assert await words(app, bot, group) == [["I come first"], ["I come second"]]
        (order,) = group.told("In order, round 2")
        assert group.told("Kept for its place") == [] and order is group.thread.messages[-1]
        (last,) = group.with_button("Undo")  # it was said first, and is the last beat all the same
        await (await ada.click(last, "Undo")).message("is taken back")
        await group.rest()
        assert await words(app, bot, group) == [["I come first"]]
        await (await ada.slash(group.thread, "turns", {"how": "free"})).message("Whoever acts is answered")
        await group.rest()
        assert group.told("In order") == []


async def test_nobody_waits_past_the_deadline(server: LoopbackDiscord, home: Path) -> None:
    channel = server.world.guild().channel("inn")
    async with opened(home) as app, serving(server, app) as bot:
        group = await seated(server, bot, channel, Ada="Ilse Brand", Bo="Tam Reed")
        await (await group.players["Ada"].slash(group.thread, "turns", {"how": "round", "deadline": "10s"})).message("")
        await declares(group, "Ada", "I wave")
        now = bot.tables.parts.clock.now()
        assert await mind_turns(bot.tables.all_open(), now) == 0
        app.engine.control.parts = replace(app.engine.control.parts, clock=Tomorrow())
        assert await mind_turns(bot.tables.all_open(), now + timedelta(days=1)) == 1
        await group.rest()
        assert await words(app, bot, group) == [["I wave"]] and group.with_button("Ready") == []


async def test_a_question_that_nobody_answers_takes_its_default(server: LoopbackDiscord, home: Path) -> None:
    channel = server.world.guild().channel("inn")
    async with opened(home) as app, serving(server, app) as bot:
        group = await seated(server, bot, channel, Ada="Ilse Brand", Bo="Tam Reed")
        ada = group.players["Ada"]
        await (await ada.slash(group.thread, "turns", {"how": "round", "deadline": "10s"})).message("")
        await declares(group, "Bo", "I force the cupboard")
        await (await ada.click(card(group), "Play the round now")).message("being played")
        await group.rest()
        (asked,) = group.with_button("Take it")
        assert "Nobody waits past" in asked.text and "then: Leave it" in asked.text
        table = await bot.tables.at(group.thread.id)
        assert table is not None and table.turns.due is not None
        assert await mind_turns((table,), table.turns.due - timedelta(seconds=1)) == 0
        app.engine.control.parts = replace(app.engine.control.parts, clock=Tomorrow())
        assert await mind_turns((table,), table.turns.due) == 1
        await group.rest()
        assert group.with_button("Take it") == [] and group.with_button("Undo")
        assert "Leave it (nobody answered in time)" in asked.text and asked.deleted_at is None
        assert await words(app, bot, group) == [["I force the cupboard"]]
        await declares(group, "Bo", "I look around")  # nothing is left open
        assert "Declared: Tam Reed" in card(group).text


async def test_a_taken_back_turn_is_minded_again_and_whoever_leads_sees_another_scene(
    server: LoopbackDiscord, home: Path
) -> None:
    channel = server.world.guild().channel("inn")
    async with opened(home) as app, serving(server, app) as bot:
        group = await seated(server, bot, channel, Ada="Ilse Brand", Bo="Tam Reed", Cy="Odo")
        ada = group.players["Ada"]
        await (await ada.slash(group.thread, "split", {"who": "Tam, Odo", "to": "path"})).message("on their own now")
        await group.rest()
        there = channel.threads[-1]
        set_so = await ada.slash(there, "turns", {"how": "initiative", "deadline": "10m"})
        await set_so.message("One after the other")  # Ada leads, and plays elsewhere
        await group.rest()
        table = await bot.tables.at(there.id)
        assert table is not None
        up = (await app.engine.control.standing(table.game, scene_key=table.binding.scene)).order
        assert up is not None
        first = group.players["Bo" if up.up == "tam" else "Cy"]
        await (await first.slash(there, "do", {"words": "I wave"})).message("✅")
        await group.rest()
        table.turns.due = None
        await (await first.slash(there, "undo")).message("taken back")
        await group.rest()
        assert table.turns.due is not None, "whoever is up again is waited for, and not without end"
        assert [post for post in there.messages if "In order, round 1" in post.text]


async def test_of_two_looks_at_how_things_stand_the_later_one_is_kept() -> None:
    """A look that began before the order moved on and ends after another: nobody would ever be late by it."""
    now = datetime(2026, 11, 27, tzinfo=UTC)
    rules = turn_rules(TableSettings(), "main")
    first, second = asyncio.Event(), asyncio.Event()
    given = iter(((first, None), (second, now)))

    async def standing(*_: object, **__: object) -> Standing:
        until, due = next(given)
        await until.wait()
        return Standing(rules, False, (), due=due)

    control = SimpleNamespace(standing=standing)
    table = SimpleNamespace(engine=SimpleNamespace(control=control), game=None, binding=SimpleNamespace(scene="main"))
    desk = TurnDesk(table)  # type: ignore[arg-type]
    asked = Parked(reason="choice", question="?", who=(), options=(), default="no")
    early = asyncio.create_task(desk.waits(1, asked))
    await asyncio.sleep(0)
    late = asyncio.create_task(desk.waits(1, asked))
    second.set()
    await late
    first.set()
    await early
    assert desk.due == now
