"""What must be true after a storm, read from the database and from what stands in the threads."""

import asyncio
import re
import sqlite3
import time
from collections import Counter
from typing import TYPE_CHECKING, Any, Final

from loopback import Channel, Message

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
    broken = [f"turn {turn} was not finished" for turn in unfinished]
    broken += _lost_and_doubled(run.acts, inputs)
    doubled = _double_posts(threads, posts)
    broken += [f"double post: {what}" for what in doubled]
    broken += _unfinished_streams(threads, posts, turns)
    acks, slow = _acknowledged(run)
    broken += slow
    took = sorted(act.took for act in run.acts if act.took is not None)
    return {
        "inputs": len(inputs),
        "turns": sum(kind == "action" for _, kind, _, _ in turns),
        "acts": len(run.acts),
        "ways": dict(Counter(act.way for act in run.acts)),
        "answered_with_received": sum(act.received for act in run.acts),
        "told_within_patience": sum(act.told for act in run.acts),
        "failed_for_the_player": sum(not act.received and not act.told for act in run.acts),
        "double_posts": len(doubled),
        "acknowledgement": acks,
        "turn_seconds": _spread(took),
        "faults": dict(run.server.faults.happened) | {"SIGKILL": len(run.kills)},
        "nonce_hits": len(run.server.nonce_hits),
        "broken": broken,
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


def _lost_and_doubled(acts: "list[Act]", inputs: list[tuple[Any, ...]]) -> list[str]:
    by_text: dict[str, list[tuple[Any, ...]]] = {}
    for row in inputs:
        by_text.setdefault(row[1], []).append(row)
    found = [f"{text!r} was taken in {len(rows)} times" for text, rows in by_text.items() if len(rows) > 1]
    found += [f"{row[1]!r} is in {row[3]} turns" for row in inputs if row[3] != 1]
    found += [f"{a.text!r} was received and is lost" for a in acts if a.received and a.text not in by_text]
    return found


def _double_posts(threads: list[Channel], posts: list[tuple[Any, ...]]) -> list[str]:
    """Messages of ours that no row knows, or words that stand there twice."""
    known = {row[3] for row in posts}
    found = []
    for thread in threads:
        ours = [m for m in thread.all_messages.values() if m.author.bot and not m.ephemeral and m.deleted_at is None]
        for message in ours[1:]:  # the first is the card
            if message.id not in known and message.interaction is None and not _notice(message):
                twin = any(o is not message and o.id in known and _begins(o.text, message.text) for o in ours)
                if twin:
                    found.append(f"{message.text[:80]!r} in {thread.id}")
        words = Counter(m.text.split("\n")[0] for m in ours if m.webhook_id and re.search(r"\(\d+/\d+\)", m.text))
        found += [f"{text!r} {count} times" for text, count in words.items() if count > 1]
    return found


def _begins(one: str, other: str) -> bool:
    one, other = one.partition("\n-# ")[0], other.partition("\n-# ")[0]
    return one.startswith(other) or other.startswith(one)


def _notice(message: Message) -> bool:
    return message.text.startswith(("⚠", "-# "))


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


def _acknowledged(run: "Storm") -> tuple[dict[str, Any], list[str]]:
    """How soon Discord had the bot's first answer, from when the interaction was written to the bot's socket.

    Left out: those whose three seconds were over before the bot heard of them, and those that no process lived to
    answer. Those whose answer itself met a fault count: the bot has to send it again in time.
    """
    server, kills = run.server, run.kills
    faulty = {r.path.split("/")[-3] for r in server.calls("POST", "*/callback") if r.fault}
    took, late, died, never, slow = [], 0, 0, 0, []
    for interaction in server.interactions:
        written = server.gateway.written.get(interaction.id, [])
        asked = interaction.acked_at
        if not written:
            never += 1
        elif asked is None and interaction.refusals:
            late += 1
        elif asked is None and any(written[-1] - 1 <= at <= written[-1] + 1 for at in kills):
            died += 1
        elif asked is None:
            slow.append(f"{interaction} was never acknowledged, written at {written}, kills at {kills}")
        else:
            heard = max((at for at in written if at <= asked), default=written[0])
            took.append(asked - heard)
            if asked - heard > run.ack_within:
                slow.append(f"{interaction} was acknowledged after {asked - heard:.2f} s")
    more = {"met_a_fault": len(faulty), "too_late": late, "died_before": died, "never_reached_a_process": never}
    return {**_spread(sorted(took)), **more}, slow


def _spread(ordered: list[float]) -> dict[str, float]:
    if not ordered:
        return {"count": 0}
    at = lambda share: round(ordered[min(len(ordered) - 1, int(share * len(ordered)))], 3)  # noqa: E731
    return {"count": len(ordered), "p50": at(0.5), "p99": at(0.99), "max": round(ordered[-1], 3)}
