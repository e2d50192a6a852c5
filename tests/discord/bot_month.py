"""What a campaign of a month needs: a story, a clock that jumps from evening to evening, a teller who is paid."""

import textwrap
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot_hosting import SECRET, House, Provider
from bot_journey import Group, serving
from loopback import Channel, Guild, LoopbackDiscord, Message, Permission, User
from test_bot_survival import SinkingBot

from gm.app import App, open_app
from gm.bench.combats import KIT
from gm.bot.client import GmBot
from gm.bot.consent import VERSION
from gm.domain.calls import BackendRequest, Chunk, Role, Usage
from gm.domain.errors import ModelUnavailable
from gm.settings import load_settings

MILL = """
slug: mill
title: The Mill at Low Water
tagline: Something lives under the wheel.
opening: {place: hall, text: "The wheel stands still. Orla has barred the door behind you."}
places:
  hall: {name: The Hall, description: Flour on every beam., exits: {cellar: down to the cellar},
         details: [A sack leaks., The beams creak.]}
  cellar: {name: The Cellar, description: Wet stone and noise., exits: {hall: back up to the hall}}
npcs:
  orla: {name: Orla, place: hall, appearance: A tall woman white with flour., persona: Guarded., wants: To sleep again.,
         lines: ["They come at low water."]}
items:
  sword: {name: sword, damage: 1d8, type: slashing}
  bow: {name: bow, damage: 1d6, type: piercing, reach: 2, skill: shoot}
  key: {name: iron key}
characters:
  ada: {name: Ada, concept: a fighter,
        sheet: {attributes: {str: 3, con: 2}, skills: {fight: 1}, max_hp: 18, defence: 16, items: [sword]}}
  bo: {name: Bo, concept: an archer,
       sheet: {attributes: {dex: 3}, skills: {shoot: 1}, max_hp: 14, defence: 15, items: [bow]}}
challenges:
  beam: {place: hall, title: Walk the beam, keys: [beam], skill: shoot, difficulty: 8, once: false,
         stakes: A fall costs you your dignity.,
         outcomes: {success: {text: Across.}, failure: {text: Flour everywhere.}}}
encounters:
  rats: {title: Rats, place: cellar, creatures: {rat: 3}, zones: [stair, drain], foes_zone: 1}
"""
RAT = """
creatures:
  rat: {name: Rat, hp: 9, defence: 12, attributes: {dex: 1},
        attacks: {teeth: {name: Teeth, bonus: 0, strikes: [{dice: 1, type: piercing}]}}}
"""
"""Slow to kill and hardly dangerous: the fight takes some rounds, and nobody of the party falls."""
OWN = {"name": "Cass Wray", "pronouns": "they/them", "about": "A ratcatcher with a ledger", "good_at": ["fight"]}
START = datetime(2027, 3, 1, 17, tzinfo=UTC)
PRICE = 0.001
"""Dollars that each telling costs."""


class Month:
    """The machine's clock, and as many days more as have been let pass."""

    def __init__(self, start: datetime) -> None:
        self._ahead = start - datetime.now(UTC)

    def now(self) -> datetime:
        return datetime.now(UTC) + self._ahead

    def monotonic(self) -> float:
        return self.now().timestamp()

    def later(self, **span: float) -> None:
        self._ahead += timedelta(**span)


class Teller(Provider):
    """Tells each beat in words of its own: `[1]`, `[2]`…, and is paid for each, as for a ruling."""

    told = 0

    async def stream(self, request: BackendRequest) -> AsyncIterator[Chunk]:
        key = (request.keys or self.host_key)(request.candidate.key_env or "")
        if not key or self.down:
            raise ModelUnavailable(f"{request.candidate.provider} refused the key")
        self.seen.append((request.candidate.model, key))
        if request.role is Role.ADJUDICATOR:
            yield Chunk(text='{"verdicts": [{"character": "ada", "intent": "count the sacks"}]}')
        else:
            self.told += 1
            yield Chunk(text=f"Telling number {self.told} comes from a voice that was paid. The wheel waits.")
        yield Chunk(usage=Usage(100, 0, 10, None, PRICE), finish_reason="stop")


def make_mill(home: Path) -> None:
    """The campaign in GM_HOME, and rules that no model is asked about."""
    folder = home / "campaigns" / "mill"
    folder.mkdir(parents=True)
    kit = textwrap.indent(KIT.decode().replace("\ncreatures:\n", RAT), "  ")
    (folder / "campaign.yaml").write_text(f"{MILL}ruleset:\n{kit}", encoding="utf-8")
    (home / "gm.yaml").write_text(
        "profile: openrouter\nroutes:\n  adjudicator:\n    - {model: offline, backend: offline}\n"
    )


@asynccontextmanager
async def hosting(home: Path, url: str | None, teller: Teller, clock: Month) -> AsyncIterator[App]:
    """The app of one host; `url`: its PostgreSQL, else a SQLite file."""
    environ = {"GM_HOME": str(home), "GM_PROBE_LOCAL": "no", "OPENROUTER_API_KEY": "host-key", "GM_SECRET_KEY": SECRET}
    settings = load_settings(environ=environ | ({"GM_DATABASE_URL": url} if url else {}), cwd=home)
    async with open_app(settings, models=False, backends={"litellm": teller}, clock=clock) as app:
        yield app


def place(server: LoopbackDiscord, name: str) -> House:
    """A server with somebody who manages it."""
    guild = server.world.guild(name)
    host = guild.user("Hana")
    guild.give(host, guild.role("staff", Permission.MANAGE_GUILD))
    return House(server, guild.channel("inn"), host)


@dataclass
class Campaign:
    """The month as it goes: who plays, what was said, what it has cost."""

    server: LoopbackDiscord
    home: Path
    url: str | None
    harbour: House
    hill: House
    clock: Month = field(default_factory=lambda: Month(START))
    teller: Teller = field(default_factory=Teller)
    said: list[str] = field(default_factory=list)
    """Marks of the lines that stand, in the order in which they were said."""
    threads: list[Channel] = field(default_factory=list)
    fought: list[str] = field(default_factory=list)
    """Who took a turn in the fight, in order."""
    standing: Message = field(init=False)
    """The fight's card as the process died."""
    number: int = 0
    app: App = field(init=False)
    bot: GmBot = field(init=False)
    group: Group = field(init=False)
    beside: Group = field(init=False)

    @property
    def guild(self) -> Guild:
        assert self.harbour.channel.guild is not None
        return self.harbour.channel.guild

    @property
    def thread(self) -> Channel:
        return self.group.thread

    def player(self, name: str) -> User:
        return self.group.players[name]

    def line(self, what: str) -> str:
        self.number += 1
        self.said.append(f"mark{self.number}end")
        return f"{what}, {self.said[-1]}"

    async def does(self, name: str, what: str, *, command: str = "do", rest: bool = True) -> None:
        """A line that stands, said by command."""
        acted = await self.player(name).slash(self.thread, command, {"words": self.line(what)})
        await acted.message("✅")
        if rest:
            await self.group.rest()

    async def leads(self, command: str, options: dict[str, object], said: str) -> Message:
        """Ada, who started the game, as its game master."""
        used = await self.player("Ada").slash(self.thread, f"gm {command}", options)
        found = await used.message(said)
        assert found.ephemeral
        await self.group.rest()
        return found

    async def meets_beside(self, times: int = 2) -> None:
        """The other server plays on, with its own key."""
        for _ in range(times):
            await self.beside.does("Nell", "I count the sacks")


@asynccontextmanager
async def open_doors(month: Campaign) -> AsyncIterator[None]:
    """The host's process, from its start to its end."""
    async with (
        hosting(month.home, month.url, month.teller, month.clock) as month.app,
        serving(month.server, month.app, kind=SinkingBot, offered={"mill"}, consent=VERSION) as month.bot,
    ):
        yield
