"""What stands twice in a storm's threads, whether nobody could have known, and how it came about."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from loopback import Channel, LoopbackDiscord, Message


@dataclass
class Twin:
    """A message that stands there a second time."""

    first: Message
    second: Message
    timeline: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return f"{self.second.text[:80]!r} in {self.second.channel.id}"


def double_posts(
    server: LoopbackDiscord, threads: list[Channel], posts: list[tuple[Any, ...]]
) -> tuple[list[Twin], list[Twin]]:
    """Messages of ours that no row knows, and words that stand there twice: those inside and those outside the window.

    Inside is what docs/host/discord.md describes: the thread was looked through before the first one arrived there.
    """
    known = {row[3] for row in posts}
    inside: list[Twin] = []
    outside: list[Twin] = []
    for thread in threads:
        for twin in _twins(thread, known):
            twin.timeline = list(_timeline(server, twin))
            (inside if _unseen(server, twin) else outside).append(twin)
    return inside, outside


def _twins(thread: Channel, known: set[int]) -> Iterator[Twin]:
    ours = [m for m in thread.all_messages.values() if m.author.bot and not m.ephemeral and m.deleted_at is None]
    found: set[int] = set()
    said: dict[str, Message] = {}
    for message in ours:
        words = message.text.split("\n")[0]
        if message.webhook_id and re.search(r"\(\d+/\d+\)", words):
            if words in said:
                found.add(message.id)
                yield Twin(said[words], message)
            said.setdefault(words, message)
    for message in ours[1:]:  # the first is the card
        if message.id in known or message.interaction is not None or _notice(message):
            continue
        twin = next((o for o in ours if o is not message and o.id in known and _alike(o, message)), None)
        if twin is not None and not {twin.id, message.id} & found:
            yield Twin(*sorted((twin, message), key=lambda each: each.id))


def _alike(one: Message, other: Message) -> bool:
    first, second = (each.text.partition("\n-# ")[0] for each in (one, other))
    return first.startswith(second) or second.startswith(first)


def _notice(message: Message) -> bool:
    return message.text.startswith(("⚠", "-# "))


def _unseen(server: LoopbackDiscord, twin: Twin) -> bool:
    """Whether the search before the second was sent could not have found the first."""
    searches = [
        request.at
        for request in server.calls("GET", f"/channels/{twin.second.channel.id}/messages")
        if request.status == 200 and request.at < twin.second.created_at
    ]
    return bool(searches) and max(searches) < twin.first.created_at


def _timeline(server: LoopbackDiscord, twin: Twin) -> Iterator[str]:
    yield f"-- {twin}: {twin.first.id} and {twin.second.id}"
    begin, end = twin.first.created_at - 1, twin.second.created_at + 1
    for request in server.requests:
        where = f"{request.path} {request.query}"
        if begin <= request.at <= end and str(twin.second.channel.id) in where:
            yield f"{request.at - begin:.3f} {request} {request.query}"
