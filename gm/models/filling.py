"""What plays where `gm.yaml` names models: those, and nobody beside them who would have to be paid.

A key that lies in the environment is no order. Under `profile: auto` it says who plays only while no route does: once
the file names a narrator or an adjudicator, the other one borrows, or is offline. A profile that is named fills what
the routes leave out: whoever wrote it wanted its models. A server on this machine, which costs nothing, may narrate.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from gm.domain.calls import Candidate, Role, Route
from gm.models.profiles import Profile
from gm.models.routes import OFFLINE, RouteTable

PLAYERS: Final = (Role.NARRATOR, Role.ADJUDICATOR)
"""The roles that a profile fills. Whoever names one of them says who plays."""


def asks_for_keys(wanted: str, written: RouteTable) -> bool:
    """Whether a key that is found may put models into play. `wanted`: the setting `profile`."""
    return wanted != "auto" or not any(role in written.routes for role in PLAYERS)


def filled(found: Profile, written: RouteTable, wanted: str) -> Profile:
    """The profile that was found, with what `gm.yaml` names in its place. `found`: made without keys where
    `asks_for_keys` says no."""
    if not written.routes:
        return found
    names = _names(written.routes.items())
    said = f"Routes from gm.yaml: {names}." if names else ""
    if not any(role in written.routes for role in PLAYERS):
        both = {**found.routes.routes, **written.routes}
        return _made(found, both, written, f"{found.announcement} {said}".rstrip())
    rest = {role: route for role, route in found.routes.routes.items() if role not in written.routes}
    if wanted == "auto" and Role.NARRATOR in written.routes:
        rest.pop(Role.ADJUDICATOR, None)  # it borrows the narrator's
    if added := _names(rest.items()):
        said = f"{said} From the profile {found.name}: {added}.".lstrip()
    elif Role.NARRATOR not in written.routes:
        said = f"{said} No narrator is named: the offline narrator tells the story.".lstrip()
    return _made(found, {**rest, **written.routes}, written, said)


def may_cost(table: RouteTable) -> bool:
    """Whether anybody in it has to be paid, as far as is known; a price that nobody knows counts."""
    asked: Iterable[Candidate] = (
        each
        for way in (*(route.candidates for route in table.routes.values()), *table.named.values())
        for each in way
        if each.backend == "litellm" and each != OFFLINE
    )
    return any(each.price_in != 0 or each.price_out != 0 for each in asked)


def _made(found: Profile, routes: dict[Role, Route], written: RouteTable, said: str) -> Profile:
    table = replace(found.routes, routes=routes, named=written.named)
    return replace(found, name="gm.yaml", routes=table, announcement=said)


def _names(ways: Iterable[tuple[Role, Route]]) -> str:
    played: dict[str, list[str]] = {}
    for role, route in sorted(ways):
        if route.candidates:
            played.setdefault(route.candidates[0].model, []).append(role)
    return ", ".join(f"{model} as {' and '.join(roles)}" for model, roles in played.items())
