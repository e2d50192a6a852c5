"""What people are called whom a question speaks of in other words: "the ferrywoman" is Ilse, if she was once called so.

A model of meaning knows what a ferrywoman is, but not who: "What does the ferrywoman owe?" is not like `Ilse says: "I
still owe…"` until it is asked of Ilse. So a question is compared a second time, under the name, in the form in which
what is said is compared: who speaks, then the words. Pure.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from gm.domain.memory import RecallQuery
from gm.memory.aliases import undivided
from gm.memory.allowed import mask_of
from gm.memory.documents import SPEAKER
from gm.memory.field import Field
from gm.memory.kept_index import GameIndex
from gm.memory.ranking import Sought
from gm.memory.strangers import capitalises_nouns
from gm.memory.terms import spelled, terms
from gm.memory.widening import seek
from gm.store.recall_docs import BranchView

MOST: Final = 3
"""Names under which one question is asked."""
_WORD: Final = re.compile(r"(?<!\w)[^\W\d_](?:[\w’'])*")
_WITHIN: Final = re.compile(r"\w,? $")
_LOOKED_AT: Final = 32
"""Hits by words among which one may do without other names."""


def people_in(index: GameIndex, view: BranchView, query: RecallQuery) -> dict[str, int]:
    """Terms that may be their names, likeliest first: those that recall by words looks for beside the query's own, and
    who speak somewhere. With each, the ref of the first passage that holds it, of those that may be seen. None where
    words are not divided: pairs of letters are no names."""
    parts = index.parts()
    if not parts:
        return {}
    mask = mask_of(index, view, query)
    field = Field(parts, mask, index.frame(parts))
    sought = Sought(query.topic or query.text, query.names, index.language)
    also = dict(seek(parts, sought, allowed=mask, limit=_LOOKED_AT, field=field).sought.also)
    found: dict[str, int] = {}
    for term in also:
        held = field.posting(term) if SPEAKER + term in also and not undivided(term) else None
        if held is not None and len(held.at):
            found[term] = field.value("ref", int(min(held.at)))
    return found


def names_of(found: Mapping[str, int], texts: Mapping[int, str], language: str) -> tuple[str, ...]:
    """The names as they are written in those passages. A word that is written small there is no name: "everyone"."""
    names: list[str] = []
    for term, ref in found.items():
        text = texts.get(ref, "")
        word = spelled(text, language).get(term)
        written = re.search(rf"(?<!\w){re.escape(word)}", text, re.IGNORECASE) if word else None
        if written is not None and not written.group().islower():
            names.append(written.group())
    return tuple(names[:MOST])


def tells_names_apart(term: str, language: str) -> bool:
    """Whether the way in which a term is written can tell that it is a name: letters come in two sizes, and other nouns
    are written small."""
    return term.upper() != term.lower() and not capitalises_nouns(language)


def is_written_as_name(term: str, text: str, language: str) -> bool:
    """Whether a term stands in a text with a capital where no sentence begins: "the stable boy Will"."""
    words = (
        word for word in _WORD.finditer(text) if word.group()[0].isupper() and terms(word.group(), language) == [term]
    )
    return any(_WITHIN.search(text, max(0, word.start() - 3), word.start()) for word in words)


def asked_of(names: Sequence[str], question: str) -> list[str]:
    """The question under each of the names."""
    return [f"{name}: {question}" for name in names]
