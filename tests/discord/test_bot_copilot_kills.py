"""SIGKILL at each commit while a person approves on Discord: words wait, a draft waits, is edited, asked for anew or
approved. Whoever comes back finds the desk where it was; nothing reaches the thread before they have spoken, and it is
told once. So it is with what is whispered, of which nothing reaches the thread at all. GM_KILL_STEP=1: at every commit.
"""

from pathlib import Path

from bot_journey import make_home, opened
from loopback import LoopbackDiscord, Message, User
from test_bot_kills import PATIENCE, STEP, Story, mortal_bot

from gm.domain.play import Turn
from gm.review.verify import verify
from gm.store.discord import load_posts
from gm.store.turns import load_turns

ROUNDS = 200
PLAN = ("edit", "approve", "reword")
"""What the game master does with the draft of a round, in turns. Reworded, it is approved then."""
WHISPERED = 4
"""Every so manieth round is whispered."""
DESK = "For the game master"
QUIET = ("Waiting for the game master", "The game master has looked at it")
"""All that the thread says of a beat until they have spoken."""


class Desk(Story):
    """Ada leads and approves, Bo plays Tam."""

    bo: User
    spoke: dict[int, float]
    """By round: when the game master first let a draft be told (server clock)."""
    waited = 0
    """How often a process died while the turn waited for the game master."""

    async def seat(self) -> None:
        await self.begin()
        assert self.channel.guild is not None
        self.bo, self.spoke = self.channel.guild.user("Bo"), {}
        card = self.thread.messages[0]
        asked = await (await self.bo.click(card, "Play Tam Reed")).message("Before you sit down", PATIENCE)
        await (await self.bo.click(asked, "I agree, sit me down")).message("You play", PATIENCE)
        await (await self.ada.slash(self.thread, "mode", {"how": "copilot"})).message("the AI drafts", PATIENCE)

    async def round(self, number: int) -> None:
        """One beat, from what Bo says until it is told; whoever dies on the way, people go on with what they find."""
        plan = PLAN[number % len(PLAN)]
        while not self._told(number):
            if await self.bot.buried():
                self.waited += bool(self.rows("SELECT 1 FROM turns WHERE status = 'parked'"))
                await self.bot.born()
            elif not self._said_by_bo(number):
                words, how = {"words": f"I search the floor, {mark(number)}"}, "whisper" if unseen(number) else "do"
                said = await self.bo.slash(self.thread, how, words, wait=False)
                await self._until(lambda said=said: bool(said.text) or self._said_by_bo(number), "words")
            elif self._waits(number):
                plan = await self._decide(number, plan)
            else:
                await self._until(lambda: self._waits(number) or self._told(number), "a desk, or a telling")

    async def _decide(self, number: int, plan: str) -> str:
        """What the game master does at their desk; gives what they mean to do next."""
        waits = self.last(DESK)
        assert unseen(number) == (waits is None), "of a whisper nothing stands in the thread"
        looks = self.ada.slash(self.thread, "gm sealed waiting", wait=False) if waits is None else None
        looked = await (looks or self.ada.click(waits, DESK, wait=False))  # type: ignore[arg-type]
        if not await self._until(lambda: bool(looked.text), "a look") or not looked.shown:
            return plan
        desk = looked.shown[-1]
        if "Approve" not in desk.labels:
            return plan  # it was decided before they looked
        assert desk.ephemeral
        if "Edit" not in desk.labels:
            await self._pressed(desk, "Approve")
        elif plan == "edit":
            await self._pressed(desk, "Edit", number, words=by_hand(number))
        elif plan == "reword":
            return "approve" if await self._pressed(desk, "Reword", how="shorter") else plan
        else:
            self.spoke.setdefault(number, self.server.clock.now())
            await self._pressed(desk, "Approve")
        return plan

    async def _pressed(self, desk: Message, label: str, number: int = -1, **fields: str) -> bool:
        """Press it, and fill in the form that opens; whether that was answered."""
        pressed = await self.ada.click(desk, label, wait=False)
        if fields:
            if not await self._until(lambda: pressed.modal is not None or bool(pressed.text), "a form"):
                return False
            if pressed.modal is None:
                return False
            if number >= 0:
                self.spoke.setdefault(number, self.server.clock.now())
            pressed = await self.ada.submit(pressed, fields, wait=False)
        return bool(await self._until(lambda: bool(pressed.text), "an answer"))

    def _said_by_bo(self, number: int) -> bool:
        return bool(self.rows("SELECT 1 FROM texts WHERE kind = 'input' AND body LIKE ?", f"%{mark(number)}%"))

    def _waits(self, number: int) -> bool:
        if not unseen(number):
            return self.last(DESK) is not None
        return bool(self.rows("SELECT 1 FROM turns WHERE status = 'parked'")) and bool(self.notices)

    @property
    def notices(self) -> list[Message]:
        """What the bot has written to the game master alone."""
        return self.server.world.dm(self.ada).messages

    def _told(self, number: int) -> bool:
        """Whether the thread shows it to its end, and the engine is done with it."""
        if self.rows("SELECT 1 FROM turns WHERE status IN ('running', 'parked')"):
            return False
        if unseen(number):
            return self._said_by_bo(number)
        at = next((at for at, post in enumerate(self.thread.messages) if mark(number) in post.text), None)
        return at is not None and any("Undo" in post.labels for post in self.thread.messages[at:])

    def stretch(self, number: int) -> list[Message]:
        """The posts from what was said in a round up to what was said in the next."""
        posts = self.thread.messages
        spoken = [at for at, post in enumerate(posts) if post.webhook_id and "mark" in post.content]
        first = next(at for at in spoken if mark(number) in posts[at].content)
        return posts[first : next((at for at in spoken if at > first), None)]

    def check_told(self, number: int, turn: Turn) -> None:
        """It stands there once, and stood nowhere before the game master had spoken."""
        narration = turn.narration or ""
        assert narration and (narration == by_hand(number)) == (PLAN[number % len(PLAN)] == "edit")
        posts = self.stretch(number)
        assert "\n".join(post.text for post in posts).count(narration) == 1, (number, [post.text for post in posts])
        early = [
            version.text
            for post in posts
            if not (post.webhook_id and mark(number) in post.content)  # what Bo said
            for version in post.history
            if version.at < self.spoke[number] and not any(each in version.text for each in QUIET)
        ]
        assert early == [], f"before they had spoken: {early}"

    async def check_whispers(self, whispers: list[Turn], rounds: int) -> None:
        """Nothing of them stood in the thread, ever, nor does anybody find that something waits; Bo reads all, once."""
        posts = [post for post in self.thread.all_messages.values() if not post.ephemeral]
        said = [mark(number) for number in range(rounds) if unseen(number)]
        for post in posts:
            shown = " ".join(version.text for version in post.history)
            assert not any(each in shown for each in said), shown
            assert not any((turn.narration or "?") in shown for turn in whispers)
        assert [turn.status for turn in whispers] == ["done"] * len(said)
        assert self.notices == [] and self.server.world.dm(self.bo).all_messages == {}
        used = await self.bo.slash(self.thread, "mine")
        await used.message("", PATIENCE)
        read = "\n".join(message.text for message in used.shown)
        for number, turn in zip([number for number in range(rounds) if unseen(number)], whispers, strict=True):
            assert read.count(f"> I search the floor, {mark(number)}\n") == 1 and (turn.narration or "?") in read, read
            assert (turn.narration == by_hand(number)) == (PLAN[number % len(PLAN)] == "edit")
        await self.server.until(lambda: not any("Sealed" in " ".join(m.labels) for m in self.thread.messages), PATIENCE)


def unseen(number: int) -> bool:
    """Whether a round is whispered."""
    return number % WHISPERED == WHISPERED - 1


def mark(number: int) -> str:
    return f"mark{number}end"


def by_hand(number: int) -> str:
    return f"By hand, of round {number}."


async def test_killed_while_the_game_master_decides_it_is_told_once_and_never_before(
    tmp_path: Path, sqlite_template: Path
) -> None:
    home = make_home(tmp_path, sqlite_template)
    async with LoopbackDiscord() as server, mortal_bot(server, home) as bot:
        await bot.born()
        desk = Desk(server, bot, home, server.world.guild().channel("inn"))
        await desk.seat()
        rounds = 0
        for number in range(ROUNDS):
            died = bot.deaths
            bot.arm(1 + number * STEP, ("after", "before")[number % 2])
            await desk.round(number)
            bot.disarm()
            rounds = number + 1
            if bot.deaths == died:
                break
        if await bot.buried():
            await bot.born()
        await desk.settled()
        print(f"{rounds} beats, {bot.deaths} deaths, {desk.waited} of them while it waited for the game master")
        assert bot.deaths >= 4 and desk.waited >= 2, "it was struck while the turn waited, too"
        await server.until(lambda: desk.last(DESK) is None, PATIENCE, "nothing waits")
        async with opened(home) as app:
            game = await app.find_game(None)
            assert game is not None and (await verify(app.database, game)).ok
            async with app.database.read() as db:
                every = [turn for turn in await load_turns(db, game.branch_id, whispered=True) if turn.kind == "action"]
                turns = [turn for turn in await load_turns(db, game.branch_id) if turn.kind == "action"]
                shown = [post for turn in turns for post in await load_posts(db, desk.thread.id, turn.id)]
        assert [turn.status for turn in every] == ["done"] * rounds
        await desk.check_whispers([turn for turn in every if turn not in turns], rounds)
        openly = [number for number in range(rounds) if not unseen(number)]
        for number, turn in zip(openly, turns, strict=True):
            assert [entry.input.text.partition("mark")[2] for entry in turn.inputs] == [mark(number)[4:]]
            desk.check_told(number, turn)
        live = {message.id for message in desk.thread.messages}
        standing = [post.message_id for post in shown if not post.gone]
        assert len(standing) == len(set(standing)) and set(standing) <= live
        assert [str(finding) for finding in server.findings_on_requests] == []
