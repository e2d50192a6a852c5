"""What six people do about what was told to them, each by chance at one of them."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Final

from bot_six import Line, Press, Six
from bot_standing import MARK
from loopback import Message

from gm.store.calls import ModelCall, load_calls


async def undo(six: Six) -> None:
    """The last beat is taken back."""
    lines = await six.lines_of_last()
    await (await six.user(six.anyone()).click(six.last, "Undo")).message("is taken back")
    for line in lines:
        line.fate = "undone"


async def redo(six: Six) -> None:
    """It is played again with new dice."""
    await (await six.user(six.anyone()).click(six.last, "Redo")).message("new dice")


async def reword(six: Six) -> None:
    """It is told in other words."""
    form = await six.user(six.anyone()).click(six.last, "Reword")
    await (await six.user(six.anyone()).submit(form, {"How?": "shorter"})).message("other words")


async def xcard(six: Six) -> None:
    """It is set aside."""
    await lay(six, six.last, await six.lines_of_last())


async def lay(six: Six, post: Message, lines: list[Line]) -> None:
    """Somebody lays the card on that post's beat."""
    press = Press(six.anyone(), six.server.clock.now())
    await (await six.user(press.who).click(post, "X-card")).message("set aside")
    await six.group.rest()
    await six.group.goes_on(six.user(six.anyone()))
    press.until = six.server.clock.now()
    six.presses.append(press)
    calls = await calls_of(six)
    for line in lines:
        line.fate, line.until, line.asked = "aside", press.until, calls[-1].id


async def calls_of(six: Six) -> tuple[ModelCall, ...]:
    """All calls of models for the game, in order."""
    table = await six.bot.tables.at(six.group.thread.id)
    assert table is not None
    async with six.app.database.read() as db:
        return await load_calls(db, game_id=table.game.id)


async def rate(six: Six) -> None:
    """Two thumbs."""
    one, two = six.chance.sample(list(six.people.values()), 2)
    one.react(six.last, "👍")
    two.react(six.last, "👎")


async def late(six: Six) -> None:
    """Somebody edits what was played already, and is told so; somebody deletes it. The game stays as it is."""
    said = [post for post in six.group.thread.messages if post.author in six.group.players.values()]
    played = [line.mark for line in six.lines if line.fate == "answered" and line.kind == "do"]
    fresh = [post for post in said if post.edited_at is None and set(MARK.findall(post.content)) & set(played)]
    if len(fresh) < 2:
        return
    count = len(six.group.told("was played already"))
    for post, act in zip(fresh[-2:], ("edit", "delete"), strict=True):
        user = next(user for user in six.group.players.values() if user is post.author)
        user.edit(post, f"{post.content} or not") if act == "edit" else user.delete(post)
    await six.server.until(lambda: len(six.group.told("was played already")) > count, 20, "words about the edit")


async def look(six: Six) -> None:
    """Somebody looks at everything; nobody else sees it."""
    count = len(six.group.thread.messages)
    user = six.user(six.anyone())
    for command in ("sheet", "party", "recap", "catchup", "why", "turns", "mine", "safety", "mode"):
        assert (await (await user.slash(six.group.thread, command)).message()).ephemeral, command
    assert len(six.group.thread.messages) == count


async def mine(six: Six) -> None:
    """Their own private words again, all of them and nobody else's."""
    who = six.anyone()
    await check_mine(six, who)


async def check_mine(six: Six, who: str) -> None:
    """`/mine` shows what they whispered, and nobody else's."""
    shown = await six.user(who).slash(six.group.thread, "mine")
    mine = [line for line in six.lines if line.kind == "whisper" and line.who == who]
    newest = next((line.mark for line in reversed(mine) if line.fate == "answered"), "")
    await shown.message(newest)
    seen = set(MARK.findall(shown.text))
    assert shown.shown == shown.private and seen <= {line.mark for line in mine}


async def letter(six: Six) -> None:
    """A note to the game master, who alone reads it."""
    line = six.line(six.anyone(), "note")
    note = {"words": f"I am the heir, {line.mark}"}
    await (await six.user(line.who).slash(six.group.thread, "letter", note)).message("game master alone")
    listed = await six.user("Ada").slash(six.group.thread, "gm sealed list")
    await listed.message(line.mark)


AFTER: Final[Mapping[str, Callable[[Six], Awaitable[None]]]] = {
    "undo": undo,
    "redo": redo,
    "reword": reword,
    "xcard": xcard,
    "rate": rate,
    "late": late,
    "look": look,
    "mine": mine,
    "letter": letter,
}

ABOUT_LAST: Final = ("undo", "redo", "reword", "xcard", "rate")


async def after(six: Six, *, without: str = "") -> None:
    """One of the things to do about the last beat; where that is a parting or a meeting, nothing is done to it."""
    told = await six.last_is_played()
    able = [each for each in AFTER if each != without and (told or each not in ABOUT_LAST)]
    what = six.chance.choice(able)
    await AFTER[what](six)
    await six.settle()
    six.acts[what] += 1
