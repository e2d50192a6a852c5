"""Character cards in: V1, V2 and V3, as JSON, as YAML, in a PNG, in a CharX archive; also Pygmalion's and ooba's."""

import base64
import binascii
import io
import zipfile
import zlib
from collections.abc import Mapping
from typing import Any, Final

import yaml

from gm.domain.card import Asset, CardForm, CharacterCard, Lorebook, Note
from gm.domain.errors import InputError
from gm.interop.book_in import read_card_book
from gm.interop.json_in import MAX_JSON_BYTES, dict_of, number_of, parse_json, text_of, texts_of
from gm.interop.png import is_png, texts

_V1: Final = ("name", "description", "personality", "scenario", "first_mes", "mes_example")
_V2: Final = (
    *_V1,
    "creator_notes",
    "system_prompt",
    "post_history_instructions",
    "alternate_greetings",
    "character_book",
    "tags",
    "creator",
    "character_version",
    "extensions",
)
_V3: Final = (
    *_V2,
    "assets",
    "nickname",
    "creator_notes_multilingual",
    "source",
    "group_only_greetings",
    "creation_date",
    "modification_date",
)
_ROOT_COPIES: Final = frozenset(
    {*_V1, "creatorcomment", "avatar", "talkativeness", "fav", "tags", "create_date", "chat"}
)
"""What SillyTavern repeats beside `data`; `data` is what counts."""
_PLACEHOLDER: Final = "Creator's notes go here."
_MAX_ARCHIVE: Final = 64 * 1024 * 1024

Read = tuple[CharacterCard, tuple[Note, ...]]


def read_card(raw: bytes, name: str = "the card") -> Read:
    """A character card from the bytes of a file; `name` is the file's, for errors.

    Raises:
        InputError: no card is in it, or it is damaged, or larger than a card is.
    """
    if is_png(raw):
        return card_of(_from_png(raw, name), name)
    at = raw.find(b"PK\x03\x04") if raw.startswith((b"PK", b"\xff\xd8")) else -1
    if at >= 0:
        return card_of(_from_archive(raw[at:], name), name)
    if raw.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"{", b"[")):
        return card_of(parse_json(raw, name), name)
    return card_of(_from_yaml(raw, name), name)


def has_card(value: Any) -> bool:
    """Whether parsed JSON looks like a character card."""
    data = dict_of(value)
    inner = dict_of(data.get("data"))
    named = "name" in data and bool({"first_mes", "description", "greeting"} & set(data))
    inside = "name" in inner and bool({"first_mes", "description"} & set(inner) or "spec" in data)
    return named or "char_name" in data or inside


def card_of(value: Any, name: str = "the card") -> Read:
    """A card from parsed JSON: its form is decided by its shape, never by what it says it is. Raises InputError."""
    root = dict_of(value)
    data = dict_of(root.get("data"))
    if "name" in data and ("spec" in root or "first_mes" in data or "description" in data):
        return _modern(root, data)
    if text_of(root.get("char_name")):
        return _pygmalion(root)
    if text_of(root.get("name")) and ("context" in root or "greeting" in root) and "first_mes" not in root:
        return _ooba(root)
    if text_of(root.get("name")):
        return _plain(root)
    raise InputError(f"{name} holds no character card.", remedy="A card has at least a name.")


# -- the forms


def _modern(root: Mapping[str, Any], data: Mapping[str, Any]) -> Read:
    newer = any(key in data for key in set(_V3) - set(_V2))  # SillyTavern writes "v3" on V2 cards too
    form: CardForm = "v3" if newer or root.get("spec") not in ("chara_card_v2", "chara_card_v3", None) else "v2"
    notes: list[Note] = []
    version = text_of(root.get("spec_version"))
    if _newer(version):
        notes.append(Note(fate="kept", what="spec_version", text=f"{version} is newer than 3.0; read as 3.0"))
    book: Lorebook | None = None
    if isinstance(data.get("character_book"), dict):
        title = f"{text_of(data.get('name'))}'s Lorebook"
        book, more = read_card_book(data["character_book"], name=title, form="v3" if form == "v3" else "v2")
        notes += more
    unknown = {key: each for key, each in data.items() if key not in _V3}
    beside = {key: each for key, each in root.items() if key not in ({"spec", "spec_version", "data"} | _ROOT_COPIES)}
    if unknown or beside:
        notes.append(Note(fate="kept", what="fields", text=f"without meaning here: {', '.join({**unknown, **beside})}"))
    card = CharacterCard(
        **_common(data),
        nickname=text_of(data.get("nickname")),
        greetings=texts_of(data.get("alternate_greetings")),
        group_greetings=texts_of(data.get("group_only_greetings")),
        notes=_notes(data.get("creator_notes")),
        notes_by_language={key: text_of(each) for key, each in dict_of(data.get("creator_notes_multilingual")).items()},
        system=text_of(data.get("system_prompt")),
        after_history=text_of(data.get("post_history_instructions")),
        tags=_tags(data.get("tags")),
        creator=text_of(data.get("creator")),
        version=text_of(data.get("character_version")),
        sources=texts_of(data.get("source")),
        created=number_of(data.get("creation_date")),
        modified=number_of(data.get("modification_date")),
        assets=_assets(data.get("assets")),
        book=book,
        extensions=dict_of(data.get("extensions")),
        unknown={**unknown, **({"": beside} if beside else {})},
        form=form,
    )
    return card, (Note(fate="mapped", what="card", text=f"{card.name}, {form.upper()}"), *notes)


def _plain(root: Mapping[str, Any]) -> Read:
    notes = text_of(root.get("creator_notes")) or text_of(root.get("creatorcomment"))
    card = CharacterCard(
        **_common(root),
        notes=_notes(notes),
        tags=_tags(root.get("tags")),
        unknown={
            key: each for key, each in root.items() if key not in {*_V1, "creator_notes", "creatorcomment", "tags"}
        },
        form="v1",
    )
    return card, (Note(fate="mapped", what="card", text=f"{card.name}, V1"), *_left(card))


def _pygmalion(root: Mapping[str, Any]) -> Read:
    names = ("char_name", "char_persona", "char_greeting", "example_dialogue", "world_scenario")
    card = CharacterCard(
        name=text_of(root.get("char_name")),
        description=text_of(root.get("char_persona")),
        greeting=text_of(root.get("char_greeting")),
        examples=text_of(root.get("example_dialogue")),
        scenario=text_of(root.get("world_scenario")),
        unknown={key: each for key, each in root.items() if key not in names},
        form="v1",
    )
    return card, (Note(fate="mapped", what="card", text=f"{card.name}, Pygmalion"), *_left(card))


def _ooba(root: Mapping[str, Any]) -> Read:
    card = CharacterCard(
        name=text_of(root.get("name")),
        description=text_of(root.get("context")),
        greeting=text_of(root.get("greeting")),
        unknown={key: each for key, each in root.items() if key not in ("name", "context", "greeting")},
        form="v1",
    )
    return card, (Note(fate="mapped", what="card", text=f"{card.name}, text generation web UI"), *_left(card))


def _left(card: CharacterCard) -> tuple[Note, ...]:
    if not card.unknown:
        return ()
    return (Note(fate="kept", what="fields", text=f"without meaning here: {', '.join(card.unknown)}"),)


def _common(data: Mapping[str, Any]) -> dict[str, str]:
    return {
        "name": text_of(data.get("name")),
        "description": text_of(data.get("description")),
        "personality": text_of(data.get("personality")),
        "scenario": text_of(data.get("scenario")),
        "greeting": text_of(data.get("first_mes")),
        "examples": text_of(data.get("mes_example")),
    }


def _notes(value: Any) -> str:
    text = text_of(value)
    return "" if text.strip() == _PLACEHOLDER else text


def _tags(value: Any) -> tuple[str, ...]:
    if isinstance(value, str):
        return tuple(part.strip() for part in value.split(",") if part.strip())
    return texts_of(value)


def _assets(value: Any) -> tuple[Asset, ...]:
    rows = [dict_of(each) for each in value] if isinstance(value, list) else []
    return tuple(Asset(**{key: text_of(row.get(key)) for key in ("type", "uri", "name", "ext")}) for row in rows if row)


def _newer(version: str) -> bool:
    try:
        return float(version) > 3.0
    except ValueError:
        return False


# -- the containers


def _from_png(raw: bytes, name: str) -> Any:
    found = texts(raw)
    for keyword in ("ccv3", "chara"):
        if keyword in found:
            return parse_json(_decoded(found[keyword], name), name)
    raise InputError(f"{name} is a picture without a card.", remedy="Sites that resize pictures take the card out.")


def _decoded(text: bytes, name: str) -> bytes:
    if len(text) > MAX_JSON_BYTES * 2:
        raise InputError(f"{name} holds more than {MAX_JSON_BYTES // 2**20} MiB of card.")
    try:
        return base64.b64decode(text, validate=False)
    except (binascii.Error, ValueError) as error:
        raise InputError(f"The card in {name} is damaged.") from error


def _from_archive(raw: bytes, name: str) -> Any:
    if len(raw) > _MAX_ARCHIVE:
        raise InputError(f"{name} is larger than {_MAX_ARCHIVE // 2**20} MiB.")
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive, archive.open("card.json") as file:
            content = file.read(MAX_JSON_BYTES + 1)  # however large it says it is
    except KeyError as error:
        raise InputError(f"{name} is an archive without a card.json.") from error
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        raise InputError(f"{name} is damaged or locked.") from error
    return parse_json(content, name)


def _from_yaml(raw: bytes, name: str) -> Any:
    """A card of text generation web UI. Aliases are refused: a small file of them can be a large value."""
    if len(raw) > MAX_JSON_BYTES // 4:
        raise InputError(f"{name} is too large for a card in YAML.")
    try:
        text = raw.decode("utf-8-sig")
        if any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(text, Loader=yaml.CSafeLoader)):
            raise InputError(f"{name} uses YAML aliases; a card has no need of them.")
        return yaml.load(text, Loader=yaml.CSafeLoader)
    except UnicodeDecodeError as error:
        raise InputError(f"{name} is no card: neither a picture nor text.") from error
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise InputError(f"{name} is no card: it is neither JSON nor YAML.") from error
