"""Who speaks in a narration: a paragraph that begins with the name of someone present and a colon is theirs.

    The latch gives without a sound.
                                                     narrator
    Orla: "That door has been shut since …"          Orla, in her own name
                                                     narrator
    She does not raise the pole.

Faces show such a paragraph as a post, or a line, of that person. A shorter remark stays in the narration. Cutting is
stable while a narration streams in: what was given out once keeps its speaker and only grows; a beginning that might
still become either is kept back.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from gm.domain.campaign import Campaign

DESERVES: Final = 40
"""Columns of text that deserve a post of their own; wide characters take two."""
_LONGEST_NAME: Final = 120
_MARKS: Final = " \t\u00a0*_"
_COLON: Final = re.compile("[:：]")
_LINE: Final = re.compile(r"[^\n]*\n|[^\n]+")
_EMPHASIS: Final = re.compile(r"\s*([*_]*)[^*_]*([*_]*)\s*$")
_WIDE_COLON: Final = frozenset({"zh", "ja"})


@dataclass(frozen=True, slots=True)
class Speaker:
    """Someone present whom the game master plays."""

    id: str
    names: tuple[str, ...]
    """Name and aliases: what a paragraph of theirs may begin with."""
    avatar: str = ""
    """Address of their picture; '' for none."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of a narration. Joined, the texts of all segments are the narration."""

    text: str
    speaker: str = ""
    """Id of who speaks; '' for the narrator."""
    name: str = ""
    """What the narration calls them here."""
    said_at: int = 0
    """Where in `text` their words begin, after name and colon."""

    @property
    def words(self) -> str:
        """The text as it is shown, without the name before it and the space around it."""
        return self.text[self.said_at :].strip()


def speakers_of(campaign: Campaign, present: Iterable[str]) -> tuple[Speaker, ...]:
    """Those of these people whom the game master plays. A player's character is never among them, and a name that
    could mean one, or two people, is nobody's."""
    here = [npc for npc in campaign.npcs if npc.id in frozenset(present)]
    taken = [_key(name) for pc in campaign.characters for name in (pc.name, *pc.aliases)]
    taken += [key for npc in here for key in {_key(name) for name in (npc.name, *npc.aliases)}]
    found = []
    for npc in here:
        names = tuple(name for name in dict.fromkeys((npc.name, *npc.aliases)) if taken.count(_key(name)) == 1)
        if names:
            found.append(Speaker(npc.id, names, npc.avatar))
    return tuple(found)


def segments(text: str, speakers: Iterable[Speaker], *, final: bool = True) -> tuple[Segment, ...]:
    """The narration by who speaks. Not `final`: it is still growing, and only what is certain is given out."""
    known = {_key(name): speaker for speaker in speakers for name in speaker.names if _key(name)}
    found: list[Segment] = []
    lead = ""
    for line in _LINE.findall(text) if known else [text] if text else []:
        whole = final or line.endswith("\n")
        if not line.strip():
            lead = _blank(found, lead, line)
            continue
        label = _label(line, known)
        deserves = label is not None and columns(line[label[1] :]) >= DESERVES
        if not whole and not deserves and (label is not None or _may_become_label(line, known)):
            break
        if label is not None and deserves:
            name = line[: _COLON.search(line).start()].strip(_MARKS)  # type: ignore[union-attr]
            found.append(Segment(lead + line, label[0].id, name, len(lead) + label[1]))
        elif found and not found[-1].speaker:
            found[-1] = Segment(found[-1].text + line)
        else:
            found.append(Segment(lead + line))
        lead = ""
    if lead and final:
        found.append(Segment(lead))
    return tuple(found)


def _blank(found: list[Segment], lead: str, line: str) -> str:
    """Empty lines belong to what stands before them; at the very beginning to what follows."""
    if not found:
        return lead + line
    last = found[-1]
    found[-1] = Segment(last.text + line, last.speaker, last.name, last.said_at)
    return lead


def label(name: str, words: str, language: str = "en") -> str:
    """Somebody's words as a paragraph of their own."""
    return f"{name}：{words}" if language.split("-")[0].casefold() in _WIDE_COLON else f"{name}: {words}"


def label_end(line: str, speakers: Iterable[Speaker]) -> int:
    """Where in a line somebody's words begin, after name and colon, however short they are; 0 if it has no label."""
    found = _label(line, {_key(name): speaker for speaker in speakers for name in speaker.names})
    return found[1] if found else 0


def columns(text: str) -> int:
    """How long a text is to the eye: wide characters count double, marks on letters not at all."""
    return sum(
        0 if unicodedata.combining(char) else 2 if unicodedata.east_asian_width(char) in "WF" else 1
        for char in text.strip()
    )


def _label(line: str, known: Mapping[str, Speaker]) -> tuple[Speaker, int] | None:
    """Who a line is labelled with, and where their words begin."""
    colon = _COLON.search(line, 0, _LONGEST_NAME)
    speaker = known.get(_key(line[: colon.start()])) if colon else None
    if colon is None or speaker is None:
        return None
    opened = _EMPHASIS.match(line[: colon.start()])
    at = colon.end()
    if opened and opened[1] and not opened[2] and line.startswith(opened[1], at):
        at += len(opened[1])
    return speaker, at


def _may_become_label(line: str, known: Mapping[str, Speaker]) -> bool:
    """Whether a line that has just begun could still turn out to be somebody's."""
    if len(line) >= _LONGEST_NAME or _COLON.search(line):
        return False
    begun = _key(line)
    return any(name.startswith(begun) for name in known)


def _key(name: str) -> str:
    """A name as it is compared: case, accents, spacing and emphasis do not count. The key of a beginning is a beginning
    of the key."""
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", name).casefold())
    bare = "".join(char for char in folded if not unicodedata.combining(char) and char not in "*_")
    return " ".join(bare.split())
