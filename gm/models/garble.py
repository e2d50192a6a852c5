"""Text that is none: halves of characters, a wrong encoding, tokens that show, symbols without words, a foreign script.

Pure. What is unusual in a story (a rune, a word in another tongue, a drawn line) passes: only what prevails counts.
"""

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Final

_BROKEN: Final = re.compile("�")
_MOJIBAKE: Final = re.compile(r"[ÂÃÐÑ][\u0080-\u00bf]|â€[™œ\u009d˜¦“”]|ï»¿|[РС][\u0080-\u009f°±ІЇ]")
_TOKENS: Final = re.compile(r"[Ġ▁Ċ]")
CONTROL: Final = re.compile(
    r"<\|[a-z_]{2,24}\|>|<｜[^｜>]{2,24}｜>|\[/?INST\]|<<?/?SYS>?>|</?(?:start|end)_of_turn>|</?s>(?=\s|$)",
    re.IGNORECASE,
)
"""Marks of a chat template: what follows them is not the reply any more."""
_LEAST: Final = 60
"""Characters of which something can be said."""
_SCRIPTS: Final = {
    "latin": r"A-Za-zÀ-ɏ",
    "cyrillic": r"\u0400-\u052f",
    "greek": r"\u0370-\u03ff",
    "hebrew": r"\u0590-\u05ff",
    "arabic": r"\u0600-\u06ff\u0750-\u077f",
    "devanagari": r"\u0900-\u097f",
    "bengali": r"\u0980-\u09ff",
    "tamil": r"\u0b80-\u0bff",
    "thai": r"\u0e00-\u0e7f",
    "hangul": r"\uac00-\ud7af\u1100-\u11ff",
    "east": r"\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff",
}
_LETTERS: Final = {name: re.compile(f"[{ranges}]") for name, ranges in _SCRIPTS.items()}
_OWN: Final = {
    "ru": "cyrillic", "uk": "cyrillic", "be": "cyrillic", "bg": "cyrillic", "mk": "cyrillic", "el": "greek",
    "he": "hebrew", "ar": "arabic", "fa": "arabic", "ur": "arabic", "hi": "devanagari", "mr": "devanagari",
    "ne": "devanagari", "bn": "bengali", "ta": "tamil", "th": "thai", "ko": "hangul", "zh": "east", "ja": "east",
}  # fmt: skip
"""Languages that are written in one script alone."""
_WRONG: Final = 0.6
"""Share of letters in a script that has no business there."""
_PLAIN_LATIN: Final = 140
"""Letters of a reply in Latin script, and hardly any other, that a story in another script does not have."""


def garble_of(text: str, known: Callable[[], str], language: str = "") -> str:
    """What is wrong with a piece of a reply, in a word or two, or ''.

    `known` gives the prompt's text: a script that stands there is nothing foreign. `language`: what the reply is to be
    in (BCP 47), or ''; then no script is foreign.
    """
    size = len(text)
    if size < _LEAST:
        return ""
    if len(_BROKEN.findall(text)) > max(2, size * 0.02):
        return "broken characters"
    if len(_MOJIBAKE.findall(text)) > max(3, size * 0.03):
        return "a wrong encoding"
    if len(_TOKENS.findall(text)) > max(4, size * 0.03):
        return "bare tokens"
    if _is_soup(text):
        return "symbols without words"
    return _foreign(text, known, language)


def _is_soup(text: str) -> bool:
    written = [character for character in text if not character.isspace()]
    kinds = set(written)
    if len(kinds) < 10:  # a line that is drawn, a scream
        return False
    symbols = sum(not (character.isalnum() or _is_mark(character)) for character in written)
    return symbols > 0.45 * len(written)


@lru_cache(maxsize=4096)
def _is_mark(character: str) -> bool:
    """A vowel sign or accent that belongs to letters."""
    import unicodedata

    return unicodedata.category(character).startswith("M")


def _foreign(text: str, known: Callable[[], str], language: str) -> str:
    counts = {name: len(letters.findall(text)) for name, letters in _LETTERS.items()}
    total = sum(counts.values())
    if total < 40:
        return ""
    script = max(counts, key=lambda name: counts[name])
    if not language:
        return ""
    own = _OWN.get(language.partition("-")[0].lower(), "")
    if script == "latin":
        wrong = bool(own) and counts["latin"] >= _PLAIN_LATIN and counts["latin"] > 0.97 * total
        return "another language" if wrong else ""
    if script == own or counts[script] < _WRONG * total:
        return ""
    return "" if _LETTERS[script].search(known()) else f"a foreign script ({script})"
