"""Slash commands that only show: look, sheet, inventory, log, usage, why."""

from typing import TYPE_CHECKING

from gm.cli.sitting import Sitting
from gm.domain.errors import Refused

if TYPE_CHECKING:
    from gm.domain.ruling_brief import SheetView


async def _sheet(sitting: Sitting, name: str = "") -> "SheetView":
    from gm.cli.slash_party import named
    from gm.rules.sheets import sheet_of

    state = await sitting.app.engine.state(sitting.game, scene_key=sitting.scene)
    return sheet_of(state, named(state, name) if name.strip() else sitting.character.id)


async def look(sitting: Sitting, argument: str) -> None:
    """Where and when one is, who is here, the ways on and the clocks. Takes no turn."""
    from gm.cli.looking import look_rows
    from gm.rules.standpoint import seen_from

    state = await sitting.app.engine.state(sitting.game, scene_key=sitting.scene)
    head, *rows = look_rows(seen_from(state, sitting.character.id))
    sitting.screen.line(head, style="bold")
    for row in rows:
        sitting.screen.line(row, indent=2)


async def sheet(sitting: Sitting, argument: str) -> None:
    """The character's numbers, also of those who have retired or died; `change WORDS` and `take` change them."""
    from gm.cli import slash_shape

    word, _, rest = argument.strip().partition(" ")
    if word.casefold() == "change":
        await slash_shape.change(sitting, rest)
        return
    if argument.strip().casefold() == "take":
        await slash_shape.take(sitting)
        return
    found, screen = await _sheet(sitting, argument), sitting.screen
    pc = sitting.campaign.character(found.id) or sitting.character
    screen.line(f"{found.name} ({pc.pronouns}): {pc.concept}", style="bold")
    who = " · ".join(filter(None, (found.calling, f"level {found.level}" if found.level is not None else "")))
    if who:
        screen.line(who, indent=2)
    screen.line(f"HP {found.hp}/{found.max_hp} · defence {found.defence}", indent=2)
    if found.attributes:
        screen.line(" · ".join(f"{name} {value:+d}" for name, value in found.attributes), indent=2)
    if found.skills:
        screen.line("Skills: " + ", ".join(f"{name} {bonus:+d}" for _, name, bonus in found.skills), indent=2)
    for name, now, maximum in found.resources:
        screen.line(f"{name}: {now}" + (f"/{maximum}" if maximum is not None else ""), indent=2)
    spells = [each.name for each in map(sitting.campaign.ruleset.spell, found.spells) if each is not None]
    if spells:
        screen.line(f"Can cast or do: {', '.join(spells)}", indent=2)
    if found.conditions:
        screen.line(f"Conditions: {', '.join(found.conditions)}", indent=2)


async def inventory(sitting: Sitting, argument: str) -> None:
    """What the character carries."""
    found, screen = await _sheet(sitting), sitting.screen
    if not found.items:
        screen.line(f"{found.name} carries nothing of note.")
        return
    screen.line(f"{found.name} carries:", style="bold")
    for item_id, name, quantity in found.items:
        item = sitting.campaign.item(item_id)
        count = f" ×{quantity}" if quantity > 1 else ""
        about = f": {item.description}" if item is not None and item.description else ""
        screen.line(f"· {name}{count}{about}", indent=2)


async def log(sitting: Sitting, argument: str) -> None:
    """The last turns, with what was said, rolled and told."""
    from gm.cli.explaining import show_rows
    from gm.review.transcript import load_transcript, transcript_rows

    if argument and not argument.isdecimal():
        raise Refused("How many turns?", remedy="For example: /log 5")
    async with sitting.app.database.read() as db:
        transcript = await load_transcript(db, sitting.game, last=int(argument or 3))
    show_rows(sitting.screen, transcript_rows(transcript))


async def usage(sitting: Sitting, argument: str) -> None:
    """What the models have cost: tonight, this month, at this pace, what it went to."""
    from datetime import UTC, datetime

    from gm.review.spend import head_rows, load_head

    async with sitting.app.database.read() as db:
        head = await load_head(db, sitting.game.id, now=datetime.now(UTC))
    for row in head_rows(head):
        sitting.screen.line(row)


async def why(sitting: Sitting, argument: str) -> None:
    """How the last turn was decided, or the one that waits for an answer, as far as the characters may know."""
    from gm.cli.explaining import show_why
    from gm.review.why import load_why

    number = int(argument) if argument.isdecimal() else None
    async with sitting.app.database.read() as db:
        found = await load_why(db, sitting.game, number=number, spoilers=False, scene=sitting.scene)
    show_why(sitting.screen, found, prompts=False)
