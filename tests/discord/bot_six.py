"""A table of six on the loopback Discord, in one way of taking turns: what they do by chance, and what must come of it.

Every line holds a word that no other line has, so that at the end each can be looked for everywhere.
"""

import asyncio
import random
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from bot_journey import Group, begin, serving
from bot_month import Month
from bot_standing import MARK, turns_of
from loopback import LoopbackDiscord, Message, User

from gm.app import App, open_app
from gm.bot.client import GmBot
from gm.domain.play import Turn
from gm.settings import load_settings

Fate = Literal["answered", "replaced", "withdrawn", "undone", "aside"]
READY_MADE = {"Ada": "Ilse Brand", "Bo": "Tam Reed", "Cy": "Odo", "Di": "Una"}
OWN = {"Ed": "Mira Quill", "Fay": "Cass Wray"}
CAST = READY_MADE | OWN
WORDS = (
    "I look around", "I search the floor", "I warm my hands", "I wait", "I ask Orla about the lamp",
    "I nod at @everyone", "I force the cupboard", "I listen at the door",
)  # fmt: skip


@dataclass
class Line:
    """Something that somebody said. `mark`: the word that no other line has."""

    mark: str
    who: str
    step: int
    kind: str = "do"
    """`do`, `ooc` or `whisper`."""
    fate: Fate = "answered"
    until: float = 0.0
    """Of words that were set aside: when (server clock)."""


@dataclass
class Press:
    """Somebody laid the X-card. Times are the server's."""

    who: str
    since: float
    until: float = 0.0


@dataclass
class Six:
    """Six people at a table, the process that serves them, and what they said."""

    server: LoopbackDiscord
    home: Path
    chance: random.Random
    clock: Month = field(default_factory=lambda: Month(datetime.now(UTC)))
    lines: list[Line] = field(default_factory=list)
    presses: list[Press] = field(default_factory=list)
    acts: Counter[str] = field(default_factory=Counter)
    """What was done how often."""
    steps: int = 0
    group: Group = field(init=False)
    app: App = field(init=False)
    bot: GmBot = field(init=False)
    _process: AsyncExitStack = field(default_factory=AsyncExitStack)

    # -- the process

    async def start(self) -> None:
        """The bot comes, or comes back, and goes on with what it finds."""
        environ = {"GM_HOME": str(self.home), "GM_PROFILE": "offline", "GM_PROBE_LOCAL": "no"}
        settings = load_settings(environ=environ, cwd=self.home)
        self.app = await self._process.enter_async_context(open_app(settings, models=False, clock=self.clock))
        self.bot = await self._process.enter_async_context(serving(self.server, self.app, gather=0.02, pace=Brief()))
        if hasattr(self, "group"):
            self.group.bot = self.bot
            await self.server.until(lambda: bool(self.bot.tables.all_open()), 20, "the table")
            await self.bot.tables.rest()

    async def stop(self) -> None:
        """The bot goes, whatever it is doing."""
        await self._process.aclose()
        self._process = AsyncExitStack()

    async def restart(self, meanwhile: Callable[[], Awaitable[None]] | None = None) -> None:
        """The bot goes and comes back. `meanwhile`: what is done while it is away."""
        self.acts["restart"] += 1
        await self.stop()
        if meanwhile is not None:
            await meanwhile()
        await self.start()

    async def sit_down(self) -> None:
        """Four take ready characters, two make their own; they begin."""
        channel = self.server.world.guild().channel("inn")
        guild = channel.guild
        assert guild is not None
        players = {name: guild.user(name) for name in CAST}
        ada = players["Ada"]
        await (await ada.slash(channel, "play start", {"campaign": "tiny"})).message("set:")
        thread = channel.threads[-1]
        (card,) = thread.messages
        for name, character in READY_MADE.items():
            await (await players[name].click(card, f"Play {character}")).message("You play")
        for name, character in OWN.items():
            form = await players[name].click(card, "Make your own")
            about = {"name": character, "about": "A ferrywoman in debt", "good_at": ["search"]}
            await (await players[name].submit(form, about)).message("You play")
        await begin(ada, card)
        await self.bot.tables.rest()
        self.group = Group(self.server, self.bot, channel, thread, players)

    async def settle(self) -> None:
        """Until nothing is going on; a question of the story's is answered by who is asked."""
        await self.group.rest()
        while asked := [post for post in self.group.thread.messages if "Take it" in post.labels]:
            for user in self.group.players.values():
                pressed = await user.click(asked[-1], self.chance.choice(["Take it", "Leave it"]))
                await pressed.message()
                if "You chose" in pressed.text:
                    break
            await self.group.rest()

    # -- who

    def user(self, name: str) -> User:
        return self.group.players[name]

    def anyone(self) -> str:
        return self.chance.choice(list(CAST))

    def shuffled(self) -> list[str]:
        return self.chance.sample(list(CAST), len(CAST))

    def often(self, share: float) -> bool:
        """Whether it happens this time."""
        return self.chance.random() < share

    # -- saying something

    def line(self, who: str, kind: str = "do") -> Line:
        """A line that is about to be said."""
        made = Line(f"mark{len(self.lines) + 1}end", who, self.steps, kind)
        self.lines.append(made)
        return made

    def words(self, line: Line) -> str:
        return f"{self.chance.choice(WORDS)}, {line.mark}"

    async def says(self, who: str, kind: str = "do", way: str = "") -> Line:
        """Somebody says something, in one of the ways there are; comes back when it is kept."""
        line = self.line(who, kind)
        user, thread = self.user(who), self.group.thread
        way = way or self.chance.choice(["do", "say", "mention", "reply", "form"])
        self.acts[kind if kind == "ooc" else way] += 1
        if kind == "ooc" and way in ("mention", "reply"):
            user.mention(thread, f"((is it late? {line.mark}))")
            await self.heard(line)
        elif kind == "ooc":
            await (await user.slash(thread, "ooc", {"words": f"is it late? {line.mark}"})).message("✅")
        elif way == "mention":
            user.mention(thread, self.words(line))
            await self.heard(line)
        elif way == "reply":
            own = [post for post in thread.messages if post.author is self.server.world.bot and not post.webhook_id]
            user.reply(own[-1], self.words(line))
            await self.heard(line)
        elif way == "form" and self.group.with_button("Act"):
            form = await user.click(self.group.with_button("Act")[-1], "Act")
            await (await user.submit(form, {"Your character": f"{self.words(line)}.\nI say nothing."})).message("✅")
        else:
            command = "say" if way == "say" else "do"
            await (await user.slash(thread, command, {"words": self.words(line)})).message("✅")
        return line

    async def heard(self, line: Line) -> None:
        """Until the words stand under the character's name."""
        await self.server.until(lambda: bool(self.spoken(line)), 20, f"the words {line.mark}")

    def spoken(self, line: Line) -> list[Message]:
        return [post for post in self.group.told(line.mark) if post.webhook_id]

    async def amends(self, who: str, *, take_back: bool) -> Line:
        """Somebody says something, and edits or deletes it while it waits."""
        line = await self.says(who, way="mention")
        user = self.user(who)
        own = next(post for post in self.group.thread.messages if post.author is user and line.mark in post.content)
        if take_back:
            self.acts["withdrawn"] += 1
            line.fate = "withdrawn"
            user.delete(own)
            await self.server.until(lambda: not self.spoken(line), 20, f"{line.mark} to be taken back")
            return line
        self.acts["edited"] += 1
        line.fate = "replaced"
        better = self.line(who)
        user.edit(own, own.content.replace(line.mark, better.mark))
        await self.heard(better)
        return better

    async def whispers(self, who: str) -> None:
        """Something of which nobody else learns."""
        self.acts["whisper"] += 1
        line = self.line(who, "whisper")
        used = await self.user(who).slash(self.group.thread, "whisper", {"words": f"I hide a note, {line.mark}"})
        assert (await used.message(line.mark, 30)).ephemeral

    # -- what people do about what was told

    @property
    def last(self) -> Message:
        """The post under which the last beat's buttons stand."""
        return self.group.with_button("Undo")[-1]

    async def turns(self) -> tuple[Turn, ...]:
        """Every turn, also those that were taken back."""
        return await turns_of(self.app, self.group)

    async def lines_of_last(self) -> list[Line]:
        """What was said in the last beat that all saw."""
        known = {line.mark: line for line in self.lines}
        for turn in reversed(await self.turns()):
            found = [known[mark] for entry in turn.inputs for mark in MARK.findall(entry.input.text) if mark in known]
            if turn.status == "done" and turn.kind == "action" and not any(each.kind == "whisper" for each in found):
                return found
        return []


class Brief:
    """Time in which people wait a moment, so that what is said at once is one beat."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def now(self) -> float:
        return self.seconds

    async def sleep(self, seconds: float) -> None:
        self.seconds += seconds
        await asyncio.sleep(min(seconds, 0.02))


@asynccontextmanager
async def at_table(server: LoopbackDiscord, home: Path, seed: int) -> AsyncIterator[Six]:
    """Six who have sat down; the bot goes at the end."""
    six = Six(server, home, random.Random(seed))
    await six.start()
    try:
        await six.sit_down()
        yield six
    finally:
        await six.stop()
