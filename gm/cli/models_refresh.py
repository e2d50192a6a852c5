"""`gm models refresh`: what is read, what it changes, and where it is kept."""

import asyncio
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gm.models.known import Known, KnownModel, broker_id, keep_known, load_known, parse_models
from gm.models.policy import is_broker
from gm.models.refresh import Difference, differences, fetch_models

if TYPE_CHECKING:
    from gm.domain.calls import Candidate
    from gm.settings import Settings


@dataclass(frozen=True, slots=True)
class News:
    """What was read, and how it differs from what the routes in use say."""

    before: Known
    after: Known
    changes: tuple[Difference, ...]
    used: int
    """How many models in use go through the broker."""


def read_anew(settings: "Settings") -> News:
    """Read the list, and compare it with the routes of this host and the built-in profile.

    Raises:
        ModelUnavailable: it cannot be read.
        ConfigError: it is no list of models.
    """
    return asyncio.run(_read(settings))


async def _read(settings: "Settings") -> News:
    from gm.app import find_profile
    from gm.models.profiles import profile_of

    url = settings.config.models_url
    models = parse_models(await fetch_models(url))
    after = Known(f"{datetime.now(UTC):%Y-%m-%d}", url, models)
    tables = ((await find_profile(settings)).routes, profile_of("openrouter").routes)
    used: dict[str, Candidate] = {}
    for table in tables:
        for route in (*(route.candidates for route in table.routes.values()), *table.named.values()):
            for each in route:
                if is_broker(each):
                    used.setdefault(broker_id(each), each)
    said = {name: _said(each) for name, each in used.items()}
    found = differences(said, after, {name: each.model for name, each in used.items()})
    return News(load_known(settings.home), after, tuple(found), len(used))


def keep(settings: "Settings", news: News) -> Path:
    """Write it into the data folder."""
    return keep_known(settings.home, news.after)


def change_lines(news: News) -> Iterator[str]:
    """What changes, for people."""
    yield f"{len(news.after.models):,} models at {news.after.source}; {news.used} of them in your routes or built in."
    for each in news.changes:
        yield _line(each)
    if not news.changes:
        yield "Nothing has changed for these."


def change_values(news: News, *, kept: bool) -> dict[str, Any]:
    """The same for programs."""
    changes = [asdict(each) for each in news.changes]
    return {"as_of": news.after.as_of, "source": news.after.source, "models": len(news.after.models)} | {
        "changes": changes,
        "kept": kept,
    }


def _line(each: Difference) -> str:
    if each.what == "gone":
        return f"! {each.model}: not listed any more: put another in its place"
    if each.what == "new":
        return f"  {each.model}: {each.after}"
    if each.what == "retires":
        return f"! {each.model}: its provider ends it on {each.after}"
    mark = "! dearer" if each.dearer else "  cheaper" if each.what == "price" else " "
    what = "window " if each.what == "window" else ""
    return f"{mark} {each.model}: {what}{each.before} → {each.after}"


def _said(candidate: "Candidate") -> KnownModel:
    return KnownModel(
        candidate.price_in, candidate.price_cached, candidate.price_out, context_window=candidate.context_window
    )
