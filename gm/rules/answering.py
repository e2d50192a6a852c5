"""Who of those present answers, where only the characters do: a plain rule, no model and no chance.

Somebody answers who is spoken to, named or looked at; else, of a line that is said to somebody, whoever was speaking
with this character last, or the only one who is here. Somebody whom nobody asked speaks up when one of their `triggers`
is said, but not if they were heard in the beat before. Nobody answers a line that concerns none of them.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from gm.domain.brief import InputView
from gm.domain.campaign import Campaign, Npc
from gm.domain.play import Beat
from gm.domain.speakers import Speaker, label_end
from gm.domain.words import Phrases, fold, words

MOST: Final = 3
"""Characters who answer one beat."""
Why = Literal["addressed", "named", "goes_on", "alone", "asked_all", "trigger"]
_SPOKEN: Final = re.compile(r"[\"“”„«»「」『』]")
_ASKS: Final = re.compile(r"[?？؟]")


@dataclass(frozen=True, slots=True)
class Answering:
    """Somebody who answers in this beat, and why."""

    npc: str
    why: Why
    word: str = ""
    """The trigger that was said."""
    to: str = ""
    """Id of the character whose line it was; '' if of none."""


def answering(
    campaign: Campaign, present: Sequence[str], inputs: Sequence[InputView], heard: Sequence[Beat]
) -> tuple[Answering, ...]:
    """Who answers these inputs, in order. `heard`: the beats before, oldest first."""
    people = [npc for npc in campaign.npcs if npc.id in frozenset(present) and not npc.kind]
    found: dict[str, Answering] = {}
    lately = speakers_in(heard[-1].narration, people) if heard else ()
    for entry in inputs:
        if entry.kind in ("ooc", "check", "command", "direct"):
            continue
        for each in _of_line(people, entry, lately):
            found.setdefault(each.npc, each)
    return tuple(found.values())[:MOST]


def _of_line(people: Sequence[Npc], entry: InputView, lately: Sequence[str]) -> list[Answering]:
    named = _named(people, entry)
    told = [Answering(npc, "addressed" if entry.to else "named", to=entry.character) for npc in named]
    if not told:
        told = _unnamed(people, entry, lately)
    there = {each.npc for each in told}
    for npc in people:
        if npc.id not in there and npc.id not in lately:
            hit = next(iter(Phrases((word, word) for word in npc.triggers).hits(entry.text)), None)
            if hit is not None:
                told.append(Answering(npc.id, "trigger", hit.tag, entry.character))
    return told


def _unnamed(people: Sequence[Npc], entry: InputView, lately: Sequence[str]) -> list[Answering]:
    """Whom a line means that names nobody."""
    if len(people) == 1:
        return [Answering(people[0].id, "alone", to=entry.character)]
    if not is_said(entry):
        return []
    going_on = [npc for npc in reversed(lately) if any(each.id == npc for each in people)]
    if going_on:
        return [Answering(going_on[0], "goes_on", to=entry.character)]
    if people and _ASKS.search(entry.text):
        return [Answering(people[0].id, "asked_all", to=entry.character)]
    return []


def is_said(entry: InputView) -> bool:
    """Whether a line is said to somebody: speech, a question, or words in quotation marks."""
    return entry.kind == "say" or bool(_SPOKEN.search(entry.text) or _ASKS.search(entry.text))


def _named(people: Sequence[Npc], entry: InputView) -> list[str]:
    """Ids of those whom a line names, in the order of their names in it; alone, whom it is said to."""
    if entry.to:
        wanted = fold(entry.to)
        return [npc.id for npc in people if wanted in (fold(npc.name), *map(fold, npc.aliases))][:1]
    hits = Phrases((name, npc.id) for npc in people for name in names_of(npc, people)).hits(entry.text)
    return list(dict.fromkeys(hit.tag for hit in sorted(hits, key=lambda hit: hit.start)))


def names_of(npc: Npc, people: Sequence[Npc]) -> tuple[str, ...]:
    """What somebody is called: name, aliases, and any word of the name that is theirs alone among those present."""
    parts = Counter(part for each in people for part in {word for word, _ in words(each.name)})
    own = [part for part, _ in words(npc.name) if len(part) > 2 and parts[part] == 1 and part != "the"]
    return tuple(dict.fromkeys((npc.name, *npc.aliases, *own)))


def speakers_in(narration: str, people: Sequence[Npc]) -> tuple[str, ...]:
    """Ids of those who have a paragraph of their own in a narration, in order."""
    known = [(npc.id, (Speaker(npc.id, (npc.name, *npc.aliases)),)) for npc in people]
    lines = [line for line in narration.splitlines() if line.strip()]
    return tuple(dict.fromkeys(who for line in lines for who, speaker in known if label_end(line, speaker)))
