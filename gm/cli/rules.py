"""`gm rules simulate`: how a prepared fight is likely to go, played many times by code alone."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from gm.domain.campaign import Campaign, EncounterPlan
    from gm.rules.combat.simulate import Odds

app = typer.Typer(help="Rules: how a campaign's fights are likely to go.", no_args_is_help=True)
_MOST = 1_000_000


@app.callback()
def _group() -> None:
    """Rules: how a campaign's fights are likely to go."""


@app.command()
def simulate(
    ctx: typer.Context,
    campaign: Annotated[str, typer.Argument(metavar="CAMPAIGN", help="A campaign's name, or its folder.")],
    encounter: Annotated[str, typer.Option("--encounter", "-e", metavar="NAME", help="Which of its fights.")],
    party: Annotated[
        str | None, typer.Option("--party", metavar="A,B", help="Who fights (default: every player character).")
    ] = None,
    times: Annotated[int, typer.Option("-n", metavar="N", help="How many fights (1000).")] = 1000,
    seed: Annotated[int, typer.Option("--seed", metavar="N", help="Other dice; the same seed, the same odds.")] = 1,
    json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    """Play a prepared fight many times and say how it went: won, lost, fled, who fell first, what was spent."""
    from gm.app import load_campaign_at
    from gm.cli.start import print_json, settings_of, stdout_screen
    from gm.domain.errors import InputError

    if not 1 <= times <= _MOST:
        raise InputError(f"Between 1 and {_MOST:,} fights.", remedy="For example: -n 10000")
    found = load_campaign_at(settings_of(ctx).home, campaign)
    plan = _plan(found, encounter)
    fighters = _party(found, party)
    odds = _played(found, plan, fighters, times, seed)
    if json:
        print_json(odds_json(found, plan, fighters, odds))
        return
    screen = stdout_screen()
    for row in odds_rows(found, plan, fighters, odds):
        screen.line(row, keep=True)


def _plan(campaign: "Campaign", name: str) -> "EncounterPlan":
    from gm.domain.errors import NotFound
    from gm.settings import did_you_mean

    word = name.casefold()
    found = next((each for each in campaign.encounters if word in (each.id, each.title.casefold())), None)
    if found is None:
        known = [each.id for each in campaign.encounters]
        raise NotFound(
            f'{campaign.title} has no encounter "{name}"{did_you_mean(name, known)}.',
            remedy=f"There are: {', '.join(known)}." if known else "It has none yet: write some under `encounters:`.",
        )
    return found


def _party(campaign: "Campaign", names: str | None) -> tuple[str, ...]:
    from gm.domain.errors import InputError, NotFound

    if names is None:
        everyone = tuple(each.id for each in campaign.characters)
        if not everyone:
            raise InputError(f"{campaign.title} has no ready characters.", remedy="Nobody is there to fight.")
        return everyone
    picked = []
    for word in (part.strip().casefold() for part in names.split(",")):
        person = next((each for each in campaign.characters if word in (each.id, each.name.casefold())), None)
        if person is None:
            known = ", ".join(each.id for each in campaign.characters)
            raise NotFound(f'{campaign.title} has no player character "{word}".', remedy=f"There are: {known}.")
        picked.append(person.id)
    return tuple(dict.fromkeys(picked))


def _played(campaign: "Campaign", plan: "EncounterPlan", party: tuple[str, ...], times: int, seed: int) -> "Odds":
    """The fights, with a bar on stderr where somebody watches."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn

    from gm.rules.combat.simulate import simulate as play

    console = Console(stderr=True)
    columns = (BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task(plan.title, total=times)
        return play(
            campaign,
            plan,
            party,
            times=times,
            seed=f"{seed & (2**64 - 1):016x}",
            told=lambda done: bar.update(task, completed=done),
        )


def odds_rows(campaign: "Campaign", plan: "EncounterPlan", party: tuple[str, ...], odds: "Odds") -> tuple[str, ...]:
    """How it went, for people."""
    names = [_name(campaign, who) for who in party]
    rows = [f"{plan.title}: {', '.join(names)}, {odds.fights:,} fights"]
    for outcome, word in (("won", "won"), ("lost", "lost"), ("fled", "got away"), ("ended", "came to no end")):
        if odds.outcomes[outcome] or outcome in ("won", "lost"):
            rows.append(f"  {word:<16}{_percent(odds.share(outcome))}")
    low, high = _spread(odds)
    rows += [
        f"  {'rounds':<16}{odds.rounds / odds.fights:.1f} on average, {low} to {high} in nine of ten",
        f"  {'somebody dies':<16}{_percent(odds.deadly / odds.fights)}",
        f"  {'go down':<16}{odds.fallen / odds.fights:.2f} of {len(party)} a fight",
    ]
    rows += [
        f"  {_name(campaign, who):<16}first to fall {_percent(odds.first_down[who] / odds.fights)}"
        f", dies {_percent(odds.died[who] / odds.fights)}"
        for who in party
    ]
    for resource, count in odds.spent.items():
        kind = campaign.ruleset.resource(resource)
        if count:
            rows.append(f"  {kind.name if kind else resource:<16}{count / odds.fights:.2f} spent a fight")
    return tuple(rows)


def odds_json(campaign: "Campaign", plan: "EncounterPlan", party: tuple[str, ...], odds: "Odds") -> dict[str, Any]:
    """The same for programs: shares of all fights, 0 to 1."""
    fights = odds.fights
    low, high = _spread(odds)
    return {
        "campaign": campaign.slug,
        "encounter": plan.id,
        "party": list(party),
        "fights": fights,
        "outcomes": {each: odds.share(each) for each in ("won", "lost", "fled", "ended")},
        "rounds": {"mean": odds.rounds / fights, "p5": low, "p95": high},
        "deadly": odds.deadly / fights,
        "fallen_a_fight": odds.fallen / fights,
        "first_down": {who: odds.first_down[who] / fights for who in party},
        "died": {who: odds.died[who] / fights for who in party},
        "spent_a_fight": {each: count / fights for each, count in odds.spent.items()},
        "hp_left": odds.survivors_hp / fights,
    }


def _spread(odds: "Odds") -> tuple[int, int]:
    """The 5th and 95th percentile of rounds."""
    every = sorted(odds.lengths.elements())
    return every[len(every) * 5 // 100], every[min(len(every) - 1, len(every) * 95 // 100)]


def _percent(share: float) -> str:
    return f"{100 * share:.1f} %"


def _name(campaign: "Campaign", who: str) -> str:
    person = campaign.anyone(who)
    return person.name if person else who
