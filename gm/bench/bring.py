"""The parts of `gm bench import`: what comes in and goes out whole, and what hostile files cost."""

import json
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from gm.bench.bring_files import BOOKS, CHATS, card_files, hostile_files, packed
from gm.bench.report import Measure, Report, progress
from gm.domain.card import CharacterCard, Lorebook
from gm.interop.book_in import read_book
from gm.interop.book_out import card_book, v3_file, world_file
from gm.interop.card_back import card_back
from gm.interop.card_campaign import CardOptions, card_campaign
from gm.interop.card_in import read_card
from gm.interop.card_out import card_json, card_png
from gm.interop.sniff import BookFile, CardFile, ChatFile, sniff

_CHILD: Final = """
import os, re, sys, time, pathlib
os.environ.update(GM_HOME=sys.argv[1], GM_PROBE_LOCAL="no")
from gm.cli.main import run
code = run(sys.argv[2:])
peak = re.search(r"VmHWM:\\s+(\\d+)", pathlib.Path("/proc/self/status").read_text())[1]
print(code, int(peak) / 1024, time.process_time(), file=sys.stderr)
"""


def measure(*, quick: bool = False) -> Report:
    """All of it; `quick`: a few of the hostile files only."""
    cards, books, chats = _cards(), _books(), _chats()
    whole = [*cards, *books, *chats]
    notes: Counter[str] = Counter()
    for each in whole:
        notes.update(each.pop("notes"))
    hostile = dict(list(hostile_files().items())[: 4 if quick else None])
    ends = list(_hostile(hostile))
    measures = [
        Measure("files that come in", len(whole), "files", 60, "at least"),
        Measure("files that do not", sum(not each["in"] for each in whole), "files", 0),
        Measure(
            "files that lose something on the way out and in again", sum(each["lost"] for each in whole), "files", 0
        ),
        Measure("seconds a file, at most", max(each["seconds"] for each in whole), "s CPU", 2),
        *(Measure(f"notes: {fate}", notes[fate], "notes") for fate in ("mapped", "kept", "lost")),
        Measure("hostile files", len(ends), "files"),
        Measure("hostile files without one clear line", sum(not each["clear"] for each in ends), "files", 0),
        Measure("seconds a hostile file, at most", max(each["seconds"] for each in ends), "s CPU", 2),
        Measure("memory for a hostile file, at most", max(each["mb"] for each in ends), "MB", 200),
    ]
    wrong = [each["name"] for each in whole if each["lost"] or not each["in"]]
    wrong += [each["name"] for each in ends if not each["clear"]]
    return Report("import", tuple(measures), notes=tuple(f"look at: {name}" for name in wrong))


def _cards() -> list[dict[str, Any]]:
    found = []
    for name, raw in card_files().items():
        start = time.process_time()
        card = sniff(raw, name)
        assert isinstance(card, CardFile)
        made = card_campaign(card.card, CardOptions(), source=name)
        seconds = time.process_time() - start
        sound = _sound(made.files, made.slug)
        lost = any(_plain(again) != _plain(card.card) for again in _out_again(made.files, made.npc, made.slug))
        notes = [note.fate for note in (*card.notes, *made.notes)]
        found.append({"name": name, "in": sound, "lost": lost, "seconds": seconds, "notes": notes})
    return found


def _campaign_sources(files: Mapping[str, bytes]) -> dict[str, bytes]:
    return {name: body for name, body in files.items() if not name.startswith("imported/") or name.endswith(".yaml")}


def _sound(files: Mapping[str, bytes], slug: str) -> bool:
    from gm import resources
    from gm.authoring.load import lint_campaign

    problems = lint_campaign(_campaign_sources(files), rulesets=resources.ruleset_sources(), slug=slug)
    return not any(problem.severity == "error" for problem in problems)


def _out_again(files: Mapping[str, bytes], npc: str, slug: str) -> Iterator[CharacterCard]:
    """The card as it comes back from the campaign, in each form that can hold it."""
    from gm import resources
    from gm.authoring.load import load_campaign

    campaign = load_campaign(_campaign_sources(files), rulesets=resources.ruleset_sources(), slug=slug)
    person = campaign.npc(npc)
    assert person is not None
    card, _ = card_back(person, campaign, files[f"imported/{npc}.json"])
    yield read_card(card_png(card))[0]
    yield read_card(json.dumps(card_json(card, "v3")[0]).encode())[0]
    yield read_card(json.dumps(card_json(card, "v2")[0]).encode())[0]


def _plain(card: CharacterCard) -> dict[str, Any]:
    """What was read, without the form that it was in."""
    found = card.model_dump(exclude={"form", "unknown", "book"})
    inner = card.unknown.get("")
    outer = {key: value for key, value in card.unknown.items() if key}
    found["unknown"] = {**(inner if isinstance(inner, dict) else {}), **outer}
    found["rules"] = None if card.book is None else card.book.model_dump(exclude={"form", "originals"})
    return found


def _books() -> list[dict[str, Any]]:
    found = []
    for name, value in BOOKS.items():
        start = time.process_time()
        book = sniff(packed(value), name)
        seconds = time.process_time() - start
        assert isinstance(book, BookFile)
        outs = (v3_file(book.book), card_book(book.book, v3=False), world_file(book.book))
        lost = any(_rules(read_book(json.loads(json.dumps(out)), name=name)[0]) != _rules(book.book) for out in outs)
        notes = [note.fate for note in book.notes]
        found.append({"name": name, "in": True, "lost": lost, "seconds": seconds, "notes": notes})
    return found


def _rules(book: Lorebook) -> list[dict[str, Any]]:
    return [rule.model_dump(exclude={"id"}) for rule in book.rules]


def _chats() -> list[dict[str, Any]]:
    found = []
    for name, value in CHATS.items():
        start = time.process_time()
        chat = sniff(packed(value), name)
        seconds = time.process_time() - start
        said = [line.text for line in chat.chat.lines] if isinstance(chat, ChatFile) else []
        notes = [note.fate for note in chat.notes] if isinstance(chat, ChatFile) else []
        found.append({"name": name, "in": bool(said), "lost": said[:1] != ["Why?"], "seconds": seconds, "notes": notes})
    return found


def _hostile(files: Mapping[str, bytes]) -> Iterator[dict[str, Any]]:
    """Each through the command line, in a process of its own and a home of its own. The start of `gm` counts not."""
    with tempfile.TemporaryDirectory(prefix="gm-bench-") as folder:
        home, file = Path(folder) / "home", Path(folder) / "evil.bin"
        idle = _run(home, "nowhere")[2]
        for name, body in files.items():
            progress(name)
            file.write_bytes(body)
            code, mb, seconds, said = _run(home, str(file))
            clear = code in (1, 2) and len(said) == 1 and said[0].startswith("gm: ") and len(said[0]) < 400
            left = (home / "campaigns").exists()
            yield {"name": name, "clear": clear and not left, "seconds": max(0.0, seconds - idle), "mb": mb}


def _run(home: Path, file: str) -> tuple[int, float, float, list[str]]:
    """(exit code, MB at the most, seconds of CPU, what it said on stderr) of `gm import FILE`."""
    command = [sys.executable, "-c", _CHILD, str(home), "import", file]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    *said, last = done.stderr.splitlines() or ["70 0 0"]
    try:
        code, mb, seconds = last.split()
        return int(code), float(mb), float(seconds), said
    except ValueError:  # it was killed, or this system does not tell a process its peak
        return 70, 0.0, 0.0, [*said, last]
