"""What must stand after an evening on the loopback Discord, whatever happened in it, and what it looked like."""

import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from bot_journey import Group
from loopback import Channel, LoopbackDiscord, User

from gm.app import App
from gm.domain.play import Turn
from gm.review.verify import verify
from gm.store.discord import load_posts
from gm.store.turns import load_turns

MARK = re.compile(r"mark\d+end")


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
    await group.bot.tables.rest()  # what is deleted just now is noted as gone a moment later
    table = await group.bot.tables.at(group.thread.id)
    assert table is not None and (await verify(app.database, table.game)).ok
    turns = await turns_of(app, group)
    assert {turn.status for turn in turns} <= {"done", "undone"}, Counter(turn.status for turn in turns)
    async with app.database.read() as db:
        posts = [post for turn in turns for post in await load_posts(db, group.thread.id, turn.id)]
    shown = [post.message_id for post in posts if not post.gone]
    assert None not in shown and len(shown) == len(set(shown)), [post for post in posts if post.message_id is None]
    live = {message.id for message in group.thread.messages}
    strays = [post for post in posts if not post.gone and post.message_id not in live]
    assert strays == [], "what is noted as shown stands in the thread"


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
