"""Cards, books and chats of every version and oddity come in, and go out again losing nothing the form can hold."""

import base64
import io
import itertools
import json
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gm.domain.card import CharacterCard, Lorebook
from gm.domain.errors import InputError
from gm.domain.lore import LoreRule
from gm.interop.book_in import read_book
from gm.interop.book_out import card_book, v3_file, world_file
from gm.interop.card_in import read_card
from gm.interop.card_out import card_json, card_png
from gm.interop.chat_in import read_chat, read_date, write_chat
from gm.interop.png import SIGNATURE, texts, with_texts

# -- building files as they are found

V1 = {
    "name": "Ilse",
    "description": "{{char}} digs.",
    "personality": "dry",
    "scenario": "a bog",
    "first_mes": "Mind the edge.",
    "mes_example": "<START>\n{{user}}: hi",
}
V2_ENTRY = {
    "keys": ["bell", "/to+ll/i"],
    "content": "It rang once.",
    "extensions": {"position": 4, "depth": 2, "role": 1, "selectiveLogic": 3, "sticky": 3, "other_program": {"x": [1]}},
    "enabled": True,
    "insertion_order": 7,
    "case_sensitive": True,
    "priority": 3,
    "id": 12,
    "comment": "the bell",
    "selective": True,
    "secondary_keys": ["red"],
    "constant": False,
    "position": "before_char",
}
BOOK = {
    "name": "The bog",
    "description": "old",
    "scan_depth": 9,
    "token_budget": 400,
    "recursive_scanning": True,
    "extensions": {"theirs": 1},
    "entries": [
        V2_ENTRY,
        {"keys": ["peat"], "content": "It burns.", "extensions": {}, "enabled": False, "insertion_order": 0},
    ],
}
V2_DATA = {
    **V1,
    "creator_notes": "be kind",
    "system_prompt": "{{original}} short.",
    "post_history_instructions": "shorter",
    "alternate_greetings": ["Again?", "Oh."],
    "tags": ["bog", "human"],
    "creator": "someone",
    "character_version": "2",
    "extensions": {
        "talkativeness": 0.5,
        "depth_prompt": {"prompt": "x", "depth": 4, "role": "system"},
        "unheard": [None],
    },
    "character_book": BOOK,
}
V3_DATA = {
    **V2_DATA,
    "nickname": "Il",
    "creator_notes_multilingual": {"de": "sei nett"},
    "source": ["https://example.org/1"],
    "group_only_greetings": ["All of you?"],
    "creation_date": 1700000000,
    "modification_date": 1700000001,
    "assets": [{"type": "icon", "uri": "embeded://a.png", "name": "main", "ext": "png"}],
}
WORLD_ENTRY = {
    "uid": 0,
    "key": ["bell"],
    "keysecondary": ["red"],
    "comment": "b",
    "content": "It rang.",
    "constant": False,
    "vectorized": False,
    "selective": True,
    "selectiveLogic": 2,
    "order": 90,
    "position": 4,
    "disable": False,
    "ignoreBudget": True,
    "excludeRecursion": True,
    "preventRecursion": True,
    "delayUntilRecursion": 2,
    "probability": 40,
    "useProbability": True,
    "depth": 3,
    "outletName": "",
    "group": "a, b",
    "groupOverride": True,
    "groupWeight": 5,
    "scanDepth": 8,
    "caseSensitive": True,
    "matchWholeWords": False,
    "useGroupScoring": True,
    "automationId": "auto",
    "role": 2,
    "sticky": 1,
    "cooldown": 2,
    "delay": 3,
    "triggers": ["normal"],
    "addMemo": True,
    "displayIndex": 0,
    "characterFilter": {"isExclude": True, "names": ["Bo"], "tags": ["elf"]},
    "matchScenario": True,
}


def packed(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()


def in_png(value: Any, *keywords: str) -> bytes:
    return with_texts(None, {keyword: base64.b64encode(packed(value)) for keyword in keywords})


def charx(value: Any, **files: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("card.json", packed(value))
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def modern(data: dict[str, Any], spec: str = "chara_card_v2", **root: Any) -> dict[str, Any]:
    return {"spec": spec, "spec_version": "3.0" if spec.endswith("3") else "2.0", "data": data, **root}


def card_values() -> Iterator[tuple[str, Any]]:
    yield "v1", V1
    yield "v1 with notes", {**V1, "creatorcomment": "kind", "avatar": "none", "fav": True}
    yield "v1 bare", {"name": "Ilse", "description": ""}
    yield (
        "pygmalion",
        {
            "char_name": "Ilse",
            "char_persona": "digs",
            "char_greeting": "hi",
            "example_dialogue": "x",
            "world_scenario": "bog",
            "metadata": {"v": 1},
        },
    )
    yield "ooba", {"name": "Ilse", "context": "digs", "greeting": "hi", "turn_template": "<u>"}
    yield "v2", modern(V2_DATA)
    yield "v2 without spec", {"data": V2_DATA}
    yield "v2 with root copies", modern(V2_DATA, **V1, create_date="2024-7-12@01h31m37s123ms", talkativeness=0.5)
    yield "v2 that differs at the root", modern(V2_DATA, **{**V1, "name": "Wrong"})
    yield "v2 relabelled as v3", modern(V2_DATA, "chara_card_v3")
    yield "v2 with tags as a text", modern({**V2_DATA, "tags": "bog, human"})
    yield "v2 with a greeting as a text", modern({**V2_DATA, "alternate_greetings": "Again?"})
    yield "v2 with nothing but a name", modern({"name": "Ilse", "description": ""})
    yield "v2 with unknown fields", modern({**V2_DATA, "shoe_size": 43}, mood="blue")
    yield (
        "v2 with nulls",
        modern({key: None if key not in ("name", "first_mes") else each for key, each in V2_DATA.items()}),
    )
    yield "v3", modern(V3_DATA, "chara_card_v3")
    yield (
        "v3 without its required field",
        modern({k: v for k, v in V3_DATA.items() if k != "group_only_greetings"}, "chara_card_v3"),
    )
    yield "v3 of the future", {**modern({**V3_DATA, "smell": "peat"}, "chara_card_v3"), "spec_version": "4.2"}
    yield "other scripts", modern({**V3_DATA, "name": "Ильзе 伊尔丝 อิลเซ", "tags": ["沼"]}, "chara_card_v3")
    yield "a book without entries", modern({**V2_DATA, "character_book": {"entries": [], "extensions": {}}})
    yield "two entries of one id", modern({**V2_DATA, "character_book": {**BOOK, "entries": [V2_ENTRY, V2_ENTRY]}})
    yield (
        "an id that is a text",
        modern({**V3_DATA, "character_book": {**BOOK, "entries": [{**V2_ENTRY, "id": "bell-1"}]}}),
    )


VALUES = dict(card_values())
SHELLS = {
    "json": packed,
    "json with a mark": lambda value: b"\xef\xbb\xbf" + packed(value),
    "png chara": lambda value: in_png(value, "chara"),
    "png Chara": lambda value: in_png(value, "Chara"),
    "png ccv3": lambda value: in_png(value, "ccv3"),
    "charx": lambda value: charx(value, **{"assets/icon/a.png": b"x" * 10}),
    "a picture before a zip": lambda value: b"\xff\xd8\xff\xe0jpeg" + charx(value),
}
FILES = list(itertools.product(VALUES, SHELLS))


def test_there_are_enough() -> None:
    assert len(FILES) >= 60


@pytest.mark.parametrize(("name", "shell"), FILES)
def test_a_card_comes_in_and_goes_out(name: str, shell: str) -> None:
    card, notes = read_card(SHELLS[shell](VALUES[name]), "ilse.file")
    assert card.name.startswith(("Ilse", "Ильзе"))
    assert notes[0].what == "card"
    out, lost = card_json(card, "v3")
    assert not lost
    again, _ = read_card(packed(out))
    assert _plainly(again) == _plainly(card)
    assert read_card(card_png(card))[0] == again
    older, _ = card_json(card, "v2")
    assert _plainly(read_card(packed(older))[0]) == _plainly(card), "V3's own fields stand in a V2 card as unknown ones"


def _plainly(card: CharacterCard) -> dict[str, Any]:
    """What was read, without the form it was in; unknown fields of a V1 card stand in `data` afterwards."""
    found = card.model_dump(exclude={"form", "unknown", "book"})
    found["unknown"] = {**card.unknown.get("", {}), **{k: v for k, v in card.unknown.items() if k}}  # type: ignore[dict-item]
    found["rules"] = card.book.model_dump(exclude={"form", "originals"}) if card.book else None
    return found


@pytest.mark.parametrize("name", [name for name in VALUES if name.startswith(("v2", "v3"))])
def test_what_we_do_not_know_is_kept(name: str) -> None:
    """Every text and number of the file is in the file that goes out."""
    card, _ = read_card(packed(VALUES[name]))
    out = set(_leaves(card_json(card, "v3")[0]))
    data = dict(VALUES[name]["data"])
    missing = [leaf for leaf in _leaves(data) if leaf not in out and leaf not in ("bog, human", "Again?")]
    assert missing == []


def _leaves(value: Any, path: str = "") -> Iterator[Any]:
    if isinstance(value, dict):
        for key, each in value.items():
            yield from _leaves(each, key)
    elif isinstance(value, list):
        for each in value:
            yield from _leaves(each, path)
    elif value not in (None, ""):
        yield (path, value) if path not in ("tags", "alternate_greetings") else value


def test_older_forms_say_what_they_lose() -> None:
    card, _ = read_card(packed(VALUES["v3"]))
    out, lost = card_json(card, "v1")
    assert {key: out[key] for key in V1} == V1
    assert {note.what for note in lost} >= {"lorebook", "nickname", "alternate greetings", "assets", "extensions"}
    assert all(note.fate == "lost" for note in lost)


def test_the_newer_chunk_wins_and_both_are_written() -> None:
    raw = with_texts(None, {"chara": base64.b64encode(packed(V1)), "CCV3": base64.b64encode(packed(VALUES["v3"]))})
    assert read_card(raw)[0].nickname == "Il"
    assert set(texts(card_png(read_card(raw)[0], raw))) == {"chara", "ccv3"}


def test_data_counts_where_the_root_differs() -> None:
    assert read_card(packed(VALUES["v2 that differs at the root"]))[0].name == "Ilse"


# -- lorebooks

WORLD = {"entries": {"0": WORLD_ENTRY, "7": {"uid": 7, "key": ["x"], "content": "y"}}, "originalData": {"a": 1}}
BOOKS = {
    "v2": BOOK,
    "v3 file": {"spec": "lorebook_v3", "data": {**BOOK, "entries": [{**V2_ENTRY, "use_regex": True}]}},
    "world": WORLD,
    "old world": {"entries": {"0": {"key": ["a"], "content": "b"}}},
    "novel": {
        "lorebookVersion": 5,
        "entries": [
            {
                "text": "It rang.",
                "keys": ["bell"],
                "enabled": True,
                "displayName": "Bell",
                "contextConfig": {"budgetPriority": 300},
                "forceActivation": True,
            }
        ],
    },
    "agnai": {
        "kind": "memory",
        "name": "bog",
        "entries": [
            {"keywords": ["bell"], "entry": "It rang.", "weight": 3, "priority": 8, "enabled": True, "name": "Bell"}
        ],
    },
    "risu": {
        "type": "risu",
        "ver": 1,
        "data": [
            {
                "key": "bell, toll",
                "secondkey": "red",
                "selective": True,
                "alwaysActive": True,
                "insertorder": 11,
                "activationPercent": 60,
                "content": "It rang.",
                "comment": "Bell",
            }
        ],
    },
}


def _rules(book: Lorebook) -> list[dict[str, Any]]:
    return [rule.model_dump(exclude={"id"}) for rule in book.rules]


@pytest.mark.parametrize("name", BOOKS)
def test_a_book_goes_through_every_form(name: str) -> None:
    book, notes = read_book(BOOKS[name], name="bog")
    assert notes[0].text.split()[0] == str(len(book.rules))
    for out in (card_book(book), {"spec": "lorebook_v3", "data": card_book(book)}, v3_file(book), world_file(book)):
        again, _ = read_book(json.loads(json.dumps(out)), name="bog")
        assert _rules(again) == _rules(book)
        twice, _ = read_book(world_file(again), name="bog")
        assert _rules(read_book(v3_file(twice), name="bog")[0]) == _rules(book)


def test_a_book_in_its_own_form_is_as_it_was() -> None:
    assert world_file(read_book(WORLD)[0]) == WORLD
    assert card_book(read_book(BOOK)[0], v3=False) == BOOK


@pytest.mark.parametrize("name", BOOKS)
def test_nothing_of_an_entry_is_lost_between_forms(name: str) -> None:
    book, _ = read_book(BOOKS[name], name="bog")
    entries = BOOKS[name].get("entries") or BOOKS[name]["data"]
    values = {value for value in _values(entries) if value not in (False, True)}
    for out in (v3_file(book), world_file(book)):
        there = {part.strip() for value in _values(out) for part in str(value).split(",")}
        assert {part.strip() for value in values for part in str(value).split(",")} - there - {"before_char"} == set()


def _values(value: Any) -> Iterator[Any]:
    for leaf in _leaves(value):
        yield leaf[1] if isinstance(leaf, tuple) else leaf


def test_a_world_file_means_what_it_says() -> None:
    first = read_book(WORLD)[0].rules[0]
    assert (first.logic, first.placement.where, first.placement.depth, first.placement.role) == (
        "not_any",
        "depth",
        3,
        "assistant",
    )
    assert (first.recursion_level, first.groups, first.probability, first.cast.exclude) == (2, ("a", "b"), 40.0, True)
    assert first.fields == ("scenario",)
    assert (first.sticky, first.cooldown, first.delay, first.triggers) == (1, 2, 3, ("normal",))


def test_regex_of_a_book_that_is_from_sillytavern_is_plain_text() -> None:
    theirs = {**V2_ENTRY, "use_regex": True}
    assert not read_book({"entries": [theirs]})[0].rules[0].regex
    assert read_book({"entries": [{**theirs, "extensions": {}}]})[0].rules[0].regex


RULES = st.builds(
    LoreRule,
    id=st.integers(0, 99).map(str),
    content=st.text(max_size=20),
    keys=st.lists(st.text(alphabet="abc猫/", min_size=1, max_size=6), max_size=3).map(tuple),
    logic=st.sampled_from(["any", "not_all", "not_any", "all"]),
    secondary=st.lists(st.text(alphabet="xyz", min_size=1, max_size=3), min_size=1, max_size=3).map(tuple),
    title=st.text(max_size=9),
    enabled=st.booleans(),
    constant=st.booleans(),
    order=st.integers(-9, 999),
    priority=st.integers(0, 9),
    case_sensitive=st.sampled_from([None, True, False]),
    whole_words=st.sampled_from([None, True, False]),
    scan_depth=st.one_of(st.none(), st.integers(0, 50)),
    probability=st.sampled_from([0.0, 12.5, 50.0, 100.0]),
    only_first=st.booleans(),
    recursion_level=st.integers(0, 3),
    sticky=st.integers(0, 9),
    groups=st.lists(st.sampled_from("gh"), max_size=2, unique=True).map(tuple),
    fields=st.sampled_from([(), ("persona",), ("description", "scenario")]),
)


@settings(max_examples=60)
@given(st.lists(RULES, max_size=4, unique_by=lambda rule: rule.id))
def test_any_book_survives_any_way_round(rules: list[LoreRule]) -> None:
    book = Lorebook(name="b", rules=tuple(rules))
    for write, read in ((world_file, v3_file), (v3_file, world_file)):
        there, _ = read_book(json.loads(json.dumps(write(book))))
        back, _ = read_book(json.loads(json.dumps(read(there))))
        assert _rules(back) == _rules(book)


# -- chats

CHAT = [
    {"user_name": "unused", "character_name": "unused", "chat_metadata": {"integrity": "x", "main_chat": "y"}},
    {
        "name": "Ilse",
        "is_user": False,
        "mes": "Mind the edge.",
        "send_date": "June 19, 2023 2:20pm",
        "swipes": ["No.", "Mind the edge."],
        "swipe_id": 1,
        "extra": {"model": "m"},
    },
    {"name": "Ada", "is_user": True, "mes": "Why?", "send_date": 1687177200000, "unheard": [1]},
    {"name": "Note", "is_user": False, "is_system": True, "mes": "hidden", "send_date": "2024-7-12@01h31m37s123ms"},
    {
        "name": "Ilse",
        "is_user": False,
        "mes": {"message": "Look."},
        "swipes": [{"message": "Look."}],
        "extra": {"type": "narrator"},
    },
]


def rows(lines: list[Any], end: str = "\n") -> bytes:
    return end.join(json.dumps(line) for line in lines).encode()


@pytest.mark.parametrize("end", ["\n", "\r\n", "\n\n"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_a_chat_comes_in(end: str, mark: bytes) -> None:
    chat, notes = read_chat(mark + rows(CHAT, end), "old days")
    assert [line.text for line in chat.lines] == ["Mind the edge.", "Why?", "hidden", "Look."]
    assert [line.hidden for line in chat.lines] == [False, False, True, False]
    assert chat.lines[0].others == ("No.",) and chat.lines[3].narrator
    assert (chat.user, chat.character) == ("Ada", "Ilse")
    assert [json.loads(row) for row in write_chat(chat).splitlines()] == CHAT
    assert any(note.fate == "lost" and note.what == "dates" for note in notes)


def test_a_chat_without_a_header_and_with_a_torn_end() -> None:
    chat, notes = read_chat(rows(CHAT[1:]) + b'\n{"name": "Ada", "mes": "cut o')
    assert len(chat.lines) == 4 and chat.damaged == (5,)
    assert any(note.fate == "lost" and note.what == "lines" for note in notes)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("2023-06-19T14:20:00Z", datetime(2023, 6, 19, 14, 20, tzinfo=UTC)),
        ("2023-06-19T16:20:00+02:00", datetime(2023, 6, 19, 14, 20, tzinfo=UTC)),
        (1687184400000, datetime(2023, 6, 19, 14, 20, tzinfo=UTC)),
        ("1687184400000", datetime(2023, 6, 19, 14, 20, tzinfo=UTC)),
        ("June 19, 2023 2:20pm", datetime(2023, 6, 19, 14, 20, tzinfo=UTC)),
        ("December 1, 2023 12:05am", datetime(2023, 12, 1, 0, 5, tzinfo=UTC)),
        ("2024-7-12@01h31m37s123ms", datetime(2024, 7, 12, 1, 31, 37, 123000, tzinfo=UTC)),
        ("2024-7-12@01h31m37s", datetime(2024, 7, 12, 1, 31, 37, tzinfo=UTC)),
        ("2024-6-5 @14h 56m 50s 682ms", datetime(2024, 6, 5, 14, 56, 50, 682000, tzinfo=UTC)),
        ("yesterday", None),
        (None, None),
        ("9" * 400, None),
        (float("nan"), None),
        ("2024-13-45@99h99m", None),
    ],
)
def test_dates(text: Any, wanted: datetime | None) -> None:
    assert read_date(text) == wanted


# -- hostile files

DEEP = b"[" * 200_000 + b"]" * 200_000
HOSTILE = {
    "nothing": b"",
    "no text": bytes(range(256)) * 40,
    "a picture without a card": with_texts(None, {"comment": b"hi"}),
    "a cut picture": in_png(V1, "chara")[:120],
    "a picture with no end": SIGNATURE + b"\x00\x00\x00\x01tEXta\x00\x00\x00\x00",
    "a chunk that says it is 4 GB": SIGNATURE + b"\xff\xff\xff\xfftEXtchara\x00AAAA",
    "damaged base64": with_texts(None, {"chara": b"!!!!"}),
    "base64 of no JSON": with_texts(None, {"chara": base64.b64encode(b"{nope")}),
    "deep JSON": b'{"name": ' + DEEP + b"}",
    "deep but parseable": b'{"name": "x", "description": ' + b"[" * 400 + b"]" * 400 + b"}",
    "too much JSON": b'{"name": "' + b"a" * (5 * 2**20) + b'"}',
    "millions of objects": b'{"name": "x", "description": "", "tags": [' + b"{}," * 1_900_000 + b"{}]}",
    "a number of a million digits": b'{"name": ' + b"9" * 1_000_000 + b"}",
    "not UTF-8": b'{"name": "\xff\xfe"}',
    "a list": b"[1, 2]",
    "no name": b'{"spec": "chara_card_v2", "data": {"description": "x"}}',
    "a name that is a list": b'{"name": ["x"]}',
    "an archive without a card": charx(V1).replace(b"card.json", b"cart.json"),
    "a broken archive": charx(V1)[:-40],
    "an archive that grows": b"",
    "yaml that grows": b"a: &a [x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a]\nname: *b\n",
    "deep yaml": b"a: " + b"[" * 20_000,
    "yaml objects": b"!!python/object/apply:os.system ['true']",
    "too many entries": packed(modern({**V2_DATA, "character_book": {"entries": [{}] * 20_001}})),
    "NaN": b'{"name": NaN}',
    "a thousand pictures": SIGNATURE + b"\x00\x00\x00\x00IDAT\x00\x00\x00\x00" * 200_000,
}


def _growing() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("card.json", b" " * (200 * 2**20))
    return out.getvalue()


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_end_soon_with_a_clear_line(name: str) -> None:
    raw = _growing() if name == "an archive that grows" else HOSTILE[name]
    before = time.process_time()
    with pytest.raises(InputError) as caught:
        read_card(raw, "evil.png")
    assert time.process_time() - before < 2
    assert len(str(caught.value)) < 200


@pytest.mark.parametrize("name", ["an archive that grows", "millions of objects", "too many entries", "deep JSON"])
def test_hostile_files_take_no_more_memory_than_they_may(name: str, tmp_path: Path) -> None:
    """Under 200 MB at the most, in a process of its own; what it inherits at its start is not counted."""
    if not Path("/proc/self/status").exists():
        pytest.skip("only Linux tells a process its peak")
    file = tmp_path / "evil"
    file.write_bytes(_growing() if name == "an archive that grows" else HOSTILE[name])
    code = (
        "import re, sys, pathlib\n"
        "from gm.interop.card_in import read_card\n"
        "from gm.domain.errors import InputError\n"
        "raw = pathlib.Path(sys.argv[1]).read_bytes()\n"
        "try:\n    read_card(raw)\nexcept InputError:\n    status = pathlib.Path('/proc/self/status').read_text()\n"
        "    print(re.search('VmHWM:\\\\s+(\\\\d+)', status)[1])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(file)], capture_output=True, text=True, timeout=60, check=True
    )
    assert int(done.stdout) / 1024 < 200


@given(st.binary(max_size=400))
def test_any_bytes_give_a_card_or_a_clear_line(raw: bytes) -> None:
    for start in (b"", SIGNATURE, b"PK\x03\x04", b"{"):
        try:
            read_card(start + raw)
        except InputError:
            continue


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=8),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from([*V3_DATA, "entries", "keys", "extensions", "data", "spec", "id"]), inner, max_size=5
            )
        ),
        max_leaves=20,
    )
)
def test_any_shape_gives_a_card_or_a_clear_line(value: Any) -> None:
    for shape in (
        value,
        {"name": "x", "description": value},
        modern({"name": "x", "description": "", "character_book": value, "extensions": value}),
    ):
        try:
            card, _ = read_card(packed(shape))
        except InputError:
            continue
        assert read_card(packed(card_json(card)[0]))[0].name == card.name
    for reader in (
        lambda: read_book(value),
        lambda: read_book({"entries": value}),
        lambda: read_chat(rows([{"mes": value}, value])),
    ):
        try:
            reader()
        except InputError:
            continue
