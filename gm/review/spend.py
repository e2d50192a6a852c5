"""What the models have cost: tonight, this month, at this pace, and what it went to."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from gm.review.amounts import money, share
from gm.store.spend import BILL, DIMENSIONS, SpendLine, load_spend
from gm.store.tx import Db
from gm.store.usage_names import load_open_since, load_player_names, load_titles

__all__ = ["DIMENSIONS", "PACE_DAYS", "SpendHead", "SpendTotal", "load_head", "load_names", "load_table", "total"]

PACE_DAYS: Final = 7
"""The pace is that of the last days, as many as this."""
ERASED: Final = "erased"


@dataclass(frozen=True, slots=True)
class SpendTotal:
    """A sum of calls. `cost` is None if none of them has a known price; `unknown` counts those that have none."""

    calls: int
    tokens: int
    cost: float | None
    unknown: int


@dataclass(frozen=True, slots=True)
class SpendHead:
    """The four lines that answer what a host wants to know first."""

    tonight: SpendTotal
    month: SpendTotal
    pace: float | None
    """US dollars a month, at the rate of the last days; None if nothing with a known price was spent."""
    went_to: tuple[tuple[str, SpendTotal], ...]
    """(category, sum) of this month, dearest first."""


async def load_head(db: Db, game_id: int | None, *, now: datetime) -> SpendHead:
    """The head of the usage table, a game's or all. "Tonight" is the game's open sitting, or the last 12 hours."""
    start = now.astimezone(UTC).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    tonight = await _tonight(db, game_id, now)
    month = await load_spend(db, by="category", since=start, game_id=game_id, of=BILL)
    week = now - timedelta(days=PACE_DAYS)
    recent = total(await load_spend(db, by="category", since=week, game_id=game_id, of=BILL))
    pace = None if recent.cost is None else recent.cost / PACE_DAYS * 30
    went = sorted(((line.key or "other", total([line])) for line in month), key=lambda e: (-(e[1].cost or 0), e[0]))
    return SpendHead(total(tonight), total(month), pace, tuple(went))


async def _tonight(db: Db, game_id: int | None, now: datetime) -> Sequence[SpendLine]:
    opened = await load_open_since(db, game_id) if game_id is not None else None
    if opened is None:
        return await load_spend(db, by="category", since=now - timedelta(hours=12), game_id=game_id, of=BILL)
    return await load_spend(db, by="category", since=opened, game_id=game_id, of=BILL)


def total(lines: Sequence[SpendLine]) -> SpendTotal:
    """The sum of lines."""
    costs = [line.cost for line in lines if line.cost is not None]
    return SpendTotal(
        calls=sum(line.calls for line in lines),
        tokens=sum((line.prompt or 0) + (line.completion or 0) for line in lines),
        cost=sum(costs) if costs else (0.0 if not lines else None),
        unknown=sum(line.unknown_cost for line in lines),
    )


def head_rows(head: SpendHead) -> Iterator[str]:
    """The four lines."""
    yield f"Tonight: {total_text(head.tonight)}"
    yield f"This month: {total_text(head.month)}"
    pace = (
        "unknown"
        if head.pace is None
        else f"{money(head.pace)} a month, as in the last {PACE_DAYS} days"
        if head.pace
        else "nothing"
    )
    yield f"At this pace: {pace}"
    went = ", ".join(f"{key} {money(part.cost)}" for key, part in head.went_to[:4] if not is_offline(part))
    yield f"It went to: {went or 'nothing yet'}"


def total_text(part: SpendTotal) -> str:
    """`$0.04 for 31 calls, 52,100 tokens`."""
    if is_offline(part):
        return f"nothing spent; {_calls(part.calls)}, all answered offline" if part.calls else "nothing spent"
    unknown = f", {part.unknown} of unknown price" if part.unknown else ""
    return f"{money(part.cost)} for {_calls(part.calls)}{unknown}, {part.tokens:,} tokens"


def is_offline(part: SpendTotal) -> bool:
    """Whether none of these calls left the machine: the offline narrator costs nothing and counts no tokens."""
    return part.cost == 0 and part.tokens == 0


def _calls(count: int) -> str:
    return f"{count:,} call{'' if count == 1 else 's'}"


async def load_table(
    db: Db, *, by: str, game_id: int | None, since: datetime | None = None, until: datetime | None = None
) -> tuple[SpendLine, ...]:
    """Usage broken down by one dimension."""
    return await load_spend(db, by=by, game_id=game_id, since=since, until=until)


async def load_names(db: Db, by: str, lines: Sequence[SpendLine]) -> dict[str, str]:
    """What people call the keys of these lines, where a key alone says little."""
    if by == "campaign":
        return await load_titles(db)
    if by == "player":
        return {**await load_player_names(db), "": "(the whole table)"}
    if by == "session":
        return {line.key: f"sitting {line.key}" for line in lines if line.key}
    if by == "server":
        return {line.key: line.key.replace("guild:", "server ") for line in lines if line.key} | {"": "(no server)"}
    return {"open": {"open": "open weights", "closed": "proprietary"}, "size": _SIZES}.get(by, {})


_SIZES: Final = {
    "small": "small (< 15B)",
    "medium": "medium (15–70B)",
    "large": "large (≥ 70B)",
    "undisclosed": "not published",
    "": "(offline)",
}


def table_rows(lines: Sequence[SpendLine], by: str, names: Mapping[str, str] | None = None) -> Iterator[str]:
    """The breakdown in columns."""
    head = (by, "calls", "failed", "prompt", "cached", "completion", "reasoning", "cost", "unknown cost")
    body = [
        (
            (names or {}).get(str(line.key), str(line.key)) or "(none)",
            f"{line.calls:,}",
            f"{line.failed:,}" if line.failed else "–",
            f"{line.prompt:,}",
            share(line.cached, line.prompt),
            f"{line.completion:,}",
            f"{line.reasoning:,}" if line.reasoning else "–",
            money(line.cost),
            f"{line.unknown_cost:,}" if line.unknown_cost else "–",
        )
        for line in lines
    ]
    widths = [max(len(row[column]) for row in (head, *body)) for column in range(len(head))]
    for row in (head, *body):
        cells = [row[0].ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True))]
        yield "  ".join(cells).rstrip()


def line_json(line: SpendLine) -> dict[str, Any]:
    """One line of the breakdown as JSON values; null is unknown."""
    return {
        "key": line.key,
        "calls": line.calls,
        "failed": line.failed,
        "prompt_tokens": line.prompt,
        "cached_tokens": line.cached,
        "cached_share": line.cached / line.prompt if line.prompt else None,
        "completion_tokens": line.completion,
        "reasoning_tokens": line.reasoning,
        "reasoning_calls": line.reasoned,
        "tool_calls": line.tooled,
        "cost": line.cost,
        "unknown_cost_calls": line.unknown_cost,
        "saved_by_caching": line.saved,
    }


def head_json(head: SpendHead) -> dict[str, Any]:
    """The four lines as JSON values."""
    return {
        "tonight": _total_json(head.tonight),
        "this_month": _total_json(head.month),
        "month_at_this_pace": head.pace,
        "went_to": {key: _total_json(part) for key, part in head.went_to},
    }


def _total_json(part: SpendTotal) -> dict[str, Any]:
    return {"calls": part.calls, "tokens": part.tokens, "cost": part.cost, "unknown_cost_calls": part.unknown}
