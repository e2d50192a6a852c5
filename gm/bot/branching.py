"""A branch of the story has a thread of its own: opened at the fork, linked both ways, found again by name."""

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import discord

from gm.bot import buttons as made
from gm.bot.catalogue import Speech
from gm.bot.posts import Part
from gm.bot.split import one_line
from gm.bot.table import Table, player_key
from gm.domain.errors import Refused
from gm.domain.play import Branch
from gm.domain.scenes import MAIN
from gm.review.tree import BranchNode
from gm.store.discord import ThreadBinding, load_branch_thread, load_seats, load_thread, record_seat, record_thread
from gm.store.games import load_branches
from gm.store.hearing import record_heard
from gm.store.turns import load_beats, load_last_turn

if TYPE_CHECKING:
    from gm.bot.client import GmBot

_THREAD_MINUTES: Final = 10080


async def go_to_branch(
    bot: "GmBot", table: Table, name: str, by: str, speech: Speech, *, user_id: int, at: int | None = None
) -> str:
    """Open the thread of a branch, forking the story here (`at`: after that turn) if there is none of that name; gives
    a link in words.

    Broken off anywhere, it is finished when it is asked for again.

    Raises:
        Refused: not a name that a branch can have, or Discord lets us open no thread here.
    """
    async with bot.app.database.read() as db:
        branches = await load_branches(db, table.game.id)
    branch = next((each for each in branches if each.name == name), None)
    fresh = branch is None
    if branch is None:
        branch = await bot.app.engine.fork(table.game, name, at=at, author=player_key(user_id))
    if branch.id == table.game.branch_id:
        raise Refused(speech("branch.here", name=name))
    async with bot.app.database.read() as db:
        known = await load_branch_thread(db, table.game.id, branch.id)
    if known is None:
        known = await _open(bot, table, branch)
    await _link(bot, table, known, branch, by)
    other = await bot.tables.at(known.thread_id)
    if other is not None:
        await table.parts.scenes(other, None)
    return speech("branch.made" if fresh else "branch.switched", name=name, thread=f"<#{known.thread_id}>")


def tree_text(speech: Speech, root: BranchNode) -> str:
    """The branches of a game, indented below what they fork from; the one that is played on in bold."""
    rows: list[str] = []
    here = root.name

    def add(node: BranchNode, depth: int) -> None:
        nonlocal here
        key = "branch.root" if node.fork_turn is None else "branch.forked"
        row = speech(key, name=node.name, turns=node.last_turn, fork=node.fork_turn)
        rows.append(f"{'  ' * depth}- {f'**{row}**' if node.current else row}")
        here = node.name if node.current else here
        for child in node.children:
            add(child, depth + 1)

    add(root, 0)
    return "\n".join((*rows, f"-# {speech('branch.now', name=here)}"))


async def _open(bot: "GmBot", table: Table, branch: Branch) -> ThreadBinding:
    thread_id = await _left_over(bot, table.binding, branch.name)
    if thread_id is None:
        thread_id = await make_thread(bot, table.binding, branch.name)
    now = bot.tables.parts.clock.now()
    async with bot.app.database.read() as db:
        first = await load_branch_thread(db, table.game.id, table.game.branch_id)
    like = first or table.binding  # what is forked in a parted scene's thread is the whole game, too
    binding = replace(
        like,
        thread_id=thread_id,
        name=branch.name,
        branch_id=branch.id,
        status="playing",
        card_id=None,
        scene=MAIN,
    )
    async with bot.app.database.begin() as db:
        await record_thread(db, binding, now)
        await record_heard(db, thread_id, thread_id)
        for seat in await load_seats(db, like.thread_id):
            await record_seat(db, thread_id, seat, now)
        await db.commit()
    return binding


async def _left_over(bot: "GmBot", binding: ThreadBinding, name: str) -> int | None:
    """A thread that was opened for this branch before the bot went down, and that nothing is played in."""
    parent = bot.get_channel(binding.channel_id)
    for thread in getattr(parent, "threads", ()):
        if thread.name == name and thread.owner_id == getattr(bot.user, "id", None):
            async with bot.app.database.read() as db:
                if await load_thread(db, thread.id) is None:
                    return int(thread.id)
    return None


async def make_thread(
    bot: "GmBot", like: ThreadBinding, name: str, channel_id: int | None = None, *, private: bool = False
) -> int:
    """A new thread like the one of a game, slow mode included; beside it, or in another channel. `private`: in any
    case."""
    parent, old = bot.get_channel(channel_id or like.channel_id), bot.get_channel(like.thread_id)
    slow = old.slowmode_delay if isinstance(old, discord.Thread) else None
    private = private or (isinstance(old, discord.Thread) and old.is_private())
    kind = discord.ChannelType.private_thread if private else discord.ChannelType.public_thread
    if isinstance(parent, discord.TextChannel):
        thread = await parent.create_thread(
            name=name[:100], type=kind, auto_archive_duration=_THREAD_MINUTES, slowmode_delay=slow or None
        )
        return thread.id
    if isinstance(parent, discord.ForumChannel):
        speech = await bot.tables.speech_of(like.guild_id)
        opened = await parent.create_thread(name=name[:100], content=speech("branch.forum", name=name))
        return opened.thread.id
    raise Refused((await bot.tables.speech_of(like.guild_id))("start.where"))


async def _link(bot: "GmBot", table: Table, there: ThreadBinding, branch: Branch, by: str) -> None:
    """The new thread says where it forked, and both point at each other; each line is written once."""
    async with bot.app.database.read() as db:
        last = await load_last_turn(db, branch.id)
        beats = await load_beats(db, branch.id, limit=1)
    other = await bot.tables.at(there.thread_id)
    if last is None or other is None:
        return
    gist = one_line(beats[-1].gist, 200) if beats else ""
    text = table.speech("branch.first", name=branch.name, thread=f"<#{table.binding.thread_id}>", number=last.number)
    below = made.beat_buttons(other.speech, last.id, "opening")
    await other.face.posts.put(last.id, "b", Part(f"{text}\n> {gist}" if gist else text, below, "beat"))
    line = table.speech("branch.line", name=branch.name, who=by, thread=f"<#{there.thread_id}>")
    await table.face.posts.put(last.id, f"f{branch.id}", Part(line))
