"""A card's character as an NPC of a campaign: how they look, are, talk; what they say and do, from the examples.

`appearance`, `habits` and `lines` are what anybody present can see and hear, so only what shows goes there; everything
else of the card is `persona`, which whoever plays them reads.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from gm.domain.card import CharacterCard
from gm.interop.guesses import guess_pronouns
from gm.interop.json_in import dict_of, text_of
from gm.interop.spelling import USER, bake, one_line, unstarred

PERSONA_MOST: Final = 4000
"""Characters of a persona, which stands in every prompt: about a thousand tokens. The rest becomes lore."""
_SEEN_MOST: Final = 320
_LINES: Final = 8
_LINE_MOST: Final = 220
_HABITS: Final = 6
_LOOKS: Final = (
    "appearance|looks|physical description|aussehen|apariencia|aspecto|внешность|外貌|外观|外見|容姿|รูปลักษณ์|apparence"
    "|aparência|aspetto|wygląd"
)
_LABELLED: Final = re.compile(
    rf"(?:^|[\n\[({{;])\s*[*_#\s]{{0,6}}(?:{_LOOKS})[*_\s]{{0,4}}[:：=(\[]\s*(.{{8,1200}}?)(?=[)\]}}]|\n\s*\n|\n[^\n:]{{1,40}}[:：=(]|$)",
    re.IGNORECASE | re.DOTALL,
)
_SHOWS: Final = re.compile(
    r"\b(?:hair|eyes?|wears?|wearing|dressed|tall|short|slender|skin|face|beard|scars?|robes?|cloak|horns?|wings?|fur|tail"
    r"|haar|augen|trägt|groß|pelo|ojos|lleva|viste|волос\w*|глаз\w*|носит|одет\w*|рост\w*)\b|髪|目|头发|眼睛|穿|ผม|ตา",
    re.IGNORECASE,
)
_LISTED: Final = re.compile(r"[\[({]?[^\[\](){}=:\n]{1,60}[=:(]\s*(\".{3,800}?\"?)[\])};\s]*", re.DOTALL)
_SENTENCE: Final = re.compile(r"(?<=[.!?…。！？])[\"”»」』)*]*\s+|(?<=[。！？])|\n+")
_QUOTED: Final = re.compile(r"[\"“«„「『]([^\"“”«»„「」『』\n]{2,400})[\"”»「」』]")
_ACTION: Final = re.compile(r"\*{1,2}([^*\n]{4,160})\*{1,2}")
_VERB_FIRST: Final = re.compile(r"(?:she|he|they|it)?\s*([a-z]{2,14}(?:s|es))\b(.*)", re.IGNORECASE)
_NOT: Final = "is was has does his this as its always perhaps yes hers theirs eyes lips hands fingers others"
_NO_VERB: Final = frozenset(_NOT.split())
_PEOPLE_S: Final = re.compile(r"\b(?:you|your|yours|him|her|them)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class CardPerson:
    """An NPC made of a card: its fields as an author would write them, and what of the card did not fit in."""

    name: str
    fields: dict[str, Any]
    rest: tuple[str, ...] = ()
    """Paragraphs that are too much for a persona."""


def called(card: CharacterCard) -> str:
    """What `{{char}}` stands for: the nickname, where there is one."""
    return one_line(bake(card.nickname or card.name, char=""), 80) or one_line(bake(card.name, char=""), 80)


def person_of(card: CharacterCard, *, language: str, user: str = "") -> CardPerson:
    """The card's character. `user`: the player character's name, where there is one."""
    name = one_line(bake(card.name, char=""), 80) or "Someone"
    char = called(card) or name

    def text(value: str) -> str:
        return bake(value, char=char, user=user)

    described = text(card.description)
    persona, rest = _cut([described, text(card.personality), text(_depth_note(card))])
    says = _utterances(text(card.examples), char, name) or [text(card.greeting)]
    lines = _lines([*says, text(card.greeting)])
    fields: dict[str, Any] = {
        "name": name,
        "pronouns": guess_pronouns((described, text(card.personality), text(card.greeting)), language),
        "appearance": _appearance(described, name),
        "persona": persona or one_line(_appearance(described, name), 400),
    }
    aliases = [each for each in (char, name.split()[0]) if each != name and len(each) > 2]
    if aliases:
        fields["aliases"] = list(dict.fromkeys(aliases))
    habits = _habits(says) if language == "en" else []
    if habits:
        fields["habits"] = habits
    if lines:
        fields |= {"speech": "Like this:", "lines": lines}
    return CardPerson(name, fields, rest)


def samples_of(card: CharacterCard, *, user: str = "") -> tuple[str, ...]:
    """Up to two passages that show how the card's author wants it to sound."""
    char = called(card)
    found = _utterances(bake(card.examples, char=char, user=user), char, card.name)
    told = [unstarred(each) for each in found if len(each) >= 80 and USER not in each][:2]
    return tuple(one_line(f"{char} {each}" if each[:1].islower() else each, 500) for each in told)


def _depth_note(card: CharacterCard) -> str:
    """SillyTavern's "character's note"."""
    return text_of(dict_of(card.extensions.get("depth_prompt")).get("prompt"))


def _cut(texts: Iterable[str]) -> tuple[str, tuple[str, ...]]:
    """As many whole paragraphs as a persona holds, and the others."""
    kept: list[str] = []
    rest: list[str] = []
    size = 0
    for paragraph in (part.strip() for text in texts for part in re.split(r"\n\s*\n|\n(?=\[)", text) if part.strip()):
        if not rest and size + len(paragraph) <= PERSONA_MOST:
            kept.append(paragraph)
            size += len(paragraph)
        elif not kept:
            kept.append(one_line(paragraph, PERSONA_MOST))
            rest.append(paragraph)
            size = PERSONA_MOST
        else:
            rest.append(paragraph)
    return "\n".join(kept), tuple(rest)


def _appearance(described: str, name: str) -> str:
    """What the description says of their looks; its first words where it says nothing of them."""
    plain = described.replace("*", "").replace(USER, "…")
    labelled = _LABELLED.search(plain)
    if labelled is not None and labelled[1].strip():
        return one_line(_unlisted(f'"{labelled[1]}"'), _SEEN_MOST)
    sentences = [part.strip() for part in _SENTENCE.split(plain) if part and part.strip()]
    sentences = [_unlisted(each) for each in sentences]
    shows = [each for each in sentences if _SHOWS.search(each) and "…" not in each and 12 <= len(each) <= _SEEN_MOST]
    if shows:
        return one_line(" ".join(shows[:2]), _SEEN_MOST)
    first = next((each for each in sentences if "…" not in each and len(each) >= 8 and each[0] not in "[({"), "")
    return one_line(first, 200) or f"{name}."


def _unlisted(text: str) -> str:
    """`[Her body= "red hair" + "green eyes"]` → `Red hair, green eyes.`: how attributes are listed in cards."""
    listed = _LISTED.fullmatch(text)
    if listed is None and not re.search(r'"\s*[+;|,]\s*"', text):
        return text
    inner = re.sub(r"\s*[+;|]\s*", ", ", (listed[1] if listed else text).replace('"', "")).strip(" ,[]{}()")
    return f"{inner[:1].upper()}{inner[1:]}." if inner else text


def _utterances(examples: str, char: str, name: str) -> list[str]:
    """What the character says and does in the example messages, one text a message."""
    found: list[str] = []
    mine = False
    for block in re.split(r"<START>", examples, flags=re.IGNORECASE):
        for row in block.splitlines():
            head, colon, tail = row.partition(":")
            speaker = head.strip().strip("*#_ ")
            if colon and 0 < len(speaker) <= 60 and speaker in (char, name):
                mine = True
                found.append(tail.strip())
            elif colon and (speaker == USER or (0 < len(speaker.split()) <= 3 and speaker[:1].isupper())):
                mine = False
            elif mine and row.strip():
                found[-1] = f"{found[-1]}\n{row.strip()}".strip()
        mine = False
    return [each for each in found if each]


def _lines(says: Iterable[str]) -> list[str]:
    """Things that they say to anyone, the fullest first."""
    found: list[str] = []
    for text in says:
        quoted = _QUOTED.findall(text)
        spoken = quoted or ([] if len(text) > 300 else [re.sub(r"\s+", " ", _ACTION.sub(" ", text)).strip()])
        found += [f"{each[:-1]}." if each.endswith(",") else each for each in (" ".join(one.split()) for one in spoken)]
    good = [
        each for each in dict.fromkeys(found) if 6 <= len(each) <= _LINE_MOST and "{{" not in each and "*" not in each
    ]
    best = sorted(good, key=lambda each: min(len(each), 90), reverse=True)[:2]
    return [*best, *(each for each in good if each not in best)][:_LINES]


def _habits(says: Iterable[str]) -> list[str]:
    """Small things that anyone can see them do: actions between asterisks that begin with a verb."""
    found: list[str] = []
    for text in says:
        for action in _ACTION.findall(text):
            first = re.split(r"[.!?;]|, (?:and|then|but) ", " ".join(action.split()))[0].strip(" ,")
            match = _VERB_FIRST.fullmatch(first)
            if match is None or match[1].lower() in _NO_VERB or USER in first or _PEOPLE_S.search(match[2]):
                continue
            if 2 <= len(first.split()) <= 12:
                found.append(f"{match[1].lower()}{match[2]}")
    return list(dict.fromkeys(found))[:_HABITS]
