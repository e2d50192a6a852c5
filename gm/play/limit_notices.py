"""What a table is told of limits, once for each limit and period."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from gm.domain.budgets import Period, Strain, kind_of, span_of
from gm.domain.protocols import Clock
from gm.store.call_rows import day_of
from gm.store.database import Database
from gm.store.holding import EVERYTHING
from gm.store.notices import Level, Notice, take_notice

_LEVELS: Final[dict[str, Level]] = {"stopped": "stopped", "unpriced": "unpriced"}
SoftAbout = Literal["soft", "soft_campaign", "soft_player"]


@dataclass(frozen=True, slots=True)
class SoftNote:
    """That a limit is mostly used up. `about` as in `NarrationFinished`; `text` for who reads English."""

    about: SoftAbout
    text: str


async def is_news(database: Database, clock: Clock, place: str, kind: str, scope: str) -> bool:
    """Whether it is not known there yet why calls are refused. `place`: a table (`game:12`), a server's managers
    (`guild:1`), the `host`; `kind` and `scope`: as of `BudgetExceeded`."""
    period: Period = "month" if kind.endswith("month") else "day"
    level = _LEVELS.get(kind, "hard")
    return await _take(database, clock, scope or EVERYTHING, period, level, place)


async def soft_note(database: Database, clock: Clock, game_id: int, strains: Sequence[Strain]) -> SoftNote | None:
    """What a table is told of limits that are mostly used up; None: nothing, or nothing new."""
    for strain in strains:
        if strain.hard or not await _take(database, clock, strain.scope, strain.period, "soft", f"game:{game_id}"):
            continue
        within = kind_of(strain.scope)
        whose = f"the {within}'s" if within else "the"
        share = strain.taken * 100 // max(1, strain.allowed)
        what = "budget" if strain.unit == "usd" else "tokens"
        text = f"{share} % of {whose} {what} for this {strain.period} is used: cheaper models go first from here on"
        about: SoftAbout = "soft_player" if within == "player" else "soft_campaign" if within == "campaign" else "soft"
        return SoftNote(about, text)
    return None


async def _take(database: Database, clock: Clock, scope: str, period: Period, level: Level, place: str) -> bool:
    now = clock.now()
    notice = Notice(scope, span_of(period, day_of(now)), level, place)
    async with database.begin() as db:
        news = await take_notice(db, notice, now)
        await db.commit()
    return news
