"""Recall by meaning: with a scripted embedder, whose idea of likeness is a list of words that mean the same."""

from collections.abc import AsyncIterator
from dataclasses import replace

import numpy as np
import pytest
from memory_table import MemoryTable, sit_down

from gm.app import SystemEntropy
from gm.domain.calls import Candidate, Role, Route
from gm.domain.embeddings import Likeness
from gm.domain.errors import ModelUnavailable
from gm.domain.memory import RecallQuery
from gm.memory.choosing import LIKE, choose
from gm.memory.choosing import Candidate as Found
from gm.memory.dense import GameVectors, dense
from gm.memory.fusing import by_ranks
from gm.memory.passages import Said
from gm.memory.pieces import pieces
from gm.models.door import Door
from gm.models.routes import RouteTable
from gm.models.scripted_vectors import ScriptedEmbedder
from gm.models.tokens import CharacterCounter
from gm.play.parts import EngineParts
from gm.play.vectors import make_vectors, with_meaning
from gm.store.calls import CallLedger, load_calls
from gm.store.database import Database
from gm.store.recall_segments import forget_words, load_words_state
from gm.store.vectors import count_vectors, load_without_vectors, record_vectors

GROUPS = ("feline cat tabby kitten", "sovereign king queen throne", "blaze fire burned flames", "mud rain river")
MODEL = Candidate(model="likeness", backend="scripted", price_in=1.0, trains_on_inputs=False)
MEANT = "Which feline frightened our sovereign?"
TOLD = "The grey tabby leapt at the queen."


class Clock:
    def now(self):  # type: ignore[no-untyped-def]
        from datetime import UTC, datetime

        return datetime(2026, 3, 1, 21, tzinfo=UTC)

    def monotonic(self) -> float:
        return 0.0


class Table:
    """A memory table with a door."""

    def __init__(self, table: MemoryTable, embedder: ScriptedEmbedder, *candidates: Candidate) -> None:
        self.table, self.embedder = table, embedder
        routes = RouteTable({Role.EMBED: Route(Role.EMBED, candidates)} if candidates else {})
        ledger = CallLedger(table.database, Clock(), owner="me")
        self.parts = EngineParts(
            database=table.database,
            door=Door(routes, {}, ledger, Clock(), CharacterCounter(), retry_delay=0, embedders={"scripted": embedder}),
            shipped={},
            counter=CharacterCounter(),
            clock=Clock(),
            entropy=SystemEntropy(),
            recall=table.recall,
            owner="me",
            owner_gone=lambda _: False,
        )

    async def make(self) -> int:
        return await make_vectors(self.parts, self.table.game, self.table.scene.branch_id)

    async def numbers(self, text: str, **options: object) -> list[int]:
        branch = self.table.scene.branch_id
        query = RecallQuery(text, fitting=True, **options)  # type: ignore[arg-type]
        query = await with_meaning(self.parts, self.table.game, branch, query)
        return [m.number for m in (await self.table.recall.search(self.table.game, branch, query)).memories]

    async def count(self) -> int:
        async with self.table.database.read() as db:
            return await count_vectors(db, self.table.game.id, "likeness")


@pytest.fixture
async def table(database: Database) -> AsyncIterator[Table]:
    yield Table(await sit_down(database), ScriptedEmbedder(GROUPS), MODEL)


async def told_among_others(table: MemoryTable) -> int:
    await table.fill(20)
    turn = await table.tell("I watch", f"The hall is full.\n\n{TOLD}")
    await table.fill(20)
    return turn.number


async def test_what_shares_no_word_is_found_by_what_it_means(table: Table) -> None:
    number = await told_among_others(table.table)
    assert await table.make() == 41
    assert await table.numbers(MEANT) == [number]
    found = await table.table.recall.search(
        table.table.game,
        table.table.scene.branch_id,
        await with_meaning(
            table.parts, table.table.game, table.table.scene.branch_id, RecallQuery(MEANT, fitting=True)
        ),
    )
    assert TOLD in found.memories[0].text


async def test_without_a_route_nothing_is_otherwise_and_nobody_is_asked(database: Database) -> None:
    table = Table(await sit_down(database), ScriptedEmbedder(GROUPS))
    await told_among_others(table.table)
    assert await table.make() == 0
    assert await table.numbers(MEANT) == []
    assert table.embedder.requests == []


async def test_a_model_that_fails_leaves_recall_by_words(table: Table) -> None:
    number = await told_among_others(table.table)
    await table.make()
    table.embedder.fail = ModelUnavailable("gone")
    assert await table.numbers(MEANT) == []
    assert await table.numbers("the grey tabby and the queen") == [number]


async def test_each_call_is_written_and_a_question_is_asked_for_once(table: Table) -> None:
    await told_among_others(table.table)
    await table.make()
    await table.numbers(MEANT)
    await table.numbers(MEANT)
    async with table.table.database.read() as db:
        calls = await load_calls(db, game_id=table.table.game.id)
    assert [(call.role, call.category, call.status) for call in calls] == [("embed", "embedding", "ok")] * 3
    assert all(call.cost for call in calls)  # two batches of 41 turns, one question


async def test_what_is_told_otherwise_taken_back_or_of_another_branch_is_not_found(table: Table) -> None:
    await table.table.fill(20)
    turn = await table.table.tell("I watch", TOLD)
    await table.table.fill(20)
    await table.make()
    assert await table.numbers(MEANT) == [turn.number]
    await table.table.reword(turn, "Nothing moves in the hall.")
    assert await table.numbers(MEANT) == []
    assert await table.count() == 40
    await table.make()
    assert await table.numbers(MEANT) == []
    last = await table.table.tell("I look again", TOLD)
    await table.make()
    assert await table.numbers(MEANT) == [last.number]
    before = await table.table.fork(1)
    assert await replace_table(table, before).numbers(MEANT) == []
    await table.table.undo(last)
    assert await table.numbers(MEANT) == []


def replace_table(table: Table, other: MemoryTable) -> Table:
    made = Table(other, table.embedder, MODEL)
    made.parts = replace(table.parts)
    return made


async def test_only_those_who_know_it_recall_it(table: Table) -> None:
    await told_among_others(table.table)
    await table.make()
    assert await table.numbers(MEANT, knowers=frozenset({"ilse"}))
    assert await table.numbers(MEANT, knowers=frozenset({"a stranger"})) == []


async def test_erasing_words_drops_every_vector_and_they_are_made_again(table: Table) -> None:
    number = await told_among_others(table.table)
    await table.make()
    assert await table.numbers(MEANT) == [number]
    async with table.table.database.begin() as db:
        await db.run(lambda tx: forget_words(tx, table.table.game.id))
        await db.commit()
    assert await table.count() == 0
    assert await table.numbers(MEANT) == []
    await table.make()
    assert await table.numbers(MEANT) == [number]


async def test_vectors_of_words_that_changed_meanwhile_are_not_kept(table: Table) -> None:
    turn = await table.table.tell("I watch", TOLD)
    game = table.table.game.id
    async with table.table.database.read() as db:
        state = await load_words_state(db, game)
        refs = await load_without_vectors(db, game, "likeness", 10)
    await table.table.reword(turn, "Nothing moves.")
    async with table.table.database.begin() as db:
        bodies = dict.fromkeys(refs, b"\0\0")
        assert not await record_vectors(db, game, "likeness", 1, bodies, read_at=(state.erasures, state.retellings))
        fresh = await load_words_state(db, game)
        read_at = (fresh.erasures, fresh.retellings)
        assert await record_vectors(db, game, "likeness", 1, bodies, read_at=read_at)
        assert not await record_vectors(db, game, "likeness", 1, bodies, read_at=read_at)  # somebody was faster


async def test_another_model_begins_anew(table: Table) -> None:
    await told_among_others(table.table)
    await table.make()
    other = Table(table.table, table.embedder, replace(MODEL, model="another"))
    assert await other.make() == 41
    assert await table.count() == 0


def test_pieces_are_small_and_say_who_speaks() -> None:
    said = [Said("Ilse", "I wait. I count."), Said("", f"{'A long sentence goes on and on. ' * 12}\n\nThe end.")]
    found = pieces(said)
    assert found[0] == "Ilse: I wait. I count."
    assert found[-1] == "The end."
    assert max(map(len, found)) <= 240
    assert "".join(found[1:-1]).count("sentence") == 12
    assert len(pieces([Said("", "One.\n" * 99)])) == 24
    assert pieces([Said("", "")]) == ()


def test_the_best_by_words_stays_first_and_what_two_orders_know_comes_before_what_one_does() -> None:
    def named(ref: int, likeness: float = 0.0) -> Found:
        return Found(ref, 1.0, ref, 0, 1.0, (), likeness=likeness)

    words, both = [named(1), named(2), named(3)], [named(9, 1.0), named(2, 2.0), named(8, 3.0)]
    assert [each.ref for each in by_ranks(words, both, 4)] == [1, 2, 8, 9]
    assert [each.ref for each in by_ranks([], both, 2)] == [8, 9]
    assert [each.ref for each in by_ranks(words, [], 2)] == [1, 2]


def test_a_question_is_given_what_fits_though_its_score_is_less_than_half_of_the_best() -> None:
    some = [Found(ref, score, 10 * ref, 0, 0.0, (), likeness=1.5) for ref, score in ((1, 7.0), (2, 2.0))]
    query = RecallQuery(MEANT, fitting=True)
    assert [each.ref for each in choose(some, query, {}, 50, asks=True)] == [1, 2]
    assert choose(some, query, {}, 50) == ()


def test_whoever_is_asked_about_is_found_in_a_young_game_where_their_name_is_no_scarce_word() -> None:
    """Eleven turns of twenty name Mrs Stope; "talk" stands in one alone, and says nothing of what was asked."""
    asked = RecallQuery(text="What was it that Mrs Stope said about the eleven?", fitting=True, limit=4)
    about = Found(9, 33.0, 9, 1, 5.1, ("stope", "eleven"), 1.2, 5.1, named=True)
    aside = Found(3, 17.0, 3, 1, 3.0, ("stope",), 1.2, 3.0, named=True)
    others = Found(5, 20.0, 5, 1, 5.1, ("what", "about"), 1.2, 5.1)
    assert [each.ref for each in choose([about, others, aside], asked, {}, 19, whole=12.0)] == [9]


def test_a_passage_is_as_like_as_under_the_name_that_fits_best() -> None:
    kept = GameVectors()
    for ref in range(1, 12):
        kept.take(ref, np.array([[0.1, 0.1, 1.0]], np.float16))
    kept.take(12, np.array([[0.0, 0.0, 1.0], [0.0, 1.0, 0.0]], np.float16))
    kept.close()
    refs, asked = np.arange(1, 13), np.array([1.0, 0.0, 0.0], np.float32)
    alone = dense(kept, Likeness("m", asked), refs, np.ones(12, bool))
    named = dense(kept, Likeness("m", asked, (np.array([0.0, 1.0, 0.0], np.float32),)), refs, np.ones(12, bool))
    assert alone is not None
    assert named is not None
    assert alone.scores[11] < 0 < LIKE - 1 < named.scores[11]
    assert named.piece[11] == 1
