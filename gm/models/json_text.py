"""Finds the JSON object in a model's reply: alone, in a code fence, or with prose around it. Guesses no content."""

import json
import re
from collections.abc import Iterator
from typing import Any, Final

from gm.domain.errors import BadReply

_FENCE: Final = re.compile(r"```[A-Za-z0-9]*\s*\n(.*?)```", re.DOTALL)
_TRAILING_COMMA: Final = re.compile(r",(\s*[}\]])")
_MOST_STARTS: Final = 64
"""How many opening braces are tried."""


def extract_json(text: str) -> dict[str, Any]:
    """The object that the reply holds: the whole of it, else in a fence, else the longest one anywhere in it.

    A comma before a closing bracket is forgiven.

    Raises:
        BadReply: there is none.
    """
    for part in (text, *_FENCE.findall(text)):
        found = _load(part.strip())
        if found is not None:
            return found
    best: tuple[int, dict[str, Any]] | None = None
    for start, end in _spans(text):
        if best is not None and end - start <= best[0]:
            continue
        found = _load(text[start:end])
        if found is not None:
            best = (end - start, found)
    if best is None:
        raise BadReply("the reply holds no JSON object")
    return best[1]


def _load(text: str) -> dict[str, Any] | None:
    if not text.startswith("{"):
        return None
    for candidate in (text, _without_trailing_commas(text)):
        try:
            found = json.loads(candidate, strict=False)
        except (ValueError, RecursionError):
            continue
        if isinstance(found, dict):
            return found
    return None


def _without_trailing_commas(text: str) -> str:
    """Outside strings only."""
    parts = re.split(r'("(?:[^"\\]|\\.)*")', text)
    joined = [part if index % 2 else _TRAILING_COMMA.sub(r"\1", part) for index, part in enumerate(parts)]
    return "".join(joined)


def _spans(text: str) -> Iterator[tuple[int, int]]:
    """From each opening brace to the one that closes it, strings skipped."""
    covered = 0
    for tried, match in enumerate(re.finditer(r"\{", text)):
        if tried >= _MOST_STARTS:
            return
        if match.start() < covered:
            continue
        end = _closing(text, match.start())
        if end is not None:
            covered = end
            yield match.start(), end


def _closing(text: str, start: int) -> int | None:
    depth, in_string, escaped = 0, False, False
    for index in range(start, len(text)):
        character = text[index]
        if in_string:
            if escaped:
                escaped = False
            elif character == "\\":
                escaped = True
            elif character == '"':
                in_string = False
        elif character == '"':
            in_string = True
        elif character == "{":
            depth += 1
        elif character == "}":
            depth -= 1
            if depth == 0:
                return index + 1
    return None
