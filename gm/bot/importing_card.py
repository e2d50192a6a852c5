"""What became of an imported file, as a card: what is used, what is kept unused, what is lost, and what to do now."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from gm.bot.cards import Card
from gm.bot.catalogue import Speech
from gm.bot.mature import RESTRICTED
from gm.domain.card import Fate, Note

_WHAT: Final = {
    "card": "",
    "character": "character",
    "lorebook": "lorebook",
    "description": "description",
    "greetings": "greetings",
    "greeting": "greetings",
    "creator notes": "notes",
    "instructions": "instructions",
    "group greetings": "greetings",
    "assets": "assets",
    "extensions": "fields",
    "fields": "fields",
    "spec_version": "",
    "scenario": "scenario",
    "macros": "macros",
    "chat": "",
    "lines": "lines",
    "dates": "dates",
    "swipes": "swipes",
    "hidden": "hidden",
}
"""What a note is about → its word in the catalogue; '' needs no word."""
_FATES: Final[tuple[Fate, ...]] = ("mapped", "kept", "lost")
_GREETINGS: Final = 10


@dataclass(frozen=True, slots=True)
class Brought:
    """What came in. `into`: the campaign's title or the game's name; `revision` counts a campaign's uploads."""

    kind: str
    title: str
    notes: tuple[Note, ...] = ()
    into: str = ""
    slug: str = ""
    revision: int = 1
    greetings: tuple[str, ...] = ()
    rating: str = "teen"
    lines: int = 0
    people: tuple[str, ...] = ()


def imported_card(speech: Speech, brought: Brought) -> Card:
    """The report."""
    rows = [speech(f"bring.done.{brought.kind}", **_values(brought))]
    if brought.rating in RESTRICTED:
        rows.append(speech("bring.rated"))
    fields = []
    for fate in _FATES:
        words = list(dict.fromkeys(_words(speech, [note for note in brought.notes if note.fate == fate])))
        if words:
            fields.append((speech(f"bring.fate.{fate}"), ", ".join(words)))
    if len(brought.greetings) > 1:
        listed = [f"{number}. {_tame(text)}" for number, text in enumerate(brought.greetings[:_GREETINGS], start=1)]
        fields.append((speech("bring.begin"), "\n".join(listed)))
    return Card(speech("bring.title", title=_tame(brought.title)), tuple(rows), tuple(fields), accent="desk")


def _values(brought: Brought) -> dict[str, object]:
    return {
        "title": _tame(brought.title),
        "into": _tame(brought.into),
        "slug": brought.slug,
        "number": brought.revision,
        "count": brought.lines,
        "names": ", ".join(_tame(name) for name in brought.people),
    }


def _words(speech: Speech, notes: Iterable[Note]) -> list[str]:
    found = []
    for note in notes:
        key = _WHAT.get(note.what, "fields")
        if key:
            found.append(str(speech(f"bring.what.{key}")))
    return found


def _tame(text: str) -> str:
    """A stranger's text in one of our posts: no markdown of its own, and nobody is pinged."""
    for mark in "\\*_~`|>#[]":
        text = text.replace(mark, "")
    return text.replace("@", "@\u200b")[:200]
