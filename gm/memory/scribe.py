"""A summary from a model: asked once, believed only if it is about what it sums up, in the story's language.

What cannot be believed is dropped, and code writes the summary instead (`gm.memory.extract`): a model whose summaries
are useless costs a little money and no memory.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from gm.domain.calls import CallPurpose, Candidate
from gm.domain.chronicle import Span
from gm.domain.errors import BadReply, ConfigError, ModelError
from gm.domain.prompt import Prompt
from gm.domain.words import Phrases
from gm.memory.fact_notes import NOTES_KEY
from gm.memory.plain_words import plain_words
from gm.models.attempt import Manner
from gm.models.door import Door
from gm.models.json_text import extract_json
from gm.prompting.summary import WORDS, SummaryBrief
from gm.store.tx import Db

MOST_THREADS: Final = 4
_LONGEST: Final = 220
"""Characters of an open thread."""
_TOO_LONG: Final = 2.5
"""Times the words that were asked for."""
_SHARED: Final = 0.3
"""Share of a summary's words that stand in what it sums up; in another language hardly any do."""
_CHARACTERS_A_WORD: Final = 9
"""Generous for every script that writes words: what bounds a text in one that does not."""


Keep = Callable[[Db], Awaitable[None]]
"""Writes facts, in the transaction that is handed in."""
KeepFacts = Callable[[int, Span, object], Awaitable[Keep]]
"""Takes what a model noted beside a summary: the branch, the span, and what stood under `facts` in its reply, whatever
it is (`gm.memory.fact_notes.facts_of_reply` checks it). What it gives is called in the transaction that writes the
summary: a process that is killed keeps both or neither."""


async def keep_none(branch_id: int, span: Span, facts: object) -> Keep:
    """Nobody wants them."""
    return _nothing


async def _nothing(db: Db) -> None:
    pass


@dataclass(frozen=True, slots=True)
class Account:
    """A summary that can be believed."""

    text: str
    threads: tuple[str, ...] = ()
    facts: object = None
    """What it notes as true from now on: not checked yet."""


async def ask(
    door: Door,
    prompt: Prompt,
    brief: SummaryBrief,
    *,
    purpose: CallPurpose,
    candidates: Sequence[Candidate],
) -> Account | None:
    """One call. None: no model answered, a limit forbade it, or the answer is of no use."""
    manner = Manner(last_resort=False, descend=False)
    try:
        reply = await door.complete(prompt, purpose=purpose, candidates=candidates, manner=manner)
    except (ModelError, BadReply, ConfigError):
        return None
    return read_reply(reply.text, brief)


def read_reply(text: str, brief: SummaryBrief) -> Account | None:
    """What a reply says as it arrived, if it can be believed."""
    try:
        return read_account(extract_json(text), brief)
    except BadReply:
        return None


def read_account(reply: Mapping[str, Any], brief: SummaryBrief) -> Account | None:
    """What a reply says, if it can be believed; threads that are of the wrong form are left out."""
    text = reply.get("summary")
    if not isinstance(text, str) or not is_sound(text, brief):
        return None
    threads = reply.get("open_threads")
    return Account(
        " ".join(text.split()),
        tuple(_threads(threads if isinstance(threads, list) else [], brief)),
        reply.get(NOTES_KEY),
    )


def is_sound(text: str, brief: SummaryBrief) -> bool:
    """Whether a summary can be one of this stretch: not empty, not far too long, in its words, about its people."""
    most = WORDS[brief.level] * _TOO_LONG
    if not text.strip() or len(text.split()) > most or len(text) > most * _CHARACTERS_A_WORD:
        return False
    if brief.names and not _names_in(text, brief.names):
        return False
    return _shared(text, brief.text) >= _SHARED


def _names_in(text: str, names: Sequence[str]) -> bool:
    """Whether anybody is named, also by a part of their name, or by its stem."""
    parts = {part for name in names for part in (name, *name.split()) if len(part) > 2 or not part.isascii()}
    stems = {f"{part[: max(3, len(part) - 2)]}*" for part in parts if " " not in part and len(part) > 4}
    return bool(Phrases((part, part) for part in parts | stems).hits(text))


def _shared(text: str, source: str) -> float:
    said = plain_words(text)
    known = {_stem(term) for term in plain_words(source)}
    return sum(_stem(term) in known for term in said) / len(said) if said else 0.0


def _stem(term: str) -> str:
    """Words that differ in their ending are the same."""
    return term if len(term) < 6 else term[: max(4, len(term) - 2)]


def _threads(found: Sequence[object], brief: SummaryBrief) -> list[str]:
    flat = [" ".join(each.split()) for each in found if isinstance(each, str)]
    kept = [each for each in flat if each and len(each) <= _LONGEST and _shared(each, brief.text) >= _SHARED]
    return list(dict.fromkeys(kept))[:MOST_THREADS]
