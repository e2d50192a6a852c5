"""SIGKILL at each request of an opening, a beat, an undo, a redo and a rewording: whatever Discord has done of it, and
whenever it did, the next life leaves the thread as if nobody had died.

`after`: Discord has done it, and the answer is on its way. `early`: the bytes have left the process that dies, and are
read before the next one looks. `late`: they are read when the next life has posted already. `lost`: never. A deed
`anew` is done in another life than the beat was told in. Without GM_KILL_STEP=1 only some are struck.
"""

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from bot_journey import make_home
from loopback import LoopbackDiscord, Message
from test_bot_kills import PATIENCE, Story, mortal_bot

WHEN: Final = ("after", "early", "lost", "late")
SOME: Final = {
    "Begin": ((0, "lost"), (1, "late"), (1, "after"), (2, "after")),
    "do": ((0, "late"), (2, "early"), (3, "late")),
    "Undo": ((0, "after"),),
    "Undo anew": ((2, "after"), (2, "lost")),
    "Redo": ((0, "after"), (0, "late")),
    "Reword": ((0, "lost"), (0, "late"), (1, "after"), (2, "lost"), (3, "lost")),
}
"""By deed: at which of its requests, and how, a process dies in a short run."""
IDLE: Final = 3.0
"""Seconds in which nothing is asked for any more: the deed is over."""


class Beats(Story):
    """Ada plays Ilse; each of her deeds may be her last."""

    late = False
    """Whether the bytes come when the next life has posted already."""
    met = ""
    """The request at which the last one died."""

    def ours(self, method: str, path: str) -> bool:
        """Whether a request changes something in the thread."""
        hooks = tuple(f"/webhooks/{hook}/" for hook in self.server.world.webhooks)
        here = path.startswith((f"/channels/{self.thread.id}/messages", *hooks))
        return here and method in ("POST", "PATCH", "DELETE")

    async def prepare(self) -> None:
        """Another game that may begin."""
        await (await self.ada.slash(self.channel, "play start", {"campaign": "tiny"})).message("set:", PATIENCE)
        self.thread = self.channel.threads[-1]
        await (await self.ada.click(self.thread.messages[0], "Play Ilse Brand")).message("You play", PATIENCE)

    async def beat(self, number: int) -> None:
        """A beat in peace."""
        words = f"I search the floor for something, mark{number}end"
        await (await self.ada.slash(self.thread, "do", {"words": words})).message("✅", PATIENCE)
        await self.stands()

    async def deed(self, kind: str, number: int) -> None:
        """Begin something, and wait for nothing."""
        if kind == "do":
            words = f"I search the floor for something, mark{number}end"
            await self.ada.slash(self.thread, "do", {"words": words}, wait=False)
            return
        if kind == "Begin":
            await self.ada.click(self.thread.messages[0], kind, wait=False)
            return
        last = self.last(kind)
        assert last is not None
        pressed = await self.ada.click(last, kind, wait=kind == "Reword")
        if kind == "Reword":
            await self.ada.submit(pressed, {"how": "shorter"}, wait=False)

    async def killed(self, kind: str, number: int, skip: int, when: str) -> bool:
        """One deed, and death at its request number `skip` (from 0). False: it has not so many. `… anew`: in another
        life than the one that told the beat."""
        kind, anew, _ = f"{kind} ".partition(" anew")
        kind, self.late = kind.strip(), when == "late"
        if kind == "Begin":
            await self.prepare()
        elif kind != "do":
            await self.beat(number)
        if anew:
            await self.another_life()
        held = self.server.faults.hold(self.ours, skip=skip, after=when == "after")
        await self.deed(kind, number)
        try:
            await self.server.until(lambda: held.reached, IDLE)
        except TimeoutError:
            self.server.faults.calm()
            await self.stands(f"{kind} in peace")
            return False
        self.met = held.request
        await self.dies()
        if when in ("after", "early"):
            held.release()
            await self.server.until(lambda: held.done, PATIENCE)
        await self.bot.born()
        await self.settled()
        await self.stands(f"{kind} {skip} {when}: {held.request}")
        if when == "late":
            held.release()
            await self.server.until(lambda: held.done, PATIENCE)
            if held.request.startswith("POST /webhooks"):  # no nonce: seen after the next beat
                await self.beat(100 + number)
            await self.stands(f"{kind} {skip} {when}: {held.request}")
        return True

    async def dies(self) -> None:
        self.bot.strike()
        await self.server.until(lambda: not self.bot.alive, PATIENCE)
        assert await self.bot.buried()

    async def another_life(self) -> None:
        await self.dies()
        await self.bot.born()
        await self.stands()

    async def stands(self, what: str = "") -> None:
        """Until all is as it should be."""
        try:
            await self.server.until(lambda: not self.wrong(), PATIENCE)
        except TimeoutError:
            raise AssertionError((what, self.wrong())) from None

    def wrong(self) -> list[str]:
        """What is not as it should be in the thread."""
        found = []
        undone = {row[0] for row in self.rows("SELECT turn_id FROM undos")}
        turns = self.rows(
            "SELECT id, kind, status, stage, alternative FROM turns WHERE game_id ="
            " (SELECT game_id FROM discord_threads WHERE thread_id = ?) ORDER BY id",
            self.thread.id,
        )
        found += [] if turns else ["no game has begun"]
        found += [f"turn {row[0]} is {row[2]}, {row[3]}" for row in turns if row[2] != "done" and row[0] not in undone]
        live = {message.id: message for message in self.thread.messages}
        posts = self.rows(
            "SELECT turn_id, part, message_id FROM discord_posts WHERE state = 'shown' AND thread_id = ?",
            self.thread.id,
        )
        claimed = {message for _, _, message in posts}
        found += [f"{part} of turn {turn} is shown nowhere" for turn, part, message in posts if message not in live]
        strays = [message for message in list(live.values())[1:] if message.id not in claimed]
        found += [f"nobody knows of {message.content!r}" for message in strays]
        found += [f"something goes on below {m.text!r}" for m in live.values() if m.text.endswith("…")]
        last = max((row[0] for row in turns if row[0] not in undone), default=0)
        for turn, kind, _, _, alternative in turns:
            here = {part: live[at] for of, part, at in sorted(posts) if of == turn and at in live}
            if turn in undone:
                found += self._wrong_undone(turn, here)
            else:
                found += self._wrong_told(turn, here, alternative, last=turn == last and kind == "action")
        return found

    def _wrong_undone(self, turn: int, here: dict[str, Message]) -> list[str]:
        lines = [part for part, message in here.items() if "taken back" in message.text or "~~" in message.text]
        words = [part for part in here if part.startswith("i")]
        if len(lines) == len(here) == 1 + len(words) and not any(message.labels for message in here.values()):
            return []
        return [f"undone turn {turn} has {[(part, m.text, m.labels) for part, m in here.items()]}"]

    def _wrong_told(self, turn: int, here: dict[str, Message], alternative: int, *, last: bool) -> list[str]:
        texts = self.rows(
            "SELECT body FROM texts WHERE turn_id = ? AND kind = 'narration' AND position = ?", turn, alternative
        )
        wanted = bare(texts[0][0]) if texts else ""
        parts = [message for part, message in here.items() if part.startswith("n")]
        shown = [bare(message.content) for message in parts]
        found = []
        if not all(text in wanted for text in shown) or sum(map(len, shown)) < 0.9 * len(wanted) or not wanted:
            found.append(f"turn {turn} is told as {[message.content for message in parts]} in place of {texts}")
        if sum("Undo" in message.labels for message in here.values()) != last:
            found.append(f"turn {turn} has buttons {[message.labels for message in here.values()]}, {last = }")
        words = self.rows(
            "SELECT body FROM texts WHERE input_id IN (SELECT input_id FROM turn_inputs WHERE turn_id = ?)", turn
        )
        said = [message.content for part, message in here.items() if part.startswith("i")]
        if said != [row[0] for row in words]:
            found.append(f"turn {turn}: {said} was said in place of {words}")
        return found


def bare(text: str) -> str:
    """Its letters."""
    return re.sub(r"\W+", "", text)


def plan(kind: str) -> Iterator[tuple[int, str]]:
    """Where to strike. What is sent in reply must make an end of it."""
    if os.environ.get("GM_KILL_STEP") != "1":
        yield from SOME[kind]
        return
    for skip in range(40):
        yield from ((skip, when) for when in WHEN)


@pytest.mark.parametrize("kind", SOME)
async def test_killed_at_each_request(tmp_path: Path, sqlite_template: Path, kind: str) -> None:
    home = make_home(tmp_path, sqlite_template)
    async with LoopbackDiscord() as server, mortal_bot(server, home, haste=True) as bot:
        await bot.born()
        story = Beats(server, bot, home, server.world.guild().channel("inn"))
        await story.begin()
        struck, over = 0, set[str]()
        for number, (skip, when) in enumerate(plan(kind)):
            if when in over:
                continue
            if await story.killed(kind, number, skip, when):
                struck += 1
            else:
                over.add(when)
            if over >= {"after", "early", "lost"}:
                break
        assert struck >= len(SOME[kind]) // 2
