"""What must be true after a storm, read from the database and from what stands in the threads."""

import asyncio
import re
import sqlite3
import time
from collections import Counter
from typing import TYPE_CHECKING, Any, Final

from loopback import Channel
from storm_acks import acknowledged, spread
from storm_doubles import double_posts

if TYPE_CHECKING:
    from storm import Act, Storm

SETTLING: Final = 90.0
"""Seconds in which the last process must have finished everything."""
_TURNS = "SELECT id, kind, stage, status FROM turns"
_INPUTS = (
    "SELECT i.id, t.body, i.source_id, (SELECT count(*) FROM turn_inputs ti WHERE ti.input_id = i.id), i.turn_id "
    "FROM inputs i JOIN texts t ON t.input_id = i.id"
)
_POSTS = "SELECT thread_id, turn_id, part, message_id, state FROM discord_posts"
_TOLD = "SELECT turn_id, body FROM texts WHERE kind = 'narration' ORDER BY turn_id, position"


async def check(run: "Storm", threads: list[Channel]) -> dict[str, Any]:
    """Wait until the last process has finished everything, then look at all that happened."""
    unfinished = await _settled(run)
    with _reading(run) as db:
        inputs, posts = db.execute(_INPUTS).fetchall(), db.execute(_POSTS).fetchall()
        turns = db.execute(_TURNS).fetchall()
    lost, doubled = _lost_and_doubled(run.acts, inputs)
    inside, outside = double_posts(run.server, threads, posts)
    streams = [f"turn {turn} was not finished" for turn in unfinished] + _unfinished_streams(threads, posts, turns)
    acks, slow = acknowledged(run)
    took = sorted(act.took for act in run.acts if act.took is not None)
    return {
        "inputs": len(inputs),
        "turns": sum(kind == "action" for _, kind, _, _ in turns),
        "lost": len(lost),
        "double_turns": len(doubled),
        "double_posts": {"inside_the_window": len(inside), "outside": len(outside)},
        "streams_unfinished": len(streams),
        "acknowledgement": acks,
        "faults": dict(sorted(run.server.faults.happened.items())),
        "kills": len(run.kills),
        "acts": len(run.acts),
        "ways": dict(Counter(act.way for act in run.acts)),
        "answered_with_received": sum(act.received for act in run.acts),
        "told_within_patience": sum(act.told for act in run.acts),
        "failed_for_the_player": sum(not act.received and not act.told for act in run.acts),
        "turn_seconds": spread(took),
        "nonce_hits": len(run.server.nonce_hits),
        "broken": [*lost, *doubled, *(f"double post: {what}" for what in outside), *streams, *slow],
        "evidence": [line for what in (*inside, *outside) for line in what.timeline],
    }


def _reading(run: "Storm") -> sqlite3.Connection:
    return sqlite3.connect(f"file:{run.bot.home / 'gm.db'}?mode=ro", uri=True)


async def _settled(run: "Storm") -> list[int]:
    """Turns that are not done although there was time: none, if all is well."""
    end = time.monotonic() + SETTLING
    still = 0
    while True:
        with _reading(run) as db:
            found = db.execute("SELECT id FROM turns WHERE status = 'running'").fetchall()
        still = 0 if found else still + 1
        if still > 3 or time.monotonic() > end:
            break
        await asyncio.sleep(0.5)
    seen = -1
    while seen != len(run.server.requests) and time.monotonic() < end:  # the last edits
        seen = len(run.server.requests)
        await asyncio.sleep(2.5)
    return [row[0] for row in found]


def _lost_and_doubled(acts: "list[Act]", inputs: list[tuple[Any, ...]]) -> tuple[list[str], list[str]]:
    by_text: dict[str, list[tuple[Any, ...]]] = {}
    for row in inputs:
        by_text.setdefault(row[1], []).append(row)
    doubled = [f"{text!r} was taken in {len(rows)} times" for text, rows in by_text.items() if len(rows) > 1]
    doubled += [f"{row[1]!r} is in {row[3]} turns" for row in inputs if row[3] > 1]
    lost = [f"{row[1]!r} is in no turn" for row in inputs if not row[3]]
    lost += [f"{a.text!r} was received and is lost" for a in acts if a.received and a.text not in by_text]
    return lost, doubled


def _unfinished_streams(
    threads: list[Channel], posts: list[tuple[Any, ...]], turns: list[tuple[Any, ...]]
) -> list[str]:
    """Every turn that is done has its telling, and no post still says that something is being written."""
    told = {row[1] for row in posts if row[2] == "n0" and row[3] is not None}
    found = [f"turn {turn[0]} has no telling" for turn in turns if turn[3] == "done" and turn[0] not in told]
    for thread in threads:
        for message in thread.messages:
            if re.search(r"^-# .*…$", message.text, re.MULTILINE) and message.author.bot:
                found.append(f"still says {message.text[-60:]!r}")
        last = next((m for m in reversed(thread.messages) if "Why?" in m.labels), None)
        if last is None or "Undo" not in last.labels:
            found.append(f"no last beat in {thread.id}")
        if sum("Undo" in m.labels for m in thread.messages) > 1:
            found.append(f"several last beats in {thread.id}")
    return found
