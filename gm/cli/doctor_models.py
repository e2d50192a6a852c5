"""What `gm doctor` finds out about models: who is retired, dearer, unpriced, misconfigured, or never asked."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from gm.models.known import Known, load_known
from gm.models.listing import Standing, list_routes

if TYPE_CHECKING:
    from gm.cli.doctor import Finding
    from gm.models.profiles import Profile
    from gm.settings import Settings


def examine_models(settings: "Settings") -> "list[Finding]":
    """Who narrates, then one finding for each thing that is worth knowing."""
    import asyncio

    from gm.app import find_profile
    from gm.cli.doctor import Finding

    profile, known = asyncio.run(find_profile(settings)), load_known(settings.home)
    found = [Finding("narrator", "ok", profile.announcement)]
    worries = dict.fromkeys([*_half(settings, profile), *_worries(settings, profile, known)])
    found += [Finding("models", "note", text, remedy) for text, remedy in worries]
    if not worries:
        found.append(Finding("models", "ok", "nothing to say against what is set; `gm models` shows it"))
    return found


def _half(settings: "Settings", profile: "Profile") -> Iterator[tuple[str, str]]:
    if settings.config.profile == "mixed" and profile.name not in ("mixed", "gm.yaml"):
        missing = "no key OPENROUTER_API_KEY" if profile.key is None else "no model server on this machine"
        yield f"`mixed` wants both, and there is {missing}", "Start or set it, or choose another profile: gm init."


def _worries(settings: "Settings", profile: "Profile", known: Known) -> Iterator[tuple[str, str]]:
    today = datetime.now(UTC).date()
    listings = list_routes(profile.routes, known, today, has_key=lambda name: settings.key(name) is not None)
    for listing in listings:
        if listing.borrows is not None:
            continue
        for standing in listing.standings:
            yield from _of(standing, bool(settings.config.discord.servers) or settings.key("DISCORD_TOKEN") is not None)


def _of(standing: Standing, discord: bool) -> Iterator[tuple[str, str]]:
    name = standing.candidate.model
    if standing.key_missing:
        yield f"{name}: {standing.key_missing} is not set, so it is not asked", "Set it in the environment or .env."
    for text in standing.warnings:
        yield f"{name}: {text}", "`gm models` shows where it stands."
    if standing.terminal is not None:
        yield f"{name} is never asked: {standing.terminal}", "data_policy: in gm.yaml (docs/host/models.md)"
    elif standing.discord is not None and discord:
        yield f"{name} is not asked for Discord: {standing.discord}", "data_policy: (docs/host/models.md)"
