"""Who answered: which model, which ones could not and why, and what a call cost."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from gm.domain.guards import ASKED_AGAIN
from gm.review.amounts import money
from gm.store.calls import ModelCall

Say = Callable[..., str]
"""Gives the text of a key with its blanks filled: `say("seconds", count="2.1")`."""
_ENGLISH: Final[Mapping[str, str]] = {
    "by_offline": "the offline narrator",
    "by_rules": "the offline rules",
    "by_author": "the author's own text",
    "by_code": "the rules alone",
    "by_gm": "the game master",
    "by_nobody": "nobody yet",
    "rung_schema": "held to the form",
    "rung_json": "held to JSON",
    "rung_text": "asked in words alone",
    "rung_repair": "put right when it was sent back",
    "fell_failed": "{model} failed{why}",
    "fell_lost": "{model} was cut off{why}",
    "fell_refused": "{model} was not asked{why}",
    "no_ruling": "{model} gave no ruling that the rules allow",
    "after": "{who}, after {falls}",
    "call": "{role} ({category}) {model}, {status}{why}: {spent}",
    "tokens": "{asked} in{cached}, {answered} out",
    "cached": " ({count} cached)",
    "unknown_cost": "cost unknown",
    "seconds": "{count} s",
    "role_narrator": "narrator",
    "role_adjudicator": "adjudicator",
    "role_scribe": "scribe",
    "role_npc": "npc",
    "role_director": "director",
    "role_triage": "triage",
    "role_tagger": "tagger",
    "role_checker": "checker",
    "status_ok": "ok",
    "status_failed": "failed",
    "status_lost": "lost",
    "status_refused": "refused",
    "status_reserved": "reserved",
}
_FAILED: Final = ("failed", "lost", "refused")
_PLAIN: Final = ("offline", "author", "code", "gm")
_RUNGS: Final = ("schema", "json", "text", "repair")
"""How a ruling was asked for, by its step of the ladder."""
_NOTICED_MS = 50
"""Shorter answers take no time that anyone would notice."""


def english_calls(key: str, **values: object) -> str:
    """The phrases about calls in English; a face may bring its own. What has none (a category) is its own name."""
    return _ENGLISH.get(key, key.partition("_")[2]).format(**values)


def answered_by(source: str, calls: Sequence[ModelCall], role: str, say: Say = english_calls) -> str:
    """`the offline narrator, after mistral… failed (timeout)`: who answered in a role, and who fell out before.

    `source` is what the turn recorded: `offline`, `code`, `author`, `model` or a model's name. `calls` are the turn's;
    `say` gives the phrases, in the reader's language.
    """
    asked = [call for call in calls if call.role == role]
    latest = max((call.asking % ASKED_AGAIN for call in asked), default=0)
    of_last = [call for call in asked if call.asking % ASKED_AGAIN == latest] if role == "narrator" else asked
    rulings = role == "adjudicator" and source == "offline"
    who = say("by_rules") if rulings else say(f"by_{source}") if source in _PLAIN else ""
    answers = [call.model for call in of_last if call.status == "ok" and call.backend != "offline"]
    if not who:
        who = answers[-1] if source == "model" and answers else source or say("by_nobody")
    rungs = [call.rung for call in of_last if call.status == "ok" and call.backend != "offline"]
    if role == "adjudicator" and source == "model" and rungs and rungs[-1] in _RUNGS:
        who = f"{who} ({say(f'rung_{rungs[-1]}')})"
    falls = [say(f"fell_{call.status}", model=call.model, why=_why(call)) for call in of_last if call.status in _FAILED]
    if rulings and answers:
        falls.append(say("no_ruling", model=answers[-1]))
    return say("after", who=who, falls="; ".join(dict.fromkeys(falls))) if falls else who


def _why(call: ModelCall) -> str:
    return f" ({call.error})" if call.error else ""


def call_row(call: ModelCall) -> str:
    """`Call: narrator (narration) mistral… ok: 812 in (640 cached), 140 out, $0.0004, 2.1 s`."""
    return f"Call: {call_words(call)}"


def call_words(call: ModelCall, say: Say = english_calls) -> str:
    """A call in words: who was asked, what came of it, tokens, money, time; in the reader's language."""
    cached = say("cached", count=f"{call.cached_tokens:,}") if call.cached_tokens is not None else ""
    spent = [money(call.cost) if call.cost is not None else say("unknown_cost")]
    if call.backend != "offline" and (call.prompt_tokens is not None or call.completion_tokens is not None):
        asked, answered = _count(call.prompt_tokens), _count(call.completion_tokens)
        spent.insert(0, say("tokens", asked=asked, cached=cached, answered=answered))
    if call.latency_ms and call.latency_ms >= _NOTICED_MS:
        spent.append(say("seconds", count=f"{call.latency_ms / 1000:.1f}"))
    return say(
        "call",
        role=say(f"role_{call.role}"),
        category=say(f"category_{call.category}"),
        model=call.model,
        status=say(f"status_{call.status}"),
        why=_why(call),
        spent=", ".join(spent),
    )


def _count(tokens: int | None) -> str:
    return "?" if tokens is None else f"{tokens:,}"
