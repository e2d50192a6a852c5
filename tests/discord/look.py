"""Look at the bot as a player on a phone does: a scripted evening on the loopback Discord, as pages.

    python tests/discord/look.py OUT [en|de] [--form embed]

writes `OUT/*.html`, some posts on each; a browser shows them: `chromium --headless --window-size=400,1800
--screenshot=OUT/lobby-1.png OUT/lobby-1.html`. Nothing is asserted: it is for eyes.
"""

import argparse
import asyncio
import sys
import tempfile
import textwrap
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from bot_german import GERMAN
from bot_journey import make_home, opened, serving
from bot_voices import PEOPLE
from look_html import form, forms_page, pages
from loopback import Channel, Interaction, LoopbackDiscord, Message, Permission, User

from gm.bench.combats import KIT, PIT
from gm.bot.client import GmBot
from gm.bot.consent import VERSION
from gm.store.guilds import GuildSettings

sys.path.insert(0, str(Path(__file__).parents[1]))
from databases import make_template

TURNS: Final = {
    "en": ("I look around", "I search the floor", "I open the path door", "I go back to the hut", "I light my pipe"),
    "de": ("Ich schaue mich um", "Ich suche den Boden ab", "Ich gehe zum Pfad", "Ich gehe zur Hütte", "Ich warte"),
}
ASIDE: Final = {"en": "Who lit the lamp?", "de": "Wer hat die Lampe angezündet?"}
CHOICE: Final = {"en": "I force the cupboard", "de": "Ich breche den Schrank auf"}
CUPBOARD: Final = """\
  schrank: {place: huette, title: Den Schrank aufbrechen, keys: [schrank], outcomes: {done: {text: Der Schrank steht
            offen., choice: {question: Den Brief nehmen?, default: lassen, options: [{id: nehmen, label: Nimm ihn},
            {id: lassen, label: Lass ihn}]}}}}
"""


def write_campaigns(home: Path, language: str) -> None:
    """A story in that language, and a pit in which to fight."""
    story = PEOPLE if language == "en" else f"{GERMAN}{CUPBOARD}"
    (home / "campaigns" / "tiny" / "campaign.yaml").write_text(story.replace("slug: huette", "slug: tiny"))
    kit = textwrap.indent(KIT.decode(), "  ")
    pit = PIT.decode().replace("ruleset: bench", f"language: {language}\nruleset:\n{kit}")
    things = (
        "items:\n  potion: {name: red potion, use: [{kind: heal, character: actor, amount: 2d4}], consumed: true}\n"
    )
    pit = pit.replace("items:\n", things, 1).replace("items: [bow]", "items: [bow, potion]")
    folder = home / "campaigns" / "pit"
    folder.mkdir()
    (folder / "campaign.yaml").write_text(pit.replace("slug: bench", "slug: pit"))


@dataclass
class Look:
    """Two who play, one who runs the server, and what they saw."""

    server: LoopbackDiscord
    bot: GmBot
    out: Path
    language: str
    channel: Channel = field(init=False)
    ada: User = field(init=False)
    bo: User = field(init=False)
    host: User = field(init=False)
    forms: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        guild = self.server.world.guild()
        locale = "de" if self.language == "de" else "en-US"
        self.channel = guild.channel("tavern")
        self.ada, self.bo, self.host = (guild.user(name, locale=locale) for name in ("Ada", "Bo", "Hana"))
        guild.give(self.host, guild.role("staff", Permission.MANAGE_GUILD))

    async def slash(self, user: User, where: Channel, command: str, options: dict[str, object] | None = None) -> None:
        """A command, until nothing goes on any more."""
        used = await user.slash(where, command, options or {})
        await self._settled(used)

    async def press(self, user: User, post: Message, lead: str) -> None:
        """The first button whose id begins so. A form that opens is kept."""
        found = post.component(lead) or next((p for p in _parts(post) if p["custom_id"].startswith(lead)), None)
        if found is None:
            print(f"no {lead} under {post}")
            return
        await self._settled(await user.click(post, found["custom_id"]))

    async def pick(self, user: User, post: Message, lead: str, number: int = 0) -> None:
        """A line of the first menu whose id begins so."""
        found = next((p for p in _parts(post) if p["type"] == 3 and p["custom_id"].startswith(lead)), None)
        if found is not None:
            value = found["options"][min(number, len(found["options"]) - 1)]["value"]
            await self._settled(await user.select(post, found["custom_id"], value))

    async def _settled(self, used: Interaction) -> None:
        if used.modal is not None:
            self.forms.append(form(used.modal))
            return
        await used.message()
        await self.bot.tables.rest()

    def write(self, name: str, where: Channel, eyes: User, *, last: int = 0) -> None:
        """The channel as this person sees it; or only so many of its last posts."""
        for number, text in enumerate(pages(where, eyes, last=last), 1):
            (self.out / f"{self.language}-{name}-{number}.html").write_text(text, encoding="utf-8")

    # -- the evening

    async def plays(self) -> None:
        """All of it."""
        for command in ("help", "host setup", "host doctor", "host usage"):
            await self.slash(self.host, self.channel, command)
        await self.slash(self.host, self.channel, "host suggestions", {"on": True})
        self.write("host", self.channel, self.host)
        thread = await self.lobby("tiny")
        self.write("lobby", thread, self.bo)
        await self.story(thread)
        self.write("story", thread, self.ada)
        pit = await self.lobby("pit")
        await self.fight(pit)
        self.write("fight", pit, self.ada)
        await self.slash(self.ada, thread, "play end")
        self.write("tavern", self.channel, self.ada)
        (self.out / f"{self.language}-forms.html").write_text(forms_page(self.forms), encoding="utf-8")

    async def lobby(self, campaign: str) -> Channel:
        """A table is set, two sit down, one is ready."""
        await self.slash(self.ada, self.channel, "play start", {"campaign": campaign})
        thread = self.channel.threads[-1]
        (card,) = thread.messages
        await self.slash(self.bo, thread, "help")
        for user in (self.ada, self.bo):
            await self.press(user, card, "gm:join:")
            agree = [m for m in thread.all_messages.values() if m.shown_to is user and _lead(m, "gm:consent")]
            if agree:
                await self.press(user, agree[-1], "gm:consent")
        await self.press(self.ada, card, "gm:ready")
        await self.slash(self.bo, thread, "help")
        await self.press(self.ada, card, "gm:begin")
        begin = [m for m in thread.all_messages.values() if m.shown_to is self.ada and _lead(m, "gm:begin")]
        if begin:
            await self.press(self.ada, begin[-1], "gm:begin")
        await self.bot.tables.rest()
        return thread

    async def story(self, thread: Channel) -> None:
        """Ten turns, voices, a choice, what is taken back, everything that can be looked at."""
        for words in TURNS[self.language]:
            await self.slash(self.ada, thread, "do", {"words": words})
        await self.slash(self.bo, thread, "say", {"words": ASIDE[self.language]})
        await self.slash(self.bo, thread, "ooc", {"words": "brb"})
        await self.slash(self.ada, thread, "check", {"skill": "search"})
        await self.slash(self.ada, thread, "do", {"words": CHOICE[self.language]})
        asked = [m for m in thread.messages if _lead(m, "gm:choose")]
        if asked:
            await self.press(self.ada, asked[-1], "gm:choose")
        for verb in ("gm:act", "gm:speak", "gm:reword"):
            if below := [m for m in thread.messages if _lead(m, verb)]:
                await self.press(self.ada, below[-1], verb)
        await self.slash(self.bo, thread, "roll", {"dice": "2d6+1"})
        await self.slash(self.ada, thread, "undo")
        await self.slash(
            self.ada, thread, "gm give", {"who": "ilse", "item": "chalk" if self.language == "en" else "kreide"}
        )
        for command in ("sheet", "inventory", "party", "why", "usage", "recap", "help", "branch", "play schedule"):
            await self.slash(self.ada, thread, command)
        await self.slash(self.bo, thread, "help")
        await self.slash(self.host, thread, "help")
        await self.slash(self.ada, thread, "ask", {"question": "Orla?"})

    async def fight(self, thread: Channel) -> None:
        """Some turns of a fight, by menus and buttons."""
        await self.slash(self.ada, thread, "attack", {})
        for number in range(10):
            cards = [m for m in thread.messages if _lead(m, "gm:fight") or _lead(m, "gmm:fight")]
            if not cards:
                return
            self.write(f"fight-{number}", thread, self.ada, last=1)
            whose = next(p["custom_id"].split(":")[2] for p in _parts(cards[-1]) if ":fight:" in p["custom_id"])
            user = self.ada if whose == "ada" else self.bo
            if number == 3:
                await self.slash(user, thread, "help")
                await self.press(self.bo if user is self.ada else self.ada, cards[-1], "gm:fight")
            await (self.pick(user, cards[-1], "gmm:fight") if number != 2 else self.press(user, cards[-1], "gm:fight"))


def _parts(post: Message) -> list[dict[str, object]]:
    from loopback.message import walk

    return [part for part in walk(post.components) if part.get("custom_id")]


def _lead(post: Message, lead: str) -> bool:
    return any(str(part["custom_id"]).startswith(lead) for part in _parts(post))


async def look(out: Path, language: str, cards: str) -> None:
    """Play, and write the pages."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        home.mkdir()
        make_home(home, await asyncio.to_thread(make_template, Path(folder)))
        write_campaigns(home, language)
        async with (
            LoopbackDiscord() as server,
            opened(home) as app,
            serving(server, app, offered=("tiny", "pit"), consent=VERSION) as bot,
        ):
            made = Look(server, bot, out, language)
            guild = made.channel.guild
            assert guild is not None
            await bot.tables.set_settings(GuildSettings(guild_id=guild.id, language=language, cards=cards))  # type: ignore[arg-type]
            await made.plays()
            for finding in server.findings_on_requests:
                print(finding)


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    parser.add_argument("language", nargs="?", choices=("en", "de"), default="en")
    parser.add_argument("--form", choices=("auto", "embed", "plain"), default="auto")
    asked = parser.parse_args()
    asked.out.mkdir(parents=True, exist_ok=True)
    asyncio.run(look(asked.out, asked.language, asked.form))


if __name__ == "__main__":
    main()
