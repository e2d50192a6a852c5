"""Who laid a card stands nowhere: in no table, in no export, in nothing that the bot sends."""

import json
import sqlite3
from pathlib import Path

from bot_journey import make_home, opened, seated, serving
from loopback import LoopbackDiscord

from gm.app import App
from gm.bot.table import player_key
from gm.domain.play import Game
from gm.review.personal_export import export_json
from gm.review.safety import log_json
from gm.review.transcript import load_transcript, transcript_rows
from gm.store.personal_data import load_personal
from gm.store.safety_log import load_events

OWN = {"consents", "inputs"}
"""Where a player's id may come to stand by what they say themselves."""


def rows_of(home: Path) -> dict[str, list[str]]:
    """Every row of every table, as text."""
    with sqlite3.connect(home / "gm.db") as db:
        names = [name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {name: [repr(row) for row in db.execute(f'SELECT * FROM "{name}"')] for name in names}


def naming(rows: dict[str, list[str]], *marks: str) -> dict[str, list[str]]:
    """The rows that hold one of these, by table."""
    found = {name: [row for row in each if any(mark in row for mark in marks)] for name, each in rows.items()}
    return {name: each for name, each in found.items() if each}


async def test_nothing_says_who_laid_it(tmp_path: Path, sqlite_template: Path) -> None:
    home = make_home(tmp_path, sqlite_template)
    async with LoopbackDiscord() as server, opened(home) as app, serving(server, app) as bot:
        group = await seated(server, bot, server.world.guild().channel("inn"), Ada="Ilse Brand", Bo="Tam Reed")
        ada, bo = group.players["Ada"], group.players["Bo"]
        await group.does("Bo", "I look around")
        await group.does("Ada", "I search the floor")
        (beat,) = group.with_button("X-card")
        table = await bot.tables.at(group.thread.id)
        assert table is not None
        before, handed = rows_of(home), await exported(app, table.game, ada.id)
        assert naming(before, str(bo.id)), "their id is found where it stands"
        marks = [str(bo.id)]
        for number in range(3):
            laid = await bo.slash(group.thread, "xcard") if number else await bo.click(beat, "X-card")
            await laid.message("set aside")
            await group.rest()
            if not number:
                await group.goes_on(ada)  # the third card is laid while the table rests and takes nothing more
            marks.append(str(laid.id))
        after = rows_of(home)
        assert len(after["safety_events"]) == 2 > len(before["safety_events"])
        new = {name: [row for row in rows if row not in before[name]] for name, rows in after.items()}
        assert set(naming(new, *marks)) <= OWN
        assert not any(mark in line for line in await exported(app, table.game, ada.id) - handed for mark in marks)
        sent = "\n".join(message.text for message in group.thread.messages if "Nobody needs" in message.text)
        assert sent and "Bo" not in sent and str(bo.id) not in sent


async def exported(app: App, game: Game, user: int) -> set[str]:
    """The lines of what is handed out: a player's own data, the host's log of what was kept out, the transcript."""
    async with app.database.read() as db:
        own = export_json(await load_personal(db, player_key(user), user), app.clock.now())
        log = json.dumps(log_json(await load_events(db)), indent=1)
        return {*own.splitlines(), *log.splitlines(), *transcript_rows(await load_transcript(db, game))}
