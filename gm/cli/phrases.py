"""Small pieces of text for people: a sentence made whole, somebody's words quoted."""

from typing import Final

_ENDS: Final = (".", "!", "?", "…", "。", "！", "？")
_QUOTES: Final = ('"', "“", "”", "„", "«", "»")


def sentence(text: str) -> str:
    """The text as a sentence: its first letter large, a full stop where no mark ends it. Empty stays empty."""
    text = text.strip()
    if not text:
        return ""
    return f"{text[0].upper()}{text[1:]}" if ends(text) else f"{text[0].upper()}{text[1:]}."


def ends(text: str) -> bool:
    """Whether the text ends as a sentence does, closing quotation marks aside."""
    return text.rstrip("".join(_QUOTES) + "'’)»").endswith(_ENDS)


def quoted(words: str) -> str:
    """Somebody's words between quotation marks, unless they hold some of their own: then as they were typed."""
    flat = " ".join(words.split())
    return flat if any(mark in flat for mark in _QUOTES) else f'"{flat}"'


def taken_back(number: int, words: str) -> str:
    """`Taken back: turn 5, "I wait".`: what an undo says. `words` is '' where there were none or they were erased."""
    if not words.strip():
        return f"Taken back: turn {number}."
    said = f"Taken back: turn {number}, {quoted(words)}"
    return said if ends(said) else f"{said}."
