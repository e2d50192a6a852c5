"""What waits for a human game master is in nothing that players read: not the ruling, not a draft, not the one before
it, not why it was ruled otherwise. The control approves it: then the same surfaces show what was told, and nothing of
what was not."""

from pathlib import Path

from databases import open_copy
from engine_table import check, ruling
from leak_campaign import Secret, Secrets
from leak_game import LeakTable, Played, play_all
from leak_reading import Shown
from leak_surfaces import READ
from test_leak_matrix import reading

from gm.domain.approval import Overruling

TOLD_LAST = "zqdraft3q"
WAITS = ("zqstakes1q", "zqhappens1q", "zqdraft1q", "zqdraft2q", TOLD_LAST, "zqbecause1q")


async def let_wait(database) -> Played:
    """The game of the matrix, and at its end a turn that a game master has looked at, and has not approved."""
    made = await play_all(database)
    table, game = LeakTable(database, owner="host:3:test"), made.game
    told = iter(("zqdraft1q", "zqdraft2q", TOLD_LAST))
    table.narrator = lambda _: f"A {next(told)} rolls from the wheel."
    outcomes = {"success": {"text": "zqhappens1q."}, "failure": {"text": "zqhappens1q."}}
    table.adjudicator = lambda _: ruling(check(stakes="The zqstakes1q wakes.", outcomes=outcomes))
    await table.engine.set_table(game, mode="copilot")
    turn = await table.say(game, "I search under the stone and the wheel", source="waits:1")
    copilot = table.engine.copilot
    by = Overruling(difficulty=25, because="The zqbecause1q hides it.")
    await copilot.approve(game, turn.id, "0", table.face)
    await copilot.reword(game, turn.id, "0.1", "shorter", table.face)
    await copilot.overrule(game, turn.id, "0.2", by, "gm", table.face)
    await table.engine.settling.drain()
    made.turns["waits"] = turn.number
    made.shown += table.face.events
    secrets = Secrets([Secret("waits for the game master", word, frozenset({"gm"})) for word in WAITS])
    made.secrets = Secrets([*made.secrets.all[:4], *secrets.all])  # so that a few questions ask for them
    return made


async def shown_words(path: Path, played: Played) -> dict[str, set[str]]:
    """Which of them each surface shows, to anybody."""
    found: dict[str, set[str]] = {}
    async with reading(path, played) as at:
        for surface in (each for each in READ if each.name != "refusal"):  # it wants lines and seats of the matrix
            for reader in surface.readers:
                async for shown in surface.look(at, reader):
                    found.setdefault(surface.name, set()).update(_in(shown))
    return found


def _in(shown: Shown) -> set[str]:
    return {word for word in WAITS if word in shown.text.casefold() and word not in shown.echo}


async def test_nothing_that_waits_is_shown_and_only_what_is_approved_then(
    sqlite_template: Path, tmp_path: Path
) -> None:
    database = await open_copy(sqlite_template, tmp_path)
    played = await let_wait(database)
    await database.close()
    kept = (tmp_path / "game.db").read_bytes()
    assert all(word.encode() in kept for word in WAITS), "they are there to be shown"
    found = await shown_words(tmp_path / "game.db", played)
    assert {name: words for name, words in found.items() if words} == {}
    async with reading(tmp_path / "game.db", played) as at:
        proposal = await at.table.engine.copilot.waiting(at.game)
        assert proposal is not None and proposal.draft is not None and TOLD_LAST in proposal.draft.text
        await at.table.engine.copilot.approve(at.game, proposal.turn.id, proposal.mark, at.table.face)
        played.shown += at.table.face.events
    approved = await shown_words(tmp_path / "game.db", played)
    for name in ("posts", "log", "recap", "another branch", "/catchup"):
        assert name == "another branch" or TOLD_LAST in approved[name], f"{name}: the control"
    never = {"zqdraft1q", "zqdraft2q", "zqbecause1q"}
    assert {name: words & never for name, words in approved.items() if words & never} == {}
