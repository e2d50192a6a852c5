"""`gm import` and `gm export` as somebody uses them: every card comes in, is played, and goes out again whole."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from cli_cases import REPOSITORY, Gm

sys.path.insert(0, str(REPOSITORY / "tests" / "interop"))

from test_interop_cards import BOOKS, HOSTILE, SHELLS, V1, VALUES, WORLD, _growing, _plainly, in_png, modern, packed

from gm.interop.book_in import read_book
from gm.interop.card_in import read_card
from gm.interop.png import texts, with_texts

SERA: dict[str, Any] = {
    **V1,
    "name": "Seraphina",
    "description": """[Seraphina's body= "pink hair", "amber eyes"]
{{char}} guards the glade. She found {{user}} hurt. She wears a black dress.""",
    "personality": "warm, watchful",
    "scenario": "{{user}} wakes in {{char}}'s cottage.",
    "first_mes": '*{{char}} looks up.* "You are awake, {{user}}."',
    "mes_example": """<START>
{{user}}: hi
{{char}}: *smooths the blanket* "Nothing here will hurt you, not while I live." """,
    "creator_notes": "NOTES-FOR-YOU",
    "system_prompt": "SYSTEM-OF-THE-CARD for {{char}}",
    "post_history_instructions": "AFTER-HISTORY",
    "alternate_greetings": ["Rain on the roof. {{char}} hums."],
    "tags": ["fantasy"],
    "extensions": {"depth_prompt": {"prompt": "{{char}} never leaves."}},
    "character_book": {
        "entries": [
            {"keys": ["glade"], "content": "The glade is old.", "enabled": True, "insertion_order": 3, "extensions": {}}
        ],
        "extensions": {},
    },
}


def put(home: Path, name: str, body: bytes) -> str:
    file = home.parent / "work" / name
    file.write_bytes(body)
    return name


def campaign(home: Path, slug: str) -> dict[str, Any]:
    folder = home / "campaigns" / slug
    found: dict[str, Any] = {}
    for file in sorted(folder.glob("*.yaml")):
        found |= yaml.safe_load(file.read_text(encoding="utf-8"))
    return found


def test_a_card_becomes_a_campaign_that_is_played_at_once(gm: Gm, home: Path) -> None:
    file = put(home, "sera.png", in_png(modern(SERA), "chara"))
    said = gm("import", file, "--as", "Mira")
    assert said.code == 0, said.err
    for words in ("gm play seraphina", "1 entry", "not used (--with-instructions", "2. Rain on the roof."):
        assert words in said.out
    made = campaign(home, "seraphina")
    npc = made["npcs"]["seraphina"]
    assert npc["appearance"] == "Pink hair, amber eyes. She wears a black dress."
    assert npc["lines"][0] == "Nothing here will hurt you, not while I live."
    assert (npc["habits"], npc["pronouns"]) == (["smooths the blanket"], "she/her")
    assert made["opening"]["text"] == 'Seraphina looks up. "You are awake, Mira."'
    assert (home / "campaigns" / "seraphina" / "lore" / "seraphina.json").is_file()
    assert gm("lint", "seraphina").out.strip() == "All is well."

    script = put(home, "s.txt", b"\n".join(b'"Tell me about the glade, %d"' % n for n in range(10)))
    played = gm("play", "seraphina", "--script", script, "--json")
    assert played.code == 0, played.err
    turns = [json.loads(row) for row in played.out.splitlines()]
    assert len(turns) == 10 and all(turn["narration"] for turn in turns)
    assert 'Seraphina looks up. "You are awake, Mira."' in gm("log").out
    told = " ".join(turn["narration"] for turn in turns)
    assert "{{" not in told and "Nothing here will hurt you" in told
    prompt = gm("prompt", "--line", "the glade", "--spoilers").out
    assert "The glade is old." in prompt and "Seraphina guards the glade. She found Mira hurt." in prompt
    assert "Seraphina never leaves." in prompt
    for kept in ("NOTES-FOR-YOU", "SYSTEM-OF-THE-CARD", "AFTER-HISTORY", "{{"):
        assert kept not in prompt
        assert kept not in gm("prompt", "--role", "adjudicator", "--line", "x", "--spoilers").out


def test_options_of_a_card(gm: Gm, home: Path) -> None:
    file = put(home, "sera.json", packed(modern(SERA)))
    assert gm("import", file, "--greeting", "3").code == 2
    said = gm(
        "import", file, "--greeting", "2", "--with-instructions", "--name", "rain", "--rating", "mature", "--json"
    )
    (report,) = json.loads(said.out)
    assert (report["kind"], report["into"], report["error"]) == ("card", "rain", None)
    assert {note["fate"] for note in report["notes"]} >= {"mapped", "kept"}
    made = campaign(home, "rain")
    assert made["opening"]["text"] == "Rain on the roof. Seraphina hums."
    assert "SYSTEM-OF-THE-CARD for Seraphina" in made["principles"] and made["rating"] == "mature"
    assert made["characters"]["player"]["name"] == "Traveller"
    assert "did you mean" in gm("import", file, "--rating", "matur").err
    assert "cannot be a campaign's name" in gm("import", file, "--name", "../x").err


def test_the_same_card_twice_is_once_and_another_of_that_name_stands_beside_it(gm: Gm, home: Path) -> None:
    file = put(home, "sera.json", packed(modern(SERA)))
    other = put(home, "other.json", packed(modern({**SERA, "description": "Somebody else."})))
    assert gm("import", file).code == 0
    (home / "campaigns" / "seraphina" / "people.yaml").write_text("npcs: {}\n")  # an author's own change
    assert "It is in already" in gm("import", file).out
    assert (home / "campaigns" / "seraphina" / "people.yaml").read_text() == "npcs: {}\n"
    assert "gm play seraphina-2" in gm("import", other).out
    assert "It is in already: gm play seraphina-2" in gm("import", other).out
    assert gm("import", file, "--force").code == 0
    assert "seraphina" in campaign(home, "seraphina")["npcs"]


def test_a_card_and_a_book_go_into_a_campaign_and_leave_its_files_alone(gm: Gm, home: Path) -> None:
    authored = (home / "campaigns" / "tiny" / "campaign.yaml").read_bytes()
    card = put(home, "sera.png", in_png(modern({**SERA, "name": "Orla"}), "ccv3"))
    book = put(home, "world.json", packed(WORLD))
    assert "Orla (orla-2) stands in tiny" in gm("import", card, "--into", "tiny").out
    assert "is in tiny already" in gm("import", card, "--into", "tiny").out
    assert "world (world) is in tiny" in gm("import", book, "--into", "tiny").out
    assert "is in tiny already" in gm("import", book, "--into", "tiny").out
    assert (home / "campaigns" / "tiny" / "campaign.yaml").read_bytes() == authored
    plain = put(home, "toll.json", packed({"entries": {"0": {"key": ["bell"], "content": "It rang."}}}))
    assert gm("import", plain, "--into", "tiny").code == 0
    assert gm("lint", "tiny").code == 0
    script = put(home, "s.txt", b'"The bell, the red bell, and the glade."')
    assert gm("play", "tiny", "--script", script).code == 0
    prompt = gm("prompt", "--line", "the bell in the glade", "--spoilers").out
    assert "It rang." in prompt and "The glade is old." in prompt and "guards the glade" in prompt
    assert "comes with the program" in gm("import", card, "--into", "drowned-bell").err
    assert "belongs into a campaign" in gm("import", book).err
    assert gm("export", "book", "tiny", "world", "--form", "st").code == 0
    assert json.loads((home.parent / "work" / "world-lore.json").read_text()) == {**WORLD, "name": "world"}


def test_a_folder_is_taken_file_by_file_and_says_what_was_not(gm: Gm, home: Path) -> None:
    folder = home.parent / "work" / "old"
    folder.mkdir()
    (folder / "a.png").write_bytes(in_png(modern(SERA), "chara"))
    (folder / "b.json").write_bytes(packed({**V1, "name": "Bo"}))
    (folder / "c.exe").write_bytes(b"MZ\x90")
    (folder / "notes.txt").write_text("mine")
    said = gm("import", "old")
    assert said.code == 2 and "2 cards taken in; 1 not." in said.out and "c.exe: c.exe is a Windows program" in said.out
    assert {path.name for path in (home / "campaigns").iterdir()} == {"tiny", "seraphina", "bo"}


@pytest.mark.parametrize("shell", ["json", "png chara", "charx"])
def test_every_card_comes_in_is_sound_and_goes_out_whole(gm: Gm, home: Path, shell: str) -> None:
    """66 files: in with one command, sound, out as a picture that holds V2 and V3; in again, nothing is lost."""
    folder = home.parent / "work" / "cards"
    folder.mkdir()
    wanted = {}
    for number, value in enumerate(VALUES.values()):
        raw = SHELLS[shell](value)
        (folder / f"{number:02}.bin").write_bytes(raw)
        wanted[f"{number:02}.bin"] = read_card(raw)[0]
    said = gm("import", "cards", "--json")
    reports = {Path(each["file"]).name: each for each in json.loads(said.out)}
    assert said.code == 0 and set(reports) == set(wanted)
    slugs = {name: each["into"] for name, each in reports.items()}
    linted = json.loads(gm("lint", *sorted(set(slugs.values())), "--json").out)
    assert [each for each in linted if each["severity"] == "error"] == []
    for name, slug in slugs.items():
        assert gm("export", "card", slug, "--out", "out.png", "--force").code == 0
        raw = (home.parent / "work" / "out.png").read_bytes()
        chunks = texts(raw)
        for keyword in ("chara", "ccv3"):
            alone = with_texts(None, {keyword: chunks[keyword]})
            assert _plainly(read_card(alone)[0]) == _plainly(wanted[name]), (name, keyword)


def test_a_card_goes_out_in_older_forms_and_says_what_they_lose(gm: Gm, home: Path) -> None:
    assert gm("import", put(home, "x.json", packed(VALUES["v3"]))).code == 0
    for form in ("v1", "v2", "v3"):
        said = gm("export", "card", "ilse", "--form", form, "--out", f"{form}.json")
        card = read_card((home.parent / "work" / f"{form}.json").read_bytes())[0]
        assert card.description == "{{char}} digs." and ("lost lorebook" in said.out) == (form == "v1")


@pytest.mark.parametrize("name", BOOKS)
def test_every_book_comes_in_and_goes_out_whole(gm: Gm, home: Path, name: str) -> None:
    raw = packed(BOOKS[name])
    assert gm("import", put(home, "bog.json", raw), "--into", "tiny").code == 0
    wanted = [rule.model_dump(exclude={"id"}) for rule in read_book(BOOKS[name], name="bog")[0].rules]
    for form in ("v3", "v2", "st"):
        assert (
            gm(
                "export",
                "book",
                "tiny",
                "bog" if name != "v2" and name != "v3 file" else "the-bog",
                "--form",
                form,
                "--out",
                "out",
                "--force",
            ).code
            == 0
        )
        again, _ = read_book(json.loads((home.parent / "work" / "out").read_text(encoding="utf-8")), name="bog")
        assert [rule.model_dump(exclude={"id"}) for rule in again.rules] == wanted, form


def test_what_an_author_changed_goes_out_changed(gm: Gm, home: Path) -> None:
    assert gm("import", put(home, "sera.json", packed(modern(SERA)))).code == 0
    file = home / "campaigns" / "seraphina" / "people.yaml"
    file.write_text(file.read_text().replace("warm, watchful", "cold, tired"))
    assert "changes: persona" in gm("export", "card", "seraphina").out
    card = read_card((home.parent / "work" / "seraphina.png").read_bytes())[0]
    assert "cold, tired" in card.description and card.notes == "NOTES-FOR-YOU" and card.book is not None
    assert gm("export", "card", "seraphina").code == 2, "a file that is there stays"
    assert gm("export", "card", "tiny", "--out", "orla.png").code == 0
    orla = read_card((home.parent / "work" / "orla.png").read_bytes())[0]
    assert "ash on her sleeves" in orla.description and "brother" not in packed(orla.model_dump()).decode()


def test_what_is_not_taken_in_leaves_nothing_behind(gm: Gm, home: Path) -> None:
    before = sorted(path.name for path in home.rglob("*"))
    child = put(home, "x.json", packed(modern({**SERA, "tags": ["nsfw"], "description": "Age: 15"})))
    said = gm("import", child)
    assert said.code == 2 and "is not taken in" in said.err
    for name, body in HOSTILE.items():
        said = gm("import", put(home, "x.bin", body or b"x"))
        assert said.code == 2 and len(said.err.splitlines()) == 1 and "Something went wrong" not in said.err, name
    assert sorted(path.name for path in home.rglob("*")) == before


_LIMITED = """
import resource, sys
resource.setrlimit(resource.RLIMIT_AS, (700 * 2**20, 700 * 2**20))
resource.setrlimit(resource.RLIMIT_CPU, (20, 20))
from gm.cli.main import run
import re, pathlib, time
code = run(sys.argv[1:])
peak = re.search(r"VmHWM:\\s+(\\d+)", pathlib.Path("/proc/self/status").read_text())[1]
print(code, int(peak) // 1024, time.process_time(), file=sys.stderr)
"""


def _chats() -> dict[str, bytes]:
    row = json.dumps({"name": "a", "is_user": True, "mes": "x" * 50}).encode()
    return {
        "a chat of too many lines": b"\n".join([row] * 200_100),
        "a chat of one line": b'{"mes": "' + b"x" * (5 * 2**20),
        "a chat of torn lines": b"\n".join([b'{"mes": '] * 400_000),
    }


@pytest.mark.parametrize(
    "name", ["an archive that grows", "millions of objects", "deep JSON", "yaml that grows", *_chats()]
)
def test_hostile_files_end_soon_within_little_memory(home: Path, name: str) -> None:
    """Through the command line, in a process of its own: under 2 s of work and 200 MB, with one clear line."""
    if not Path("/proc/self/status").exists():
        pytest.skip("only Linux tells a process its peak")
    body = _growing() if name == "an archive that grows" else {**HOSTILE, **_chats()}[name]
    file = put(home, "evil.bin", body)
    code = [sys.executable, "-c", _LIMITED]
    idle = subprocess.run([*code, "import", "nowhere"], capture_output=True, text=True, timeout=60, check=False)
    startup = float(idle.stderr.splitlines()[-1].split()[2])
    done = subprocess.run([*code, "import", file], capture_output=True, text=True, timeout=60, check=False)
    lines = done.stderr.splitlines()
    exit_code, peak, seconds = (float(each) for each in lines[-1].split())
    assert exit_code in (1, 2) and peak < 200 and seconds < 2 + startup and len(lines) == 2, lines
    assert lines[0].startswith("gm: ") and len(lines[0]) < 300 and "Traceback" not in done.stderr


def _chat(*said: tuple[str, bool, str]) -> bytes:
    head = {"user_name": "Ada", "character_name": "Seraphina", "chat_metadata": {}}
    return b"\n".join(packed(row) for row in (head, *({"name": n, "is_user": u, "mes": t} for n, u, t in said)))


OLD = _chat(
    ("Ada", True, "Why do you never sing?"),
    ("Seraphina", False, "My sister Oriel drowned in the silver well, and I have not sung since."),
    ("Ada", True, "I am sorry."),
)


def _recalled(home: Path, game: str, words: str, knowers: frozenset[str] | None) -> str:
    """What is recalled of the words, by those who may know it."""
    import asyncio

    from gm.app import open_app
    from gm.domain.memory import RecallQuery
    from gm.settings import load_settings

    async def work() -> str:
        async with open_app(load_settings(None), models=False) as app:
            found = await app.find_game(game)
            assert found is not None
            recalled = await app.recall.search(found, found.branch_id, RecallQuery(text=words, knowers=knowers))
            return " ".join(memory.text for memory in recalled.memories)

    return asyncio.run(work())


def test_a_chat_becomes_memory_of_its_character_and_of_who_had_it(gm: Gm, home: Path) -> None:
    chat = put(home, "old.jsonl", OLD)
    alone = gm("import", chat)
    assert alone.code == 2 and "Import their card first" in alone.err
    folder = home.parent / "work" / "both"
    folder.mkdir()
    (folder / "a-chat.jsonl").write_bytes(OLD)
    (folder / "sera.png").write_bytes(in_png(modern(SERA), "chara"))
    said = gm("import", "both", "--as", "Mira")
    assert said.code == 0 and "1 card, 1 chat taken in." in said.out, said.out
    assert "3 messages, of Seraphina, Mira in seraphina" in " ".join(said.out.split())
    assert "has this chat already" in gm("import", chat).out
    assert gm("games").out.count("seraphina") == 1
    for knows in (None, frozenset({"seraphina"}), frozenset({"player"})):
        assert "silver well" in _recalled(home, "seraphina", "Oriel the sister", knows)
    assert "silver well" not in _recalled(home, "seraphina", "Oriel the sister", frozenset({"someone-else"}))


def test_a_chat_goes_to_whom_it_is_said_to_go(gm: Gm, home: Path) -> None:
    chat = put(home, "old.jsonl", OLD)
    script = put(home, "s.txt", b"I look around")
    assert gm("play", "tiny", "--game", "moor", "--script", script).code == 0
    wrong = gm("import", chat, "--game", "moor")
    assert wrong.code == 2 and "there are: orla" in wrong.err
    assert "Orla remembers it" in gm("import", chat, "--game", "moor", "--as", "Orla").out
    assert "silver well" in _recalled(home, "moor", "Oriel", frozenset({"orla"}))
    assert gm("import", chat, "--game", "nowhere").code == 2

    log = put(home, "log.json", gm("log", "moor", "--json").out.encode())
    told = gm("import", log, "--game", "moor", "--as", "orla", "--json")
    (report,) = json.loads(told.out)
    assert report["kind"] == "chat" and report["into"] == "moor", "a transcript of ours is a chat like any other"
    assert gm("db", "verify").code == 0


def test_a_campaign_of_one_file_is_taken_in(gm: Gm, home: Path) -> None:
    text = (home / "campaigns" / "tiny" / "campaign.yaml").read_text().replace("slug: tiny", "slug: lamp")
    assert "gm play lamp" in gm("import", put(home, "lamp.yaml", text.encode())).out
    assert (
        gm("import", put(home, "lamp.yaml", text.replace("place: hut,", "place: hutt,").encode()), "--force").code == 1
    )
    assert gm("lint", "lamp").code == 0, "what was there stays"


def test_a_book_that_goes_out_holds_what_everybody_may_know(gm: Gm, home: Path) -> None:
    file = home / "campaigns" / "tiny" / "campaign.yaml"
    hidden = "  - {id: deep, title: Deep, keys: [deep], content: THE-SECRET, audience: gm}\n"
    file.write_text(file.read_text().replace("lore:\n", f"lore:\n{hidden}"))
    assert "1 entry not for everyone" in gm("export", "book", "tiny").out
    written = (home.parent / "work" / "tiny-lore.json").read_text()
    assert "takes a walker" in written and "THE-SECRET" not in written
