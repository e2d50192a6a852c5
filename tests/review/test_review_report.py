"""The report on usage: its figures are those of the rows, it needs nothing else, and it reads well of nothing."""

import asyncio
import re
import sqlite3
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path
from statistics import median

import pytest
from databases import open_copy
from pyarrow import parquet

from gm.bench.usage_rows import BEGIN, write_year
from gm.domain.errors import InputError
from gm.review.charts import INK, PAPER, Dots, png_of, svg_of
from gm.review.report import PARTS, anonymous
from gm.review.report_cost import QUARTERS
from gm.review.report_figures import Figures, load_figures, sums
from gm.review.report_html import report_html, summary
from gm.review.report_parts import Part
from gm.review.report_people import cohorts_of
from gm.review.spend import table_rows
from gm.review.usage_files import csv_text, file_rows, parquet_bytes
from gm.review.when import read_since, read_until
from gm.store.database import Database
from gm.store.erasure import erase_person
from gm.store.spend import SpendLine, load_spend
from gm.store.usage_days import rebuild_usage, usage_differs
from gm.store.usage_people import PlayedDay, load_played

NOW = BEGIN + timedelta(weeks=60)


@pytest.fixture(scope="module")
def year(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Six weeks of three tables, in a file."""
    folder = tmp_path_factory.mktemp("year")

    async def work() -> None:
        await (await open_copy(sqlite_template, folder)).close()
        await asyncio.to_thread(write_year, folder / "game.db", weeks=6)
        database = await Database.open(f"sqlite:///{folder / 'game.db'}")
        async with database.begin() as db:
            await rebuild_usage(db)
            assert await usage_differs(db) == ()
            await db.commit()
        await database.close()

    asyncio.run(work())
    return folder / "game.db"


def figures_of(file: Path, **scope: object) -> Figures:
    async def work() -> Figures:
        database = await Database.open(f"sqlite:///{file}")
        try:
            async with database.read() as db:
                return await load_figures(db, now=NOW, **scope)  # type: ignore[arg-type]
        finally:
            await database.close()

    return asyncio.run(work())


def parts_of(figures: Figures) -> dict[str, Part]:
    return {part.key: part for part in (make(figures) for make in PARTS)}


def ask(file: Path, query: str) -> list[tuple[object, ...]]:
    reading = sqlite3.connect(file)
    try:
        return reading.execute(query).fetchall()
    finally:
        reading.close()


def test_figures_are_those_of_the_rows(year: Path) -> None:
    """Counted once more with plain SQL over the calls."""
    figures = figures_of(year)
    assert figures.unit == "week" and len(figures.periods) == 6
    for part, column in (("models", "model"), ("categories", "category"), ("makers", "maker"), ("tags", "content_tag")):
        query = f"""SELECT {column}, count(*), sum(coalesce(prompt_tokens, 0) + coalesce(completion_tokens, 0)) AS t
                    FROM model_calls GROUP BY 1 ORDER BY t DESC"""
        told = [(row[1], row[2]) for row in parts_of(figures)[part].rows]
        assert told == [(f"{calls:,}", f"{tokens:,}") for _, calls, tokens in ask(year, query)], part
    (whole,) = ask(year, """SELECT count(*), sum(cost) / 1e9, sum(status = 'failed'), sum(reasoning_tokens > 0),
        sum(tools_called > 0), sum(tools_offered > 0), sum(cached_tokens), avg(prompt_tokens), avg(completion_tokens),
        sum(cached_tokens * cache_rebate / 1000000) / 1e9, sum(cost IS NULL) FROM model_calls""")  # fmt: skip
    found = sums(figures.cells)[()]
    assert (found.calls, found.failed, found.reasoned) == (whole[0], whole[2], whole[3])
    assert (found.tooled, found.offered, found.cached) == whole[4:7]
    assert found.prompt / found.prompted == pytest.approx(whole[7])
    assert found.completion / found.completed == pytest.approx(whole[8])
    assert (found.cost, found.saved) == (pytest.approx(whole[1]), pytest.approx(whole[9]))
    assert found.calls - found.known == whole[10]


def test_money_is_divided_by_what_was_played(year: Path) -> None:
    figures = figures_of(year)
    (turns,) = ask(year, "SELECT count(*) FROM turns")[0]
    assert sum(figures.turns.values()) == turns
    (slots,) = ask(year, "SELECT count(DISTINCT game_id || player || substr(received_at, 1, 15)) FROM inputs")[0]
    assert sum(day.slots for day in figures.played) == slots
    sittings = ask(year, """SELECT sum(m.cost) / 1e9 FROM model_calls m JOIN turns t ON t.id = m.turn_id
                            GROUP BY t.session_id""")  # fmt: skip
    assert sorted(cost for _, cost in figures.sittings) == pytest.approx(sorted(row[0] for row in sittings))
    waits = ask(year, """SELECT (julianday(c.created_at) - julianday(t.created_at)) * 86400,
        (julianday(t.delivered_at) - julianday(t.created_at)) * 86400
        FROM turns t JOIN commits c ON c.turn_id = t.id""")  # fmt: skip
    assert median(each.dice for _, each in figures.times) == pytest.approx(median(row[0] for row in waits), abs=0.01)
    assert median(each.end for _, each in figures.times) == pytest.approx(median(row[1] for row in waits), abs=0.01)


def test_a_span_and_a_game(year: Path) -> None:
    since, until = BEGIN + timedelta(days=7), BEGIN + timedelta(days=14)
    figures = figures_of(year, since=since, until=until, game_id=2)
    assert figures.unit == "day" and len(figures.periods) == 7
    query = f"""SELECT count(*) FROM model_calls WHERE game_id = 2 AND started_at >= '{since:%Y-%m-%d} 00:00:00'
                AND started_at < '{until:%Y-%m-%d} 00:00:00'"""
    assert sums(figures.cells)[()].calls == ask(year, query)[0][0] > 0
    assert {day.game_id for day in figures.played} == {2}


class Reader(HTMLParser):
    """What a page refers to, and what it tells those who see no pictures."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.tags: list[str] = []
        self.figures: list[str | None] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.tags.append(tag)
        self.links += [given[name] or "" for name in ("src", "href", "xlink:href", "action", "data") if name in given]
        if tag == "figure":
            self.figures.append(given.get("aria-label"))


def test_the_page_needs_nothing_and_says_what_it_shows(year: Path) -> None:
    figures = figures_of(year)
    parts = parts_of(figures)
    charts = {key: svg_of(part.chart) for key, part in parts.items() if part.chart is not None}
    assert set(charts) == set(parts), "six weeks are enough for every chart"
    page = report_html(figures, list(parts.values()), charts, now=NOW)
    read = Reader()
    read.feed(page)
    assert all(link.startswith("#") for link in read.links) and "://" not in page and "@import" not in page
    assert not {"script", "img", "link", "iframe", "object"} & set(read.tags)
    assert len(read.figures) == len(parts) and all(read.figures)
    assert read.tags.count("svg") == read.tags.count("figure") == page.count('aria-hidden="true" focusable')
    assert read.tags.count("table") == len(parts)
    assert INK not in page and PAPER not in page and "currentColor" in page
    assert "prefers-color-scheme: dark" in page
    for part in parts.values():
        assert part.says.endswith(".") and part.rows and len({len(row) for row in part.rows} | {len(part.head)}) == 1
    assert summary(figures) in page.replace("&#x27;", "'")
    light, dark = png_of(charts["models"]), png_of(charts["models"], dark=True)
    assert light[:4] == dark[:4] == b"\x89PNG" and light != dark


def test_nothing_is_told_by_colour_alone(year: Path) -> None:
    """Lines have dashes, shapes and names; bars and cells have figures."""
    parts = parts_of(figures_of(year))
    lines = svg_of(parts["models"].chart)  # type: ignore[arg-type]
    assert lines.count("stroke-dasharray") >= 4 and "gpt-5-mini" in lines and "deepseek-v3.2" in lines
    assert "100 %" in svg_of(parts["retention"].chart)  # type: ignore[arg-type]


async def test_nothing_and_next_to_nothing(sqlite_database: Database) -> None:
    async with sqlite_database.read() as db:
        empty = await load_figures(db, now=NOW)
    parts = [make(empty) for make in PARTS]
    assert all(part.chart is None and part.says.endswith(".") for part in parts)
    assert "No language model was asked" in report_html(empty, parts, {}, now=NOW)
    for backend, cost, tokens in (("litellm", None, None), ("litellm", 5_000_000, 900), ("offline", 0, None)):
        async with sqlite_database.begin() as db:
            await db.run(lambda tx, *row: tx.connection.exec_driver_sql(_CALL, row), backend, tokens, tokens, cost)
            await rebuild_usage(db)
            figures = await load_figures(db, now=NOW)
        made = [make(figures) for make in PARTS]
        assert all(part.says.endswith(".") and "nan" not in part.says for part in made)
        page = report_html(figures, made, {part.key: svg_of(part.chart) for part in made if part.chart}, now=NOW)
        if backend == "offline":
            assert "1 call answered offline" in page and "<figure" not in page
        elif cost is None:
            assert "cost unknown for 1 call" in page
        else:
            assert "$0.005 for 1 call and 1.8k tokens" in page and "100 % of 1.8k tokens" in page


_CALL = """INSERT INTO model_calls (started_at, day, status, owner, payer, role, category, content_tag, data_policy,
  backend, model, provider, maker, attempt, asking, prompt, prompt_estimate, max_tokens, tools_offered, tools_called,
  finish_reason, error, prompt_tokens, completion_tokens, cost)
  VALUES ('2026-03-01 10:00:00.000000', '2026-03-01', 'ok', 'x', 'host', 'narrator', 'narration', 'roleplay/games',
  'any', ?, 'm', '', '', 1, 0, '', 1, 1, 0, 0, '', '', ?, ?, ?)"""


def played(player: str, *months: int) -> list[PlayedDay]:
    return [PlayedDay(1, player, f"2026-{month:02d}-03", 2) for month in months]


def test_cohorts_the_slipper_and_the_boomerang(year: Path) -> None:
    from dataclasses import replace

    days = [
        *played("a", 1, 2, 3, 4),
        *played("b", 1, 2, 3, 4),
        *played("c", 2),
        *played("d", 1, 4),
        *played("erased", 1),
    ]
    told = frozenset((f"2026-{month:02d}-03", 1, "m") for month in (1, 2, 3, 4))
    periods = [f"2026-{month:02d}" for month in (1, 2, 3, 4)]
    figures = replace(figures_of(year), played=tuple(days), told=told)
    first, second = cohorts_of(figures, periods, "month")
    assert first.players == ("a", "b", "d") and first.kept == pytest.approx((1, 2 / 3, 2 / 3, 1))
    assert first.back == (0, 0, 0, 1) and first.foundational
    assert (second.began, second.players, second.kept, second.foundational) == ("2026-02", ("c",), (1, 0, 0), False)


def test_names_and_the_erased(sqlite_template: Path, tmp_path: Path) -> None:
    async def work() -> Figures:
        await (await open_copy(sqlite_template, tmp_path)).close()
        await asyncio.to_thread(write_year, tmp_path / "game.db", tables=1, weeks=4)
        database = await Database.open(f"sqlite:///{tmp_path / 'game.db'}")
        async with database.begin() as db:
            await rebuild_usage(db)
            before = {day.player for day in await load_played(db)}
            await erase_person(db, "discord:1", NOW)
            assert "discord:1" in before
            lines = await load_spend(db, by="player")
            assert {line.key for line in lines} == before - {"discord:1"} | {"", "erased"}
            assert await usage_differs(db) == ()
            found = await load_figures(db, now=NOW)
            await db.commit()
        await database.close()
        return found

    figures = asyncio.run(work())
    for shown in (figures, anonymous(figures)):
        text = "\n".join(" ".join(row) for part in parts_of(shown).values() for row in part.rows)
        assert "discord:1," not in text and "discord:1 " not in text
    assert "discord:" not in text and "drowned-bell-1" not in text and "player 2" in text


def test_files_come_back_as_they_were_written() -> None:
    import csv
    from io import StringIO

    lines = [
        SpendLine("=cmd", 3, 1000, 900, 70, 0, 0.5, 1, 0, saved=0.25),
        SpendLine("", 1, 0, 0, 0, 0, None, 1, 1),
        SpendLine("Ñandú, \"x\"\n表", 1, 1, 0, 1, 1, 0.000000001, 0, 0),
    ]  # fmt: skip
    rows = file_rows(lines, "model", {"": "(none)"})
    table = parquet.read_table(BytesIO(parquet_bytes(rows, "model")))
    assert table.to_pylist() == rows
    assert parquet.read_table(BytesIO(parquet_bytes([], "model"))).column_names == list(rows[0])
    back = list(csv.DictReader(StringIO(csv_text(rows, "model"))))
    assert [row["model"] for row in back] == ["'=cmd", "", lines[2].key], "no spreadsheet takes it for a formula"
    assert [row["cost"] for row in back] == ["0.5", "", "1e-09"] and back[0]["cached_share"] == "0.9"
    assert csv_text([], "model").startswith("model,name,calls,")


def test_the_table_says_what_is_not_known() -> None:
    (head, row, _) = table_rows(
        [SpendLine("m", 3, 1000, 4, 70, 0, None, 3, 1), SpendLine("", 1, 0, 0, 0, 0, 0.0, 0, 0)], "model"
    )
    assert head.split("  ")[0] == "model" and "unknown cost" in head
    assert "<1 %" in row and "cost unknown" in row and row.split()[2] == "1"


AT = datetime(2026, 11, 26, 21, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "since", "until"),
    [
        ("2026-11-01", "2026-11-01T00:00", "2026-11-02T00:00"),
        ("2026-11", "2026-11-01T00:00", "2026-12-01T00:00"),
        ("2026-12", "2026-12-01T00:00", "2027-01-01T00:00"),
        ("2026-11-01T18:30", "2026-11-01T18:30", "2026-11-01T18:30"),
        ("2026-11-01T18:30+02:00", "2026-11-01T16:30", "2026-11-01T16:30"),
        ("7d", "2026-11-20T00:00", "2026-11-20T00:00"),
        ("1d", "2026-11-26T00:00", "2026-11-26T00:00"),
        ("2w", "2026-11-13T00:00", "2026-11-13T00:00"),
        ("12h", "2026-11-26T09:30", "2026-11-26T09:30"),
        ("1y", "2025-11-26T00:00", "2025-11-26T00:00"),
        ("9m", "2026-02-26T00:00", "2026-02-26T00:00"),
        ("today", "2026-11-26T00:00", "2026-11-27T00:00"),
        ("Yesterday", "2026-11-25T00:00", "2026-11-26T00:00"),
        ("this week", "2026-11-23T00:00", "2026-11-30T00:00"),
        ("last_week", "2026-11-16T00:00", "2026-11-23T00:00"),
        ("last  Month", "2026-10-01T00:00", "2026-11-01T00:00"),
        ("last year", "2025-01-01T00:00", "2026-01-01T00:00"),
    ],
)
def test_times_as_people_say_them(text: str, since: str, until: str) -> None:
    assert read_since(text, AT) == datetime.fromisoformat(since).replace(tzinfo=UTC)
    assert read_until(text, AT) == datetime.fromisoformat(until).replace(tzinfo=UTC)


@pytest.mark.parametrize("text", ["", "soon", "2026-13", "2026-02-30", "7", "-7d", "last", "next week"])
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="no time"):
        read_since(text, AT)
    assert read_since("9999y", AT).year == 1


def test_no_line_runs_through_a_name() -> None:
    """Each name of the dots stands on a rim of paper that is drawn after the medians and before the dots."""
    names = ["roleplay", "embedding", "tagging"]
    dots = Dots(names, [(3e6, 0.5), (5e5, 0.02), (4e5, 0.5)], ("tokens", "dollars"), (5e5, 0.5), QUARTERS)
    svg = svg_of(dots)
    line = svg.rindex("stroke-dasharray")
    dot = svg.index("mark-symbol")
    for name in names:
        rim, said = (found.start() for found in re.finditer(f">{name}</text>", svg))
        assert line < rim < dot < said
        assert f'stroke="{PAPER}"' in svg[svg.rindex("<text", 0, rim) : rim]
        assert f'fill="{INK}"' in svg[svg.rindex("<text", 0, said) : said]
