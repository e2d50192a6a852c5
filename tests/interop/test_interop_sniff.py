"""What a file is, its shape tells; other programs' chats are read; strangers' texts are made fit for a campaign."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_interop_cards import BOOKS, CHAT, VALUES, charx, in_png, packed, rows

from gm.domain.errors import InputError
from gm.interop.card_in import read_card
from gm.interop.guesses import guess_language, guess_pronouns, guess_rating, sexualises_a_child
from gm.interop.sniff import BookFile, CampaignFile, CardFile, ChatFile, sniff
from gm.interop.spelling import bake, clean_text, id_of, place_in, unstarred


def test_shapes_tell_what_a_file_is_whatever_it_is_called() -> None:
    for value in VALUES.values():
        for raw in (packed(value), in_png(value, "chara"), charx(value), json.dumps(value, indent=2).encode()):
            assert isinstance(sniff(raw, "x.jsonl"), CardFile)
    for value in BOOKS.values():
        assert isinstance(sniff(packed(value), "x.png"), BookFile)
    assert isinstance(sniff(rows(CHAT), "x.json"), ChatFile)
    assert isinstance(sniff(rows(CHAT[1:2]), "x.json"), ChatFile)
    assert isinstance(sniff(b"name: Ilse\ncontext: digs\ngreeting: hi\n", "x.txt"), CardFile)
    zipped = charx(VALUES["v1"]).replace(b"card.json", b"cart.json")  # an archive of something else
    with pytest.raises(InputError, match=r"card\.json"):
        sniff(zipped, "x")


def test_a_campaigns_zip_is_told_from_a_card() -> None:
    import io
    import zipfile

    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("moor/campaign.yaml", "title: x")
    assert isinstance(sniff(out.getvalue(), "x.zip"), CampaignFile)


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"MZ\x90\x00", "Windows program"),
        (b"\x7fELF\x02", "a program"),
        (b"#!/bin/sh\nrm -rf /", "a script"),
        (b"%PDF-1.7", "a PDF"),
        (b"<!DOCTYPE html>", "a web page"),
        (b"RIFF\x00\x00\x00\x00WEBP", "WEBP"),
        (b"  \n", "is empty"),
        (b'{"a": 1}', "no card, lorebook or chat"),
        (b"[1, 2]", "no card, lorebook or chat"),
        (b"just words", "no character card"),
    ],
)
def test_what_is_none_of_them_ends_in_a_clear_line(raw: bytes, words: str) -> None:
    with pytest.raises(InputError, match=words):
        sniff(raw, "x.png")


def test_a_novelai_picture_is_a_book() -> None:
    found = sniff(in_png(BOOKS["novel"], "naidata"), "bog.png")
    assert isinstance(found, BookFile) and found.book.name == "bog" and found.book.rules[0].keys == ("bell",)


# -- other programs' chats

SAID = [("Ada", True, "Why?"), ("Ilse", False, "Because.")]
OTHERS: dict[str, Any] = {
    "kobold lite, instruct": {
        "prompt": "Mind the edge.",
        "actions": ["{{[INPUT]}}Why?", "{{[OUTPUT]}}Because."],
        "savedsettings": {"chatname": "Ada", "chatopponent": "Ilse||$||Bo"},
    },
    "kobold lite, chat": {
        "prompt": "",
        "actions": ["\nAda: Why?\nIlse: Because."],
        "savedsettings": {"chatname": "Ada", "chatopponent": "Ilse"},
    },
    "character.ai": {
        "histories": {
            "histories": [
                {
                    "msgs": [
                        {"src": {"is_human": True, "name": "Ada"}, "text": "Why?", "created": "2023-06-19T14:20:00Z"},
                        {"src": {"is_human": False, "name": "Ilse"}, "text": "Because."},
                    ]
                }
            ]
        }
    },
    "ooba": {
        "data_visible": [["<|BEGIN-VISIBLE-CHAT|>", "Mind the edge."], ["Why?", "Because."]],
        "name1": "Ada",
        "name2": "Ilse",
    },
    "agnai": {
        "name": "Ilse",
        "messages": [{"msg": "Why?", "userId": "u", "name": "Ada"}, {"msg": "Because.", "characterId": "c"}],
    },
    "risu": {
        "type": "risuChat",
        "data": {
            "message": [{"role": "user", "data": "Why?", "time": 1687184400000}, {"role": "char", "data": "Because."}]
        },
    },
    "gm log --json": {
        "game": "g",
        "title": "t",
        "branch": "main",
        "turns": [
            {"turn": 1, "status": "done", "lines": [{"speaker": "Ada", "text": "Why?"}], "narration": "Because."},
            {"turn": 2, "status": "undone", "lines": [{"speaker": "Ada", "text": "No"}], "narration": "Taken back."},
        ],
    },
}


@pytest.mark.parametrize("name", OTHERS)
def test_chats_of_other_programs(name: str) -> None:
    found = sniff(packed(OTHERS[name]), "old.json")
    assert isinstance(found, ChatFile)
    lines = [line for line in found.chat.lines if line.text != "Mind the edge."]
    assert [(line.is_user, line.text) for line in lines] == [(each[1], each[2]) for each in SAID]
    assert lines[0].speaker in ("Ada", "You")
    assert found.notes[0].what == "chat"


def test_the_lines_of_a_played_script_are_a_chat() -> None:
    turns = [{"turn": n, "player_line": f"line {n}", "ruling": None, "narration": f"told {n}"} for n in (1, 2)]
    found = sniff(rows(turns) + b'\n{"turn": 3, "play', "x")
    assert isinstance(found, ChatFile)
    assert [line.text for line in found.chat.lines] == ["line 1", "told 1", "line 2", "told 2"]


def test_a_transcript_that_is_cut_off_keeps_its_whole_turns() -> None:
    raw = packed(OTHERS["gm log --json"])
    found = sniff(raw[: raw.index(b'{"turn": 2') + 30], "x")
    assert isinstance(found, ChatFile) and len(found.chat.lines) == 2


# -- texts


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("Seraphina", "seraphina"),
        ("Ильзе Щукина", "ilze-shchukina"),
        ("Élan O'Vital", "elan-ovital"),
        ("ゆき", "yuki"),
        ("서연", "seoyeon"),
        ("Αθηνά", "athina"),
        ("😀", "someone"),
        ("../../etc", "etc"),
    ],
)
def test_ids_of_names_in_any_script(name: str, wanted: str) -> None:
    assert id_of(name, fallback="someone") == wanted


@given(st.text(max_size=80))
def test_any_name_has_an_id_that_a_folder_can_bear(name: str) -> None:
    import re

    assert re.fullmatch(r"[a-z0-9][a-z0-9-]{0,39}", id_of(name, fallback="someone"))


def test_macros_of_cards_are_text_and_nothing_more() -> None:
    said = "{{char}} and <BOT> meet {{ USER }} <user>. {{// a note}}{{original}}"
    said += "{{random: red, blue}} {{7*7}} {{getvar::x}}"
    assert bake(said, char="Ilse", user="Ada") == "Ilse and Ilse meet Ada Ada. red {{7*7}} {{getvar::x}}"
    assert bake("{{char}} {{user}}", char="{{user}}", user="") == "{{user}} {{user}}"
    assert bake("<USER>", char="x", user=r"\1 {{char}}") == r"\1 {{char}}"


@given(st.text(max_size=200))
def test_cleaned_texts_can_stand_in_a_campaigns_file(text: str) -> None:
    from gm.authoring.problem import Problems
    from gm.authoring.yaml_source import parse_yaml
    from gm.interop.yaml_out import write_yaml

    problems = Problems()
    parse_yaml("x.yaml", write_yaml({"a": clean_text(text)}), problems)
    assert problems.found == []


def test_pictures_and_tags_are_taken_out() -> None:
    assert clean_text("Hi ![me](https://x.org/a.png) <b>you</b><br>there\u202e\x07") == "Hi  you\nthere"


def test_narration_between_asterisks_becomes_prose() -> None:
    assert unstarred('*She looks up* "Oh." *She smiles.*') == 'She looks up. "Oh." She smiles.'
    assert unstarred("*She looks up.* Oh, you.") == "*She looks up.* Oh, you."


def test_a_place_is_found_where_one_is_named() -> None:
    assert place_in("Ada wakes in Ilse's cottage by the sea, alone.") == "Ilse's cottage by the sea"
    assert place_in("It is a story of two people in the evening.") == ""
    assert place_in("{{user}} sits in the {{char}} chair.") == ""


@pytest.mark.parametrize(
    ("text", "language", "pronouns"),
    [
        ("She is tall and her hair is red. She laughs.", "en", "she/her"),
        ("Er ist groß und sein Haar ist rot. Er lacht, und man mag ihn.", "de", "he/him"),
        ("Она живёт у болота, и её все знают.", "ru", "she/her"),
        ("她住在沼泽边,大家都认识她。", "zh", "she/her"),
        ("เธออยู่ริมหนองน้ำ ทุกคนรู้จักเธอ", "th", "she/her"),
        ("Gender: male. A wall of a person.", "en", "he/him"),
        ("A wall.", "en", "they/them"),
    ],
)
def test_language_and_pronouns(text: str, language: str, pronouns: str) -> None:
    assert (guess_language([text]), guess_pronouns([text], language)) == (language, pronouns)


def test_ratings() -> None:
    assert guess_rating(["a bog"], ["Fantasy"]) == "teen"
    assert guess_rating(["a bog"], ["NSFW", "elf"]) == "adult"
    assert guess_rating(["a bog"], ["gore"]) == "mature"
    assert sexualises_a_child(["Age: 15"], ["nsfw"]) and sexualises_a_child([""], ["loli"])
    assert not sexualises_a_child(["Age: 150, a dragon"], ["nsfw"]) and not sexualises_a_child(["Age: 9"], ["fantasy"])


def test_a_picture_keeps_its_pixels_and_loses_its_words() -> None:
    found = sniff(in_png(VALUES["v2"], "chara", "ccv3"), "x")
    assert isinstance(found, CardFile) and found.picture is not None
    with pytest.raises(InputError):
        read_card(found.picture)
