"""Words that are spelled so that code does not find them: letters of another script that look the same, digits for
letters, letters set apart, signs that nobody sees. Pure; says how else a text can be read."""

import re
import unicodedata
from functools import lru_cache
from typing import Final

_LATIN: Final = str.maketrans("аеорсухіѕјкмтвнԁցһӏαορνικτυχ", "aeopcyxisjkmtbhdghlaopviktux")
_CYRILLIC: Final = str.maketrans("aeopcyxkmtbh", "аеорсухкмтвн")
_DIGITS: Final = str.maketrans("013457@$!|", "oieastasil")
_ODD: Final = re.compile(r"[\u0370-\u03ff\u0400-\u052f]")
_HAS_LATIN: Final = re.compile(r"[a-z]", re.IGNORECASE)
_WORD: Final = re.compile(r"[\w@$!|]+")
_LEET: Final = re.compile(r"[^\W\d_][\w@$!|]*[013457@$!|][\w@$!|]*[^\W\d_]|[013457@$][^\W\d_]{2,}")
_APART: Final = re.compile(r"(?<!\w)(?:[^\W\d_](?:[\s.\-_*·]+|(?=\W))){3,}[^\W\d_](?!\w)")
_INSIDE: Final = re.compile(r"(?<=[^\W\d_])[-_*·.'’](?=[^\W\d_])")
_SIGNS: Final = re.compile(r"[a-zA-Z][013457@$!|]|[013457@$!|][a-zA-Z]")
_GAPS: Final = re.compile(r"[\W_]+")

_ARABIC: Final = re.compile("[\u0620-\u06ff]")
_HEBREW: Final = re.compile("[\u05d0-\u05ea]")
_GREEK: Final = re.compile("[\u0370-\u03ff\u1f00-\u1fff]")
_VOWELS: Final = re.compile("[\u0640\u064b-\u065f\u0670\u0591-\u05c7]")
"""Signs for vowels, and what only makes a word longer: written or left out as one likes."""
_JOINED_ARABIC: Final = ("ال", "وال", "بال", "فال", "كال", "لل", "ولل", "وبال", "و", "ب", "ل", "ف", "ك")
_JOINED_HEBREW: Final = ("ה", "ו", "ב", "כ", "ל", "מ", "ש", "וה", "שה", "וב", "ול", "מה", "כש", "כשה")


def forms_of(word: str) -> tuple[str, ...]:
    """How else a word that is looked for is written by right: Arabic and Hebrew join the article, "and" and "in" to its
    front; Greek capitals bear no accents."""
    if _ARABIC.match(word):
        return (word, *(before + word for before in _JOINED_ARABIC))
    if _HEBREW.match(word):
        return (word, *(before + word for before in _JOINED_HEBREW))
    if _GREEK.search(word):
        bare = "".join(char for char in unicodedata.normalize("NFD", word) if not unicodedata.combining(char))
        return tuple(dict.fromkeys((word, bare)))
    return (word,)


@lru_cache(maxsize=4096)
def respelled(text: str) -> tuple[str, ...]:
    """How else the text may be meant, where it looks as if it were: () for plain text."""
    if text.isascii() and not any(pattern.search(text) for pattern in (_SIGNS, _APART, _INSIDE)):
        return ()
    seen = "".join(char for char in text if unicodedata.category(char) != "Cf")
    found = [seen]
    base = unicodedata.normalize("NFKC", seen)
    found.append(_WORD.sub(lambda match: _one_script(match.group(), to_latin=True), base))
    found.append(_WORD.sub(lambda match: _one_script(match.group(), to_latin=False), base))
    found.append(_WORD.sub(lambda match: _letters(match.group()), found[1]))
    found.append(_APART.sub(lambda match: _GAPS.sub("", match.group()), found[3]))
    found.append(_APART.sub(lambda match: f"{match.group()[0]} {_GAPS.sub('', match.group()[1:])}", found[3]))
    found.append(_INSIDE.sub("", found[3]))
    found.append(_VOWELS.sub("", base))
    return tuple(each for each in dict.fromkeys(found) if each != text)


def _one_script(word: str, *, to_latin: bool) -> str:
    """A word of two scripts as one of a single script; others stay."""
    if not (_HAS_LATIN.search(word) and _ODD.search(word)):
        return word
    return word.lower().translate(_LATIN if to_latin else _CYRILLIC)


def _letters(word: str) -> str:
    return word.translate(_DIGITS) if _LEET.fullmatch(word.strip("!|")) else word
