"""History against a pure model: any order of turns, undos and forks gives the same world, ancestry and transcript."""

import asyncio
import tempfile
from collections.abc import Awaitable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from databases import open_copy, open_emptied
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from store_table import NOW, START, TTL, open_table

from gm.domain.effects import Change
from gm.domain.errors import Conflict, HistoryConflict, Refused, StoreError
from gm.domain.play import Lease, PlayerInput, Scene, TurnOutcome
from gm.domain.state import WorldState
from gm.store.database import Database
from gm.store.games import load_scene
from gm.store.history import ancestry, check_chain, commit_changes, fork_branch, load_commits, load_world, undo_turn
from gm.store.inputs import record_input
from gm.store.leases import acquire_lease
from gm.store.turns import load_beats, load_last_turn, record_narration, record_outcome, record_turn

R = TypeVar("R")
PATHS = [("character:ilse", "hp"), ("character:ilse", "item/rope"), ("flag:rain", "on"), ("world", "minutes")]
WANTED = st.lists(
    st.tuples(st.sampled_from(PATHS), st.one_of(st.none(), st.booleans(), st.integers(-2, 2), st.sampled_from("aé"))),
    max_size=4,
)


@dataclass(frozen=True)
class Step:
    """A commit of the model."""

    branch: int
    kind: str
    turn: int | None
    number: int
    changes: tuple[Change, ...]


@dataclass
class Line:
    """A branch of the model: nothing but its whole log."""

    id: int
    scene: Scene
    lease: Lease
    log: list[Step]
    last_number: int

    @property
    def world(self) -> WorldState:
        world = WorldState()
        for step in self.log:
            world = world.apply(step.changes)
        return world

    def undone(self) -> set[int | None]:
        return {step.turn for step in self.log if step.kind == "undo"}

    def standing(self) -> list[Step]:
        gone = self.undone()
        return [step for step in self.log if step.kind == "turn" and step.turn not in gone]

    def ancestry(self) -> tuple[tuple[int, int], ...]:
        """Where each stretch of the log lies, newest first; the branch itself even when it has no commit yet."""
        last: dict[int, int] = {}
        for seq, step in enumerate(self.log, start=1):
            last[step.branch] = seq
        last[self.id] = len(self.log)
        return tuple(sorted(last.items(), key=lambda pair: (-pair[1], -pair[0])))


class HistoryMachine(RuleBasedStateMachine):
    """Plays at random on both, and compares."""

    where: Any = None
    """A SQLite template (Path) or the address of a PostgreSQL server."""

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.folder = tempfile.TemporaryDirectory()
        self.database: Database = self.run(
            open_copy(self.where, Path(self.folder.name)) if isinstance(self.where, Path) else open_emptied(self.where)
        )
        table = self.run(open_table(self.database))
        self.game, self.session = table.game, table.session
        start = [Step(table.branch_id, "start", None, 0, START)]
        self.lines = [Line(table.branch_id, table.scene, table.lease, start, 0)]
        self.count = 0

    def run(self, work: Awaitable[R]) -> R:
        return self.loop.run_until_complete(work)

    def teardown(self) -> None:
        self.run(self.database.close())
        self.loop.close()
        self.folder.cleanup()

    def line(self, data: st.DataObject) -> Line:
        return data.draw(st.sampled_from(self.lines))

    @rule(data=st.data(), wanted=WANTED)
    def play(self, data: st.DataObject, wanted: list[Any]) -> None:
        line = self.line(data)
        world, made = line.world, []
        for (entity, path), after in wanted:
            made.append(Change(entity=entity, path=path, before=world.get(entity, path), after=after))
            world = world.apply(made[-1:])
        turn, seq = self.run(self._play(line, tuple(made), len(line.log)))
        line.last_number += 1
        assert turn.number == line.last_number
        line.log.append(Step(line.id, "turn", turn.id, turn.number, tuple(made)))
        assert seq == len(line.log)

    async def _play(self, line: Line, changes: tuple[Change, ...], read_seq: int):
        self.count += 1
        said = PlayerInput("test", str(self.count), "anna", f"line {self.count}", "ilse")
        async with self.database.begin() as db:
            received = await record_input(db, self.game.id, line.scene.id, said, NOW)
            turn = await record_turn(
                db, scene=line.scene, session_id=self.session.id, kind="action", input_ids=[received.id], now=NOW
            )
            seq = await commit_changes(
                db,
                line.lease,
                branch_id=line.id,
                scene_id=line.scene.id,
                turn_id=turn.id,
                kind="turn",
                changes=changes,
                read_seq=read_seq,
                now=NOW,
            )
            await record_outcome(db, line.lease, turn.id, TurnOutcome(changes=changes), rolls=(), seq=seq, line="")
            await record_narration(db, line.lease, turn.id, text=f"told {turn.id}", source="t", gist="g")
            await db.commit()
        return turn, seq

    @rule(data=st.data())
    def a_stale_change_conflicts(self, data: st.DataObject) -> None:
        line = self.line(data)
        entity, path = data.draw(st.sampled_from(PATHS))
        changed = [
            seq for seq, s in enumerate(line.log, 1) if any((c.entity, c.path) == (entity, path) for c in s.changes)
        ]
        read = data.draw(st.integers(1, len(line.log)))
        before = line.world.get(entity, path)
        wrong = Change(entity=entity, path=path, before="never", after=1)
        try:
            self.run(self._play(line, (wrong,), read))
        except Conflict:
            assert changed and changed[-1] > read
        except StoreError:
            assert not changed or changed[-1] <= read
            assert before != "never"
        else:
            raise AssertionError("a change whose before was never there went through")

    @precondition(lambda self: any(step.kind == "turn" for line in self.lines for step in line.log))
    @rule(data=st.data())
    def undo(self, data: st.DataObject) -> None:
        line = data.draw(st.sampled_from([line for line in self.lines if any(s.kind == "turn" for s in line.log)]))
        target = data.draw(st.sampled_from([step for step in line.log if step.kind == "turn"]))
        paths = {(change.entity, change.path) for change in target.changes}
        later = line.standing()[line.standing().index(target) + 1 :] if target in line.standing() else []
        blocked = sorted(
            {f"{c.entity}/{c.path}" for step in later for c in step.changes if (c.entity, c.path) in paths}
        )
        try:
            record = self.run(self._undo(line, target))
        except HistoryConflict as conflict:
            assert list(conflict.paths) == blocked and blocked
        except Refused:
            assert target.turn in line.undone()
        else:
            assert target.turn not in line.undone() and not blocked
            inverse = tuple(change.inverse() for change in reversed(target.changes))
            assert record.changes == inverse
            line.log.append(Step(line.id, "undo", target.turn, 0, inverse))

    async def _undo(self, line: Line, target: Step):
        async with self.database.begin() as db:
            record = await undo_turn(db, line.lease, branch_id=line.id, turn_id=target.turn or 0, now=NOW)
            await db.commit()
        return record

    @precondition(lambda self: len(self.lines) < 5)
    @rule(data=st.data())
    def fork(self, data: st.DataObject) -> None:
        line = self.line(data)
        seq = data.draw(st.integers(1, len(line.log)))
        self.count += 1
        branch, scene, lease = self.run(self._fork(line, seq, f"fork {self.count}"))
        assert (branch.parent_id, branch.fork_seq, branch.tip_seq) == (line.id, seq, seq)
        log = line.log[:seq]
        number = max((step.number for step in log if step.kind == "turn"), default=0)
        self.lines.append(Line(branch.id, scene, lease, log, number))

    async def _fork(self, line: Line, seq: int, name: str):
        async with self.database.begin() as db:
            branch = await fork_branch(
                db,
                game_id=self.game.id,
                from_branch_id=line.id,
                seq=seq,
                name=name,
                uid=f"{self.count:032x}",
                now=NOW,
            )
            scene = await load_scene(db, branch.id)
            lease = await acquire_lease(db, scene.id, owner="me", now=NOW, ttl=TTL)
            assert lease is not None
            await db.commit()
        return branch, scene, lease

    @invariant()
    def both_agree(self) -> None:
        self.run(self._compare())

    async def _compare(self) -> None:
        async with self.database.read() as db:
            for line in self.lines:
                tip = await load_world(db, line.id)
                assert tip.world.hash() == line.world.hash() and tip.seq == len(line.log)
                last = {(c.entity, c.path): seq for seq, step in enumerate(line.log, 1) for c in step.changes}
                assert tip.versions == last
                assert await ancestry(db, line.id) == line.ancestry()
                assert [c.changes for c in await load_commits(db, line.id)] == [s.changes for s in line.log]
                beats = await load_beats(db, line.id)
                standing = line.standing()
                assert [(b.turn_id, b.number) for b in beats] == [(s.turn, s.number) for s in standing]
                assert [b.turn_id for b in await load_beats(db, line.id, limit=2)] == [s.turn for s in standing[-2:]]
                newest = await load_last_turn(db, line.id)
                assert (newest.id if newest else None) == (standing[-1].turn if standing else None)
                assert await check_chain(db, line.id) == ()


SPEED = {"deadline": None, "suppress_health_check": list(HealthCheck), "phases": (Phase.explicit, Phase.generate)}
"""Without shrinking, which would take minutes on a server: add Phase.shrink by hand to study a failure."""


def test_history_is_its_model_on_sqlite(sqlite_template: Path) -> None:
    machine = type("OnSqlite", (HistoryMachine,), {"where": sqlite_template})
    run_state_machine_as_test(machine, settings=settings(max_examples=25, stateful_step_count=20, **SPEED))


def test_history_is_its_model_on_postgres(postgres_url: str) -> None:
    machine = type("OnPostgres", (HistoryMachine,), {"where": postgres_url})
    run_state_machine_as_test(machine, settings=settings(max_examples=6, stateful_step_count=15, **SPEED))
