"""Planted leaks in what is remembered: each surface is looked through as a player whose character may not know.

Each surface has its control: the same look, with the filter on its way taken out, must find what was planted. So a
surface that shows nothing at all, or a plant that could never arrive there, fails as well.
"""

import json
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any, Final

import pytest
from engine_table import EngineTable, check, ruling

from gm.domain.calls import Role
from gm.domain.effects import Move, Reveal
from gm.domain.play import Game, Hand
from gm.memory import allowed, knowing
from gm.memory.allowed import allowed_turns
from gm.play import adjudicate, coming_back, memories, narrate
from gm.play.memories import Memories, Reader
from gm.review.transcript import load_transcript, transcript_json
from gm.review.why import load_why, why_rows
from gm.store.database import Database
from gm.store.personal_data import load_personal
from gm.store.witnesses import record_witnesses

GM = Reader("gm", is_gm=True)
ILSE, ODO = Reader("ilse", ("ilse",)), Reader("odo", ("odo",))
MASTERS: Final = "zqxjmasterq"
"""In a fact for the game master alone."""
HERS: Final = "zqxjhersq"
"""In a fact that only Ilse knows."""
SEEN: Final = "zqxjseenq"
"""In a turn that only Ilse witnessed, which is pinned."""
SECRET: Final = "threshing floor"
"""In the campaign's secret, which only Ilse has learned."""
ALL: Final = (MASTERS, HERS, SEEN, SECRET)
ASKED: Final = "What does Gregor hide, and what lies under the mill wheel by night?"
Look = Callable[[EngineTable, Game], Awaitable[str]]


async def planted(table: EngineTable) -> Game:
    game = await table.start(party=("ilse", "odo"))
    memory = table.engine.memory
    await memory.add(game, GM, f"Gregor hides the {MASTERS} deep under the mill wheel by night", audience="gm")
    words = f"Gregor hides his {HERS} from everybody under the mill wheel"
    await memory.add(game, ILSE, words, audience="named", knowers=("ilse",))
    learn = Hand("test", "learn", "gm", (Reveal(fact="buried", to=("ilse",)),))
    await table.engine.adjust(game, learn, table.face)
    table.adjudicator = lambda _: ruling()
    table.narrator = lambda _: f"A {SEEN} glints under the mill wheel. Gregor hides it."
    turn = await table.engine.take_turn(game, [table.line(f"I find the {SEEN} under the mill wheel")], table.face)
    async with table.database.begin() as db:
        await record_witnesses(db, turn.id, ["ilse"])
        await db.commit()
    assert await memory.pin(game, ILSE, f"t{turn.number}")
    for reader in (GM, ILSE):  # what is looked for is there, for those who may know
        shown = repr(await memory.listed(game, reader))
        assert all((word in shown) == (word != MASTERS or reader is GM) for word in ALL), reader
    return game


async def _listed(table: EngineTable, game: Game) -> str:
    return repr(await table.engine.memory.listed(game, ODO))


async def _searched(table: EngineTable, game: Game) -> str:
    return repr(await table.engine.memory.search(game, ODO, ASKED, limit=20))


async def _asked(table: EngineTable, game: Game) -> str:
    return repr(await table.engine.back.ask(game, await table.engine.state(game), "odo", ASKED))


async def _caught_up(table: EngineTable, game: Game) -> str:
    return repr(await table.engine.back.catch_up(game, await table.engine.state(game), "odo", "odo"))


async def _prompt(table: EngineTable, game: Game) -> str:
    """What a narrator is given of memory while Odo alone is here; the transcript is the table's, and read by all."""
    away = Hand("test", "away", "gm", (Move(character="ilse", place="yard"),))
    await table.engine.adjust(game, away, table.face)
    made = await table.engine.preview(game, role=Role.NARRATOR, line=ASKED, character="odo")
    return "\n".join(each.text for each in made.sections if each.key in ("ledger", "tail/facts", "tail/memories"))


async def _quoted(table: EngineTable, game: Game) -> str:
    """A model that tells all it was given: what of it is shown as the reason and the stakes of a check."""
    told = f"Gregor hides the {MASTERS} deep under the mill wheel by night."
    table.adjudicator = lambda _: ruling(
        check("odo", stakes=told, check={"character": "odo", "skill": "search", "difficulty": 9, "reason": told})
    )
    table.narrator = lambda _: "Dust falls."
    turn = await table.engine.take_turn(game, [table.line("I search by the wheel", character="odo")], table.face)
    async with table.database.read() as db:
        why = "\n".join(map(str, why_rows(await load_why(db, game, number=turn.number, spoilers=False))))
    return why + repr([(event.stakes, event.checks) for event in table.face.outcomes()])


async def _told(table: EngineTable, game: Game) -> str:
    """A model that tells all that there is: what of it the table reads."""
    table.adjudicator = lambda _: ruling()
    table.narrator = lambda _: f"Dust falls. Gregor hides the {MASTERS} deep under the mill wheel by night. He waits."
    before = len(table.face.told())
    turn = await table.engine.take_turn(game, [table.line("I look about", character="odo")], table.face)
    assert "Dust falls" in (turn.narration or "")
    return f"{table.face.told()[before:]} {turn.narration}"


SURFACES: Final[dict[str, tuple[Look, tuple[str, ...]]]] = {
    "/memory list": (_listed, (MASTERS, HERS, SEEN, SECRET)),
    "/memory search": (_searched, (MASTERS, HERS, SEEN)),
    "/ask": (_asked, (SEEN,)),
    "/catchup": (_caught_up, (SEEN,)),
    "narrator's prompt": (_prompt, (MASTERS, HERS)),
    "/why, reasons, stakes": (_quoted, (MASTERS,)),
    "tellings": (_told, (MASTERS,)),
}
"""Each surface, and what must be found there when its filter is taken out."""


@pytest.mark.parametrize("name", SURFACES)
async def test_nothing_that_he_may_not_know_is_shown(name: str, database: Database) -> None:
    table = EngineTable(database)
    game = await planted(table)
    look, _ = SURFACES[name]
    shown = await look(table, game)
    assert [word for word in ALL if word in shown] == [], shown


@pytest.mark.parametrize("name", SURFACES)
async def test_the_same_look_finds_it_when_the_filter_is_taken_out(
    name: str, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = EngineTable(database)
    game = await planted(table)
    without_filters(monkeypatch)
    look, found = SURFACES[name]
    shown = await look(table, game)
    assert [word for word in found if word not in shown] == [], shown


def without_filters(monkeypatch: pytest.MonkeyPatch) -> None:
    """Everybody knows everything, as a slip in any of these would have it."""

    async def nothing(*_: object) -> tuple[tuple[str, str], ...]:
        return ()

    async def every(db: object, game: object, state: object, who: object, beats: tuple[Any, ...], here: object) -> Any:
        return beats

    def turns(columns: Any, view: Any, witnesses: Any, query: Any) -> Any:
        return allowed_turns(columns, view, witnesses, replace(query, knowers=None))

    def authored(campaign: Any, world: Any, among: object) -> Any:
        return knowing.authored_facts(campaign, world, None)

    monkeypatch.setattr(knowing, "knows_fact", lambda *_: True)
    monkeypatch.setattr(memories, "authored_facts", authored)
    monkeypatch.setattr(Memories, "was_there", lambda *_: True)
    monkeypatch.setattr(allowed, "allowed_turns", turns)
    monkeypatch.setattr(coming_back, "_known", every)
    monkeypatch.setattr(adjudicate, "hidden_facts", nothing)
    monkeypatch.setattr(narrate, "hidden_facts", nothing)


async def test_logs_and_exports_hold_no_facts_of_others(database: Database) -> None:
    table = EngineTable(database)
    game = await planted(table)
    async with table.database.read() as db:
        log = json.dumps(transcript_json(await load_transcript(db, game)), ensure_ascii=False)
        his = repr((await load_personal(db, "odo")).parts)
        hers = repr((await load_personal(db, "ilse")).parts)
        masters = repr((await load_personal(db, "gm")).parts)
    assert MASTERS not in log and HERS not in log and SECRET not in log
    assert SEEN in log, "what was said at the table is in its log"
    assert [word for word in ALL if word in his] == []
    assert HERS in hers and MASTERS in masters and MASTERS not in hers, "the control: what one wrote is one's own"


async def test_who_was_told_of_a_turn_finds_it_and_undo_takes_that_back(database: Database) -> None:
    table = EngineTable(database)
    game = await planted(table)
    memory = table.engine.memory
    number = next(pin.number for pin in (await memory.listed(game, ILSE)).pins)
    state = await table.engine.state(game)
    effects = await memory.shared(game, state, ILSE, f"t{number}", "odo")
    await table.engine.adjust(game, Hand("test", "share", "ilse", effects), table.face)
    for look in (_listed, _searched, _asked, _caught_up):
        assert SEEN in await look(table, game), look
        assert HERS not in await look(table, game), look
    await table.engine.undo(game)
    for look in (_listed, _searched, _asked, _caught_up):
        assert SEEN not in await look(table, game), look
