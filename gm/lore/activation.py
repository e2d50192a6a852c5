"""Which lore entries a few texts call up: simple keys, whole words, newest text first."""

from collections.abc import Iterable, Sequence
from functools import lru_cache

from gm.domain.brief import LoreView
from gm.domain.campaign import LoreEntry
from gm.domain.words import Phrases


class LoreIndex:
    """The keys of a campaign's lore, compiled once. Immutable.

    Constant entries are left out, since they stand in the canon of every prompt; so are entries without keys.
    """

    __slots__ = ("_entries", "_found", "_phrases")

    def __init__(self, entries: Iterable[LoreEntry]) -> None:
        self._entries = tuple(
            sorted((entry for entry in entries if entry.keys and not entry.constant), key=lambda e: (e.order, e.id))
        )
        self._phrases = Phrases((key, at) for at, entry in enumerate(self._entries) for key in entry.keys)
        # Most of what is scanned was scanned the turn before: only the newest text is new.
        self._found = lru_cache(maxsize=256)(self._scan)

    def _scan(self, text: str) -> tuple[tuple[int, str], ...]:
        return tuple((hit.tag, hit.phrase) for hit in self._phrases.hits(text))

    def activate(self, texts: Sequence[str], *, known: frozenset[str], limit: int) -> tuple[LoreView, ...]:
        """The entries that the texts mention and the reader may know, at most `limit`, by (order, id).

        Everyone's entries always qualify; those of the party or of the GM only when `known` holds their id. `why`
        names the key, and how many texts ago it was said.
        """
        found: dict[int, str] = {}
        for age, text in enumerate(texts):
            for at, key in self._found(text):
                if at not in found:
                    found[at] = f'"{key}" was mentioned' if age == 0 else f'"{key}" was mentioned {age} back'
        views: list[LoreView] = []
        for at in sorted(found):
            entry = self._entries[at]
            if len(views) >= limit:
                break
            if entry.audience == "everyone" or entry.id in known:
                views.append(LoreView(entry.id, entry.title, entry.content, found[at]))
        return tuple(views)


_indexes: dict[int, tuple[tuple[LoreEntry, ...], LoreIndex]] = {}
_KEPT = 16


def index_of(entries: tuple[LoreEntry, ...]) -> LoreIndex:
    """The index of a campaign's lore; made once for as long as the same tuple is handed in."""
    kept = _indexes.get(id(entries))
    if kept is None or kept[0] is not entries:
        if len(_indexes) >= _KEPT:
            _indexes.pop(next(iter(_indexes)))
        kept = (entries, LoreIndex(entries))
        _indexes[id(entries)] = kept
    return kept[1]


def activate(
    entries: tuple[LoreEntry, ...], texts: Sequence[str], *, known: frozenset[str], limit: int, now: None = None
) -> tuple[LoreView, ...]:
    """The lore that these texts (newest first) call up for readers who know `known`: see `LoreIndex.activate`.

    `now` is reserved for entries that last or rest for a while.
    """
    del now
    return index_of(entries).activate(texts, known=known, limit=limit)
