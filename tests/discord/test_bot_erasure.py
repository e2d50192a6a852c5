"""Everything that a person can write on Discord, written, and then erased: no column of any table holds a word."""

import sqlite3
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

import pytest
from bot_hosting import Provider, hosted
from bot_journey import Group, begin, serving
from loopback import LoopbackDiscord, Message, User

from gm.bot.client import GmBot
from gm.domain.calls import BackendRequest, Chunk, Role, Usage
from gm.review.verify import verify
from gm.store.personal import HOLDS
from gm.store.schema import METADATA


@dataclass
class Echo(Provider):
    """Repeats in its answers what it was told, as models do: so tellings, translations and prompts hold it.

    Twice each, in translations always: a plain word that more than three tellings use is the story's own
    (docs/decisions/0010)."""

    said: Counter[str] = field(default_factory=Counter)

    async def stream(self, request: BackendRequest) -> AsyncIterator[Chunk]:
        if request.role == Role.ADJUDICATOR:
            yield Chunk(text='{"verdicts": [], "minutes": 5}')
        else:
            heard = {word.strip(".,?:[]«»*_()") for each in request.messages for word in each.content.split()}
            found = sorted(word for word in heard if word.startswith("zqxj"))
            if request.role == Role.SCRIBE:
                told = " ".join(f"Man hört {word}." for word in found)
            else:
                found = [word for word in found if self.said[word] < 2]
                self.said.update(found)
                told = " ".join(f"The {word} is heard." for word in found)
            yield Chunk(text=f"The rain goes on. {told} Orla waits." + " The stove ticks." * 20)
        yield Chunk(usage=Usage(100, 0, 10, None, 0.0001), finish_reason="stop")


@dataclass
class Writer:
    """Somebody who writes everywhere. `canaries`: each word that was written, and where."""

    group: Group
    user: User
    server: LoopbackDiscord
    canaries: dict[str, str] = field(default_factory=dict)

    def word(self, where: str) -> str:
        """A word that nobody else says."""
        found = f"zqxj{where.replace(' ', '')}q"
        self.canaries[found] = where
        return found

    async def slash(self, command: str, options: dict[str, Any], answer: str) -> Message:
        """A command, and the answer to it."""
        used = await self.user.slash(self.group.thread, command, options)
        told = await used.message(answer)
        await self.group.rest()
        return told

    def last(self) -> Message:
        """The last beat."""
        return next(m for m in reversed(self.group.thread.messages) if "Act" in m.labels)


async def _do(w: Writer) -> None:
    await w.slash("do", {"words": f"I look for the {w.word('do')} under the stove"}, "✅")


async def _say(w: Writer) -> None:
    await w.slash("say", {"words": f"Where is my {w.word('say')}?"}, "✅")


async def _ooc(w: Writer) -> None:
    await w.slash("ooc", {"words": f"what is {w.word('ooc')}?"}, "✅")


async def _act(w: Writer) -> None:
    form = await w.user.click(w.last(), "Act")
    await (await w.user.submit(form, {"Your character": f"I sing of {w.word('act')}."})).message("✅")
    await w.group.rest()


async def _mention(w: Writer) -> None:
    word = w.word("mention")
    w.user.mention(w.group.thread, f"I wave the {word} about")
    await w.server.until(lambda: len(w.group.told(word)) > 1)
    await w.group.rest()


async def _reply(w: Writer) -> None:
    word = w.word("reply")
    w.user.reply(w.last(), f"I hold the {word} up")
    await w.server.until(lambda: len(w.group.told(word)) > 1)
    await w.group.rest()


async def _roll(w: Writer) -> None:
    await w.slash("roll", {"dice": f"2d6 [{w.word('label')}]"}, "🎲")


async def _reword(w: Writer) -> None:
    form = await w.user.click(w.last(), "Reword")
    await (await w.user.submit(form, {"How?": f"with more {w.word('hint')}"})).message("other words")
    await w.group.rest()


async def _note(w: Writer) -> None:
    await w.slash("gm note", {"words": f"Let the {w.word('note')} grow."}, "Only game masters see it")
    await w.slash("gm notes", {}, w.word("note"))


async def _narrate(w: Writer) -> None:
    await w.slash("gm narrate", {"words": f"The {w.word('narrate')} turns."}, "Told")


async def _speak(w: Writer) -> None:
    await w.slash("gm say", {"npc": "orla", "words": f"Mind the {w.word('gmsay')}."}, "Told")


async def _give(w: Writer) -> None:
    await w.slash("gm give", {"who": "tam", "item": "lamp", "told": f"A {w.word('told')} glows."}, "Done")


async def _edit(w: Writer) -> None:
    told = next(m for m in reversed(w.group.thread.messages) if "The rain goes on" in m.content)
    form = await w.user.menu(told, "Edit")
    words = f"The {w.word('edit')} falls on the roof of the hut, and nobody minds it."
    await (await w.user.submit(form, {"words": words})).message("now")
    await w.group.rest()


async def _edit_anothers(w: Writer) -> None:
    await w.group.does("Bo", "I hum")  # a turn in which the one who edits it says nothing
    told = next(m for m in reversed(w.group.thread.messages) if "The rain goes on" in m.content)
    form = await w.user.menu(told, "Edit")
    words = f"The {w.word('editanothers')} hums along on the roof of the hut, out of tune."
    await (await w.user.submit(form, {"words": words})).message("now")
    await w.group.rest()


async def _branch(w: Writer) -> None:
    await w.slash("branch", {"name": w.word("branch")}, "is played in")


async def _report(w: Writer) -> None:
    await w.slash("report", {"reason": f"the {w.word('report')} is rude"}, "can see it now")


async def _ask(w: Writer) -> None:
    await w.slash("ask", {"question": f"{w.word('ask')} moor"}, "")


async def _rate(w: Writer) -> None:
    w.user.react(w.last(), "👍")


async def _remind(w: Writer) -> None:
    await w.slash("play remind", {"hours": 24}, "")


async def _read(w: Writer) -> None:
    await w.slash("do", {"words": f"I call for the {w.word('read')}"}, "✅")
    w.user.locale = "de"
    card = await (await w.user.slash(w.group.thread, "why")).message("Zug")
    await (await w.user.click(card, "In meiner Sprache lesen")).message("Man hört zqxjreadq")
    w.user.locale = "en-US"


async def _xcard(w: Writer) -> None:
    await w.slash("do", {"words": f"I mock the {w.word('xcard')}"}, "✅")
    await w.slash("xcard", {}, "set aside")
    await w.group.rest()
    await w.group.goes_on(w.user)


ACTS: tuple[Callable[[Writer], Awaitable[None]], ...] = (
    _do, _say, _ooc, _act, _mention, _reply, _roll, _reword, _note, _narrate, _speak, _give, _edit, _edit_anothers,
    _branch, _report, _ask, _rate, _remind, _read, _xcard,
)  # fmt: skip

MINE = {
    "name": "Zqxjcharq Quill",
    "pronouns": "she/her",
    "about": "A zqxjaboutq in debt\nRope-scarred zqxjlooksq hands.",
    "good_at": ["stealth"],
    "wish": "To find the zqxjwishq first",
}


async def everywhere(server: LoopbackDiscord, bot: GmBot, seed: int) -> Writer:
    """A game that a person named and leads, with a character of their own; they write by every way there is."""
    guild = server.world.guild()
    channel = guild.channel("inn")
    bo, ada = guild.user("Bo"), guild.user("Zqxjuserq")
    started = await ada.slash(channel, "play start", {"campaign": "tiny", "name": "the zqxjgameq night"})
    await started.message("set:")
    thread = channel.threads[-1]
    (card,) = thread.messages
    form = await ada.click(card, "Make your own")
    await (await ada.submit(form, MINE)).message("You play Zqxjcharq")
    await (await bo.click(card, "Play Tam Reed")).message("You play")
    await begin(ada, card)
    await bot.tables.rest()
    group = Group(server, bot, channel, thread, {"Ada": ada, "Bo": bo})
    writer = Writer(group, ada, server)
    await _do(writer)
    order = list(ACTS)
    Random(seed).shuffle(order)
    for act in order:
        await act(writer)
        if act in (_say, _narrate, _edit, _xcard):
            await group.does("Bo", f"I nod at <@{ada.id}>")  # and the story goes on with it
    await group.rest()
    return writer


def columns(home: Path) -> list[tuple[str, str, str]]:
    """(table, column, value) of everything in the database."""
    found = []
    with sqlite3.connect(home / "gm.db") as db:
        for table in METADATA.sorted_tables:
            for column in table.columns:
                rows = db.execute(f'SELECT "{column.name}" FROM "{table.name}" WHERE "{column.name}" IS NOT NULL')
                found += [(table.name, column.name, str(row[0]).casefold()) for row in rows]
    return found


@pytest.mark.parametrize("seed", [1, 2])
async def test_nothing_that_a_person_wrote_is_left(server: LoopbackDiscord, home: Path, seed: int) -> None:
    async with hosted(home, Echo(), GM_LIMITS="") as app, serving(server, app) as bot:
        writer = await everywhere(server, bot, seed)
        group, ada = writer.group, writer.user
        before = columns(home)
        kept_nowhere = {"report", "ask"}  # a report's reason goes to the report channel, a question is only answered
        unseen = {
            where
            for word, where in writer.canaries.items()
            if where not in kept_nowhere and not any(word in value for *_, value in before)
        }
        assert unseen == set(), "the control: what was written is there before"
        assert any(table == "translations" and "man hört zqxjreadq" in value for table, _, value in before)
        assert any(table == "steers" for table, *_ in before)
        assert sum(str(ada.id) in value for *_, value in before) > 10
        form = await ada.slash(server.world.dm(ada), "privacy delete")
        await (await ada.submit(form, {"Type DELETE to erase": "delete"})).message("Erased:", 20)
        await bot.keeping.rest()
        await bot.tables.rest()
        left = [(table, name, value) for table, name, value in columns(home) if "zqxj" in value or str(ada.id) in value]
        assert left == [], left[:6]
        for message in (each for thread in group.channel.threads for each in thread.messages):
            if message.author.id != ada.id and "🎲 **" not in message.content and not _lines(message):
                assert "zqxj" not in message.content.casefold(), message.content
        table = await bot.tables.at(group.thread.id)
        assert table is not None and (await verify(app.database, table.game)).ok
        await group.does("Bo", "I look around")
        assert (await verify(app.database, table.game)).ok
        await app.database.scrub()
    held = b"".join(file.read_bytes() for file in home.glob("gm.db*")).lower()  # noqa: ASYNC240
    assert b"zqxj" not in held and str(ada.id).encode() not in held


def _lines(message: Message) -> bool:
    """Lines that say what somebody did, which stay (PRIVACY.md): a moderator can delete them."""
    return message.content.startswith(("🌿", "-# ", "👋", "🪑")) or "joins the game" in message.content


def test_what_is_kept_says_why() -> None:
    """The places that hold words and that erasing leaves are few, and none of them is a player's."""
    kept = {f"{table}.{name}" for table, held in HOLDS.items() for name, each in held.items() if not each.category}
    assert "texts.body" not in kept and "branches.name" not in kept and "gm_notes.body" not in kept
