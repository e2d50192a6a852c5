"""Planted leaks at the terminal: every command and slash command, looked through for what its reader may not know.

`SHELL` and `TABLE` name them all, with words that must be in each answer: so a surface that shows nothing is none.
A new command that is not named here fails. The controls show that the same look finds a secret where one may be seen.
"""

import functools
import json
import sqlite3
import zipfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any, Final

import pytest
import typer
from cli_cases import TINY, Gm

from gm import app as app_module
from gm.cli import games as games_module
from gm.cli.main import app as shell
from gm.cli.slash import COMMANDS
from gm.cli.slash_gm import USES
from gm.domain.calls import BackendRequest, Chunk, Role, Usage

KEY: Final = "sk-or-v1-PLANTED5e8d2c4b7a9f"
CANARIES: Final = {
    "a secret of somebody present": "zqxjfactq",
    "what somebody elsewhere wants": "zqxjgoalq",
    "a way that nobody has found": "zqxjexitq",
    "a place that nobody has found": "zqxjcellarq",
    "the author's notes on a place": "zqxjplaceq",
    "a game master's note": "zqxjnoteq",
    "a reason for the game master alone": "zqxjreasonq",
    "a fact that is kept for the game master alone": "zqxjkeptq",
    "lore for the game master alone": "zqxjloreq",
    "a quest that nobody has offered": "zqxjquestq",
    "a line of a table": "zqxjtableq",
    "what another player does not want to meet": "zqxjlineq",
    "what was told to another alone": "zqxjsealq",
    "another player's note": "zqxjtogmq",
    "a roll in secret": "zqxjrollq",
    "the host's key": KEY,
}
Calls = tuple[tuple[str, str], ...]
SHELL: Final[dict[str, Calls]] = {
    "games": (("games", "g"), ("games --json", '"g"'), ("games --campaigns", "Lit Window")),
    "log": (
        *(("log g", "rain goes on"), ("log g --json", "rain goes on"), ("log g --turn 2", "under the stove")),
        *(
            ("log g --why", "left out"),
            ("log g --why --json", '"spoilers": false'),
            ("log g --turn 2 --why", "left out"),
        ),
        *(("log g --ratings", "Nobody has rated"), ("log g --ratings --json", '"models"')),
    ),
    "guards": (("guards", "narrations"), ("guards --game g", "narrations"), ("guards --json", '"models"')),
    "usage": (
        *((f"usage --game g --by {by}", "$") for by in ("category", "role", "model", "player", "turn", "session")),
        ("usage --json", "{"),
        ("usage --by failure", "rouble"),
        ("usage --game g --by tag --since 7d --format csv", "roleplay/games"),
    ),
    "usage report": (("usage report --game g --no-pictures", "The report is in"),),
    "prompt": (
        *(("prompt g", "=== "), ("prompt g --json", '"sections"'), ("prompt g --line Hello --as ilse", "Hello")),
        *(("prompt g --turn 2", "--- user ---"), ("prompt g --turn 2 --json", '"messages"')),
        ("prompt g --role adjudicator", "--spoilers"),
    ),
    "branches": (("branches g", "main"), ("branches g --json", "main")),
    "branch": (("branch g other", "other"), ("branch g main", "main")),
    "reword": (("reword g shorter", "rain"),),
    "undo": (("undo g", "aken back"),),
    "redo": (("redo g", "rain"),),
    "recap": (("recap g", "lit window"),),
    "prep": (("prep g", "--spoilers"),),
    "table": (("table --game g", "omens"), ("table --game g --json", "omens"), ("table nothing --game g", "omens")),
    "lore list": (("lore list g", "The Moor"), ("lore list g --json", '"moor"')),
    "lore show": (("lore show g moor", "a walker every winter"),),
    "memory add": (("memory add g Orla keeps bees", "fact 2"),),
    "memory list": (
        ("memory list g", "Orla keeps bees"),
        ("memory list g --json", '"Orla'),
        ("memory list g --as ilse", "Orla keeps bees"),
    ),
    "memory search": (
        ("memory search g rain lamp oil keeps", "rain goes on"),
        ("memory search g rain lamp oil keeps --json", "rain goes on"),
    ),
    "memory edit": (("memory edit g 2 Orla keeps geese", "Orla keeps bees"),),
    "memory pin": (("memory pin g 2", "Pinned"), ("memory pin g t4", "Pinned"), ("memory list g", "under the stove")),
    "memory unpin": (("memory unpin g 2", "Unpinned"),),
    "memory lock": (("memory lock g 2", "Locked"),),
    "memory forget": (("memory forget g 2", "Nothing is erased"),),
    "doctor": (("doctor", "OPENROUTER_API_KEY"), ("doctor --json", "OPENROUTER_API_KEY")),
    "config show": (("config show", "OPENROUTER_API_KEY"), ("config show --json", "OPENROUTER_API_KEY")),
    "db current": (("db current", "this program knows"),),
    "db tidy": (("db tidy", "Nothing to tidy"),),
    "db verify": (("db verify", "all as recorded"),),
    "db upgrade": (("db upgrade", "is at version"),),
    "dice verify": (("dice verify g", "open"), ("dice verify g --json", "{")),
    "dice odds": (("dice odds 2d6", "7"),),
    "safety log": (("safety log", "a line, in what was written"), ("safety log --json --game g", '"kind": "line"')),
    "models": (("models", "narrator"), ("models --json", '"roles"'), ("models --catalogue mistral", "mistral")),
    "models test": (("models test", "counted as `test`"), ("models test narrator --json", '"error"')),
    "spend limits": (("spend limits", "begins anew"),),
    "spend show": (("spend show", "Nothing"),),
    "spend stop": (("spend stop", "stopped"),),
    "spend go": (("spend go", "goes on"),),
}
"""What a player may run in a shell, each way, with words that the answer holds ('' : whatever it says)."""
SPOILS: Final[Calls] = (
    ("log g --why --spoilers", "zqxjreasonq"),
    ("log g --why --spoilers --json", "zqxjreasonq"),
    ("prompt g --turn 2 --spoilers", "zqxjfactq"),
    ("prompt g --turn 2 --spoilers", "zqxjnoteq"),
    ("prompt g --turn 2 --role adjudicator --spoilers --json", "zqxjplaceq"),
    ("prompt g --role adjudicator --spoilers", "zqxjfactq"),
    ("prompt g --spoilers", "zqxjnoteq"),
    ("prompt g --turn 2 --spoilers", "zqxjlineq"),
    ("memory list g --spoilers", "zqxjkeptq"),
    ("memory list g --spoilers --json", "zqxjfactq"),
    ("memory search g zqxjkeptq --spoilers", "zqxjkeptq"),
    ("table omens --game g", "zqxjtableq"),
    ("lore list g --spoilers", "zqxjloreq"),
    ("lore list g --spoilers --json", "zqxjloreq"),
    ("lore show g hearth --spoilers", "zqxjloreq"),
)
"""What shows secrets when asked to: the control."""
ELSEWHERE: Final = {
    "play": "its slash commands are in TABLE, what it tells is looked through",
    "player export": "looked through by itself",
    **dict.fromkeys(
        ("world list", "world offers", "world offer", "world take", "world withdraw"),
        "for hosts: versions and games' names",
    ),
    "player erase": "it counts; tests/cli/test_cli_player.py",
    "character carry": "one's own character, and what code counts of it: tests/cli/test_cli_carry.py",
    "forge": "for authors: it shows their own files",
    "lint": "for authors: it names what the campaign holds",
    "rules simulate": "for authors: it names who fights in a fight of the campaign",
    "init": "writes settings that are typed in",
    "import": "for authors: their own files",
    "export card": "for authors: it writes a file, without secrets; tests/cli/test_cli_import.py",
    "export book": "for authors: it writes a file of what everybody may know; tests/cli/test_cli_import.py",
    "bench": "for developers: games of its own",
    "models refresh": "a public list, of an address that the host sets: tests/cli/test_cli_models.py",
    "bot": "tests/discord/test_bot_leaks.py",
    **dict.fromkeys(("lore on", "lore off", "lore next"), "a game master's deeds: tests/cli/test_cli_lore.py"),
    "lore test": "for authors: what their text calls up",
}
TABLE: Final[dict[str, tuple[str, str]]] = {
    "look": ("", "Ways:"),
    "sheet": ("", "HP"),
    "inventory": ("", "stick of chalk"),
    "roll": ("2d6", "rolls"),
    "check": ("search under the stove", "rain"),
    "ooc": ("What do I know of the oil?", ""),
    "attack": ("Orla", ""),
    "cast": ("light", ""),
    "use": ("chalk", ""),
    "give": ("chalk to Tam", ""),
    "rest": ("", ""),
    "move": ("hall", ""),
    "pass": ("", ""),
    "act": ("hide", ""),
    "dodge": ("", ""),
    "flee": ("", ""),
    "fight": ("", ""),
    "choose": ("1", ""),
    "reword": ("shorter", "rain"),
    "xcard": ("", "set aside"),
    "record": ("on", "kept with the game"),
    "resume": ("", "On we go"),
    "whisper": ("I look at the lamp, unseen", "rain"),
    "mine": ("", "whispered"),
    "letter": ("More rain", "for whoever runs the game alone"),
    "undo": ("", "aken back"),
    "redo": ("", "rain"),
    "stakes": ("show", "dice roll at once"),
    "suggest": ("", "Talk to Orla"),
    "bookmark": ("here", "is marked"),
    "compare": ("main", "They share"),
    "safety": ("", "Rating: teen"),
    "turns": ("free", "Whoever acts is answered"),
    "order": ("", "Turns: free"),
    "ready": ("", "No round is open"),
    "hold": ("", "No round is open"),
    "as": ("", "In the party"),
    "hand": ("Ilse back", "Their own player plays them"),
    "park": ("Ilse", "steps out of the story"),
    "unpark": ("Ilse", "back with the others"),
    "retire": ("x" * 601, "600 can be told"),
    "ghost": ("", "They are not dead"),
    "mode": ("", "the AI drafts, I approve"),
    "approve": ("", "Nothing waits"),
    "overrule": ("succeeds", "Nothing waits"),
    "wrong": ("whisper because I say so", ""),
    "assist": ("draft", "Nothing waits"),
    "scenes": ("", "(you)"),
    "split": ("Orla to the cellar", "nobody of the party"),
    "meet": ("", "Meet whom?"),
    "send": ("", "Word to whom"),
    "recap": ("", "story so far"),
    "brief": ("", "You are at The Hut"),
    "session": ("", "There: Ilse Brand"),
    "ask": ("lamp oil wants Orla Mara path note cellar", "Orla: A tall woman"),
    "lore": ("", "The Moor"),
    "catchup": ("", "your last"),
    "oracle": ("does it rain? likely", "in 100"),
    "continue": ("", "rain goes on"),
    "rewrite": ("drier", "rain goes on"),
    "expand": ("", "rain goes on"),
    "alternatives": ("", "takes one"),
    "note": ("", "write together"),
    "edit": ("2 mine I look up", "memory follows"),
    "pace": ("", "pace"),
    "voice": ("", "person"),
    "premise": ("", "premise"),
    "zero": ("", "Tone:"),
    "level": ("", "Nothing is left to choose"),
    "relations": ("", "towards you"),
    "calendar": ("", "of day"),
    "quests": ("", "Nobody has asked"),
    "map": ("", "you are here"),
    "purse": ("", "Coin"),
    "rule": ("stealth", "Stealth"),
    "memory": ("search rain lamp oil keeps", "rain goes on"),
    "log": ("5", "rain goes on"),
    "usage": ("", "$"),
    "why": ("", "Turn"),
    "branch": ("aside", "aside"),
    "help": ("all", "/recap"),
    "quit": ("", ""),
}
"""What a player types at the table, with words that the answer holds."""
MASTER: Final = {
    "secrets": "zqxjfactq",
    "prep": "zqxjfactq",
    "notes": "zqxjnoteq",
    "why": "zqxjreasonq",
    "lore": "zqxjloreq",
    "memory": "zqxjkeptq",
    "sealed": "zqxjsealq",
    "reveal": "zqxjrollq",
}
"""What a game master types after `/gm`, and the secret that is shown there: the control."""
DEEDS: Final = {
    *("give", "take", "hp", "condition", "move", "learn", "flag", "clock"),
    *("say", "narrate", "kill", "note", "unnote", "lore", "table", "quest", "quests", "skip", "whisper", "roll"),
}
"""A game master's deeds: they say what changed, to who did it."""


class Model:
    """Rules with a reason that is for the game master alone, and tells plainly."""

    async def stream(self, request: BackendRequest) -> AsyncIterator[Chunk]:
        verdict = {
            "character": "ilse",
            "intent": "look",
            "check": {
                "character": "ilse",
                "skill": "search",
                "difficulty": 9,
                "reason": "She cannot know of the zqxjreasonq.",
                "reason_audience": "gm",
            },
            "stakes": "The zqxjreasonq stirs.",
            "stakes_audience": "gm",
            "outcomes": {"success": {"text": "A loose board."}, "failure": {"text": "Only dust."}},
        }
        ruling = json.dumps({"verdicts": [verdict], "minutes": 5})
        yield Chunk(text=ruling if request.role == Role.ADJUDICATOR else "The rain goes on. Orla waits.")
        yield Chunk(usage=Usage(100, 0, 10, None, 0.0001), finish_reason="stop")


@pytest.fixture
def played(gm: Gm, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A game "g" with secrets, ruled and told by a model that a planted key pays for; gives the open sitting's seed."""
    text = TINY.replace("Orla lit the lamp for her dead brother.", "The lamp burns zqxjfactq oil.")
    text = text.replace(
        "path: the door to the path", "path: the door to the path, cellar: {label: a zqxjexitq, hidden: true}"
    )
    cellar = "  cellar: {name: The Zqxjcellarq, description: zqxjcellarq., exits: {hut: up}}\nnpcs:\n"
    text = text.replace("npcs:\n", cellar + "  mara: {name: Mara, place: path, appearance: Small., persona: Sly., "
                        "wants: To have the zqxjgoalq.}\n", 1)  # fmt: skip
    shifted = "{kind: shift_attitude, npc: orla, by: 1}"
    text = text.replace(shifted, f"{shifted}, {{kind: reveal, fact: 'exit:hut:cellar'}}")
    text = text.replace("with a stove.,", "with a stove., gm_notes: A zqxjplaceq pit.,")
    text += "quests: {owed: {title: The zqxjquestq, text: Find the zqxjquestq.}}\n"
    text += "tables: {omens: {entries: [A zqxjtableq.]}}\n"
    hearth = "{id: hearth, title: The zqxjloreq, keys: [stove], audience: gm, content: A zqxjloreq.}"
    text = text.replace("lore:\n", f"lore:\n  - {hearth}\n", 1)
    (home / "campaigns" / "tiny" / "campaign.yaml").write_text(text, encoding="utf-8")
    (home / ".env").write_text(f"OPENROUTER_API_KEY={KEY}\n", encoding="utf-8")
    opened = functools.partial(app_module.open_app, backends={"litellm": Model()})
    monkeypatch.setattr(app_module, "open_app", opened)
    out = table(gm, tmp_path, "/look")
    with sqlite3.connect(home / "gm.db") as db:
        db.execute("INSERT INTO player_boundaries (game_id, player, kind, body) VALUES (1, 'mo', 'line', 'zqxjlineq')")
    assert "does not play that" in table(gm, tmp_path, "The zqxjlineq comes")
    out = table(
        gm,
        tmp_path,
        "/gm note 100 Let the zqxjnoteq grow.",
        "I look under the stove for something that burns on the moor",
    )
    assert "rain goes on" in out
    assert "sealed" in table(gm, tmp_path, "/gm whisper ilse: You smell zqxjsealq.", "/gm roll 1d20 [zqxjrollq]")
    with sqlite3.connect(home / "gm.db") as db:
        db.execute("UPDATE sealed SET character = 'tam'")
        db.execute("INSERT INTO player_notes (game_id, player, character, body, created_at) "
                   "VALUES (1, 'mo', 'tam', 'I am the zqxjtogmq', '2030-01-01 00:00:00')")  # fmt: skip
    assert gm("memory", "add", "g", "--secret", "Orla", "keeps", "the", "zqxjkeptq").code == 0
    with sqlite3.connect(home / "gm.db") as db:
        assert db.execute("SELECT COUNT(*) FROM model_calls WHERE backend = 'litellm'").fetchone()[0] >= 2
        (seed,) = db.execute("SELECT seed FROM sessions WHERE closed_at IS NULL").fetchone()
    return str(seed)


def table(gm: Gm, folder: Path, *lines: str) -> str:
    """What lines at the table show; a refusal is an answer as well."""
    file = folder / "lines.txt"
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    done = gm("play", "tiny", "--as", "ilse", "--game", "g", "--script", str(file), "--again")
    assert "Traceback" not in done.err, done.err
    return done.out + done.err


def leaks(text: str, *more: str) -> list[str]:
    """Which canaries stand in a text."""
    found = [name for name, word in CANARIES.items() if word.casefold() in text.casefold()]
    return found + [each for each in more if each in text]


def test_nothing_secret_is_shown_in_the_shell(gm: Gm, played: str, home: Path, tmp_path: Path) -> None:
    for line, secret in SPOILS:
        shown = gm(*line.split())
        assert secret in shown.out and played not in shown.out and KEY not in shown.out, line
    for line, marker in (call for calls in SHELL.values() for call in calls):
        shown = gm(*line.split())
        assert marker in shown.out + shown.err, (line, shown)
        assert leaks(shown.out + shown.err, played) == [], line
    archive = tmp_path / "mine.zip"
    assert gm("player", "export", "local", "--out", str(archive)).code == 0
    with zipfile.ZipFile(archive) as data:
        mine = "\n".join(data.read(name).decode() for name in data.namelist())
    assert "under the stove" in mine
    assert set(leaks(mine, played)) <= {"a game master's note", "a fact that is kept for the game master alone"}, (
        "what they wrote themselves is theirs"
    )
    kept = [file for file in home.rglob("*") if file.is_file() and file.name != ".env"]
    assert home / "gm.db" in kept and not any(KEY.encode() in file.read_bytes() for file in kept)


def test_nothing_secret_is_shown_at_the_table(
    gm: Gm, played: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, secret in MASTER.items():
        assert secret in table(gm, tmp_path, f"/gm {name}"), name
    assert "zqxjtableq" in table(gm, tmp_path, "/gm table omens")
    file = tmp_path / "act.txt"
    file.write_text("I look under the stove once more\n", encoding="utf-8")
    told = gm("play", "tiny", "--as", "ilse", "--game", "g", "--script", str(file), "--json")
    assert "rain goes on" in told.out  # the whole ruling, as docs/play/README.md says, and nothing besides
    assert leaks(told.out + told.err, played) == ["a reason for the game master alone"]
    for name, (argument, marker) in TABLE.items():
        shown = table(gm, tmp_path, f"/{name} {argument}".strip())
        assert marker in shown, (name, shown)
        assert leaks(shown, played) == [], name
    assert leaks(table(gm, tmp_path, "/gm learn ilse lamp-lighter", "/ask What of Orla?")) == [
        "a secret of somebody present"
    ]
    monkeypatch.setenv("GM_PROFILE", "offline")  # the author's own outcome, which opens the way
    opened = table(gm, tmp_path, "I sweep the hearth", "/look")
    assert {"a way that nobody has found", "a place that nobody has found"} == set(leaks(opened)), opened


class Drafting(Model):
    """Drafts a word that nobody may read before it is approved."""

    async def stream(self, request: BackendRequest) -> AsyncIterator[Chunk]:
        async for chunk in super().stream(request):
            told = request.role == Role.NARRATOR and chunk.text
            yield Chunk(text="A zqxjdraftq rolls from under the stove.") if told else chunk


def test_a_draft_that_waits_is_not_shown_in_the_shell(
    gm: Gm, played: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        app_module, "open_app", functools.partial(app_module.open_app, backends={"litellm": Drafting()})
    )
    table(gm, tmp_path, "/mode copilot", "I look under the stove for what burns", "/approve")
    assert "zqxjdraftq" in gm("prompt", "g", "--spoilers", "--role", "narrator").out + table(
        gm, tmp_path, "/assist draft"
    )
    changes = ("undo", "redo", "reword", "branch", "spend stop", "spend go", "db upgrade")
    for name, calls in SHELL.items():
        for line, _ in calls if name not in changes else ():
            shown = gm(*line.split())
            text = shown.out + shown.err
            assert "Traceback" not in text and "zqxjdraftq" not in text and leaks(text, played) == [], line
    table(gm, tmp_path, "/approve")
    assert "zqxjdraftq" in gm("log", "g").out, "approved, it is told"


def test_the_log_of_a_failure_holds_no_key(gm: Gm, played: str, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def broken(*_: Any) -> None:
        raise RuntimeError(f"Refused: Bearer {KEY}")

    monkeypatch.setattr(games_module, "_games", broken)
    failed = gm("games")
    logs = "\n".join(file.read_text(encoding="utf-8") for file in (home / "logs").iterdir())
    assert failed.code != 0 and "Refused: Bearer" in logs, "the control"
    assert leaks(logs + failed.out + failed.err, played) == []


def commands(found: Any, path: str = "") -> Iterator[str]:
    """Every command of a tree, with the groups that it is in."""
    if not hasattr(found, "commands"):
        yield path.strip()
        return
    if path and found.invoke_without_command:  # a group that answers by itself
        yield path.strip()
    for name, each in found.commands.items():
        yield from commands(each, f"{path} {name}")


def test_every_command_has_its_entry() -> None:
    there = set(commands(typer.main.get_command(shell)))
    assert there == {*SHELL, *ELSEWHERE}, "name the new command here, with what it shows to whom"
    assert {each.name for each in COMMANDS} == {*TABLE, "gm"}
    assert {use.split()[0] for use, _ in USES} == {*MASTER, *DEEDS}
