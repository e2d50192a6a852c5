"""SIGKILL at each commit of what people do beside playing: nothing of it is there twice, and nothing by halves.

One long story: consent and a character of one's own, a game master's hand, a note, a reminder that is due. In each
round the process dies at a commit further on, before or after it; another one starts, and people do again what was not
answered, as people do. A round in which the process outlives everything is the last. GM_KILL_STEP=1: at every commit.
"""

import asyncio
import os
import signal
import sqlite3
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from bot_journey import make_home, opened
from loopback import Channel, Interaction, LoopbackDiscord, Message, User, environment
from shipped_bot import HERE

from gm.review.verify import verify

PATIENCE = 30.0
"""Seconds; they only matter where something is wrong."""
STEP = int(os.environ.get("GM_KILL_STEP", "5"))
"""Every so many commits are struck; 1: each."""


class MortalBot:
    """Lives of the bot, one after the other."""

    def __init__(self, server: LoopbackDiscord, home: Path, process: asyncio.subprocess.Process) -> None:
        self._server, self._home, self._process = server, home, process
        self._gone: asyncio.Task[bytes] | None = None
        self.deaths = 0

    @property
    def alive(self) -> bool:
        """Whether it lives, as far as we have heard."""
        return self._gone is not None and not self._gone.done()

    async def born(self) -> None:
        """A new life; comes back when it has a session."""
        known = len(self._server.gateway.identifies)
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.write(b"\n")
        await self._process.stdin.drain()
        self._gone = asyncio.create_task(self._process.stdout.readline())
        here = lambda: len(self._server.gateway.identifies) > known and self._server.gateway.connected  # noqa: E731
        await self._server.until(lambda: here() or not self.alive, PATIENCE, "a life")
        assert self.alive, (self._home / "bot.log").read_text()[-3000:]

    def arm(self, number: int, when: str) -> None:
        """Let it die at that commit from now on."""
        _say(self._home / "arm", f"{number} {when}")

    def disarm(self) -> None:
        """Let it live."""
        _say(self._home / "arm", "")

    def strike(self) -> None:
        """It dies, now."""
        os.kill(int((self._home / "pid").read_text()), signal.SIGKILL)

    async def buried(self) -> bool:
        """Whether it has died; if so, its connection is gone, too."""
        if self.alive:
            return False
        self.disarm()
        self.deaths += 1
        await self._server.until(lambda: not self._server.gateway.connected, PATIENCE, "the end of the connection")
        return True


def _say(file: Path, text: str) -> None:
    """Write it at once: somebody may be reading."""
    new = file.with_suffix(".new")
    new.write_text(text)
    new.replace(file)


@asynccontextmanager
async def mortal_bot(server: LoopbackDiscord, home: Path, *, haste: bool = False) -> AsyncIterator[MortalBot]:
    """The program that forks lives; it and the last life are killed at the end. `haste`: it waits for nothing long."""
    _say(home / "arm", "")
    _say(home / "later", "0")
    variables = {
        **{name: value for name, value in os.environ.items() if not name.startswith("GM_")},
        **environment(server.port, home),
        "GM_HOME": str(home),
        "GM_PROFILE": "offline",
        "GM_DISCORD_CONNECTOR": "loopback.tls:connector_from_environment",
        "DISCORD_TOKEN": server.token,
        "PYTHONPATH": f"{HERE.parents[1]}:{HERE}",
        **({"GM_HASTE": "1"} if haste else {}),
    }
    with (home / "bot.log").open("ab") as log:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            str(HERE / "mortal_bot.py"),
            cwd=home,
            env=variables,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=log,
            start_new_session=True,
        )
    try:
        yield MortalBot(server, home, process)
    finally:
        os.killpg(process.pid, 9)
        await process.wait()


class Story:
    """What the people of one table do, round after round."""

    def __init__(self, server: LoopbackDiscord, bot: MortalBot, home: Path, channel: Channel) -> None:
        self.server, self.bot, self.home, self.channel = server, bot, home, channel
        assert channel.guild is not None
        self.ada: User = channel.guild.user("Ada")
        self.thread: Channel

    async def begin(self) -> None:
        """A game with Ada in it, who prepared it and leads it."""
        await (await self.ada.slash(self.channel, "play start", {"campaign": "tiny"})).message("set:", PATIENCE)
        (self.thread,) = self.channel.threads
        card = self.thread.messages[0]
        asked = await (await self.ada.click(card, "Play Ilse Brand")).message("Before you sit down", PATIENCE)
        await (await self.ada.click(asked, "I agree, sit me down")).message("You play", PATIENCE)
        await (await self.ada.click(card, "Begin")).message("begins", PATIENCE)
        await self.server.until(lambda: self.last("Why?"), PATIENCE)

    def last(self, label: str) -> Message | None:
        """The newest post with this button."""
        return next((m for m in reversed(self.thread.messages) if label in m.labels), None)

    async def round(self, number: int) -> None:
        """Everything once, each of it again until it is answered."""
        guest = self.channel.guild.user(f"Guest {number}")  # type: ignore[union-attr]
        for step in (self._own, self._hand, self._note, self._reminder):
            while not await step(number, guest):
                if await self.bot.buried():
                    await self.bot.born()
                    await self.settled()

    async def _own(self, number: int, guest: User) -> bool:
        form = await guest.click(self.thread.messages[0], "Make your own", wait=False)
        if not await self._until(lambda: form.modal is not None or bool(form.text), "a form"):
            return False
        if form.modal is None:
            return await self._agreed(form, guest)
        fields = {"name": f"Mira {number}", "about": "A ferrywoman", "good_at": ["stealth"], "wish": "To be home"}
        made = await guest.submit(form, fields, wait=False)
        if not await self._until(lambda: bool(made.text), "a seat"):
            return False
        assert "You play" in made.text or "Before you sit down" in made.text, made.text
        return "You play" in made.text or await self._agreed(made, guest)

    async def _agreed(self, asked: Interaction, guest: User) -> bool:
        """They agree to the rules; with that they try again."""
        (question,) = (each for each in asked.shown if each.labels)
        label = next(each for each in question.labels if each.startswith("I agree"))
        agreed = await guest.click(question, label, wait=False)
        await self._until(lambda: bool(agreed.text) or agreed.modal is not None, "thanks")
        return False

    async def _hand(self, number: int, guest: User) -> bool:
        told = f"A lamp stands there, the {number}th."
        if self._said(told):
            return True  # the next life has shown it
        given = await self.ada.slash(self.thread, "gm give", {"who": "ilse", "item": "lamp", "told": told}, wait=False)
        return await self._answered(given, "Done")

    async def _note(self, number: int, guest: User) -> bool:
        if self.rows("SELECT 1 FROM gm_notes WHERE body = ?", f"note {number}"):
            return True  # `/gm notes` would show it
        noted = await self.ada.slash(self.thread, "gm note", {"words": f"note {number}", "beats": 2}, wait=False)
        return await self._answered(noted, "next 2 beats")

    async def _reminder(self, number: int, guest: User) -> bool:
        asked = await self.ada.slash(self.thread, "play remind", {"hours": 5, "quiet": "0-0"}, wait=False)
        if not await self._answered(asked, "5"):
            return False
        _say(self.home / "later", "6")
        done = await self._until(
            lambda: self.rows("SELECT 1 FROM discord_reminders WHERE reminded_of = ?", self.newest)
        )
        _say(self.home / "later", "0")
        return done

    async def settled(self) -> None:
        """Until the new life has finished what the last one began."""
        await self._until(lambda: not self.rows("SELECT 1 FROM turns WHERE status = 'running'"))

    @property
    def newest(self) -> int:
        """The last turn."""
        return int(self.rows("SELECT max(id) FROM turns")[0][0])

    def rows(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        """What the database says."""
        with sqlite3.connect(f"file:{self.home / 'gm.db'}?mode=ro", uri=True) as db:
            return db.execute(query, values).fetchall()

    async def _answered(self, acted: Interaction, text: str) -> bool:
        return await self._until(lambda: text in acted.text)

    async def _until(self, condition: Any, what: str = "") -> bool:
        await self.server.until(lambda: condition() or not self.bot.alive, PATIENCE, what)
        return bool(condition())

    def _said(self, text: str) -> list[Message]:
        return [m for m in self.thread.messages if text in m.content]

    def check(self, rounds: int) -> None:
        """Nothing is there twice, and nothing by halves."""
        told = [len(self._said(f"A lamp stands there, the {number}th.")) for number in range(rounds)]
        assert told == [1] * rounds
        assert len(self.rows("SELECT 1 FROM turns WHERE kind = 'gm' AND status = 'done'")) == rounds
        notes = self.rows("SELECT body FROM gm_notes ORDER BY id")
        assert notes == [(f"note {number}",) for number in range(rounds)]
        made = self.rows("SELECT owner, slug FROM own_characters")
        assert len({owner for owner, _ in made}) == len(made) == rounds, made
        seats = self.rows("SELECT player_id, character FROM discord_seats WHERE player_id != ?", self.ada.id)
        assert sorted(slug for _, slug in seats) == sorted(slug for _, slug in made)
        assert sorted(f"discord:{player}" for player, _ in seats) == sorted(owner for owner, _ in made)
        arrived = [len(self._said(f"Mira {number} joins")) for number in range(rounds)]
        assert max(arrived) <= 1, arrived
        reminded = len(self._said(f"<@{self.ada.id}>")) - 1  # the card names her, too
        assert rounds - self.bot.deaths <= reminded <= rounds
        assert len(self.rows("SELECT 1 FROM discord_reminders")) == 1
        assert len(self.rows("SELECT 1 FROM discord_consents")) == rounds + 1


async def test_killed_at_each_commit_nothing_is_doubled_or_half_made(tmp_path: Path, sqlite_template: Path) -> None:
    home = make_home(tmp_path, sqlite_template)
    async with LoopbackDiscord() as server, mortal_bot(server, home) as bot:
        await bot.born()
        story = Story(server, bot, home, server.world.guild().channel("inn"))
        await story.begin()
        struck = 0
        for number in range(200):
            died = bot.deaths
            bot.arm(1 + number * STEP, ("after", "before")[number % 2])
            await story.round(number)
            bot.disarm()
            struck = number + 1
            if bot.deaths == died:
                break
        await story.settled()
        story.check(struck)
        assert bot.deaths == struck - 1 >= 4, "each round but the last had its death"
        async with opened(home) as app:
            game = await app.find_game(None)
            assert game is not None and (await verify(app.database, game)).ok
        assert [str(finding) for finding in server.findings_on_requests] == []
