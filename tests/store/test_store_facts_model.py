"""Facts against a pure model: in any order of turns, undos, forks, notes and corrections a branch has just those facts
whose turns stand on it, and those that people had written when it was forked."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule, run_state_machine_as_test
from store_table import NOW, TTL
from test_store_history_model import SPEED, HistoryMachine, Line, Step

from gm.domain.facts import Fact, NewFact
from gm.store.facts import load_facts, record_fact
from gm.store.games import load_scene
from gm.store.history import fork_branch
from gm.store.leases import acquire_lease


@dataclass(frozen=True)
class Wording:
    """A wording that was written: `turn` it cites; or None, and then `at`: how long its branch's log was."""

    number: int
    text: str
    turn: int | None
    at: int = 0
    beside: "Wording | None" = None
    """What it replaces: it stands nowhere where that one never stood."""


class FactsMachine(HistoryMachine):
    """Writes facts as well."""

    def __init__(self) -> None:
        super().__init__()
        self.written: list[Wording] = []
        self.by_hand: dict[int, list[Wording]] = {self.lines[0].id: []}

    def when(self) -> datetime:
        self.count += 1
        return NOW + timedelta(seconds=self.count)

    async def _fork(self, line: Line, seq: int, name: str):
        async with self.database.begin() as db:
            made = {"game_id": self.game.id, "from_branch_id": line.id, "seq": seq, "uid": f"{self.count:032x}"}
            branch = await fork_branch(db, name=name, now=self.when(), **made)
            scene = await load_scene(db, branch.id)
            lease = await acquire_lease(db, scene.id, owner="me", now=NOW, ttl=TTL)
            assert lease is not None
            await db.commit()
        self.by_hand[branch.id] = [each for each in self.by_hand[line.id] if each.at <= seq]
        return branch, scene, lease

    def visible(self, line: Line, wording: Wording) -> bool:
        """Whether a wording stands on a branch."""
        if wording.turn is None:
            return wording in self.by_hand[line.id]
        return wording.turn in {step.turn for step in line.standing()} and self.placed(line, wording.beside)

    def placed(self, line: Line, wording: Wording | None) -> bool:
        """Whether what a wording replaces was ever a branch's, undone or not."""
        if wording is None:
            return True
        if wording.turn is None:
            return wording in self.by_hand[line.id]
        return wording.turn in {step.turn for step in line.log} and self.placed(line, wording.beside)

    def facts(self, line: Line) -> dict[int, str]:
        return {each.number: each.text for each in self.written if self.visible(line, each)}

    def write(self, line: Line, turn: int | None, old: Wording | None) -> None:
        text = f"wording {len(self.written)}"

        async def work() -> int:
            async with self.database.begin() as db:
                standing = {fact.number: fact for fact in await load_facts(db, line.id)}
                replaced: Fact | None = standing[old.number] if old is not None else None
                fact = NewFact(text, author=None if turn else "anna")
                when = self.when()
                number = await record_fact(db, self.game.id, line.id, fact, turn_id=turn, replaces=replaced, now=when)
                await db.commit()
            return number

        number = self.run(work())
        if turn is None:
            line.log.append(Step(line.id, "note", None, 0, ()))
        made = Wording(number, text, turn, len(line.log), old)
        self.written.append(made)
        if turn is None:
            self.by_hand[line.id].append(made)

    @precondition(lambda self: any(line.standing() for line in self.lines))
    @rule(data=st.data())
    def note(self, data: st.DataObject) -> None:
        line = data.draw(st.sampled_from([each for each in self.lines if each.standing()]))
        self.write(line, data.draw(st.sampled_from(line.standing())).turn, None)

    @rule(data=st.data())
    def write_by_hand(self, data: st.DataObject) -> None:
        line = self.line(data)
        self.write(line, None, None)

    @rule(data=st.data(), cite=st.booleans())
    def correct(self, data: st.DataObject, cite: bool) -> None:
        line = self.line(data)
        latest = {each.number: each for each in self.written if self.visible(line, each)}
        if not latest:
            return
        old = data.draw(st.sampled_from(sorted(latest.values(), key=lambda each: each.number)))
        own = [step for step in line.standing() if step.branch == line.id]
        turn = own[-1].turn if cite and own else None
        self.write(line, turn, old)

    async def _compare(self) -> None:
        await super()._compare()
        async with self.database.read() as db:
            for line in self.lines:
                found = {fact.number: fact.object for fact in await load_facts(db, line.id)}
                assert found == self.facts(line)


def test_facts_are_their_model_on_sqlite(sqlite_template: Path) -> None:
    machine = type("FactsOnSqlite", (FactsMachine,), {"where": sqlite_template})
    run_state_machine_as_test(machine, settings=settings(max_examples=25, stateful_step_count=20, **SPEED))


def test_facts_are_their_model_on_postgres(postgres_url: str) -> None:
    machine = type("FactsOnPostgres", (FactsMachine,), {"where": postgres_url})
    run_state_machine_as_test(machine, settings=settings(max_examples=6, stateful_step_count=15, **SPEED))
