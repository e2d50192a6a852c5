"""Who is asked before the others of a route: for a decisive moment, or after answers of no form (`escalate:`)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from gm.domain.calls import CallPurpose, Candidate, Moment, Role
from gm.domain.errors import ConfigError
from gm.models.policy import permitted
from gm.models.routes import RouteTable

_USUAL: Final[Mapping[Role, tuple[Moment, ...]]] = {
    Role.NARRATOR: ("finale", "death", "decisive_roll"),
    Role.ADJUDICATOR: ("schema",),
}
"""The moments of a role where the host names none. An author's mark has to be named: it is somebody else who decides
then what costs more."""
_KNOWN: Final[Mapping[Role, tuple[Moment, ...]]] = {role: (*usual, "mark") for role, usual in _USUAL.items()}


@dataclass(frozen=True, slots=True)
class Escalation:
    """`to` is the name of a candidate of the role's route; `when` the moments that it is asked for."""

    to: str
    when: frozenset[Moment]


def read_escalations(
    given: Mapping[str, tuple[str, Sequence[Moment]]], routes: RouteTable
) -> Mapping[Role, Escalation]:
    """From `gm.yaml`: role → (name, moments; none: the usual ones).

    Raises:
        ConfigError: nobody of that name stands in the role's route, or the role knows no such moment.
    """
    made: dict[Role, Escalation] = {}
    for name, (to, when) in given.items():
        role = Role(name)
        known = [each.name for each in routes.offer(role) if each.name]
        if to not in known:
            raise ConfigError(
                f"escalate: {name}: nobody in that route is named {to!r}",
                remedy=f"give one of its models `name: {to}`" + (f"; named are {', '.join(known)}" if known else ""),
            )
        strange = [each for each in when if each not in _KNOWN[role]]
        if strange:
            raise ConfigError(
                f"escalate: {name}: {', '.join(strange)} is no moment of that role",
                remedy=f"when: any of {', '.join(_KNOWN[role])}",
            )
        made[role] = Escalation(to, frozenset(when or _USUAL[role]))
    return made


def better(
    escalations: Mapping[Role, Escalation], routes: RouteTable, purpose: CallPurpose, moments: Collection[Moment]
) -> Candidate | None:
    """Who is asked first where any of these moments has come; None: the route as it stands."""
    found = escalations.get(purpose.role)
    if found is None or found.when.isdisjoint(moments):
        return None
    standing = routes.route(purpose.role).candidates
    chosen = next((each for each in routes.offer(purpose.role) if each.name == found.to), None)
    if chosen is None or chosen == next(iter(standing), None) or not permitted(chosen, purpose, routes.terms):
        return None
    return chosen
