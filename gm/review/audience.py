"""Who may read what when looking back: without spoilers, only what the table could see (promise 9)."""

from collections.abc import Collection, Iterable

from gm.domain.campaign import Campaign
from gm.domain.effects import Change
from gm.domain.state import WorldState


def public_changes(
    campaign: Campaign,
    changes: Iterable[Change],
    *,
    witnessed: Collection[str] = (),
    known: Collection[str] | None = None,
) -> tuple[Change, ...]:
    """The changes that those at the table may read: no flags, no GM's clocks, no marks of the engine.

    `witnessed`: ids of the NPCs whose mood the party could see change; `known`: facts that everybody knows, None: all.
    """
    return tuple(change for change in changes if _is_public(campaign, change, witnessed) and _is_known(change, known))


def _is_known(change: Change, known: Collection[str] | None) -> bool:
    head, _, fact = change.path.partition("/")
    return known is None or head != "knows" or fact in known


def moods_seen(world: WorldState, changes: Iterable[Change], place: str) -> tuple[str, ...]:
    """Ids of those whose attitude changed where the party could see it: at `place`, or where it came from just now.

    `world` is the state after the changes.
    """
    places, shifted = {place}, []
    for change in changes:
        kind, _, name = change.entity.partition(":")
        if kind == "character" and change.path == "place" and isinstance(change.before, str):
            places.add(change.before)
        elif kind == "character" and (change.path == "attitude" or change.path.startswith("toward/")):
            shifted.append(name)
    return tuple(name for name in shifted if world.text(f"character:{name}", "place") in places)


def known_to_all(campaign: Campaign, world: WorldState) -> frozenset[str]:
    """Facts that every player character of the party knows, wherever they are."""
    party = [pc.id for pc in campaign.characters if world.is_set(f"character:{pc.id}", "playing")]
    sets = [frozenset(world.under(f"character:{who}", "knows")) for who in party]
    return frozenset.intersection(*sets) if sets else frozenset()


def _is_public(campaign: Campaign, change: Change, witnessed: Collection[str]) -> bool:
    kind, _, name = change.entity.partition(":")
    if kind == "character":
        head = change.path.partition("/")[0]
        if head in ("attitude", "toward"):
            return name in witnessed
        return campaign.character(name) is not None or head in ("hp", "status", "condition")
    if kind == "clock":
        clock = campaign.clock(name)
        return clock is not None and clock.audience != "gm"
    if kind == "place" and change.path.startswith("unseen/"):
        return False
    return kind in ("place", "exit", "scene") or (kind == "world" and change.path == "minutes")


def change_row(change: Change) -> str:
    """`character:ilse hp: 8 → 5`."""
    before, after = ("—" if value is None else value for value in (change.before, change.after))
    return f"{change.entity} {change.path}: {before} → {after}"
