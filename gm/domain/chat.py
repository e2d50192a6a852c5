"""A chat as another program kept it: who said what when, in order."""

from datetime import datetime

from pydantic import JsonValue

from gm.domain.values import Value


class ChatLine(Value):
    """One message. `when` is None where the file has no date that can be read. `hidden`: it was kept out of prompts."""

    speaker: str
    text: str
    is_user: bool = False
    hidden: bool = False
    narrator: bool = False
    when: datetime | None = None
    others: tuple[str, ...] = ()
    """The alternatives that were not chosen."""
    original: dict[str, JsonValue] = {}
    """The line as it was."""


class Chat(Value):
    """A chat of one file. `damaged`: lines that could not be read, by number."""

    title: str = ""
    user: str = ""
    character: str = ""
    lines: tuple[ChatLine, ...] = ()
    header: dict[str, JsonValue] = {}
    damaged: tuple[int, ...] = ()
