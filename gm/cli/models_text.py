"""How `gm models` looks: plain lines of at most 80 columns, and the same as values for JSON."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from gm.domain.calls import Candidate, Role
from gm.domain.errors import NotFound
from gm.models.catalogue import Entry, catalogue_file, entries, find
from gm.models.listing import RoleListing, Standing, list_routes
from gm.models.policy import Barred, is_broker
from gm.models.profiles import prices_as_of
from gm.models.samplers import samplers_as_of

if TYPE_CHECKING:
    from gm.models.known import Known
    from gm.models.profiles import Profile
    from gm.settings import Settings

_MOST: Final = 40
"""Lines of the catalogue that are shown without `--json`."""
_ALONE: Final = {
    Role.SCRIBE: "the chronicle is picked from what was told, at no cost",
    Role.TRIAGE: "not asked",
    Role.TAGGER: "not asked",
    Role.CHECKER: "not asked: code alone looks for what is not played",
    Role.EMBED: "recall goes by words alone",
}
_CAN: Final = (
    ("json_schema", "JSON schema"),
    ("json_mode", "JSON"),
    ("tools", "tools"),
    ("schema_with_tools", "schema with tools"),
    ("reasoning", "reasons"),
    ("prefill", "prefill"),
)


def listing_lines(settings: "Settings", profile: "Profile", known: "Known") -> Iterator[tuple[str, int]]:
    """(text, indent), role by role."""
    read = f"Prices were read on {known.as_of}" if known.as_of else f"Built-in prices are of {prices_as_of()}"
    yield profile.announcement, 0
    yield f"{read}: `gm models refresh` reads today's. `gm models test` asks each model.", 0
    long = True
    for listing in _listings(settings, profile, known):
        if long or (listing.standings and listing.borrows is None):
            yield "", 0
        long = bool(listing.standings) and listing.borrows is None
        yield from _role_lines(settings, listing)


def listing_values(settings: "Settings", profile: "Profile", known: "Known") -> dict[str, Any]:
    """The same for programs."""
    return {
        "profile": profile.name,
        "announcement": profile.announcement,
        "prices_of": known.as_of or prices_as_of(),
        "samplers_of": samplers_as_of(),
        "data_policy": settings.config.data_policy.model_dump(),
        "roles": [
            {"role": each.role, "borrows": each.borrows, "candidates": [_values(one) for one in each.standings]}
            for each in _listings(settings, profile, known)
        ],
    }


def catalogue_values(words: Sequence[str]) -> list[dict[str, Any]]:
    """All that is found, for programs."""
    return [asdict(entry) for entry in _found(words)]


def catalogue_lines(words: Sequence[str]) -> Iterator[str]:
    """A line for each, the first forty."""
    found = _found(words)
    yield f"{'model':<42} {'window':>7} {'in':>8} {'out':>8}  can"
    for entry in found[:_MOST]:
        name = entry.model if len(entry.model) <= 42 else f"{entry.model}\n{'':<42}"
        able = [text for text, has in (("schema", entry.json_schema), ("tools", entry.tools)) if has]
        gone = [f"until {entry.retired}"] if entry.retired else []
        money = f"{_bare(entry.price_in):>8} {_bare(entry.price_out):>8}"
        yield f"{name:<42} {_window(entry.context_window):>7} {money}  {' '.join([*able, *gone])}".rstrip()
    if len(found) > _MOST:
        yield f"… and {len(found) - _MOST:,} more: give more words, or --json for all."
    yield "US dollars per million tokens, as litellm's own list says."


def window_of(tokens: int | None) -> str:
    """`131k`."""
    return _window(tokens)


def price_text(candidate: Candidate) -> str:
    """`$0.28 in, $0.14 cached, $0.42 out per million tokens`, `free`, or `price unknown`."""
    if candidate.price_in is None or candidate.price_out is None:
        return "price unknown"
    if candidate.price_in == candidate.price_out == 0:
        return "free"
    cached = f", ${candidate.price_cached:g} cached" if candidate.price_cached is not None else ""
    return f"${candidate.price_in:g} in{cached}, ${candidate.price_out:g} out per million tokens"


def _listings(settings: "Settings", profile: "Profile", known: "Known") -> tuple[RoleListing, ...]:
    today = datetime.now(UTC).date()
    return list_routes(profile.routes, known, today, has_key=lambda name: settings.key(name) is not None)


def _role_lines(settings: "Settings", listing: RoleListing) -> Iterator[tuple[str, int]]:
    if listing.borrows is not None and listing.role is Role.SCRIBE:
        yield f"{listing.role}: the {listing.borrows} for translations; {_ALONE[listing.role]}", 0
        return
    if listing.borrows is not None:
        yield f"{listing.role}: as the {listing.borrows}", 0
        return
    if not listing.standings:
        yield f"{listing.role}: {_ALONE.get(listing.role, 'the offline narrator, at no cost')}", 0
        return
    yield f"{listing.role}", 0
    for number, standing in enumerate(listing.standings, start=1):
        yield from _standing_lines(settings, listing.role, number, standing)
    if listing.role not in (Role.EMBED, Role.TRIAGE, Role.TAGGER, Role.CHECKER):
        yield "then the offline narrator, at no cost", 2


def _standing_lines(settings: "Settings", role: Role, number: int, standing: Standing) -> Iterator[tuple[str, int]]:
    each = standing.candidate
    called = f" ({each.name})" if each.name else ""
    place = f" at {each.endpoint}" if each.endpoint else ""
    yield f"{'only by name: ' if standing.on_request else f'{number}. '}{each.model}{called}{place}", 2
    yield f"window {_window(each.context_window)}; {price_text(each)}", 5
    yield _about(standing), 5
    yield f"words from Discord: {_goes(standing.discord, each)}", 5
    if standing.terminal is not None:
        yield f"words from the terminal: {_goes(standing.terminal, each)}", 5
    if standing.key_missing:
        yield f"! {standing.key_missing} is not set: it cannot be asked", 5
    for text in standing.warnings:
        yield f"! {_line_of(settings, role, each)}{text}", 5


def _about(standing: Standing) -> str:
    each = standing.candidate
    size = f"{each.size:g}B" if each.size else ""
    size += f" ({each.active_size:g}B active)" if each.size and each.active_size else ""
    weights = {True: "open weights", False: "closed weights", None: ""}[each.open_weight]
    rating = f"up to {each.rating} stories" if each.rating != "adult" else ""
    can = " + ".join(text for name, text in _CAN if getattr(each, name))
    told = (standing.maker or "maker not told", size, weights, each.region, rating, can and f"can: {can}")
    return ", ".join(part for part in told if part)


def _goes(why: Barred | None, candidate: Candidate) -> str:
    if why is not None:
        return f"never, {why}"
    return "yes, under the terms that OpenRouter is told" if is_broker(candidate) else "yes"


def _line_of(settings: "Settings", role: Role, candidate: Candidate) -> str:
    """`gm.yaml:12: ` where the route stands in a file, or ''."""
    for at, given in enumerate(settings.config.routes.get(role.value, ())):
        if given["model"] == candidate.model and given.get("endpoint") == candidate.endpoint:
            spots = (f"routes.{role}.{at}", f"routes.{role}")
            found = next((settings.sources[spot] for spot in spots if spot in settings.sources), "")
            return f"{found}: " if found else ""
    return ""


def _values(standing: Standing) -> Mapping[str, Any]:
    each = standing.candidate
    fields = {name: value for name, value in asdict(each).items() if name not in ("extra", "endpoint")}
    return {
        **fields,
        "endpoint": each.endpoint,
        "extra": sorted(each.extra),
        "maker": standing.maker,
        "on_request": standing.on_request,
        "key_missing": standing.key_missing,
        "discord": standing.discord is None,
        "discord_why_not": str(standing.discord or ""),
        "terminal": standing.terminal is None,
        "terminal_why_not": str(standing.terminal or ""),
        "warnings": list(standing.warnings),
    }


def _found(words: Sequence[str]) -> list[Entry]:
    if catalogue_file() is None or not entries():
        raise NotFound("The catalogue is not there: litellm is not installed.", remedy="make setup")
    found = find(words)
    if not found:
        raise NotFound(f"No model of the catalogue is called {' '.join(words)!r}.", remedy="Fewer words find more.")
    return found


def _window(tokens: int | None) -> str:
    if tokens is None:
        return "?"
    return (
        f"{tokens / 1_000_000:g}M"
        if tokens % 1_000_000 == 0
        else f"{round(tokens / 1000)}k"
        if tokens > 9999
        else f"{tokens}"
    )


def _bare(price: float | None) -> str:
    return "?" if price is None else f"{price:g}"
