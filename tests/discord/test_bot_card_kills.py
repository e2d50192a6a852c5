"""SIGKILL at each commit of an X-card: whenever it strikes, the next life leaves one kind line where the beat was,
and nothing of the beat. A card that nobody had noted yet is laid again, as people do. GM_KILL_STEP=1: at every commit.
"""

import os
from pathlib import Path

from bot_journey import make_home
from loopback import LoopbackDiscord, Message
from test_bot_kills import PATIENCE, Story, mortal_bot

LINE = "Nobody needs to explain"
SOME = ((5, "after"), (9, "before"), (11, "after"), (12, "before"), (14, "after"))
"""At which commits a process dies in a short run, from 1: while the beat is deleted, then before its line is sent."""


class Cards(Story):
    """Ada plays Ilse, and lays a card on each beat."""

    async def round(self, at: int, when: str) -> bool:
        """A beat, a card on it, and death at that commit from then on. False: the card was laid before."""
        words = f"I search the floor for something, mark{at}{when}"
        await (await self.ada.slash(self.thread, "do", {"words": words})).message("✅", PATIENCE)
        await self.server.until(lambda: self._said(words) and self.last("X-card"), PATIENCE, "a beat")
        await self.stands(self.cards, told=True)
        self.cards += 1
        self.bot.arm(at, when)
        laid = await self.ada.slash(self.thread, "xcard", wait=False)
        await self._until(lambda: bool(laid.text), "an answer")
        struck = not self.bot.alive
        if struck:
            assert await self.bot.buried()
            await self.bot.born()
            await self.settled()
            if len(self.rows("SELECT 1 FROM steers")) < self.cards:  # it was laid by nobody's lights
                await (await self.ada.slash(self.thread, "xcard")).message("set aside", PATIENCE)
        self.bot.disarm()
        await self.stands(self.cards)
        return struck

    async def stands(self, cards: int, *, told: bool = False) -> None:
        """Until the thread holds its card, the opening, a line for each card, and the beat that is told, if one is."""

        def wrong() -> list[str]:
            rest = self.thread.messages[self.opening :]
            lines = [message for message in rest if LINE in message.text]
            others = [message.text for message in rest if LINE not in message.text]
            return [] if len(lines) == cards and bool(others) == told else [message.text for message in rest]

        try:
            await self.server.until(lambda: not wrong(), PATIENCE)
        except TimeoutError:
            raise AssertionError((cards, wrong())) from None

    async def prepared(self) -> None:
        await self.begin()
        self.cards = 0
        safety = await self.ada.slash(self.thread, "gm safety", {"after-card": "at_once"})
        await safety.message("", PATIENCE)
        self.opening = len(self.thread.messages)

    def last(self, label: str) -> Message | None:
        """The newest post with this button, of those after the opening."""
        found = super().last(label)
        return None if found is None or found in self.thread.messages[: getattr(self, "opening", 0)] else found


async def test_killed_at_each_commit_of_a_card(tmp_path: Path, sqlite_template: Path) -> None:
    home = make_home(tmp_path, sqlite_template)
    async with LoopbackDiscord() as server, mortal_bot(server, home, haste=True) as bot:
        await bot.born()
        story = Cards(server, bot, home, server.world.guild().channel("inn"))
        await story.prepared()
        every = [(at, when) for at in range(1, 60) for when in ("before", "after")]
        for at, when in every if os.environ.get("GM_KILL_STEP") == "1" else SOME:
            if not await story.round(at, when):
                break
        assert bot.deaths >= len(SOME)
