"""A whisper that waits for a human game master is in nothing that anybody else reads, before they approve and after;
who whispered reads it then. The control takes its seal away: the same surfaces show what was told."""

import sqlite3
from pathlib import Path

import pytest
from databases import open_copy
from engine_table import WatchingFace, check, ruling
from leak_campaign import Secret, Secrets
from leak_game import LeakTable, Played, play_all
from leak_surfaces import READ
from test_leak_matrix import reading

from gm.domain.approval import Overruling
from gm.domain.play import PlayerInput
from gm.play.whispers import AloneFace

SAID, TOLD_LAST = "zqwhisper1q", "zqdraft3q"
WORDS = (SAID, "zqstakes1q", "zqhappens1q", "zqdraft1q", "zqdraft2q", TOLD_LAST, "zqbecause1q")
OWN = {"/mine, own lines", "export"}
"""Where whoever whispered finds it."""


async def let_whisper(database) -> Played:
    """The game of the matrix, and at its end a whisper of Ilse's that a game master has looked at, not approved."""
    made = await play_all(database)
    table, game = LeakTable(database, owner="host:3:test"), made.game
    told = iter(("zqdraft1q", "zqdraft2q", TOLD_LAST))
    table.narrator = lambda _: f"A {next(told)} rolls from the wheel."
    outcomes = {"success": {"text": "zqhappens1q."}, "failure": {"text": "zqhappens1q."}}
    table.adjudicator = lambda _: ruling(check(stakes="The zqstakes1q wakes.", outcomes=outcomes))
    await table.engine.set_table(game, mode="copilot")
    words = f"I search for the {SAID} under the stone and the wheel"
    entry = PlayerInput("test", "waits:1", "ilse", words, character="ilse", private=True)
    turn = await table.engine.take_turn(game, [entry], AloneFace(WatchingFace(), "ilse", table.face))
    copilot = table.engine.copilot
    by = Overruling(difficulty=25, because="The zqbecause1q hides it.")
    await copilot.approve(game, turn.id, "0", table.face)
    await copilot.reword(game, turn.id, "0.1", "shorter", table.face)
    await copilot.overrule(game, turn.id, "0.2", by, "gm", table.face)
    await table.engine.settling.drain()
    made.turns["waits"] = turn.number
    made.shown += table.face.events
    secrets = [Secret("whispered, and waits", word, frozenset({"gm", "ilse"})) for word in WORDS]
    made.secrets = Secrets([*made.secrets.all[:4], *secrets])  # so that a few questions ask for them
    return made


async def shown_words(path: Path, played: Played) -> dict[tuple[str, str], set[str]]:
    """Which of them each surface shows, and to whom."""
    found: dict[tuple[str, str], set[str]] = {}
    async with reading(path, played) as at:
        for surface in (each for each in READ if each.name != "refusal"):  # it wants lines and seats of the matrix
            for reader in surface.readers:
                async for shown in surface.look(at, reader):
                    words = {word for word in WORDS if word in shown.text.casefold() and word not in shown.echo}
                    found.setdefault((surface.name, reader), set()).update(words)
    return {place: words for place, words in found.items() if words}


async def approve(path: Path, played: Played) -> None:
    async with reading(path, played) as at:
        proposal = await at.table.engine.copilot.waiting(at.game)
        assert proposal is not None and proposal.draft is not None and TOLD_LAST in proposal.draft.text
        await at.table.engine.copilot.approve(at.game, proposal.turn.id, proposal.mark, at.table.face)
        played.shown += at.table.face.events


@pytest.mark.parametrize("sealed", [True, False])
async def test_who_whispered_alone_reads_it(sqlite_template: Path, tmp_path: Path, sealed: bool) -> None:
    database = await open_copy(sqlite_template, tmp_path)
    played = await let_whisper(database)
    await database.close()
    path = tmp_path / "game.db"
    assert all(word.encode() in path.read_bytes() for word in WORDS), "they are there to be shown"
    if sealed:
        found = await shown_words(path, played)
        assert {(name, who) for name, who in found if name not in OWN or not who.startswith("ilse")} == set()
        assert found.get(("/mine, own lines", "ilse")) is None, "nothing has come of it yet"
    else:
        with sqlite3.connect(path) as db:
            db.execute("DELETE FROM sealed WHERE turn_id = (SELECT MAX(turn_id) FROM sealed WHERE what = 'whisper')")
    await approve(path, played)
    found = await shown_words(path, played)
    if sealed:
        assert {(name, who) for name, who in found if name not in OWN or not who.startswith("ilse")} == set()
        assert {SAID, TOLD_LAST} <= found["/mine, own lines", "ilse"]
        assert not found["/mine, own lines", "ilse"] & {"zqdraft1q", "zqdraft2q", "zqbecause1q", "zqstakes1q"}
    else:
        for name in ("posts", "recap", "/catchup"):
            assert TOLD_LAST in found[name, "una"], f"{name}: the control"
        assert TOLD_LAST in found["log", "terminal"]
