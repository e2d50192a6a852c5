"""Choosing among what the host offers: a server or a campaign names what it wants, and the host's order changes. Pure.

Nothing can be asked for that does not stand in the host's routes: a wish is a name that the host has given, or a word
for what a model can do. A wish that nobody meets changes nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from gm.domain.calls import Candidate, Role, Route
from gm.models.policy import LOCAL
from gm.models.routes import RouteTable

_OWN: Final = frozenset({Role.SCRIBE, Role.TRIAGE, Role.TAGGER, Role.CHECKER, Role.EMBED})
"""What the host pays for only where it has set a route: no wish makes one."""
ABILITIES: Final = ("open_weight", "local", "tools", "json_schema", "reasoning", "prefill", "zero_retention")
"""Words that a wish may be besides a name. They bring nobody in who is asked on request only."""


def preferring(table: RouteTable, wishes: Mapping[Role, Sequence[str]], *, fix: bool = False) -> RouteTable:
    """The same routes with what is wished for first. `fix`: later wishes for these roles change nothing any more."""
    if not wishes:
        return table
    changed, named = dict(table.routes), dict(table.named)
    for role, wanted in wishes.items():
        if role in _OWN and role not in table.routes:
            continue
        if role not in table.fixed and any(meets(each, wish) for wish in wanted for each in table.offer(role)):
            changed[role] = Route(role, _ordered(table, role, wanted))
            named[role] = tuple(each for each in table.offer(role) if each.name)
    fixed = table.fixed | frozenset(wishes) if fix else table.fixed
    return replace(table, routes=changed, named=named, fixed=fixed)


def meets(candidate: Candidate, wish: str) -> bool:
    """Whether a candidate is what is wished for. A name that the host has given goes before the word for an ability."""
    if candidate.name and candidate.name == wish:
        return True
    if wish == "local":
        return candidate.region == LOCAL
    return wish in ABILITIES and getattr(candidate, wish) is True


def names(table: RouteTable, role: Role) -> tuple[str, ...]:
    """What may be chosen by name for a role, in the host's order."""
    return tuple(dict.fromkeys(each.name for each in table.offer(role) if each.name))


def _ordered(table: RouteTable, role: Role, wanted: Sequence[str]) -> tuple[Candidate, ...]:
    standing = table.route(role).candidates
    found: list[Candidate] = []
    for wish in wanted:
        called = [each for each in table.offer(role) if each.name == wish]
        found += called or [each for each in standing if meets(each, wish)]
    return tuple(_once([*found, *standing]))


def _once(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Without repetitions. Candidates hold mappings, so they cannot be put into a set."""
    found: list[Candidate] = []
    for each in candidates:
        if each not in found:
            found.append(each)
    return found
