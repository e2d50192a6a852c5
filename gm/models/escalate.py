"""Who is asked for a decisive moment, before the others of a route: `escalate:` in gm.yaml."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gm.domain.calls import CallPurpose, Candidate, Moment, Role
from gm.domain.errors import ConfigError
from gm.models.policy import permitted
from gm.models.routes import RouteTable


@dataclass(frozen=True, slots=True)
class Escalation:
    """`to` is the name of a candidate of the role's route; `when` the moments that it is asked for."""

    to: str
    when: frozenset[Moment]


def read_escalations(
    given: Mapping[str, tuple[str, Sequence[Moment]]], routes: RouteTable
) -> Mapping[Role, Escalation]:
    """From `gm.yaml`: role → (name, moments).

    Raises:
        ConfigError: nobody of that name stands in the role's route.
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
        made[role] = Escalation(to, frozenset(when))
    return made


def better(
    escalations: Mapping[Role, Escalation], routes: RouteTable, purpose: CallPurpose, moment: Moment | None
) -> Candidate | None:
    """Who is asked first for this moment; None: the route as it stands."""
    found = escalations.get(purpose.role)
    if found is None or moment is None or moment not in found.when:
        return None
    standing = routes.route(purpose.role).candidates
    chosen = next((each for each in routes.offer(purpose.role) if each.name == found.to), None)
    if chosen is None or chosen == next(iter(standing), None) or not permitted(chosen, purpose, routes.terms):
        return None
    return chosen
