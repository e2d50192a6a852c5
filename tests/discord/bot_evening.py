"""A long evening on the loopback Discord: six people who do by chance whatever there is to do."""

import random
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from bot_journey import Group
from bot_standing import MARK, turns_of
from loopback import Interaction, LoopbackDiscord, Message, User

from gm.app import App


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

    async def alone(self) -> None:
        """A turn of one player's."""
        await self.command()
        await self.settle()
        self.acts["command"] += 1

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
        await self.group.rest()
        await self.group.goes_on(self.anyone())

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
