"""A long evening on the loopback Discord: what six people do by chance, what must stand, what it looked like."""

import random
import re
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bot_journey import Group
from bot_voices import PEOPLE
from loopback import Channel, Interaction, LoopbackDiscord, Message, User

from gm.app import App
from gm.domain.play import Turn
from gm.review.verify import verify
from gm.store.discord import load_posts
from gm.store.turns import load_turns

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
MARK = re.compile(r"mark\d+end")


def add_german_campaign(home: Path) -> None:
    """A campaign in German beside the other; and the other's people speak at length."""
    folder = home / "campaigns" / "huette"
    folder.mkdir()
    (folder / "campaign.yaml").write_text(GERMAN, encoding="utf-8")
    (home / "campaigns" / "tiny" / "campaign.yaml").write_text(PEOPLE, encoding="utf-8")


# -- what stands


async def turns_of(app: App, group: Group) -> tuple[Turn, ...]:
    """Every turn of the thread's branch, also those that were taken back."""
    table = await group.bot.tables.at(group.thread.id)
    assert table is not None
    async with app.database.read() as db:
        return tuple(await load_turns(db, table.game.branch_id))


async def said_in(app: App, group: Group) -> list[str]:
    """What was said in the turns that stand, in order."""
    turns = await turns_of(app, group)
    return [entry.input.text for turn in turns if turn.status == "done" for entry in turn.inputs]


def marks_of(turns: Sequence[Turn], user: User) -> list[str]:
    """The marks of what a person said, also in turns that were taken back."""
    said = [entry.input for turn in turns for entry in turn.inputs if entry.input.player == f"discord:{user.id}"]
    return [mark for each in said for mark in MARK.findall(each.text)]


async def check_sound(app: App, group: Group) -> None:
    """History folds to the world, every turn is settled, every post of the thread has a row of its own."""
    table = await group.bot.tables.at(group.thread.id)
    assert table is not None and (await verify(app.database, table.game)).ok
    turns = await turns_of(app, group)
    assert {turn.status for turn in turns} <= {"done", "undone"}, Counter(turn.status for turn in turns)
    async with app.database.read() as db:
        posts = [post for turn in turns for post in await load_posts(db, group.thread.id, turn.id)]
    shown = [post.message_id for post in posts if not post.gone]
    assert None not in shown and len(shown) == len(set(shown))
    live = {message.id for message in group.thread.messages}
    assert set(shown) <= live, "what is noted as shown stands in the thread"


def check_said_once(group: Group, marks: list[str]) -> None:
    """Each of these words stands in exactly one post of a character's; struck out ones were taken back."""
    counted = {mark: _count(group, mark) for mark in marks}
    assert {mark: count for mark, count in counted.items() if count != 1} == {}


def told(group: Group, marks: list[str]) -> bool:
    """Whether all these words stand in one post each, and the last beat is told to its end."""
    return all(_count(group, mark) == 1 for mark in marks) and "Undo" in group.thread.messages[-1].labels


def _count(group: Group, mark: str) -> int:
    posts = [post.content for post in group.thread.messages if post.webhook_id and not post.content.startswith("~~")]
    return sum(mark in re.split(r"\W+", post) for post in posts)


def check_manners(server: LoopbackDiscord, users: list[User]) -> None:
    """Acknowledged in time, nobody pinged, nothing too long; every answer came."""
    interactions = server.world.interactions.values()
    late = [(str(each), each.acked_after) for each in interactions if (each.acked_after or 9) >= 1 or each.failed]
    assert late == []
    for user in users:
        assert [post.content for post in user.notifications if post.author is server.world.bot or post.webhook_id] == []
    for guild in server.world.guilds.values():
        for channel in guild.channels.values():
            assert [post.content for post in channel.all_messages.values() if len(post.content) > 2000] == []


def english_in(server: LoopbackDiscord, channels: list[Channel]) -> list[str]:
    """Lines of the bot's in these channels, also those for one person alone, that look English (titles excepted)."""
    posts = [post for channel in channels for post in channel.all_messages.values() if post.author is server.world.bot]
    lines = [line for post in posts for version in post.history for line in (version.content, *post.labels)]
    rows = {row for line in lines for row in line.split("\n")}
    return sorted(row for row in rows if ENGLISH.search(row) and "The Lit Window" not in row)


# -- what it looked like


def transcript(channel: Channel) -> str:
    """The thread as it was read, with what was shown to one person alone."""
    rows = []
    for post in channel.all_messages.values():
        alone = f" (only {getattr(post.shown_to, 'global_name', '')})" if post.ephemeral else ""
        gone = " [deleted]" if post.deleted_at else ""
        edited = f" [{post.edits} edits]" if post.edits else ""
        rows.append(f"--- {post.author_name}{alone}{gone}{edited}\n{post.text}")
        if post.labels:
            rows.append("    " + " ".join(f"[{label}]" for label in post.labels))
        rows += [f"    {emoji} ×{len(who)}" for emoji, who in post.reactions.items() if who]
        rows += [f"    📎 {file['filename']}" for file in post.attachments]
    return "\n".join(rows)


def write_transcripts(server: LoopbackDiscord, folder: Path) -> None:
    """Every channel as a file, to be read by a person."""
    for guild in server.world.guilds.values():
        for channel in guild.channels.values():
            (folder / f"{guild.name}-{channel.name}.txt").write_text(transcript(channel), encoding="utf-8")


# -- what people do


@dataclass
class Evening:
    """People who play by chance, and what they said that must stand. Each line holds a word of its own."""

    app: App
    group: Group
    chance: random.Random
    said: list[str] = field(default_factory=list)
    """Marks of the lines that stand, in order."""
    acts: Counter[str] = field(default_factory=Counter)
    number: int = 0
    """Of the last mark."""

    @property
    def server(self) -> LoopbackDiscord:
        return self.group.server

    @property
    def last(self) -> Message:
        """The post under which the last beat's buttons stand."""
        return self.group.with_button("Undo")[-1]

    def line(self, what: str) -> tuple[str, str]:
        """A line with a mark that no other line has."""
        self.number += 1
        mark = f"mark{self.number}end"
        return f"{what}, {mark}", mark

    def anyone(self) -> User:
        return self.chance.choice(list(self.group.players.values()))

    async def turn(self) -> None:
        """One of the ways to make a turn."""
        ways: list[Callable[[], Awaitable[None]]] = [
            self.command, self.command, self.mention, self.reply, self.form, self.check, self.speak, self.together,
        ]  # fmt: skip
        way = self.chance.choice(ways)
        await way()
        await self.settle()
        self.acts[way.__name__] += 1

    async def settle(self) -> None:
        """Until nothing is going on; a question is answered by who is asked."""
        await self.group.rest()
        while asked := [post for post in self.group.thread.messages if "Take it" in post.labels]:
            for user in self.group.players.values():
                pressed = await user.click(asked[-1], self.chance.choice(["Take it", "Leave it"]))
                await pressed.message()
                if "You chose" in pressed.text:
                    break
            await self.group.rest()

    def _what(self) -> str:
        return self.chance.choice(
            ["I look around", "I search the floor", "I warm my hands", "I wait", "I ask Orla about the lamp",
             "I nod at @everyone", "I force the cupboard", "I open the path door", "I go back to the hut"]
        )  # fmt: skip

    async def command(self) -> None:
        words, mark = self.line(self._what())
        await self._received(
            await self.anyone().slash(self.group.thread, self.chance.choice(["do", "say", "ooc"]), {"words": words})
        )
        self.said.append(mark)

    async def _received(self, interaction: Interaction) -> None:
        await interaction.message("✅")

    async def mention(self) -> None:
        words, mark = self.line(self._what())
        self.anyone().mention(self.group.thread, words)
        await self._heard(mark)

    async def reply(self) -> None:
        words, mark = self.line(self._what())
        posts = [p for p in self.group.thread.messages if p.author is self.server.world.bot and not p.webhook_id]
        self.anyone().reply(posts[-1], words)
        await self._heard(mark)

    async def _heard(self, *marks: str) -> None:
        def posted() -> bool:
            return all(any(post.webhook_id for post in self.group.told(mark)) for mark in marks)

        await self.server.until(posted, 10, f"the words {marks}")
        self.said += marks

    async def form(self) -> None:
        words, mark = self.line(self._what())
        user = self.anyone()
        form = await user.click(self.group.with_button("Act")[-1], "Act")
        await self._received(await user.submit(form, {"Your character": f"{words}.\nI say nothing."}))
        self.said.append(mark)

    async def check(self) -> None:
        words, mark = self.line("I feel along the floor")
        await self._received(await self.anyone().slash(self.group.thread, "check", {"skill": "search", "words": words}))
        self.said.append(mark)

    async def speak(self) -> None:
        user, button = self.anyone(), next((b for b in self.last.labels if b.startswith("Speak to")), "")
        if not button:
            await self.command()
            return
        words, mark = self.line("Who lit the lamp?")
        form = await user.click(self.last, button)
        fields = {"words": words} | ({"who": "orla"} if button.endswith("…") else {})
        await self._received(await user.submit(form, fields))
        self.said.append(mark)

    async def together(self) -> None:
        """Three speak at once: a command, two mentions."""
        one, two, three = self.chance.sample(list(self.group.players.values()), 3)
        lines = [self.line(self._what()) for _ in range(3)]
        acted = await one.slash(self.group.thread, "do", {"words": lines[0][0]}, wait=False)
        two.mention(self.group.thread, lines[1][0])
        three.mention(self.group.thread, lines[2][0])
        await acted.message("✅")
        await self._heard(*(mark for _, mark in lines))

    # -- what people do about what was told

    async def after(self, what: str) -> None:
        """One of the things to do about the last beat: `undo`, `redo`, `reword`…"""
        await getattr(self, what)()
        await self.settle()
        self.acts[what] += 1

    async def _last_marks(self) -> list[str]:
        turn = [turn for turn in await turns_of(self.app, self.group) if turn.status == "done"][-1]
        return [mark for entry in turn.inputs for mark in MARK.findall(entry.input.text)]

    async def _take_back(self) -> None:
        for mark in await self._last_marks():
            self.said.remove(mark)

    async def undo(self) -> None:
        await self._take_back()
        await (await self.anyone().click(self.last, "Undo")).message("is taken back")

    async def redo(self) -> None:
        await (await self.anyone().click(self.last, "Redo")).message("new dice")

    async def reword(self) -> None:
        """Told twice otherwise; the first telling is chosen again; all three are read."""
        for _ in range(2):
            form = await self.anyone().click(self.last, "Reword")
            await (await self.anyone().submit(form, {"How?": "shorter"})).message("other words")
            await self.group.rest()
        post = self.last
        assert {"◀ 2", "3/3", "1 ▶"} <= set(post.labels)
        await (await self.anyone().click(post, "1 ▶")).message("Telling 1 of 3")
        await (await self.anyone().click(self.last, "1/3")).message("Telling 3 of 3")

    async def rate(self) -> None:
        """A thumb, and another one that is taken back."""
        one, two = self.chance.sample(list(self.group.players.values()), 2)
        one.react(self.last, "👍")
        two.react(self.last, "👎")
        two.react(self.last, "👎", remove=True)

    async def xcard(self) -> None:
        await self._take_back()
        await (await self.anyone().click(self.last, "X-card")).message("set aside")

    async def edit(self) -> None:
        """Somebody edits, and somebody deletes, what was played already: the game stays as it is."""
        said = [p for p in self.group.thread.messages if not p.webhook_id and p.author is not self.server.world.bot]
        for post, act in zip(said[-2:], ("edit", "delete"), strict=False):
            user = next(user for user in self.group.players.values() if user is post.author)
            user.edit(post, f"{post.content} or not") if act == "edit" else user.delete(post)

    async def look(self) -> None:
        """Somebody looks at everything that can be looked at; nobody else sees it."""
        count = len(self.group.thread.messages)
        user = self.anyone()
        for command in ("sheet", "inventory", "party", "recap", "usage", "why", "help", "branch"):
            assert (await (await user.slash(self.group.thread, command)).message()).ephemeral, command
        await (await user.slash(self.group.thread, "ask", {"question": "the moor?"})).message("takes a walker")
        assert len(self.group.thread.messages) == count

    async def roll(self) -> None:
        rolled = await self.anyone().slash(self.group.thread, "roll", {"dice": "2d6+1"})
        assert not (await rolled.message("2d6")).ephemeral

    async def hand(self) -> None:
        """The game master, who started the game, hurts somebody and heals them: two beats of the story."""
        ada = self.group.players["Ada"]
        for by in (-1, 1):
            await (await ada.slash(self.group.thread, "gm hp", {"who": "ilse", "by": by})).message("Done")
            await self.group.rest()

    async def suggest(self) -> None:
        """What is suggested is pressed; it has no mark, so it is not counted as said."""
        wanted = next((each for each in self.last.labels if each.startswith("I ")), None)
        assert wanted is not None, self.last.labels
        await (await self.anyone().click(self.last, wanted)).message("✅")
