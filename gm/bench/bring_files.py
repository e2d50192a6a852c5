"""Files as other programs write them, and some that nobody means well with: what `gm bench import` brings in."""

import base64
import io
import itertools
import json
import zipfile
from collections.abc import Callable, Mapping
from typing import Any, Final

from gm.interop.png import SIGNATURE, with_texts

_V1: Final = {
    "name": "Ilse",
    "description": "{{char}} digs peat. She has red hair and a green coat; she pulled {{user}} out of the bog.",
    "personality": "dry, exact",
    "scenario": "{{user}} sits in {{char}}'s hut.",
    "first_mes": '*{{char}} looks up.* "Mind the edge, {{user}}."',
    "mes_example": '<START>\n{{user}}: hi\n{{char}}: *wipes the spade* "It rang once, and once was enough for me."',
}
_ENTRY: Final = {
    "keys": ["bell", "/to+ll/i"],
    "content": "@@depth 2\n{{char}} says it rang once.",
    "extensions": {"position": 4, "depth": 2, "selectiveLogic": 3, "sticky": 3, "other_program": {"x": [1]}},
    "enabled": True,
    "insertion_order": 7,
    "case_sensitive": True,
    "priority": 3,
    "id": 12,
    "comment": "the bell",
    "selective": True,
    "secondary_keys": ["red"],
    "position": "before_char",
}
_PLAIN: Final = {"keys": ["peat"], "content": "It burns.", "extensions": {}, "enabled": False, "insertion_order": 0}
_BOOK: Final = {"name": "The bog", "scan_depth": 9, "extensions": {"theirs": 1}, "entries": [_ENTRY, _PLAIN]}
_V2: Final = {
    **_V1,
    "creator_notes": "be kind",
    "system_prompt": "{{original}} short.",
    "post_history_instructions": "shorter",
    "alternate_greetings": ["Again?", "Oh."],
    "tags": ["bog"],
    "creator": "someone",
    "character_version": "2",
    "extensions": {"talkativeness": 0.5, "depth_prompt": {"prompt": "x", "depth": 4}, "unheard": [None]},
    "character_book": _BOOK,
}
_V3: Final = {
    **_V2,
    "nickname": "Il",
    "creator_notes_multilingual": {"de": "sei nett"},
    "source": ["https://example.org/1"],
    "group_only_greetings": ["All of you?"],
    "creation_date": 1700000000,
    "assets": [{"type": "icon", "uri": "embeded://a.png", "name": "main", "ext": "png"}],
}


def _modern(data: Mapping[str, Any], spec: str = "chara_card_v2", **root: Any) -> dict[str, Any]:
    return {"spec": spec, "spec_version": "3.0" if spec.endswith("3") else "2.0", "data": data, **root}


CARDS: Final[Mapping[str, Any]] = {
    "v1": _V1,
    "v1 with more": {**_V1, "creatorcomment": "kind", "avatar": "none", "fav": True},
    "pygmalion": {"char_name": "Ilse", "char_persona": "digs", "char_greeting": "hi", "world_scenario": "a bog"},
    "ooba": {"name": "Ilse", "context": "digs", "greeting": "hi", "turn_template": "<u>"},
    "v2": _modern(_V2),
    "v2 without spec": {"data": _V2},
    "v2 with root copies": _modern(_V2, **_V1, create_date="2024-7-12@01h31m37s123ms"),
    "v2 relabelled": _modern(_V2, "chara_card_v3"),
    "v2 with texts for lists": _modern({**_V2, "tags": "bog, human", "alternate_greetings": "Again?"}),
    "v2 with nulls": _modern({key: each if key in ("name", "first_mes") else None for key, each in _V2.items()}),
    "v2 with unknown fields": _modern({**_V2, "shoe_size": 43}, mood="blue"),
    "v3": _modern(_V3, "chara_card_v3"),
    "v3 of the future": {**_modern({**_V3, "smell": "peat"}, "chara_card_v3"), "spec_version": "4.2"},
    "other scripts": _modern({**_V3, "name": "Ильзе 伊尔丝 อิลเซ", "tags": ["沼"]}, "chara_card_v3"),
    "long": _modern({**_V2, "description": "\n\n".join(f"Paragraph {n} of {{{{char}}}}. " * 20 for n in range(40))}),
    "two entries of one id": _modern({**_V2, "character_book": {**_BOOK, "entries": [_ENTRY, _ENTRY]}}),
}
BOOKS: Final[Mapping[str, Any]] = {
    "v2 book": _BOOK,
    "v3 book": {"spec": "lorebook_v3", "data": _BOOK},
    "world": {"entries": {"0": {"uid": 0, "key": ["bell"], "content": "It rang.", "sticky": 2, "addMemo": True}}},
    "novel": {"lorebookVersion": 5, "entries": [{"text": "It rang.", "keys": ["bell"], "displayName": "Bell"}]},
    "agnai": {"kind": "memory", "name": "bog", "entries": [{"keywords": ["bell"], "entry": "It rang.", "weight": 3}]},
    "risu": {"type": "risu", "data": [{"key": "bell, toll", "content": "It rang.", "activationPercent": 60}]},
}
_SAID: Final = [
    {"name": "Ada", "is_user": True, "mes": "Why?", "send_date": "June 19, 2023 2:20pm"},
    {"name": "Ilse", "is_user": False, "mes": "Because.", "swipes": ["No.", "Because."], "swipe_id": 1},
]
CHATS: Final[Mapping[str, Any]] = {
    "sillytavern": [{"user_name": "Ada", "character_name": "Ilse", "chat_metadata": {}}, *_SAID],
    "without a header": _SAID,
    "chub": [{**each, "mes": {"message": each["mes"]}} for each in _SAID],
    "ooba chat": {"data_visible": [["Why?", "Because."]], "name1": "Ada", "name2": "Ilse"},
    "risu chat": {"type": "risuChat", "data": {"message": [{"role": "user", "data": "Why?"}]}},
}


def packed(value: Any) -> bytes:
    """As JSON; a list as JSON lines."""
    if isinstance(value, list):
        return b"\n".join(packed(each) for each in value)
    return json.dumps(value, ensure_ascii=False).encode()


def _png(value: Any, keyword: str) -> bytes:
    return with_texts(None, {keyword: base64.b64encode(packed(value))})


def _charx(content: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("card.json", content)
    return out.getvalue()


SHELLS: Final[Mapping[str, Callable[[Any], bytes]]] = {
    "json": packed,
    "bom": lambda value: b"\xef\xbb\xbf" + packed(value),
    "chara": lambda value: _png(value, "Chara"),
    "ccv3": lambda value: _png(value, "ccv3"),
    "charx": lambda value: _charx(packed(value)),
}


def card_files() -> dict[str, bytes]:
    """Every card in every shell."""
    return {
        f"{name}, {shell}": SHELLS[shell](value) for (name, value), shell in itertools.product(CARDS.items(), SHELLS)
    }


def hostile_files() -> dict[str, bytes]:
    """Files that are damaged, or made to hurt whoever reads them."""
    row = packed({"name": "a", "is_user": True, "mes": "x" * 50})
    return {
        "a program": b"MZ\x90\x00",
        "no text": bytes(range(256)) * 40,
        "a picture without a card": with_texts(None, {"comment": b"hi"}),
        "a cut picture": _png(_V1, "chara")[:120],
        "a chunk of 4 GB": SIGNATURE + b"\xff\xff\xff\xfftEXtchara\x00AAAA",
        "damaged base64": with_texts(None, {"chara": b"!!!!"}),
        "deep JSON": b'{"name": ' + b"[" * 200_000 + b"]" * 200_000 + b"}",
        "too much JSON": b'{"name": "' + b"a" * (5 * 2**20) + b'"}',
        "millions of objects": b'{"name": "x", "description": "", "tags": [' + b"{}," * 1_390_000 + b"{}]}x",
        "a number of a million digits": b'{"name": ' + b"9" * 1_000_000 + b"}",
        "an archive that grows": _charx(b" " * (200 * 2**20)),
        "yaml that grows": b"a: &a [x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a]\nname: *b\n",
        "deep yaml": b"a: " + b"[" * 20_000,
        "too many entries": packed(_modern({**_V2, "character_book": {"entries": [{}] * 20_001}})),
        "a thousand pictures": SIGNATURE + b"\x00\x00\x00\x00IDAT\x00\x00\x00\x00" * 200_000,
        "a chat of too many lines": b"\n".join([row] * 200_100),
        "a chat of torn lines": b"\n".join([b'{"mes": '] * 200_000),
    }
