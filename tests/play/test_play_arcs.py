"""Sixty turns on each shipped kit, to the last value: fights, choices, rests, dying and growing, by code alone.

After every turn the state is compared with a second account of it, worked out by hand from the faces that fell
(`arc_ledger.py`); and that this account notices a rule that has been bent is tested as well.
"""

from types import ModuleType

import ledger_fantasy
import ledger_freeform
import ledger_moves
import pytest
from arc_ledger import Disagrees
from arc_stories import ArcTable, faces, final, script

from gm.domain.play import Stage
from gm.review.dice_proof import prove_dice
from gm.review.verify import verify
from gm.store.database import Database
from gm.store.guards import load_guard_counts

LEDGERS = {"fantasy": ledger_fantasy, "moves": ledger_moves, "freeform": ledger_freeform}
QUESTIONS = {"fantasy": {"after_roll", "choice", "react"}, "moves": {"after_roll", "choice"}, "freeform": {"choice"}}


async def kept_books(table: ArcTable, ledger: ModuleType, kit: str, turns: int = 60) -> None:
    """Play, and keep the books by hand beside it. Raises Disagrees where they part."""
    game, books = await table.begin(), ledger.begin()
    books.agree("the beginning", await table.world(game))
    for number, (line, by_hand) in enumerate(list(zip(script(kit), ledger.TURNS, strict=True))[:turns]):
        turn, _ = await table.play(game, number, line)
        books.deal(faces(turn))
        by_hand(books)
        books.agree(f"turn {number + 1}, {line.who}: {line.text}", await table.world(game))


@pytest.mark.parametrize("kit", QUESTIONS)
async def test_sixty_turns_end_in_just_this_state(database: Database, kit: str) -> None:
    table = ArcTable(database, kit)
    game = await table.begin()
    lines, asked, checks, steps = script(kit), set[str](), 0, 0
    books = LEDGERS[kit].begin()
    assert len(lines) == 60
    for number, (line, by_hand) in enumerate(zip(lines, LEDGERS[kit].TURNS, strict=True)):
        turn, questions = await table.play(game, number, line)
        assert turn.stage is Stage.SETTLED, line
        asked.update(questions)
        checks += len(turn.outcome.checks) if turn.outcome else 0
        steps += len(turn.outcome.steps) if turn.outcome else 0
        books.deal(faces(turn))
        by_hand(books)
        books.agree(f"turn {number + 1}, {line.who}: {line.text}", await table.world(game))
    assert await table.world(game) == final(kit)
    assert asked == QUESTIONS[kit]
    assert (checks > 0, steps > 0) == ((False, False) if kit == "freeform" else (True, True))
    async with database.read() as db:
        assert [each.counts for each in await load_guard_counts(db)] == [()], "the guards cut good prose"
    assert (await verify(database, game)).differences == ()
    assert await table.engine.close_session(game) is not None
    assert (await prove_dice(database, game)).ok


BENT = [
    ("fantasy", "{limit: 15 * strength_value", "{limit: 30 * strength_value"),
    ("fantasy", "hp: 2d8+2\n    defence: 12", "hp: 2d8+2\n    defence: 9"),
    ("fantasy", "attribute: constitution, difficulty: 10}", "attribute: constitution, difficulty: 12}"),
    ("fantasy", "strikes: [{dice: 3d4+3, type: force}]", "strikes: [{dice: 3d4+4, type: force}]"),
    ("fantasy", "{level: 3, needs: 900,", "{level: 3, needs: 1300,"),
    ("fantasy", "hp: '1d{hit_die}+{constitution}'", "hp: '1d{hit_die}+1'"),
    ("fantasy", "{long: 'max(1, floor(level / 2))'}", "{long: '0'}"),
    ("moves", "label: It goes well, margin: 10,", "label: It goes well, margin: 11,"),
    ("moves", "resource: hold, cost: 1, add: '1'", "resource: hold, cost: 0, add: '1'"),
    ("moves", "{level: 2, needs: 5, picks: 1}", "{level: 2, needs: 4, picks: 1}"),
    ("moves", "modifiers: [{to: deft, by: -1}]", "modifiers: [{to: deft, by: -3}]"),
    ("moves", "{name: Breather, minutes: 30, hp: '1'}", "{name: Breather, minutes: 60, hp: '1'}"),
    ("freeform", "resource: means, by: -1}", "resource: means, by: -2}"),
    ("freeform", "levels: 3, worst: down, rests: [breather, night]", "levels: 3, worst: down, rests: [night]"),
]


@pytest.mark.parametrize(("kit", "was", "now"), BENT, ids=[f"{kit}-{was[:24]}" for kit, was, _ in BENT])
async def test_the_books_notice_a_rule_that_is_bent(sqlite_database: Database, kit: str, was: str, now: str) -> None:
    with pytest.raises(Disagrees):
        await kept_books(ArcTable(sqlite_database, kit, (was, now)), LEDGERS[kit], kit)


def test_what_the_arcs_have_been_through() -> None:
    """The scripts reach what they are there for; without this, new dice could leave half of it out unnoticed."""
    fantasy, moves, freeform = final("fantasy"), final("moves"), final("freeform")
    assert [fantasy[f"world fought/{each}"] for each in ("toll", "feast", "deep")] == ["won", "won", "lost"]
    assert fantasy["character:cy status"] == "dead" and fantasy["character:cy condition/exhaustion"] == 6
    assert fantasy["character:ada level"] == 4 and fantasy["character:ada attribute/strength"] == 2
    assert {"character:ada rested/long", "character:ada rested/short"} <= fantasy.keys()
    assert "character:cy item/healing-potion" not in fantasy and fantasy["character:reeve resource/coin"] == 200
    assert moves["world fought/dogs"] == "won" and int(moves["character:witch level"] or 0) >= 2
    assert "character:witch rested/night" in moves and moves["world fought/thing"] == "lost"
    assert moves["character:hearth resource/forward"] == 0 and moves["character:witch attribute/odd"] == 1
    assert freeform["flag:told on"] is True and "character:nan rested/night" in freeform
    assert freeform["character:pip status"] == "down"
