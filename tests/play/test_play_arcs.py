"""Sixty turns on each shipped kit, to the last value: fights, choices, rests, dying and growing, by code alone."""

import pytest
from arc_stories import ArcTable, final, script

from gm.domain.play import Stage
from gm.review.dice_proof import prove_dice
from gm.review.verify import verify
from gm.store.database import Database

QUESTIONS = {"fantasy": {"after_roll", "choice", "react"}, "moves": {"after_roll", "choice"}, "freeform": {"choice"}}


@pytest.mark.parametrize("kit", QUESTIONS)
async def test_sixty_turns_end_in_just_this_state(database: Database, kit: str) -> None:
    table = ArcTable(database, kit)
    game = await table.begin()
    lines, asked, checks, steps = script(kit), set[str](), 0, 0
    assert len(lines) == 60
    for number, line in enumerate(lines):
        turn, questions = await table.play(game, number, line)
        assert turn.stage is Stage.SETTLED, line
        asked.update(questions)
        checks += len(turn.outcome.checks) if turn.outcome else 0
        steps += len(turn.outcome.steps) if turn.outcome else 0
    assert await table.world(game) == final(kit)
    assert asked == QUESTIONS[kit]
    assert (checks > 0, steps > 0) == ((False, False) if kit == "freeform" else (True, True))
    assert (await verify(database, game)).differences == ()
    assert await table.engine.close_session(game) is not None
    assert (await prove_dice(database, game)).ok


def test_what_the_arcs_have_been_through() -> None:
    """The scripts reach what they are there for; without this, new dice could leave half of it out unnoticed."""
    fantasy, moves, freeform = final("fantasy"), final("moves"), final("freeform")
    assert {fantasy[f"world fought/{each}"] for each in ("toll", "feast", "deep")} >= {"won"}
    assert "dead" in {fantasy[f"character:{who} status"] for who in ("ada", "bo", "cy")}
    assert int(fantasy["character:ada level"] or 0) >= 3 and "character:ada rested/long" in fantasy
    assert moves["world fought/dogs"] == "won" and int(moves["character:witch level"] or 0) >= 2
    assert "character:witch rested/night" in moves and moves["world fought/thing"] == "lost"
    assert freeform["flag:told on"] is True and "character:nan rested/night" in freeform
    assert freeform["character:pip status"] == "down"
