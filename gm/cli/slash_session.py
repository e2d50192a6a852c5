"""`/session`: what this sitting held so far; `/session close` ends it. The card that is also shown on leaving."""

from typing import TYPE_CHECKING

from gm.cli.sitting import Sitting
from gm.domain.errors import Refused

if TYPE_CHECKING:
    from gm.cli.screen import Screen
    from gm.play.attending import Attended
    from gm.play.sittings import SittingStory


async def session(sitting: Sitting, argument: str) -> None:
    """The sitting as it stands, an earlier one by its number, or the end of this one."""
    word = argument.strip().casefold()
    engine = sitting.app.engine
    if word in ("close", "end"):
        if await engine.close_session(sitting.game) is None:
            raise Refused("No session can be closed now.", remedy="Answer what is open first, or play a turn.")
    elif word and not word.isdecimal():
        raise Refused("What of the session?", remedy="/session, /session close, /session 2: one of them.")
    show_sitting(sitting.screen, await engine.sittings.told(sitting.game, int(word) if word.isdecimal() else None))


async def brief(sitting: Sitting, argument: str) -> None:
    """What your character knows: for whoever takes them up."""
    from gm.cli.greeting import tied
    from gm.cli.slash_back import thread_line

    engine, screen, pc = sitting.app.engine, sitting.screen, sitting.character
    found = await engine.sittings.brief(sitting.game, await engine.state(sitting.game, scene_key=sitting.scene), pc.id)
    screen.line(f"You are {pc.name}: {pc.concept}. {tied(pc)}".strip(), style="bold")
    company = f", with {', '.join(found.company)}" if found.company else ", alone"
    screen.line(f"You are at {found.place}{company}.")
    for row in found.back.rows:
        screen.line(f"· {row.text}", indent=2)
    for thread in found.back.threads:
        screen.line(f"· {thread_line(thread)}", indent=2)
    if found.topics:
        screen.line(f"You can /ask about: {', '.join(found.topics)}")


def show_sitting(screen: "Screen", story: "SittingStory", *, short: bool = False) -> None:
    """The card of a sitting. `short`: without what is told anew on coming back."""
    from gm.cli.slash_back import thread_line
    from gm.review.spend import total, total_text

    over = story.session.closed_at is not None
    turns = f"{story.turns} turn{'' if story.turns == 1 else 's'}"
    screen.line(f"Session {story.session.number}{' is over' if over else ' so far'}: {turns}.", style="bold")
    for row in () if short else story.rows:
        screen.line(f"· {row.text}", indent=2)
    if story.threads:
        screen.line("Still open:")
    for thread in story.threads:
        screen.line(f"· {thread_line(thread)}", indent=2)
    for line in _people(story):
        screen.line(line)
    screen.line(f"Cost: {total_text(total(story.cost))}.")
    if over and story.session.seed:
        screen.line(f"Dice: seed {story.session.seed}, fingerprint {story.session.seed_hash}", style="dim")


def _otherwise(each: "Attended") -> str:
    said = {
        "parked": f"{each.name} is parked: out of the story for now.",
        "run": f"{each.name} is run by {each.by}'s player.",
        "run_gm": f"{each.name} is run by the game master.",
        "retired": f"{each.name} has retired.",
        "died": f"{each.name} has died.",
        "ghost": f"{each.name} has died and goes on as a ghost.",
    }
    return said[each.how]


def _people(story: "SittingStory") -> list[str]:
    lines = []
    if story.there:
        away = f" (away: {', '.join(story.away)})" if story.away else ""
        lines.append(f"There: {', '.join(story.there)}{away}.")
    lines += [_otherwise(each) for each in story.otherwise]
    for each in story.grown:
        gained = f"{each.name}: {each.xp_name} +{each.xp}" if each.xp else each.name
        lines.append(gained + (f", level {each.level}" if each.level is not None else ""))
    return lines
