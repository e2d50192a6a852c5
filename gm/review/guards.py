"""What the guards did about a turn's telling, in words: kinds and counts, never the sentences."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final

from gm.domain.guards import GuardCount
from gm.store.guards import ModelGuards, load_guards
from gm.store.tx import Db

Say = Callable[..., str]

FOR_THE_GM: Final = frozenset({"leak", "name", "line", "veil"})
"""Faults that would tell a player that there is something to be told."""
_ENGLISH: Final[Mapping[str, str]] = {
    "row": "{count} × {action}: {fault} ({model})",
    "fault_line": "went where this table never plays",
    "fault_veil": "showed what this table keeps off-screen",
    "fault_rating": "was stronger than the rating",
    "fault_leak": "told what the table must not learn yet",
    "fault_name": "used a name that nobody has said",
    "fault_player_voice": "spoke for a player's character",
    "fault_decides": "decided or felt for a player's character",
    "fault_restates": "said the player's own line again",
    "fault_roll": "told a roll otherwise than it fell",
    "fault_body": "had somebody act or die who did not",
    "fault_gear": "gave or used a thing that is not there",
    "fault_place": "moved the party, who stayed",
    "fault_repeats": "repeated earlier words",
    "fault_mention": "would have pinged everybody",
    "fault_markup": "left its formatting open",
    "fault_options": "offered a list of options",
    "fault_asks": "asked the players what they do",
    "fault_long": "went on too long",
    "fault_too_little": "too little was left",
    "action_cut": "sentence cut",
    "action_mended": "mended",
    "action_stopped": "stopped there",
    "action_asked_again": "asked once more",
    "action_offline": "told by the offline narrator",
}


def english_guards(key: str, **values: object) -> str:
    """The phrases about guards in English; a face may bring its own."""
    return _ENGLISH.get(key, key).format(**values)


async def load_guarded(db: Db, turn_id: int, *, alternative: int, spoilers: bool) -> tuple[GuardCount, ...]:
    """What was done about the telling of this turn that is shown; without spoilers, what a player may know of it."""
    found = [each for number, each in await load_guards(db, turn_id) if number == alternative]
    return tuple(each for each in found if spoilers or each.kind not in FOR_THE_GM)


def guard_rows(counts: Iterable[GuardCount], say: Say = english_guards) -> Iterator[str]:
    """`2 × sentence cut: repeated earlier words (mistral…)`."""
    for each in counts:
        fault, action = say(f"fault_{each.kind}"), say(f"action_{each.action}")
        yield say("row", count=each.count, action=action, fault=fault, model=each.model)


def guards_json(counts: Iterable[GuardCount]) -> list[dict[str, Any]]:
    """The same as JSON values."""
    return [{"fault": c.kind, "action": c.action, "count": c.count, "model": c.model} for c in counts]


def by_model_rows(counts: Iterable[ModelGuards], say: Say = english_guards) -> Iterator[str]:
    """A row for each model, and one for each kind of fault below it, the most frequent first."""
    for each in counts:
        many = each.total()
        share = f", {100 * many / each.narrations:.0f} in a hundred" if each.narrations else ""
        yield f"{each.model}: {each.narrations:,} narrations, {many:,} times something was done{share}"
        for fault, action, count in sorted(each.counts, key=lambda row: (-row[2], row)):
            yield f"  {count:>5} × {say(f'action_{action}')}: {say(f'fault_{fault}')}"


def by_model_json(counts: Iterable[ModelGuards]) -> dict[str, Any]:
    """The same as JSON values."""
    return {
        "models": [
            {
                "model": each.model,
                "narrations": each.narrations,
                "guards": [{"fault": f, "action": a, "count": n} for f, a, n in each.counts],
            }
            for each in counts
        ]
    }
