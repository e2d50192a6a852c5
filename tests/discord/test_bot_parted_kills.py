"""SIGKILL at each commit while a scene's thread is opened, bound and filled: there is one thread for each scene, its
player sits in it and can play there, whoever had opened it."""

from pathlib import Path
from typing import Any

from bot_journey import make_home, opened
from loopback import Channel, LoopbackDiscord, User
from test_bot_kills import PATIENCE, Story, mortal_bot

from gm.review.verify import verify

ROUNDS = 40
STEP = 3
"""Every so many commits are struck."""


class Parting(Story):
    """Ada leads and plays Ilse; Bo plays Tam, whom she sends out again and again."""

    bo: User
    armed_at_opening = False
    """Whether the next thread that is opened is the last thing that the process lives to do."""
    left_over = 0
    """How often a thread stood there that was bound to nothing when the process died."""

    async def seat(self) -> None:
        await self.begin()
        assert self.channel.guild is not None
        self.bo = self.channel.guild.user("Bo")
        card = self.thread.messages[0]
        asked = await (await self.bo.click(card, "Play Tam Reed")).message("Before you sit down", PATIENCE)
        await (await self.bo.click(asked, "I agree, sit me down")).message("You play", PATIENCE)

    def watch(self) -> None:
        """Hear of each thread while its request is being answered: before the bot can know of it, let alone bind it."""
        open_thread = self.server.world.thread

        def opened_thread(*given: Any, **more: Any) -> Channel:
            thread = open_thread(*given, **more)
            if self.armed_at_opening:
                self.armed_at_opening = False
                self.bot.arm(1, "before")
            return thread

        self.server.world.thread = opened_thread  # type: ignore[method-assign]

    def rows_of(self, status: str) -> list[tuple[int, ...]]:
        found = self.rows("SELECT thread_id FROM discord_threads WHERE status = ? AND scene != 'main'", status)
        return [tuple(row) for row in found]

    async def part(self) -> None:
        """Until there is a scene, whoever lives to open its thread."""
        while not self.rows_of("playing"):
            done = await self.ada.slash(self.thread, "split", {"who": "Tam", "to": "path"}, wait=False)
            await self._until(lambda done=done: bool(done.text), "a parting")
            if await self.bot.buried():
                self.left_over += len({each.id for each in self.channel.threads} - self._bound())
                await self.bot.born()
                await self.server.until(lambda: bool(self.rows_of("playing")) or self._unparted(), PATIENCE)
        if await self.bot.buried():
            await self.bot.born()

    def _bound(self) -> set[int]:
        return {row[0] for row in self.rows("SELECT thread_id FROM discord_threads")}

    def _unparted(self) -> bool:
        """Whether the parting itself was not committed: Tam plays where the others do."""
        at = self.rows("SELECT value FROM states WHERE entity = 'character:tam' AND path = 'scene'")
        return not at or at[0][0] is None

    async def plays(self, number: int) -> Channel:
        """Bo plays in the one thread that is there; the channel has none that nothing is played in."""
        self.bot.disarm()
        if not self.bot.alive:
            await self.bot.buried()
            await self.bot.born()
        ((thread_id,),) = self.rows_of("playing")
        (there,) = (each for each in self.channel.threads if each.id == thread_id)
        assert {each.id for each in self.channel.threads} == self._bound(), "no thread is left over"
        await self.server.until(lambda: self.bo.id in there.members, PATIENCE)
        acted = await self.bo.slash(there, "do", {"words": f"I count {number} puddles"})
        await acted.message("✅", PATIENCE)
        await self.server.until(lambda: any("Redo" in m.labels for m in there.messages), PATIENCE)
        return there


async def test_killed_while_a_thread_is_opened_there_is_one_and_it_is_played_in(
    tmp_path: Path, sqlite_template: Path
) -> None:
    home = make_home(tmp_path, sqlite_template)
    async with LoopbackDiscord() as server, mortal_bot(server, home) as bot:
        await bot.born()
        story = Parting(server, bot, home, server.world.guild().channel("inn"))
        await story.seat()
        story.watch()
        for number in range(ROUNDS):
            died = bot.deaths
            if number:
                bot.arm(1 + number * STEP, ("after", "before")[number % 2])
            else:
                story.armed_at_opening = True  # the next commit, whichever it is, comes between opening and binding
            await story.part()
            there = await story.plays(number)
            if not number:
                assert bot.deaths == story.left_over == 1, "it was struck between opening and binding"
            elif bot.deaths == died:
                break
            await (await story.bo.slash(there, "undo")).message("taken back", PATIENCE)
            await (await story.ada.slash(story.thread, "undo")).message("taken back", PATIENCE)
            await server.until(lambda: not story.rows_of("playing"), PATIENCE)
        assert 4 <= bot.deaths < ROUNDS
        async with opened(home) as app:
            game = await app.find_game(None)
            assert game is not None and (await verify(app.database, game)).ok
        assert [str(finding) for finding in server.findings_on_requests] == []
