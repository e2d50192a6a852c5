"""What a scribe notes of a span of the story, checked before it is kept: one reply holds a summary and these. Pure.

Each note cites turns of the span, names a subject that stands in them, and says nothing that the engine owns. All of it
is hearsay (`told`) until a game master or the campaign makes it canon; whoever witnessed all cited turns knows it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from gm.domain.campaign import Campaign
from gm.domain.facts import LONGEST, Fact, NewFact
from gm.domain.words import fold
from gm.memory.owned import owned_by_engine

MOST_NOTES: Final = 8
"""Facts that one span may bring."""
NOTES_KEY: Final = "facts"
"""Their key in the scribe's reply."""
NOTES_SCHEMA: Final[Mapping[str, Any]] = {
    "type": "array",
    "maxItems": MOST_NOTES,
    "items": {
        "type": "object",
        "additionalProperties": False,
        "required": ["subject", "relation", "object", "turns", "importance"],
        "properties": {
            "subject": {"type": "string", "description": "who or what, by a name that stands in the turns"},
            "relation": {"type": "string", "description": "the verb: owes, promised, fears, is the sister of"},
            "object": {"type": "string", "description": "the rest of the sentence, short"},
            "turns": {"type": "array", "items": {"type": "integer"}, "description": "numbers of the turns that say so"},
            "importance": {"type": "integer", "minimum": 1, "maximum": 3},
            "replaces": {"type": ["integer", "null"], "description": "number of an earlier fact that is no longer so"},
        },
    },
}
"""What stands under `NOTES_KEY` in the schema of the scribe's reply."""


@dataclass(frozen=True, slots=True)
class SpanTurn:
    """A turn of the span: its number, its id, its words, when it ended, and who witnessed it."""

    number: int
    turn_id: int
    text: str
    minutes: int = 0
    witnesses: tuple[str, ...] = ()
    """Ids of the characters. Empty: not known, all of the party."""


@dataclass(frozen=True, slots=True)
class Noted:
    """A note that may be kept, with the turn that it comes from and the fact that it replaces."""

    fact: NewFact
    turn_id: int
    replaces: Fact | None = None


def facts_of_reply(
    found: object, span: Sequence[SpanTurn], campaign: Campaign, standing: Sequence[Fact] = ()
) -> tuple[tuple[Noted, ...], tuple[str, ...]]:
    """The notes that may be kept, and why the others may not. `found`: what stood under `NOTES_KEY`, whatever it is;
    `standing`: the facts that stand on the branch."""
    kept: list[Noted] = []
    refused: list[str] = []
    turns = {turn.number: turn for turn in span}
    said = {_key(fact.subject, fact.relation, fact.object) for fact in standing}
    for entry in found if isinstance(found, list) else ():
        if len(kept) >= MOST_NOTES:
            refused.append("more facts than a span may bring")
            break
        made = _checked(entry, turns, campaign, standing)
        if isinstance(made, str):
            refused.append(made)
            continue
        key = _key(made.fact.subject, made.fact.relation, made.fact.object)
        if key not in said:
            said.add(key)
            kept.append(made)
    return tuple(kept), tuple(refused)


def _checked(entry: object, turns: Mapping[int, SpanTurn], campaign: Campaign, standing: Sequence[Fact]) -> Noted | str:
    if not isinstance(entry, dict):
        return "not a fact"
    subject, relation, rest = (_words(entry.get(name)) for name in ("subject", "relation", "object"))
    cited = [number for number in entry.get("turns") or () if isinstance(number, int)] if _listed(entry) else []
    if not subject or not rest:
        return "a fact needs a subject and an object"
    if len(f"{subject} {relation} {rest}") > LONGEST:
        return f"{subject}: too long"
    if not cited or any(number not in turns for number in cited):
        return f"{subject}: cites no turn of the span"
    sources = [turns[number] for number in sorted(set(cited))]
    if not any(_stands(subject, turn.text) for turn in sources):
        return f"{subject}: stands in none of the turns that are cited"
    if owned_by_engine(campaign, subject, relation, rest) is not None:
        return f"{subject} {relation} {rest}: the engine's own"
    replaces = _replaced(entry.get("replaces"), subject, standing)
    if isinstance(replaces, str):
        return replaces
    last = sources[-1]
    importance = entry.get("importance")
    fact = NewFact(
        rest,
        subject,
        relation,
        knowers=_all_of(sources),
        importance=importance if isinstance(importance, int) and 1 <= importance <= 3 else 2,
        valid_from=last.minutes,
        writer="scribe",
    )
    return Noted(fact, last.turn_id, replaces)


def _replaced(number: object, subject: str, standing: Sequence[Fact]) -> Fact | str | None:
    if not isinstance(number, int) or isinstance(number, bool):
        return None
    old = next((fact for fact in standing if fact.number == number and not fact.authored), None)
    if old is None or fold(old.subject) != fold(subject):
        return None
    if old.locked or old.standing == "canon":
        return f"{subject}: fact {number} is locked or canon"
    return old


def _all_of(sources: Sequence[SpanTurn]) -> tuple[str, ...]:
    """Those who witnessed all of the turns; of a turn of which that is not known, everybody of the party did."""
    sets = [frozenset(turn.witnesses) for turn in sources if turn.witnesses]
    return tuple(sorted(frozenset.intersection(*sets))) if sets else ()


def _listed(entry: Mapping[str, object]) -> bool:
    return isinstance(entry.get("turns"), list)


def _words(value: object) -> str:
    return " ".join(value.replace("\x00", "").split()) if isinstance(value, str) else ""


def _stands(name: str, text: str) -> bool:
    whole = fold(text)
    parts = [part for part in fold(name).split() if len(part) > 2] or [fold(name)]
    return fold(name) in whole or any(part in whole for part in parts)


def _key(*parts: str) -> str:
    return " ".join(fold(part) for part in parts)
