"""A table on the loopback Discord: the real bot on a real engine without models, and people who play."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from loopback import Channel, Interaction, LoopbackDiscord, Message, User

from gm.app import App, open_app
from gm.bot.client import GmBot
from gm.settings import load_settings

TINY = """
slug: tiny
title: The Lit Window
tagline: A hut, a path, a window that should be dark.
ruleset: lantern-d20
opening: {place: hut, text: "Rain. A lit window. You are at the hut.", goal: Find out who lit the lamp.}
characters:
  ilse: {name: Ilse Brand, concept: a surveyor far from home,
         sheet: {attributes: {wits: 2}, skills: {search: 1}, max_hp: 9, items: {chalk: 2}}}
  tam: {name: Tam Reed, concept: a ferryman who lost his boat, sheet: {max_hp: 9}}
  odo: {name: Odo, concept: a carter, sheet: {max_hp: 9}}
  una: {name: Una, concept: a nurse, sheet: {max_hp: 9}}
places:
  hut: {name: The Hut, description: One room with a stove., exits: {path: the door to the path}, items: [lamp],
        details: [The stove ticks., Rain runs down the pane., A moth circles., The floor slopes.]}
  path: {name: The Path, description: Mud and bracken., exits: {hut: back to the hut}, details: [The bracken drips.]}
npcs:
  orla: {name: Orla, place: hut, appearance: A tall woman with ash on her sleeves., persona: Guarded.,
         wants: To be left alone., habits: [stirs the ashes], lines: ["Close the door."]}
items:
  chalk: {name: stick of chalk, description: For marking trees.}
  lamp: {name: brass lamp}
lore:
  - {id: moor, title: The Moor, keys: [moor], content: The moor takes a walker every winter.}
challenges:
  cupboard: {place: hut, title: Force the cupboard, keys: [cupboard], outcomes: {done: {text: The cupboard stands open.,
             choice: {question: Take the letter?, default: leave,
                      options: [{id: take, label: Take it}, {id: leave, label: Leave it}]}}}}
  floor: {place: hut, title: Search the floor, keys: [floor], skill: search, difficulty: 8, once: false,
          stakes: Noise carries., outcomes: {success: {text: A loose board.}, failure: {text: Only dust.}}}
"""


class NoPause:
    """Time in which nobody waits, but which passes."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def now(self) -> float:
        return self.seconds

    async def sleep(self, seconds: float) -> None:
        self.seconds += seconds
        await asyncio.sleep(0)


def make_home(folder: Path, template: Path | None = None) -> Path:
    """GM_HOME with the tiny campaign, and with a database that needs no migration if there is a template of one."""
    if template is not None:
        shutil.copyfile(template, folder / "gm.db")
    campaign = folder / "campaigns" / "tiny"
    campaign.mkdir(parents=True)
    (campaign / "campaign.yaml").write_text(TINY, encoding="utf-8")
    return folder


@asynccontextmanager
async def opened(home: Path) -> AsyncIterator[App]:
    """The app, without models: the offline narrator tells."""
    environ = {"GM_HOME": str(home), "GM_PROFILE": "offline", "GM_PROBE_LOCAL": "no"}
    async with open_app(load_settings(environ=environ, cwd=home), models=False) as app:
        yield app


@asynccontextmanager
async def serving(
    server: LoopbackDiscord,
    app: App,
    sessions: int = 1,
    *,
    kind: type[GmBot] = GmBot,
    offered: Collection[str] = ("tiny",),
    **options: Any,
) -> AsyncIterator[GmBot]:
    """The bot, connected and ready; closed at the end."""
    options = {"gather": 0.0, "pace": NoPause(), "guild_ready_timeout": 0.05, "consent": None} | options
    bot = kind(app, connector=server.connector(), **options)
    bot.tables.shelf.offered = frozenset(offered)
    task = asyncio.create_task(bot.start(server.token))
    try:
        await server.ready(sessions)
        await asyncio.wait_for(bot.wait_until_ready(), 10)
        yield bot
    finally:
        await bot.close()
        await asyncio.gather(task, return_exceptions=True)


class HeldPace(NoPause):
    """Nobody goes on waiting before `release` is called; then nothing waits any more."""

    def __init__(self) -> None:
        super().__init__()
        self._gate = asyncio.Event()

    def release(self) -> None:
        self._gate.set()

    def hold(self) -> None:
        """From now on everything waits again."""
        self._gate.clear()

    async def sleep(self, seconds: float) -> None:
        await self._gate.wait()
        await super().sleep(seconds)


@dataclass
class Group:
    """A game in a thread with its players."""

    server: LoopbackDiscord
    bot: GmBot
    channel: Channel
    thread: Channel
    players: dict[str, User]

    async def rest(self) -> None:
        """Until nothing is going on."""
        await self.bot.tables.rest()

    async def does(self, name: str, text: str, command: str = "do") -> Interaction:
        """A player acts by command; comes back when the turn is told."""
        acted = await self.players[name].slash(self.thread, command, {"words": text})
        await acted.message("✅")
        await self.rest()
        return acted

    async def goes_on(self, user: User) -> None:
        """Somebody ends the rest after an X-card."""
        await (await user.click(self.with_button("Go on")[-1], "Go on")).message("On we go")
        await self.rest()

    def told(self, text: str) -> list[Message]:
        """Posts of the thread that hold this text."""
        return [message for message in self.thread.messages if text in message.text]

    def with_button(self, label: str) -> list[Message]:
        """Posts that offer this button."""
        return [message for message in self.thread.messages if label in message.labels]


async def begin(user: User, card: Message, within: float = 20.0) -> None:
    """Begin, also where some have not said that they are ready."""
    pressed = await user.click(card, "Begin")
    said = await pressed.message("", within)
    if "Begin anyway" in said.labels:
        pressed = await user.click(said, "Begin anyway")
    await pressed.message("begins", within)


async def seated(server: LoopbackDiscord, bot: GmBot, channel: Channel, **seats: str) -> Group:
    """A game that has begun: `seated(…, Ada="Ilse Brand")`."""
    assert channel.guild is not None
    players = {name: channel.guild.user(name) for name in seats}
    first = next(iter(players.values()))
    started = await first.slash(channel, "play start", {"campaign": "tiny"})
    await started.message("set:")
    thread = channel.threads[-1]
    (card,) = thread.messages
    for name, character in seats.items():
        joined = await players[name].click(card, f"Play {character}")
        await joined.message("You play")
    await begin(first, card)
    await bot.tables.rest()
    return Group(server, bot, channel, thread, players)
