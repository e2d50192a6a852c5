"""Slash commands about characters and how it is told: relations, pace, voice."""

from gm.cli.sitting import Sitting


async def relations(sitting: Sitting, argument: str) -> None:
    """Who feels how about this character, of those whom they have met."""
    state = await sitting.app.engine.state(sitting.game)
    found = await sitting.app.engine.voices.relations(sitting.game, state, sitting.character.id)
    for each in found:
        mood = f"; {each.mood} just now" if each.mood else ""
        others = "".join(f"; {feeling} towards {name}" for name, feeling in each.others)
        here = "" if each.here else " (elsewhere)"
        line = f"{each.name}{here}: {each.feeling} towards you ({each.number:+d}){mood}{others}"
        sitting.screen.line(line, indent=2)
    if not found:
        sitting.screen.line("You have met nobody yet.")
