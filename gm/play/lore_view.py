"""Lore as people look at it: what a character may know and has met, and everything, for the game master. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from gm.domain.campaign import Campaign
from gm.domain.errors import NotFound
from gm.domain.lore import LoreNote
from gm.domain.play import SceneState, Turn
from gm.domain.words import Phrases, fold
from gm.lore.campaign import Listed, lore_of
from gm.lore.patterns import finds
from gm.play.lore_marks import heard, marked, switched_off, timers

_OFFERED: Final = 8


def facts_of(state: SceneState, character: str) -> frozenset[str]:
    """What somebody knows that not everyone does."""
    return frozenset(state.world.under(f"character:{character}", "knows"))


def lore_known(state: SceneState, character: str) -> tuple[Listed, ...]:
    """The entries that a character may know and has met: told of in their presence, learned, or always there."""
    facts = facts_of(state, character)
    met = marked(state.campaign, state.world, f"met/{character}") | facts
    off = switched_off(state.campaign, state.world)
    return tuple(
        entry
        for entry in lore_of(state.campaign).entries.values()
        if (entry.standing or entry.id in met)
        and entry.enabled
        and entry.id not in off
        and (entry.audience == "everyone" or entry.id in facts)
    )


def searched(entries: Iterable[Listed], words: str) -> tuple[Listed, ...]:
    """Those that hold the words: in their title first, then among their keys, then in their text."""
    wanted = fold(words.strip())
    if not wanted:
        return tuple(entries)
    ranked = []
    for entry in entries:
        titled, keyed = wanted in fold(entry.title), any(wanted in fold(key) for key in entry.keys)
        if titled or keyed or wanted in fold(entry.text):
            ranked.append((0 if titled else 1 if keyed else 2, entry))
    return tuple(entry for _, entry in sorted(ranked, key=lambda pair: pair[0]))


def the_one(entries: Sequence[Listed], typed: str) -> Listed | None:
    """The entry that was picked or typed whole, by id or title."""
    word = fold(typed.strip())
    return next((each for each in entries if word and word in (fold(each.id), fold(each.title))), None)


def find_lore(state: SceneState, typed: str) -> Listed:
    """The entry that a game master means, by id, title, or the only one that begins so.

    Raises:
        NotFound: none, or several; names some.
    """
    entries = tuple(lore_of(state.campaign).entries.values())
    word = fold(typed.strip())
    exact = the_one(entries, typed)
    near = [each for each in entries if word and (fold(each.title).startswith(word) or each.id.startswith(word))]
    if exact is not None or len(near) == 1:
        return exact if exact is not None else near[0]
    names = ", ".join(each.id for each in (near or entries)[:_OFFERED]) or "-"
    raise NotFound(
        f'There is no "{typed[:60]}" here.',
        remedy=f"There are: {names}.",
        key="reach.none",
        name=typed[:60],
        names=names,
    )


def lore_named(campaign: Campaign, text: str, known: frozenset[str], *, limit: int) -> tuple[Listed, ...]:
    """The entries that a question names by a key or by their title: of everyone's, and of those that are `known`."""
    lore = lore_of(campaign)
    found: dict[str, None] = {}
    for book in lore.books:
        numbers = book.keys.hits(text)
        numbers |= {number for number, pattern in book.keys.patterns.items() if finds(pattern, f"\x01{text}")}
        asked = {entry for number in numbers for entry in book.waiting.get(number, ())}
        found |= dict.fromkeys(e.id for e in sorted(asked, key=lambda e: (e.rule.constant, e.rule.order, e.rank)))
    titles = Phrases((entry.title, entry.id) for entry in lore.entries.values() if entry.title)
    found |= dict.fromkeys(hit.tag for hit in titles.hits(text))
    entries = (lore.entries[name] for name in found)
    may = [e for e in entries if e.enabled and (e.audience == "everyone" or e.id in known)]
    return tuple(may[:limit])


@dataclass(frozen=True, slots=True)
class Tended:
    """An entry as the game master sees it."""

    entry: Listed
    off: bool
    forced: bool
    timers: tuple[tuple[str, int], ...]
    """(sticky, cooldown or matched; how many beats it has left, of `matched` 0)."""
    turn: int
    """The last turn looked at in which it came up; 0: in none."""
    why: str
    """Why it came up then, or why it was kept out in the last turn that called it up."""
    came: bool


def lore_tended(state: SceneState, turns: Sequence[Turn]) -> tuple[Tended, ...]:
    """Every entry, with what the last turns (oldest first) made of it."""
    campaign, world, lore = state.campaign, state.world, lore_of(state.campaign)
    off, forced = switched_off(campaign, world), marked(campaign, world, "forced")
    last = _last(turns)
    running: dict[str, list[tuple[str, int]]] = {}
    for timer in timers(campaign, world, state.scene.key):
        st = lore.st is not None and timer.rule in lore.st.by_id
        now = 2 * heard(world, state.scene.key) if st else heard(world, state.scene.key)
        left = 0 if timer.kind == "matched" else max(0, timer.end - now - 1)
        if timer.kind == "matched" or left:
            running.setdefault(timer.rule, []).append((timer.kind, left))
    rows = []
    for entry in lore.entries.values():
        number, note = last.get(entry.id, (0, None))
        rows.append(
            Tended(
                entry,
                entry.id in off or not entry.enabled,
                entry.id in forced,
                tuple(running.get(entry.id, ())),
                number,
                note.why if note else "",
                bool(note and note.came),
            )
        )
    return tuple(rows)


def _last(turns: Sequence[Turn]) -> dict[str, tuple[int, LoreNote]]:
    """Per entry the last turn in which it came; where it never did, the last in which it was kept out."""
    found: dict[str, tuple[int, LoreNote]] = {}
    for turn in turns:
        for note in turn.outcome.lore if turn.outcome is not None else ():
            known = found.get(note.id)
            if known is None or note.came or (known[0] < turn.number and not known[1].came):
                found[note.id] = (turn.number, note)
    return found
