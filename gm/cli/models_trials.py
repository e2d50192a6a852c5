"""`gm models test`: which models are asked, and how they did, as a table and as values."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from gm.domain.calls import Candidate, Role
from gm.domain.errors import NotFound
from gm.models.routes import OFFLINE, RouteTable
from gm.models.trials import RouteTrial, try_candidate
from gm.review.amounts import money

if TYPE_CHECKING:
    from gm.settings import Settings

Asked = list[tuple[Candidate, tuple[Role, ...]]]


async def run_trials(settings: "Settings", which: str) -> list[RouteTrial]:
    """Ask them, one after the other.

    Raises:
        NotFound: nothing is configured that is called so.
    """
    from gm.app import open_app
    from gm.models.remedies import Remedies

    async with open_app(settings, models=True) as app:
        door = app.door
        door.remedies = Remedies.alone(app.clock)  # who rests after failures is asked here all the same
        return [
            await try_candidate(door, candidate, roles, player=None) for candidate, roles in asked(door.routes, which)
        ]


def asked(table: RouteTable, which: str) -> Asked:
    """Every candidate once, with the roles that it stands in. `which`: a role, a model, or a name of the host's.

    Raises:
        NotFound: there is none, or none of that name.
    """
    found: Asked = []
    for role in Role:
        if table.lender(role) is not role and role.value != which:
            continue
        if role is Role.EMBED:  # asked for vectors, whatever else it can
            found += [(each, (role,)) for each in table.offer(role)]
            continue
        for each in table.offer(role):
            at = next((n for n, (known, _) in enumerate(found) if _same(known, each)), None)
            if at is None:
                found.append((each, (role,)))
            else:
                found[at] = (found[at][0], (*found[at][1], role))
    found = [(each, roles) for each, roles in found if each.backend != OFFLINE.backend]
    if not found:
        raise NotFound(
            "No model is set: the offline narrator tells.", remedy="Set OPENROUTER_API_KEY, or routes in gm.yaml."
        )
    if not which:
        return found
    wanted = [
        (each, roles) for each, roles in found if which in (*roles, each.model, each.name, each.model.split("/")[-1])
    ]
    if not wanted:
        names = ", ".join(sorted({*(role for _, roles in found for role in roles), *(each.model for each, _ in found)}))
        raise NotFound(f"Nothing that is configured is called {which!r}.", remedy=f"There are: {names}.")
    return wanted


def trial_lines(trials: Sequence[RouteTrial]) -> Iterator[tuple[str, int]]:
    """(text, indent): a table, what each did wrong under it, and what it cost."""
    yield f"{'model':<36} {'first':>7} {'tokens':>9} {'cost':>9}  {'schema':<7} tools", 0
    for each in trials:
        name = each.candidate.model
        if len(name) > 36:
            yield name, 0
            name = ""
        if each.error:
            yield f"{name:<36} no answer", 0
            yield each.error, 3
            continue
        first = "?" if each.first_token_ms is None else f"{each.first_token_ms / 1000:.2f} s"
        can = "vectors" if each.roles == (Role.EMBED,) else f"{each.json_schema:<7} {each.tools}"
        counts = f"{_or(each.prompt_tokens)}+{_or(each.completion_tokens)}"
        yield f"{name:<36} {first:>7} {counts:>9} {_money(each.cost):>9}  {can}", 0
        if each.differs:
            yield f"its route says otherwise; measured: {', '.join(each.differs)}", 3
    costs = [each.cost for each in trials]
    total = None if None in costs else sum(cost for cost in costs if cost is not None)
    yield f"{sum(each.calls for each in trials)} calls, {money(total)}, counted as `test` in gm usage.", 0


def trial_values(trials: Sequence[RouteTrial]) -> list[dict[str, Any]]:
    """The same for programs."""
    return [
        {
            "model": each.candidate.model,
            "endpoint": each.candidate.endpoint,
            "name": each.candidate.name,
            "roles": list(each.roles),
            "error": each.error,
            "first_token_ms": each.first_token_ms,
            "total_ms": each.total_ms,
            "prompt_tokens": each.prompt_tokens,
            "completion_tokens": each.completion_tokens,
            "cost": each.cost,
            "calls": each.calls,
            "json_schema": each.json_schema,
            "tools": each.tools,
            "differs": list(each.differs),
        }
        for each in trials
    ]


def _same(one: Candidate, other: Candidate) -> bool:
    """The same model at the same place with the same settings, whatever it is called."""
    return replace(one, name="", on_request=False) == replace(other, name="", on_request=False)


def _money(cost: float | None) -> str:
    return "unknown" if cost is None else money(cost)


def _or(count: int | None) -> str:
    return "?" if count is None else f"{count:,}"
