"""The other commands, end to end on the offline narrator: looking back, history, import, init, config, doctor."""

import json
import re
import sqlite3
import zipfile
from pathlib import Path

import pytest
from cli_cases import TINY, Gm

from gm.cli.init import compose
from gm.settings import load_settings


@pytest.fixture
def played(gm: Gm, tmp_path: Path) -> Gm:
    """A game "g" of three turns: the opening, a check, a wait."""
    file = tmp_path / "s.txt"
    file.write_text("/check search I search the stove.\nI ask Orla about the moor.\n")
    done = gm("play", "tiny", "--game", "g", "--as", "ilse", "--script", str(file))
    assert done.code == 0, done.err
    return gm


def test_games_and_campaigns_are_listed(played: Gm) -> None:
    assert played("games").out.startswith("g: The Lit Window, 3 turns")
    (game,) = json.loads(played("games", "--json").out)
    assert (game["name"], game["campaign"], game["turns"]) == ("g", "tiny", 3)
    assert "tiny: The Lit Window. A hut" in played("games", "--campaigns").out


def test_coming_back_says_what_happened_and_who_you_are(played: Gm, gm_process: Gm) -> None:
    back = gm_process("play", "--game", "g", stdin="/quit\n")
    assert back.code == 0, back.err
    assert back.out.startswith("The Lit Window\n")
    assert "Previously: Rain. A lit window. You are at the hut." in back.out
    assert "You are Ilse Brand." in back.out
    assert "To come back: gm play --game g" in back.out


def test_a_recap_is_read_without_opening_a_sitting(played: Gm) -> None:
    before = played("dice", "verify", "g").out
    told = played("recap", "g", "--words", "60")
    assert told.code == 0 and "Rain. A lit window." in told.out
    rows = json.loads(played("recap", "g", "--json").out)["rows"]
    assert [row["first_turn"] for row in rows] == sorted(row["first_turn"] for row in rows)
    assert played("dice", "verify", "g").out == before


def test_a_new_game_opens_with_title_scene_and_who_you_are(gm_process: Gm) -> None:
    done = gm_process("play", "tiny", stdin="/sheet\n/inventory\n/ask what of the moor?\nI wait.\n/quit\n")
    assert done.code == 0, done.err
    order = ["The Lit Window", "Rain. A lit window.", "You are Ilse Brand.", "Find out who", "offline narrator", "> "]
    places = [done.out.index(text) for text in order]
    assert places == sorted(places)
    assert "HP 9/9" in done.out
    assert "stick of chalk ×2: For marking trees." in done.out
    assert "The moor takes a walker" in done.out
    assert "the dice of this sitting" in done.out.lower()


def test_log_shows_turns_and_why_without_spoilers(played: Gm) -> None:
    out = played("log", "g").out
    assert "— Turn 2 —\n> Ilse Brand: I search the stove." in out
    assert "1d20" in out
    why = played("log", "g", "--turn", "2", "--why").out
    assert "Ruling (by the rules alone):" in why
    assert "Told by: the offline narrator" in why
    assert "world minutes" not in why
    assert "check Search" in why
    assert "Call: narrator (narration)" in why
    told = json.loads(played("log", "g", "--turn", "3", "--why", "--json").out)
    assert told["lore"] == [
        {"id": "moor", "title": "The Moor", "why": '"moor" was mentioned', "came": True, "secret": False}
    ]
    assert all(call["sections"] is None for call in told["calls"] if call["role"] == "adjudicator")
    full = json.loads(played("log", "g", "--turn", "3", "--why", "--spoilers", "--json").out)
    assert all(call["sections"] for call in full["calls"])


def test_raw_paths_are_for_json_and_spoilers(played: Gm) -> None:
    arguments = ("log", "g", "--turn", "2", "--why")
    assert "world minutes: " in played(*arguments, "--spoilers").out
    changes = json.loads(played(*arguments, "--json").out)["changes"]
    assert {"entity": "world", "path": "minutes"}.items() <= changes[-1].items()


def test_a_change_of_mood_is_shown_at_the_table_and_in_why(gm: Gm, tmp_path: Path) -> None:
    file = tmp_path / "s.txt"
    file.write_text("I sweep the hearth.\n/why\n")
    out = gm("play", "tiny", "--game", "m", "--as", "ilse", "--script", str(file)).out
    assert "\n  · Orla: neutral → warm\n" in out
    assert "  the author's challenge: Sweep the hearth\n" in out
    assert "  stakes: Orla's patience.\n" in out
    assert "Changes:\n  Orla: neutral → warm\n" in out


def test_an_open_question_is_shown_whole_now_later_and_in_why(gm_process: Gm) -> None:
    lead, question = "The cupboard stands open.", "Take the letter?"
    again = f"\n{question}\n  1. Take it\n  2. Leave it (default)\n"
    asked = f"{lead}\n{again}"
    first = gm_process("play", "tiny", "--game", "q", stdin="I force the cupboard.\n/why\n")
    assert (first.out.count(asked), first.out.count(again)) == (1, 2)
    assert "  the author's challenge: Force the cupboard\n" in first.out
    assert f"So far: {lead}\nWaiting for an answer: {question}\n  1. Take it\n" in first.out
    assert asked in gm_process("play", "--game", "q", stdin="").out
    for arguments in (("log", "q", "--turn", "2", "--json"), ("log", "q", "--turn", "2", "--why", "--json")):
        told = json.loads(gm_process(*arguments).out)
        assert (told.get("turns") or [told])[0]["question"] == {
            "lead": lead,
            "question": question,
            "dice": [],
            "options": [{"id": "take", "label": "Take it"}, {"id": "leave", "label": "Leave it"}],
            "default": "leave",
        }
    assert f"  Waiting for an answer: {question}\n    1. Take it\n" in gm_process("log", "q").out
    again = gm_process("redo", "q").out
    assert asked in again
    assert again.endswith("gm play --game q\n")
    answered = gm_process("play", "--game", "q", stdin="1\n/why\n")
    assert "  chosen: Take it\n" in answered.out


def test_lint_ends_every_line_and_a_missing_path_hides_nothing(gm: Gm, tmp_path: Path) -> None:
    folder = tmp_path / "broken"
    folder.mkdir()
    (folder / "campaign.yaml").write_text("titel: X\n")
    for paths in ((str(folder),), (str(folder), "tiny"), (str(folder), "nowhere")):
        done = gm("lint", *paths)
        assert done.code != 0
        assert done.out.endswith("errors, 0 warnings\n")
        assert all(row.endswith("warnings") or ":1:1: " in row for row in done.out.splitlines())
    assert "nothing at nowhere" in gm("lint", str(folder), "nowhere").err
    assert f"{folder}/campaign.yaml:1:1" in gm("lint", str(folder), "tiny").out


def test_what_was_sent_can_be_shown_again_byte_for_byte(played: Gm) -> None:
    sent = [
        json.loads(line)
        for line in played("prompt", "g", "--turn", "3", "--role", "narrator", "--json").out.splitlines()
    ]
    text = played("prompt", "g", "--turn", "3", "--role", "narrator").out
    for message in (message for call in sent for message in call["messages"]):
        assert message["content"] in text
    assert any("I ask Orla about the moor." in message["content"] for message in sent[-1]["messages"])


def test_a_dry_run_spends_nothing_and_changes_nothing(played: Gm) -> None:
    before = played("usage", "--json").out
    dry = json.loads(played("prompt", "g", "--line", "I hum a tune.", "--json").out)
    assert any("I hum a tune." in section["text"] for section in dry["sections"])
    assert dry["tokens"] == sum(section["tokens"] for section in dry["sections"])
    assert played("prompt", "g", "--role", "adjudicator", "--spoilers", "--line", "I hum.").code == 0
    assert json.loads(played("usage", "--json").out)["lines"] == json.loads(before)["lines"]
    assert len(json.loads(played("log", "g", "--json").out)["turns"]) == 3


def test_usage_has_four_lines_and_a_table(played: Gm) -> None:
    rows = played("usage", "--by", "role").out.splitlines()
    assert re.fullmatch(r"Tonight: nothing spent; \d calls, all answered offline", rows[0])
    assert any(row.startswith("sitting 1 ") for row in played("usage", "--by", "session").out.splitlines())
    assert [row.split(":")[0] for row in rows[:4]] == ["Tonight", "This month", "At this pace", "It went to"]
    assert any(row.startswith("narrator") for row in rows)
    for by in (
        "category",
        "model",
        "maker",
        "provider",
        "campaign",
        "game",
        "player",
        "day",
        "week",
        "month",
        "session",
        "turn",
        "server",
        "payer",
        "tag",
        "open",
        "size",
    ):
        assert played("usage", "--by", by).code == 0


def test_usage_as_files_charts_and_a_page(played: Gm, tmp_path: Path) -> None:
    table, page = tmp_path / "usage.csv", tmp_path / "usage.html"
    assert played("usage", "--format", "csv", "--output", table, "--since", "7d").out == ""
    assert table.read_text().splitlines()[0].startswith("category,name,calls,failed,prompt_tokens")
    assert (
        played("usage", "--since", "2026-01", "--until", "yesterday")
        .out.splitlines()[-1]
        .startswith("Nothing was asked")
    )
    for ending in ("svg", "png", "html"):
        chart = tmp_path / f"chart.{ending}"
        assert str(chart) in played("usage", "--by", "day", "--chart", chart).out.replace("\n", "")
        assert chart.stat().st_size > 500
    for wrong in (("--chart", "x.gif"), ("--format", "parquet"), ("--format", "xml"), ("--since", "soon")):
        refused = played("usage", *wrong)
        assert refused.code == 2 and refused.err.startswith("gm: "), wrong
    said = played("usage", "report", "--output", page)
    assert said.code == 0 and said.err == "" and "answered offline" in said.out
    assert "<h1>" in page.read_text() and not (tmp_path / "usage-charts").exists(), "all was offline: no chart"
    assert played("usage", "report", "--output", tmp_path / "x.pdf").code == 2


def test_days_that_differ_from_their_calls_are_named_and_mended(played: Gm, home: Path) -> None:
    with sqlite3.connect(home / "gm.db") as db:
        db.execute("UPDATE usage_days SET calls = calls + 1")
    assert "not the sum of its calls" in played("db", "verify").out
    assert played("db", "verify").code == 1
    assert "added up anew" in played("db", "tidy").out
    assert played("db", "verify").code == 0


def test_undo_and_redo_from_the_command_line(played: Gm) -> None:
    assert "Taken back: turn 3" in played("undo", "g").out
    assert played("redo", "g").code == 0
    turns = json.loads(played("log", "g", "--json").out)["turns"]
    assert [turn["status"] for turn in turns] == ["done", "done", "undone", "done"]
    assert played("reword", "g", "shorter").code == 0


def test_branches_fork_switch_and_are_drawn(played: Gm) -> None:
    assert played("branch", "g", "what-if", "--at", "2").code == 0
    drawn = played("branches", "g").out.splitlines()
    assert drawn == ["main (3 turns)", "└─ * what-if (2 turns, forked after turn 2)"]
    assert played("branch", "g", "main").code == 0
    assert played("branches", "g").out.startswith("* main")
    assert json.loads(played("branches", "g", "--json").out)["children"][0]["fork_turn"] == 2
    assert played("db", "verify", "g").code == 0


def test_a_campaign_folder_is_taken_in(gm: Gm, home: Path, tmp_path: Path) -> None:
    folder = tmp_path / "My Tale"
    folder.mkdir()
    (folder / "campaign.yaml").write_text(TINY.replace("slug: tiny", "slug: my-tale"))
    assert "gm play my-tale" in gm("import", str(folder)).out
    assert (home / "campaigns" / "my-tale" / "campaign.yaml").is_file()
    assert gm("import", str(folder)).code == 2
    assert gm("import", "--force", str(folder)).code == 0
    assert not [entry for entry in home.iterdir() if entry.name.startswith(".import")]


def test_a_zip_is_taken_in_and_cannot_climb_out(gm: Gm, home: Path, tmp_path: Path) -> None:
    good, evil = tmp_path / "tale.zip", tmp_path / "evil.zip"
    with zipfile.ZipFile(good, "w") as archive:
        archive.writestr("tale/campaign.yaml", TINY.replace("slug: tiny", "slug: tale"))
    with zipfile.ZipFile(evil, "w") as archive:
        archive.writestr("campaign.yaml", TINY)
        archive.writestr("../../outside.yaml", "x: 1")
    assert gm("import", str(good)).code == 0
    assert (home / "campaigns" / "tale" / "campaign.yaml").is_file()
    done = gm("import", str(evil))
    assert done.code == 2
    assert "leads out" in done.err
    assert not list(tmp_path.rglob("outside.yaml"))


def test_a_broken_campaign_is_not_taken_in(gm: Gm, home: Path, tmp_path: Path) -> None:
    folder = tmp_path / "broken"
    folder.mkdir()
    (folder / "campaign.yaml").write_text("titel: X\n")
    done = gm("import", str(folder))
    assert done.code == 1
    assert "campaign.yaml:1" in done.err
    assert not (home / "campaigns" / "broken").exists()


def test_init_asks_at_most_four_questions(tmp_path: Path) -> None:
    asked: list[str] = []

    def ask(question: str) -> str:
        asked.append(question)
        return {0: "2", 1: "0.5", 2: "20", 3: "n"}.get(len(asked) - 1, "")

    (tmp_path / "gm.yaml").write_text(compose(ask, lambda text: None))
    found = load_settings(environ={"GM_HOME": str(tmp_path)}, cwd=tmp_path).config
    assert (found.profile, found.limits.day_usd, found.limits.month_usd) == ("offline", 0.5, 20.0)
    assert len(asked) <= 4
    asked.clear()
    compose(lambda question: asked.append(question) or "", lambda text: None)
    assert len(asked) <= 4


def test_init_writes_a_file_that_is_used_and_never_replaces_one(gm: Gm) -> None:
    assert gm("init", "--yes").code == 0
    assert "gm.yaml" in gm("config", "show").out
    assert gm("init", "--yes").code == 2
    assert gm("init", "--yes", "--force").code == 0


def test_config_show_names_keys_and_masks_passwords(gm: Gm, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENROUTER_API_KEY", "sk-or-v1-abcdefgh")
    monkeypatch.setenv("GM_DATABASE_URL", "postgresql://me:hunter2@host/db")
    for arguments in (("config", "show"), ("config", "show", "--json")):
        out = gm(*arguments).out
        assert "OPENROUTER_API_KEY" in out
        assert "abcdefgh" not in out
        assert "hunter2" not in out


def test_doctor_finds_everything_in_place(played: Gm) -> None:
    done = played("doctor", "--json")
    assert done.code == 0, done.out
    found = {finding["name"]: finding for finding in json.loads(done.out)}
    assert set(found) == {
        "python",
        "settings",
        "home",
        "database",
        "templates",
        "campaigns",
        "keys",
        "narrator",
        "models",
    }
    assert "offline" in found["narrator"]["text"]


def test_db_current_and_upgrade(gm: Gm) -> None:
    assert "none" in gm("db", "current").out
    assert gm("db", "upgrade").code == 0
    assert "none" not in gm("db", "current").out


def test_bench_lists_what_can_be_measured(gm: Gm) -> None:
    assert "turn" in gm("bench").out.split()


def test_each_bench_tells_its_own_options(gm: Gm) -> None:
    assert "gm bench NAME" in gm("bench", "--help").out
    asked = gm("bench", "memory", "--help")
    assert asked.code == 0
    assert "--needles" in asked.out
