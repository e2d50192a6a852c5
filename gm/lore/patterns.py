"""Keys that are regular expressions: written as in JavaScript, run under a time limit.

The library `regex` can be told to give up; the standard library's `re` cannot, and a book from the net may hold an
expression that never ends. Imported with the first such key: it takes a tenth of a second.
"""

import re
from typing import Any, Final

LIMIT_SECONDS: Final = 0.02
"""What one search may take. Expressions that people write take microseconds."""

_LITERAL: Final = re.compile(r"/(.+)/([gimsuyv]*)", re.DOTALL)
_BARE_SLASH: Final = re.compile(r"(?<!\\)(?:\\\\)*/")
_ASCII: Final = {
    "w": ("[A-Za-z0-9_]", "A-Za-z0-9_"),
    "W": ("[^A-Za-z0-9_]", ""),
    "d": ("[0-9]", "0-9"),
    "D": ("[^0-9]", ""),
    "b": (r"(?:(?<![A-Za-z0-9_])(?=[A-Za-z0-9_])|(?<=[A-Za-z0-9_])(?![A-Za-z0-9_]))", "\\b"),
    "B": (r"(?:(?<![A-Za-z0-9_])(?![A-Za-z0-9_])|(?<=[A-Za-z0-9_])(?=[A-Za-z0-9_]))", ""),
}


def is_literal(key: str) -> bool:
    """Whether a key is written as `/…/flags`, with no bare slash inside."""
    found = _LITERAL.fullmatch(key)
    return found is not None and not _BARE_SLASH.search(found.group(1))


def compile_key(key: str, *, bare: bool, ascii_words: bool) -> Any | None:
    """A compiled expression, or None if it is not one: then the key is plain text.

    `bare`: without slashes (V3 `use_regex`). `ascii_words`: `\\w`, `\\d` and `\\b` know ASCII letters only, as they do
    in JavaScript; otherwise the letters of every script.
    """
    import regex

    found = _LITERAL.fullmatch(key) if is_literal(key) else None
    if found is None and not bare:
        return None
    pattern, flags = (found.group(1), found.group(2)) if found else (key, "")
    pattern = _ascii_only(pattern) if ascii_words else pattern
    bits = regex.V0
    bits |= regex.IGNORECASE if "i" in flags else 0
    bits |= regex.MULTILINE if "m" in flags else 0
    bits |= regex.DOTALL if "s" in flags else 0
    try:
        return regex.compile(pattern.replace("\\/", "/"), bits)
    except regex.error:
        return None


def finds(pattern: Any, text: str) -> bool | None:
    """Whether an expression finds something; None if it did not end in time."""
    try:
        return pattern.search(text, timeout=LIMIT_SECONDS) is not None
    except TimeoutError:
        return None


def _ascii_only(pattern: str) -> str:
    """The classes of JavaScript without its `u` flag, spelt out."""
    out: list[str] = []
    inside = False
    at = 0
    while at < len(pattern):
        char = pattern[at]
        if char == "\\" and at + 1 < len(pattern):
            name = pattern[at + 1]
            spelt = _ASCII.get(name)
            text = None if spelt is None else spelt[1 if inside else 0]
            out.append(text if text else pattern[at : at + 2])
            at += 2
            continue
        if char == "[" and not inside:
            inside = True
        elif char == "]" and inside:
            inside = False
        out.append(char)
        at += 1
    return "".join(out)
