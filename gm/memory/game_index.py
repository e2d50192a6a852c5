"""The index of a game in this process, brought up to date before each search, and kept while there is room.

What is stored of it (`recall_segments`) is derived and shared by all processes: whoever finds a stretch missing builds
it again from the words. A turn goes into the growing end once it has been told; a stretch is sealed when 4,096 turns in
a row are told or taken back. Sealed or not, a turn can be told otherwise later. Whoever does so drops its stretch and
counts up `retellings` in the same transaction: then the pieces that are only in memory are compared and read again.
When words are erased (`erasures`) everything is forgotten.

Words are read in short transactions; they are made searchable in threads, with none open.
"""

import asyncio
import contextlib
from collections import OrderedDict
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from typing import Final

from gm.memory.kept_index import GameIndex
from gm.memory.segments import FORMAT, Merging, NotThisFormatError, Segment, Tail, build_segment, decode, merged
from gm.memory.shelves import LEAST, SEAL, Piece, Shelf, line_doc, turn_doc
from gm.store.archives import Archive, line_id, load_archives
from gm.store.coding import uid_of
from gm.store.database import Database
from gm.store.recall_docs import (
    BranchView,
    FreshTurn,
    LineDoc,
    TurnDoc,
    load_line_docs,
    load_shown,
    load_these_turns,
    load_told_count,
)
from gm.store.recall_segments import (
    Origin,
    SegmentKey,
    WordsState,
    discard_segment,
    load_segment,
    record_segment,
)
from gm.store.recall_state import Held, Standing, load_standing
from gm.store.witnesses import load_witnesses_of

MOST_BYTES: Final = 192 * 1024 * 1024
"""Memory for the indexes of all games of a process. The one that was used last stays in any case."""
_PIECES: Final = 8
"""Small chats that are held by themselves: more cost each search."""
_READ: Final = 500
"""Turns that are read at a time."""
_NOTHING: Final = BranchView((), frozenset(), {}, frozenset())


class GameIndexes:
    """The indexes of the games that were searched last."""

    def __init__(self, database: Database, *, most_bytes: int = MOST_BYTES) -> None:
        self._database = database
        self._most = most_bytes
        self._kept: OrderedDict[int, GameIndex] = OrderedDict()

    @contextlib.asynccontextmanager
    async def fresh(
        self, game_id: int, language: str, branch_id: int | None = None
    ) -> AsyncIterator[tuple[GameIndex, BranchView]]:
        """The index of a game, up to date, and nobody else's until the end of the block; and what a branch may see
        (None: nothing)."""
        index = self._kept.get(game_id)
        if index is None:
            index = self._kept[game_id] = GameIndex(game_id, language)
        self._kept.move_to_end(game_id)
        async with index.lock:
            view = await self._refresh(index, branch_id)
            yield index, view or _NOTHING
        self._let_go()

    def forget(self, game_id: int) -> None:
        """Let go of a game's index; it is read again when it is needed."""
        self._kept.pop(game_id, None)

    def nbytes(self) -> int:
        """Memory that all of them take, roughly."""
        return sum(index.nbytes() for index in self._kept.values())

    def _let_go(self) -> None:
        while len(self._kept) > 1 and self.nbytes() > self._most:
            self._kept.popitem(last=False)

    async def _refresh(self, index: GameIndex, branch_id: int | None) -> BranchView | None:
        """Bring an index up to date. Gives what a branch may see at a moment not before that."""
        stands = await self._standing(index, branch_id)
        keys, view = stands.keys, stands.view
        if keys is not None:
            stands = await self._renew(index, stands)
        if stands.fresh or keys is not None:
            await self._take_in(index, stands.fresh)
        if stands.marks.keys() - index.marks.keys():
            async with self._database.read() as db:
                chats = await load_archives(db, index.game_id)
            await self._take_lines(index, chats, [key for key in keys or () if key.origin == "line"])
            index.marks = {id_: mark for id_, mark in stands.marks.items() if id_ in index.archives}
        if keys is not None or stands.fresh:  # meanwhile somebody may have taken a turn back
            view = (await self._standing(index, branch_id)).view
        return view

    async def _standing(self, index: GameIndex, branch_id: int | None) -> Standing:
        held = Held(index.state, index.seen, index.pending, index.marks, index.stretches)
        async with self._database.read() as db:
            return await load_standing(db, index.game_id, FORMAT, held, branch_id)

    async def _renew(self, index: GameIndex, stands: Standing) -> Standing:
        """Let go of what no longer holds, and read what is stored where nothing is held."""
        keys, before = stands.keys or (), index.state
        there = frozenset(keys)
        erased = before is not None and stands.state.erasures != before.erasures
        if erased or not there.issuperset(index.turns.keys):
            index.forget_turns()
            fresh = (await self._standing(index, None)).fresh
            stands = replace(stands, fresh=fresh)
        if erased or not there.issuperset(index.lines.keys) or not index.marks.items() <= stands.marks.items():
            index.forget_lines()
        index.state, index.stretches = stands.state, stands.stretches
        if before is not None and stands.state.retellings != before.retellings:
            await self._reread(index)
        if not index.turns.keys and not index.seen:
            await self._load(index, index.turns, [key for key in keys if key.origin == "turn"])
        return stands

    async def _load(self, index: GameIndex, shelf: Shelf, keys: Sequence[SegmentKey]) -> None:
        """Read what is stored. What cannot be read is left to be built again."""
        found = Merging()
        for key in keys:
            async with self._database.read() as db:
                body = await load_segment(db, index.game_id, FORMAT, key)
            if body is None:
                continue
            try:
                await asyncio.to_thread(lambda stored: found.add(decode(stored)), body)
            except NotThisFormatError:
                async with self._database.begin() as db:
                    await discard_segment(db, index.game_id, key)
                    await db.commit()
                continue
            shelf.keys.append(key)
        shelf.stored = (await asyncio.to_thread(found.whole),) if shelf.keys else ()

    async def _take_in(self, index: GameIndex, fresh: Sequence[FreshTurn]) -> None:
        """Turns that were told since, and at the beginning those that no stretch holds."""
        if not fresh:
            return
        told = [turn.id for turn in fresh if turn.told]
        await self._learn_witnesses(index, told)
        index.seen = max(index.seen, fresh[-1].id)
        index.pending = (index.pending - {turn.id for turn in fresh}) | {
            turn.id for turn in fresh if not turn.told and not turn.undone
        }
        need = [id_ for id_ in told if not index.turns.holds(id_)]
        for batch in _batches(need, index.turns.keys):
            docs = await self._read(index.game_id, batch)
            if len(batch) >= SEAL or (index.turns.keys and batch[-1] < index.turns.keys[-1].first_id):
                part = await asyncio.to_thread(build_segment, [turn_doc(doc) for doc in docs], index.language)
                if not await self._store_turns(index, part, [doc.id for doc in docs]):
                    index.turns.pieces.append(Piece(part, {doc.id: doc.alternative for doc in docs}))
            else:
                await _in_thread_if_many(index.turns, docs)
        await self._seal(index)

    async def _read(self, game_id: int, ids: Sequence[int]) -> list[TurnDoc]:
        docs: list[TurnDoc] = []
        for at in range(0, len(ids), _READ):
            async with self._database.read() as db:
                docs += await load_these_turns(db, game_id, ids[at : at + _READ])
        return docs

    async def _learn_witnesses(self, index: GameIndex, told: Sequence[int]) -> None:
        for at in range(0, len(told), SEAL):
            some = told[at : at + SEAL]
            async with self._database.read() as db:
                found = await load_witnesses_of(db, index.game_id, some[0], some[-1])
            index.witnesses.add({turn: people for turn, people in found.items() if turn in set(some)})

    async def _reread(self, index: GameIndex) -> None:
        """Compare what is only in memory with what is told now, and read again what differs."""
        shelf = index.turns
        for piece in shelf.pieces:
            if await self._differs(piece.shown):
                docs = await self._read(index.game_id, sorted(piece.shown))
                piece.part = await asyncio.to_thread(build_segment, [turn_doc(doc) for doc in docs], index.language)
                piece.shown = {doc.id: doc.alternative for doc in docs}
        if await self._differs(shelf.shown):
            docs = await self._read(index.game_id, sorted(shelf.shown))
            shelf.live, shelf.shown = Tail(index.language), {}
            await _in_thread_if_many(shelf, docs)

    async def _differs(self, shown: dict[int, int]) -> bool:
        now: dict[int, int] = {}
        ids = sorted(shown)
        for at in range(0, len(ids), _READ):
            async with self._database.read() as db:
                now |= await load_shown(db, ids[at : at + _READ])
        return now != shown

    async def _seal(self, index: GameIndex) -> None:
        """Store the pieces once they are enough."""
        taken = index.turns.take_pieces()
        if taken is None:
            return
        part, ids = taken
        if await self._store_turns(index, part, sorted(ids)):
            index.turns.drop_pieces(ids)

    async def _store_turns(self, index: GameIndex, part: Segment, ids: Sequence[int]) -> bool:
        """Store a stretch of turns. Not while any of them may still be told, or another has come in between."""
        before = [key.last_id for key in index.turns.keys if key.last_id < ids[0]]
        first, last = max(before, default=0) + 1, ids[-1]
        async with self._database.read() as db:
            count, open_ = await load_told_count(db, index.game_id, first, last)
        if count != len(ids) or open_:
            return False
        return await self._store(index, index.turns, part, "turn", first, last)

    async def _store(
        self, index: GameIndex, shelf: Shelf, part: Segment, origin: Origin, first: int, last: int
    ) -> bool:
        body = await asyncio.to_thread(part.encode)
        read_at = index.state or WordsState(-1, -1)
        stamp = uid_of(origin, first, last, read_at.erasures, read_at.retellings)[:16]
        key = SegmentKey(origin, first, last, part.size, stamp)
        async with self._database.begin() as db:
            kept = await record_segment(db, index.game_id, FORMAT, key, body, read_at=read_at)
            if kept:
                await db.commit()
        if kept:
            await asyncio.to_thread(shelf.add, key, part)
        return kept

    async def _take_lines(self, index: GameIndex, chats: Sequence[Archive], keys: Sequence[SegmentKey]) -> None:
        """Old chats that were brought in since: stretches of some length are stored, small ones stay in memory."""
        shelf = index.lines
        if not index.archives and not shelf.keys:
            await self._load(index, shelf, keys)
        held = {key.first_id for key in shelf.keys}
        docs: list[LineDoc] = []
        for archive in sorted(chats, key=lambda each: each.id):
            if archive.id in index.archives or archive.lines is None:
                docs = await self._pack_lines(index, docs)  # no stretch reaches over one that is not in it
                continue
            at, last = line_id(archive.id, 1), line_id(archive.id, archive.lines)
            while at <= last:
                covering = next((key for key in shelf.keys if key.first_id <= at <= key.last_id), None)
                if covering is not None:
                    at = covering.last_id + 1
                    docs = await self._pack_lines(index, docs)
                    continue
                end = min((first - 1 for first in held if first > at), default=last)
                async with self._database.read() as db:
                    some = await load_line_docs(db, at, min(end, last), SEAL - len(docs))
                if not some:
                    break
                docs += some
                at = some[-1].id + 1
                if len(docs) >= SEAL:
                    docs = await self._pack_lines(index, docs)
        await self._pack_lines(index, docs)
        index.archives = {each.id: each for each in chats if each.lines is not None}

    async def _pack_lines(self, index: GameIndex, docs: list[LineDoc]) -> list[LineDoc]:
        """Make lines searchable, and store them if they are enough. Gives what is left to pack: nothing."""
        if docs:
            part = await asyncio.to_thread(build_segment, [line_doc(doc) for doc in docs], index.language)
            ids = (docs[0].id, docs[-1].id)
            if part.size < LEAST or not await self._store(index, index.lines, part, "line", *ids):
                index.lines.pieces.append(Piece(part, {}))
                if len(index.lines.pieces) > _PIECES:
                    whole = await asyncio.to_thread(merged, [piece.part for piece in index.lines.pieces])
                    index.lines.pieces = [Piece(whole, {})]
        return []


async def _in_thread_if_many(shelf: Shelf, docs: Sequence[TurnDoc]) -> None:
    """Append turns to the growing end; what takes more than some milliseconds does not keep others waiting."""

    def work() -> None:
        for doc in docs:
            shelf.append(turn_doc(doc), doc.id, doc.alternative)

    if len(docs) > 4:
        await asyncio.to_thread(work)
    else:
        work()


def _batches(ids: Sequence[int], keys: Sequence[SegmentKey]) -> list[list[int]]:
    """Ids of turns in stretches: none reaches over one that is stored, none is longer than a seal."""
    found: list[list[int]] = []
    place = -1
    for id_ in ids:
        gap = sum(1 for key in keys if key.last_id < id_)
        if not found or gap != place or len(found[-1]) >= SEAL:
            found.append([])
            place = gap
        found[-1].append(id_)
    return found
