"""Who lays the X-card is nowhere: not in what others see, not in what the program keeps, logs, counts or hands out.

Hostile: the same evening is played twice, and another player presses. Whatever differs but for the presser's own
ephemeral answer would tell who it was.
"""

import io
import json
import logging
import re
import zipfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from bot_journey import make_home, opened, seated, serving
from loopback import LoopbackDiscord, User
from sqlalchemy import inspect, text
from test_bot_parted import does, split

from gm.app import App
from gm.bot.client import GmBot
from gm.review.safety import log_json

Rows = dict[tuple[str, str], dict[str, Any]]
WORDS = re.compile(r"[0-9a-f]{16,}|\d+")
"""What differs from one run to the next: ids, times, numbers."""


def plain(value: object) -> str:
    return WORDS.sub("#", str(value))


@dataclass
class Evening:
    """What could be read once a card was laid, by anybody but whoever laid it."""

    rows: Counter[tuple[str, str, str]]
    """Columns of rows that are new, changed or gone: table, column, and whom the value names."""
    requests: Counter[str]
    public: list[tuple[str, tuple[str, ...]]]
    logged: Counter[str]
    counted: set[str]
    exported: dict[str, str]
    host: list[str]


async def rows_of(app: App) -> Rows:
    """Every row of the database, by table and key."""

    def read(tx: Any) -> Rows:
        found: Rows = {}
        look = inspect(tx.connection)
        for name in look.get_table_names():
            keys = look.get_pk_constraint(name)["constrained_columns"]
            for row in tx.connection.execute(text(f'SELECT * FROM "{name}"')).mappings():
                key = repr([row[each] for each in keys]) if keys else repr(sorted(map(str, row.items())))
                found[name, key] = dict(row)
        return found

    async with app.database.read() as db:
        return await db.run(read)


def changed(before: Rows, after: Rows, people: dict[str, str]) -> Counter[tuple[str, str, str]]:
    found: Counter[tuple[str, str, str]] = Counter()
    for key in before.keys() | after.keys():
        old, new = before.get(key, {}), after.get(key, {})
        for column in old.keys() | new.keys():
            if old.get(column) != new.get(column):
                text_of = f"{old.get(column)} {new.get(column)}"
                named = [who for mark, who in people.items() if mark in text_of]
                found[key[0], column, ",".join(sorted(set(named)))] += 1
    return found


async def export_of(server: LoopbackDiscord, user: User) -> str:
    """Everything that a player is handed out of theirs."""
    used = await user.slash(server.world.dm(user), "privacy export")
    (attached,) = (await used.message("")).attachments
    (upload,) = [each for path, each in server.world.files.items() if path in attached["url"]]
    with zipfile.ZipFile(io.BytesIO(upload.data)) as archive:
        return plain(json.dumps(json.loads(archive.read("data.json")), sort_keys=True))


def posted(server: LoopbackDiscord, since: int) -> Counter[str]:
    """What the bot asked of Discord, but for the answer to the press itself, which its presser alone is shown."""
    asked = [each for each in server.requests[since:] if "interactions" not in each.template]
    asked = [each for each in asked if not (each.template.startswith("/webhooks") and "@original" in each.path)]
    bodies = [{k: v for k, v in (each.body or {}).items() if k != "nonce"} for each in asked]  # drawn for each game
    said = [plain(json.dumps(body, sort_keys=True)) for body in bodies]
    return Counter(f"{each.method} {each.template} {body}" for each, body in zip(asked, said, strict=True))


async def played(folder: Path, template: Path, caplog: pytest.LogCaptureFixture, presser: str, how: str) -> Evening:
    """An evening at whose end `presser` lays the card. Their languages differ: a line in the presser's would tell."""
    home = make_home(folder, template)
    async with LoopbackDiscord() as server, opened(home) as app, serving(server, app) as bot:
        group = await seated(server, bot, server.world.guild().channel("inn"), Ada="Ilse Brand", Bo="Tam Reed")
        people = {str(group.players["Ada"].id): "Ada", str(group.players["Bo"].id): "Bo"}
        people |= {"Ada": "Ada", "Bo": "Bo", "Ilse": "Ada", "ilse": "Ada", "Tam": "Bo", "tam": "Bo"}
        group.players["Bo"].locale = "de"
        await group.does("Ada", "I look around")
        await group.does("Bo", "I warm my hands")
        (*_, beat) = group.with_button("X-card")
        before, since, counts = await rows_of(app), len(server.requests), counters(bot)
        caplog.clear()
        user = group.players[presser]
        laid = await user.slash(group.thread, "xcard") if how == "/xcard" else await user.click(beat, "X-card")
        assert (await laid.message("")).ephemeral
        await group.rest()
        after = await rows_of(app)
        logged = [f"{r.name} {r.levelname} {plain(r.getMessage())}" for r in caplog.records if r.name[:2] == "gm"]
        shown = [each for each in group.thread.messages if not each.ephemeral]
        return Evening(
            changed(before, after, people),
            posted(server, since),
            [(each.text if "✋" in each.text else "", tuple(each.labels)) for each in shown],
            Counter(logged),
            counters(bot) - counts,
            {name: await export_of(server, group.players[name]) for name in ("Ada", "Bo")},
            [plain(log_json(await app.engine.safety.log()))],
        )


def counters(bot: GmBot) -> set[str]:
    """Names and labels of all that is counted, without the figures."""
    return {plain(line.rsplit(" ", 1)[0]) for line in bot.running.metrics.text().splitlines() if line[0] != "#"}


@pytest.mark.parametrize("how", ["/xcard", "the button"])
async def test_who_pressed_is_in_nothing_that_anybody_reads(
    tmp_path: Path, sqlite_template: Path, caplog: pytest.LogCaptureFixture, how: str
) -> None:
    caplog.set_level(logging.DEBUG)
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
    one = await played(tmp_path / "one", sqlite_template, caplog, "Ada", how)
    two = await played(tmp_path / "two", sqlite_template, caplog, "Bo", how)
    assert {"steers", "safety_events", "undos"} <= {table for table, _, _ in one.rows}  # it was laid
    assert one.rows == two.rows
    assert one.requests == two.requests and sum(one.requests.values()) >= 2  # posts go, a line comes
    assert one.public == two.public and any("✋" in said for said, _ in one.public)
    assert one.logged == two.logged and one.counted == two.counted
    assert one.exported == two.exported and one.host == two.host


async def test_what_one_alone_has_read_is_set_aside_without_anybodys_noticing(
    tmp_path: Path, sqlite_template: Path
) -> None:
    home = make_home(tmp_path, sqlite_template)
    async with LoopbackDiscord() as server, opened(home) as app, serving(server, app) as bot:
        group = await seated(server, bot, server.world.guild().channel("inn"), Ada="Ilse Brand", Bo="Tam Reed")
        ada, bo, thread = group.players["Ada"], group.players["Bo"], group.thread
        await group.does("Bo", "I warm my hands")
        await (await ada.slash(thread, "whisper", {"words": "I hide the zqxchalk"})).message("zqxchalk", within=30)
        await group.rest()
        stood = [(each.id, each.text, each.edited_at) for each in thread.messages if not each.ephemeral]
        since = len(server.requests)
        used = await ada.slash(thread, "xcard")
        told = await used.message("Nobody else had read it")
        await group.rest()
        assert told.ephemeral and posted(server, since) == Counter(), "a line in the thread would point at Ada"
        assert [(each.id, each.text, each.edited_at) for each in thread.messages if not each.ephemeral] == stood
        assert "zqx" not in (await (await ada.slash(thread, "mine")).message("")).text
        await group.does("Bo", "I look around")  # nothing rests, and nothing says why it might
        assert group.told("I look around")
        table = await bot.tables.at(thread.id)
        assert table is not None and not (await app.engine.table(table.game)).resting
        assert [each.event for each in await app.engine.safety.log()] == ["xcard"]

        # what is still sealed nobody has seen: the card is laid on what was seen
        sealed = await ada.slash(thread, "gm sealed tell", {"who": "tam", "words": "You smell zqxsmoke."})
        await sealed.message("waits")
        await group.rest()
        await (await bo.slash(thread, "xcard")).message("Nobody is told who asked")
        await group.rest()
        assert group.told("I look around") == [] and len(group.with_button("Go on")) == 1
        assert "zqxsmoke" in (await (await bo.slash(thread, "mine")).message("")).text


async def test_whoever_reads_a_scene_can_step_away_from_it(tmp_path: Path, sqlite_template: Path) -> None:
    """Else a card in a scene of one would say who laid it."""
    home = make_home(tmp_path, sqlite_template)
    async with LoopbackDiscord() as server, opened(home) as app, serving(server, app) as bot:
        group = await seated(server, bot, server.world.guild().channel("inn"), Ada="Ilse Brand", Bo="Tam Reed")
        assert group.channel.guild is not None
        eve = group.channel.guild.user("Eve")
        there = await split(group)
        await does(group, there, "Bo", "I count the puddles")
        await (await eve.slash(there, "xcard")).message("You play nobody")
        (*_, beat) = [each for each in there.messages if "X-card" in each.labels]
        used = await group.players["Ada"].click(beat, "X-card")
        assert (await used.message("Nobody is told who asked")).ephemeral
        await group.rest()
        assert not any("puddles" in each.text for each in there.messages)
        (line,) = [each for each in there.messages if "Go on" in each.labels]
        await (await group.players["Ada"].click(line, "Go on")).message("On we go")
        await group.rest()
        await does(group, there, "Bo", "I hum")
        assert any("I hum" in each.text for each in there.messages)
