"""What a file is, told by its shape alone: a card, a lorebook, a chat, or a campaign's archive; and it is read."""

import io
import re
import zipfile
from dataclasses import dataclass
from typing import Any, Final

from gm.domain.card import CharacterCard, Lorebook, Note
from gm.domain.chat import Chat
from gm.domain.errors import InputError
from gm.interop.book_in import is_book, read_book
from gm.interop.card_in import card_of, has_card, read_card
from gm.interop.chat_in import read_chat
from gm.interop.chat_others import is_transcript, other_chat, read_transcript, read_turns
from gm.interop.json_in import MAX_JSON_BYTES, dict_of, parse_json
from gm.interop.png import is_png, picture_only, texts

MAX_BYTES: Final = 64 * 1024 * 1024
_HEADS: Final = (
    (b"MZ", "a Windows program"),
    (b"\x7fELF", "a program"),
    (b"\xca\xfe\xba\xbe", "a program"),
    (b"\xcf\xfa\xed\xfe", "a program"),
    (b"#!", "a script"),
    (b"%PDF", "a PDF"),
    (b"\xd0\xcf\x11\xe0", "an old Office file"),
    (b"Rar!", "a RAR archive"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"<!DOCTYPE", "a web page"),
    (b"<html", "a web page"),
    (b"GIF8", "a GIF picture"),
    (b"RIFF", "a WEBP picture or a sound; most sites offer the card as PNG or JSON"),
)
_CAMPAIGN: Final = re.compile(rb"^ruleset:.*^opening:|^opening:.*^ruleset:", re.MULTILINE | re.DOTALL)
_REMEDY: Final = "A card (PNG, JSON, CharX), a lorebook (JSON), a chat (JSON lines) or a campaign's zip, please."


@dataclass(frozen=True, slots=True)
class CardFile:
    """A card, and its picture as a PNG without the card in it (None: it had none)."""

    card: CharacterCard
    notes: tuple[Note, ...]
    picture: bytes | None = None


@dataclass(frozen=True, slots=True)
class BookFile:
    """A lorebook of its own."""

    book: Lorebook
    notes: tuple[Note, ...]


@dataclass(frozen=True, slots=True)
class ChatFile:
    """A chat."""

    chat: Chat
    notes: tuple[Note, ...]


@dataclass(frozen=True, slots=True)
class CampaignFile:
    """A zip that holds a campaign.yaml, or such a file itself."""


Sniffed = CardFile | BookFile | ChatFile | CampaignFile


def sniff(raw: bytes, name: str) -> Sniffed:
    """What is in the bytes of a file; `name` is for errors, and for a book that has no name of its own.

    Raises:
        InputError: it is nothing that we take, is damaged, or too large.
    """
    if not raw.strip():
        raise InputError(f"{name} is empty.")
    if len(raw) > MAX_BYTES:
        raise InputError(f"{name} is larger than {MAX_BYTES // 2**20} MiB.")
    foreign = next((what for head, what in _HEADS if raw[:9].startswith(head)), "")
    if foreign:
        raise InputError(f"{name} is {foreign}, and cannot be taken in.", remedy=_REMEDY, key="bring.foreign")
    if is_png(raw):
        return _picture(raw, name)
    if raw.startswith((b"PK", b"\xff\xd8")):
        if _holds_campaign(raw):
            return CampaignFile()
        return CardFile(*read_card(raw, name))
    if is_transcript(raw):
        return ChatFile(*read_transcript(raw, name))
    body = raw.removeprefix(b"\xef\xbb\xbf").lstrip()
    if _CAMPAIGN.search(body[:65536]) and not body.startswith((b"{", b"[")):
        return CampaignFile()
    if not body.startswith((b"{", b"[")):
        return CardFile(*read_card(raw, name))
    if _has_many_lines(body):
        if b'"narration"' in (head := body.partition(b"\n")[0]) and b'"player_line"' in head:
            return ChatFile(*read_turns(raw, name))
        return ChatFile(*read_chat(raw, name, whole=False))
    return _json(parse_json(raw, name), raw, name)


def _json(value: Any, raw: bytes, name: str) -> Sniffed:
    data = dict_of(value)
    if is_book(value) or data.get("kind") == "memory":
        return BookFile(*read_book(value, name=_stem(name)))
    other = other_chat(value, name)
    if other is not None:
        return ChatFile(*other)
    if has_card(value):
        return CardFile(*card_of(value, name))
    if "mes" in data or "chat_metadata" in data or "narration" in data:
        return ChatFile(*read_chat(raw, name, whole=False))
    raise InputError(f"{name} is JSON, but no card, lorebook or chat that we know.", remedy=_REMEDY)


def _picture(raw: bytes, name: str) -> Sniffed:
    found = texts(raw)
    if "naidata" in found and not {"chara", "ccv3"} & set(found):
        import base64

        try:
            inner = base64.b64decode(found["naidata"][: MAX_JSON_BYTES * 2], validate=False)
        except ValueError as error:
            raise InputError(f"The lorebook in {name} is damaged.") from error
        return BookFile(*read_book(parse_json(inner, name), name=_stem(name)))
    card, notes = read_card(raw, name)
    return CardFile(card, notes, picture_only(raw))


def _holds_campaign(raw: bytes) -> bool:
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            names = archive.namelist()[:5000]
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return False
    return "card.json" not in names and any(re.fullmatch(r"(?:[^/]+/)?campaign\.yaml", each) for each in names)


def _has_many_lines(body: bytes) -> bool:
    """Whether a first line is a whole JSON object, and another one follows: JSON lines, not one value on many lines."""
    head, _, tail = body.partition(b"\n")
    return head.rstrip().endswith(b"}") and tail.lstrip()[:1] in (b"{", b"[") and head.startswith(b"{")


def _stem(name: str) -> str:
    return name.rpartition("/")[2].rpartition("\\")[2].rpartition(".")[0] or name
