"""Chats of other programs that keep one JSON value a chat, told by their shape; and our own transcripts.

Known: Kobold Lite, CAI exports, text generation web UI, Agnai, Risu, `gm log --json`, the lines of `gm play --json`.
"""

import io
import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from gm.domain.card import Note
from gm.domain.chat import Chat, ChatLine
from gm.domain.errors import InputError
from gm.interop.chat_in import MAX_CHAT_BYTES, MAX_LINES, chat_notes, read_date
from gm.interop.json_in import dict_of, flag_of, parse_json, text_of

_TOKEN: Final = re.compile(r"\{\{\[(INPUT|OUTPUT)\]\}\}")
_BEGIN: Final = "<|BEGIN-VISIBLE-CHAT|>"
_OURS: Final = re.compile(rb'\A\s*\{\s*"game"\s*:.{0,2000}?"turns"\s*:\s*\[', re.DOTALL)


def other_chat(value: Any, name: str) -> tuple[Chat, tuple[Note, ...]] | None:
    """The chat in a parsed JSON value, or None if it is none that we know.

    Raises:
        InputError: it is one, and holds too many messages.
    """
    data = dict_of(value)
    reader = next((read for known, read in _READERS if known(data)), None)
    if reader is None:
        return None
    lines = []
    for line in reader(data):
        if line.text.strip():
            lines.append(line)
        if len(lines) > MAX_LINES:
            raise InputError(f"{name} has more than {MAX_LINES:,} messages.", remedy="Split it into several files.")
    return _chat(tuple(lines), name) if lines else None


def is_transcript(raw: bytes) -> bool:
    """Whether the bytes are what `gm log --json` prints."""
    return _OURS.match(raw[:4096]) is not None


def read_transcript(raw: bytes, name: str) -> tuple[Chat, tuple[Note, ...]]:
    """The chat in a transcript of ours, turn by turn, so that one of years takes no more memory than one of days.

    Raises:
        InputError: it is cut off before its first turn, or has no words in it.
    """
    start = _OURS.match(raw[:4096])
    assert start is not None
    if len(raw) > MAX_CHAT_BYTES:
        raise InputError(f"{name} is larger than {MAX_CHAT_BYTES // 2**20} MiB.", remedy="Split it into several files.")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"{name} is not UTF-8 (byte {error.start}).") from error
    at = len(raw[: start.end()].decode("utf-8-sig"))
    lines: list[ChatLine] = []
    decoder = json.JSONDecoder()
    while len(lines) <= MAX_LINES:
        while at < len(text) and text[at] in " \t\r\n,":
            at += 1
        if at >= len(text) or text[at] != "{":
            break
        try:
            turn, at = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            break  # cut off: what stands before is whole
        lines += _turn(turn)
    if not lines:
        raise InputError(f"{name} holds no words.", remedy="`gm log GAME --json` writes a transcript.")
    return _chat(tuple(lines), name)


def read_turns(raw: bytes, name: str) -> tuple[Chat, tuple[Note, ...]]:
    """The chat in the lines of `gm play --json`.

    Raises:
        InputError: it holds no words.
    """
    if len(raw) > MAX_CHAT_BYTES:
        raise InputError(f"{name} is larger than {MAX_CHAT_BYTES // 2**20} MiB.", remedy="Split it into several files.")
    lines: list[ChatLine] = []
    for row in io.BytesIO(raw):
        try:
            lines += _turn(parse_json(row, name)) if row.strip() else ()
        except InputError:
            continue  # a torn line: the others stand
        if len(lines) > MAX_LINES:
            raise InputError(f"{name} has more than {MAX_LINES:,} messages.", remedy="Split it into several files.")
    if not lines:
        raise InputError(f"{name} holds no words.")
    return _chat(tuple(lines), name)


def _turn(value: Any) -> Iterator[ChatLine]:
    turn = dict_of(value)
    if turn.get("status") == "undone":
        return
    when = read_date(turn.get("created_at"))
    rows = turn.get("lines")
    for row in rows if isinstance(rows, list) else []:
        row = dict_of(row)
        if text_of(row.get("text")):
            yield ChatLine(speaker=text_of(row.get("speaker")), text=text_of(row.get("text")), is_user=True, when=when)
    if text_of(turn.get("player_line")):
        yield ChatLine(speaker="Player", text=text_of(turn.get("player_line")), is_user=True, when=when)
    if text_of(turn.get("narration")):
        yield ChatLine(speaker="", text=text_of(turn.get("narration")), narrator=True, when=when)


def _chat(lines: tuple[ChatLine, ...], name: str) -> tuple[Chat, tuple[Note, ...]]:
    user = next((line.speaker for line in lines if line.is_user), "")
    other = next((line.speaker for line in lines if not line.is_user and line.speaker), "")
    chat = Chat(title=name, user=user, character=other, lines=lines)
    return chat, chat_notes(chat)


# -- the programs


def _kobold(data: Mapping[str, Any]) -> Iterator[ChatLine]:
    saved = dict_of(data.get("savedsettings"))
    user = text_of(saved.get("chatname")) or "You"
    other = text_of(saved.get("chatopponent")).split("||$||")[0]
    actions = data.get("actions")
    parts = [text_of(data.get("prompt")), *(text_of(each) for each in (actions if isinstance(actions, list) else []))]
    if any(_TOKEN.search(part) for part in parts):
        pieces = _TOKEN.split("".join(parts))
        if pieces[0].strip():
            yield ChatLine(speaker=other, text=pieces[0].strip())
        for kind, text in zip(pieces[1::2], pieces[2::2], strict=False):
            mine = kind == "INPUT"
            yield ChatLine(speaker=user if mine else other, text=text.strip(), is_user=mine)
        return
    names = "|".join(re.escape(each) for each in (user, *text_of(saved.get("chatopponent")).split("||$||")) if each)
    rows = re.split(rf"(?:^|\n)({names}):[ ]?", "".join(parts)) if names else ["".join(parts)]
    if rows[0].strip():
        yield ChatLine(speaker=other, text=rows[0].strip(), narrator=True)
    for speaker, text in zip(rows[1::2], rows[2::2], strict=False):
        yield ChatLine(speaker=speaker, text=text.strip(), is_user=speaker == user)


def _cai(data: Mapping[str, Any]) -> Iterator[ChatLine]:
    histories = dict_of(data.get("histories")).get("histories")
    for history in histories if isinstance(histories, list) else []:
        messages = dict_of(history).get("msgs")
        for message in messages if isinstance(messages, list) else []:
            row = dict_of(message)
            source = dict_of(row.get("src"))
            yield ChatLine(
                speaker=text_of(source.get("name")),
                text=text_of(row.get("text")),
                is_user=flag_of(source.get("is_human")),
                when=read_date(row.get("created")),
            )


def _ooba(data: Mapping[str, Any]) -> Iterator[ChatLine]:
    user, other = text_of(data.get("name1")) or "You", text_of(data.get("name2")) or ""
    for pair in data["data_visible"]:
        if not isinstance(pair, list):
            continue
        for at, text in enumerate(text_of(each) for each in pair[:2]):
            if text and text != _BEGIN:
                yield ChatLine(speaker=other if at else user, text=text, is_user=not at)


def _agnai(data: Mapping[str, Any]) -> Iterator[ChatLine]:
    for message in data["messages"]:
        row = dict_of(message)
        mine = bool(text_of(row.get("userId")))
        speaker = text_of(row.get("name")) or ("You" if mine else text_of(data.get("name")))
        yield ChatLine(
            speaker=speaker, text=text_of(row.get("msg")), is_user=mine, when=read_date(row.get("createdAt"))
        )


def _risu(data: Mapping[str, Any]) -> Iterator[ChatLine]:
    inner = dict_of(data.get("data"))
    messages = inner.get("message")
    for message in messages if isinstance(messages, list) else []:
        row = dict_of(message)
        mine = row.get("role") == "user"
        speaker = "You" if mine else (text_of(row.get("name")) or text_of(inner.get("characterName")))
        yield ChatLine(speaker=speaker, text=text_of(row.get("data")), is_user=mine, when=read_date(row.get("time")))


_Reader = Callable[[Mapping[str, Any]], Iterator[ChatLine]]
_READERS: Final[tuple[tuple[Callable[[Mapping[str, Any]], bool], _Reader], ...]] = (
    (lambda data: isinstance(data.get("savedsettings"), dict) and "prompt" in data, _kobold),
    (lambda data: isinstance(data.get("histories"), dict), _cai),
    (lambda data: isinstance(data.get("data_visible"), list), _ooba),
    (lambda data: data.get("type") == "risuChat", _risu),
    (lambda data: isinstance(data.get("messages"), list), _agnai),
)
