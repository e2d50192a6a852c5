"""A second server on the loopback Discord: it plays in German, and presses and types whatever there is."""

import re
from dataclasses import dataclass, field
from pathlib import Path

from bot_journey import Group
from bot_voices import PEOPLE
from loopback import Channel, LoopbackDiscord, User

from gm.bot.client import GmBot

GERMAN = """
slug: huette
title: Das helle Fenster
tagline: Eine Hütte, ein Pfad, ein Fenster, das dunkel sein sollte.
language: de
ruleset: lantern-d20
opening: {place: huette, text: "Regen. Ein helles Fenster. Ihr steht an der Hütte.", goal: Findet den Gast.}
characters:
  ilse: {name: Ilse Brand, concept: eine Landvermesserin fern der Heimat, sheet: {max_hp: 9, items: {kreide: 2}}}
  udo: {name: Udo, concept: ein Fuhrmann, sheet: {max_hp: 9}}
places:
  huette: {name: Die Hütte, description: Ein Raum mit einem Ofen., exits: {pfad: die Tür zum Pfad},
           details: [Der Ofen tickt., Regen läuft die Scheibe hinab., Eine Motte kreist., Der Boden ist schief.]}
  pfad: {name: Der Pfad, description: Schlamm und Farn., exits: {huette: zurück zur Hütte}, details: [Der Farn tropft.]}
npcs:
  orla: {name: Orla, place: huette, appearance: Eine große Frau mit Asche an den Ärmeln., persona: Verschlossen.,
         wants: Ihre Ruhe., habits: [rührt in der Asche],
         lines: ["Mach die Tür hinter dir zu, das Moor horcht an ihr, seit die Lampe angezündet worden ist."]}
items:
  kreide: {name: Stück Kreide, description: Zum Markieren von Bäumen.}
challenges:
  boden: {place: huette, title: Den Boden absuchen, keys: [boden], skill: search, difficulty: 8, once: false,
          stakes: Lärm trägt weit., outcomes: {success: {text: Ein loses Brett.}, failure: {text: Nur Staub.}}}
"""
ENGLISH = re.compile(
    r"\b(the|and|you|your|is|are|were|with|this|that|of|to|has|have|press|turn|game|nothing|against|play)\b", re.I
)
"""Words that stand in nearly every English sentence, and in no German one."""


def add_german_campaign(home: Path) -> None:
    """A campaign in German beside the other; and the other's people speak at length."""
    folder = home / "campaigns" / "huette"
    folder.mkdir()
    (folder / "campaign.yaml").write_text(GERMAN, encoding="utf-8")
    (home / "campaigns" / "tiny" / "campaign.yaml").write_text(PEOPLE, encoding="utf-8")


def english_in(server: LoopbackDiscord, channels: list[Channel]) -> list[str]:
    """Lines of the bot's in these channels, also those for one person alone, that look English (titles excepted)."""
    posts = [post for channel in channels for post in channel.all_messages.values() if post.author is server.world.bot]
    lines = [line for post in posts for version in post.history for line in (version.text, *post.labels)]
    rows = {row for line in lines for row in line.split("\n")}
    return sorted(row for row in rows if ENGLISH.search(row) and "The Lit Window" not in row)


@dataclass
class GermanTable:
    """Two who play in German, and press and type whatever there is."""

    server: LoopbackDiscord
    bot: GmBot
    channel: Channel
    host: User
    users: list[User] = field(default_factory=list)

    async def plays(self) -> None:
        """An evening, from the lobby to the end."""
        guild = self.channel.guild
        assert guild is not None
        self.users = [self.server.world.user(name, locale="de") for name in ("Lena", "Max")]
        lena, max_ = self.users
        for user in self.users:
            guild.join(user)
        for command, options in (("host doctor", {}), ("host usage", {}), ("host suggestions", {"on": True})):
            await (await self.host.slash(self.channel, command, options)).message()
        await (await lena.slash(self.channel, "play campaigns")).message()
        await (await lena.slash(self.channel, "play start", {"name": "Dienstag"})).message("<#")
        thread = self.channel.threads[-1]
        (card,) = thread.messages
        for user, name in ((lena, "Ilse Brand"), (max_, "Udo")):
            await (await user.click(card, next(label for label in card.labels if name in label))).message(name)
        begun = await (await lena.click(card, card.labels[-1])).message()
        if begun.labels:  # Max has not said that he is ready
            await (await lena.click(begun, begun.labels[0])).message("Es beginnt")
        await self.bot.tables.rest()
        group = Group(self.server, self.bot, self.channel, thread, {"Lena": lena, "Max": max_})
        for line in (
            "Ich schaue mich um",
            "Ich suche den Boden ab",
            "Ich warte",
            "Ich gehe zum Pfad",
            "Ich gehe zur Hütte",
        ):
            await group.does("Lena", line)
        await group.does("Max", "Mach bitte die Tür zu", "say")
        await group.does("Max", "Wie gehen Proben?", "ooc")
        await (await max_.slash(thread, "check", {"skill": "search"})).message("✅")
        await group.rest()
        for command in READ_ONLY:
            await (await max_.slash(thread, command)).message()
        await (await max_.slash(thread, "ask", {"question": "Orla?"})).message()
        await (await max_.slash(thread, "roll", {"dice": "2d6"})).message("2d6")
        await (await max_.slash(thread, "roll", {"dice": "2d"})).message("2d")
        for command in ("reword", "undo", "redo", "xcard"):
            await (await lena.slash(thread, command)).message()
            await group.rest()
        for command in ("play pause", "play resume", "play leave", "do", "play end", "do"):
            options = {"words": "Ich warte"} if command == "do" else {}
            await (await (max_ if command != "play end" else lena).slash(thread, command, options)).message()
            await group.rest()


READ_ONLY = ("sheet", "inventory", "party", "recap", "usage", "why", "help", "branch", "play schedule")
