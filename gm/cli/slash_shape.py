"""`/sheet change WORDS` and `/level WORDS`: a sheet from plain words, step by step, and what a level has brought."""

from typing import TYPE_CHECKING

from gm.cli.sitting import PLAYER, Sitting
from gm.domain.errors import Refused

if TYPE_CHECKING:
    from gm.play.shape_desk import Proposal

_KINDS = {"calling": "Class", "species": "Species", "background": "Background"}
_WHY = {"said": "", "kept": "", "fitting": " (fitting)"}


async def change(sitting: Sitting, words: str) -> None:
    """Propose what these words make of your character; say more to correct it, `/sheet take` makes it so."""
    if not words.strip():
        raise Refused("Change it how?", remedy="For example: /sheet change a sneaky halfling who grew up on ships")
    desk, who = sitting.app.engine.shapes, sitting.character.id
    from gm.cli.slash_party import asked

    found = await desk.propose(sitting.game, who, words, sitting.shape, scene_key=sitting.scene, asked=asked(sitting))
    if found.read_by == "nobody":
        known = ", ".join(found.known)
        raise Refused("That says nothing to these rules.", remedy=f"They know, among others: {known}.")
    sitting.shape = found.shape
    if found.read_by == "model":
        sitting.screen.line("Your words, as a model reads them:", style="dim")
    for row in proposal_rows(found):
        sitting.screen.line(row, indent=2)
    if found.same:
        sitting.screen.line("That is what the sheet says already.")
    else:
        sitting.screen.line("/sheet take makes it so; /sheet change not X, more Y corrects it.", style="dim")


async def take(sitting: Sitting) -> None:
    """Make the proposal so."""
    from gm.cli.slash_party import asked

    if sitting.shape is None:
        raise Refused("Nothing has been proposed.", remedy="/sheet change WORDS says what your character is like.")
    desk, who = sitting.app.engine.shapes, sitting.character.id
    sitting.took(
        await desk.take(sitting.game, who, sitting.shape, asked(sitting), sitting.face, scene_key=sitting.scene)
    )
    sitting.shape = None


def proposal_rows(found: "Proposal") -> list[str]:
    """The proposal, a line for each kind of choice."""
    rows = [f"{_KINDS[each.kind]}: {each.name}{_WHY[each.why]}" for each in found.choices if each.kind in _KINDS]
    for kind, title in (("skill", "Good at"), ("attribute", "Numbers")):
        named = [f"{each.name}{_WHY[each.why]}" for each in found.choices if each.kind == kind]
        rows += [f"{title}: {', '.join(named)}"] if named else []
    return rows


async def level(sitting: Sitting, argument: str) -> None:
    """How far you have come and what may be improved; with words, what they improve."""
    from gm.cli.slash_party import asked
    from gm.domain.effects import Improve
    from gm.domain.play import Hand
    from gm.rules.levelling import list_of, standing

    state = await sitting.app.engine.state(sitting.game, scene_key=sitting.scene)
    who, screen = sitting.character.id, sitting.screen
    if not argument.strip():
        found = standing(state, who)
        more = f", the next at {found.needs}" if found.needs is not None else ""
        screen.line(f"{sitting.character.name}: level {found.level}, {found.xp_name} {found.xp}{more}.")
        if found.picks:
            screen.line(f"{found.picks} to choose: {', '.join(name for _, name in found.open)}.")
            screen.line("For example: /level stealth", style="dim")
        else:
            screen.line("Nothing is left to choose just now.")
        return
    spending = await sitting.app.engine.shapes.spend(
        sitting.game, who, argument, asked(sitting), scene_key=sitting.scene
    )
    plan = spending.plan
    for why in plan.refused:
        screen.line(why)
    if not plan.take:
        raise Refused("That improves nothing.", remedy="/level alone says what may be improved.")
    if spending.by_model:
        for row in plan.rows:
            screen.line(row, indent=2)
        names = dict(list_of(state, who).choices)
        said = ", ".join(names.get(what, what) for what in plan.take)
        screen.line(f"That is how a model reads it. /level {said} makes it so.", style="dim")
        return
    effects = tuple(Improve(character=who, what=what) for what in plan.take)
    hand = Hand(sitting.source_face, sitting.fresh_id(), PLAYER, effects)
    sitting.took(await sitting.app.engine.adjust(sitting.game, hand, sitting.face, scene_key=sitting.scene))
    for row in plan.rows:
        screen.line(row, indent=2)
    screen.line("/undo takes it back.", style="dim")
