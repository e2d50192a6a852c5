"""Chats in: JSON lines as SillyTavern and Chub write them, and back out."""

import io
import json
import re
import sys
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, Final

from gm.domain.card import Note
from gm.domain.chat import Chat, ChatLine
from gm.domain.errors import InputError
from gm.interop.json_in import dict_of, flag_of, number_of, parse_json, text_of

MAX_CHAT_BYTES: Final = 24 * 1024 * 1024
MAX_LINES: Final = 60_000
"""With these, whatever is in it, a chat is read within 200 MB and two seconds."""
_HEADER: Final = ("user_name", "chat_metadata", "character_name")
_AT: Final = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})\s?@(\d{1,2})h\s?(\d{1,2})m(?:\s?(\d{1,2})s)?(?:\s?(\d{1,3})ms)?")
_SPOKEN: Final = re.compile(r"([A-Za-z]+) (\d{1,2}), (\d{4}) (\d{1,2}):(\d{2})\s?([ap]m)", re.IGNORECASE)
_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def read_chat(raw: bytes, name: str = "the chat", *, whole: bool = True) -> tuple[Chat, tuple[Note, ...]]:
    """A chat of JSON lines. A header may be there or not; the last line may be cut off; what cannot be read is counted.

    `whole` False: only what was said, by whom and when; not what else a line holds, so that it cannot be written again.

    Raises:
        InputError: too large, or no line in it is a message.
    """
    if len(raw) > MAX_CHAT_BYTES:
        raise InputError(f"{name} is larger than {MAX_CHAT_BYTES // 2**20} MiB.", remedy="Split it into several files.")
    if raw.count(b"\n") > 4 * MAX_LINES or _messages(raw) > MAX_LINES:
        raise InputError(f"{name} has more than {MAX_LINES:,} messages.", remedy="Split it into several files.")
    header: dict[str, Any] = {}
    lines: list[ChatLine] = []
    damaged: list[int] = []
    for number, row in _rows(raw):
        value = _row(row)
        if value is None:
            damaged.append(number)
        elif not lines and not header and "mes" not in value and any(key in value for key in _HEADER):
            header = value
        elif "mes" in value:
            lines.append(_line(value) if whole else _said_line(value))
        else:
            damaged.append(number)
        if len(lines) > MAX_LINES:
            raise InputError(f"{name} has more than {MAX_LINES:,} messages.", remedy="Split it into several files.")
    if not lines:
        raise InputError(f"{name} holds no chat.", remedy="A chat has a message a line, as JSON with a field `mes`.")
    chat = Chat(
        title=name,
        user=_named(header.get("user_name")) or next((line.speaker for line in lines if line.is_user), ""),
        character=_named(header.get("character_name"))
        or next((line.speaker for line in lines if not line.is_user), ""),
        lines=tuple(lines),
        header=header,
        damaged=tuple(damaged),
    )
    return chat, chat_notes(chat)


def write_chat(chat: Chat) -> bytes:
    """The chat as JSON lines again: each line as it was read, with what was changed since."""
    rows = [json.dumps(chat.header, ensure_ascii=False)] if chat.header else []
    rows += [json.dumps(_written(line), ensure_ascii=False) for line in chat.lines]
    return "\n".join(rows).encode()


def _written(line: ChatLine) -> dict[str, Any]:
    if line.original and _line(line.original) == line:
        return dict(line.original)
    out: dict[str, Any] = {**line.original, "name": line.speaker, "is_user": line.is_user, "mes": line.text}
    if line.hidden:
        out["is_system"] = True
    if line.when is not None:
        out["send_date"] = line.when.isoformat()
    return out


def _rows(raw: bytes) -> Iterator[tuple[int, bytes]]:
    with io.BytesIO(raw) as file:  # shares the bytes
        for number, row in enumerate(file, 1):
            for part in row.removeprefix(b"\xef\xbb\xbf").split(b"\r"):
                if part.strip():
                    yield number, part.strip()


def _messages(raw: bytes) -> int:
    """How many lines look like messages. A chat that is too long is refused before the first of them is read."""
    return sum(b'"mes"' in row for _, row in _rows(raw)) if raw.count(b"\n") >= MAX_LINES else 0


def _row(row: bytes) -> dict[str, Any] | None:
    try:
        value = parse_json(row, "a line")
    except InputError:
        return None
    return value if isinstance(value, dict) else None


def _line(value: Mapping[str, Any]) -> ChatLine:
    extra = dict_of(value.get("extra"))
    text = _said(value.get("mes"))
    swipes = value.get("swipes")
    others = tuple(_said(each) for each in swipes) if isinstance(swipes, list) else ()
    return ChatLine(
        speaker=text_of(value.get("name")),
        text=text,
        is_user=flag_of(value.get("is_user")),
        hidden=flag_of(value.get("is_system")),
        narrator=extra.get("type") == "narrator",
        when=read_date(value.get("send_date")),
        others=tuple(each for each in others if each and each != text),
        original=dict(value),
    )


def _said_line(value: Mapping[str, Any]) -> ChatLine:
    extra = dict_of(value.get("extra"))
    return ChatLine.model_construct(
        speaker=sys.intern(text_of(value.get("name"))),
        text=_said(value.get("mes")),
        is_user=flag_of(value.get("is_user")),
        hidden=flag_of(value.get("is_system")),
        narrator=extra.get("type") == "narrator",
        when=read_date(value.get("send_date")),
    )


def _said(value: Any) -> str:
    return text_of(value.get("message")) if isinstance(value, dict) else text_of(value)


def _named(value: Any) -> str:
    name = text_of(value)
    return "" if name == "unused" else name


def chat_notes(chat: Chat) -> tuple[Note, ...]:
    """What became of the messages of a chat."""
    notes = [Note(fate="mapped", what="chat", text=f"{len(chat.lines)} messages")]
    if chat.damaged:
        text = f"{len(chat.damaged)} cannot be read, the first is {chat.damaged[0]}"
        notes.append(Note(fate="lost", what="lines", text=text))
    undated = sum(line.when is None for line in chat.lines)
    if undated:
        notes.append(Note(fate="lost", what="dates", text=f"{undated} messages have none that can be read"))
    if any(line.others for line in chat.lines):
        notes.append(Note(fate="kept", what="swipes", text="alternatives that were not chosen"))
    hidden = sum(line.hidden for line in chat.lines)
    if hidden:
        notes.append(Note(fate="mapped", what="hidden", text=f"{hidden} messages that prompts do not see"))
    return tuple(notes)


def read_date(value: Any) -> datetime | None:
    """A date in one of the forms that chats are found with, in UTC; None if it is none of them."""
    if value is None:
        return None
    number = number_of(value)
    try:
        if number is not None:
            return datetime.fromtimestamp(number / 1000 if abs(number) > 10**11 else number, UTC)
        text = text_of(value).strip()
        at = _AT.fullmatch(text)
        if at is not None:
            year, month, day, hour, minute, second, milli = (int(part or 0) for part in at.groups())
            return datetime(year, month, day, hour, minute, second, milli * 1000, tzinfo=UTC)
        spoken = _SPOKEN.fullmatch(text)
        if spoken is not None:
            name, date, of, at_hour, at_minute, half = spoken.groups()
            clock = int(at_hour) % 12 + (12 if half.lower() == "pm" else 0)
            return datetime(int(of), _MONTHS.index(name[:3].lower()) + 1, int(date), clock, int(at_minute), tzinfo=UTC)
        found = datetime.fromisoformat(text.replace("Z", "+00:00"))
    except (ValueError, OverflowError, OSError):
        return None
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
