"""Who may read what when looking back: without spoilers, only what the table could see (promise 9)."""

from collections.abc import Iterable

from gm.domain.campaign import Campaign
from gm.domain.effects import Change
from gm.domain.ruling import Ruling, Verdict


def public_changes(campaign: Campaign, changes: Iterable[Change]) -> tuple[Change, ...]:
    """The changes that those at the table may read: no flags, no GM's clocks, no marks of the engine."""
    return tuple(change for change in changes if _is_public(campaign, change))


def _is_public(campaign: Campaign, change: Change) -> bool:
    kind, _, name = change.entity.partition(":")
    if kind == "character":
        head = change.path.partition("/")[0]
        return campaign.character(name) is not None or head in ("hp", "status", "condition")
    if kind == "clock":
        clock = campaign.clock(name)
        return clock is not None and clock.audience != "gm"
    return kind in ("place", "exit", "scene") or (kind == "world" and change.path == "minutes")


def change_row(change: Change) -> str:
    """`character:ilse hp: 8 → 5`."""
    before, after = ("—" if value is None else value for value in (change.before, change.after))
    return f"{change.entity} {change.path}: {before} → {after}"


def ruling_rows(campaign: Campaign, ruling: Ruling, *, spoilers: bool) -> tuple[str, ...]:
    """The ruling in lines. What other degrees would have brought, and stakes for the GM, are spoilers."""
    rows: list[str] = []
    for verdict in ruling.verdicts:
        rows += _verdict_rows(campaign, verdict, spoilers)
    if ruling.minutes:
        rows.append(f"{ruling.minutes} minute{'s pass' if ruling.minutes != 1 else ' passes'}")
    return tuple(rows)


def _verdict_rows(campaign: Campaign, verdict: Verdict, spoilers: bool) -> list[str]:
    person = campaign.anyone(verdict.character)
    head = f"{person.name if person else verdict.character}: {verdict.intent or 'acts'}"
    rows = [head if verdict.possible else f"{head}. Not possible: {verdict.refusal}"]
    if verdict.check is not None:
        check = verdict.check
        skill = campaign.ruleset.skill(check.skill)
        against = f"against {check.opposed_by}" if check.opposed_by else f"difficulty {check.difficulty}"
        edge = f", {check.advantage}" if check.advantage != "none" else ""
        reason = f" ({check.reason})" if check.reason else ""
        rows.append(f"  check {skill.name if skill else check.skill}, {against}{edge}{reason}")
    if verdict.stakes and (spoilers or verdict.stakes_audience != "gm"):
        rows.append(f"  stakes: {verdict.stakes}")
    if spoilers:
        if verdict.challenge:
            rows.append(f"  challenge: {verdict.challenge}")
        rows += [f"  effect: {effect.model_dump(exclude_none=True)}" for effect in verdict.effects]
        rows += [f"  {degree}: {outcome.text}" for degree, outcome in verdict.outcomes.items()]
    return rows
