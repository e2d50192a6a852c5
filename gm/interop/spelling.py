"""Texts and names of strangers' files, made fit for a campaign's files: ids, macros, what cannot be seen."""

import re
import unicodedata
from collections.abc import Collection
from typing import Final

_UNSEEN: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff\ufffe\uffff]")
"""Control characters, and those that turn the direction of what follows them: no campaign's file may hold them."""
_PICTURES: Final = re.compile(r"!\[[^\]\n]{0,200}\]\([^)\s]{0,2000}\)|<img\b[^<>]{0,2000}>", re.IGNORECASE)
_TAGS: Final = re.compile(
    r"</?(?:div|span|p|b|i|u|em|strong|center|font|hr|style|a|h[1-6])\b[^<>]{0,500}>", re.IGNORECASE
)
_BREAKS: Final = re.compile(r"<br\s*/?>", re.IGNORECASE)
_CHAR: Final = re.compile(r"\{\{\s*char\s*\}\}|<BOT>|<char>", re.IGNORECASE)
_USER: Final = re.compile(r"\{\{\s*user\s*\}\}|<USER>", re.IGNORECASE)
_NOTHING: Final = re.compile(
    r"\{\{\s*(?://|comment:|hidden_key:)[^{}]{0,2000}\}\}|\{\{\s*(?:original|trim|noop)\s*\}\}", re.I
)
_NEWLINE: Final = re.compile(r"\{\{\s*newline\s*\}\}", re.IGNORECASE)
_ONE_OF: Final = re.compile(r"\{\{\s*(?:random|pick)\s*::?([^{}]{0,2000})\}\}", re.IGNORECASE)
_MACRO: Final = re.compile(r"\{\{[^{}\n]{1,100}\}\}")
_PLACE: Final = re.compile(
    r"\b(?:in|at|inside|aboard|on board) ((?:an?|the|her|his|their|[A-Z][\w-]+['’]s) "
    r"(?!morning|evening|night|moment|middle|end|time|past|future|day|world|mood|state|way|relationship)"
    r"[^.,;:!?\n()\"*]{3,90}?)"
    r"(?=[.,;:!?\n()]|$| (?:when|while|where|and|as|after|before|who|which|that|with|to|for)\b)"
)
USER: Final = "{{user}}"
"""What stands for the player's character where nobody is named; prompts and openings put a name there."""


def _spelled(letters: str, sounds: str) -> dict[str, str]:
    return dict(zip(letters, sounds.split(), strict=True))


_LETTERS: Final = {
    **_spelled("абвгдезийклмнопрстуфхцыэіґ", "a b v g d e z i y k l m n o p r s t u f h c y e i g"),
    **_spelled("ёжчшщюяєїßæøđłþðœı", "yo zh ch sh shch yu ya ye yi ss ae o d l th d oe i"),
    **_spelled("αβγδεζηθικλμνξοπρστυφχψως", "a v g d e z i th i k l m n x o p r s t y f ch ps o s"),
    **_spelled("กขฃคฅฆงจฉชซฌญฎฏฐฑฒณดตถทธน", "k kh kh kh kh kh ng ch ch ch s ch y d t th th th n d t th th th n"),
    **_spelled("บปผฝพฟภมยรลวศษสหฬอฮ", "b p ph f ph f ph m y r l w s s s h l o h"),
    **_spelled("ะัาิีึืุูเแโใไ", "a a a i i ue ue u u e ae o ai ai"),
    "ь": "",
    "ъ": "",
}


def clean_text(text: str) -> str:
    """A text without pictures, tags and what cannot be seen; line ends as `\\n`, no more than one empty line."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n\n")
    text = _TAGS.sub("", _BREAKS.sub("\n", _PICTURES.sub("", text)))
    text = _UNSEEN.sub("", text.replace("\t", " "))
    rows = [row.rstrip() for row in text.split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(rows)).strip()


def bake(text: str, *, char: str, user: str = "") -> str:
    """A card's text with `{{char}}` named and, where `user` is given, `{{user}}`; else that stays for whoever plays.

    Comments are taken out, of alternatives the first one is taken. What other macros there are stays as it is written:
    it is text, and nothing ever carries it out.
    """
    text = _NEWLINE.sub("\n", _NOTHING.sub("", text))
    text = _ONE_OF.sub(lambda match: re.split(r"::|(?<!\\),", match[1])[0].strip(), text)
    text = _CHAR.sub(lambda _: char, text)
    return clean_text(_USER.sub(lambda _: user or USER, text))


def left_macros(text: str) -> tuple[str, ...]:
    """The macros in a baked text that mean nothing here, each once."""
    return tuple(dict.fromkeys(found for found in _MACRO.findall(text) if found != USER))


def unstarred(text: str) -> str:
    """A text whose narration stands between asterisks and its speech in quotation marks, without the asterisks: as our
    own narrators write. A text in which asterisks alone tell the two apart stays as it is."""
    if not re.search(r"[\"“„«「『][^\"”»」』]+[\"”»」』]", text):
        return text
    text = re.sub(r"\*{1,3}([^*\n]*\w)\*{1,3}(?=\s*[\"“„«「『])", r"\1.", text)
    return re.sub(r"(?<!\w)\*{1,3}(?=\S)|(?<=\S)\*{1,3}(?!\w)", "", text)


def place_in(text: str) -> str:
    """The first place that an English text names ("… in the old mill by the river"); '' if it names none."""
    found = _PLACE.search(text)
    if found is None or "{{" in found[1]:
        return ""
    spot = " ".join(found[1].split()).rstrip(" ,;:")
    return f"{spot[:1].upper()}{spot[1:]}" if 4 <= len(spot) <= 60 else ""


def one_line(text: str, most: int) -> str:
    """A text on one line, at most that long, cut between words where it has any."""
    flat = " ".join(text.split())
    if len(flat) <= most:
        return flat
    cut = flat[: most - 1]
    return (cut.rpartition(" ")[0] if " " in cut[most // 2 :] else cut).rstrip(" ,;:") + "…"


def id_of(name: str, *, fallback: str, most: int = 40) -> str:
    """An id for a name in any script: `Ильзе` → `ilze`, `Élan Vital` → `elan-vital`; `fallback` where none is left."""
    flat = unicodedata.normalize("NFKD", name.casefold())
    made = "".join(_letter(char) for char in unicodedata.normalize("NFC", flat))
    slug = re.sub(r"[^a-z0-9]+", "-", made).strip("-")[:most].strip("-")
    return slug or fallback


def _letter(char: str) -> str:
    if char.isascii():
        return "" if char in "'`" else char
    if char in _LETTERS:
        return _LETTERS[char]
    if unicodedata.combining(char) or char in "\u2019\u02bc":
        return ""
    plain = unicodedata.normalize("NFKD", char)[0]
    if plain in _LETTERS or (plain.isascii() and plain.isalnum()):
        return _LETTERS.get(plain, plain)
    words = unicodedata.name(char, "").split()
    if char.isalpha() and words[:1] == ["CJK"]:
        return f"-{ord(char):x}"
    return words[-1].lower() if char.isalpha() and words else "-"


def free_id(wanted: str, taken: Collection[str]) -> str:
    """The id, with a number where it is taken."""
    ident, again = wanted, 1
    while ident in taken:
        again += 1
        ident = f"{wanted[:58]}-{again}"
    return ident
