"""A table of six on the loopback Discord, in one way of taking turns: what they do by chance, and what must come of it.

Every line holds a word that no other line has, so that at the end each can be looked for everywhere.
"""

import random
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from copy import copy
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from bot_journey import Group, begin
from bot_month import Month
from bot_six_process import House
from bot_standing import MARK, turns_of
from loopback import Channel, LoopbackDiscord, Message, User

from gm.app import App
from gm.bot.client import GmBot
from gm.domain.play import Turn
from gm.store.games import load_scene

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
    thread: int
    """Of the scene in which it was said."""
    kind: str = "do"
    """`do`, `ooc` or `whisper`."""
    fate: Fate = "answered"
    until: float = 0.0
    """Of words that were set aside: when (server clock)."""
    asked: int = 0
    """Of words that were set aside: the last call of a model until then, by its number in the database."""


@dataclass
class Press:
    """Somebody laid the X-card. Times are the server's."""

    who: str
    since: float
    until: float = 0.0


@dataclass
class Six:
    """Six people at a table and what they said; or, where they have split up, those of one scene (`apart`)."""

    house: House
    chance: random.Random
    lines: list[Line] = field(default_factory=list)
    presses: list[Press] = field(default_factory=list)
    acts: Counter[str] = field(default_factory=Counter)
    """What was done how often."""
    steps: int = 0
    here: tuple[str, ...] = tuple(CAST)
    """Who plays in the scene at hand, by players' names."""
    going: str = ""
    """A place that everybody walks to with whatever they do next; '': nobody walks."""
    hurried: bool = False
    """Others play at the same moment: nobody lets a deadline pass, which would be theirs, too."""
    came_from: dict[int, tuple[int, int]] = field(default_factory=dict)
    """By thread of a parted scene: the thread that it came out of, and how many lines had been said by then."""
    people: dict[str, User] = field(init=False)
    channel: Channel = field(init=False)
    thread: Channel = field(init=False)
    """Where the scene at hand is played."""

    @property
    def server(self) -> LoopbackDiscord:
        return self.house.server

    @property
    def clock(self) -> Month:
        return self.house.clock

    @property
    def app(self) -> App:
        return self.house.app

    @property
    def bot(self) -> GmBot:
        return self.house.bot

    @property
    def group(self) -> Group:
        """Those who play in the scene at hand, in its thread."""
        return Group(self.server, self.bot, self.channel, self.thread, {name: self.people[name] for name in self.here})

    def apart(self, thread: Channel, here: Sequence[str]) -> "Six":
        """The same people and the same evening, seen from the scene that these play in."""
        view = copy(self)
        view.thread, view.here, view.chance = thread, tuple(here), random.Random(self.chance.random())
        return view

    async def restart(self, meanwhile: Callable[[], Awaitable[None]] | None = None) -> None:
        """The bot goes and comes back. `meanwhile`: what is done while it is away."""
        self.acts["restart"] += 1
        await self.house.restart(meanwhile)

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
        self.people, self.channel, self.thread = players, channel, thread

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
        return self.people[name]

    def anyone(self) -> str:
        return self.chance.choice(self.here)

    def shuffled(self) -> list[str]:
        return self.chance.sample(self.here, len(self.here))

    def often(self, share: float) -> bool:
        """Whether it happens this time."""
        return self.chance.random() < share

    # -- saying something

    def line(self, who: str, kind: str = "do") -> Line:
        """A line that is about to be said."""
        made = Line(f"mark{len(self.lines) + 1}end", who, self.steps, self.thread.id, kind)
        self.lines.append(made)
        return made

    def words(self, line: Line) -> str:
        what = f"I go to the {self.going}" if self.going else self.chance.choice(WORDS)
        return f"{what}, {line.mark}"

    async def says(self, who: str, kind: str = "do", way: str = "") -> Line:
        """Somebody says something, in one of the ways there are; comes back when it is kept."""
        line = self.line(who, kind)
        user, thread = self.user(who), self.group.thread
        way = way or self.chance.choice(["do", "say", "mention", "reply", "form"])
        way = "do" if self.going and way == "say" else way
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

    async def whispers(self, who: str, *, waits: bool = False) -> None:
        """Something of which nobody else learns. `waits`: the game master looks at it first."""
        self.acts["whisper"] += 1
        line = self.line(who, "whisper")
        used = await self.user(who).slash(self.group.thread, "whisper", {"words": f"I hide a note, {line.mark}"})
        said = await used.message("looks at it first" if waits else line.mark, 30)
        assert said.ephemeral and (not waits or line.mark not in said.text)

    # -- what people do about what was told

    @property
    def last(self) -> Message:
        """The post under which the last beat's buttons stand."""
        return self.group.with_button("Undo")[-1]

    async def turns(self) -> tuple[Turn, ...]:
        """Every turn of the scene at hand, also those that were taken back."""
        table = await self.bot.tables.at(self.thread.id)
        assert table is not None
        async with self.app.database.read() as db:
            scene = await load_scene(db, table.game.branch_id, table.binding.scene)
        return tuple(turn for turn in await turns_of(self.app, self.group) if turn.scene_id == scene.id)

    async def last_is_played(self) -> bool:
        """Whether the last beat of the scene at hand is one of players' words."""
        done = [turn for turn in await self.turns() if turn.status == "done"]
        return bool(done) and done[-1].kind == "action" and any(e.input.kind != "gm" for e in done[-1].inputs)

    async def lines_of_last(self) -> list[Line]:
        """What was said in the last beat that all saw."""
        known = {line.mark: line for line in self.lines}
        for turn in reversed(await self.turns()):
            found = [known[mark] for entry in turn.inputs for mark in MARK.findall(entry.input.text) if mark in known]
            if turn.status == "done" and turn.kind == "action" and not any(each.kind == "whisper" for each in found):
                return found
        return []


@asynccontextmanager
async def at_table(server: LoopbackDiscord, home: Path, seed: int) -> AsyncIterator[Six]:
    """Six who have sat down; the bot goes at the end."""
    six = Six(House(server, home), random.Random(seed))
    await six.house.start()
    try:
        await six.sit_down()
        yield six
    finally:
        await six.house.stop()
